import { expect, test } from 'vitest'
import type { CodeSet } from '../../src/model/inventory.ts'
import { remainingOf } from '../../src/model/remaining.ts'
import { services } from '../../src/model/services.ts'
import { aCodeSet, at, type Over } from '../support/builders.ts'

const used = [{ at: at('2026-05-01'), code: 1 }]
const github = services.get('github')!

test.each<[string, Over<CodeSet>, number | undefined]>([
  ['as the register says', { remaining: 5, issued: 16, used }, 5],
  ['what was issued without what was used', { remaining: undefined, issued: 16, used }, 15],
  ['none, and not fewer', { remaining: undefined, issued: 1, used: [...used, ...used] }, 0],
  ['none of a set that is spent', { status: 'spent', remaining: 3 }, 0],
  ['not known without what was issued', { remaining: undefined, issued: undefined, used }, undefined],
  ['not known without what was used', { remaining: undefined, issued: 16, used: undefined }, undefined],
])('%s', (_, over, expected) => {
  expect(remainingOf(aCodeSet(over), github)).toBe(expected)
})

test('codes that work again are not used up', () => {
  const set = aCodeSet({ remaining: undefined, issued: 1, used })
  expect(remainingOf(set, { ...github, singleUse: false })).toBeUndefined()
  expect(remainingOf({ ...set, remaining: 1 }, { ...github, singleUse: false })).toBe(1)
})
