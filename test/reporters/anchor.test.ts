import { expect, test } from 'vitest'
import { anchorOf } from '../../src/reporters/anchor.ts'
import { aReport } from '../support/a-report.ts'
import { aFinding } from '../support/builders.ts'

const [control] = aReport().controls
const inRegister = { source: 'register', file: 'escrow/register.yaml', line: 59, fact: 'generated' }
const kept = { source: 'github-acme', file: 'evidence/members.json', line: 3, fact: 'member' }
const on = (evidence: readonly object[]) => ({ ...aFinding(), evidence: evidence as ReturnType<typeof aFinding>['evidence'] })

test.each([
  ['the register comes before the policy', [kept, inRegister], '.', { file: 'escrow/register.yaml', line: 59 }],
  ['kept evidence is no anchor', [kept], '.', { file: 'policies/organization.yaml', line: 10 }],
  ['a row without a line is none', [{ ...inRegister, line: undefined }], '.', { file: 'policies/organization.yaml', line: 10 }],
  ['the folder of the configuration comes before the file', [inRegister], './audit//acme/', { file: 'audit/acme/escrow/register.yaml', line: 59 }],
  ['a way out of that folder that stays inside', [{ ...inRegister, file: '../register.yaml' }], 'audit', { file: 'register.yaml', line: 59 }],
  ['a way that leads outside is not taken', [{ ...inRegister, file: '../../register.yaml' }], 'audit', { file: 'audit/policies/organization.yaml', line: 10 }],
  ['nor is a whole path', [{ ...inRegister, file: '/etc/register.yaml' }], '.', { file: 'policies/organization.yaml', line: 10 }],
  ['nor one of Windows', [{ ...inRegister, file: 'C:\\register.yaml' }], '.', { file: 'policies/organization.yaml', line: 10 }],
  ['a configuration outside gives none', [inRegister], '../elsewhere', undefined],
  ['nor does one with a whole path', [inRegister], '/srv/audit', undefined],
])('%s', (_, evidence, folder, expected) => {
  expect(anchorOf(on(evidence), control, folder)).toEqual(expected)
})

test('without a control and a register there is none', () => {
  expect(anchorOf(on([kept]), undefined)).toBeUndefined()
})
