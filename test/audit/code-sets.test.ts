import { describe, expect, test } from 'vitest'
import { sortCodeSets } from '../../src/audit/code-sets.ts'
import { DAY } from '../../src/model/time.ts'
import { aCodeSet, AS_OF } from '../support/builders.ts'

const MINUTE = 60_000
const inRegister = (line: number) => ({ source: 'register', file: 'register.yaml', line })

const old = aCodeSet({ generated: AS_OF - 200 * DAY })
const latest = aCodeSet({ generated: AS_OF - 100 * DAY })
const undated = aCodeSet({ generated: undefined })

describe('which set is the current one', () => {
  test('none, where there is no set', () => {
    expect(sortCodeSets([], AS_OF)).toEqual({ history: [] })
  })

  test('the only one, even without a date', () => {
    expect(sortCodeSets([undated], AS_OF)).toEqual({ history: [undated], current: undated })
  })

  test('the latest, wherever it stands', () => {
    const expected = { history: [latest, old], current: latest }
    expect(sortCodeSets([old, latest], AS_OF)).toEqual(expected)
    expect(sortCodeSets([latest, old], AS_OF)).toEqual(expected)
  })

  test('is perhaps none, where a later one is revoked: its generation voided the earlier codes', () => {
    const revoked = aCodeSet({ generated: AS_OF - 100 * DAY, status: 'revoked' })
    expect(sortCodeSets([old, revoked], AS_OF)).toEqual({ history: [revoked, old], open: 'whether' })
  })

  test('is perhaps none, where a revoked one may be later, as a date is missing', () => {
    const [replaced, forgotten] = [
      { ...old, status: 'revoked' as const },
      { ...undated, status: 'revoked' as const },
    ]
    expect(sortCodeSets([forgotten, latest], AS_OF)).toMatchObject({ open: 'whether' })
    expect(sortCodeSets([replaced, undated], AS_OF)).toMatchObject({ open: 'whether' })
    expect(sortCodeSets([forgotten, undated], AS_OF)).toMatchObject({ open: 'whether' })
  })

  test('is the one that is not revoked, of two of one date', () => {
    const replaced = { ...latest, status: 'revoked' as const }
    expect(sortCodeSets([replaced, latest], AS_OF)).toEqual({ history: [replaced, latest], current: latest })
  })

  test('none, where each is revoked', () => {
    const revoked = aCodeSet({ status: 'revoked' })
    expect(sortCodeSets([revoked], AS_OF)).toEqual({ history: [revoked] })
  })

  test('is open where one of several has no date; it comes first, for it may be the latest', () => {
    expect(sortCodeSets([latest, undated], AS_OF)).toEqual({ history: [undated, latest], open: 'which' })
    expect(sortCodeSets([undated, latest], AS_OF)).toEqual({ history: [undated, latest], open: 'which' })
  })

  test('is open where the latest two have one date; they are in order of place', () => {
    const [above, below] = [
      { ...latest, origin: inRegister(10) },
      { ...latest, origin: inRegister(30) },
    ]
    expect(sortCodeSets([below, above, old], AS_OF)).toEqual({ history: [above, below, old], open: 'which' })
  })

  test('is not open where earlier ones have one date', () => {
    expect(sortCodeSets([old, old, latest], AS_OF)).toEqual({ history: [latest, old, old], current: latest })
  })

  test('is the latest of five minutes in the future, for clocks differ', () => {
    const coming = aCodeSet({ generated: AS_OF + 5 * MINUTE })
    expect(sortCodeSets([old, coming], AS_OF)).toEqual({ history: [coming, old], current: coming })
  })

  test('is open where the latest is of a millisecond further in the future', () => {
    const coming = aCodeSet({ generated: AS_OF + 5 * MINUTE + 1 })
    expect(sortCodeSets([old, coming], AS_OF)).toEqual({ history: [coming, old], open: 'which' })
  })

  test('is the only one, however far in the future', () => {
    const coming = aCodeSet({ generated: AS_OF + DAY })
    expect(sortCodeSets([coming], AS_OF)).toEqual({ history: [coming], current: coming })
  })
})
