import tooFewDevices from '../../src/rules/too-few-devices.ts'
import type { Account } from '../../src/model/inventory.ts'
import { anAccount, type Over, someDevices } from '../support/builders.ts'
import { type RuleCase, testRule } from '../support/test-rule.ts'

const ADA = 'aws:111122223333/ada'
const of = (name: string, account: Over<Account>, expected: RuleCase['expect'], params?: RuleCase['params']): RuleCase => ({
  name,
  subject: ADA,
  facts: { accounts: [anAccount({ id: ADA, method: 'not-reported', devices: someDevices(), ...account })] },
  ...(params === undefined ? {} : { params }),
  expect: expected,
})

testRule(tooFewDevices, [
  of('passes two devices', {}, { outcome: 'pass', message: 'has 2 MFA devices', evidence: [{}, { source: 'aws-prod', fact: 'MFA devices', value: '2' }] }),
  of('fails one', { devices: someDevices({ seen: 1 }) }, { outcome: 'fail', message: 'has 1 MFA device; 2 are asked for', evidence: [{}, { value: '1' }] }),
  of('fails none, where the account is said to have a second factor', { devices: someDevices({ seen: 0 }) }, { outcome: 'fail' }),
  of(
    'says unknown where one was seen and there may be more',
    { devices: someDevices({ seen: 1, isAll: false }) },
    { outcome: 'unknown', message: '1 MFA device of', evidence: [{}, { value: 'at least 1' }] },
  ),
  of('passes where enough were seen, though there may be more', { devices: someDevices({ isAll: false }) }, { outcome: 'pass' }),
  of('says unknown where nobody counts', { devices: undefined }, { outcome: 'unknown', message: 'No list proves' }),
  of('passes the minimum of the policy', { devices: someDevices({ seen: 1 }) }, { outcome: 'pass' }, { minimum: 1 }),
  of('fails below the minimum of the policy', {}, { outcome: 'fail' }, { minimum: 3 }),
  of('leaves an account without a second factor to mfa-missing', { mfa: 'not-enrolled' }, { outcome: 'not-applicable' }),
  of(
    'says unknown where it is not known whether there is a second factor',
    { mfa: 'unknown', doubt: 'mfa_active is neither true nor false' },
    { outcome: 'unknown', message: 'neither true nor false' },
  ),
  of('says only that where no reason is told', { mfa: 'unknown' }, { outcome: 'unknown', message: 'has a second factor.' }),
  { name: 'does not speak of an account that nobody reports', subject: ADA, facts: {}, expect: { outcome: 'not-applicable', message: 'No provider reports' } },
  {
    name: 'does not speak of GitHub, where codes are what one falls back on',
    facts: { accounts: [anAccount({ devices: someDevices({ seen: 1 }) })] },
    expect: { outcome: 'not-applicable' },
  },
])
