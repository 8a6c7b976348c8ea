/** What all logs of locations have in common: files by glob, coverage, unreadable records as gaps. */
import { hash } from 'node:crypto'
import type { CollectorContext } from '../model/collector.ts'
import type { LogSource } from '../model/configuration.ts'
import { BrokenFile, type OpenFile, type Opening } from '../model/files.ts'
import type { Collected, EscrowEvent, Gap, GapReason, Grade, Integrity, ItemState, Plaintext, Span } from '../model/inventory.ts'
import { given } from '../model/given.ts'
import { groupBy } from '../model/group.ts'
import type { Kept } from '../model/memory.ts'
import type { Rows } from '../model/rows.ts'
import { CLOCK_TOLERANCE, type Instant, parseMoment } from '../model/time.ts'
import { collectedAt } from './collected-at.ts'
import { type FileRecord, toGap } from './reading.ts'
import { inOrderOfWriting } from './rotation.ts'
import { openToldLines, readToldLines, type ToldLines } from './told-lines.ts'

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
  readonly events: Rows<EscrowEvent>
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
  /** Of a log that shows itself when it was begun: it covers nothing before. */
  readonly begun?: Instant | undefined
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

/** A file that was read. */
interface ReadLogFile extends Omit<FileRecord, 'file'> {
  readonly isStill?: OpenFile['isStill']
}

/** Reads a file, or tells why it cannot. */
export type ReadFile = (path: string, tell: Tell) => Promise<ReadLogFile | undefined>

/** Goes through the files of a log in the order in which they were written. */
export const eachFile = async (source: Pick<LogSource, 'files'>, { files }: CollectorContext, read: ReadFile): Promise<LogFiles> => {
  const records = new Map<string, FileRecord>()
  const unreadable: Unreadable[] = []
  const seen = new Set<string>()
  const done: { readonly path: string; readonly isStill: OpenFile['isStill'] }[] = []
  for (const pattern of source.files) {
    const paths = await files.list(pattern)
    if (paths.length === 0) unreadable.push(isAbsent(pattern))
    for (const path of inOrderOfWriting(paths).filter((found) => !seen.has(found))) {
      seen.add(path)
      const file = await read(path, (problem) => unreadable.push(problem))
      if (file === undefined) continue
      records.set(path, { file: path, sha256: file.sha256, ...given('of', file.of) })
      if (file.isStill !== undefined) done.push({ path, isStill: file.isStill })
    }
  }
  // Where files change their names on the way, one of them may never have been read.
  for (const { path, isStill } of done) if (!(await isStill())) unreadable.push(isReplaced(path))
  return { files: [...records.values()].sort((a, b) => (a.file < b.file ? -1 : 1)), unreadable }
}

const isAbsent = (path: string): Unreadable => ({ reason: 'absent', file: path, what: `${path} is not there` })

const isEmpty = (path: string): Unreadable => ({ file: path, what: `${path} is empty, and an empty file is no empty log` })

const isReplaced = (path: string): Unreadable => ({ file: path, what: `another file took the place of ${path} while the log was read` })

/** Opens a file of a log, hands it on, and tells where it is not there, empty or cut. Whoever reads it may give another digest than that of all its bytes. */
const openLogFile = async (
  path: string,
  tell: Tell,
  open: () => Promise<OpenFile | undefined>,
  read: (file: OpenFile, tell: Tell) => Promise<Omit<FileRecord, 'file'> | undefined>,
): Promise<ReadLogFile | undefined> => {
  const opened = await open()
  if (opened === undefined) {
    tell(isAbsent(path))
    return undefined
  }
  let length = opened.resumed?.bytes ?? 0
  const chunks = (async function* () {
    for await (const chunk of opened.chunks) {
      length += chunk.byteLength
      yield chunk
    }
  })()
  const told: Unreadable[] = []
  let digest: Omit<FileRecord, 'file'> | undefined
  try {
    digest = await read({ ...opened, chunks }, (problem) => told.push(problem))
  } catch (error) {
    if (!(error instanceof BrokenFile)) throw error
    told.push({ file: path, what: error.message })
    told.forEach(tell)
    return undefined
  }
  if (length === 0) tell(isEmpty(path))
  else told.forEach(tell)
  return { ...(digest ?? { sha256: opened.sha256() }), isStill: opened.isStill }
}

/** Hands on each file of a log as it is read; a file that is not there, empty or cut is told. */
export const readLogFiles = (
  source: Pick<LogSource, 'files'>,
  context: CollectorContext,
  read: (path: string, file: OpenFile, tell: Tell) => Promise<void>,
): Promise<LogFiles> =>
  eachFile(source, context, (path, tell) =>
    openLogFile(
      path,
      tell,
      () => context.files.open(path),
      async (file, told) => {
        await read(path, file, told)
        return undefined
      },
    ),
  )

/** What was learned of the lines of one file; plain data that does not name the file. */
export interface LearnedLines {
  readonly records: number
  /** Lines that may have been about an item and could not be read. */
  readonly unreadable: readonly { readonly line: number; readonly what: string }[]
}

/** What is learned of one file, chunk by chunk. */
export interface Learner<L extends LearnedLines> {
  take(chunk: Uint8Array): void
  /** What the lines that ended so far tell; it changes as more of the file is taken. */
  learned(): L
  /** What the whole file tells, once its end is reached. */
  end(): L
}

/** Where in a file a learner begins. */
export interface Beginning {
  /** How many bytes go before. */
  readonly bytes: number
  /** Takes the lines that tell something; undefined: nobody asks which they are. */
  readonly told: ToldLines | undefined
}

export interface Learning<L extends LearnedLines> {
  /** Everything that shapes what is learned of a file, besides the file. */
  readonly shape: unknown
  /** One for a file, or for the rest of one of which this was learned. */
  readonly open: (learned: L | undefined, beginning: Beginning) => Learner<L>
  /** Memory to read a file into. */
  readonly memoryOf?: Opening['memoryOf']
  /** Whether what was learned is what this run would learn. */
  readonly holds: (learned: L) => boolean
}

export interface LearnedFile<L> {
  readonly file: string
  readonly learned: L
}

/** Learns of files by themselves; with a memory, of what is new in each only. */
export interface FileLearner<L> {
  readonly read: ReadFile
  /** What was learned, in the order of reading. */
  readonly learned: readonly LearnedFile<L>[]
}

export const openLearner = <L extends LearnedLines>(
  { type, digest }: Pick<LogSource, 'type'> & { readonly digest?: 'files' | 'records' },
  { files, memory }: CollectorContext,
  { shape, open, holds, memoryOf }: Learning<L>,
): FileLearner<L> => {
  const key = hash('sha256', JSON.stringify([type, shape]))
  const isOfRecords = digest === 'records'
  const kept = (memory?.recall(key) ?? []).filter(({ learned }) => holds(learned as L))
  const learned: LearnedFile<L>[] = []

  const openAt = (path: string, from: readonly Kept[]): Promise<OpenFile | undefined> =>
    files.open(path, { withoutSha256: isOfRecords, memoryOf, marks: memory === undefined ? undefined : from.map(({ mark }) => mark) })

  const learn = async (path: string, file: OpenFile, before: L | undefined, told: ToldLines | undefined, tell: Tell): Promise<number> => {
    let bytes = file.resumed?.bytes ?? 0
    const learner = open(before, { bytes, told })
    const conclude = (whole: L): void => {
      learned.push({ file: path, learned: whole })
      for (const { line, what } of whole.unreadable) tell({ file: path, line, what: `line ${String(line)} of ${path}: ${what}` })
    }
    try {
      for await (const chunk of file.chunks) {
        bytes += chunk.byteLength
        learner.take(chunk)
      }
    } catch (error) {
      // What a broken file told before it broke can still prove a failure.
      conclude(learner.learned())
      throw error
    }
    const mark = file.mark()
    // The end may still add to what was learned before the mark.
    if (mark !== undefined) memory?.keep(key, { mark, ...given('told', told?.told()), learned: structuredClone(learner.learned()) })
    const whole = learner.end()
    conclude(whole)
    if (whole.records === 0) tell({ file: path, what: `${path} has no record, and a file without records is no empty log` })
    return bytes
  }

  return {
    read: async (path, tell) => {
      let file = await openAt(path, kept)
      let known = kept.find(({ mark }) => mark === file?.resumed)
      let told = isOfRecords ? openToldLines() : undefined
      if (file !== undefined && known !== undefined && isOfRecords) {
        told = known.told && (await readToldLines(file.parts, known.told).catch(() => undefined))
        // What it told then stands there no more: it is another file.
        if (told === undefined) [file, known, told] = [await openAt(path, []), undefined, openToldLines()]
      }
      return openLogFile(
        path,
        tell,
        () => Promise.resolve(file),
        async (opened, tellOf) => {
          const size = await learn(path, opened, known?.learned as L | undefined, told, tellOf)
          return told === undefined ? undefined : { sha256: told.end(size), of: 'records' }
        },
      )
    },
    learned,
  }
}

/** Reads files as a whole. */
export const readingWhole =
  ({ files }: CollectorContext, read: (path: string, bytes: Uint8Array, tell: Tell) => void): ReadFile =>
  async (path, tell) => {
    const file = await files.read(path)
    if ('problem' in file) {
      tell(file.problem === 'absent' ? isAbsent(path) : { file: path, what: file.detail })
      return undefined
    }
    if (file.bytes.byteLength === 0) tell(isEmpty(path))
    else read(path, file.bytes, tell)
    return { sha256: file.sha256 }
  }

/** Hands on each file of a log that can only be read as a whole. */
export const readWholeLogFiles = (
  source: Pick<LogSource, 'files'>,
  context: CollectorContext,
  read: (path: string, bytes: Uint8Array, tell: Tell) => void,
): Promise<LogFiles> => eachFile(source, context, readingWhole(context, read))

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

/** The span that the log speaks about: what it claims to cover, and never before it was begun or beyond its collection. */
const coverage = (source: LogSource, begun: Instant, collected: Instant): Span | undefined => {
  const said = 'covers' in source ? source.covers : undefined
  if (said === undefined) return undefined
  const from = Math.max(parseMoment(said.from) ?? collected, begun)
  const claimed = said.to === undefined ? collected : (parseMoment(said.to) ?? collected)
  const to = Math.min(claimed, collected)
  return from < to ? { from, to } : undefined
}

/** One log as facts and gaps. A record later than its own collection is unreadable; one later than as-of has not happened yet. */
export const toCollected = (source: LogSource, grade: Grade, context: CollectorContext, content: LogContent): Collected => {
  const { integrity, begun = -Infinity, doubts = [] } = content
  const read = collectedAt(source.collected, context)
  const collected = Math.min(read, integrity?.to ?? read)
  const latest = source.collected === undefined ? Infinity : read + CLOCK_TOLERANCE
  const impossible = latest === Infinity ? [] : Array.from(content.events).filter(({ time }) => time > latest)
  const unreadable = [
    ...content.unreadable,
    ...impossible.map(({ origin }) => ({ ...origin, what: `a record of ${origin.file} is later than its collection` })),
  ]
  const covers = coverage(source, begun, collected)
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
      escrowEvents: impossible.length === 0 ? content.events : [...content.events].filter(({ time }) => time <= latest),
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
