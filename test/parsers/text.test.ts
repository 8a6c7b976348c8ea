import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeUtf8, seenText } from '../../src/parsers/text.ts'

test('text is what its bytes say, without a byte order mark', () => {
  expect(decodeUtf8(Buffer.from('\u{feff}é🔑'))).toBe('é🔑')
  expect(decodeUtf8(Buffer.from(''))).toBe('')
})

test.each([
  ['a byte that is no UTF-8', [0x61, 0xff]],
  ['a character that is cut', [0xf0, 0x9f, 0x94]],
  ['a longer form than needed', [0xc0, 0xaf]],
  ['half a surrogate pair', [0xed, 0xa0, 0x80]],
])('%s is no text', (_, bytes) => {
  expect(decodeUtf8(Uint8Array.from(bytes))).toBeUndefined()
})

test('whatever is text comes back the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!text.startsWith('\u{feff}'))
      expect(decodeUtf8(Buffer.from(text))).toBe(text)
    }),
  )
})

test.each([
  ['INC-104', 'INC-104'],
  [' INC-104\n', 'INC-104'],
  ['é', 'é'],
  ['\u200bINC', '\u200bINC'],
  ['-', '-'],
  ['', undefined],
  [' \u00a0\t\r\n', undefined],
  ['\u200b', undefined],
  ['\u2060 \ufeff', undefined],
  ['\u3164', undefined],
  ['\u2800', undefined],
  ['\u0000', undefined],
  ['\u{e0041}', undefined],
])('what is seen of %j is %j', (text, expected) => {
  expect(seenText(text)).toBe(expected)
})
