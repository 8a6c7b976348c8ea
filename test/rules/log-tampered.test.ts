import { expect } from 'vitest'
import logTampered from '../../src/rules/log-tampered.ts'
import type { Integrity, Log } from '../../src/model/inventory.ts'
import { HOUR } from '../../src/model/time.ts'
import { aForm, aGap, aLog, AS_OF } from '../support/builders.ts'
import { testRule } from '../support/test-rule.ts'

const verified: Integrity = { state: 'verified', to: AS_OF - HOUR, problems: [] }
const anOwnLog = (integrity: Integrity | undefined, source = 'own-log'): Log =>
  aLog({ source, sourceType: 'log', location: 'hq-safe', grade: 'manual', ...(integrity === undefined ? {} : { integrity }) })
const aTrail = (integrity: Integrity): Log => aLog({ source: 'trail', sourceType: 'cloudtrail', location: 'hq-safe', integrity })
const problem = (kind: string, line?: number): Integrity['problems'][number] => ({
  kind,
  detail: 'record 2 was changed after it was appended',
  file: 'log.jsonl',
  ...(line === undefined ? {} : { line }),
})
const hq = { subject: 'hq-safe' } as const

testRule(logTampered, [
  {
    ...hq,
    name: 'passes a log that is what was written to it, and says until when',
    facts: { logs: [anOwnLog(verified)] },
    expect: { outcome: 'pass', message: 'up to its checkpoint of 2026-11-22T23:00:00.000Z', evidence: [{ source: 'own-log', fact: 'proven until' }] },
  },
  {
    ...hq,
    name: 'proves two sources only until the earlier of their checkpoints',
    facts: { logs: [anOwnLog(verified), anOwnLog({ ...verified, to: AS_OF - 2 * HOUR }, 'own-two')] },
    expect: {
      outcome: 'pass',
      message: 'up to its checkpoint of 2026-11-22T22:00:00.000Z',
      evidence: [{ source: 'own-log' }, { source: 'own-two' }],
    },
  },
  {
    ...hq,
    name: 'passes one with records after its last checkpoint',
    facts: { logs: [anOwnLog({ ...verified, problems: [problem('unsealed')] })] },
    expect: { outcome: 'pass' },
  },
  {
    ...hq,
    name: 'fails one that was tampered with, and names the place',
    facts: { logs: [anOwnLog({ state: 'tampered', problems: [problem('break', 3), problem('gap', 5)] })] },
    expect: {
      outcome: 'fail',
      message: 'record 2 was changed after it was appended (and 1 more)',
      evidence: [
        { source: 'own-log', file: 'log.jsonl', line: 3, fact: 'break' },
        { source: 'own-log', file: 'log.jsonl', line: 5, fact: 'gap' },
      ],
    },
  },
  {
    ...hq,
    name: 'fails one that was tampered with although the gaps hide its location',
    facts: { logs: [anOwnLog({ state: 'tampered', problems: [problem('fork')] })] },
    gaps: [aGap({ about: 'escrowEvents', hides: { location: 'hq-safe' } })],
    expect: { outcome: 'fail' },
  },
  {
    ...hq,
    name: 'fails where one source of two was tampered with',
    facts: { logs: [anOwnLog(verified), anOwnLog({ state: 'tampered', problems: [problem('restart')] }, 'own-two')] },
    expect: { outcome: 'fail', message: /appended\.$/, evidence: [{ source: 'own-two' }] },
  },
  {
    ...hq,
    name: 'shows what is wrong with the one that was tampered with alone',
    facts: { logs: [anOwnLog({ ...verified, problems: [problem('unsealed')] }), anOwnLog({ state: 'tampered', problems: [problem('fork')] }, 'own-two')] },
    expect: { outcome: 'fail', evidence: [{ source: 'own-two', fact: 'fork' }] },
  },
  {
    ...hq,
    name: 'shows ten problems and counts the rest',
    facts: { logs: [anOwnLog({ state: 'tampered', problems: Array.from({ length: 12 }, (_, index) => problem('break', index + 1)) })] },
    expect: { outcome: 'fail', message: '(and 11 more)', evidence: Array.from({ length: 10 }, (_, index) => ({ line: index + 1 })) },
  },
  {
    ...hq,
    name: 'shows ten things that are not proven',
    facts: { logs: [anOwnLog({ state: 'unproven', problems: Array.from({ length: 12 }, (_, index) => problem('unknown-key', index + 1)) })] },
    expect: { outcome: 'unknown', evidence: Array.from({ length: 10 }, (_, index) => ({ line: index + 1 })) },
  },
  {
    ...hq,
    name: 'says unknown of one that cannot be proven',
    facts: { logs: [anOwnLog({ state: 'unproven', problems: [problem('unknown-key')] })] },
    expect: {
      outcome: 'unknown',
      message: 'Not known whether the log of hq-safe was tampered with: record 2 was changed after it was appended.',
      evidence: [{ fact: 'unknown-key' }],
    },
  },
  { ...hq, name: 'says unknown of one without a seal', facts: { logs: [anOwnLog({ state: 'verified', problems: [] })] }, expect: { outcome: 'unknown' } },
  {
    ...hq,
    name: 'says unknown of one of which nothing is known',
    facts: { logs: [anOwnLog(undefined)] },
    expect: { outcome: 'unknown', message: 'tampered with: nothing proves it.', evidence: [] },
  },
  {
    ...hq,
    name: 'says unknown where one source of two cannot be proven',
    facts: { logs: [anOwnLog(verified), anOwnLog({ state: 'unproven', problems: [problem('no-checkpoint')] }, 'own-two')] },
    expect: { outcome: 'unknown' },
  },
  {
    ...hq,
    name: 'says unknown where no source gave the log',
    facts: { logs: [] },
    gaps: [aGap({ about: 'escrowEvents', hides: { location: 'hq-safe' } })],
    expect: { outcome: 'unknown', message: 'No source gave' },
  },
  {
    ...hq,
    name: 'shows a place without a line as such',
    facts: { logs: [anOwnLog({ state: 'unproven', problems: [problem('unsealed')] })] },
    expect: { outcome: 'unknown', evidence: [expect.not.objectContaining({ line: expect.anything() as unknown }) as object] },
  },
  {
    ...hq,
    name: 'proves a trail by its digests',
    facts: { logs: [aTrail(verified)] },
    expect: { outcome: 'pass', message: 'up to its digest of 2026-11-22T23:00:00.000Z' },
  },
  {
    ...hq,
    name: 'says where the files of a trail that was tampered with can be had',
    facts: { logs: [aTrail({ state: 'tampered', problems: [problem('changed')] })] },
    expect: { outcome: 'fail', remediation: 'what stood there: the digests name each file with its hash' },
  },
  {
    ...hq,
    name: 'says where the records of an own log that was tampered with can be had',
    facts: { logs: [anOwnLog({ state: 'tampered', problems: [problem('changed')] })] },
    expect: { outcome: 'fail', remediation: 'what stood there: sparekey log verify lists every place' },
  },
  {
    ...hq,
    name: 'says how a trail can be proven',
    facts: { logs: [aTrail({ state: 'unproven', problems: [] })] },
    expect: { outcome: 'unknown', remediation: /^Keep the log files with all their digests/ },
  },
  {
    ...hq,
    name: 'speaks of checkpoints where a trail lies beside an own log',
    facts: { logs: [aTrail(verified), anOwnLog(verified)] },
    expect: { outcome: 'pass', message: 'up to its checkpoint of' },
  },
  { ...hq, name: 'does not speak of a form', facts: { logs: [aForm()] }, expect: { outcome: 'not-applicable' } },
  {
    name: 'looks at every log of which it is known whether it is what was written, whatever its kind',
    facts: { logs: [aLog({ integrity: verified })] },
    expect: { outcome: 'pass' },
  },
  { ...hq, name: 'looks at the own log beside a form', facts: { logs: [aForm(), anOwnLog(verified)] }, expect: { outcome: 'pass' } },
])
