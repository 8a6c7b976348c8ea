import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bySeverity, summarise } from '../../src/audit/summarise.ts'
import { severities } from '../../src/model/policy.ts'
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

test('every outcome is counted once, and waived fails are fails too', () => {
  const findings = [
    aFinding(),
    aFinding({ standing: 'waived' }),
    aFinding({ outcome: 'unknown' }),
    aFinding({ outcome: 'pass' }),
    aFinding({ outcome: 'pass' }),
    aFinding({ outcome: 'pass' }),
    aFinding({ outcome: 'not-applicable' }),
  ]
  expect(summarise(findings)).toEqual({ pass: 3, fail: 2, unknown: 1, notApplicable: 1, waived: 1 })
  expect(summarise([])).toEqual({ pass: 0, fail: 0, unknown: 0, notApplicable: 0, waived: 0 })
})

test('nothing vanishes from the counts', () => {
  const finding = fc
    .record({ outcome: fc.constantFrom('pass', 'fail', 'unknown', 'not-applicable'), severity: fc.constantFrom(...severities) })
    .map((over) => aFinding(over))
  fc.assert(
    fc.property(fc.array(finding), (findings) => {
      const { pass, fail, unknown, notApplicable } = summarise(findings)
      expect(pass + fail + unknown + notApplicable).toBe(findings.length)
    }),
  )
})
