import untestedCodes from '../../src/rules/untested-codes.ts'
import { DAY } from '../../src/model/time.ts'
import { aCodeSet, AS_OF, at } from '../support/builders.ts'
import { testRule } from '../support/test-rule.ts'

const MINUTE = 60_000
const GENERATED = at('2026-03-15T10:00:00Z')
const tested = (time: number | undefined, generated: number | undefined = GENERATED) => ({
  codeSets: [aCodeSet({ generated, tested: time, lines: { generated: 14, tested: 15 } })],
})

testRule(untestedCodes, [
  {
    name: 'passes a set of which a code was tried at once',
    facts: tested(GENERATED + 5 * MINUTE),
    expect: {
      outcome: 'pass',
      due: GENERATED + 7 * DAY,
      evidence: [
        { line: 14, fact: 'generated' },
        { line: 15, fact: 'tested' },
      ],
    },
  },
  { name: 'passes at the instant of the generation', facts: tested(GENERATED), expect: { outcome: 'pass' } },
  { name: 'passes at the limit to the millisecond', facts: tested(GENERATED + 7 * DAY), expect: { outcome: 'pass' } },
  {
    name: 'fails a millisecond later',
    facts: tested(GENERATED + 7 * DAY + 1),
    expect: { outcome: 'fail', message: 'tried only 7 days after', evidence: [{ line: 14 }, { line: 15 }] },
  },
  { name: 'fails beyond the time of the policy', facts: tested(GENERATED + DAY + 1), params: { within: DAY }, expect: { outcome: 'fail' } },
  { name: 'passes at the time of the policy', facts: tested(GENERATED + DAY), params: { within: DAY }, expect: { outcome: 'pass' } },
  {
    name: 'says unknown where the register does not say whether',
    facts: tested(undefined),
    expect: { outcome: 'unknown', message: 'does not say when a code was tried' },
  },
  { name: 'says unknown of a young set, too, where the register does not say', facts: tested(undefined, AS_OF - 1), expect: { outcome: 'unknown' } },
  {
    name: 'says unknown without a generation',
    facts: { codeSets: [aCodeSet({ generated: undefined, tested: GENERATED })] },
    expect: { outcome: 'unknown', message: 'when the codes were generated' },
  },
  {
    name: 'says unknown of a test before the generation: it was of another set',
    facts: tested(GENERATED - 1),
    expect: { outcome: 'unknown', message: 'before' },
  },
  { name: 'passes a test five minutes in the future', facts: tested(AS_OF + 5 * MINUTE, AS_OF), expect: { outcome: 'pass' } },
  {
    name: 'says unknown of a test in the future',
    facts: tested(AS_OF + 5 * MINUTE + 1, AS_OF),
    expect: { outcome: 'unknown', message: 'later than the audit' },
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
