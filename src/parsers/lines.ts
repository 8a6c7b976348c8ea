/** Bytes in chunks → numbered lines, whatever the chunks; memory is bounded by the longest line that is allowed. */
import { decodeUtf8 } from './text.ts'

/** A line that is not blank. */
export interface Line {
  readonly number: number
  /** Absent: the line is too long or not UTF-8; `unreadable` says which. */
  readonly text?: string
  readonly unreadable?: string
}

const NEWLINE = 10
const MEBIBYTE = 1_048_576
export const LONGEST_LINE = 64 * MEBIBYTE

const toLine = (number: number, parts: readonly Uint8Array[], length: number, longest: number): Line | undefined => {
  if (length > longest) return { number, unreadable: `longer than ${String(longest / MEBIBYTE)} MiB` }
  const text = decodeUtf8(parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts))
  if (text === undefined) return { number, unreadable: 'not UTF-8 text' }
  return text.trim() === '' ? undefined : { number, text }
}

export interface LineSplitter {
  /** The lines that this chunk ends. */
  push(chunk: Uint8Array): Line[]
  /** The last line, when no newline ends it. */
  end(): Line[]
}

/** A splitter for one file; the bytes of a line that is too long are counted and let go. */
export const splitLines = (longest = LONGEST_LINE): LineSplitter => {
  let parts: Uint8Array[] = []
  let length = 0
  let number = 1

  const add = (part: Uint8Array): void => {
    length += part.byteLength
    if (length > longest) parts = []
    else if (part.byteLength > 0) parts.push(part)
  }
  const finish = (): Line[] => {
    const line = length === 0 ? undefined : toLine(number, parts, length, longest)
    parts = []
    length = 0
    number += 1
    return line === undefined ? [] : [line]
  }

  return {
    push(chunk) {
      const lines: Line[] = []
      let start = 0
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        add(chunk.subarray(start, end))
        lines.push(...finish())
        start = end + 1
      }
      add(chunk.slice(start))
      return lines
    },
    end: finish,
  }
}
