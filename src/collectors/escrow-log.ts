/** What all logs of locations have in common: files by glob, coverage, unreadable records as gaps. */
import type { CollectorContext } from '../model/collector.ts'
import type { LogSource } from '../model/configuration.ts'
import { BrokenFile, type OpenFile } from '../model/files.ts'
import type { Collected, EscrowEvent, Gap, GapReason, Grade, Integrity, ItemState, Plaintext, Span } from '../model/inventory.ts'
import { given } from '../model/given.ts'
import { groupBy } from '../model/group.ts'
import { CLOCK_TOLERANCE, type Instant, parseDuration, parseMoment } from '../model/time.ts'
import { collectedAt } from './collected-at.ts'
import { type FileRecord, toGap } from './reading.ts'
import { openSilences } from './silences.ts'

/** Beyond this many unreadable records of one log the rest is told as a number. */
const TOLD = 20

export interface Unreadable {
  /** Left out: it is there and cannot be read. */
  readonly reason?: 'absent'
  readonly file: string
  readonly line?: number
  readonly record?: string
  readonly what: string
}

/** What a reader of one kind of log gives. */
export interface LogContent {
  readonly events: readonly EscrowEvent[]
  readonly records: number
  /** The latest time among all its records, also those about other items. */
  readonly lastRecord: Instant | undefined
  /** Where the log was silent for too long, within the time that it covers. Left out: something else proves that it was written. */
  readonly silences?: (covers: Span) => readonly Span[]
  /** Places where a value stands in clear; only of logs that carry payloads. */
  readonly plaintexts?: readonly Plaintext[]
  /** Only of databases: what they say of the registered items. */
  readonly items?: readonly ItemState[]
  /** Records that may have been an access and could not be read. */
  readonly unreadable: readonly Unreadable[]
  readonly files: readonly FileRecord[]
  /** Of a log that protects its own integrity: it is as old as what is proven of it. */
  readonly integrity?: Integrity
  /** Why it is not proven. */
  readonly doubts?: readonly Gap[]
}

const plural = (count: number, word: string): string => `${String(count)} ${word}${count === 1 ? '' : 's'}`

/** The registered items that are the same as an item of a log, whatever people or programs make of capitals and blanks. */
export const spelledAlike = (items: ReadonlySet<string>, normal: (item: string) => string): ((item: string) => readonly string[]) => {
  const byNormal = groupBy([...items], normal)
  return (item) => byNormal.get(normal(item)) ?? []
}

type Tell = (problem: Unreadable) => void

interface LogFiles {
  readonly files: FileRecord[]
  readonly unreadable: Unreadable[]
}

/** Goes through the files of a log in order of name. `read` gives the digest of a file, or tells why there is none. */
const eachFile = async (
  source: Pick<LogSource, 'files'>,
  { files }: CollectorContext,
  read: (path: string, tell: Tell) => Promise<string | undefined>,
): Promise<LogFiles> => {
  const records = new Map<string, FileRecord>()
  const unreadable: Unreadable[] = []
  const seen = new Set<string>()
  for (const pattern of source.files) {
    const paths = await files.list(pattern)
    if (paths.length === 0) unreadable.push(isAbsent(pattern))
    for (const path of paths.filter((found) => !seen.has(found))) {
      seen.add(path)
      const sha256 = await read(path, (problem) => unreadable.push(problem))
      if (sha256 !== undefined) records.set(path, { file: path, sha256 })
    }
  }
  return { files: [...records.values()].sort((a, b) => (a.file < b.file ? -1 : 1)), unreadable }
}

const isAbsent = (path: string): Unreadable => ({ reason: 'absent', file: path, what: `${path} is not there` })

const isEmpty = (path: string): Unreadable => ({ file: path, what: `${path} is empty, and an empty file is no empty log` })

/** Hands on each file of a log as it is read; a file that is not there, empty or cut is told. */
export const readLogFiles = (
  source: Pick<LogSource, 'files'>,
  context: CollectorContext,
  read: (path: string, file: OpenFile, tell: Tell) => Promise<void>,
): Promise<LogFiles> =>
  eachFile(source, context, async (path, tell) => {
    const opened = await context.files.open(path)
    if (opened === undefined) {
      tell(isAbsent(path))
      return undefined
    }
    let length = 0
    const chunks = (async function* () {
      for await (const chunk of opened.chunks) {
        length += chunk.byteLength
        yield chunk
      }
    })()
    const told: Unreadable[] = []
    try {
      await read(path, { chunks, sha256: opened.sha256 }, (problem) => told.push(problem))
    } catch (error) {
      if (!(error instanceof BrokenFile)) throw error
      told.push({ file: path, what: error.message })
      told.forEach(tell)
      return undefined
    }
    if (length === 0) tell(isEmpty(path))
    else told.forEach(tell)
    return opened.sha256()
  })

/** The same for logs that can only be read as a whole. */
export const readWholeLogFiles = (
  source: Pick<LogSource, 'files'>,
  context: CollectorContext,
  read: (path: string, bytes: Uint8Array, tell: Tell) => void,
): Promise<LogFiles> =>
  eachFile(source, context, async (path, tell) => {
    const file = await context.files.read(path)
    if ('problem' in file) {
      tell(file.problem === 'absent' ? isAbsent(path) : { file: path, what: file.detail })
      return undefined
    }
    if (file.bytes.byteLength === 0) tell(isEmpty(path))
    else read(path, file.bytes, tell)
    return file.sha256
  })

const toGaps = (source: LogSource, unreadable: readonly Unreadable[]): Gap[] => {
  const fact = `${source.type} log of ${source.location}`
  const hides = { location: source.location }
  const told = unreadable
    .slice(0, TOLD)
    .map(({ reason = 'unreadable' as const, file, line, record, what }) =>
      toGap(source.id, { about: 'escrowEvents', fact, reason, detail: what, hides, file, line, record }),
    )
  const rest = unreadable.length - told.length
  return rest === 0
    ? told
    : [
        ...told,
        toGap(source.id, { about: 'escrowEvents', fact, reason: 'unreadable', detail: `${plural(rest, 'further record')} of the log cannot be read`, hides }),
      ]
}

/** What keeps a log from being proven to be what was written to it, as a gap. */
export const toDoubt = (
  { id, type, location }: LogSource,
  { kind, detail, file, line }: Integrity['problems'][number],
  reason: GapReason,
  advice: string | undefined,
): Gap =>
  toGap(id, {
    about: 'escrowEvents',
    fact: `${type} log of ${location}`,
    reason,
    detail: `${file} does not verify: ${detail} (${kind})`,
    hides: { location },
    advice,
    file,
    line,
  })

/** The span that the log speaks about: what it claims to cover, and never beyond its collection. */
const coverage = (source: LogSource, collected: Instant): Span | undefined => {
  const said = 'covers' in source ? source.covers : undefined
  if (said === undefined) return undefined
  const from = parseMoment(said.from) ?? collected
  const claimed = said.to === undefined ? collected : (parseMoment(said.to) ?? collected)
  const to = Math.min(claimed, collected)
  return from < to ? { from, to } : undefined
}

/** What the times of a log's records show. */
interface Times {
  readonly see: (time: Instant | undefined) => void
  readonly latest: () => Instant | undefined
  readonly silences: (covers: Span) => readonly Span[]
}

/** Keeps the latest time of all that it sees, and where there is none for long; but none that is later than the collection or than the audit: that cannot have been written. */
export const openLatest = (source: LogSource, context: CollectorContext): Times => {
  const end = source.collected === undefined ? context.asOf : Math.min(context.asOf, collectedAt(source.collected, context) + CLOCK_TOLERANCE)
  const longest = 'max-silence' in source ? parseDuration(source['max-silence'] ?? '') : undefined
  const silences = longest === undefined ? undefined : openSilences(longest)
  let latest: Instant | undefined
  return {
    see: (time) => {
      if (time === undefined || time > end) return
      silences?.add(time)
      if (time > (latest ?? -Infinity)) latest = time
    },
    latest: () => latest,
    silences: (covers) => silences?.within(covers) ?? [],
  }
}

/** One log as facts and gaps. A record later than its own collection is unreadable; one later than as-of has not happened yet. */
export const toCollected = (source: LogSource, grade: Grade, context: CollectorContext, content: LogContent): Collected => {
  const { integrity, doubts = [] } = content
  const read = collectedAt(source.collected, context)
  const collected = Math.min(read, integrity?.to ?? read)
  const latest = source.collected === undefined ? Infinity : read + CLOCK_TOLERANCE
  const impossible = content.events.filter(({ time }) => time > latest)
  const unreadable = [
    ...content.unreadable,
    ...impossible.map(({ origin }) => ({ ...origin, what: `a record of ${origin.file} is later than its collection` })),
  ]
  const covers = coverage(source, collected)
  const silences = covers === undefined ? [] : (content.silences?.(covers) ?? [])
  return {
    source: {
      id: source.id,
      type: source.type,
      location: source.location,
      grade,
      ...(covers === undefined ? {} : { covers }),
      records: content.records,
      unreadable: unreadable.length,
      collectedAt: collected,
      files: content.files,
    },
    facts: {
      escrowEvents: content.events.filter(({ time }) => time <= latest),
      logs: [
        {
          source: source.id,
          sourceType: source.type,
          location: source.location,
          grade,
          collectedAt: collected,
          ...given('covers', covers),
          ...given('silences', silences.length === 0 ? undefined : silences),
          ...given('lastRecord', content.lastRecord),
          ...given('items', content.items),
          ...given('integrity', integrity),
        },
      ],
      plaintexts: content.plaintexts ?? [],
    },
    gaps: [...doubts, ...toGaps(source, unreadable)],
  }
}
