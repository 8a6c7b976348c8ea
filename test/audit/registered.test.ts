import { expect, test } from 'vitest'
import { join } from '../../src/audit/join.ts'
import { registered } from '../../src/audit/registered.ts'
import { aCodeSet, AS_OF, at } from '../support/builders.ts'
import { anInventory } from '../support/facts.ts'

const tell = (...sets: Parameters<typeof aCodeSet>[0][]) => {
  const inventory = anInventory({ codeSets: sets.map((set) => aCodeSet(set)) })
  return registered(inventory.facts.locations, join(inventory, AS_OF))
}

test('tells every set of an account, the latest first, and which is the current one', () => {
  const sets = tell({ generated: at('2025-01-01') }, { generated: at('2026-01-01') })
  expect([...sets].map(({ generated, current }) => [generated, current])).toEqual([
    ['2026-01-01T00:00:00.000Z', 'yes'],
    ['2025-01-01T00:00:00.000Z', 'no'],
  ])
})

test('says of each that may be the current one that it is open, and of a revoked one that it is not', () => {
  const sets = tell({ generated: undefined }, { generated: at('2026-01-01') }, { generated: at('2024-01-01'), status: 'revoked' })
  expect([...sets].map(({ current }) => current)).toEqual(['unknown', 'unknown', 'no'])
})

test.each([
  ['what the register says', { remaining: 12, issued: 16, used: [] }, 12],
  ['what was issued less what was used', { remaining: undefined, issued: 16, used: [{ at: AS_OF, code: 5 }] }, 15],
  ['nothing of a spent set', { status: 'spent', remaining: undefined, issued: undefined, used: undefined }, 0],
  ['not known', { remaining: undefined, issued: 16, used: undefined }, undefined],
] as const)('what remains: %s', (_, set, expected) => {
  expect([...tell(set)][0]?.remaining).toBe(expected)
})

test('covers what looks like a code in free text', () => {
  const [set] = tell({ name: 'GitHub 12345-67890', plan: 'a1b2c-3d4e5' })
  expect(JSON.stringify(set)).not.toMatch(/67890|3d4e5/)
})

test('can be read twice', () => {
  const sets = tell({})
  expect([...sets]).toEqual([...sets])
})
