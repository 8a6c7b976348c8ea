import { defineCollector } from '../../model/collector.ts'
import { groupBy } from '../../model/group.ts'
import type { VaultSource } from '../../model/configuration.ts'
import type { EscrowEvent, Gap, Plaintext } from '../../model/inventory.ts'
import { formatInstant } from '../../model/time.ts'
import { eachFile, type LearnedFile, openLearner, toCollected } from '../escrow-log.ts'
import { toGap } from '../reading.ts'
import { type Disabling, watchDevices } from './devices.ts'
import { type LearnedVault, learningOf, type PlacedRecord, placeOf, type SeenRecord } from './learn.ts'
import { openingsOf } from './wrapping.ts'

/** A record of a file. */
type Placed = PlacedRecord & { readonly file: string }
/** A record about one registered item. */
type Seen = SeenRecord & { readonly file: string }

type Request<R> = readonly [R, ...R[]]

/** Request and response are one access, which only an answer without error proves. */
const outcomeOf = (records: readonly Placed[]): EscrowEvent['outcome'] => {
  const answers = records.filter(({ type }) => type === 'response')
  const granted = answers.some(({ refused }) => !refused)
  if (records.some(({ refused }) => refused)) return granted ? 'unknown' : 'denied'
  return granted && answers.every(({ wrapped }) => !wrapped) ? 'success' : 'unknown'
}

const toEvent = (source: VaultSource, records: Request<Seen>): EscrowEvent | undefined => {
  const told = records.find(({ type }) => type === 'response') ?? records[0]
  if (told.action === undefined) return undefined
  const actor = told.actor ?? records.find((record) => record.actor !== undefined)?.actor
  const ticket = records.find((record) => record.ticket !== undefined)?.ticket
  return {
    id: told.requestId,
    source: source.id,
    sourceType: source.type,
    location: source.location,
    item: told.item,
    time: told.time,
    timeBasis: 'server',
    ...(actor === undefined ? {} : { actor }),
    actorKind: told.actorKind,
    action: told.action,
    ...(ticket === undefined ? {} : { ticket }),
    outcome: outcomeOf(records),
    evidence: 'server',
    origin: { source: source.id, file: told.file, line: told.line },
  }
}

/** What was wrapped is seen by whoever opens it, under the ticket of either; until somebody does, it is not known whether anybody saw it. */
const toOpened = (source: VaultSource, request: Request<Seen>, openings: readonly Request<Placed>[]): readonly (EscrowEvent | undefined)[] => {
  const opened = request.some(({ wrapped }) => wrapped) ? openingsOf(request, openings) : []
  if (opened.length === 0) return [toEvent(source, request)]
  const [{ item, action }] = request
  const ticket = request.find((record) => record.ticket !== undefined)?.ticket
  const asSeen = (record: Placed): Seen => ({ ...record, item, action, ticket: record.ticket ?? ticket })
  return opened.map(([first, ...others]) => toEvent(source, [asSeen(first), ...others.map(asSeen)]))
}

/** Whether records are about one item and name one actor, as nearly all are. */
const isOfOne = (seen: readonly Seen[]): boolean => seen.every(({ item, actor }) => item === seen[0]?.item && actor === seen[0].actor)

/** What the records of one request tell: an event for each item. Records that name different actors are told apart: each is judged. */
const toEvents = (source: VaultSource, seen: readonly Seen[], openings: readonly Request<Placed>[]): readonly EscrowEvent[] =>
  [...(isOfOne(seen) ? [seen] : groupBy(seen, ({ item, actor }) => `${item}\n${actor ?? ''}`).values())]
    .flatMap((records) => toOpened(source, records as [Seen, ...Seen[]], openings))
    .filter((event) => event !== undefined)

/** The storage itself was read: every secret may have been seen. */
const toRawEvent = (source: VaultSource, records: Request<Placed>): EscrowEvent[] => {
  const asSeen = (record: Placed): Seen => ({ ...record, item: '', action: 'export' })
  const [first, ...others] = records
  const event = toEvent(source, [asSeen(first), ...others.map(asSeen)])
  if (event === undefined) return []
  const { item: _, ...rest } = event
  return [{ ...rest, outcome: event.outcome === 'success' ? 'unknown' : event.outcome }]
}

/** The records of each request, those that name different actors apart. */
const byRequest = (records: readonly Placed[]): readonly Request<Placed>[] =>
  [...groupBy(records, ({ requestId, actor }) => `${requestId}\n${actor ?? ''}`).values()] as unknown as readonly Request<Placed>[]

const placedIn =
  (file: string) =>
  <R>(record: R): R & { readonly file: string } => ({ ...record, file })

/** One of each place is enough: a log that shows a code shows it at each reading. */
const toPlaintexts = ({ id, location }: VaultSource, learned: readonly LearnedFile<LearnedVault>[]): readonly Plaintext[] => {
  const plaintexts = new Map<string, Plaintext>()
  for (const { file, learned: told } of learned) {
    for (const { item, path, what, time, line } of told.inClear) {
      const place = placeOf({ item, path, what })
      if (!plaintexts.has(place)) plaintexts.set(place, { source: id, location, item, path, what, time, origin: { source: id, file, line } })
    }
  }
  return [...plaintexts.values()]
}

/** A HashiCorp Vault or OpenBao audit device, JSON lines. Only records about registered items are kept. */
export default defineCollector<VaultSource>({
  type: 'vault',
  async collect(source, context) {
    const { read, learned } = openLearner(source, context, learningOf(source, context))
    const { files, unreadable } = await eachFile(source, context, read)
    const all = <R>(of: (learned: LearnedVault) => readonly R[]): (R & { readonly file: string })[] =>
      learned.flatMap((one) => of(one.learned).map(placedIn(one.file)))

    const opened = byRequest(all(({ openings }) => openings))
    const requests = groupBy(
      all(({ seen }) => seen),
      ({ requestId }) => requestId,
    )
    const events = byRequest(all(({ raw }) => raw)).flatMap((records) => toRawEvent(source, records))
    for (const seen of requests.values()) for (const event of toEvents(source, seen, opened)) events.push(event)

    const devices = watchDevices()
    for (const record of all(({ watched }) => watched)) devices.see(record, record.file, record.line)
    const lastRecords = learned.flatMap(({ learned: { lastRecord } }) => (lastRecord === undefined ? [] : [lastRecord]))
    return toCollected(source, 'server', context, {
      events,
      records: learned.reduce((sum, one) => sum + one.learned.records, 0),
      lastRecord: lastRecords.length === 0 ? undefined : Math.max(...lastRecords),
      plaintexts: toPlaintexts(source, learned),
      unreadable,
      files,
      doubts: devices.dark().map((place) => isDark(source, place)),
    })
  },
})

const isDark = ({ id, type, location }: VaultSource, { file, line, time }: Disabling): Gap =>
  toGap(id, {
    about: 'escrowEvents',
    fact: `${type} log of ${location}`,
    reason: 'incomplete',
    detail: `on ${formatInstant(time)} an audit device was disabled, and no record shows that another went on`,
    hides: { location },
    advice: 'Name the files of all devices. If there was none, correct covers of the source: of that time nothing is known.',
    file,
    line,
  })
