/**
 * Lines that need not be parsed, told from their bytes. What is common to all kinds of log: damage is looked for, the
 * latest time of what was passed over is proven by parsing that one line, and bytes are searched and summed.
 */
import { isUtf8 } from 'node:buffer'
import type { Instant } from '../model/time.ts'
import type { LineSieve } from '../parsers/lines.ts'

export interface Sift {
  /** The time of a line that shows that it is about nothing that is looked for; NaN: it does not show it. */
  readonly timeOfOther: (bytes: Buffer, start: number, end: number) => Instant
  /** Whether the next line must be read, whatever it is about. */
  readonly mustRead?: () => boolean
  /** Whether a time is not later than the audit. */
  readonly counts: (time: Instant) => boolean
  /** The time of a line, when it is parsed. */
  readonly timeOf: (line: string) => Instant | undefined
  /** Takes the times of what was passed over: the latest of them at least. */
  readonly see: (time: Instant | undefined) => void
}

const [NEWLINE, RETURN, BLANK, QUOTE, BACKSLASH, OPEN, CLOSE, END_OF_ASCII] = [10, 13, 32, 34, 92, 123, 125, 128]

/** The end of a line of Windows or not. */
const lastOf = (bytes: Buffer, end: number): number => (bytes[end - 1] === RETURN ? end - 2 : end - 1)

const isUndamaged = (bytes: Buffer, start: number, end: number): boolean => {
  const part = bytes.subarray(start, end)
  return isUtf8(part) && !part.includes(0)
}

/** A sieve for one file. */
export const siftLines = ({ timeOfOther, mustRead = () => false, counts, timeOf, see }: Sift): LineSieve => {
  let current: Buffer | undefined
  /** Whether no line of the chunk is damaged. */
  let isClean = false
  /** Where the lines that were passed over begin and end. */
  let from = 0
  let to = 0
  let latest = -Infinity
  let latestStart = 0
  let latestEnd = 0

  /** The damage that a full disk or a lost block leaves is looked for once, in all lines of a chunk; where there is some, in each. */
  const turnTo = (bytes: Buffer, start: number, end: number): void => {
    isClean = isUndamaged(bytes, start, Math.max(end, bytes.lastIndexOf(NEWLINE)))
    current = bytes
    from = start
    to = start
    latest = -Infinity
  }

  return {
    passes(bytes, start, end) {
      if (bytes !== current) turnTo(bytes, start, end)
      if (!(isClean || isUndamaged(bytes, start, end)) || mustRead() || bytes[start] !== OPEN || bytes[lastOf(bytes, end)] !== CLOSE) return false
      const time = timeOfOther(bytes, start, end)
      if (!(time > 0) || !counts(time)) return false
      to = end
      if (time > latest) {
        latest = time
        latestStart = start
        latestEnd = end
      }
      return true
    },
    settle() {
      if (current === undefined) return
      // A time counts only where a line that can be read has it.
      if (latest > -Infinity) {
        if (timeOf(current.toString('utf8', latestStart, latestEnd)) === latest) see(latest)
        else for (const line of current.toString('utf8', from, to).split('\n')) see(timeOf(line))
      }
      current = undefined
    },
  }
}

export const startsWith = (bytes: Buffer, at: number, word: Buffer): boolean => {
  for (let index = 0; index < word.length; index += 1) if (bytes[at + index] !== word[index]) return false
  return true
}

/** FNV-1a, a byte at a time: what has another sum is another text. */
export const SEED = 0x811c9dc5
export const mix = (sum: number, byte: number): number => Math.imul(sum ^ byte, 0x01000193)
export const sumOf = (text: string): number => Buffer.from(text).reduce((sum, byte) => mix(sum, byte), SEED)

/** Signs that a text of a log is made of, each by what it is summed as; 0: one that ends a text, or is for whoever parses it. */
export const plainSigns = (over: (byte: number) => number): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, byte) => (byte < BLANK || byte >= END_OF_ASCII || byte === QUOTE || byte === BACKSLASH ? 0 : over(byte)))

/** Whether a sum is one of those: most that are not are told by a few of its bits. */
export const openSums = (sums: readonly number[]): ((sum: number) => boolean) => {
  const all = new Set(sums)
  const few = new Uint8Array(262_144)
  for (const sum of sums) few[sum & 262_143] = 1
  return (sum) => few[sum & 262_143] === 1 && all.has(sum)
}

/** The place of the next occurrence at or after a place; it is looked for once, however often it is asked. */
export const openSearch = (word: Buffer | number): ((bytes: Buffer, from: number) => number) => {
  let within: Buffer | undefined
  let found = -1
  return (bytes, from) => {
    if (bytes !== within || found < from) {
      const next = bytes.indexOf(word, from)
      found = next === -1 ? Infinity : next
      within = bytes
    }
    return found
  }
}
