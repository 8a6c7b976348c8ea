import logSilent from '../../src/rules/log-silent.ts'
import { DAY } from '../../src/model/time.ts'
import { aForm, aGap, aLog, AS_OF, at } from '../support/builders.ts'
import { testRule } from '../support/test-rule.ts'

const last = (lastRecord: number | undefined, covers: { from: number; to: number } | undefined = { from: at('2026-01-01'), to: AS_OF }) => ({
  logs: [aLog({ lastRecord, covers })],
})
const broken = [aGap({ about: 'escrowEvents', hides: { location: 'vault-hq' } })]

testRule(logSilent, [
  {
    name: 'passes a log with a late record',
    facts: {},
    expect: {
      outcome: 'pass',
      message: /^The last record is from 2026-11-22\.$/,
      evidence: [{ source: 'vault-hq', fact: 'last record', value: '2026-11-22T00:00:00.000Z' }],
    },
  },
  { name: 'passes at the limit to the millisecond', facts: last(AS_OF - 7 * DAY), expect: { outcome: 'pass' } },
  {
    name: 'fails a millisecond beyond it',
    facts: last(AS_OF - 7 * DAY - 1),
    expect: {
      outcome: 'fail',
      message: '7 days before the audit; the limit is 7 days',
      remediation: 'See to it that the log is written',
      evidence: [{ source: 'vault-hq' }],
    },
  },
  { name: 'passes within the silence of the policy', facts: last(AS_OF - 30 * DAY), params: { 'max-silence': 30 * DAY }, expect: { outcome: 'pass' } },
  { name: 'fails beyond the silence of the policy', facts: last(AS_OF - DAY - 1), params: { 'max-silence': DAY }, expect: { outcome: 'fail' } },
  {
    name: 'fails a log that has no record in all the time that it covers',
    facts: last(undefined),
    expect: { outcome: 'fail', message: 'There is no record, 326 days before the audit', evidence: [{ value: 'none' }] },
  },
  {
    name: 'says unknown of a log without a record that covers a short time',
    facts: last(undefined, { from: AS_OF - DAY, to: AS_OF }),
    expect: { outcome: 'unknown' },
  },
  {
    name: 'says unknown where the log does not say what it covers',
    facts: { logs: [aLog({ lastRecord: AS_OF - 30 * DAY, covers: undefined })] },
    expect: {
      outcome: 'unknown',
      message: 'Not known whether the log of vault-hq is alive: The last record is from 2026-10-24, and the source does not say what its log covers.',
    },
  },
  {
    name: 'passes a late record, though it is said to cover only what is long ago',
    facts: last(AS_OF - DAY, { from: 0, to: AS_OF - 60 * DAY }),
    expect: { outcome: 'pass' },
  },
  {
    name: 'does not speak about a database, which is no log',
    facts: { logs: [aLog({ sourceType: 'keepassxc', items: [], lastRecord: at('2020-01-01'), covers: undefined })] },
    gaps: broken,
    expect: { outcome: 'not-applicable', rests: [], message: 'What is read of vault-hq is a database and no log.' },
  },
  {
    name: 'speaks about the log beside a database',
    facts: { logs: [aLog({ sourceType: 'keepassxc', items: [] }), ...last(AS_OF - 8 * DAY).logs] },
    expect: { outcome: 'fail' },
  },
  { name: 'passes a late record even so', facts: { logs: [aLog({ covers: undefined })] }, expect: { outcome: 'pass' } },
  {
    name: 'says unknown where the log ends soon after its last record',
    facts: last(AS_OF - 10 * DAY, { from: 0, to: AS_OF - 5 * DAY }),
    expect: { outcome: 'unknown', message: 'covers only the time from 1970-01-01 to 2026-11-18' },
  },
  {
    name: 'says unknown where the log ends at the limit after its last record',
    facts: last(AS_OF - 10 * DAY, { from: 0, to: AS_OF - 3 * DAY }),
    expect: { outcome: 'unknown', message: 'covers only the time' },
  },
  {
    name: 'fails where it ends a millisecond later',
    facts: last(AS_OF - 10 * DAY, { from: 0, to: AS_OF - 3 * DAY + 1 }),
    expect: { outcome: 'fail' },
  },
  {
    name: 'fails where it was silent for too long before its end',
    facts: last(AS_OF - 30 * DAY, { from: 0, to: AS_OF - 5 * DAY }),
    expect: { outcome: 'fail', message: 'end of what the log covers' },
  },
  {
    name: 'says unknown where a part of the log cannot be read',
    facts: last(AS_OF - 30 * DAY),
    gaps: broken,
    expect: { outcome: 'unknown', message: 'cannot be read' },
  },
  {
    name: 'one silent source fails beside one that is alive',
    facts: { logs: [aLog(), aLog({ source: 'vault-two', lastRecord: AS_OF - 30 * DAY })] },
    expect: { outcome: 'fail', evidence: [{ source: 'vault-two' }] },
  },
  {
    name: 'older files need not go on where a younger source is alive',
    facts: { logs: [aLog(), aLog({ source: 'old', lastRecord: AS_OF - 90 * DAY, covers: { from: 0, to: AS_OF - 60 * DAY } })] },
    expect: { outcome: 'pass', evidence: [{ source: 'vault-hq' }] },
  },
  {
    name: 'files that ended at the limit are not older yet',
    facts: { logs: [aLog(), aLog({ source: 'two', lastRecord: AS_OF - 90 * DAY, covers: { from: 0, to: AS_OF - 7 * DAY } })] },
    expect: { outcome: 'fail', evidence: [{ source: 'two' }] },
  },
  {
    name: 'files that ended a millisecond before it are',
    facts: { logs: [aLog(), aLog({ source: 'two', lastRecord: AS_OF - 90 * DAY, covers: { from: 0, to: AS_OF - 7 * DAY - 1 } })] },
    expect: { outcome: 'pass', evidence: [{ source: 'vault-hq' }] },
  },
  { name: 'older files alone are silent', facts: last(AS_OF - 90 * DAY, { from: 0, to: AS_OF - 60 * DAY }), expect: { outcome: 'fail' } },
  {
    name: 'says unknown where one source cannot tell',
    facts: { logs: [aLog(), aLog({ source: 'vault-two', lastRecord: undefined, covers: undefined })] },
    expect: { outcome: 'unknown' },
  },
  { name: 'judges a form, too', subject: 'hq-safe', facts: { logs: [aForm({ lastRecord: AS_OF - 8 * DAY })] }, expect: { outcome: 'fail' } },
  { name: 'says unknown where no source gave the log', facts: { logs: [] }, gaps: broken, expect: { outcome: 'unknown', message: 'No source gave' } },
])
