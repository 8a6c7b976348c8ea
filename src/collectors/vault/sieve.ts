/**
 * Which lines of an audit device need not be parsed, told from their bytes. A line is passed over only where it shows
 * that it is about something else: it is whole, as far as bytes can tell, and the path of its request can be read, and
 * is that of no registered item and of nothing that matters to all items. Whatever is written in another way is parsed.
 */
import type { Instant } from '../../model/time.ts'
import { plainTimeAt } from '../plain-time.ts'
import { mix, openSearch, SEED, startsWith, sumOf } from '../sift.ts'

const BEGINNING = Buffer.from('{"time":"')
/** Without its first quote: bytes that are rare are found faster. */
const PATH = Buffer.from('path":"')
const ESCAPE = Buffer.from('\\u')
const REQUEST = Buffer.from('"request":')
const SYSTEM = Buffer.from('sys/')
/** What a client asks before each reading of a secret; it tells nothing. */
const ASKING = Buffer.from('sys/internal/')
const CUBBYHOLE = Buffer.from('cubbyhole/')

const [BLANK, QUOTE, COMMA, SLASH, BACKSLASH, OPEN, CLOSE, END_OF_ASCII] = [32, 34, 44, 47, 92, 123, 125, 128]

/** What follows the last slash is the same under every name of an item, in every namespace and under every mount. */
const tailOf = (item: string): string => item.slice(item.lastIndexOf('/') + 1)

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

/** For one file: the time of a line that shows that it is about none of the items; NaN: it does not. */
export const showOther = (items: ReadonlySet<string>): ((bytes: Buffer, start: number, end: number) => Instant) => {
  const tails = new Set([...items].map((item) => sumOf(tailOf(item))))
  const nextBeginning = openSearch(BEGINNING)
  const nextPath = openSearch(PATH)
  const nextEscape = openSearch(ESCAPE)

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

  return (bytes, start, end) => {
    // A second beginning is that of another record, of which the first cut off the rest.
    const isPlain = startsWith(bytes, start, BEGINNING) && nextBeginning(bytes, start + 1) >= end && nextEscape(bytes, start) >= end
    return isPlain && showsOther(bytes, start, end) ? plainTimeAt(bytes, start + BEGINNING.length) : NaN
  }
}
