import { expect, test } from 'vitest'
import { outputsOf, verdictOf } from '../../src/action/outputs.ts'
import { aQuietReport, aReport } from '../support/a-report.ts'
import { aFinding } from '../support/builders.ts'

const unknown = { ...aFinding(), outcome: 'unknown', standing: 'open' } as const
const fail = { ...aFinding(), outcome: 'fail', standing: 'open', severity: 'low' } as const

test.each([
  ['an open failure', aReport(), 'fail'],
  ['nothing but passes', aQuietReport(), 'pass'],
  ['an unknown', aReport({ findings: [unknown] }), 'unknown'],
  ['an unknown that is tolerated', aReport({ findings: [unknown], gate: { allowIncomplete: true } }), 'unknown'],
  ['a failure that is tolerated', aReport({ gate: { exitZero: true } }), 'fail'],
  ['a failure that is known from the baseline', aReport({ findings: [{ ...fail, severity: 'high', standing: 'known' }] }), 'fail'],
  ['a failure that is waived', aReport({ findings: [{ ...fail, severity: 'high', standing: 'waived' }] }), 'pass'],
  ['a failure below the threshold', aReport({ findings: [fail] }), 'pass'],
])('%s: the verdict is what was seen', (_, report, verdict) => {
  expect(verdictOf(report)).toBe(verdict)
})

test('counts, and the files that were written', () => {
  const written = [{ format: 'text' }, { format: 'json', path: '/w/a.json' }, { format: 'junit', path: '/w/a.xml' }, { format: 'json', path: '/w/b.json' }]
  expect(Object.fromEntries(outputsOf(aReport(), written))).toEqual({
    verdict: 'fail',
    pass: '4',
    fail: '9',
    unknown: '3',
    'not-applicable': '1',
    waived: '1',
    overdue: '1',
    reports: '/w/a.json\n/w/a.xml\n/w/b.json',
    'report-json': '/w/a.json',
    'report-junit': '/w/a.xml',
  })
})
