import { expect, test } from 'vitest'
import type { Finding, ReportedCodeSet } from '../../src/model/report.ts'
import { rotationDues, rotationOf } from '../../src/reporters/rotations.ts'
import { aReport, codeSets } from '../support/a-report.ts'
import { aFinding } from '../support/builders.ts'

const AS_OF = '2026-11-23T00:00:00.000Z'
const rotation = (over: Partial<Finding>): Finding => ({ ...aFinding(), subject: 'github:grace', control: 'BC-04', rule: 'over-age', outcome: 'pass', ...over })
const dues = (...findings: readonly Finding[]): unknown => Object.fromEntries(rotationDues(aReport({ findings })))

test('the rotation of an account falls due when the first of its controls says, whatever was seen', () => {
  expect(dues(rotation({ due: '2027-10-20T09:00:00.000Z' }), rotation({ control: 'BC-03', rule: 'rotation-due', due: '2027-04-20T09:00:00.000Z' }))).toEqual({
    'github:grace': '2027-04-20T09:00:00.000Z',
  })
  expect(dues(rotation({ outcome: 'fail', due: '2026-10-20T09:00:00.000Z' }))).toEqual({ 'github:grace': '2026-10-20T09:00:00.000Z' })
})

test('what else falls due is no rotation', () => {
  expect(dues(rotation({ control: 'BC-10', rule: 'expired', due: '2026-12-01T00:00:00.000Z' }), rotation({ outcome: 'unknown' }))).toEqual({})
})

test.each([
  ['now', { status: 'lost' }, undefined],
  ['now', { status: 'compromised' }, '2027-10-20T09:00:00.000Z'],
  ['now', { status: 'spent' }, undefined],
  ['revoked', { status: 'revoked' }, undefined],
  ['on-use', { rotation: 'on-use' }, undefined],
  ['none', { rotation: 'none' }, undefined],
  ['unstated', { rotation: 'unknown' }, '2027-10-20T09:00:00.000Z'],
  ['undated', {}, undefined],
  ['overdue', {}, '2026-11-22T23:59:59.999Z'],
  ['coming', {}, AS_OF],
] as const)('is %s: %o, due %s', (state, set: Partial<ReportedCodeSet>, due) => {
  expect(rotationOf({ ...codeSets[0]!, ...set }, due, AS_OF).state).toBe(state)
})
