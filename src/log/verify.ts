/**
 * Whether a log is what was appended to it. The chain shows what was changed inside the file; only a checkpoint that somebody
 * else remembers shows that the end was cut off or that all of it was written anew.
 */
import { groupBy } from '../model/group.ts'
import type { LogRecord } from '../model/generated/log.ts'
import { CLOCK_TOLERANCE, formatInstant, formatSpan, type Instant } from '../model/time.ts'
import { isInTime, type TrustedKey } from './keys.ts'
import { toLines } from './lines.ts'
import { growTree } from './merkle.ts'
import { type Checkpoint, isSignedBy, type Note, parseCheckpoint, parseNotes } from './note.ts'
import { isWhole, NONE, parseRecord } from './record.ts'

/** What shows that somebody changed the log. */
type Tampering = 'break' | 'gap' | 'time-back' | 'restart' | 'bad-signature' | 'truncation' | 'fork'
/** What keeps the log from being proven. */
type Open = 'no-checkpoint' | 'bad-checkpoint' | 'unknown-key' | 'key-out-of-time' | 'stale' | 'unsealed' | 'torn' | 'empty' | 'future'

export type ProblemKind = Tampering | Open

const TAMPERING: ReadonlySet<ProblemKind> = new Set<Tampering>(['break', 'gap', 'time-back', 'restart', 'bad-signature', 'truncation', 'fork'])

export interface Problem {
  readonly kind: ProblemKind
  /** What is so, in our own words. */
  readonly detail: string
  readonly file: string
  readonly line?: number
}

export interface LogFile {
  readonly file: string
  readonly bytes: Uint8Array
}

/** What is to be verified, and against what. */
export interface Evidence {
  readonly log: LogFile
  /** Checkpoints of the log, wherever they were kept: each file has one or several. */
  readonly checkpoints: readonly LogFile[]
}

export interface Terms {
  readonly keys: readonly TrustedKey[]
  /** How many of the keys must have signed a checkpoint. */
  readonly signers: number
  readonly asOf: Instant
  /** A newest checkpoint older than this, in milliseconds, is stale; absent: none is. */
  readonly maxAge?: number
}

export interface Placed {
  readonly record: LogRecord
  readonly line: number
}

/** How far the log is proven: by the newest checkpoint that it agrees with. */
export interface Seal {
  /** The number of records. */
  readonly size: number
  /** That of the last of them: a checkpoint itself has no time. */
  readonly time: Instant
  /** The latest time of a record under it that is not later than as-of: a clock that was wrong once makes no log fresh. Absent: all are later. */
  readonly until?: Instant
  readonly signers: readonly string[]
}

export interface Verification {
  /** tampered: something is wrong; unproven: nothing is wrong, and something is open. */
  readonly state: 'verified' | 'tampered' | 'unproven'
  readonly problems: readonly Problem[]
  /** Every record that can be read. */
  readonly records: readonly Placed[]
  /** Whole lines, readable or not. */
  readonly size: number
  readonly origin?: string
  readonly seal?: Seal
}

const isTampering = ({ kind }: Problem): boolean => TAMPERING.has(kind)

type Say = (kind: ProblemKind, line: number, detail: string) => void

/** What the next record must be; undefined: nothing can be said, as the one before cannot be read. */
interface Expected {
  readonly seq: number
  readonly prev?: string | undefined
  readonly time?: Instant | undefined
  readonly origin?: string | undefined
}

/** Compares a record with what must follow; gives what must follow then. */
const follow = ({ record, line }: Placed, expected: Expected, say: Say): Expected => {
  const { seq, prev, event, origin } = record
  const time = Date.parse(record.time)
  const next = { seq: seq + 1, prev: record.hash, time, origin: expected.origin ?? origin }
  const isFirst = line === 1
  if (!isWhole(record)) say('break', line, `record ${String(seq)} was changed after it was appended: its hash is another`)
  if (!isFirst && event.kind === 'open') {
    say('restart', line, 'the log is opened a second time, in its middle')
    return next
  }
  if (seq > expected.seq) {
    const missing = seq - expected.seq
    say('gap', line, missing === 1 ? `record ${String(expected.seq)} is missing` : `records ${String(expected.seq)} to ${String(seq - 1)} are missing`)
  } else if (seq < expected.seq) {
    say('gap', line, `record ${String(seq)} stands where record ${String(expected.seq)} belongs`)
  } else if (expected.prev !== undefined && prev !== expected.prev) {
    say('break', line, `record ${String(seq)} does not follow the one before it: that one had another hash`)
  } else if (isFirst && event.kind !== 'open') {
    say('break', line, 'the first record does not open the log')
  }
  if (expected.origin !== undefined && origin !== expected.origin) say('break', line, `record ${String(seq)} is of another log`)
  if (expected.time !== undefined && time < expected.time - CLOCK_TOLERANCE) {
    say('time-back', line, `record ${String(seq)} is of ${record.time}, and the one before it is later: of ${formatInstant(expected.time)}`)
  }
  return next
}

/** Every record that can be read, with what the chain shows. */
const followChain = (lines: readonly Uint8Array[], say: Say): Placed[] => {
  const records: Placed[] = []
  let expected: Expected = { seq: 0, prev: NONE }
  for (const [index, bytes] of lines.entries()) {
    const line = index + 1
    const read = parseRecord(bytes)
    if ('unreadable' in read) {
      say('break', line, `line ${String(line)} is ${read.unreadable}`)
      expected = { ...expected, seq: expected.seq + 1, prev: undefined }
      continue
    }
    const placed = { record: read.record, line }
    records.push(placed)
    expected = follow(placed, expected, say)
  }
  return records
}

interface FoundNote {
  readonly file: string
  readonly note: Note
  readonly checkpoint: Checkpoint
}

/** A checkpoint that counts. */
interface Good extends Checkpoint {
  readonly file: string
  readonly signers: readonly string[]
}

/** The roots of the log at certain sizes, in base64. */
const rootsOf = (lines: readonly Uint8Array[], sizes: ReadonlySet<number>): ReadonlyMap<number, string> => {
  const tree = growTree()
  const roots = new Map<number, string>()
  const note = (): void => {
    if (sizes.has(tree.size())) roots.set(tree.size(), Buffer.from(tree.root()).toString('base64'))
  }
  note()
  for (const line of lines) {
    tree.add(line)
    note()
  }
  return roots
}

/** The names of the signers: one key is one signer, whatever its names. */
const signersOf = (keys: readonly TrustedKey[]): readonly string[] => {
  const byName = [...keys].sort((a, b) => (a.name < b.name ? -1 : 1))
  return [...new Set(byName.filter(({ key }, index) => byName.findIndex((other) => other.key.equals(key)) === index).map(({ name }) => name))]
}

/** Verifies a log against its checkpoints. Whether it is tampered with does not depend on the order of the files. */
export const verifyLog = ({ log, checkpoints }: Evidence, { keys, signers, asOf, maxAge }: Terms): Verification => {
  const problems: Problem[] = []
  const { whole, torn } = toLines(log.bytes)
  const size = whole.length
  const records = followChain(whole, (kind, line, detail) => problems.push({ kind, detail, file: log.file, line }))
  const about = (kind: ProblemKind, detail: string, file = log.file): void => {
    problems.push({ kind, detail, file })
  }
  /** Where the chain is broken; the root must differ from there on, which says nothing new. */
  const firstBroken = Math.min(...problems.filter(({ kind }) => kind !== 'time-back').map(({ line = Infinity }) => line))
  const origin = records[0]?.record.origin

  if (size === 0) about('empty', 'the log has no record')
  const found = checkpoints.flatMap(({ file, bytes }) =>
    parseNotes(bytes).flatMap((note): FoundNote[] => {
      const checkpoint = note === undefined ? undefined : parseCheckpoint(note)
      if (note !== undefined && checkpoint !== undefined && (origin === undefined || checkpoint.origin === origin)) return [{ file, note, checkpoint }]
      about('bad-checkpoint', checkpoint === undefined ? 'there is something that is no checkpoint' : 'there is a checkpoint of another log', file)
      return []
    }),
  )

  const roots = rootsOf(whole, new Set(found.map(({ checkpoint }) => checkpoint.size)))
  const times = new Map(records.map(({ record, line }) => [line, Date.parse(record.time)]))

  const good: Good[] = []
  const doubtful: { readonly size: number; readonly problem: Problem }[] = []
  for (const { file, note, checkpoint } of found) {
    const named = `the checkpoint of ${String(checkpoint.size)} records`
    const wrongly = keys.find((key) => isSignedBy(note, key) === 'wrongly')
    if (wrongly !== undefined) {
      about('bad-signature', `${named} was not signed by ${wrongly.name}, though it says so`, file)
      continue
    }
    const signed = keys.filter((key) => isSignedBy(note, key) === 'yes')
    const time = times.get(checkpoint.size)
    const inTime = signed.filter((key) => time === undefined || isInTime(key, time))
    const names = signersOf(inTime)
    const doubt = (kind: ProblemKind, detail: string): void => {
      doubtful.push({ size: checkpoint.size, problem: { kind, detail, file } })
    }
    if (names.length >= signers) good.push({ ...checkpoint, file, signers: names })
    else if (signed.length > inTime.length) doubt('key-out-of-time', `${named} was signed with a key that was not to be used then`)
    else if (names.length === 0) doubt('unknown-key', `${named} is signed by no key that is trusted`)
    else doubt('unknown-key', `${named} is signed by ${names.join(', ')} alone, and ${String(signers)} signatures are asked for`)
  }

  const isOther = (checkpoint: Good): boolean => checkpoint.size <= size && roots.get(checkpoint.size) !== checkpoint.root
  if (good.some((checkpoint) => checkpoint.size === 1 && isOther(checkpoint))) {
    about('restart', 'the log was begun anew: a checkpoint knows another first record')
  } else {
    const [longest] = [...good].sort((a, b) => b.size - a.size)
    if (longest !== undefined && longest.size > size) {
      about('truncation', `the log has ${String(size)} records, and a checkpoint knows ${String(longest.size)}`, longest.file)
    }
    for (const checkpoint of good.filter(isOther)) {
      if (firstBroken > checkpoint.size) {
        about('fork', `its first ${String(checkpoint.size)} records are not those that a checkpoint knows`, checkpoint.file)
      }
    }
  }
  for (const same of groupBy(good, (checkpoint) => checkpoint.size).values()) {
    if (new Set(same.map(({ root }) => root)).size > 1 && !same.some(isOther)) {
      about('fork', `two checkpoints of ${String(same[0].size)} records contradict each other`, same[0].file)
    }
  }

  const [newest] = good
    .filter((checkpoint) => checkpoint.size > 0 && checkpoint.size <= size && !isOther(checkpoint))
    .sort((a, b) => b.size - a.size || b.signers.length - a.signers.length)
  const sealedAt = newest === undefined ? undefined : times.get(newest.size)
  const now = asOf + CLOCK_TOLERANCE
  const until = records.findLast(({ record, line }) => line <= (newest?.size ?? 0) && Date.parse(record.time) <= now)?.record.time
  const seal =
    newest === undefined || sealedAt === undefined
      ? undefined
      : { size: newest.size, time: sealedAt, signers: newest.signers, ...(until === undefined ? {} : { until: Date.parse(until) }) }

  problems.push(...doubtful.filter((one) => one.size > (seal?.size ?? -1)).map(({ problem }) => problem))
  if (good.length === 0 && doubtful.length === 0 && !problems.some(({ kind }) => kind === 'bad-signature')) {
    about('no-checkpoint', keys.length === 0 ? 'no key is trusted, so that no checkpoint counts' : 'there is no checkpoint of the log')
  }
  const later = records.find(({ record }) => Date.parse(record.time) > now)
  if (later !== undefined) {
    const detail = `record ${String(later.record.seq)} is of ${later.record.time}, later than ${formatInstant(asOf)}: the log is judged as it was before`
    problems.push({ kind: 'future', detail, file: log.file, line: later.line })
  }
  if (size > 0 && later?.line === 1) about('empty', `the log has no record that is not later than ${formatInstant(asOf)}`)
  if (seal?.until !== undefined && maxAge !== undefined && asOf - seal.until > maxAge) {
    about('stale', `the newest checkpoint is of ${formatInstant(seal.until)}, more than ${formatSpan(maxAge)} ago`)
  }
  if (seal !== undefined && seal.size < size) {
    const tail = size - seal.size
    about('unsealed', `${tail === 1 ? 'the last record is' : `the last ${String(tail)} records are`} under no checkpoint yet`)
  }
  if (torn.byteLength > 0) about('torn', 'the last line is not whole: a record that was never acknowledged, or what is left of one')

  const state = problems.some(isTampering) ? 'tampered' : problems.length > 0 ? 'unproven' : 'verified'
  return { state, problems, records, size, ...(origin === undefined ? {} : { origin }), ...(seal === undefined ? {} : { seal }) }
}
