/**
 * Which events need not be parsed. A line is passed over only where it is one flat record whose time can be read, and whose `itemId` can,
 * and is none of the registered items in whatever letters.
 */
import {
  allOf,
  areLower,
  areSame,
  BACKSLASH,
  BACKSLASHES,
  BLANKS,
  both,
  either,
  endOfValue,
  NEWLINE,
  OF_KEY,
  OPEN,
  OPENS,
  QUOTE,
  QUOTES,
  WIDTH,
  wordOf,
} from './bytes'
import { isName } from './names'
import { counts, isClosed, isDamage, nextLine, pass } from './passing'
import { timeAt } from './times'

const ITEM = wordOf('"itemId"')
const ITEM_ENDS = wordOf(':"') as u16
const TO_ITEM: usize = 10
const DATE_KEY = wordOf('"date"')
const DATE = wordOf('"date":"')
const TO_DATE: usize = 8
/** So far from its quotation mark `itemId` has its capital, and `date` its other quotation mark. */
const TO_LETTER: usize = 5
const LETTERS_OF_ITEM = allOf('I')
/** The first sign that is not blank. */
const SIGNS = allOf('!')

/** Whether the item of which the first byte is at a place is another one. A blank item is none: whatever is around its name is for whoever parses it. */
function isOther(item: usize): bool {
  const end = endOfValue(item, SIGNS)
  return end != 0 && !isName(item, end)
}

/** The first byte from a place on at which a line may end, be damaged, have an escape or another record in it, or name an item or a date. */
function nextSign(from: usize, to: usize): usize {
  const blanks = BLANKS
  const backslashes = BACKSLASHES
  const opens = OPENS
  const quotes = QUOTES
  const lettersOfItem = LETTERS_OF_ITEM
  for (let at = from; at < to; at += WIDTH) {
    const bytes = v128.load(at)
    const letters = v128.load(at, TO_LETTER)
    const keys = both(areSame(bytes, quotes), either(areSame(letters, lettersOfItem), areSame(letters, quotes)))
    const others = either(areSame(bytes, backslashes), areSame(bytes, opens))
    const signs = i8x16.bitmask(either(either(areLower(bytes, blanks), others), keys))
    if (signs != 0) return at + ctz(signs)
  }
  return to
}

/** Where the line ends that begins at a place, when it is passed over; 0: it is not. */
function endOfPassed(start: usize, to: usize): usize {
  if (load<u8>(start) != OPEN) return 0
  let isShown = false
  let time: f64 = NaN
  for (let at = nextSign(start + 1, to); at < to; at = nextSign(at + 1, to)) {
    const byte = load<u8>(at)
    if (byte == NEWLINE) {
      if (!isShown || !counts(time) || !isClosed(at)) return 0
      pass(start, at, time)
      return at
    }
    if (byte == QUOTE) {
      const word = load<u64>(at)
      if (word == ITEM) {
        if (load<u16>(at, 8) != ITEM_ENDS || !isOther(at + TO_ITEM)) return 0
        isShown = true
      } else if ((word & OF_KEY) == DATE_KEY) {
        // Of two dates it is open which holds.
        if (word != DATE || !isNaN(time)) return 0
        time = timeAt(at + TO_DATE)
        if (isNaN(time)) return 0
      }
    } else if (byte == BACKSLASH || byte == OPEN || isDamage(byte, at)) return 0
  }
  return 0
}

export function nextOfBitwarden(from: usize, to: usize): usize {
  return nextLine(endOfPassed, from, to)
}
