/** What bytes of a log are: sixteen at a time, or as words of up to eight. */

export const NEWLINE: u8 = 10
export const RETURN: u8 = 13
export const BLANK: u8 = 32
export const QUOTE: u8 = 34
export const COMMA: u8 = 44
export const SLASH: u8 = 47
export const BACKSLASH: u8 = 92
export const OPEN: u8 = 123
export const CLOSE: u8 = 125

/** How many are looked at in one step. */
export const WIDTH: usize = 16

/** Sixteen times a letter of ASCII. Like all that is made of letters it is made once, at the beginning: a constant would be made in each step. */
export function allOf(letter: string): v128 {
  return i8x16.splat(byteOf(letter))
}

/** Those bytes that are the same. */
export function areSame(bytes: v128, others: v128): v128 {
  return i8x16.eq(bytes, others)
}

/** Those that are lower than a byte of ASCII, and those that are none of ASCII. */
export function areLower(bytes: v128, others: v128): v128 {
  return i8x16.lt_s(bytes, others)
}

export function either(one: v128, other: v128): v128 {
  return v128.or(one, other)
}

export function both(one: v128, other: v128): v128 {
  return v128.and(one, other)
}

/** Up to eight letters of ASCII as they are loaded from a place where they stand. */
export function wordOf(letters: string): u64 {
  let word: u64 = 0
  for (let index = 0; index < letters.length; index += 1) word |= (letters.charCodeAt(index) as u64) << ((index * 8) as u64)
  return word
}

/** What is looked at of a word that begins with a key of four letters. */
export const OF_KEY: u64 = 0x0000ffffffffffff

export function byteOf(letter: string): u8 {
  return letter.charCodeAt(0) as u8
}

export const BLANKS = allOf(' ')
export const QUOTES = allOf('"')
export const BACKSLASHES = allOf('\\')
export const OPENS = allOf('{')
export const CLOSES = allOf('}')

/**
 * Where the text ends of which the first byte is at a place: at a quotation mark that a comma or a brace follows, as on a value. 0: it is
 * empty, or something before the mark is lower than a sign, an escape, or none of ASCII.
 */
export function endOfValue(from: usize, lowest: v128): usize {
  for (let at = from; ; at += WIDTH) {
    const bytes = v128.load(at)
    const ends = i8x16.bitmask(either(either(areSame(bytes, QUOTES), areSame(bytes, BACKSLASHES)), areLower(bytes, lowest)))
    if (ends == 0) continue
    const end = at + ctz(ends)
    if (end == from || load<u8>(end) != QUOTE) return 0
    const next = load<u8>(end, 1)
    return next == COMMA || next == CLOSE ? end : 0
  }
}
