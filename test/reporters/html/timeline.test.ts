import { describe, expect, test } from 'vitest'
import type { Finding, ReportedCodeSet } from '../../../src/model/report.ts'
import { timeline } from '../../../src/reporters/html/timeline.ts'
import { aReport, codeSets } from '../../support/a-report.ts'
import { aFinding } from '../../support/builders.ts'

const ACCOUNT = 'github:grace'
const due = (instant: string): Finding => ({ ...aFinding(), subject: ACCOUNT, control: 'BC-04', rule: 'over-age', outcome: 'pass', due: instant })

/** Where the one set of a register stands, and whether it falls due soon. */
const placeOf = (set: Partial<ReportedCodeSet>, ...findings: readonly Finding[]): readonly string[] => {
  const { isAsked: _isAsked, months, ...others } = timeline({ ...aReport({ findings }), codeSets: [{ ...codeSets[0]!, ...set }] })
  return [
    ...Object.entries(others).flatMap(([place, accounts]) => (accounts.includes(ACCOUNT) ? [place] : [])),
    ...[...months].flatMap(([month, slot]) => (slot.due.includes(ACCOUNT) ? [`${month}${slot.soon === 1 ? ' soon' : ''}`] : [])),
  ]
}

describe('a code set stands in one place', () => {
  test.each([
    ['overdue', {}, [due('2026-10-20T09:00:00.000Z')]],
    ['overdue', {}, [due('2026-11-22T23:59:59.999Z')]],
    ['2026-11 soon', {}, [due('2026-11-23T00:00:00.000Z')]],
    ['2027-02 soon', {}, [due('2027-02-21T00:00:00.000Z')]],
    ['2027-02', {}, [due('2027-02-21T00:00:00.001Z')]],
    ['2027-11', {}, [due('2027-11-30T23:59:59.999Z')]],
    ['later', {}, [due('2027-12-01T00:00:00.000Z')]],
    ['now', { status: 'lost' }, [due('2027-10-20T09:00:00.000Z')]],
    ['unscheduled', { rotation: 'on-use' }, []],
    ['unscheduled', { rotation: 'none' }, []],
    ['unscheduled', { status: 'revoked' }, []],
    ['unknown', {}, []],
    ['unknown', { rotation: 'unknown' }, []],
  ] as const)('%s: %o', (place, set, findings) => {
    expect(placeOf(set, ...findings)).toEqual([place])
  })

  test('not known, where the register leaves open whether it counts, whatever is due', () => {
    expect(placeOf({ current: 'unknown' }, due('2027-10-20T09:00:00.000Z'))).toEqual(['unknown'])
  })

  test('none, where it is an earlier set', () => {
    expect(placeOf({ current: 'no' }, due('2026-10-20T09:00:00.000Z'))).toEqual([])
  })
})

test('has this month and the twelve after it', () => {
  const { months } = timeline(aReport())
  expect([...months.keys()]).toHaveLength(13)
  expect([...months.keys()].at(0)).toBe('2026-11')
  expect([...months.keys()].at(-1)).toBe('2027-11')
})

test('says whether any control asks for rotations', () => {
  const report = aReport()
  expect(timeline(report).isAsked).toBe(true)
  expect(timeline({ ...report, controls: report.controls.filter(({ rule }) => rule === 'bad-name') }).isAsked).toBe(false)
})
