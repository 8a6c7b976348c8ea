import { expect, test } from 'vitest'
import type { ReportedCodeSet } from '../../../src/model/report.ts'
import { DAY } from '../../../src/model/time.ts'
import { ages } from '../../../src/reporters/html/ages.ts'
import { codeSets } from '../../support/a-report.ts'

const AS_OF = '2026-11-23T00:00:00.000Z'
const of = (...sets: readonly Partial<ReportedCodeSet>[]) => ages({ asOf: AS_OF, codeSets: sets.map((set) => ({ ...codeSets[0]!, ...set })) })
const before = (milliseconds: number): string => new Date(Date.parse(AS_OF) - milliseconds).toISOString()

test.each([
  ['up to 90 days', 0],
  ['up to 90 days', 91 * DAY - 1],
  ['91 to 180 days', 91 * DAY],
  ['91 to 180 days', 181 * DAY - 1],
  ['181 to 365 days', 181 * DAY],
  ['181 to 365 days', 366 * DAY - 1],
  ['1 to 2 years', 366 * DAY],
  ['1 to 2 years', 731 * DAY - 1],
  ['over 2 years', 731 * DAY],
])('is %s: %i ms', (title, age) => {
  const { groups, unknown } = of({ generated: before(age) })
  expect(groups.filter(({ accounts }) => accounts.length > 0)).toEqual([{ title, accounts: ['github:grace'] }])
  expect(unknown).toEqual([])
})

test.each([
  ['where the register does not say when it was generated', { generated: undefined }],
  ['where it says a time that has not come', { generated: before(-1) }],
  ['where it leaves open which set counts', { current: 'unknown' }],
])('is not known %s', (_, set) => {
  const { groups, unknown, oldest } = of(set as Partial<ReportedCodeSet>)
  expect(groups.every(({ accounts }) => accounts.length === 0)).toBe(true)
  expect(unknown).toEqual(['github:grace'])
  expect(oldest).toBeUndefined()
})

test('leaves out earlier sets', () => {
  const { groups, unknown } = of({ current: 'no' })
  expect([...groups.flatMap(({ accounts }) => accounts), ...unknown]).toEqual([])
})

test('says how old the oldest is, in whole days', () => {
  expect(of({ generated: before(400 * DAY + 1) }, { generated: before(DAY) }).oldest).toBe(400)
})
