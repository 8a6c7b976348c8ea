import { lowerAscii } from '../../model/account.ts'
import { defineCollector } from '../../model/collector.ts'
import type { BitwardenSource } from '../../model/configuration.ts'
import { given } from '../../model/given.ts'
import { groupBy } from '../../model/group.ts'
import type { EscrowEvent } from '../../model/inventory.ts'
import { type BitwardenEvent, parseBitwardenEvent, parseBitwardenPages } from '../../parsers/bitwarden-events.ts'
import { BEGINNING, parseBitwardenCsv } from '../../parsers/bitwarden-csv.ts'
import { parseJson } from '../../parsers/json.ts'
import { eachFile, openLearner, readingWhole, spelledAlike, toCollected, type Unreadable } from '../escrow-log.ts'
import { openLatest, seeTimes } from '../last-record.ts'
import type { FileRecord } from '../reading.ts'
import { learningOf } from './learn.ts'

type Told = Omit<BitwardenEvent, 'item' | 'action'> & { readonly action: EscrowEvent['action'] }

const toEvent = (source: BitwardenSource, event: Told, item: string | undefined, origin: EscrowEvent['origin']): EscrowEvent => ({
  id: event.key,
  source: source.id,
  sourceType: source.type,
  location: source.location,
  ...given('item', item),
  time: event.time,
  timeBasis: event.evidence,
  ...(event.actor === undefined ? {} : { actor: event.actor }),
  actorKind: event.actorKind,
  action: event.action,
  outcome: event.outcome,
  evidence: event.evidence,
  origin,
})

const CSV = /\.csv(?:\.gz|\.zst)?$/i
/** One event a line, as a forwarder of events appends them. */
const LINES = /\.(?:jsonl|ndjson)(?:\.gz|\.zst)?$/i

/** Events of a Bitwarden organisation: views and copies are what clients chose to tell. */
export default defineCollector<BitwardenSource>({
  type: 'bitwarden',
  async collect(source, context) {
    const items = context.items(source.location)
    const namesOf = spelledAlike(items, lowerAscii)
    const byBeginning = groupBy([...items], (item) => lowerAscii(item).slice(0, BEGINNING))
    const events = new Map<string, EscrowEvent>()
    const latest = openLatest(source, context)
    let records = 0

    /** `named`: the registered items that the event is about; undefined: one that tells of an action is about all. */
    const carry = (event: Omit<BitwardenEvent, 'item'>, named: readonly string[] | undefined, origin: EscrowEvent['origin']): void => {
      const { action } = event
      if (action === undefined) return
      for (const item of named ?? [undefined]) events.set(`${event.key} ${item ?? ''}`, toEvent(source, { ...event, action }, item, origin))
    }

    const take = (
      event: Omit<BitwardenEvent, 'item'> | { readonly unreadable: string },
      named: readonly string[] | undefined,
      origin: EscrowEvent['origin'],
      tell: (what: string) => void,
    ): void => {
      records += 1
      if ('unreadable' in event) {
        const isElsewhere = named?.length === 0
        if (!isElsewhere) tell(event.unreadable)
        return
      }
      latest.see(event.time)
      carry(event, named, origin)
    }

    const readPages = (path: string, bytes: Uint8Array, told: (problem: Unreadable) => void): void => {
      const parsed = parseJson(bytes)
      const pages = 'unreadable' in parsed ? parsed : parseBitwardenPages(parsed.value)
      if ('unreadable' in pages) {
        told({ file: path, what: `${path} is ${pages.unreadable}` })
        return
      }
      if (pages.cut !== undefined) told({ file: path, what: `${path}: ${pages.cut}` })
      for (const { record, value } of pages.events) {
        const event = parseBitwardenEvent(value)
        take(event, event.item === undefined ? undefined : namesOf(event.item), { source: source.id, file: path, record }, (what) => {
          told({ file: path, record, what: `record ${record} of ${path}: ${what}` })
        })
      }
    }

    const readCsv = (path: string, bytes: Uint8Array, told: (problem: Unreadable) => void): void => {
      const csv = parseBitwardenCsv(bytes)
      if ('unreadable' in csv) {
        told({ file: path, what: `${path} is no export of the web vault: ${csv.unreadable}` })
        return
      }
      for (const row of csv.rows) {
        const beginnings = 'beginnings' in row ? row.beginnings : undefined
        const named = beginnings === undefined ? undefined : [...new Set(beginnings.flatMap((beginning) => byBeginning.get(beginning) ?? []))]
        take(row, named, { source: source.id, file: path, line: row.line }, (what) => {
          told({ file: path, line: row.line, what: `line ${String(row.line)} of ${path}: ${what}` })
        })
      }
    }

    const whole = readingWhole(context, (path, bytes, told) => {
      if (CSV.test(path)) readCsv(path, bytes, told)
      else readPages(path, bytes, told)
    })
    const lines = openLearner(source, context, learningOf(source, context))
    const { files, unreadable } = await eachFile(source, context, (path, told) => (LINES.test(path) ? lines.read : whole)(path, told))
    for (const { file, learned } of lines.learned) {
      for (const { line, ...event } of learned.events)
        carry(event, event.item === undefined ? undefined : namesOf(event.item), { source: source.id, file, line })
      seeTimes(latest, learned)
      records += learned.records
    }
    const nothing = files.length > 0 && unreadable.length === 0 && records === 0 ? [isSilent(files)] : []
    return toCollected(source, 'client', context, {
      events: [...events.values()],
      records,
      lastRecord: latest.latest(),
      silences: latest.silences,
      unreadable: [...unreadable, ...nothing],
      files,
    })
  },
})

/** A server that does not record events answers as if nothing had happened. */
const isSilent = ([first]: readonly FileRecord[]): Unreadable => ({
  file: first?.file ?? '',
  what: 'there is no event at all, as where events are not recorded (Vaultwarden: ORG_EVENTS_ENABLED)',
})
