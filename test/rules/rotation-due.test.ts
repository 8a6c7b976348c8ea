import rotationDue from '../../src/rules/rotation-due.ts'
import { DAY } from '../../src/model/time.ts'
import { aCodeSet, AS_OF, at } from '../support/builders.ts'
import { testRule } from '../support/test-rule.ts'

const MINUTE = 60_000
const generated = (instant: number) => ({ codeSets: [aCodeSet({ generated: instant })] })

testRule(rotationDue, [
  {
    name: 'passes before the notice, and says when the rotation falls due',
    facts: { codeSets: [aCodeSet()] },
    expect: {
      outcome: 'pass',
      message: 'Rotation is due on 2027-03-15; notice is given 30 days before.',
      due: at('2027-03-15T10:00:00Z'),
      evidence: [{ fact: 'generated', line: 14, value: '2026-03-15T10:00:00.000Z' }],
    },
  },
  { name: 'passes a millisecond before the notice', facts: generated(AS_OF - 335 * DAY + 1), expect: { outcome: 'pass' } },
  {
    name: 'fails from the notice on',
    facts: generated(AS_OF - 335 * DAY),
    expect: { outcome: 'fail', due: AS_OF + 30 * DAY, evidence: [{ fact: 'generated' }] },
  },
  { name: 'fails at the very end of the interval', facts: generated(AS_OF - 365 * DAY), expect: { outcome: 'fail', due: AS_OF } },
  {
    name: 'leaves what is a millisecond over age to over-age',
    facts: generated(AS_OF - 365 * DAY - 1),
    expect: { outcome: 'not-applicable', message: 'over age since 2026-11-22', due: undefined, evidence: [{ fact: 'generated' }] },
  },
  {
    name: 'takes interval and notice of the policy',
    facts: generated(AS_OF - 80 * DAY),
    params: { interval: 90 * DAY, notice: 10 * DAY },
    expect: { outcome: 'fail' },
  },
  {
    name: 'passes a millisecond before the notice of the policy',
    facts: generated(AS_OF - 80 * DAY + 1),
    params: { interval: 90 * DAY, notice: 10 * DAY },
    expect: { outcome: 'pass' },
  },
  { name: 'passes with no notice until the last millisecond', facts: generated(AS_OF - 365 * DAY + 1), params: { notice: 0 }, expect: { outcome: 'pass' } },
  { name: 'fails with no notice at the end', facts: generated(AS_OF - 365 * DAY), params: { notice: 0 }, expect: { outcome: 'fail' } },
  { name: 'fails new codes where the notice is longer than the interval', facts: generated(AS_OF), params: { notice: 400 * DAY }, expect: { outcome: 'fail' } },
  { name: 'passes codes up to five minutes in the future', facts: generated(AS_OF + 5 * MINUTE), expect: { outcome: 'pass' } },
  { name: 'says unknown a millisecond further in the future', facts: generated(AS_OF + 5 * MINUTE + 1), expect: { outcome: 'unknown', due: undefined } },
  { name: 'says unknown where the register does not say when', facts: { codeSets: [aCodeSet({ generated: undefined })] }, expect: { outcome: 'unknown' } },
  {
    name: 'says unknown where it is open which of two sets is the current one',
    facts: { codeSets: [aCodeSet(), aCodeSet()] },
    expect: { outcome: 'unknown', message: 'leaves open' },
  },
  { name: 'does not speak where there is no set', facts: {}, expect: { outcome: 'not-applicable' } },
  {
    name: 'does not speak of Bitwarden, whose code changes only when it is used',
    subject: 'bitwarden:ada@acme.test',
    facts: { codeSets: [aCodeSet({ account: 'bitwarden:ada@acme.test', generated: AS_OF - 340 * DAY })] },
    expect: { outcome: 'not-applicable' },
  },
])
