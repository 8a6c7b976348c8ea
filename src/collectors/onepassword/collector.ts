import { lowerAscii } from '../../model/account.ts'
import { defineCollector } from '../../model/collector.ts'
import type { OnepasswordSource } from '../../model/configuration.ts'
import { given } from '../../model/given.ts'
import type { EscrowEvent, Gap } from '../../model/inventory.ts'
import { field, parseStrictJson } from '../../parsers/json.ts'
import { type JsonPart, splitJson } from '../../parsers/json-parts.ts'
import { type OnepasswordEvent, parseOnepasswordEvent, parsePageEnd } from '../../parsers/onepassword-events.ts'
import { readLogFiles, spelledAlike, toCollected, type Unreadable } from '../escrow-log.ts'
import { openLatest } from '../last-record.ts'
import { toGap } from '../reading.ts'

interface Record {
  readonly value: unknown
  readonly pointer?: string
}

/** A part of a file as records and, of a page, whether it is the last. */
interface ReadPart {
  readonly records: readonly Record[]
  readonly page?: unknown
}

const itemsOf = (value: unknown): readonly unknown[] | undefined => {
  const items = field(value, 'items')
  return Array.isArray(items) ? (items as unknown[]) : undefined
}

const readPart = ({ kind, pointer, text, unreadable }: JsonPart): ReadPart | { readonly unreadable: string } => {
  if (text === undefined) return { unreadable: unreadable ?? 'unreadable' }
  const parsed = parseStrictJson(text)
  if ('unreadable' in parsed) return parsed
  const { value } = parsed
  const items = itemsOf(value)
  const isPage = items !== undefined && (kind === 'document' || pointer?.startsWith('/items/') !== true)
  if (isPage) return { records: items.map((item, index) => ({ value: item, pointer: `${pointer ?? ''}/items/${String(index)}` })), page: value }
  // What is left of a document that is a list of pages or records.
  if (kind === 'document' && Array.isArray(value)) return { records: [] }
  return { records: [{ value, ...given('pointer', pointer) }] }
}

const toEvent = (
  source: OnepasswordSource,
  event: OnepasswordEvent & { readonly action: EscrowEvent['action'] },
  item: string | undefined,
  origin: EscrowEvent['origin'],
): EscrowEvent => ({
  id: event.id,
  source: source.id,
  sourceType: source.type,
  location: source.location,
  ...given('item', item),
  time: event.time,
  timeBasis: event.evidence,
  ...given('actor', event.actor),
  actorKind: event.actor === undefined ? 'unknown' : 'human',
  action: event.action,
  outcome: event.outcome,
  evidence: event.evidence,
  origin,
})

/** Item usages and audit events of a 1Password account: what clients tell when they sync. */
export default defineCollector<OnepasswordSource>({
  type: 'onepassword',
  async collect(source, context) {
    const namesOf = spelledAlike(context.items(source.location), lowerAscii)
    const events = new Map<string, EscrowEvent>()
    const latest = openLatest(source, context)
    let records = 0
    /** Records of what was done to items: sign-in attempts and audit events show no access. */
    let usages = 0

    const readRecord = (value: unknown, origin: EscrowEvent['origin'], tell: (what: string) => void): void => {
      records += 1
      const event = parseOnepasswordEvent(value)
      const named = event.item === undefined ? undefined : namesOf(event.item)
      if (named !== undefined) usages += 1
      if ('unreadable' in event) {
        if (named?.length !== 0) tell(event.unreadable)
        return
      }
      latest.see(event.time)
      const { action } = event
      if (action === undefined) return
      // Records under one id that differ are told apart: each is judged.
      for (const item of named ?? [undefined])
        events.set(JSON.stringify([event, item]), events.get(JSON.stringify([event, item])) ?? toEvent(source, { ...event, action }, item, origin))
    }

    const { files, unreadable } = await readLogFiles(source, context, async (path, { chunks }, told) => {
      let page: unknown
      const read = (part: JsonPart): void => {
        const at = (pointer: string | undefined): Pick<Unreadable, 'file' | 'line' | 'record'> => ({ file: path, line: part.line, ...given('record', pointer) })
        const tell =
          (pointer: string | undefined) =>
          (what: string): void => {
            const where = pointer === undefined ? `line ${String(part.line)}` : `record ${pointer}`
            told({ ...at(pointer), what: `${where} of ${path}: ${what}` })
          }
        const content = readPart(part)
        if ('unreadable' in content) {
          records += 1
          tell(part.pointer)(content.unreadable)
          return
        }
        page = content.page ?? page
        for (const { value, pointer } of content.records) readRecord(value, { source: source.id, ...at(pointer) }, tell(pointer))
      }
      const splitter = splitJson(new Set(['items']))
      for await (const chunk of chunks) splitter.push(chunk).forEach(read)
      splitter.end().forEach(read)
      const cut = page === undefined ? undefined : parsePageEnd(page)
      if (cut !== undefined) told({ file: path, what: `${path}: ${cut}` })
    })
    return toCollected(source, 'client', context, {
      events: [...events.values()],
      records,
      lastRecord: latest.latest(),
      silences: latest.silences,
      unreadable,
      files,
      doubts: usages === 0 && files.length > 0 && unreadable.length === 0 ? [noUsages(source)] : [],
    })
  },
})

/** The token of the Events API may be one that gives no item usages, and they alone show who saw an item. */
const noUsages = ({ id, type, location }: OnepasswordSource): Gap =>
  toGap(id, {
    about: 'escrowEvents',
    fact: `${type} log of ${location}`,
    reason: 'incomplete',
    detail: 'no record is of an item usage, and they alone show who saw an item',
    hides: { location },
    advice: 'Fetch item usages (the token needs that feature), name their files, and audit again.',
  })
