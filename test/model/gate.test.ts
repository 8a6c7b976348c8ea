import { expect, test } from 'vitest'
import { raises } from '../../src/model/gate.ts'
import type { Finding, Gate } from '../../src/model/report.ts'
import { aFinding, type Over } from '../support/builders.ts'

const gate: Gate = { failOn: 'medium', allowIncomplete: false, exitZero: false }

test.each<[string, Over<Finding>, Partial<Gate>, 0 | 1 | 3]>([
  ['a fail of the severity that is asked for', { severity: 'medium' }, {}, 1],
  ['a graver one', { severity: 'critical' }, {}, 1],
  ['a lighter one', { severity: 'low' }, {}, 0],
  ['a fail, where nothing is to end badly', {}, { exitZero: true }, 0],
  ['a fail, where unknowns are allowed', {}, { allowIncomplete: true }, 1],
  ['a waived fail', { standing: 'waived' }, {}, 0],
  ['a known fail', { standing: 'known' }, {}, 0],
  ['an unknown, whatever its severity', { outcome: 'unknown', severity: 'info' }, {}, 3],
  ['an unknown, where it is allowed', { outcome: 'unknown' }, { allowIncomplete: true }, 0],
  ['an unknown, where no fail is to end badly', { outcome: 'unknown' }, { exitZero: true }, 3],
  ['a pass', { outcome: 'pass' }, {}, 0],
  ['what does not apply', { outcome: 'not-applicable' }, {}, 0],
])('%s', (_, finding, over, expected) => {
  expect(raises(aFinding(finding), { ...gate, ...over })).toBe(expected)
})
