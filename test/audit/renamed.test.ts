import { expect, test } from 'vitest'
import { renamedControls } from '../../src/audit/renamed.ts'
import type { Control } from '../../src/model/policy.ts'
import { aControl, aPolicy, type Over } from '../support/builders.ts'

const control = (id: string, over: Over<Control> = {}): Control => aControl({ id, rule: 'over-age', params: { interval: 1, other: 2 }, ...over })
const renamed = (before: readonly Control[], after: readonly Control[]) => [...renamedControls(aPolicy(before), aPolicy(after))]

test('one that is gone and one that has come are the same when they ask the same', () => {
  expect(renamed([control('A')], [control('B', { title: 'T', severity: 'low', params: { other: 2, interval: 1 } })])).toEqual([['A', 'B']])
})

test('beside them may be others that stay, that are gone, and that have come', () => {
  const [stays, went, came] = ['stays', 'went', 'came'].map((id) => control(id, { params: { interval: id.length, other: id } }))
  expect(renamed([stays!, control('A'), went!], [came!, stays!, control('B')])).toEqual([['A', 'B']])
})

test.each<[string, readonly Control[], readonly Control[]]>([
  ['an id that is still there', [control('A')], [control('A'), control('B')]],
  ['another rule', [control('A')], [control('B', { rule: 'rotation-due' })]],
  ['other parameters', [control('A')], [control('B', { params: { interval: 2 } })]],
  ['another select', [control('A')], [control('B', { select: { tier: ['production'] } })]],
  ['other overrides', [control('A')], [control('B', { overrides: [{ select: {}, params: {} }] })]],
  ['two that ask the same now', [control('A')], [control('B'), control('C')]],
  ['two that asked the same before', [control('A'), control('B')], [control('C')]],
])('%s is no certain renaming', (_, before, after) => {
  expect(renamed(before, after)).toEqual([])
})
