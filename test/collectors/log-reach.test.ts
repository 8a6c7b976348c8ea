import { expect, test } from 'vitest'
import { earlier, reachOfKept } from '../../src/collectors/log-reach.ts'

test.each<[string, number, number | undefined, number]>([
  ['its first record', 10_000, 50_000, 50_000],
  ['the second of its first record', 10_000, 50_999, 50_000],
  ['what the provider keeps', 10_000, 9_999, 10_000],
  ['its collection, without a record', 10_000, undefined, 90_000],
])('a kept log reaches back to %s', (_, kept, earliest, since) => {
  expect(reachOfKept(kept, earliest, 90_500)).toBe(since)
})

test.each<[number | undefined, number | undefined, number | undefined]>([
  [1, 2, 1],
  [2, 1, 1],
  [undefined, 1, 1],
  [1, undefined, 1],
  [undefined, undefined, undefined],
])('the earlier of %s and %s is %s', (one, other, first) => {
  expect(earlier(one, other)).toBe(first)
})
