import { expect, test } from 'vitest'
import type { Account } from '../../src/model/inventory.ts'
import type { Outcome } from '../../src/model/verdict.ts'
import mfaMissing from '../../src/rules/mfa-missing.ts'
import { anAccount } from '../support/builders.ts'
import { type RuleCase, testRule } from '../support/test-rule.ts'

const holders = ['person', 'machine', 'unknown'] as const
const methods = ['secure', 'insecure', 'unknown', 'not-reported'] as const

type Row = readonly [Account['mfa'], Account['method'], insecureFails: Outcome, insecurePasses: Outcome]

/** Of a person, for each of `insecure: fail` and `insecure: pass`. */
const people: readonly Row[] = [
  ['enrolled', 'secure', 'pass', 'pass'],
  ['enrolled', 'insecure', 'fail', 'pass'],
  ['enrolled', 'unknown', 'unknown', 'pass'],
  ['enrolled', 'not-reported', 'pass', 'pass'],
  ['not-enrolled', 'secure', 'fail', 'fail'],
  ['not-enrolled', 'insecure', 'fail', 'fail'],
  ['not-enrolled', 'unknown', 'fail', 'fail'],
  ['not-enrolled', 'not-reported', 'fail', 'fail'],
  ['unknown', 'secure', 'unknown', 'unknown'],
  ['unknown', 'insecure', 'fail', 'unknown'],
  ['unknown', 'unknown', 'unknown', 'unknown'],
  ['unknown', 'not-reported', 'unknown', 'unknown'],
]

const others = { machine: 'not-applicable', unknown: 'unknown' } as const

const table: readonly RuleCase[] = holders.flatMap((holder) =>
  people.flatMap(([mfa, method, ...told]) =>
    (['fail', 'pass'] as const).map((insecure, index) => ({
      name: `${holder}, ${mfa}, ${method}, insecure: ${insecure}`,
      facts: { accounts: [anAccount({ holder, mfa, method })] },
      params: { insecure },
      expect: { outcome: holder === 'person' ? told[index]! : others[holder] },
    })),
  ),
)

test('the table holds every combination', () => {
  expect(table).toHaveLength(holders.length * 3 * methods.length * 2)
})

testRule(mfaMissing, [
  ...table,
  {
    name: 'shows what the provider says',
    facts: { accounts: [anAccount()] },
    expect: {
      outcome: 'pass',
      message: 'github:ada has a second factor.',
      evidence: [{ source: 'github-acme', file: 'members-graphql.json', record: '/0', fact: 'hasTwoFactorEnabled', value: 'true' }],
    },
  },
  {
    name: 'an insecure factor fails unless the policy allows it',
    facts: { accounts: [anAccount({ method: 'insecure' })] },
    expect: { outcome: 'fail', message: 'only an insecure second factor' },
  },
  {
    name: 'says that it is not known who signs in, and why',
    facts: { accounts: [anAccount({ holder: 'unknown', doubt: 'the list was refused' })] },
    expect: { outcome: 'unknown', message: 'It is not known whether a person signs in as github:ada: the list was refused.' },
  },
  {
    name: 'says that it is not known whether there is a second factor',
    facts: { accounts: [anAccount({ mfa: 'unknown' })] },
    expect: { outcome: 'unknown', message: 'It is not known whether github:ada has a second factor.' },
  },
  {
    name: 'says that it is not known how secure it is',
    facts: { accounts: [anAccount({ method: 'unknown' })] },
    expect: { outcome: 'unknown', message: 'github:ada has a second factor, and it is not known how secure it is.' },
  },
  {
    name: 'a root account is one of a person',
    subject: 'aws:111122223333/root',
    facts: { accounts: [anAccount({ id: 'aws:111122223333/root', mfa: 'not-enrolled', method: 'not-reported' })] },
    expect: { outcome: 'fail', message: 'aws:111122223333/root has no second factor.' },
  },
  {
    name: 'does not speak of an account that no provider reports',
    facts: {},
    expect: { outcome: 'not-applicable', message: 'No provider reports github:ada.' },
  },
])
