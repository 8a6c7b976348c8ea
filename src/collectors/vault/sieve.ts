/**
 * Which lines of an audit device need not be parsed, told from their bytes. A line is passed over only where it shows
 * that it is about something else: it is whole, as far as bytes can tell, and the path of its request can be read, and
 * is that of no registered item and of nothing that matters to all items. Whatever is written in another way is parsed.
 */
import { isUtf8 } from 'node:buffer'
import type { Instant } from '../../model/time.ts'
import type { LineSieve } from '../../parsers/lines.ts'
import { plainTimeAt } from './plain-time.ts'

export interface VaultSieve {
  /** The registered items. */
  readonly items: ReadonlySet<string>
  /** Whether the next line must be read, whatever it is about. */
  readonly mustRead: () => boolean
  /** Whether a time is not later than the audit. */
  readonly counts: (time: Instant) => boolean
  /** Lines that were passed over, of which the latest has this time; false: they do not show that time when they are read. */
  readonly passed: (line: string, time: Instant) => boolean
  /** Lines of which some were passed over, and must be read for their times. */
  readonly reread: (lines: string) => void
}

const BEGINNING = Buffer.from('{"time":"')
/** Without its first quote: bytes that are rare are found faster. */
const PATH = Buffer.from('path":"')
const ESCAPE = Buffer.from('\\u')
const REQUEST = Buffer.from('"request":')
const SYSTEM = Buffer.from('sys/')
/** What a client asks before each reading of a secret; it tells nothing. */
const ASKING = Buffer.from('sys/internal/')
const CUBBYHOLE = Buffer.from('cubbyhole/')

const [BLANK, QUOTE, COMMA, SLASH, BACKSLASH, OPEN, CLOSE, RETURN, NEWLINE, END_OF_ASCII] = [32, 34, 44, 47, 92, 123, 125, 13, 10, 128]

const startsWith = (bytes: Buffer, at: number, word: Buffer): boolean => {
  for (let index = 0; index < word.length; index += 1) if (bytes[at + index] !== word[index]) return false
  return true
}

/** FNV-1a, a byte at a time. */
const SEED = 0x811c9dc5
const mix = (sum: number, byte: number): number => Math.imul(sum ^ byte, 0x01000193)

/** What follows the last slash is the same under every name of an item, in every namespace and under every mount. */
const sumOfTail = (item: string): number => Buffer.from(item.slice(item.lastIndexOf('/') + 1)).reduce(mix, SEED)

/** The place of the next occurrence at or after a place; it is looked for once, however often it is asked. */
const openSearch = (word: Buffer): ((bytes: Buffer, from: number) => number) => {
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

/** Whether the object that a key stands in is the request: what opens it is looked for backwards. */
const isInRequest = (bytes: Buffer, start: number, key: number): boolean => {
  let depth = 0
  for (let at = key - 1; at > start; at -= 1) {
    const byte = bytes[at]
    if (byte === CLOSE) depth += 1
    else if (byte === OPEN) {
      if (depth === 0) return startsWith(bytes, at - REQUEST.length, REQUEST)
      depth -= 1
    }
  }
  return false
}

/** A sieve for one file. */
export const siftVault = ({ items, mustRead, counts, passed, reread }: VaultSieve): LineSieve => {
  const tails = new Set([...items].map(sumOfTail))
  const nextBeginning = openSearch(BEGINNING)
  const nextPath = openSearch(PATH)
  const nextEscape = openSearch(ESCAPE)

  let current: Buffer | undefined
  let isClean = false
  /** The first byte of the first line and the last of the last that were passed over. */
  let from = 0
  let to = 0
  /** The latest line of these bytes that was passed over. */
  let latest = -Infinity
  let latestStart = 0
  let latestEnd = 0

  /** Damage that a text editor or a full disk leaves is looked for once, in all lines of a chunk. */
  const turnTo = (bytes: Buffer, start: number, end: number): void => {
    const lines = bytes.subarray(start, Math.max(end, bytes.lastIndexOf(NEWLINE)))
    isClean = isUtf8(lines) && !lines.includes(0)
    current = bytes
    from = start
    to = start
    latest = -Infinity
  }

  /** Whether a path, of which the first byte is at a place, is written plainly and is that of nothing that is looked for. */
  const isOfOther = (bytes: Buffer, at: number): boolean => {
    if ((startsWith(bytes, at, SYSTEM) && !startsWith(bytes, at, ASKING)) || startsWith(bytes, at, CUBBYHOLE)) return false
    let sum = SEED
    for (let next = at; ; next += 1) {
      const byte = bytes[next] ?? 0
      if (byte === QUOTE) return (bytes[next + 1] === COMMA || bytes[next + 1] === CLOSE) && next > at && !tails.has(sum)
      if (byte < BLANK || byte === BACKSLASH || byte >= END_OF_ASCII) return false
      sum = byte === SLASH ? SEED : mix(sum, byte)
    }
  }

  const showsOther = (bytes: Buffer, start: number, end: number): boolean => {
    let isShown = false
    for (let at = nextPath(bytes, start); at < end; at = nextPath(bytes, at + 1)) {
      if (bytes[at - 1] !== QUOTE) continue
      if (!isOfOther(bytes, at + PATH.length)) return false
      isShown ||= isInRequest(bytes, start, at - 1)
    }
    return isShown
  }

  return {
    passes(bytes, start, end) {
      if (bytes !== current) turnTo(bytes, start, end)
      if (!isClean || mustRead()) return false
      const last = bytes[end - 1] === RETURN ? end - 2 : end - 1
      const isWhole = startsWith(bytes, start, BEGINNING) && bytes[last] === CLOSE
      // A second beginning is that of another record, of which the first cut off the rest.
      if (!isWhole || nextBeginning(bytes, start + 1) < end || nextEscape(bytes, start) < end) return false
      const time = plainTimeAt(bytes, start + BEGINNING.length)
      if (!(time > 0) || !counts(time) || !showsOther(bytes, start, end)) return false
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
      if (latest > -Infinity && !passed(current.toString('utf8', latestStart, latestEnd), latest)) reread(current.toString('utf8', from, to))
      current = undefined
    },
  }
}
