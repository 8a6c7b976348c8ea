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

/** Says of the lines of a file, in order, which need not be read. What it is given stays as it is until it is settled. */
export interface LineSieve {
  /** Where the first line begins, at or after the beginning of one, that is to be read or does not end in these bytes: those before it are passed over. */
  next(bytes: Uint8Array, from: number): number
  /** No further line comes of the bytes that were given. */
  settle(): void
  /** How many lines of the file were passed over so far. */
  passed(): number
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

const NO_SIEVE: LineSieve = { next: (_, from) => from, settle: () => undefined, passed: () => 0 }

/** A splitter for one file; the bytes of a line that is too long are counted and let go. */
export const splitLines = ({ longest = LONGEST_LINE, sieve = NO_SIEVE, before = { lines: 0, bytes: 0 } }: SplitOptions = {}): LineSplitter => {
  /** The line that has not ended. */
  let parts: Uint8Array[] = []
  let length = 0
  /** How many lines have ended that were not passed over. */
  let read = 0
  /** How many bytes go before the chunk. */
  let taken = before.bytes

  const ended = (): number => before.lines + read + sieve.passed()
  const add = (part: Uint8Array): void => {
    length += part.byteLength
    if (length > longest) parts = []
    else if (part.byteLength > 0) parts.push(part)
  }
  /** The line that the parts make, whose end goes after so many bytes. */
  const take = (end: number): Line | undefined => {
    const line = length === 0 ? undefined : toLine(ended() + 1, end - length, Buffer.concat(parts), length, longest)
    parts = []
    length = 0
    read += 1
    return line
  }
  /** Whether the line that the parts make is passed over. */
  const isPassedOver = (): boolean => {
    if (parts.length === 0) return false
    const bytes = Buffer.concat([...parts, Uint8Array.of(NEWLINE)])
    const isPassed = sieve.next(bytes, 0) === bytes.length
    if (isPassed) [parts, length] = [[], 0]
    return isPassed
  }

  return {
    *push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      let start = 0
      if (length > 0) {
        const end = bytes.indexOf(NEWLINE)
        if (end !== -1) {
          add(bytes.subarray(0, end))
          const line = isPassedOver() ? undefined : take(taken + end)
          if (line !== undefined) yield line
          start = end + 1
        }
      }
      if (length === 0) {
        start = sieve.next(bytes, start)
        for (let end = bytes.indexOf(NEWLINE, start); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
          const line = end === start ? undefined : toLine(ended() + 1, taken + start, bytes.subarray(start, end), end - start, longest)
          read += 1
          if (line !== undefined) yield line
          start = sieve.next(bytes, end + 1)
        }
      }
      sieve.settle()
      taken += bytes.length
      // The bytes of a chunk are its owner's again once the next one is asked for.
      add(Buffer.from(bytes.subarray(start)))
    },
    end() {
      // The end of the file may have cut it, so that it is read in any case.
      const line = take(taken)
      return line === undefined ? [] : [line]
    },
    ended,
    passed: () => sieve.passed(),
  }
}
