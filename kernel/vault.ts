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
  BLANKS,
  both,
  byteOf,
  CLOSE,
  CLOSES,
  COMMA,
  either,
  NEWLINE,
  OPEN,
  OPENS,
  QUOTE,
  QUOTES,
  SLASH,
  WIDTH,
  wordOf,
} from './bytes'
import { endOfText, isName } from './names'
import { counts, isClosed, isDamage, pass } from './passing'
import { timeAt } from './times'

const BEGINNING = wordOf('{"time":')
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

/** A letter of a beginning, one of a path, and how far they are from the first of it. */
const LETTERS_OF_TIME = allOf('i')
const LETTERS_OF_PATH = allOf('h')
const TO_LETTER_OF_TIME: usize = 3
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
  const end = endOfText(path, BLANKS)
  if (end <= path || mattersToAll(path)) return false
  const next = load<u8>(end, 1)
  if (next != COMMA && next != CLOSE) return false
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

/** The bytes at which a line may end, be damaged, have an escape, begin again, or name a path. */
function signsAt(at: usize): u32 {
  const bytes = v128.load(at)
  const begins = both(areSame(bytes, OPENS), areSame(v128.load(at, TO_LETTER_OF_TIME), LETTERS_OF_TIME))
  const names = both(areSame(bytes, QUOTES), areSame(v128.load(at, TO_LETTER_OF_PATH), LETTERS_OF_PATH))
  return i8x16.bitmask(either(either(areLower(bytes, BLANKS), areSame(bytes, BACKSLASHES)), either(begins, names)))
}

/** Where the line ends that begins at a place, when it is passed over; 0: it is not. */
function endOfPassed(start: usize, to: usize): usize {
  if (!isBeginning(start)) return 0
  const time = timeAt(start + TIME)
  if (!counts(time)) return 0
  let isShown = false
  for (let at = start + TIME; at < to; at += WIDTH) {
    for (let signs = signsAt(at); signs != 0; signs &= signs - 1) {
      const place = at + ctz(signs)
      if (place >= to) return 0
      const byte = load<u8>(place)
      if (byte == NEWLINE) {
        if (!isShown || !isClosed(place)) return 0
        pass(start, place, time)
        return place
      }
      if (byte == QUOTE) {
        if (load<u64>(place) != PATH) continue
        if (!isOther(place + WORD)) return 0
        isShown = isShown || isInRequest(start, place)
      } else if (byte == OPEN) {
        if (isBeginning(place)) return 0
      } else if (byte == BACKSLASH) {
        if (load<u8>(place, 1) == LETTER_OF_ESCAPE) return 0
      } else if (isDamage(byte, place)) return 0
    }
  }
  return 0
}

/** From the beginning of a line on, where the first one begins that is not passed over, or where the bytes end. */
export function nextOfVault(from: usize, to: usize): usize {
  let start = from
  while (start < to) {
    const end = endOfPassed(start, to)
    if (end == 0) break
    start = end + 1
  }
  return start
}
