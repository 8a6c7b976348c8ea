import lostNotRegenerated from '../../src/rules/lost-not-regenerated.ts'
import { HOUR } from '../../src/model/time.ts'
import { aCodeSet, AS_OF, at } from '../support/builders.ts'
import { testRule } from '../support/test-rule.ts'

const MINUTE = 60_000
const SINCE = at('2026-11-10T09:00:00Z')
const lost = (since: number | undefined = SINCE) => aCodeSet({ status: 'lost', since, lines: { status: 13, since: 16 } })
const lostWithoutSince = aCodeSet({ status: 'lost', lines: { status: 13 } })

testRule(lostNotRegenerated, [
  { name: 'passes where no set is lost', facts: { codeSets: [aCodeSet()] }, expect: { outcome: 'pass', evidence: [{ fact: 'status', value: 'active' }] } },
  {
    name: 'fails a lost set without a newer one',
    facts: { codeSets: [lost()] },
    expect: {
      outcome: 'fail',
      message: 'lost since 2026-11-10, and no newer set',
      due: SINCE + 24 * HOUR,
      evidence: [
        { line: 13, value: 'lost' },
        { line: 16, fact: 'since' },
      ],
    },
  },
  {
    name: 'fails a compromised set',
    facts: { codeSets: [aCodeSet({ status: 'compromised', since: SINCE })] },
    expect: { outcome: 'fail', message: 'compromised' },
  },
  { name: 'passes as long as the grace runs, to the millisecond', facts: { codeSets: [lost(AS_OF - 24 * HOUR)] }, expect: { outcome: 'pass', due: AS_OF } },
  { name: 'fails a millisecond later', facts: { codeSets: [lost(AS_OF - 24 * HOUR - 1)] }, expect: { outcome: 'fail', due: AS_OF - 1 } },
  { name: 'passes within the grace of the policy', facts: { codeSets: [lost(AS_OF - 48 * HOUR)] }, params: { grace: 48 * HOUR }, expect: { outcome: 'pass' } },
  { name: 'fails beyond the grace of the policy', facts: { codeSets: [lost(AS_OF - 1)] }, params: { grace: 0 }, expect: { outcome: 'fail' } },
  {
    name: 'passes where a newer set is registered',
    facts: { codeSets: [lost(), aCodeSet({ generated: SINCE + HOUR })] },
    expect: { outcome: 'pass', message: 'a newer set is registered', due: undefined, evidence: [{ line: 13 }, { fact: 'generated' }] },
  },
  {
    name: 'passes where the newer set is five minutes in the future, for clocks differ',
    facts: { codeSets: [lost(), aCodeSet({ generated: AS_OF + 5 * MINUTE })] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'says unknown where it is a millisecond further in the future',
    facts: { codeSets: [lost(), aCodeSet({ generated: AS_OF + 5 * MINUTE + 1 })] },
    expect: { outcome: 'unknown', evidence: [{ fact: 'status' }, { fact: 'since' }, { fact: 'generated', value: '2026-11-23T00:05:00.001Z' }] },
  },
  {
    name: 'fails where the other set is of the same instant: neither is newer',
    facts: { codeSets: [lost(), aCodeSet()] },
    expect: { outcome: 'fail' },
  },
  {
    name: 'says unknown where the other set is of the instant of the loss, and the lost one has no date',
    facts: { codeSets: [aCodeSet({ status: 'lost', since: SINCE, generated: undefined }), aCodeSet({ generated: SINCE })] },
    expect: { outcome: 'unknown' },
  },
  {
    name: 'says unknown where neither the generation nor the loss has a date',
    facts: { codeSets: [aCodeSet({ status: 'lost', generated: undefined }), aCodeSet({ generated: SINCE })] },
    expect: { outcome: 'unknown', message: 'no newer set is registered. The register does not say when', evidence: [{ value: 'lost' }, { value: 'absent' }] },
  },
  {
    name: 'passes where it had been superseded before it was lost',
    facts: { codeSets: [lost(), aCodeSet({ generated: at('2026-04-01') })] },
    expect: { outcome: 'pass' },
  },
  { name: 'fails where the other set is an older one', facts: { codeSets: [lost(), aCodeSet({ generated: at('2026-01-01') })] }, expect: { outcome: 'fail' } },
  {
    name: 'fails where the newer set is revoked',
    facts: { codeSets: [lost(), aCodeSet({ generated: SINCE + HOUR, status: 'revoked' })] },
    expect: { outcome: 'fail' },
  },
  {
    name: 'says unknown without since and without a newer set',
    facts: { codeSets: [lostWithoutSince] },
    expect: { outcome: 'unknown', message: 'does not say when the codes were lost' },
  },
  {
    name: 'passes without since where a newer set is registered',
    facts: { codeSets: [lostWithoutSince, aCodeSet({ generated: SINCE })] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'says unknown of a loss in the future',
    facts: { codeSets: [lost(AS_OF + 5 * MINUTE + 1)] },
    expect: { outcome: 'unknown', message: 'later than the audit' },
  },
  {
    name: 'needs no since of the future where a newer set is registered',
    facts: { codeSets: [lost(AS_OF + 5 * MINUTE + 1), aCodeSet({ generated: SINCE })] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'says unknown where a set without a date may be newer',
    facts: { codeSets: [lost(), aCodeSet({ generated: undefined })] },
    expect: {
      outcome: 'unknown',
      message: 'whether another set is newer',
      evidence: [{ line: 13 }, { line: 16 }, { fact: 'generated', value: 'absent' }],
    },
  },
  {
    name: 'passes a set from after the loss, though the lost one has no date',
    facts: { codeSets: [aCodeSet({ status: 'lost', since: SINCE, generated: undefined }), aCodeSet({ generated: SINCE + 1 })] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'judges each lost set',
    facts: { codeSets: [lost(), aCodeSet({ status: 'compromised', since: SINCE, generated: at('2026-10-01') })] },
    expect: { outcome: 'fail', message: 'compromised', due: SINCE + 24 * HOUR },
  },
  {
    name: 'tells of every lost set that fails, and when the first was due',
    facts: {
      codeSets: [
        aCodeSet({ status: 'lost', since: SINCE, generated: at('2026-02-01') }),
        aCodeSet({ status: 'lost', since: SINCE - HOUR, generated: at('2026-02-01') }),
        aCodeSet({ status: 'lost', since: SINCE - 2 * HOUR, generated: at('2026-01-01') }),
      ],
    },
    expect: { outcome: 'fail', due: SINCE + 23 * HOUR, evidence: [{ fact: 'status' }, { fact: 'since' }, { fact: 'status' }, { fact: 'since' }] },
  },
  {
    name: 'does not speak where there is no set',
    facts: {},
    expect: { outcome: 'not-applicable', message: 'no current code set' },
  },
  {
    name: 'does not speak of AWS, which has no codes',
    subject: 'aws:111122223333/root',
    facts: { codeSets: [aCodeSet({ account: 'aws:111122223333/root' })] },
    expect: { outcome: 'not-applicable', message: 'no backup codes' },
  },
])
