/** Bytes in chunks → numbered lines, whatever the chunks; memory is bounded by the longest line that is allowed. */
import { decodeUtf8 } from './text.ts'

/** A line that is not blank. */
export interface Line {
  readonly number: number
  /** How many bytes of the file go before it. */
  readonly at: number
  /** As they lie, until the next line is asked for; absent: the line is too long. */
  readonly bytes?: Uint8Array
  /** Absent: the line is too long or not UTF-8; `unreadable` says which. */
  readonly text?: string
  readonly unreadable?: string
}

const NEWLINE = 10
const MEBIBYTE = 1_048_576
export const LONGEST_LINE = 64 * MEBIBYTE

const toLine = (number: number, at: number, bytes: Uint8Array, length: number, longest: number): Line | undefined => {
  if (length > longest) return { number, at, unreadable: `longer than ${String(longest / MEBIBYTE)} MiB` }
  const text = decodeUtf8(bytes)
  if (text === undefined) return { number, at, bytes, unreadable: 'not UTF-8 text' }
  return text.trim() === '' ? undefined : { number, at, bytes, text }
}

/** Says of the lines of a file, in order, which need not be read. */
export interface LineSieve {
  /** Whether the line from `start` to `end` of these bytes is passed over: it is counted, and not read. */
  passes(bytes: Buffer, start: number, end: number): boolean
  /** No further line of these bytes comes. */
  settle(): void
}

export interface LineSplitter {
  /** The lines that this chunk ends, but those that the sieve passes over. Each is to be handled before the next is asked for. */
  push(chunk: Uint8Array): Generator<Line, void, undefined>
  /** The last line, when no newline ends it. */
  end(): Line[]
  /** How many lines have ended so far, blank ones too. */
  ended(): number
  /** How many lines the sieve has passed over. */
  passed(): number
}

export interface SplitOptions {
  readonly longest?: number
  readonly sieve?: LineSieve
  /** What stands before the first chunk. */
  readonly before?: { readonly lines: number; readonly bytes: number }
}

/** A splitter for one file; the bytes of a line that is too long are counted and let go. */
export const splitLines = ({ longest = LONGEST_LINE, sieve, before = { lines: 0, bytes: 0 } }: SplitOptions = {}): LineSplitter => {
  let parts: Uint8Array[] = []
  let length = 0
  let ended = before.lines
  let passed = 0
  /** How many bytes go before the chunk. */
  let taken = before.bytes

  const add = (part: Uint8Array): void => {
    length += part.byteLength
    if (length > longest) parts = []
    else if (part.byteLength > 0) parts.push(part)
  }
  const isPassedOver = (bytes: Buffer, start: number, end: number): boolean => {
    if (sieve?.passes(bytes, start, end) !== true) return false
    passed += 1
    return true
  }
  /** The line that the parts make, whose end goes after so many bytes; the end of the file may have cut it, so that it is read in any case. */
  const finish = (end: number, isCut: boolean): Line | undefined => {
    const bytes = Buffer.concat(parts)
    const isPassed = !isCut && bytes.length > 0 && isPassedOver(bytes, 0, bytes.length)
    sieve?.settle()
    const line = isPassed || length === 0 ? undefined : toLine(ended + 1, end - length, bytes, length, longest)
    parts = []
    length = 0
    ended += 1
    return line
  }

  return {
    *push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      let start = 0
      for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
        let line: Line | undefined
        if (length > 0) {
          add(bytes.subarray(0, end))
          line = finish(taken + end, false)
        } else {
          if (end > start && !isPassedOver(bytes, start, end)) line = toLine(ended + 1, taken + start, bytes.subarray(start, end), end - start, longest)
          ended += 1
        }
        if (line !== undefined) yield line
        start = end + 1
      }
      sieve?.settle()
      taken += bytes.length
      // The bytes of a chunk are its owner's again once the next one is asked for.
      add(Buffer.from(bytes.subarray(start)))
    },
    end() {
      const line = finish(taken, true)
      return line === undefined ? [] : [line]
    },
    ended: () => ended,
    passed: () => passed,
  }
}
