import { describe, expect, test } from 'vitest'
import { CLOCK_TOLERANCE, DAY } from '../../src/model/time.ts'
import { isAtCopy, setsAt, usesAtProvider } from '../../src/model/uses.ts'
import { aCodeEvent, aCodeSet, aCopy, anEscrowEvent, at } from '../support/builders.ts'

const NOON = at('2026-10-08T12:00:00Z')
const used = (time: number) => aCodeEvent({ time })

describe('the uses that a provider shows', () => {
  test('are those of a code, and no other event', () => {
    const [use, view] = [used(NOON), aCodeEvent({ kind: 'viewed' })]
    expect(usesAtProvider([view, use], [aCodeSet()])).toEqual([use])
  })

  test.each([-CLOCK_TOLERANCE, 0, CLOCK_TOLERANCE])('are without the test that the register tells of, %d ms apart', (apart) => {
    expect(usesAtProvider([used(NOON + apart)], [aCodeSet({ tested: NOON })])).toEqual([])
  })

  test('are told where they are further from the test, or another was nearer to it', () => {
    expect(usesAtProvider([used(NOON + CLOCK_TOLERANCE + 1)], [aCodeSet({ tested: NOON })])).toHaveLength(1)
    expect(usesAtProvider([used(NOON - 2), used(NOON + 1)], [aCodeSet({ tested: NOON })])).toEqual([used(NOON - 2)])
    expect(usesAtProvider([used(NOON - 2), used(NOON + 1)], [aCodeSet({ tested: NOON - 2 }), aCodeSet({ tested: NOON + 1 })])).toEqual([])
  })
})

describe('the sets of which a used code may be', () => {
  const [old, latest] = [aCodeSet({ generated: at('2026-03-15T10:00:00Z') }), aCodeSet({ generated: NOON })]
  const dated = aCodeSet({ generated: at('2026-10-08') })

  test('is the one of that time', () => {
    expect(setsAt([latest, old], NOON)).toEqual([latest])
    expect(setsAt([latest, old], NOON - 1)).toEqual([old])
  })

  test('is also the one before, on the day of a generation of which the register knows the day alone', () => {
    expect(setsAt([dated, old], at('2026-10-08'))).toEqual([dated, old])
    expect(setsAt([dated, old], at('2026-10-09') - 1)).toEqual([dated, old])
    expect(setsAt([dated, old], at('2026-10-09'))).toEqual([dated])
    expect(setsAt([dated], at('2026-10-08'))).toEqual([dated])
  })

  test('may be each where the register leaves it open', () => {
    const undated = aCodeSet({ generated: undefined })
    expect(setsAt([undated, old], NOON)).toEqual([undated, old])
    expect(setsAt([undated], NOON)).toEqual([undated])
    expect(setsAt([latest], NOON - DAY)).toEqual([latest])
  })
})

describe('an event is at a copy of a set', () => {
  const set = aCodeSet({ copies: [aCopy({ location: 'vault-hq', item: 'github/ada' })] })

  test('where it is at its item, or at all of its location', () => {
    expect(isAtCopy(anEscrowEvent(), set)).toBe(true)
    expect(isAtCopy(anEscrowEvent({ item: undefined }), set)).toBe(true)
    expect(isAtCopy(anEscrowEvent({ item: 'github/grace' }), set)).toBe(false)
    expect(isAtCopy(anEscrowEvent({ location: 'hq-safe' }), set)).toBe(false)
  })

  test('or may be, where the register does not say where the copies lie', () => {
    expect(isAtCopy(anEscrowEvent(), aCodeSet({ copies: undefined }))).toBe(true)
    expect(isAtCopy(anEscrowEvent(), aCodeSet({ copies: [] }))).toBe(false)
  })
})
