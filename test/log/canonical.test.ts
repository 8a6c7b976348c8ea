import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Canonical, canonicalise } from '../../src/log/canonical.ts'

describe('the vectors of RFC 8785', () => {
  test('order of keys (3.2.3): by UTF-16 code unit', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\u{1f600}': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    }
    const values = [...canonicalise(value).matchAll(/:"([^"]+)"/g)].map(([, text]) => text)
    expect(values).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ])
  })

  test('texts and literals (3.2.2)', () => {
    const value = JSON.parse(String.raw`{ "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false] }`) as Canonical
    expect(canonicalise(value)).toBe(String.raw`{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}`)
  })
})

test.each<[string, Canonical, string]>([
  ['minus nought', -0, '0'],
  ['the largest number', 2 ** 53 - 1, '9007199254740991'],
  ['a key without a value', { a: undefined, b: 1 }, '{"b":1}'],
  ['keys that look like numbers', { '10': 1, '9': 2 }, '{"10":1,"9":2}'],
])('%s', (_, value, text) => {
  expect(canonicalise(value)).toBe(text)
})

test.each<[string, Canonical]>([
  ['a number beyond 2^53', 2 ** 53],
  ['a fraction', 0.5],
  ['no number', NaN],
  ['half a surrogate pair', '\ud800'],
  ['half a surrogate pair in a key', { '\udc00': 1 }],
])('%s is refused', (_, value) => {
  expect(() => canonicalise(value)).toThrow(TypeError)
})

test('whatever the order of its keys, a value has one text, and it is that value', () => {
  const plain = fc.letrec<{ value: Canonical }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string({ unit: 'grapheme' }),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.array(tie('value')),
      fc.dictionary(fc.string(), tie('value')),
    ),
  })).value
  const reversed = (value: Canonical): Canonical =>
    typeof value !== 'object' || value === null
      ? value
      : Array.isArray(value)
        ? (value as Canonical[]).map(reversed)
        : Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, inner]) => [key, reversed(inner as Canonical)]),
          )
  fc.assert(
    fc.property(plain, (value) => {
      const text = canonicalise(value)
      expect(canonicalise(reversed(value))).toBe(text)
      expect(canonicalise(JSON.parse(text) as Canonical)).toBe(text)
    }),
  )
})
