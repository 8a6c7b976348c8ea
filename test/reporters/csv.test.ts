import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { severities } from '../../src/model/policy.ts'
import csv from '../../src/reporters/csv.ts'
import { aQuietReport, aReport, HOSTILE } from '../support/a-report.ts'
import { aFinding } from '../support/builders.ts'
import { manyOf } from '../support/many.ts'
import { told } from '../support/told.ts'

const rowsOf = (text: string): Record<string, string>[] => parse(text, { columns: true, record_delimiter: '\r\n' })

test('is the report as it stood', async () => {
  await expect(told(csv, aReport())).toMatchFileSnapshot('../golden/report.csv')
})

test('has a row for every fail and unknown; with --all for every finding', () => {
  const report = aReport()
  const { pass, fail, unknown, notApplicable } = report.summary
  expect(rowsOf(told(csv, report))).toHaveLength(fail + unknown)
  expect(rowsOf(told(csv, report, { all: true }))).toHaveLength(pass + fail + unknown + notApplicable)
})

test('has a header where there is nothing to tell', () => {
  expect(told(csv, aQuietReport())).toMatch(/^as-of,control,title,[a-z,-]+,fingerprint\r\n$/)
})

test('tells a waived failure with its waiver, and whether a finding counts', () => {
  const rows = rowsOf(told(csv, aReport()))
  expect(rows.find(({ subject }) => subject === 'github:octo-bot')).toMatchObject({
    outcome: 'fail',
    standing: 'waived',
    counts: 'no',
    waiver: 'W-2026-014',
    'waiver-approved-by': 'ada@acme.test',
    'waiver-expires': '2026-12-31',
  })
  expect(rows.find(({ subject }) => subject === 'github:linus')).toMatchObject({ outcome: 'unknown', counts: 'yes' })
})

test('begins with no byte order mark, and ends its lines as RFC 4180 says', () => {
  const text = told(csv, aReport())
  expect(text.startsWith('as-of')).toBe(true)
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
})

test('loses no row where one batch ends and another begins', () => {
  expect(rowsOf(told(csv, manyOf(1_203))).map(({ fingerprint }) => fingerprint)).toHaveLength(1_203)
})

test('gives a spreadsheet nothing to calculate', () => {
  const row = rowsOf(told(csv, aReport())).find(({ owner }) => owner?.includes('SUM'))
  expect(row).toMatchObject({ owner: `'${HOSTILE.formula}`, message: `'${HOSTILE.formula}`, remediation: '\\u{9}=1' })
})

test('whatever names mean, every cell is on one line, as many as columns, and no formula', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '＝', '"', ',', ' '), fc.string()).map((pair) => pair.join('')),
  )
  fc.assert(
    fc.property(text, text, fc.constantFrom(...severities), (subject, message, severity) => {
      const report = aReport({ findings: [{ ...aFinding(), subject, message, severity, outcome: 'fail', standing: 'open', owner: message }] })
      const [row] = rowsOf(told(csv, report))
      expect(Object.keys(row!)).toHaveLength(19)
      for (const cell of Object.values(row!)) expect(cell).toMatch(/^(?![=+\-@\t\r\n＝＋－＠])[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u)
    }),
  )
})
