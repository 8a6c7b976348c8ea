import { type CollectorContext, defineCollector } from '../../model/collector.ts'
import { groupBy } from '../../model/group.ts'
import { once } from '../../model/once.ts'
import type { VaultSource } from '../../model/configuration.ts'
import type { EscrowEvent, Gap, Plaintext } from '../../model/inventory.ts'
import { formatInstant, parseMoment } from '../../model/time.ts'
import { type Line, splitLines } from '../../parsers/lines.ts'
import { parseVaultJson, readVaultRecord, type UnreadableVaultLine, type VaultRecord } from '../../parsers/vault-audit.ts'
import { plaintextsIn } from '../../parsers/vault-plaintext.ts'
import { openLatest, readLogFiles, toCollected, type Unreadable } from '../escrow-log.ts'
import { toGap } from '../reading.ts'
import { type DeviceProblem, type LoggedRequest, watchDeviceLogs } from './device-logs.ts'
import { type Disabling, watchDevices } from './devices.ts'
import { openingsOf } from './wrapping.ts'

/** A record, and no more of it than an event needs: a log has many. */
interface Placed extends Pick<VaultRecord, 'type' | 'time' | 'requestId' | 'refused' | 'wrapped' | 'actorKind'> {
  readonly action: EscrowEvent['action'] | undefined
  readonly actor: string | undefined
  readonly ticket: string | undefined
  readonly wrapToken: string | undefined
  readonly opens: readonly string[] | undefined
  readonly file: string
  readonly line: number
}

/** A record about one registered item. */
interface Seen extends Placed {
  readonly item: string
}

type Request<R> = readonly [R, ...R[]]

const toPlaced = (record: VaultRecord, file: string, line: number): Placed => {
  const { type, time, requestId, action, refused, wrapped, actor, actorKind, ticket, wrapToken, opens } = record
  return { type, time, requestId, action, refused, wrapped, actor, actorKind, ticket, wrapToken, opens, file, line }
}

const toSeen = (record: VaultRecord, item: string, file: string, line: number): Seen => ({
  ...toPlaced(record, file, line),
  action: item === record.plain.item ? record.plain.action : record.action,
  item,
})

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

/** The items and what is left of each when its first segments are taken away, as a log does that leaves out the namespace. */
const endings = (items: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...items].flatMap((item) => [item, ...[...item.matchAll(/\//g)].map(({ index }) => item.slice(index + 1))]))

/** A HashiCorp Vault or OpenBao audit device, JSON lines. Only records about registered items are kept. */
export default defineCollector<VaultSource>({
  type: 'vault',
  async collect(source, context) {
    const items = context.items(source.location)
    const requests = new Map<string, Seen[]>()
    const openings: Placed[] = []
    const raw: Placed[] = []
    const moves: Placed[] = []
    const devices = watchDevices()
    const deviceLogs = watchDeviceLogs(await filesOfDevices(source, context))
    const plaintexts = new Map<string, Plaintext>()
    const latest = openLatest(source, context)
    let records = 0

    const ends = once(() => endings(items))
    const readLine = (file: string, { number, text, unreadable }: Line, told: (problem: Unreadable) => void): void => {
      records += 1
      const tell = (what: string): void => {
        told({ file, line: number, what: `line ${String(number)} of ${file}: ${what}` })
      }
      const json = text === undefined ? { unreadable: unreadable ?? 'unreadable' } : parseVaultJson(text)
      const parsed: VaultRecord | UnreadableVaultLine = 'unreadable' in json ? json : readVaultRecord(json.value)
      const mayBeElsewhere = parsed.hasNamespace === true || parsed.items?.some((name) => ends().has(name)) !== true
      if ('unreadable' in parsed) {
        const isElsewhere = parsed.items !== undefined && !parsed.items.some((name) => items.has(name)) && mayBeElsewhere
        if (!isElsewhere) tell(parsed.unreadable)
        return
      }
      latest.see(parsed.time)
      devices.see(parsed, file, number)
      deviceLogs.see(parsed, file, number)
      if (parsed.opens !== undefined) openings.push(toPlaced(parsed, file, number))
      if (parsed.system === 'raw') raw.push(toPlaced(parsed, file, number))
      if (parsed.system === 'move') moves.push(toPlaced(parsed, file, number))
      // The register may know one secret under several of its names.
      const named = parsed.items.filter((name) => items.has(name))
      if (named.length === 0 && !mayBeElsewhere) tell('request.namespace is missing, and in some namespace the item is registered')
      const inClear = named.length === 0 || 'unreadable' in json ? [] : plaintextsIn(json.value)
      for (const item of named) {
        for (const { path, what } of inClear) {
          const place = `${item}\n${path}\n${what}`
          // One of each place is enough: a log that shows a code shows it at each reading.
          if (plaintexts.has(place)) continue
          const origin = { source: source.id, file, line: number }
          plaintexts.set(place, { source: source.id, location: source.location, item, path, what, time: parsed.time, origin })
        }
        const seen = toSeen(parsed, item, file, number)
        const others = requests.get(parsed.requestId)
        if (others === undefined) requests.set(parsed.requestId, [seen])
        else others.push(seen)
      }
    }

    const { files, unreadable } = await readLogFiles(source, context, async (path, { chunks }, told) => {
      const before = records
      const splitter = splitLines()
      for await (const chunk of chunks) for (const line of splitter.push(chunk)) readLine(path, line, told)
      for (const line of splitter.end()) readLine(path, line, told)
      if (records === before) told({ file: path, what: `${path} has no record, and a file without records is no empty log` })
    })
    const opened = byRequest(openings)
    const events = byRequest(raw).flatMap((records) => toRawEvent(source, records))
    for (const seen of requests.values()) for (const event of toEvents(source, seen, opened)) events.push(event)
    return toCollected(source, 'server', context, {
      events,
      records,
      lastRecord: latest.latest(),
      silences: latest.silences,
      plaintexts: [...plaintexts.values()],
      unreadable,
      files,
      doubts: [
        ...devices.dark().flatMap((place) => (speaksOf(source, place.time, place.until) ? [isDark(source, place)] : [])),
        ...byRequest(moves).flatMap((records) =>
          outcomeOf(records) !== 'denied' && speaksOf(source, records[0].time, records[0].time) ? [isMoved(source, records[0])] : [],
        ),
        ...deviceLogs.problems(toLogged(source, requests)).map((problem) => isPartial(source, problem)),
      ],
    })
  },
})

/** Whether the log claims to cover any of a time. */
const speaksOf = ({ covers }: VaultSource, from: number, to = Infinity): boolean =>
  to > (parseMoment(covers?.from ?? '') ?? -Infinity) && from < (parseMoment(covers?.to ?? '') ?? Infinity)

/** What the log has of the paths is an HMAC: it may have been the mount of any item. */
const isMoved = ({ id, type, location }: VaultSource, { file, line, time }: Placed): Gap =>
  toGap(id, {
    about: 'escrowEvents',
    fact: `${type} log of ${location}`,
    reason: 'incomplete',
    detail: `on ${formatInstant(time)} a mount was moved, and what lies in it may have been read under another name since then`,
    hides: { location },
    advice: 'Find out which mount it was. Regenerate the codes that lay in it, register them under their names of now, and let covers begin after the move.',
    file,
    line,
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

/** Which files are those of each device; none, where the source does not say. */
const filesOfDevices = async ({ devices = {} }: VaultSource, { files }: CollectorContext): Promise<ReadonlyMap<string, ReadonlySet<string>>> =>
  new Map(
    await Promise.all(
      Object.entries(devices).map(async ([device, patterns]) => {
        const found = await Promise.all(patterns.map((pattern) => files.list(pattern)))
        return [device, new Set(found.flat())] as const
      }),
    ),
  )

/** Requests of the time that the log claims to cover: of an earlier one no device needs to have all. */
const toLogged = ({ covers }: VaultSource, requests: ReadonlyMap<string, readonly Seen[]>): readonly LoggedRequest[] =>
  [...requests]
    .map(([id, seen]) => ({ id, time: Math.min(...seen.map(({ time }) => time)), files: seen.map(({ file }) => file) }))
    .filter(({ time }) => time >= (parseMoment(covers?.from ?? '') ?? -Infinity))

const isPartial = ({ id, type, location }: VaultSource, problem: DeviceProblem): Gap => {
  const gap = { about: 'escrowEvents', fact: `${type} log of ${location}`, hides: { location } } as const
  if (problem.kind === 'unnamed')
    return toGap(id, {
      ...gap,
      reason: 'not-configured',
      detail: `there is an audit device ${problem.device}, and the source does not name its files`,
      advice: `Name the files of ${problem.device} under devices of the source, and audit again.`,
      file: problem.file,
      line: problem.line,
    })
  if (problem.kind === 'absent')
    return toGap(id, {
      ...gap,
      reason: 'absent',
      detail: `no record of the audit device ${problem.device} was read`,
      advice: `Name the files of ${problem.device} under files and under devices of the source, and audit again.`,
    })
  const { device, other, request, more } = problem
  return toGap(id, {
    ...gap,
    reason: 'contradiction',
    detail: `a request of ${formatInstant(request.time)} is in the log of the audit device ${other} and not in that of ${device}${more === 0 ? '' : ` (and ${String(more)} more)`}`,
    advice: `Copy the files of all devices whole and at one time. If ${device} could not write then, or somebody took records away, find out what else is missing there.`,
    file: request.files[0],
  })
}
