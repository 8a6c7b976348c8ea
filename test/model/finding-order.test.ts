import { expect, test } from 'vitest'
import { bySeverity, byWeight, everyFinding, quietFindings } from '../../src/model/finding-order.ts'
import { aReport } from '../support/a-report.ts'
import { aFinding } from '../support/builders.ts'

test('findings stand by severity, then control, then subject', () => {
  const sorted = [
    aFinding({ severity: 'critical', control: 'BC-09', subject: 'github:grace' }),
    aFinding({ severity: 'high', control: 'BC-01', subject: 'github:grace' }),
    aFinding({ severity: 'high', control: 'BC-02', subject: 'github:ada' }),
    aFinding({ severity: 'high', control: 'BC-02', subject: 'github:grace' }),
    aFinding({ severity: 'medium', control: 'BC-00' }),
    aFinding({ severity: 'low', control: 'BC-00' }),
    aFinding({ severity: 'info', control: 'BC-00' }),
  ]
  expect([...sorted].reverse().sort(bySeverity)).toEqual(sorted)
})

test('their order is that of code units, in no language', () => {
  const subjects = ['github:Ada', 'github:Zoe', 'github:ada', 'github:ä', 'github:\u{10000}', 'github:\uffff']
  const sorted = subjects.map((subject) => aFinding({ subject }))
  expect([...sorted].reverse().sort(bySeverity)).toEqual(sorted)
})

test('controls stand by severity, then id', () => {
  const sorted = [
    { id: 'BC-09', severity: 'critical' },
    { id: 'BC-01', severity: 'low' },
    { id: 'BC-02', severity: 'low' },
  ] as const
  expect([...sorted].reverse().sort(byWeight)).toEqual(sorted)
})

test('every finding of a report stands in that order, what is quiet between what is told', () => {
  const report = aReport()
  const all = [...everyFinding(report)]
  expect(all).toEqual([...report.findings, ...quietFindings(report)].sort(bySeverity))
  expect(new Set(all.map(({ outcome }) => outcome))).toEqual(new Set(['pass', 'fail', 'unknown', 'not-applicable']))
})

test('what is told after all that is quiet is not forgotten', () => {
  const last = aFinding({ severity: 'info', control: 'BC-10', subject: 'github:zoe', outcome: 'fail' })
  const report = aReport({ findings: [aFinding({ outcome: 'pass' }), last] })
  expect([...everyFinding(report)].at(-1)).toEqual(last)
})
