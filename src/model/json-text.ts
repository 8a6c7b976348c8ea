/** JSON that can be shown as it is: whatever stands in it, it does nothing on a terminal and hides nothing. */

/** Most texts have only signs of JSON, printable ASCII and letters of Latin, Greek and Cyrillic: to know that once is quicker than to look for each harm. */
const PLAIN = /^[\n -~\u00a1-\u00ac\u00ae-\u034e\u0370-\u052f\u2010-\u2027\u2030-\u205e\u2190-\u23ff]*$/

/** What JSON.stringify leaves as it is and a terminal, or whoever reads there, does not: controls, direction overrides, invisible characters, line separators. */
const HIDDEN = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu

/** Half a surrogate pair, as JSON.stringify writes it: an escape of its own, after an even number of backslashes. */
const HALF = /(?<!\\)((?:\\\\)*)\\u(d[89a-f][\da-f]{2})/g

const unitEscapes = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')

/**
 * A value as JSON.stringify writes it, with that many blanks of indentation, except that what could act on a terminal or not be seen
 * there is written as an escape: the same value to every reader of JSON. Half a character, which strict readers refuse, is no text:
 * it becomes a visible `\u{d800}`. A runner of GitHub Actions finds no command (`##[`) in it.
 */
export const jsonText = (value: unknown, indent = 0): string => {
  const text = JSON.stringify(value, null, indent)
  const whole = text.includes('\\ud') ? text.replace(HALF, '$1\\\\u{$2}') : text
  const shown = PLAIN.test(whole) ? whole : whole.replace(HIDDEN, unitEscapes)
  return shown.includes('##[') ? shown.replaceAll('##[', '##\\u005b') : shown
}
