import { type CollectorContext, defineCollector } from '../../model/collector.ts'
import { once } from '../../model/once.ts'
import type { VaultSource } from '../../model/configuration.ts'
import type { EscrowEvent, Gap, Plaintext } from '../../model/inventory.ts'
import { formatInstant, type Instant, parseMoment } from '../../model/time.ts'
import { type Line, splitLines } from '../../parsers/lines.ts'
import { parseVaultJson, readVaultRecord, type UnreadableVaultLine, type VaultRecord } from '../../parsers/vault-audit.ts'
import { plaintextsIn } from '../../parsers/vault-plaintext.ts'
import { openLatest, readLogFiles, toCollected, type Unreadable } from '../escrow-log.ts'
import { toGap } from '../reading.ts'
import { type DeviceProblem, watchDeviceLogs } from './device-logs.ts'
import { type Disabling, watchDevices } from './devices.ts'
import { gatherRequests, type Request } from './requests.ts'
import { openingsOf } from './wrapping.ts'

/** Only an answer without error proves an access, and one that was wrapped showed nothing yet. */
const outcomeOf = ({ granted, refused, wrapped }: Request): EscrowEvent['outcome'] => {
  if (refused) return granted ? 'unknown' : 'denied'
  return granted && !wrapped ? 'success' : 'unknown'
}

const toEvent = (source: VaultSource, request: Request): EscrowEvent[] => {
  const { requestId, item, time, actor, actorKind, action, ticket, file, line } = request
  if (action === undefined) return []
  return [
    {
      id: requestId,
      source: source.id,
      sourceType: source.type,
      location: source.location,
      ...(item === undefined ? {} : { item }),
      time,
      timeBasis: 'server',
      ...(actor === undefined ? {} : { actor }),
      actorKind,
      action,
      ...(ticket === undefined ? {} : { ticket }),
      outcome: outcomeOf(request),
      evidence: 'server',
      origin: { source: source.id, file, line },
    },
  ]
}

/** What was wrapped is seen by whoever opens it, under the ticket of either; until somebody does, it is not known whether anybody saw it. */
const toEvents = (source: VaultSource, request: Request, openings: readonly Request[]): readonly EscrowEvent[] => {
  const opened = request.wrapped ? openingsOf(request, openings) : []
  if (opened.length === 0) return toEvent(source, request)
  const { item, action, ticket } = request
  return opened.flatMap((opening) => toEvent(source, { ...opening, item, action, ticket: opening.ticket ?? ticket }))
}

/** The storage itself was read: every secret may have been seen. */
const toRawEvents = (source: VaultSource, request: Request): readonly EscrowEvent[] =>
  toEvent(source, request).map((event) => ({ ...event, outcome: event.outcome === 'success' ? 'unknown' : event.outcome }))

/** The items and what is left of each when its first segments are taken away, as a log does that leaves out the namespace. */
const endings = (items: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...items].flatMap((item) => [item, ...[...item.matchAll(/\//g)].map(({ index }) => item.slice(index + 1))]))

/** A HashiCorp Vault or OpenBao audit device, JSON lines. Only records about registered items are kept. */
export default defineCollector<VaultSource>({
  type: 'vault',
  async collect(source, context) {
    const items = context.items(source.location)
    const requests = gatherRequests()
    const openings = gatherRequests()
    const raw = gatherRequests()
    const moves = gatherRequests()
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
      if (parsed.opens !== undefined) openings.add(parsed, undefined, parsed.action, file, number)
      if (parsed.system === 'raw') raw.add(parsed, undefined, 'export', file, number)
      if (parsed.system === 'move') moves.add(parsed, undefined, undefined, file, number)
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
        requests.add(parsed, item, item === parsed.plain.item ? parsed.plain.action : parsed.action, file, number)
      }
    }

    const { files, unreadable } = await readLogFiles(source, context, async (path, { chunks }, told) => {
      const before = records
      const splitter = splitLines()
      for await (const chunk of chunks) for (const line of splitter.push(chunk)) readLine(path, line, told)
      for (const line of splitter.end()) readLine(path, line, told)
      if (records === before) told({ file: path, what: `${path} has no record, and a file without records is no empty log` })
    })
    const opened = [...openings.take()]
    const events = [...raw.take()].flatMap((request) => toRawEvents(source, request))
    const isClaimed = claimOf(source)
    for (const request of requests.take()) {
      if (isClaimed(request.since, request.since)) deviceLogs.hold(request)
      for (const event of toEvents(source, request, opened)) events.push(event)
    }
    return toCollected(source, 'server', context, {
      events,
      records,
      lastRecord: latest.latest(),
      silences: latest.silences,
      plaintexts: [...plaintexts.values()],
      unreadable,
      files,
      doubts: [
        ...devices.dark().flatMap((place) => (isClaimed(place.time, place.until) ? [isDark(source, place)] : [])),
        ...[...moves.take()].flatMap((move) => (outcomeOf(move) !== 'denied' && isClaimed(move.time, move.time) ? [isMoved(source, move)] : [])),
        ...deviceLogs.problems().map((problem) => isPartial(source, problem)),
      ],
    })
  },
})

/** Whether the log claims to cover any of a time. */
const claimOf = ({ covers }: VaultSource): ((from: Instant, to?: Instant) => boolean) => {
  const [begin, end] = [parseMoment(covers?.from ?? '') ?? -Infinity, parseMoment(covers?.to ?? '') ?? Infinity]
  return (from, to = Infinity) => to >= begin && from < end
}

/** What the log has of the paths is an HMAC: it may have been the mount of any item. */
const isMoved = ({ id, type, location }: VaultSource, { file, line, time }: Request): Gap =>
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
    detail: `a request of ${formatInstant(request.since)} is in the log of the audit device ${other} and not in that of ${device}${more === 0 ? '' : ` (and ${String(more)} more)`}`,
    advice: `Copy the files of all devices whole and at one time. If ${device} could not write then, or somebody took records away, find out what else is missing there.`,
    file: request.files[0],
  })
}
