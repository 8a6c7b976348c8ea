import { expect, test } from 'vitest'
import { storageKind, storedCopies } from '../../src/model/storage.ts'
import { CLOCK_TOLERANCE, DAY } from '../../src/model/time.ts'
import { aCodeSet, aCopy, aLocation, AS_OF } from '../support/builders.ts'

test.each([
  ['digital', ['vault', 'password-manager', 'file', 'email', 'notes', 'chat']],
  ['physical', ['safe', 'paper', 'hardware-token']],
  ['unknown', ['other']],
] as const)('%s: %s', (expected, kinds) => {
  for (const kind of kinds) expect(storageKind(aLocation({ kind }))).toBe(expected)
})

test.each([
  ['at the audit, by clocks that differ', AS_OF + CLOCK_TOLERANCE, true],
  ['a moment later than that', AS_OF + CLOCK_TOLERANCE + 1, false],
  ['on the day of the generation, of which the register may say no more', AS_OF - 9 * DAY - DAY + 1, true],
  ['a day before the generation', AS_OF - 9 * DAY - DAY, false],
  ['at no time that is said', undefined, true],
])('a copy that was stored %s may be in its place: %s', (_, stored, expected) => {
  const copy = aCopy({ stored })
  expect(storedCopies(aCodeSet({ generated: AS_OF - 9 * DAY, copies: [copy] }), AS_OF)).toEqual(expected ? [copy] : [])
})

test('copies of codes of no date may be in their places since any time, and a set without copies has none', () => {
  expect(storedCopies(aCodeSet({ generated: undefined, copies: [aCopy({ stored: 0 })] }), AS_OF)).toHaveLength(1)
  expect(storedCopies(aCodeSet({ copies: undefined }), AS_OF)).toEqual([])
})
