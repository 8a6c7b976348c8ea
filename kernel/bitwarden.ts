/**
 * Which events need not be parsed. A line is passed over only where it is one flat record whose `itemId` can be read, and is none of
 * the registered items in whatever letters.
 */
import { allOf, areLower, areSame, BACKSLASH, BACKSLASHES, BLANKS, both, CLOSE, COMMA, either, NEWLINE, OPEN, OPENS, QUOTE, QUOTES, WIDTH, wordOf } from './bytes'
import { endOfText, isName } from './names'
import { counts, isClosed, isDamage, pass } from './passing'
import { timeAt } from './times'

const ITEM = wordOf('"itemId"')
const ITEM_ENDS = wordOf(':"') as u16
const TO_ITEM: usize = 10
const DATE = wordOf('"date":"')
const TO_DATE: usize = 8
/** Which letter of a key is looked for, beside its quotation mark, and the end of a key of four letters. */
const TO_LETTER: usize = 5
const LETTERS_OF_ITEM = allOf('I')
/** The first sign that is not blank. */
const SIGNS = allOf('!')

/** Whether the item of which the first byte is at a place is another one. A blank item is none: whatever is around its name is for whoever parses it. */
function isOther(item: usize): bool {
  const end = endOfText(item, SIGNS)
  if (end <= item) return false
  const next = load<u8>(end, 1)
  return (next == COMMA || next == CLOSE) && !isName(item, end)
}

/** The bytes at which a line may end, be damaged, have an escape or another record in it, or name an item or a date. */
function signsAt(at: usize): u32 {
  const bytes = v128.load(at)
  const letters = v128.load(at, TO_LETTER)
  const keys = both(areSame(bytes, QUOTES), either(areSame(letters, LETTERS_OF_ITEM), areSame(letters, QUOTES)))
  const others = either(areSame(bytes, BACKSLASHES), areSame(bytes, OPENS))
  return i8x16.bitmask(either(either(areLower(bytes, BLANKS), others), keys))
}

/** Where the line ends that begins at a place, when it is passed over; 0: it is not. */
function endOfPassed(start: usize, to: usize): usize {
  if (load<u8>(start) != OPEN) return 0
  let isShown = false
  let time: f64 = NaN
  for (let at = start + 1; at < to; at += WIDTH) {
    for (let signs = signsAt(at); signs != 0; signs &= signs - 1) {
      const place = at + ctz(signs)
      if (place >= to) return 0
      const byte = load<u8>(place)
      if (byte == NEWLINE) {
        if (!isShown || !counts(time) || !isClosed(place)) return 0
        pass(start, place, time)
        return place
      }
      if (byte == QUOTE) {
        if (load<u64>(place) == ITEM && load<u16>(place, 8) == ITEM_ENDS) {
          if (!isOther(place + TO_ITEM)) return 0
          isShown = true
        } else if (load<u64>(place) == DATE) {
          // Of two dates it is open which holds.
          if (!isNaN(time)) return 0
          time = timeAt(place + TO_DATE)
          if (isNaN(time)) return 0
        }
      } else if (byte == BACKSLASH || byte == OPEN || isDamage(byte, place)) return 0
    }
  }
  return 0
}

/** From the beginning of a line on, where the first one begins that is not passed over, or where the bytes end. */
export function nextOfBitwarden(from: usize, to: usize): usize {
  let start = from
  while (start < to) {
    const end = endOfPassed(start, to)
    if (end == 0) break
    start = end + 1
  }
  return start
}
