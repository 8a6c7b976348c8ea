import lowRemaining from '../../src/rules/low-remaining.ts'
import { aCodeSet, aCount } from '../support/builders.ts'
import type { CodeSet } from '../../src/model/inventory.ts'
import type { Over } from '../support/builders.ts'
import { type RuleCase, testRule } from '../support/test-rule.ts'

const GOOGLE = 'google:ada@acme.test'
const of = (name: string, set: Over<CodeSet>, count: number | undefined, expected: RuleCase['expect']): RuleCase => ({
  name,
  subject: GOOGLE,
  facts: {
    codeSets: [aCodeSet({ account: GOOGLE, issued: 10, lines: { remaining: 17 }, ...set })],
    codeCounts: count === undefined ? [] : [aCount({ remaining: count })],
  },
  expect: expected,
})
const uses = (count: number) => Array.from({ length: count }, (_, index) => ({ at: index, code: index + 1 }))

const REGISTRAR = 'registrar:acme'
/** A set of a service of one's own, whose codes work once or again and again. */
const declared = (name: string, singleUse: boolean, set: Over<CodeSet>, expected: RuleCase['expect']): RuleCase => ({
  name,
  subject: REGISTRAR,
  facts: {
    services: [{ id: 'registrar', name: 'Domain registrar', rotation: 'scheduled', singleUse }],
    codeSets: [aCodeSet({ account: REGISTRAR, issued: 10, ...set })],
  },
  expect: expected,
})

testRule(lowRemaining, [
  declared('fails eight used of ten codes that work once', true, { used: uses(8) }, { outcome: 'fail', message: '2 codes remain' }),
  declared('does not speak of codes that work more than once', false, { used: uses(8) }, { outcome: 'not-applicable', message: 'none is used up' }),
  declared('believes the register that few remain', false, { used: uses(1), remaining: 2 }, { outcome: 'fail', message: '2 codes remain' }),
  declared('believes the register that a set is spent', false, { status: 'spent' }, { outcome: 'fail', message: 'No code remains' }),
  of('passes the minimum by the register', { remaining: 3 }, undefined, {
    outcome: 'pass',
    message: '3 codes remain; at least 3',
    evidence: [{ line: 17, fact: 'remaining', value: '3' }],
  }),
  of('fails one less', { remaining: 2 }, undefined, { outcome: 'fail', message: '2 codes remain', evidence: [{ line: 17 }] }),
  of('fails none', { remaining: 0 }, undefined, { outcome: 'fail', message: 'No code remains' }),
  of('passes the minimum by the provider', { remaining: undefined }, 3, {
    outcome: 'pass',
    evidence: [{ source: 'google-acme', fact: 'remaining codes', value: '3' }],
  }),
  of('fails one less by the provider', { remaining: undefined }, 2, { outcome: 'fail' }),
  of('takes the lower of two that contradict: the provider', { remaining: 10 }, 2, {
    outcome: 'fail',
    message: '2 codes remain, says the provider; the register says 10',
    evidence: [{ value: '2' }, { value: '10' }],
  }),
  of('takes the lower of two that contradict: the register', { remaining: 1 }, 9, {
    outcome: 'fail',
    message: '1 code remains, says the register; the provider says 9',
  }),
  of('names both where they contradict and both are enough', { remaining: 9 }, 8, { outcome: 'pass', message: 'says the provider; the register says 9' }),
  of('derives it from the uses', { used: uses(8) }, undefined, {
    outcome: 'fail',
    message: '2 codes remain',
    evidence: [{ fact: 'issued', value: '10, of which 8 used' }],
  }),
  of('derives enough from the uses', { used: uses(7) }, undefined, { outcome: 'pass' }),
  of('takes the lower of what the register says twice', { used: uses(9), remaining: 10 }, undefined, {
    outcome: 'fail',
    message: '1 code remains, says the register; it also says 10',
  }),
  of('does not derive it where the register does not say how many were issued', { used: uses(9), issued: undefined }, undefined, { outcome: 'unknown' }),
  of('says a number once where both agree', { remaining: 2 }, 2, { outcome: 'fail', message: /^2 codes remain; at least 3/ }),
  of('where the provider agrees with one of two in the register, it is the one named', { used: uses(8), remaining: 9 }, 2, {
    outcome: 'fail',
    message: '2 codes remain, says the provider; the register says 9',
  }),
  of('a spent set has none left', { status: 'spent' }, undefined, {
    outcome: 'fail',
    message: 'No code remains',
    evidence: [{ fact: 'status', value: 'spent' }],
  }),
  of('says unknown where nobody says', {}, undefined, { outcome: 'unknown', message: 'Neither a provider nor the register', evidence: [{ value: 'absent' }] }),
  { ...of('passes the minimum of the policy', { remaining: 1 }, undefined, { outcome: 'pass' }), params: { minimum: 1 } },
  { ...of('fails below the minimum of the policy', { remaining: 4 }, undefined, { outcome: 'fail' }), params: { minimum: 5 } },
  {
    name: 'does not speak of Bitwarden, which issues one',
    subject: 'bitwarden:ada@acme.test',
    facts: { codeSets: [aCodeSet({ account: 'bitwarden:ada@acme.test', remaining: 0 })] },
    expect: { outcome: 'not-applicable', message: 'issues one code' },
  },
  {
    name: 'does not speak where one was issued at a service without a number',
    subject: 'dropbox:ada@acme.test',
    facts: { codeSets: [aCodeSet({ account: 'dropbox:ada@acme.test', issued: 1, remaining: 1 })] },
    expect: { outcome: 'not-applicable', message: 'One code was issued.', evidence: [{ fact: 'issued', value: '1' }], rests: ['codeSets'] },
  },
  {
    name: 'says unknown where it is not known whether more than one was issued',
    subject: 'dropbox:ada@acme.test',
    facts: { codeSets: [aCodeSet({ account: 'dropbox:ada@acme.test', issued: undefined, remaining: 1 })] },
    expect: { outcome: 'unknown', message: 'how many codes were issued', evidence: [{ fact: 'remaining', value: '1' }] },
  },
  {
    name: 'passes where more remain than one',
    subject: 'dropbox:ada@acme.test',
    facts: { codeSets: [aCodeSet({ account: 'dropbox:ada@acme.test', issued: undefined, remaining: 3 })] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'does not believe a register that says one of sixteen was issued',
    facts: { codeSets: [aCodeSet({ issued: 1, remaining: 1 })] },
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
