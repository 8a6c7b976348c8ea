import orphanedSet from '../../src/rules/orphaned-set.ts'
import { aCodeSet, aGap, anAccount } from '../support/builders.ts'
import { aSource } from '../support/facts.ts'
import { testRule } from '../support/test-rule.ts'

const sources = [aSource('github-acme', { scope: 'github:*' })]

testRule(orphanedSet, [
  { name: 'passes an account that the provider lists', sources, facts: { accounts: [anAccount()], codeSets: [aCodeSet()] }, expect: { outcome: 'pass' } },
  {
    name: 'passes it whatever its second factor',
    sources,
    facts: { accounts: [anAccount({ mfa: 'unknown' })], codeSets: [aCodeSet()] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'fails an account that a whole list does not have',
    sources,
    facts: { accounts: [anAccount({ id: 'github:grace' })], codeSets: [aCodeSet()] },
    expect: {
      outcome: 'fail',
      message: 'is whole and does not have github:ada',
      evidence: [
        { line: 10, fact: 'code set' },
        { source: 'github-acme', fact: 'account', value: 'not listed' },
      ],
    },
  },
  {
    name: 'says unknown where the list has a gap',
    sources,
    facts: { accounts: [anAccount({ id: 'github:grace' })], codeSets: [aCodeSet()] },
    gaps: [aGap()],
    expect: { outcome: 'unknown', message: 'may not be whole' },
  },
  {
    name: 'says unknown where the gap is about the account',
    sources,
    facts: { codeSets: [aCodeSet()] },
    gaps: [aGap({ hides: { accounts: ['github:ada'] } })],
    expect: { outcome: 'unknown' },
  },
  {
    name: 'a gap about others changes nothing',
    sources,
    facts: { codeSets: [aCodeSet()] },
    gaps: [aGap({ hides: { accounts: ['github:grace'] } }), aGap({ hides: { scope: 'google:*' } })],
    expect: { outcome: 'fail' },
  },
  {
    name: 'a gap about other facts changes nothing',
    sources,
    facts: { codeSets: [aCodeSet()] },
    gaps: [aGap({ about: 'codeEvents' })],
    expect: { outcome: 'fail' },
  },
  {
    name: 'does not speak where no source lists the accounts',
    facts: { codeSets: [aCodeSet()] },
    expect: { outcome: 'not-applicable', message: 'No source lists' },
  },
  {
    name: 'does not take SSO codes for an account of a member',
    subject: 'github-org:acme',
    sources,
    facts: { codeSets: [aCodeSet({ account: 'github-org:acme' })] },
    expect: { outcome: 'not-applicable' },
  },
  {
    name: 'does not speak where every set is revoked',
    sources,
    facts: { codeSets: [aCodeSet({ status: 'revoked' })] },
    expect: { outcome: 'not-applicable', message: 'no current code set', rests: ['codeSets'] },
  },
  {
    name: 'speaks of the sets that are not revoked alone',
    sources,
    facts: { codeSets: [aCodeSet({ status: 'revoked' }), aCodeSet({ status: 'lost' })] },
    expect: { outcome: 'fail', evidence: [{ fact: 'code set', value: 'lost' }, { source: 'github-acme' }] },
  },
  {
    name: 'needs not know which set is the current one',
    sources,
    facts: { codeSets: [aCodeSet({ generated: undefined }), aCodeSet()] },
    expect: { outcome: 'fail' },
  },
  {
    name: 'finds the account in another spelling',
    sources,
    facts: { accounts: [anAccount({ id: 'github:ADA' })], codeSets: [aCodeSet()] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'does not speak of AWS, which has no codes',
    subject: 'aws:111122223333/root',
    facts: { codeSets: [aCodeSet({ account: 'aws:111122223333/root' })] },
    expect: { outcome: 'not-applicable', message: 'no backup codes' },
  },
])
