/**
 * Which events need not be parsed, told from their bytes. A line is passed over only where it is one flat record whose
 * `itemId` can be read, and is none of the registered items in whatever letters.
 */
import type { Instant } from '../../model/time.ts'
import { openPlainTimes } from '../plain-time.ts'
import { mix, openSearch, openSums, plainSigns, SEED, startsWith, sumOf } from '../sift.ts'

const ITEM = Buffer.from('"itemId":"')
/** From where it begins to its rarest letter. */
const TO_RAREST = 4
const RAREST_OF_ITEM = ITEM.subarray(TO_RAREST)
const DATE = Buffer.from('"date":"')
/** From where it begins to the letter in the middle of the time. */
const TO_LETTER = DATE.length + 10
const BIG_T = 84
const [BLANK, QUOTE, COMMA, BIG_A, BIG_Z, BACKSLASH, OPEN, CLOSE] = [32, 34, 44, 65, 90, 92, 123, 125]
const TO_SMALL = 32
/** Capitals do not matter. A blank item is none: whatever is around its name is for whoever parses it. */
const SIGNS = plainSigns((byte) => (byte === BLANK ? 0 : byte >= BIG_A && byte <= BIG_Z ? byte + TO_SMALL : byte))

/** For one file: the time of a line that shows that it is about none of the items, which are in small letters; NaN: it does not. */
export const showOther = (items: Iterable<string>): ((bytes: Buffer, start: number, end: number) => Instant) => {
  const isItem = openSums([...items].map(sumOf))
  const timeAt = openPlainTimes()
  const nextItem = openSearch(RAREST_OF_ITEM)
  const nextLetter = openSearch(BIG_T)
  const nextEscape = openSearch(BACKSLASH)
  const nextRecord = openSearch(OPEN)

  const isOther = (bytes: Buffer, at: number): boolean => {
    let sum = SEED
    let next = at
    for (let sign = SIGNS[bytes[next] ?? 0] ?? 0; sign !== 0; sign = SIGNS[bytes[next] ?? 0] ?? 0) {
      sum = mix(sum, sign)
      next += 1
    }
    return bytes[next] === QUOTE && (bytes[next + 1] === COMMA || bytes[next + 1] === CLOSE) && next > at && !isItem(sum)
  }

  /** Whether every item of the line is another one, and there is one. */
  const showsOther = (bytes: Buffer, start: number, end: number): boolean => {
    let isShown = false
    for (let at = nextItem(bytes, start); at < end; at = nextItem(bytes, at + 1)) {
      if (!startsWith(bytes, at - TO_RAREST, ITEM)) continue
      if (!isOther(bytes, at + RAREST_OF_ITEM.length)) return false
      isShown = true
    }
    return isShown
  }

  /** The one date of the line; NaN: it has none, or two. */
  const dateOf = (bytes: Buffer, start: number, end: number): Instant => {
    let date = -1
    for (let at = nextLetter(bytes, start); at < end; at = nextLetter(bytes, at + 1)) {
      if (!startsWith(bytes, at - TO_LETTER, DATE)) continue
      if (date !== -1) return NaN
      date = at - TO_LETTER + DATE.length
    }
    return date === -1 ? NaN : timeAt(bytes, date)
  }

  return (bytes, start, end) => {
    // Another record within, or after a line that was cut.
    if (nextRecord(bytes, start + 1) < end || nextEscape(bytes, start) < end) return NaN
    return showsOther(bytes, start, end) ? dateOf(bytes, start, end) : NaN
  }
}
