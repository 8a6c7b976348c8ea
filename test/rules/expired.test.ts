import expired from '../../src/rules/expired.ts'
import type { CodeSet } from '../../src/model/inventory.ts'
import { DAY } from '../../src/model/time.ts'
import { aCodeSet, AS_OF, at, type Over } from '../support/builders.ts'
import { type RuleCase, testRule } from '../support/test-rule.ts'

const expiring = (expires: number | undefined) => ({ codeSets: [aCodeSet({ expires, lines: { expires: 15 } })] })

const REGISTRAR = 'registrar:acme'
/** A set of a service of one's own of which the register says how long its codes are good. */
const declared = (expiresAfter: number | 'never', set: Over<CodeSet>): Partial<RuleCase> & Pick<RuleCase, 'facts'> => ({
  subject: REGISTRAR,
  facts: {
    services: [{ id: 'registrar', name: 'Domain registrar', rotation: 'scheduled', expiresAfter, regenerate: 'Account → Codes' }],
    codeSets: [aCodeSet({ account: REGISTRAR, expires: undefined, ...set })],
  },
})

testRule(expired, [
  {
    name: 'passes codes at the very instant until which their service takes them',
    ...declared(90 * DAY, { generated: AS_OF - 90 * DAY }),
    expect: { outcome: 'pass', due: AS_OF, message: 'good until 2026-11-23', evidence: [{ line: 14, fact: 'generated' }] },
  },
  {
    name: 'fails codes a millisecond older than their service takes them',
    ...declared(90 * DAY, { generated: AS_OF - 90 * DAY - 1 }),
    expect: { outcome: 'fail', due: AS_OF - 1, remediation: 'Domain registrar: Account → Codes. Replace' },
  },
  {
    name: 'believes what the register says of the set before what it says of the service',
    ...declared(90 * DAY, { generated: AS_OF - 365 * DAY, expires: AS_OF + DAY }),
    expect: { outcome: 'pass', due: AS_OF + DAY, evidence: [{ fact: 'expires' }] },
  },
  {
    name: 'says unknown where codes end and the register does not say when they were generated',
    ...declared(90 * DAY, { generated: undefined }),
    expect: {
      outcome: 'unknown',
      message: 'Codes of Domain registrar expire 90 days after they were generated. The register does not say when',
      evidence: [{ fact: 'generated' }],
    },
  },
  { name: 'says unknown where they were generated in the future', ...declared(90 * DAY, { generated: AS_OF + DAY }), expect: { outcome: 'unknown' } },
  {
    name: 'does not speak of codes that do not end',
    ...declared('never', {}),
    expect: { outcome: 'not-applicable', message: 'Codes of Domain registrar do not expire.' },
  },
  {
    name: 'passes codes that are still good, and says until when',
    facts: expiring(at('2027-03-15')),
    expect: { outcome: 'pass', message: 'good until 2027-03-15', due: at('2027-03-15'), evidence: [{ line: 15, fact: 'expires' }] },
  },
  { name: 'passes at the very instant', facts: expiring(AS_OF), expect: { outcome: 'pass' } },
  {
    name: 'fails a millisecond after it',
    facts: expiring(AS_OF - 1),
    expect: { outcome: 'fail', message: 'The codes expired on 2026-11-22.', due: AS_OF - 1, evidence: [{ line: 15, fact: 'expires' }] },
  },
  { name: 'takes a date for 00:00Z of that day', facts: expiring(at('2026-11-22')), expect: { outcome: 'fail', due: at('2026-11-22T00:00:00Z') } },
  { name: 'does not speak of a set without an expiry: most services have none', facts: expiring(undefined), expect: { outcome: 'not-applicable' } },
  {
    name: 'judges the current set only',
    facts: { codeSets: [aCodeSet({ generated: at('2020-01-01'), expires: at('2021-01-01') }), aCodeSet({ expires: at('2027-01-01') })] },
    expect: { outcome: 'pass' },
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
