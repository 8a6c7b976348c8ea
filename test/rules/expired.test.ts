import expired from '../../src/rules/expired.ts'
import { aCodeSet, AS_OF, at } from '../support/builders.ts'
import { testRule } from '../support/test-rule.ts'

const expiring = (expires: number | undefined) => ({ codeSets: [aCodeSet({ expires, lines: { expires: 15 } })] })

testRule(expired, [
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
