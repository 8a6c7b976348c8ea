import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { compareReports } from '../../../src/audit/comparison.ts'
import { fingerprint } from '../../../src/audit/told.ts'
import type { Comparison } from '../../../src/model/comparison.ts'
import { comparisonTellers } from '../../../src/reporters/comparison/index.ts'
import { aReport, controls, HOSTILE } from '../../support/a-report.ts'
import { aFinding } from '../../support/builders.ts'

const validate = new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(readFileSync('schemas/comparison.schema.json', 'utf8')) as object)

const later = () => {
  const report = aReport()
  const rest = report.findings.filter(({ subject }) => !['github:grace', 'github:linus'].includes(subject))
  const changed = rest.map((finding) =>
    finding.standing === 'waived'
      ? { ...aFinding(), ...finding, waiver: finding.waiver!, standing: 'open' as const, due: '2027-01-01T00:00:00.000Z' }
      : finding,
  )
  const added = { ...aFinding({ control: 'BC-09', rule: 'bad-name', severity: 'low', subject: `custom:${HOSTILE.mentions}`, message: HOSTILE.lines }) }
  return {
    ...report,
    asOf: '2026-12-23T00:00:00.000Z',
    controls: report.controls.filter(({ id }) => id !== 'BC-03'),
    findings: [...changed.filter(({ control }) => control !== 'BC-03'), added, aFinding({ subject: 'github:*', outcome: 'unknown', severity: 'critical' })].map(
      (finding) => ({
        ...finding,
        fingerprint: fingerprint(finding.control, finding.subject),
      }),
    ),
  }
}

const comparison = (): Comparison =>
  compareReports(
    'sparekey-diff/1',
    { report: aReport(), file: 'before.json', sha256: 'a'.repeat(64) },
    { report: later(), file: HOSTILE.markup, sha256: 'b'.repeat(64) },
  )

const told = (format: string, colour = false, some = comparison()): string => [...comparisonTellers.get(format)!(some, { colour })].join('')

test.each([
  ['json', 'comparison.json'],
  ['markdown', 'comparison.md'],
  ['text', 'comparison.txt'],
])('%s is told as it stood', async (format, file) => {
  await expect(told(format)).toMatchFileSnapshot(`../../golden/${file}`)
})

test('JSON obeys the published schema', () => {
  validate(JSON.parse(told('json')))
  expect(validate.errors).toBeNull()
  expect(validate({ ...comparison(), schema: 'sparekey-report/1' })).toBe(false)
})

test('nothing in it acts on a terminal', () => {
  expect(told('text')).not.toMatch(/[\u{0}-\u{9}\u{b}-\u{1f}\u{7f}-\u{9f}\u{202e}]/u)
  expect(told('text')).not.toMatch(/^\s*::/m)
})

test('colours change nothing but the colours', () => {
  // eslint-disable-next-line no-control-regex -- colours are control characters
  expect(told('text', true).replaceAll(/\u{1b}\[\d+m/gu, '')).toBe(told('text'))
})

describe('a report and itself', () => {
  test('do not differ', () => {
    const side = { report: aReport() }
    const same = compareReports('sparekey-diff/1', side, side)
    expect(same).toMatchObject({ changes: [], newly: { fail: 0, unknown: 0 } })
    expect(told('text', false, same)).toContain('Nothing has changed.')
    expect(same.controls).toHaveLength(controls.length)
  })
})

test('a control under another id is told as such, and its findings are the same', () => {
  const before = aReport()
  const report = {
    ...before,
    controls: before.controls.map((control) => (control.id === 'BC-04' ? { ...control, id: 'BC-44' } : control)),
    findings: before.findings.map((finding) => (finding.control === 'BC-04' ? { ...finding, control: 'BC-44' } : finding)),
  }
  const renamed = compareReports('sparekey-simulation/1', { report: before }, { report }, new Map([['BC-04', 'BC-44']]))
  expect(renamed.changes).toEqual([])
  expect(renamed.controls).toContainEqual(expect.objectContaining({ id: 'BC-44', presence: 'both', formerly: 'BC-04' }))
  const unsure = compareReports('sparekey-simulation/1', { report: before }, { report })
  expect(new Set(unsure.changes.map(({ change }) => change))).toEqual(new Set(['new', 'unasked']))
  expect(unsure.controls.filter(({ presence }) => presence !== 'both').map(({ id, presence }) => `${id} ${presence}`)).toEqual(['BC-44 added', 'BC-04 removed'])
})
