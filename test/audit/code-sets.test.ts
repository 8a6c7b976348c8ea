import { expect, test } from 'vitest'
import { sortCodeSets } from '../../src/audit/code-sets.ts'
import { aCodeSet, AS_OF } from '../support/builders.ts'

const MINUTE = 60_000
const old = aCodeSet({ generated: 1 })

test('a latest set of five minutes in the future is the current one, for clocks differ', () => {
  const latest = aCodeSet({ generated: AS_OF + 5 * MINUTE })
  expect(sortCodeSets([old, latest], AS_OF)).toEqual({ history: [latest, old], current: latest, ambiguous: false })
})

test('of one a millisecond further in the future it is open whether it is', () => {
  const latest = aCodeSet({ generated: AS_OF + 5 * MINUTE + 1 })
  expect(sortCodeSets([old, latest], AS_OF)).toEqual({ history: [latest, old], ambiguous: true })
})
