import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isNamePattern, matchesName } from '../../src/model/name-pattern.ts'
import { atOnce } from '../support/at-once.ts'

describe('a pattern matches as everybody knows it', () => {
  const patterns = [
    '^(GitHub|Google|Bitwarden|Registrar) [A-Z][A-Za-z0-9 ()-]*$',
    '^[A-Z][A-Za-z0-9]* [A-Z(].*$',
    'ab',
    '',
    '^$',
    'a|b|',
    '^(?:a|b)+$',
    '^(a*)*$',
    '^(a|a)*b$',
    '^a{2}$',
    '^a{2,}b{0,2}$',
    '^a{0}b?$',
    '^(ab){1,3}$',
    '[^ab]',
    '^[]$',
    '^[^]*$',
    '^[a-]+$',
    '^[-a]+$',
    String.raw`^[\]a\-]+$`,
    String.raw`^\d+\w\s$`,
    String.raw`^\D\W\S$`,
    String.raw`^[\d-]+$`,
    String.raw`a\.b`,
    String.raw`^\^\$$`,
    '(^a|b$)',
    'a.b',
    '(a|^)b',
  ]
  const names = [
    '',
    'a',
    'b',
    'ab',
    'aab',
    'aaabb',
    'abab',
    'a.b',
    'a\nb',
    'a-b',
    ']',
    '-',
    '^$',
    '1a ',
    'a 1',
    '12-3',
    'GitHub Work (Ada)',
    'octo bot codes',
    'AWS Production',
    '🔑a',
  ]

  for (const pattern of patterns) {
    test(`/${pattern}/`, () => {
      expect(isNamePattern(pattern)).toBe(true)
      const known = new RegExp(pattern, 'u')
      for (const name of names) expect([name, matchesName(pattern, name)]).toEqual([name, known.test(name)])
    })
  }

  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', String.raw`\d`, '^', '$', ' ')
  const counted = fc
    .tuple(fc.constantFrom('a', 'b', '.', '[ab]', '(a|b)', '(?:ab)'), fc.constantFrom('', '*', '+', '?', '{2}', '{1,2}', '{0,}'))
    .map(([one, how]) => one + how)
  const sequence = fc.array(fc.oneof(atom, counted), { maxLength: 4 }).map((parts) => parts.join(''))
  const grouped = fc.tuple(sequence, sequence, fc.constantFrom('', '*', '+', '?')).map(([left, right, how]) => `(?:${left}|${right})${how}`)

  test('and as the engine does, whatever it is put together from', () => {
    fc.assert(
      fc.property(fc.oneof(sequence, grouped), fc.string({ unit: fc.constantFrom('a', 'b', '1', ' '), maxLength: 8 }), (pattern, name) => {
        fc.pre(isNamePattern(pattern))
        expect(matchesName(pattern, name)).toBe(new RegExp(pattern, 'u').test(name))
      }),
      { numRuns: 3000 },
    )
  })
})

describe('is no pattern:', () => {
  const table = [
    '(',
    ')',
    '(a',
    'a)',
    '[',
    '[a',
    ']',
    '}',
    '{',
    'a{',
    'a{2',
    'a{2,1}',
    'a{101}',
    '*',
    '+a',
    '?',
    'a**',
    'a*?',
    'a+?',
    '^*',
    '$+',
    '(?=a)',
    '(?!a)',
    '(?<=a)',
    '(?<n>a)',
    '\\',
    '\\1',
    '\\b',
    '\\k',
    '\\u0041',
    '[b-a]',
    '[a-\\d]',
    '(((((((((((((((((((((((a)))))))))))))))))))))))',
    '((a{100}){100}){100}',
  ]
  test.each(table)('%s', (pattern) => {
    expect(isNamePattern(pattern)).toBe(false)
  })
})

describe('no pattern makes an audit hang', () => {
  const name = `${'a'.repeat(50_000)}!`
  const slow = ['(a+)+$', '^(a|a)*$', '^(a*)*b$', '(.*)(.*)(.*)(.*)x', '^(a?){50}a{50}$', '(a|aa)+$']
  test.each(slow)('%s over fifty thousand letters', (pattern) => {
    expect(typeof atOnce(() => matchesName(pattern, name))).toBe('boolean')
  })
})
