import { describe, expect, test } from 'vitest'
import { exitCode } from '../../src/audit/exit-code.ts'
import { raises } from '../../src/model/gate.ts'
import { severities, type Severity } from '../../src/model/policy.ts'
import type { Finding, Gate } from '../../src/model/report.ts'
import { aFinding } from '../support/builders.ts'

const gate = (over: Partial<Gate> = {}): Gate => ({ failOn: 'medium', allowIncomplete: false, exitZero: false, ...over })
const fail = aFinding()
const unknown = aFinding({ outcome: 'unknown' })
const pass = aFinding({ outcome: 'pass' })
const notApplicable = aFinding({ outcome: 'not-applicable' })

describe('a finding alone', () => {
  const atOrAbove: Readonly<Record<Severity, readonly Severity[]>> = {
    critical: ['critical'],
    high: ['critical', 'high'],
    medium: ['critical', 'high', 'medium'],
    low: ['critical', 'high', 'medium', 'low'],
    info: ['critical', 'high', 'medium', 'low', 'info'],
  }
  for (const failOn of severities) {
    for (const severity of severities) {
      const code = atOrAbove[failOn].includes(severity) ? 1 : 0
      test(`a fail of severity ${severity} raises ${String(code)} with --fail-on ${failOn}`, () => {
        expect(raises(aFinding({ severity }), gate({ failOn }))).toBe(code)
      })
      test(`an unknown of severity ${severity} raises 3 with --fail-on ${failOn}`, () => {
        expect(raises(aFinding({ severity, outcome: 'unknown' }), gate({ failOn }))).toBe(3)
      })
    }
  }

  const standings = ['open', 'waived', 'known'] as const
  const outcomes = ['pass', 'fail', 'unknown', 'not-applicable'] as const
  const expected = (outcome: Finding['outcome'], standing: Finding['standing'], allowIncomplete: boolean, exitZero: boolean): number => {
    if (standing !== 'open') return 0
    if (outcome === 'fail') return exitZero ? 0 : 1
    if (outcome === 'unknown') return allowIncomplete ? 0 : 3
    return 0
  }
  for (const outcome of outcomes) {
    for (const standing of standings) {
      for (const allowIncomplete of [false, true]) {
        for (const exitZero of [false, true]) {
          const code = expected(outcome, standing, allowIncomplete, exitZero)
          const masks = [...(allowIncomplete ? ['--allow-incomplete'] : []), ...(exitZero ? ['--exit-zero'] : [])].join(' ') || 'no mask'
          test(`${outcome}, ${standing}, ${masks}: ${String(code)}`, () => {
            expect(raises(aFinding({ outcome, standing }), gate({ allowIncomplete, exitZero }))).toBe(code)
          })
        }
      }
    }
  }
})

describe('findings together', () => {
  const table: readonly (readonly [string, readonly Finding[], Partial<Gate>, 0 | 1 | 3])[] = [
    ['nothing at all', [], {}, 0],
    ['all proven', [pass, notApplicable], {}, 0],
    ['a fail', [pass, fail], {}, 1],
    ['an unknown', [unknown, pass], {}, 3],
    ['1 comes before 3', [unknown, fail, pass], {}, 1],
    ['1 comes before 3, whatever their order', [fail, pass, unknown], {}, 1],
    ['a fail below the threshold leaves the 3', [aFinding({ severity: 'low' }), unknown], {}, 3],
    ['a waived fail leaves the 3', [aFinding({ standing: 'waived' }), unknown], {}, 3],
    ['a waived fail alone', [aFinding({ standing: 'waived' })], {}, 0],
    ['--allow-incomplete masks 3', [unknown], { allowIncomplete: true }, 0],
    ['--allow-incomplete never masks 1', [unknown, fail], { allowIncomplete: true }, 1],
    ['--exit-zero masks 1', [fail], { exitZero: true }, 0],
    ['--exit-zero never masks 3', [unknown, fail], { exitZero: true }, 3],
    ['both masks', [unknown, fail], { exitZero: true, allowIncomplete: true }, 0],
  ]
  for (const [name, findings, over, code] of table)
    test(`${name}: ${String(code)}`, () => {
      expect(exitCode(findings, gate(over))).toBe(code)
    })
})
