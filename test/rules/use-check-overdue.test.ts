import rule from '../../src/rules/use-check-overdue.ts'
import { DAY } from '../../src/model/time.ts'
import { aCodeSet, AS_OF, at } from '../support/builders.ts'
import { testRule } from '../support/test-rule.ts'

const MINUTE = 60_000
const last = (time: number | undefined) => ({ codeSets: [aCodeSet({ checked: time, lines: { checked: 16 } })] })

testRule(rule, [
  {
    name: 'passes what was done lately, and says when it falls due again',
    facts: last(at('2026-11-01')),
    expect: {
      outcome: 'pass',
      message: 'The last check that no code was used was on 2026-11-01, 22 days ago; the limit is 31 days.',
      due: at('2026-11-01') + 31 * DAY,
      evidence: [{ line: 16, fact: 'checked' }],
    },
  },
  { name: 'passes at the limit to the millisecond', facts: last(AS_OF - 31 * DAY), expect: { outcome: 'pass', due: AS_OF } },
  {
    name: 'fails a millisecond beyond it',
    facts: last(AS_OF - 31 * DAY - 1),
    expect: { outcome: 'fail', due: AS_OF - 1, evidence: [{ line: 16, fact: 'checked' }] },
  },
  { name: 'passes at the interval of the policy', facts: last(AS_OF - 10 * DAY), params: { interval: 10 * DAY }, expect: { outcome: 'pass' } },
  { name: 'fails beyond the interval of the policy', facts: last(AS_OF - 10 * DAY - 1), params: { interval: 10 * DAY }, expect: { outcome: 'fail' } },
  { name: 'passes five minutes in the future, for clocks differ', facts: last(AS_OF + 5 * MINUTE), expect: { outcome: 'pass' } },
  {
    name: 'says unknown a millisecond further in the future',
    facts: last(AS_OF + 5 * MINUTE + 1),
    expect: { outcome: 'unknown', message: 'later than the audit', due: undefined },
  },
  {
    name: 'says unknown where the register does not say when',
    facts: last(undefined),
    expect: { outcome: 'unknown', message: 'does not say when', evidence: [{ value: 'absent' }] },
  },
  {
    name: 'does not need to know when the codes were generated',
    facts: { codeSets: [aCodeSet({ checked: AS_OF, generated: undefined })] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'judges a set of Bitwarden, too',
    subject: 'bitwarden:ada@acme.test',
    facts: { codeSets: [aCodeSet({ account: 'bitwarden:ada@acme.test', checked: at('2020-01-01') })] },
    expect: { outcome: 'fail' },
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
