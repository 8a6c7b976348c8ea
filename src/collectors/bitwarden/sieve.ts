/**
 * Which events need not be parsed, told from their bytes. A line is passed over only where it is one flat record whose
 * `itemId` can be read, and is none of the registered items in whatever letters.
 */
import type { Instant } from '../../model/time.ts'
import { plainTimeAt } from '../plain-time.ts'
import { mix, openSearch, SEED, sumOf } from '../sift.ts'

/** Without its first quote: bytes that are rare are found faster. */
const ITEM = Buffer.from('itemId":"')
const DATE = Buffer.from('date":"')
const [BLANK, QUOTE, COMMA, OPEN, CLOSE, BACKSLASH, END_OF_ASCII] = [32, 34, 44, 123, 125, 92, 128]
const [BIG_A, BIG_Z, TO_SMALL] = [65, 90, 32]

/** For one file: the time of a line that shows that it is about none of the items, which are in small letters; NaN: it does not. */
export const showOther = (items: Iterable<string>): ((bytes: Buffer, start: number, end: number) => Instant) => {
  const sums = new Set([...items].map(sumOf))
  const nextItem = openSearch(ITEM)
  const nextDate = openSearch(DATE)
  const nextEscape = openSearch(BACKSLASH)
  const nextRecord = openSearch(OPEN)

  const isOther = (bytes: Buffer, at: number): boolean => {
    let sum = SEED
    for (let next = at; ; next += 1) {
      const byte = bytes[next] ?? 0
      if (byte === QUOTE) return (bytes[next + 1] === COMMA || bytes[next + 1] === CLOSE) && next > at && !sums.has(sum)
      // A blank item is none; whatever is around its name is for whoever parses it.
      if (byte <= BLANK || byte >= END_OF_ASCII) return false
      sum = mix(sum, byte >= BIG_A && byte <= BIG_Z ? byte + TO_SMALL : byte)
    }
  }

  return (bytes, start, end) => {
    // Another record within, or after a line that was cut.
    if (nextRecord(bytes, start + 1) < end || nextEscape(bytes, start) < end) return NaN
    let isShown = false
    for (let at = nextItem(bytes, start); at < end; at = nextItem(bytes, at + 1)) {
      if (bytes[at - 1] !== QUOTE || !isOther(bytes, at + ITEM.length)) return NaN
      isShown = true
    }
    const date = nextDate(bytes, start)
    const isDated = isShown && date < end && bytes[date - 1] === QUOTE && nextDate(bytes, date + 1) >= end
    return isDated ? plainTimeAt(bytes, date + DATE.length) : NaN
  }
}
