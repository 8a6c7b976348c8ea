import overAge from '../../src/rules/over-age.ts'
import { DAY } from '../../src/model/time.ts'
import { aCodeSet, AS_OF, at } from '../support/builders.ts'
import { testRule } from '../support/test-rule.ts'

const MINUTE = 60_000
const generated = (instant: number) => ({ codeSets: [aCodeSet({ generated: instant })] })

testRule(overAge, [
  {
    name: 'passes codes of this year, and says where it stands and when they fall due',
    facts: { codeSets: [aCodeSet()] },
    expect: {
      outcome: 'pass',
      message: 'Backup codes are 252 days old; the limit is 365 days.',
      due: at('2027-03-15T10:00:00Z'),
      evidence: [{ source: 'register', file: 'register.yaml', line: 14, fact: 'generated', value: '2026-03-15T10:00:00.000Z' }],
    },
  },
  {
    name: 'says unknown where no source says whether codes can be regenerated',
    subject: 'dropbox:ada@acme.test',
    facts: { codeSets: [aCodeSet({ account: 'dropbox:ada@acme.test' })] },
    expect: {
      outcome: 'unknown',
      message: 'No source says whether codes of Dropbox can be regenerated at will.',
    },
  },
  {
    name: 'does not speak about such a service without a set',
    subject: 'dropbox:ada@acme.test',
    facts: {},
    expect: { outcome: 'not-applicable' },
  },
  { name: 'passes codes as old as the interval to the millisecond', facts: generated(AS_OF - 365 * DAY), expect: { outcome: 'pass', due: AS_OF } },
  {
    name: 'fails codes a millisecond older than the interval',
    facts: generated(AS_OF - 365 * DAY - 1),
    expect: { outcome: 'fail', due: AS_OF - 1, evidence: [{ fact: 'generated', line: 14 }] },
  },
  {
    name: 'fails old codes with their age in whole days',
    facts: generated(at('2025-03-15T10:00:00Z')),
    expect: { outcome: 'fail', message: 'Backup codes are 617 days old; the limit is 365 days.' },
  },
  { name: 'passes at the interval of the policy', facts: generated(AS_OF - 180 * DAY), params: { interval: 180 * DAY }, expect: { outcome: 'pass' } },
  { name: 'fails beyond the interval of the policy', facts: generated(AS_OF - 180 * DAY - 1), params: { interval: 180 * DAY }, expect: { outcome: 'fail' } },
  {
    name: 'counts 365 days of 24 hours over a leap day: a year from 2024-02-29 is 2025-02-28',
    facts: generated(at('2024-02-29')),
    asOf: at('2025-02-28'),
    expect: { outcome: 'pass', due: at('2025-02-28') },
  },
  { name: 'fails a millisecond after that', facts: generated(at('2024-02-29')), asOf: at('2025-02-28') + 1, expect: { outcome: 'fail' } },
  { name: 'passes codes generated at as-of', facts: generated(AS_OF), expect: { outcome: 'pass', message: 'Backup codes are 0 days old' } },
  {
    name: 'passes codes up to five minutes in the future, for clocks differ',
    facts: generated(AS_OF + 5 * MINUTE),
    expect: { outcome: 'pass', message: 'Backup codes are 0 days old' },
  },
  {
    name: 'says unknown a millisecond further in the future',
    facts: generated(AS_OF + 5 * MINUTE + 1),
    expect: { outcome: 'unknown', message: 'later than the audit', due: undefined, evidence: [{ fact: 'generated', value: '2026-11-23T00:05:00.001Z' }] },
  },
  {
    name: 'says unknown where the register does not say when',
    facts: { codeSets: [aCodeSet({ generated: undefined })] },
    expect: { outcome: 'unknown', message: 'does not say when', evidence: [{ fact: 'generated', value: 'absent' }] },
  },
  {
    name: 'says unknown where it is open which of two sets is the current one',
    facts: { codeSets: [aCodeSet(), aCodeSet({ generated: undefined })] },
    expect: { outcome: 'unknown', message: 'leaves open' },
  },
  { name: 'judges the latest set only', facts: { codeSets: [aCodeSet({ generated: at('2020-01-01') }), aCodeSet()] }, expect: { outcome: 'pass' } },
  {
    name: 'says unknown where a later set is revoked: the one before it was void when that was made',
    facts: { codeSets: [aCodeSet({ generated: at('2020-01-01') }), aCodeSet({ status: 'revoked' })] },
    expect: { outcome: 'unknown', message: 'a revoked code set of github:ada that is later than the one in use', remediation: 'Correct the register' },
  },
  {
    name: 'judges a lost set until there is a newer one',
    facts: { codeSets: [aCodeSet({ generated: at('2020-01-01'), status: 'lost' })] },
    expect: { outcome: 'fail' },
  },
  { name: 'does not speak where there is no set', facts: {}, expect: { outcome: 'not-applicable', message: 'no current code set', evidence: [] } },
  { name: 'does not speak where every set is revoked', facts: { codeSets: [aCodeSet({ status: 'revoked' })] }, expect: { outcome: 'not-applicable' } },
  {
    name: 'does not speak of Bitwarden, whose code changes only when it is used',
    subject: 'bitwarden:ada@acme.test',
    facts: { codeSets: [aCodeSet({ account: 'bitwarden:ada@acme.test', generated: at('2020-01-01') })] },
    expect: { outcome: 'not-applicable', message: 'not rotated on a schedule' },
  },
  {
    name: 'does not speak of AWS, which has no codes',
    subject: 'aws:111122223333/root',
    facts: { codeSets: [aCodeSet({ account: 'aws:111122223333/root', generated: at('2020-01-01') })] },
    expect: { outcome: 'not-applicable' },
  },
  {
    name: 'judges a service of the register that rotates on a schedule',
    subject: 'registrar:acme',
    facts: {
      services: [{ id: 'registrar', name: 'Domain registrar', rotation: 'scheduled' }],
      codeSets: [aCodeSet({ account: 'registrar:acme', generated: at('2020-01-01') })],
    },
    expect: { outcome: 'fail' },
  },
  {
    name: 'does not speak of a service of the register that never rotates',
    subject: 'registrar:acme',
    facts: {
      services: [{ id: 'registrar', name: 'Domain registrar', rotation: 'none' }],
      codeSets: [aCodeSet({ account: 'registrar:acme', generated: at('2020-01-01') })],
    },
    expect: { outcome: 'not-applicable' },
  },
])
