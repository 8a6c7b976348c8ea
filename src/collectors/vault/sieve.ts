/**
 * Which lines of an audit device need not be parsed, told from their bytes. A line is passed over only where it shows
 * that it is about something else: it is whole, as far as bytes can tell, and the path of its request can be read, and
 * is that of no registered item and of nothing that matters to all items. Whatever is written in another way is parsed.
 */
import type { Instant } from '../../model/time.ts'
import { openPlainTimes } from '../plain-time.ts'
import { mix, openSearch, openSums, plainSigns, SEED, startsWith, sumOf } from '../sift.ts'

const BEGINNING = Buffer.from('{"time":"')
/** From where the time of a record begins to the letter in its middle. */
const TO_LETTER = BEGINNING.length + 10
/** Without its first quote: bytes that are rare are found faster. */
const PATH = Buffer.from('path":"')
const ESCAPE = Buffer.from('\\u')
const REQUEST = Buffer.from('"request":{')
/** From where a key begins to its rarest letter. */
const [TO_Q, TO_H] = [3, 3]
const NAMESPACE = Buffer.from('"namespace":{')
/** What follows on the namespace of a request, as Vault and OpenBao write it. */
const PATH_AFTER_NAMESPACE = Buffer.from('},"path":"')
const RESPONSE = Buffer.from(',"response":{')
const ERROR = Buffer.from(',"error":"')
const SYSTEM = Buffer.from('sys/')
/** What a client asks before each reading of a secret; it tells nothing. */
const ASKING = Buffer.from('sys/internal/')
const CUBBYHOLE = Buffer.from('cubbyhole/')
const [RETURN, QUOTE, COMMA, SLASH, BIG_T, SMALL_H, SMALL_Q, OPEN, CLOSE] = [13, 34, 44, 47, 84, 104, 113, 123, 125]
const SIGNS = plainSigns((byte) => byte)

/** What follows the last slash is the same under every name of an item, in every namespace and under every mount. */
const tailOf = (item: string): string => item.slice(item.lastIndexOf('/') + 1)

/** Whether the object that a key stands in is the request: what opens it is looked for backwards. */
const isInRequest = (bytes: Buffer, start: number, key: number): boolean => {
  let depth = 0
  for (let at = key - 1; at > start; at -= 1) {
    const byte = bytes[at]
    if (byte === CLOSE) depth += 1
    else if (byte === OPEN) {
      if (depth === 0) return startsWith(bytes, at + 1 - REQUEST.length, REQUEST)
      depth -= 1
    }
  }
  return false
}

/** Where the path of a request begins that follows on its namespace, the first object in it; -1: it does not. */
const pathAfterNamespace = (bytes: Buffer, request: number, close: number): number => {
  if (!startsWith(bytes, close, PATH_AFTER_NAMESPACE)) return -1
  let open = close - 1
  while (open > request && bytes[open] !== OPEN) open -= 1
  return startsWith(bytes, open + 1 - NAMESPACE.length, NAMESPACE) ? close + PATH_AFTER_NAMESPACE.length : -1
}

/** Whether a brace closes the request: after it the record ends, or tells of the answer. */
const closesRequest = (bytes: Buffer, close: number, end: number): boolean =>
  (bytes[close + 1] === CLOSE && (close + 2 === end || (close + 3 === end && bytes[close + 2] === RETURN))) ||
  startsWith(bytes, close + 1, RESPONSE) ||
  startsWith(bytes, close + 1, ERROR)

/** For one file: the time of a line that shows that it is about none of the items; NaN: it does not. */
export const showOther = (items: ReadonlySet<string>): ((bytes: Buffer, start: number, end: number) => Instant) => {
  const isTail = openSums([...items].map((item) => sumOf(tailOf(item))))
  const timeAt = openPlainTimes()
  const nextBeginning = openSearch(BEGINNING)
  const nextPath = openSearch(PATH)
  const nextEscape = openSearch(ESCAPE)
  // Single bytes are found fastest, and these are rare.
  const nextLetter = openSearch(BIG_T)
  const nextQ = openSearch(SMALL_Q)
  const nextH = openSearch(SMALL_H)
  const nextClose = openSearch(CLOSE)

  /** Where a path ends of which the first byte is at a place, when it is written plainly and is that of nothing that is looked for; -1: it is not. */
  const endOfOther = (bytes: Buffer, at: number): number => {
    if ((startsWith(bytes, at, SYSTEM) && !startsWith(bytes, at, ASKING)) || startsWith(bytes, at, CUBBYHOLE)) return -1
    let sum = SEED
    let next = at
    for (let sign = SIGNS[bytes[next] ?? 0] ?? 0; sign !== 0; sign = SIGNS[bytes[next] ?? 0] ?? 0) {
      sum = sign === SLASH ? SEED : mix(sum, sign)
      next += 1
    }
    const isEnded = bytes[next] === QUOTE && (bytes[next + 1] === COMMA || bytes[next + 1] === CLOSE)
    return isEnded && next > at && !isTail(sum) ? next : -1
  }

  /** Where the request of a line opens, from a place on; -1: nowhere. */
  const requestIn = (bytes: Buffer, from: number, end: number): number => {
    for (let at = nextQ(bytes, from); at < end; at = nextQ(bytes, at + 1)) {
      if (startsWith(bytes, at - TO_Q, REQUEST)) return at - TO_Q + REQUEST.length
    }
    return -1
  }

  /** Whether another record begins in the line, as its time shows. */
  const hasSecondTime = (bytes: Buffer, start: number, end: number): boolean => {
    for (let at = nextLetter(bytes, start + TO_LETTER + 1); at < end; at = nextLetter(bytes, at + 1)) {
      if (startsWith(bytes, at - TO_LETTER, BEGINNING)) return true
    }
    return false
  }

  /** Where the request ends of which this was the path; -1: another path stands in it, or it does not end. */
  const endOfRequest = (bytes: Buffer, path: number, end: number): number => {
    let close = nextClose(bytes, path)
    while (close < end && !closesRequest(bytes, close, end)) close = nextClose(bytes, close + 1)
    if (close >= end) return -1
    for (let at = nextH(bytes, path); at < close; at = nextH(bytes, at + 1)) if (startsWith(bytes, at - TO_H, PATH)) return -1
    return close
  }

  /** As Vault and OpenBao write a record: one request, its namespace, its path. */
  const showsAtOnce = (bytes: Buffer, start: number, end: number): boolean => {
    const request = requestIn(bytes, start, end)
    if (request === -1) return false
    const close = nextClose(bytes, request)
    const path = close < end ? pathAfterNamespace(bytes, request, close) : -1
    if (path === -1) return false
    const ends = endOfOther(bytes, path)
    if (ends === -1 || endOfRequest(bytes, ends, end) === -1) return false
    return requestIn(bytes, ends, end) === -1 && !hasSecondTime(bytes, start, end)
  }

  /** In whatever order its keys are: each path is looked at, and one of them must be that of the request. */
  const showsAtLength = (bytes: Buffer, start: number, end: number): boolean => {
    // A second beginning is that of another record, of which the first cut off the rest.
    if (nextBeginning(bytes, start + 1) < end) return false
    let isShown = false
    for (let at = nextPath(bytes, start); at < end; at = nextPath(bytes, at + 1)) {
      if (bytes[at - 1] !== QUOTE) continue
      if (endOfOther(bytes, at + PATH.length) === -1) return false
      isShown ||= isInRequest(bytes, start, at - 1)
    }
    return isShown
  }

  return (bytes, start, end) => {
    const isPlain = startsWith(bytes, start, BEGINNING) && nextEscape(bytes, start) >= end
    return isPlain && (showsAtOnce(bytes, start, end) || showsAtLength(bytes, start, end)) ? timeAt(bytes, start + BEGINNING.length) : NaN
  }
}
