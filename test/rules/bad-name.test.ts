import badName from '../../src/rules/bad-name.ts'
import { aCodeSet } from '../support/builders.ts'
import { testRule } from '../support/test-rule.ts'

const named = (name: string | undefined) => ({ codeSets: [aCodeSet({ name, lines: { name: 11 } })] })
const pattern = '^(GitHub|Google) [A-Z][A-Za-z0-9 ()-]*$'

testRule(badName, [
  {
    name: 'passes service and kind of account',
    facts: named('AWS Production'),
    expect: { outcome: 'pass', evidence: [{ line: 11, fact: 'name', value: 'AWS Production' }] },
  },
  { name: 'fails what does not tell them', facts: named('octo bot codes'), expect: { outcome: 'fail', message: '"octo bot codes"', evidence: [{ line: 11 }] } },
  { name: 'fails one word', facts: named('GitHub'), expect: { outcome: 'fail' } },
  { name: 'passes the pattern of the policy', facts: named('GitHub Work (Ada)'), params: { pattern }, expect: { outcome: 'pass' } },
  {
    name: 'fails another service than those of the policy',
    facts: named('Dropbox Work'),
    params: { pattern },
    expect: { outcome: 'fail', message: /pattern \^\(GitHub/ },
  },
  { name: 'looks for the pattern anywhere', facts: named('codes of ada'), params: { pattern: 'of' }, expect: { outcome: 'pass' } },
  { name: 'says unknown of a set without a name', facts: named(undefined), expect: { outcome: 'unknown', evidence: [{ fact: 'name', value: 'absent' }] } },
  {
    name: 'covers what looks like a code in a name',
    facts: named('code 73019284'),
    expect: { outcome: 'fail', message: /"code •{8}"/, evidence: [{ value: 'code ••••••••' }] },
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
