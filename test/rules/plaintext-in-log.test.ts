import plaintextInLog from '../../src/rules/plaintext-in-log.ts'
import { aForm, aGap, aLog, aPlaintext } from '../support/builders.ts'
import { testRule } from '../support/test-rule.ts'

testRule(plaintextInLog, [
  {
    name: 'passes a vault log in which nothing stands in clear',
    facts: {},
    expect: { outcome: 'pass', message: 'an HMAC', evidence: [{ source: 'vault-hq', fact: 'texts in clear', value: 'none' }] },
  },
  {
    name: 'fails a text in clear, and says where it stands',
    facts: { plaintexts: [aPlaintext()] },
    expect: {
      outcome: 'fail',
      message: 'The log of vault-hq shows a text in clear at response.data.data.codes.',
      evidence: [{ source: 'vault-hq', line: 7, fact: 'response.data.data.codes', value: 'a text in clear' }],
    },
  },
  {
    name: 'fails a number that may be a code',
    facts: { plaintexts: [aPlaintext({ what: 'number' })] },
    expect: { outcome: 'fail', message: 'a number that may be a code' },
  },
  {
    name: 'fails a name that looks like a code',
    facts: { plaintexts: [aPlaintext({ what: 'key' })] },
    expect: { outcome: 'fail', message: 'a name that looks like a code' },
  },
  {
    name: 'shows ten places and counts the rest',
    facts: { plaintexts: Array.from({ length: 12 }, (_, index) => aPlaintext({ origin: { source: 'vault-hq', file: 'audit.jsonl', line: index + 1 } })) },
    expect: { outcome: 'fail', message: '(and 11 more)', evidence: Array.from({ length: 10 }, () => ({})) },
  },
  {
    name: 'leaves what stands in the log of another place to that place',
    facts: { plaintexts: [aPlaintext({ location: 'vault-two' })] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'does not speak of a form, which has no payload',
    subject: 'hq-safe',
    facts: {},
    expect: { outcome: 'not-applicable', message: 'carries no payload' },
  },
  { name: 'speaks where a vault is one of several sources', facts: { logs: [aForm({ location: 'vault-hq' }), aLog()] }, expect: { outcome: 'pass' } },
  {
    name: 'says unknown where no source gave the log',
    facts: { logs: [] },
    gaps: [aGap({ about: 'escrowEvents', hides: { location: 'vault-hq' } })],
    expect: { outcome: 'unknown', message: 'No source gave' },
  },
])
