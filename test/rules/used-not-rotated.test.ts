import usedNotRotated from '../../src/rules/used-not-rotated.ts'
import { HOUR } from '../../src/model/time.ts'
import { aCodeEvent, aCodeSet, AS_OF, at } from '../support/builders.ts'
import { type RuleCase, testRule } from '../support/test-rule.ts'

const MINUTE = 60_000
const USED = at('2026-10-08T12:00:00Z')
const old = aCodeSet({ used: [{ at: USED, code: 5 }], status: 'revoked', lines: { used: 18 } })
const since = (generated: number) => [old, aCodeSet({ generated })]

/** An hour ago, so that the grace of its use still runs. */
const RECENT = AS_OF - HOUR

testRule(usedNotRotated, [
  { name: 'passes where no use is known', facts: { codeSets: [aCodeSet()] }, expect: { outcome: 'pass', message: 'No use of a code is known.' } },
  {
    name: 'fails a use at the provider that no set followed',
    facts: { codeSets: [aCodeSet()], codeEvents: [aCodeEvent()] },
    expect: {
      outcome: 'fail',
      message: /^A backup code was used on 2026-10-08T12:00:00\.000Z, and no newer set was generated; the limit is 1 day\.$/,
      due: USED + 24 * HOUR,
      evidence: [{ source: 'github-acme', fact: 'backup code used' }],
    },
  },
  {
    name: 'fails a use that the register tells',
    facts: { codeSets: [aCodeSet({ used: [{ at: USED }], lines: { used: 18 } })] },
    expect: { outcome: 'fail', evidence: [{ source: 'register', line: 18, fact: 'used' }] },
  },
  {
    name: 'passes a set within the grace, to the millisecond',
    facts: { codeSets: since(USED + 24 * HOUR) },
    expect: { outcome: 'pass', message: ', and a new set was generated in time.', evidence: [{ line: 18 }, { fact: 'generated' }] },
  },
  {
    name: 'looks at the set that came next, whatever came after it',
    facts: { codeSets: [...since(USED + HOUR), aCodeSet({ generated: USED + 48 * HOUR })] },
    expect: { outcome: 'pass', evidence: [{ line: 18 }, { value: '2026-10-08T13:00:00.000Z' }] },
  },
  {
    name: 'fails a set a millisecond later',
    facts: { codeSets: since(USED + 24 * HOUR + 1) },
    expect: {
      outcome: 'fail',
      message: 'the next set was generated only on 2026-10-09T12:00:00.001Z; the limit is 1 day.',
      evidence: [{ line: 18 }, { fact: 'generated', value: '2026-10-09T12:00:00.001Z' }],
    },
  },
  { name: 'fails beyond the grace of the policy', facts: { codeSets: since(USED + 2 * HOUR) }, params: { grace: HOUR }, expect: { outcome: 'fail' } },
  { name: 'fails where the newest set is of the instant of the use: it was the one used', facts: { codeSets: since(USED) }, expect: { outcome: 'fail' } },
  { name: 'passes a set a millisecond after the use', facts: { codeSets: since(USED + 1) }, expect: { outcome: 'pass' } },
  {
    name: 'passes a generation that the provider shows',
    facts: { codeSets: [aCodeSet()], codeEvents: [aCodeEvent(), aCodeEvent({ kind: 'generated', time: USED + HOUR })] },
    expect: { outcome: 'pass', evidence: [{ fact: 'backup code used' }, { fact: 'codes generated', value: '2026-10-08T13:00:00.000Z' }] },
  },
  ...(['viewed', 'deleted', 'used'] as const).map((kind): RuleCase => ({
    name: `that codes were ${kind} after the use is no new set`,
    facts: { codeSets: [aCodeSet()], codeEvents: [aCodeEvent(), aCodeEvent({ kind, time: USED + 1 })] },
    expect: { outcome: 'fail' },
  })),
  {
    name: 'passes as long as the grace runs',
    facts: { codeSets: [aCodeSet()], codeEvents: [aCodeEvent({ time: AS_OF - 24 * HOUR })] },
    expect: { outcome: 'pass', message: ', and a new set is due by 2026-11-23T00:00:00.000Z.', due: AS_OF },
  },
  {
    name: 'fails a millisecond after it has run out',
    facts: { codeSets: [aCodeSet()], codeEvents: [aCodeEvent({ time: AS_OF - 24 * HOUR - 1 })] },
    expect: { outcome: 'fail' },
  },
  {
    name: 'says unknown where it is not known whether the use succeeded',
    facts: { codeSets: [aCodeSet()], codeEvents: [aCodeEvent({ outcome: 'unknown' })] },
    expect: { outcome: 'unknown', message: 'was used on 2026-10-08T12:00:00.000Z perhaps, and no newer set was generated.' },
  },
  {
    name: 'passes such a use that was followed by a set',
    facts: { codeSets: since(USED + HOUR).slice(1), codeEvents: [aCodeEvent({ outcome: 'unknown' })] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'says unknown where a set without a date may be the newer one',
    facts: { codeSets: [aCodeSet({ generated: undefined })], codeEvents: [aCodeEvent()] },
    expect: {
      outcome: 'unknown',
      message: ', and the register has a set of which it does not say when it was generated.',
      evidence: [{ fact: 'backup code used' }, { fact: 'generated', value: 'absent' }],
    },
  },
  {
    name: 'says unknown where a set of the future may be',
    facts: { codeSets: [old, aCodeSet({ generated: AS_OF + 5 * MINUTE + 1 })] },
    expect: { outcome: 'unknown' },
  },
  {
    name: 'takes a set of five minutes in the future for generated, for clocks differ',
    facts: { codeSets: [aCodeSet({ generated: AS_OF + 5 * MINUTE })], codeEvents: [aCodeEvent({ time: AS_OF - HOUR })] },
    expect: { outcome: 'pass', message: 'a new set was generated in time' },
  },
  {
    name: 'does not take one of a millisecond later for it',
    facts: { codeSets: [aCodeSet({ generated: AS_OF + 5 * MINUTE + 1 })], codeEvents: [aCodeEvent({ time: AS_OF - HOUR })] },
    expect: { outcome: 'pass', message: 'a new set is due by' },
  },
  {
    name: 'says unknown of a use in the future',
    facts: { codeSets: [aCodeSet({ used: [{ at: AS_OF + 5 * MINUTE + 1 }] })] },
    expect: { outcome: 'unknown', message: 'later than the audit' },
  },
  {
    name: 'passes a use within five minutes of the audit',
    facts: { codeSets: [aCodeSet({ used: [{ at: AS_OF + 5 * MINUTE }] })] },
    expect: { outcome: 'pass' },
  },
  { name: 'a view at the provider is no use', facts: { codeSets: [aCodeSet()], codeEvents: [aCodeEvent({ kind: 'viewed' })] }, expect: { outcome: 'pass' } },
  {
    name: 'one use that was not followed fails among others',
    facts: { codeSets: since(USED + HOUR), codeEvents: [aCodeEvent({ time: USED + 48 * HOUR })] },
    expect: { outcome: 'fail', message: /limit is 1 day\.$/, evidence: [{ source: 'github-acme' }] },
  },
  {
    name: 'counts the uses that were not followed, and says when the first was to be',
    facts: { codeSets: [aCodeSet()], codeEvents: [aCodeEvent({ time: USED + HOUR }), aCodeEvent(), aCodeEvent({ outcome: 'unknown' })] },
    expect: { outcome: 'fail', message: /limit is 1 day \(and 1 more\)\.$/, due: USED + 24 * HOUR, evidence: [{}, {}] },
  },
  { name: 'judges a use where no set is registered', facts: { codeEvents: [aCodeEvent()] }, expect: { outcome: 'fail' } },
  {
    name: 'judges Bitwarden, whose code changes by the use: the copy has to follow',
    subject: 'bitwarden:ada@acme.test',
    facts: { codeSets: [aCodeSet({ account: 'bitwarden:ada@acme.test', used: [{ at: USED }] })] },
    expect: { outcome: 'fail' },
  },
  {
    name: 'passes the test at set-up, which the register tells',
    facts: { codeSets: [aCodeSet({ tested: USED })], codeEvents: [aCodeEvent()] },
    expect: { outcome: 'pass', message: 'No use of a code is known.' },
  },
  {
    name: 'says unknown of a spent set of which no use is told',
    facts: { codeSets: [aCodeSet({ status: 'spent' })] },
    expect: {
      outcome: 'unknown',
      message: /^All codes are used, and the register does not say when\.$/,
      evidence: [{ fact: 'status', value: 'spent' }],
      remediation: 'Find out whether a code was used',
    },
  },
  { name: 'passes a spent set whose use is told', facts: { codeSets: [aCodeSet({ status: 'spent', used: [{ at: RECENT }] })] }, expect: { outcome: 'pass' } },
  {
    name: 'passes a spent set whose use the provider shows',
    facts: { codeSets: [aCodeSet({ status: 'spent', generated: RECENT })], codeEvents: [aCodeEvent({ time: RECENT })] },
    expect: { outcome: 'pass' },
  },
  ...(
    [
      ['a view', { kind: 'viewed', time: RECENT }],
      ['a use of before it', { time: RECENT - 1 }],
    ] as const
  ).map(([name, over]): RuleCase => ({
    name: `${name} does not say when the codes of a spent set were used`,
    facts: { codeSets: [aCodeSet({ status: 'spent', generated: RECENT })], codeEvents: [aCodeEvent(over)] },
    expect: { outcome: 'unknown' },
  })),
  {
    name: 'says nothing of a spent set that was replaced',
    facts: { codeSets: [aCodeSet({ status: 'spent', generated: at('2025-01-01') }), aCodeSet()] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'a use that was not followed fails beside a spent set',
    facts: { codeSets: [aCodeSet({ status: 'spent', generated: USED + 25 * HOUR })], codeEvents: [aCodeEvent()] },
    expect: { outcome: 'fail', due: USED + 24 * HOUR },
  },
  { name: 'does not speak where there is neither a set nor a use', facts: {}, expect: { outcome: 'not-applicable' } },
  {
    name: 'does not speak of AWS, which has no codes',
    subject: 'aws:111122223333/root',
    facts: { codeSets: [aCodeSet({ account: 'aws:111122223333/root' })] },
    expect: { outcome: 'not-applicable', message: 'no backup codes' },
  },
])
