import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { all, type Outcome } from '../../src/model/verdict.ts'

const outcomes = ['pass', 'fail', 'unknown', 'not-applicable'] as const

describe('two things that must both be so', () => {
  const table: Readonly<Record<Outcome, Readonly<Record<Outcome, Outcome>>>> = {
    pass: { pass: 'pass', fail: 'fail', unknown: 'unknown', 'not-applicable': 'pass' },
    fail: { pass: 'fail', fail: 'fail', unknown: 'fail', 'not-applicable': 'fail' },
    unknown: { pass: 'unknown', fail: 'fail', unknown: 'unknown', 'not-applicable': 'unknown' },
    'not-applicable': { pass: 'pass', fail: 'fail', unknown: 'unknown', 'not-applicable': 'not-applicable' },
  }
  for (const a of outcomes)
    for (const b of outcomes)
      test(`${a} and ${b}: ${table[a][b]}`, () => {
        expect(all([a, b])).toBe(table[a][b])
      })
})

test('nothing that must be so does not apply', () => {
  expect(all([])).toBe('not-applicable')
})

test('neither order nor grouping matters', () => {
  const some = fc.array(fc.constantFrom(...outcomes))
  fc.assert(
    fc.property(some, some, (a, b) => {
      expect(all([...a, ...b])).toBe(all([...b, ...a]))
      expect(all([...a, ...b])).toBe(all([all(a), all(b)]))
    }),
  )
})
