import { type CollectorContext, defineCollector } from '../../model/collector.ts'
import type { VaultSource } from '../../model/configuration.ts'
import type { EscrowEvent, Gap, Plaintext } from '../../model/inventory.ts'
import { rowsOf } from '../../model/rows.ts'
import { formatInstant, type Instant, parseMoment } from '../../model/time.ts'
import { eachFile, type LearnedFile, openLearner, toCollected } from '../escrow-log.ts'
import { openLatest, seeTimes } from '../last-record.ts'
import { toGap } from '../reading.ts'
import { deviceProblems, type DeviceProblem } from './device-logs.ts'
import { type Disabling, watchDevices } from './devices.ts'
import { type LearnedVault, learningOf, placeOf } from './learn.ts'
import { type LoggedRequest, type Request, uniteRequests } from './requests.ts'
import { openingsOf } from './wrapping.ts'

/** Only an answer without error proves an access, and one that was wrapped showed nothing yet. */
const outcomeOf = ({ granted, refused, wrapped }: Request): EscrowEvent['outcome'] => {
  if (refused) return granted ? 'unknown' : 'denied'
  return granted && !wrapped ? 'success' : 'unknown'
}

/** A request that shows or changes codes. */
interface LoggedAction extends LoggedRequest {
  readonly request: Request & { readonly action: NonNullable<Request['action']> }
}

const isAction = (logged: LoggedRequest): logged is LoggedAction => logged.request.action !== undefined

const toEvent = ({ id, type, location }: VaultSource, { request, files }: LoggedAction): EscrowEvent => {
  const { requestId, item, time, actor, actorKind, action, ticket, line } = request
  return {
    id: requestId,
    source: id,
    sourceType: type,
    location,
    ...(item === undefined ? undefined : { item }),
    time,
    timeBasis: 'server',
    ...(actor === undefined ? undefined : { actor }),
    actorKind,
    action,
    ...(ticket === undefined ? undefined : { ticket }),
    outcome: outcomeOf(request),
    evidence: 'server',
    origin: { source: id, file: files[0], line },
  }
}

/** What was wrapped is seen by whoever opens it, under the ticket of either; until somebody does, it is not known whether anybody saw it. */
const asOpened = (logged: LoggedRequest, openings: readonly LoggedRequest[]): readonly LoggedRequest[] => {
  const { request } = logged
  const opened = request.wrapped ? openingsOf(request, openings) : []
  if (opened.length === 0) return [logged]
  const { item, action, ticket } = request
  return opened.map((opening) => ({ ...opening, request: { ...opening.request, item, action, ticket: opening.request.ticket ?? ticket } }))
}

/** The storage itself was read: every secret may have been seen. */
const toRawEvent = (source: VaultSource, logged: LoggedAction): EscrowEvent => {
  const event = toEvent(source, logged)
  return event.outcome === 'success' ? { ...event, outcome: 'unknown' } : event
}

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
    const requestsOf = (of: (learned: LearnedVault) => readonly Request[]): readonly LoggedRequest[] =>
      uniteRequests(learned.map((one) => ({ file: one.file, requests: of(one.learned) })))
    const all = <R>(of: (learned: LearnedVault) => readonly R[]): (R & { readonly file: string })[] =>
      learned.flatMap(({ file, learned: told }) => of(told).map((record) => ({ ...record, file })))

    const isClaimed = claimOf(source)
    const openings = requestsOf(({ openings }) => openings)
    const seen = requestsOf(({ seen }) => seen)
    const filesOf = await filesOfDevices(source, context)
    const held = filesOf.size === 0 ? [] : seen.filter(({ request }) => isClaimed(request.since, request.since))
    const raw = requestsOf(({ raw }) => raw)
      .filter(isAction)
      .map((logged) => toRawEvent(source, logged))
    const actions = seen.flatMap((logged) => asOpened(logged, openings)).filter(isAction)
    const events = rowsOf(raw.length + actions.length, (row) => raw[row] ?? toEvent(source, actions[row - raw.length] as LoggedAction))

    const devices = watchDevices()
    for (const record of all(({ watched }) => watched)) devices.see(record, record.file, record.line)
    const latest = openLatest(source, context)
    for (const { learned: told } of learned) seeTimes(latest, told)
    const readable = learned.filter(({ learned: told }) => told.records > told.unreadable.length).map(({ file }) => file)
    return toCollected(source, 'server', context, {
      events,
      records: learned.reduce((sum, one) => sum + one.learned.records, 0),
      lastRecord: latest.latest(),
      silences: latest.silences,
      plaintexts: toPlaintexts(source, learned),
      unreadable,
      files,
      doubts: [
        ...devices.dark().flatMap((place) => (isClaimed(place.time, place.until) ? [isDark(source, place)] : [])),
        ...requestsOf(({ moves }) => moves).flatMap((move) =>
          outcomeOf(move.request) !== 'denied' && isClaimed(move.request.time, move.request.time) ? [isMoved(source, move)] : [],
        ),
        ...deviceProblems({ filesOf, read: new Set(readable), switches: all(({ switches }) => switches), requests: held }).map((problem) =>
          isPartial(source, problem),
        ),
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
const isMoved = ({ id, type, location }: VaultSource, { files: [file], request: { line, time } }: LoggedRequest): Gap =>
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
  const { device, other, logged, more } = problem
  return toGap(id, {
    ...gap,
    reason: 'contradiction',
    detail: `a request of ${formatInstant(logged.request.since)} is in the log of the audit device ${other} and not in that of ${device}${more === 0 ? '' : ` (and ${String(more)} more)`}`,
    advice: `Copy the files of all devices whole and at one time. If ${device} could not write then, or somebody took records away, find out what else is missing there.`,
    file: logged.files[0],
  })
}
