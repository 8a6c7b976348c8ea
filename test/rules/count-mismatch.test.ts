import countMismatch from '../../src/rules/count-mismatch.ts'
import { aCodeSet } from '../support/builders.ts'
import { type RuleCase, testRule } from '../support/test-rule.ts'

const of = (account: string, issued: number | undefined, outcome: RuleCase['expect']['outcome']): RuleCase => ({
  name: `says ${outcome} of ${issued === undefined ? 'no number' : String(issued)} at ${account}`,
  subject: account,
  facts: { codeSets: [aCodeSet({ account, issued, lines: { issued: 15 } })] },
  expect: { outcome, ...(outcome === 'fail' || outcome === 'unknown' ? { evidence: [{ line: 15, fact: 'issued' }] } : {}) },
})
const declared = (issues: number | undefined) => [
  { id: 'registrar', name: 'Domain registrar', rotation: 'scheduled' as const, ...(issues === undefined ? {} : { issues }) },
]

testRule(countMismatch, [
  of('github:ada', 16, 'pass'),
  of('github:ada', 15, 'fail'),
  of('github:ada', 17, 'fail'),
  of('github:ada', undefined, 'unknown'),
  of('google:ada@acme.test', 10, 'pass'),
  of('google:ada@acme.test', 8, 'fail'),
  of('bitwarden:ada@acme.test', 1, 'pass'),
  of('bitwarden:ada@acme.test', 5, 'fail'),
  of('microsoft:ada@acme.test', 10, 'fail'),
  of('github-org:acme', 16, 'not-applicable'),
  of('dropbox:ada@acme.test', 10, 'not-applicable'),
  {
    name: 'names both numbers',
    facts: { codeSets: [aCodeSet({ issued: 10 })] },
    expect: { outcome: 'fail', message: 'The register says 10 codes; GitHub issues 16.' },
  },
  {
    name: 'judges a service of the register by the number that it declares',
    subject: 'registrar:acme',
    facts: { services: declared(12), codeSets: [aCodeSet({ account: 'registrar:acme', issued: 11 })] },
    expect: { outcome: 'fail' },
  },
  {
    name: 'does not speak of a service of the register without a number',
    subject: 'registrar:acme',
    facts: { services: declared(undefined), codeSets: [aCodeSet({ account: 'registrar:acme', issued: 11 })] },
    expect: { outcome: 'not-applicable' },
  },
  { name: 'does not speak where there is no set', facts: {}, expect: { outcome: 'not-applicable', message: 'no current code set' } },
  {
    name: 'does not speak of AWS, which has no codes',
    subject: 'aws:111122223333/root',
    facts: { codeSets: [aCodeSet({ account: 'aws:111122223333/root' })] },
    expect: { outcome: 'not-applicable', message: 'no backup codes' },
  },
  {
    name: 'says unknown where it is open which of two sets is the current one',
    facts: { codeSets: [aCodeSet(), aCodeSet({ generated: undefined })] },
    expect: { outcome: 'unknown', message: 'leaves open' },
  },
])
