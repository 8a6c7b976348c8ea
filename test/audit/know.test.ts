import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foundIn, know } from '../../src/audit/know.ts'
import type { Finding } from '../../src/model/report.ts'
import { DAY, formatInstant } from '../../src/model/time.ts'
import { controls, inventories } from '../support/arbitraries.ts'
import { aCodeSet, aFinding, aPolicy, AS_OF, aWaiver, type Over } from '../support/builders.ts'
import { anInventory } from '../support/facts.ts'
import { asBaseline, kept, keptWhole, reportOf } from '../support/reports.ts'

const asked = [{ id: 'BC-01', rule: 'mfa-missing' }]

/** The standing of one finding of today beside one of then. */
const standing = (then: Over<Finding>, now: Over<Finding>): Finding['standing'] | undefined => {
  const report = { ...kept(reportOf()), findings: [aFinding(then)] }
  return know({ controls: asked, findings: [aFinding(now)], isWhole: true }, asBaseline(report)).findings[0]?.standing
}

describe('a fail', () => {
  test.each<[string, Over<Finding>, Finding['standing']]>([
    ['that failed then is known', {}, 'known'],
    ['that was known then is known', { standing: 'known' }, 'known'],
    ['that was waived then is open: the baseline prolongs no waiver', { standing: 'waived' }, 'open'],
    ['that was unknown then is open', { outcome: 'unknown' }, 'open'],
    ['that passed then is open', { outcome: 'pass' }, 'open'],
    ['of another subject is open', { subject: 'github:grace' }, 'open'],
    ['of another control is open', { control: 'BC-02' }, 'open'],
    ['of another rule is open', { rule: 'over-age' }, 'open'],
    ['with another severity, message and title is known', { severity: 'low', message: 'm', remediation: 'r' }, 'known'],
  ])('%s', (_, then, expected) => {
    expect(standing(then, {})).toBe(expected)
  })

  test('that is due on the same day is known, and one that came due only since is open', () => {
    const [then, since] = [formatInstant(AS_OF), formatInstant(AS_OF + DAY)]
    expect(standing({ due: since }, { due: since })).toBe('known')
    expect(standing({ due: formatInstant(AS_OF - DAY) }, { due: then })).toBe('known')
    expect(standing({ due: then }, { due: since })).toBe('open')
    expect(standing({}, { due: since })).toBe('open')
    expect(standing({ due: then }, {})).toBe('known')
  })

  test('that tells of a further event is open', () => {
    const finding = (...values: readonly string[]): Over<Finding> => ({
      rule: 'access-outside-role',
      evidence: values.map((value) => ({ source: 'hq-safe', fact: 'view', value })),
    })
    const asked = [{ id: 'BC-01', rule: 'access-outside-role' }]
    const standingOf = (then: Over<Finding>, now: Over<Finding>) =>
      know({ controls: asked, findings: [aFinding(now)], isWhole: true }, asBaseline({ ...kept(reportOf()), findings: [aFinding(then)] })).findings[0]?.standing
    expect(standingOf(finding('one', 'two'), finding('two', 'one'))).toBe('known')
    expect(standingOf(finding('one', 'two'), finding('two'))).toBe('known')
    expect(standingOf(finding('one'), finding('one', 'two'))).toBe('open')
  })

  test('that is waived stays waived', () => {
    expect(standing({}, { standing: 'waived' })).toBe('waived')
  })
})

test('an unknown is never known', () => {
  expect(standing({}, { outcome: 'unknown' })).toBe('open')
  expect(standing({ outcome: 'unknown' }, { outcome: 'unknown' })).toBe('open')
})

describe('what passed in a report', () => {
  const report = reportOf({ inventory: anInventory({ codeSets: [aCodeSet()] }) })

  test('can be had of one that was just made', () => {
    expect(foundIn(report)).toEqual({ controls: report.controls, findings: report.findings, quietOf: report.quietOf, isWhole: true })
  })

  test('can be had of a kept one only where it was kept whole', () => {
    expect(foundIn(keptWhole(report))).toEqual({ controls: report.controls, findings: keptWhole(report).findings, isWhole: true })
    expect(foundIn(kept(report)).isWhole).toBe(false)
  })

  test.each([
    [15, true],
    [14, false],
    [16, false],
  ])('of 15 that are counted %d are there: %s', (count, isWhole) => {
    const summary = { ...report.summary, pass: 1, fail: 2, unknown: 4, notApplicable: 8 }
    expect(foundIn({ ...kept(report), summary, findings: Array.from({ length: count }, () => aFinding()) }).isWhole).toBe(isWhole)
  })
})

const old = (subject: string) => aCodeSet({ account: subject, generated: AS_OF - 400 * DAY })
const inventory = anInventory({ codeSets: [old('github:ada'), old('github:grace'), aCodeSet({ account: 'github:radia' })] })

test('an audit with a baseline ends well when nothing is new, and tells what it knows', () => {
  const before = reportOf({ inventory })
  const after = reportOf({ inventory, baseline: asBaseline(kept(before)) })
  expect([before.exitCode, after.exitCode]).toEqual([1, 0])
  expect(after.baseline).toEqual({
    file: 'baseline.json',
    sha256: 'b'.repeat(64),
    asOf: before.asOf,
    policy: { id: before.policy.id, sha256: before.policy.sha256 },
    known: 2,
    fixed: [],
    unseen: [],
    unasked: [],
  })
})

test('what failed then and does not now is told: fixed, not seen, or not asked', () => {
  const then = asBaseline(kept(reportOf({ inventory })))
  const mended = anInventory({ codeSets: [aCodeSet(), aCodeSet({ account: 'github:grace', generated: undefined })] })
  const { baseline } = reportOf({ inventory: mended, baseline: then })
  expect(baseline).toMatchObject({
    known: 0,
    fixed: [{ control: 'BC-04', rule: 'over-age', subject: 'github:ada' }],
    unseen: [{ control: 'BC-04', rule: 'over-age', subject: 'github:grace' }],
    unasked: [],
  })
  expect(reportOf({ inventory: mended, policy: aPolicy([]), baseline: then }).baseline?.unasked).toHaveLength(2)
})

test('whatever was found: with itself as its baseline an audit never ends with 1, and hides no unknown', () => {
  fc.assert(
    fc.property(inventories, controls, (some, asks) => {
      const policy = aPolicy(asks)
      const report = reportOf({ policy, inventory: some, waivers: [aWaiver()] })
      const again = reportOf({ policy, inventory: some, waivers: [aWaiver()], baseline: asBaseline(kept(report)) })
      expect(again.exitCode).toBe(report.summary.unknown > 0 ? 3 : 0)
      const seen = ({ findings }: typeof report) => findings.map(({ standing: _, ...finding }) => finding)
      expect(seen(again)).toEqual(seen(report))
      expect(again.findings.filter(({ outcome, standing: is }) => is === 'known' && outcome !== 'fail')).toEqual([])
      expect(again.baseline).toMatchObject({ known: report.summary.fail - report.summary.waived, fixed: [], unseen: [], unasked: [] })
    }),
    { numRuns: 60 },
  )
})
