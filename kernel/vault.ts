/**
 * Which lines of an audit device need not be parsed. A line is passed over only where it shows that it is about something else: it is
 * whole, as far as bytes can tell, and the path of its request can be read, and is that of no item and of nothing that matters to all
 * items. Whatever is written in another way is parsed.
 */
import {
  allOf,
  areLower,
  areSame,
  BACKSLASH,
  BACKSLASHES,
  BLANK,
  BLANKS,
  both,
  byteOf,
  CLOSE,
  CLOSES,
  either,
  endOfValue,
  NEWLINE,
  OF_KEY,
  OPENS,
  QUOTE,
  QUOTES,
  SLASH,
  WIDTH,
  wordOf,
} from './bytes'
import { isName } from './names'
import { counts, isClosed, isDamage, nextLine, pass } from './passing'
import { timeAt } from './times'

const BEGINNING = wordOf('{"time":')
/** A second time is that of another record, of which the first cut off the rest, or of this one, and then it is open which holds. */
const TIME_KEY = wordOf('"time"')
const PATH_KEY = wordOf('"path"')
const PATH = wordOf('"path":"')
const REQUEST = wordOf('"request')
const REQUEST_ENDS = wordOf('":') as u16
const SYSTEM = wordOf('sys/') as u32
/** What a client asks before each reading of a secret; it tells nothing. */
const ASKING = wordOf('internal')
const CUBBYHOLE = wordOf('cubbyhol')
const WORD: usize = 8
/** From where a record begins to its time. */
const TIME: usize = 9

/** A letter of the key of a time, one of that of a path, and how far they are from the quotation mark before. */
const LETTERS_OF_TIME = allOf('i')
const LETTERS_OF_PATH = allOf('h')
const TO_LETTER_OF_TIME: usize = 2
const TO_LETTER_OF_PATH: usize = 4
const LETTER_OF_ESCAPE = byteOf('u')

function isBeginning(at: usize): bool {
  return load<u64>(at) == BEGINNING && load<u8>(at, 8) == QUOTE
}

/** Whether what a path leads to matters to all items. */
function mattersToAll(path: usize): bool {
  if (load<u64>(path) == CUBBYHOLE) return true
  return load<u32>(path) == SYSTEM && load<u64>(path, 4) != ASKING
}

/** Whether the path of which the first byte is at a place is written plainly, and is that of nothing that is looked for. What follows the last slash is the same under every name of an item. */
function isOther(path: usize): bool {
  const end = endOfValue(path, BLANKS)
  if (end == 0 || load<u8>(path) == BLANK || mattersToAll(path)) return false
  let last = end
  while (last > path && load<u8>(last - 1) != SLASH) last -= 1
  return !isName(last, end)
}

/** Whether the object that a key stands in is the request: what opens it is looked for backwards. */
function isInRequest(start: usize, key: usize): bool {
  let depth = 0
  for (let end = key; end > start; end -= WIDTH) {
    const bytes = v128.load(end - WIDTH)
    let braces: u32 = i8x16.bitmask(either(areSame(bytes, OPENS), areSame(bytes, CLOSES)))
    while (braces != 0) {
      const bit = 31 - clz(braces)
      const brace = end - WIDTH + bit
      if (brace <= start) return false
      if (load<u8>(brace) == CLOSE) depth += 1
      else if (depth == 0) return load<u64>(brace - 10) == REQUEST && load<u16>(brace - 2) == REQUEST_ENDS
      else depth -= 1
      braces ^= 1 << bit
    }
  }
  return false
}

/** The first byte from a place on at which a line may end, be damaged, have an escape, or name a time or a path. */
function nextSign(from: usize, to: usize): usize {
  const blanks = BLANKS
  const backslashes = BACKSLASHES
  const quotes = QUOTES
  const lettersOfTime = LETTERS_OF_TIME
  const lettersOfPath = LETTERS_OF_PATH
  for (let at = from; at < to; at += WIDTH) {
    const bytes = v128.load(at)
    const letters = either(areSame(v128.load(at, TO_LETTER_OF_TIME), lettersOfTime), areSame(v128.load(at, TO_LETTER_OF_PATH), lettersOfPath))
    const signs = i8x16.bitmask(either(either(areLower(bytes, blanks), areSame(bytes, backslashes)), both(areSame(bytes, quotes), letters)))
    if (signs != 0) return at + ctz(signs)
  }
  return to
}

/** Where the line ends that begins at a place, when it is passed over; 0: it is not. */
function endOfPassed(start: usize, to: usize): usize {
  if (!isBeginning(start)) return 0
  const time = timeAt(start + TIME)
  if (!counts(time)) return 0
  let isShown = false
  for (let at = nextSign(start + TIME, to); at < to; at = nextSign(at + 1, to)) {
    const byte = load<u8>(at)
    if (byte == NEWLINE) {
      if (!isShown || !isClosed(at)) return 0
      pass(start, at, time)
      return at
    }
    if (byte == QUOTE) {
      const key = load<u64>(at) & OF_KEY
      if (key == PATH_KEY) {
        if (load<u64>(at) != PATH || !isOther(at + WORD)) return 0
        if (isInRequest(start, at)) isShown = true
      } else if (key == TIME_KEY) return 0
    } else if (byte == BACKSLASH) {
      if (load<u8>(at, 1) == LETTER_OF_ESCAPE) return 0
    } else if (isDamage(byte, at)) return 0
  }
  return 0
}

export function nextOfVault(from: usize, to: usize): usize {
  return nextLine(endOfPassed, from, to)
}
