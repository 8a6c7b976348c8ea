import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonText } from '../../src/model/json-text.ts'

/** What acts on a terminal, is not seen there, or is no character. */
const HARM = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u

const odd = [
  '\\',
  '\\\\',
  '\\ud800',
  'u',
  '\u{9b}',
  '\u{7f}',
  '\u{202e}',
  '\u{200b}',
  '\u{2028}',
  '\u{3164}',
  '\u{e0041}',
  '\u{ffff}',
  '##[',
  '"',
  '\n',
  '😀',
  'a',
]
const whole = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...odd)).map((pieces) => pieces.join('')),
)
const broken = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom('\u{d800}', '\u{dc00}', ...odd)).map((pieces) => pieces.join('')),
)
const valueOf = (text: fc.Arbitrary<string>) => fc.oneof(text, fc.array(text), fc.dictionary(text, text))

describe('whatever stands in it', () => {
  test('is the same value to every reader of JSON', () => {
    fc.assert(
      fc.property(valueOf(whole), fc.constantFrom(0, 2), (value, indent) => {
        expect(JSON.parse(jsonText(value, indent))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  test('nothing of it acts on a terminal, hides there, or is half a character', () => {
    fc.assert(
      fc.property(valueOf(broken), fc.constantFrom(0, 2), (value, indent) => {
        const written = jsonText(value, indent)
        expect(written).not.toMatch(HARM)
        expect(written).not.toContain('##[')
        // Nor once it was read: every reader finds text that can be written again.
        expect(JSON.stringify(JSON.parse(written))).not.toMatch(/(?<!\\)(?:\\\\)*\\ud[89a-f]/)
      }),
    )
  })
})

test('plain text is as JSON.stringify writes it', () => {
  const value = { name: 'Zoë — “GitHub” → Ωmega, тест', list: [1, null, true], empty: {} }
  expect(jsonText(value)).toBe(JSON.stringify(value))
  expect(jsonText(value, 2)).toBe(JSON.stringify(value, null, 2))
})

test('no character is taken for a plain one that is not', () => {
  const points = [...Array(0x1_0000).keys(), 0x1_0000, 0x1_bca0, 0x1_d173, 0x1_f600, 0x1_fffe, 0xe_0001, 0xe_0100, 0x10_ffff]
  expect(points.map((point) => String.fromCodePoint(point)).filter((character) => HARM.test(character) && jsonText(character).includes(character))).toEqual([])
})

test.each([
  ['a\u{9b}2Jb', '"a\\u009b2Jb"'],
  ['\u{7f}', '"\\u007f"'],
  ['ada\u{202e}gnp', '"ada\\u202egnp"'],
  ['\u{e0041}', '"\\udb40\\udc41"'],
  ['##[error]x', '"##\\u005berror]x"'],
  ['a\u{d800}b', '"a\\\\u{d800}b"'],
  ['\\\u{dc00}', '"\\\\\\\\u{dc00}"'],
  ['\\ud800', '"\\\\ud800"'],
  ['😀', '"😀"'],
])('%j is written %s', (text, written) => {
  expect(jsonText(text)).toBe(written)
})
