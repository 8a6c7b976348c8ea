import { expect, test } from 'vitest'
import { COMPLETE_THE_REGISTER } from '../../src/model/current-set.ts'
import { judgeChore } from '../../src/model/overdue.ts'
import { CLOCK_TOLERANCE, DAY, formatInstant } from '../../src/model/time.ts'
import { aCodeSet, AS_OF, aSubject } from '../support/builders.ts'

const review = { field: 'reviewed', what: 'The last review', remediation: 'Review them.' } as const

const judged = (reviewed: number | undefined, codeSet = aCodeSet({ reviewed })) => {
  const { tell, ...verdict } = judgeChore(aSubject('github:ada'), { history: [codeSet], current: codeSet }, review, 90 * DAY, AS_OF)
  return { ...verdict, ...tell() }
}
const row = (value: string) => ({ source: 'register', file: 'register.yaml', line: 10, fact: 'reviewed', value })

test('what was done as long ago as the interval passes', () => {
  const last = AS_OF - 90 * DAY
  expect(judged(last)).toEqual({
    outcome: 'pass',
    due: AS_OF,
    message: 'The last review was on 2026-08-25, 90 days ago; the limit is 90 days.',
    evidence: [row(formatInstant(last))],
  })
})

test('a millisecond longer ago it fails, with what to do', () => {
  const last = AS_OF - 90 * DAY - 1
  expect(judged(last)).toEqual({
    outcome: 'fail',
    due: AS_OF - 1,
    message: 'The last review was on 2026-08-24, 90 days ago; the limit is 90 days.',
    evidence: [row(formatInstant(last))],
    remediation: 'Review them.',
  })
})

test('what was done a moment in the future, for clocks differ, was done just now', () => {
  expect(judged(AS_OF + CLOCK_TOLERANCE)).toMatchObject({ outcome: 'pass', message: 'The last review was on 2026-11-23, 0 days ago; the limit is 90 days.' })
})

test('of a time that cannot be judged it is unknown', () => {
  expect(judged(undefined)).toEqual({
    outcome: 'unknown',
    message: 'The register does not say when the unused codes were last reviewed.',
    evidence: [row('absent')],
    remediation: COMPLETE_THE_REGISTER,
  })
})

test('without a current set there is nothing to judge', () => {
  expect(judgeChore(aSubject('github:ada'), { history: [] }, review, DAY, AS_OF).outcome).toBe('not-applicable')
})
