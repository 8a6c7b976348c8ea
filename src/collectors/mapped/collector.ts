import { hash } from 'node:crypto'
import { lowerAscii } from '../../model/account.ts'
import { defineCollector } from '../../model/collector.ts'
import type { MappedSource } from '../../model/configuration.ts'
import { given } from '../../model/given.ts'
import type { EscrowEvent, Gap } from '../../model/inventory.ts'
import { parseCsv } from '../../parsers/csv.ts'
import { parseStrictJson } from '../../parsers/json.ts'
import { type Line, splitLines } from '../../parsers/lines.ts'
import { type Cell, cellOf, type MappedRecord, parseMappedRecord } from '../../parsers/mapped-record.ts'
import { readLogFiles, readWholeLogFiles, spelledAlike, toCollected, type Unreadable } from '../escrow-log.ts'
import { openLatest } from '../last-record.ts'
import { mayMean } from '../may-mean.ts'
import { toGap } from '../reading.ts'
import { openSequence } from '../sequence.ts'

type Take = (record: { readonly line: number; readonly cell: Cell } | { readonly line: number; readonly unreadable: string }) => void

const toEvent = (
  source: MappedSource,
  record: MappedRecord & { readonly action: EscrowEvent['action'] },
  item: string,
  file: string,
  line: number,
): EscrowEvent => ({
  id: record.id,
  source: source.id,
  sourceType: source.identities ?? source.type,
  location: source.location,
  item,
  time: record.time,
  timeBasis: source.time.clock,
  ...given('actor', record.actor),
  actorKind: 'unknown',
  action: record.action,
  ...given('ticket', record.ticket),
  outcome: record.outcome,
  evidence: source.grade,
  origin: { source: source.id, file, line },
})

/** The columns that must be there; a ticket, too, so that its absence is never taken for none. */
const columnsOf = ({ columns }: MappedSource): readonly string[] => [...new Set(Object.values(columns))]

/** What tells a record from another of the same number: all that is read of it, in short. */
const markOf = (source: MappedSource, cell: Cell): number =>
  Number.parseInt(hash('sha256', JSON.stringify(columnsOf(source).map((column) => cell(column) ?? null))).slice(0, 12), 16)

const takeLine = ({ number: line, text, unreadable }: Line, take: Take): void => {
  const parsed = text === undefined ? { unreadable: unreadable ?? 'unreadable' } : parseStrictJson(text)
  if ('unreadable' in parsed) take({ line, unreadable: parsed.unreadable })
  else take({ line, cell: cellOf(parsed.value) })
}

const takeTable = (source: MappedSource, path: string, bytes: Uint8Array, take: Take, tell: (problem: Unreadable) => void): void => {
  const table = parseCsv(bytes, columnsOf(source))
  if ('unreadable' in table) tell({ file: path, what: `${path} is no log of this mapping: ${table.unreadable}` })
  else table.rows.forEach(take)
}

/** A log of any other kind, CSV or JSON lines, whose columns the configuration names. */
export default defineCollector<MappedSource>({
  type: 'mapped',
  async collect(source, context) {
    const items = context.items(source.location)
    const namesOf = spelledAlike(items, lowerAscii)
    const isMeant = mayMean(items, lowerAscii)
    const events = new Map<string, EscrowEvent>()
    const sequence = openSequence()
    const latest = openLatest(source, context)
    let records = 0

    const taking =
      (path: string, told: (problem: Unreadable) => void): Take =>
      (found) => {
        records += 1
        const { line } = found
        const tell = (what: string): void => {
          told({ file: path, line, what: `line ${String(line)} of ${path}: ${what}` })
        }
        if ('unreadable' in found) {
          tell(found.unreadable)
          return
        }
        const column = source.columns.sequence
        const number = column === undefined ? undefined : found.cell(column)
        if (number !== undefined && /^\d{1,15}$/.test(number)) sequence.add(Number(number), markOf(source, found.cell))
        else if (column !== undefined) tell(`${column} is no whole number`)
        const record = parseMappedRecord(found.cell, source)
        const named = record.item === undefined ? undefined : namesOf(record.item)
        const isBeside = named?.length === 0 && record.item !== undefined && isMeant(record.item)
        if ('unreadable' in record) {
          if (named?.length !== 0 || isBeside) tell(record.unreadable)
          return
        }
        latest.see(record.time)
        const { action } = record
        if (action === undefined) return
        const showsNothing = record.outcome === 'denied' || record.outcome === 'error'
        if (isBeside && !showsNothing) tell(`${source.columns.item} is no registered item, and may mean one beside others, or all`)
        // Records under one id that differ are told apart: each is judged.
        for (const item of named ?? []) {
          const key = JSON.stringify([record, item])
          if (!events.has(key)) events.set(key, toEvent(source, { ...record, action }, item, path, line))
        }
      }

    const { files, unreadable } =
      source.format === 'csv'
        ? await readWholeLogFiles(source, context, (path, bytes, tell) => {
            takeTable(source, path, bytes, taking(path, tell), tell)
          })
        : await readLogFiles(source, context, async (path, { chunks }, tell) => {
            const take = taking(path, tell)
            const splitter = splitLines()
            for await (const chunk of chunks) for (const line of splitter.push(chunk)) takeLine(line, take)
            for (const line of splitter.end()) takeLine(line, take)
          })
    const nothing = files.length > 0 && unreadable.length === 0 && records === 0 ? [{ file: files[0]?.file ?? '', what: 'there is no record at all' }] : []
    return toCollected(source, source.grade, context, {
      events: [...events.values()],
      records,
      lastRecord: latest.latest(),
      silences: latest.silences,
      unreadable: [...unreadable, ...nothing],
      files,
      doubts: [
        ...isRepeated(source, sequence.repeated()),
        ...sequence
          .missing()
          .slice(0, SHOWN)
          .map((span) => isMissing(source, span)),
      ],
    })
  },
})

/** One gap is enough to make the log say nothing by its silence. */
const SHOWN = 10

const isMissing = ({ id, type, location }: MappedSource, { from, to }: { readonly from: number; readonly to: number }): Gap =>
  toGap(id, {
    about: 'escrowEvents',
    fact: `${type} log of ${location}`,
    reason: 'incomplete',
    detail: from === to ? `the record ${String(from)} is missing` : `the records ${String(from)} to ${String(to)} are missing`,
    hides: { location },
    advice: 'Provide the whole log, without a filter, and audit again.',
  })

/** Where a number comes to two records, one that is missing may be hidden behind it: it is no sequence of this log. */
const isRepeated = ({ id, type, location }: MappedSource, number: number | undefined): Gap[] =>
  number === undefined
    ? []
    : [
        toGap(id, {
          about: 'escrowEvents',
          fact: `${type} log of ${location}`,
          reason: 'contradiction',
          detail: `two different records have the number ${String(number)}`,
          hides: { location },
          advice: 'Where the numbers begin anew, name the files of each run of them as a source of their own; otherwise find out which record was put in.',
        }),
      ]
