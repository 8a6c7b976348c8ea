/** An inventory as one file, schemas/inventory.schema.json: kept as evidence, and audited again without asking anybody. */
import { hash } from 'node:crypto'
import type { WholeFile } from './model/files.ts'
import type { Facts, Inventory } from './model/inventory.ts'
import { jsonText } from './model/json-text.ts'
import type { Checked } from './model/mistake.ts'
import { formatInstant } from './model/time.ts'
import { field, isRecord, type JsonRecord, parseJson } from './parsers/json.ts'
import { inventory as validate } from './parsers/generated/validators/inventory.ts'

const SCHEMA = 'sparekey-inventory/1'

/** The fields that hold instants, wherever they stand; in a snapshot they are written as text. */
const INSTANTS: ReadonlySet<string> = new Set([
  ...['collectedAt', 'at', 'from', 'to', 'since', 'time'],
  ...['generated', 'stored', 'tested', 'expires', 'reviewed', 'checked', 'opened', 'closed', 'left', 'lastRecord', 'changed', 'deleted'],
])
/** What people named: the keys of these are names, and their values no instants. */
const NAMED: ReadonlySet<string> = new Set(['lines', 'identities'])

/** A value with each instant changed. */
const mapInstants = (value: unknown, change: (instant: unknown) => unknown): unknown => {
  if (Array.isArray(value)) return value.map((item: unknown) => mapInstants(item, change))
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      NAMED.has(key) ? inner : INSTANTS.has(key) && !isRecord(inner) ? change(inner) : mapInstants(inner, change),
    ]),
  )
}

const toText = (instant: unknown): unknown => (typeof instant === 'number' ? formatInstant(instant) : instant)
const toInstant = (text: unknown): unknown => (typeof text === 'string' ? Date.parse(text) : text)

/** One line a record, so that two snapshots can be compared. */
function* list(key: string, records: readonly unknown[], indent: string): Generator<string> {
  yield `${indent}${JSON.stringify(key)}: [`
  for (const [index, record] of records.entries()) yield `${index === 0 ? '' : ','}\n${indent}  ${jsonText(mapInstants(record, toText))}`
  yield records.length === 0 ? ']' : `\n${indent}]`
}

function* content({ sources, facts, gaps }: ReturnType<typeof inLists>): Generator<string> {
  yield `{\n  "schema": ${JSON.stringify(SCHEMA)},\n`
  yield* list('sources', sources, '  ')
  yield ',\n  "facts": {\n'
  const names = Object.keys(facts) as (keyof Facts)[]
  for (const [index, name] of names.entries()) {
    yield* list(name, facts[name], '    ')
    yield index === names.length - 1 ? '\n' : ',\n'
  }
  yield '  },\n'
  yield* list('gaps', gaps, '  ')
}

const digestOf = (value: unknown): string => hash('sha256', JSON.stringify(value))

/** What is kept in rows, as the lists that a file holds. */
const inLists = (inventory: Inventory) => {
  const { facts } = inventory
  return { ...inventory, facts: { ...facts, codeSets: [...facts.codeSets], escrowEvents: [...facts.escrowEvents] } }
}

/** The pieces of a snapshot. The digest at its end is that of everything before, and tells a file that was cut or touched. */
export function* writeSnapshot(collected: Inventory): Generator<string> {
  const inventory = inLists(collected)
  yield* content(inventory)
  const sha256 = digestOf(mapInstants({ schema: SCHEMA, ...inventory }, toText))
  yield `,\n  "sha256": ${JSON.stringify(sha256)}\n}\n`
}

const whyNot = (file: WholeFile): { readonly value: JsonRecord } | { readonly message: string; readonly hint?: string } => {
  const parsed = parseJson(file.bytes)
  if ('unreadable' in parsed) return { message: `it is no inventory: ${parsed.unreadable}` }
  const { value } = parsed
  const schema = field(value, 'schema')
  if (schema !== SCHEMA) {
    return typeof schema === 'string' && schema.startsWith('sparekey-report/')
      ? { message: 'it is a report, not an inventory', hint: 'an inventory is written by: sparekey collect -o inventory.json' }
      : { message: 'it is no inventory', hint: 'an inventory is written by: sparekey collect -o inventory.json' }
  }
  const { sha256, ...rest } = value as JsonRecord
  if (digestOf(rest) !== sha256) return { message: 'it was cut or changed after it was collected: its digest does not fit', hint: 'collect anew' }
  if (!validate(value)) return { message: 'it is no inventory of this version', hint: 'collect anew with this version of sparekey' }
  return { value: rest }
}

/** The inventory of a snapshot. A file that is none, was cut, or was changed is a mistake of whoever gave it. */
export const readSnapshot = (file: WholeFile): Checked<Inventory> => {
  const read = whyNot(file)
  if ('message' in read) return { mistakes: [{ file: file.file, ...read }] }
  const { sources, facts, gaps } = mapInstants(read.value, toInstant) as Inventory
  return { value: { sources, facts, gaps } }
}
