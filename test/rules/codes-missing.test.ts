import type { Account } from '../../src/model/inventory.ts'
import codesMissing from '../../src/rules/codes-missing.ts'
import { aCodeSet, aCount, anAccount, AS_OF, at } from '../support/builders.ts'
import { type RuleCase, testRule } from '../support/test-rule.ts'

const GOOGLE = 'google:ada@acme.test'
const set = aCodeSet()
const googleAccount = (mfa: Account['mfa']) => anAccount({ id: GOOGLE, mfa, method: 'not-reported' })
const googleSet = aCodeSet({ account: GOOGLE })

const google = (name: string, mfa: Account['mfa'], registered: boolean, remaining: number, expected: RuleCase['expect']): RuleCase => ({
  name: `Google, ${name}`,
  subject: GOOGLE,
  facts: { accounts: [googleAccount(mfa)], codeSets: registered ? [googleSet] : [], codeCounts: [aCount({ remaining })] },
  expect: expected,
})

testRule(codesMissing, [
  {
    name: 'passes an account with a second factor and a set',
    facts: { accounts: [anAccount()], codeSets: [set] },
    expect: {
      outcome: 'pass',
      evidence: [{ fact: 'hasTwoFactorEnabled' }, { source: 'register', line: 10, fact: 'code set', value: 'active' }],
      rests: ['codeSets', 'codeCounts'],
    },
  },
  {
    name: 'fails an account with a second factor and no set',
    facts: { accounts: [anAccount()] },
    expect: {
      outcome: 'fail',
      message: 'The register has no current code set of github:ada.',
      evidence: [{ source: 'github-acme', fact: 'hasTwoFactorEnabled' }],
    },
  },
  {
    name: 'says unknown where a later set is revoked: its generation voided the one before it',
    facts: { accounts: [anAccount()], codeSets: [aCodeSet({ generated: at('2026-01-01') }), aCodeSet({ generated: at('2026-05-01'), status: 'revoked' })] },
    expect: { outcome: 'unknown', message: 'it is open whether any code still works', remediation: 'Correct the register' },
  },
  {
    name: 'fails where a later set is revoked and the service counts none',
    subject: GOOGLE,
    facts: {
      accounts: [googleAccount('enrolled')],
      codeSets: [aCodeSet({ account: GOOGLE, generated: at('2026-01-01') }), { ...googleSet, status: 'revoked' }],
      codeCounts: [aCount({ remaining: 0 })],
    },
    expect: { outcome: 'fail', message: 'counts no codes' },
  },
  {
    name: 'passes where it is open only which set is the current one',
    facts: { accounts: [anAccount()], codeSets: [aCodeSet({ generated: at('2020-01-01'), status: 'revoked' }), set, set] },
    expect: { outcome: 'pass', evidence: [{ fact: 'hasTwoFactorEnabled' }, { fact: 'code set', value: 'active' }] },
  },
  {
    name: 'says unknown without a set where the second factor is not known',
    facts: { accounts: [anAccount({ mfa: 'unknown' })] },
    expect: {
      outcome: 'unknown',
      message: 'The register has no current code set of github:ada, and it is not known whether it has a second factor.',
    },
  },
  {
    name: 'says why the second factor is not known',
    facts: { accounts: [anAccount({ mfa: 'unknown', doubt: 'the list was refused' })] },
    expect: { outcome: 'unknown', message: 'it is not known whether it has a second factor: the list was refused.' },
  },
  {
    name: 'passes with a set where the second factor is not known',
    facts: { accounts: [anAccount({ mfa: 'unknown' })], codeSets: [set] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'asks for no codes where there is no second factor',
    facts: { accounts: [anAccount({ mfa: 'not-enrolled' })] },
    expect: { outcome: 'not-applicable', message: 'has no second factor', rests: ['accounts'] },
  },
  {
    name: 'asks for no codes without a second factor, whatever the register has',
    facts: { accounts: [anAccount({ mfa: 'not-enrolled' })], codeSets: [set] },
    expect: { outcome: 'not-applicable' },
  },
  {
    name: 'a set that is only revoked is no current set',
    facts: { accounts: [anAccount()], codeSets: [aCodeSet({ status: 'revoked' })] },
    expect: { outcome: 'fail' },
  },
  ...(['spent', 'lost', 'compromised'] as const).map((status) => ({
    name: `a set that is ${status} stays current`,
    facts: { accounts: [anAccount()], codeSets: [aCodeSet({ status })] },
    expect: { outcome: 'pass', evidence: [{}, { fact: 'code set', value: status }] } as const,
  })),
  {
    name: 'passes where it is open which of two sets is the current one: there is one',
    facts: { accounts: [anAccount()], codeSets: [set, aCodeSet({ generated: undefined })] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'finds a set that the register spells otherwise',
    facts: { accounts: [anAccount()], codeSets: [aCodeSet({ account: 'github:ADA' })] },
    expect: { outcome: 'pass' },
  },
  ...['constructor', 'toString', '__proto__', 'hasOwnProperty'].map((login) => ({
    name: `fails the login ${login} without a set`,
    subject: `github:${login}`,
    facts: { accounts: [anAccount({ id: `github:${login}` })], codeSets: [set] },
    expect: { outcome: 'fail' } as const,
  })),
  {
    name: 'does not speak of an account that no provider reports',
    facts: { codeSets: [set] },
    expect: { outcome: 'not-applicable', message: 'No provider reports', rests: ['accounts'] },
  },
  {
    name: 'does not speak of AWS, which has no codes',
    subject: 'aws:111122223333/ada',
    facts: { accounts: [anAccount({ id: 'aws:111122223333/ada' })] },
    expect: { outcome: 'not-applicable', message: 'AWS has no backup codes.', rests: [] },
  },
  {
    name: 'does not speak of a service of the register that issues none',
    subject: 'registrar:acme',
    facts: { services: [{ id: 'registrar', name: 'Domain registrar', issues: 0, rotation: 'none' }], accounts: [anAccount({ id: 'registrar:acme' })] },
    expect: { outcome: 'not-applicable' },
  },
  google('a set and codes left', 'enrolled', true, 1, { outcome: 'pass', evidence: [{}, {}, { source: 'google-acme', fact: 'remaining codes', value: '1' }] }),
  google('a set and no codes left', 'enrolled', true, 0, { outcome: 'fail', message: 'Google counts no codes', evidence: [{}, {}, { value: '0' }] }),
  google('codes left and no set', 'enrolled', false, 10, { outcome: 'fail', message: 'The register has no current code set' }),
  google('neither', 'enrolled', false, 0, { outcome: 'fail' }),
  google('no codes left where the second factor is not known', 'unknown', true, 0, { outcome: 'unknown', message: 'Google counts no codes' }),
  google('codes left where the second factor is not known', 'unknown', true, 3, { outcome: 'pass' }),
  google('no codes left and no second factor', 'not-enrolled', true, 0, { outcome: 'not-applicable' }),
  {
    name: 'asks for no count where none is made',
    subject: GOOGLE,
    facts: { accounts: [googleAccount('enrolled')], codeSets: [googleSet] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'does not ask when a set was generated',
    facts: { accounts: [anAccount()], codeSets: [aCodeSet({ generated: AS_OF + 3_600_000 })] },
    expect: { outcome: 'pass' },
  },
])
