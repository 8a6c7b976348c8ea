import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchesPattern } from '../../src/model/pattern.ts'
import { atOnce } from '../support/at-once.ts'

describe('a pattern', () => {
  const table: readonly (readonly [string, string, boolean])[] = [
    ['github:ada', 'github:ada', true],
    ['github:ada', 'github:adam', false],
    ['github:ada', 'xgithub:ada', false],
    ['*', '', true],
    ['*', 'github:ada', true],
    ['**', 'github:ada', true],
    ['github:*', 'github:', true],
    ['github:*', 'github-org:acme', false],
    ['*/root', 'aws:111122223333/root', true],
    ['*/root', 'aws:111122223333/root2', false],
    ['aws:*/root', 'aws:111122223333/root', true],
    ['aws:*/root', 'aws:/root', true],
    ['aws:*/root', 'aws:root', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['ab*ba', 'aba', false],
    ['*a*b*', 'xaxbx', true],
    ['*a*b*', 'xbxax', false],
    ['a*b*c', 'abbc', true],
    ['a*bc*c', 'abc', false],
    ['a.c', 'abc', false],
    ['a?c', 'abc', false],
    ['[a-z]*', 'abc', false],
    ['', '', true],
    ['', 'a', false],
  ]
  for (const [pattern, text, matched] of table) {
    test(`${JSON.stringify(pattern)} ${matched ? 'matches' : 'does not match'} ${JSON.stringify(text)}`, () => {
      expect(matchesPattern(pattern, text)).toBe(matched)
    })
  }
})

test('a pattern matches as the plain definition says: some text stands for each star', () => {
  const defined = (pattern: string, text: string): boolean => {
    const [head, ...rest] = pattern
    if (head === undefined) return text === ''
    const tail = rest.join('')
    if (head === '*') return Array.from({ length: text.length + 1 }, (_, index) => text.slice(index)).some((end) => defined(tail, end))
    return text.startsWith(head) && defined(tail, text.slice(1))
  }
  const short = (letters: string[], maxLength: number) => fc.array(fc.constantFrom(...letters), { maxLength }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(short(['a', 'b', '*'], 6), short(['a', 'b'], 7), (pattern, text) => {
      expect(matchesPattern(pattern, text)).toBe(defined(pattern, text))
    }),
    { numRuns: 2000 },
  )
})

test('hostile patterns take linear time', () => {
  const hostile: readonly (readonly [string, string])[] = [
    [`${'*a'.repeat(128)}b`, 'a'.repeat(200_000)],
    [`*${'a'.repeat(254)}`, 'a'.repeat(200_000)],
    ['*'.repeat(256), 'a'.repeat(200_000)],
    [`${'a*'.repeat(127)}c`, 'ab'.repeat(100_000)],
  ]
  const matched = atOnce(() => hostile.map(([pattern, text]) => matchesPattern(pattern, text)))
  expect(matched).toEqual([false, true, true, false])
})
