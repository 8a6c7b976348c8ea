import { describe, expect, test } from 'vitest'
import { withTrend } from '../src/audit/trend.ts'
import { fit, readReport } from '../src/kept-report.ts'
import type { KeptReport } from '../src/model/report.ts'
import { DAY } from '../src/model/time.ts'
import json from '../src/reporters/json.ts'
import { aCodeSet, aControl, aPolicy, AS_OF } from './support/builders.ts'
import { anInventory } from './support/facts.ts'
import { mistakesIn, valueIn } from './support/mistakes.ts'
import { asBaseline, kept, keptWhole, reportOf } from './support/reports.ts'
import { told } from './support/told.ts'

const report = reportOf({ inventory: anInventory({ codeSets: [aCodeSet({ generated: AS_OF - 400 * DAY }), aCodeSet({ account: 'github:grace' })] }) })

const read = (text: string) => readReport({ file: 'old.json', sha256: 'a'.repeat(64), bytes: Buffer.from(text) })
const changed = (change: (written: KeptReport) => object): string => `${JSON.stringify(change(kept(report)), null, 2)}\n`

test('what -o json wrote is read again, with --all and without', () => {
  expect(valueIn(read(told(json, report, { all: true })))).toEqual(keptWhole(report))
  expect(valueIn(read(told(json, report)))).toEqual(kept(report))
  const withHistory = withTrend(report, { file: 'history.jsonl', runs: [], isCut: false })
  expect(valueIn(read(told(json, withHistory))).trend).toEqual(withHistory.trend)
  const known = reportOf({ baseline: asBaseline(kept(report)) })
  expect(valueIn(read(told(json, known, { all: true })))).toEqual(keptWhole(known))
})

const HINT = ' (a report is written by: sparekey audit -o json=report.json)'

describe('what is refused', () => {
  test.each<[string, string, string]>([
    ['no JSON', 'controls: []', 'old.json it is no report: not valid JSON'],
    ['a key twice', '{ "schema": "sparekey-report/1", "schema": "sparekey-report/1" }', 'old.json it is no report: JSON in which a key is given twice'],
    ['anything else', '{ "findings": [] }', 'old.json it is no report'],
    ['an inventory', '{ "schema": "sparekey-inventory/1" }', 'old.json it is an inventory, not a report'],
    ['a forecast, which is no audit', '{ "schema": "sparekey-forecast/1" }', 'old.json it is a forecast, not a report'],
    ['a report of another version', '{ "schema": "sparekey-report/2" }', 'old.json it is no report'],
  ])('%s', (_, text, expected) => {
    expect(mistakesIn(read(text))).toEqual([`${expected}${HINT}`])
  })

  test('a report that its schema does not allow, with the line', () => {
    const text = changed((written) => ({ ...written, findings: written.findings.map((finding) => ({ ...finding, outcome: 'failed' })) }))
    const line = text.split('\n').findIndex((one) => one.includes('"failed"')) + 1
    expect(mistakesIn(read(text))).toEqual([`old.json:${String(line)}:18 one of pass, fail, unknown or not-applicable is expected (did you mean fail?)`])
  })

  test('a finding that somebody wrote, or copied', () => {
    const other = changed((written) => ({ ...written, findings: written.findings.map((finding) => ({ ...finding, subject: 'github:radia' })) }))
    expect(mistakesIn(read(other))).toEqual([`old.json the finding of BC-04 and github:radia has the fingerprint of another${HINT}`])
    const twice = changed((written) => ({ ...written, findings: [...written.findings, ...written.findings] }))
    expect(mistakesIn(read(twice))).toEqual([`old.json the finding of BC-04 and github:ada is given twice${HINT}`])
  })
})

describe('a baseline', () => {
  const policy = aPolicy([aControl({ id: 'BC-04', rule: 'over-age' })])
  const baseline = asBaseline(kept(report))

  test('is an earlier report on the same policy', () => {
    expect(fit(baseline, { policy, asOf: AS_OF })).toEqual({ value: [] })
    expect(fit(undefined, { policy, asOf: AS_OF })).toEqual({ value: [] })
  })

  test('on a policy that has changed since is told', () => {
    const files = [{ file: 'policy.yaml', sha256: 'c'.repeat(64) }]
    expect(valueIn(fit(baseline, { policy: { ...policy, files }, asOf: AS_OF }))).toEqual([
      'the policy has changed since the baseline, baseline.json, was made',
    ])
  })

  test('is none on another policy', () => {
    expect(mistakesIn(fit(baseline, { policy: { ...policy, id: 'another' }, asOf: AS_OF }))).toEqual([
      'baseline.json it is a report on the policy organization-backup-codes, and this is an audit by another (a baseline is a report on the same policy)',
    ])
  })

  test('is none when it is later than the audit, beyond what clocks may differ', () => {
    expect(fit(baseline, { policy, asOf: AS_OF - 5 * 60_000 })).toEqual({ value: [] })
    expect(mistakesIn(fit(baseline, { policy, asOf: AS_OF - 5 * 60_000 - 1 }))).toEqual([
      'baseline.json it is as of 2026-11-23T00:00:00.000Z, which is later than this audit (a baseline is a report of an earlier run)',
    ])
  })
})
