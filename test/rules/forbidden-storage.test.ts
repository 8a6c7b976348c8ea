import type { Location } from '../../src/model/inventory.ts'
import forbiddenStorage from '../../src/rules/forbidden-storage.ts'
import { aCodeSet, aCopy, aLocation, aSafe } from '../support/builders.ts'
import { type RuleCase, testRule } from '../support/test-rule.ts'

const at = (kind: Location['kind'], encrypted: boolean | undefined, outcome: RuleCase['expect']['outcome'], message: string | RegExp = /./): RuleCase => ({
  name: `says ${outcome} of a copy at ${kind}, ${encrypted === undefined ? 'of which it is not known whether it is encrypted' : encrypted ? 'encrypted' : 'not encrypted'}`,
  facts: { locations: [aLocation({ kind, encrypted })], codeSets: [aCodeSet({ copies: [aCopy()] })] },
  expect: { outcome, message, evidence: [{ line: 20, fact: 'copy' }] },
})

testRule(forbiddenStorage, [
  at('vault', true, 'pass', 'is encrypted.'),
  at('vault', false, 'fail', 'A copy lies at vault-hq, which is not encrypted.'),
  at('vault', undefined, 'unknown', 'The register does not say whether vault-hq is encrypted.'),
  at('password-manager', false, 'fail'),
  at('password-manager', undefined, 'unknown'),
  ...(['safe', 'paper', 'hardware-token'] as const).map((kind) => at(kind, undefined, 'pass', `is ${kind}.`)),
  at('safe', false, 'pass'),
  ...(['file', 'email', 'notes', 'chat'] as const).map((kind) => at(kind, true, 'fail')),
  at('notes', undefined, 'fail'),
  at('other', true, 'pass'),
  at('other', undefined, 'unknown'),
  at('other', false, 'unknown', 'is not encrypted, and it is not known whether it is digital.'),
  { ...at('safe', undefined, 'fail'), name: 'fails the kinds of the policy', params: { kinds: ['safe'] } },
  { ...at('notes', true, 'pass'), name: 'passes encrypted notes where the policy allows them', params: { kinds: ['chat'] } },
  { ...at('notes', false, 'fail'), name: 'fails notes in clear where the policy allows the kind', params: { kinds: ['chat'] } },
  {
    name: 'one bad copy fails among good ones, and names the place',
    facts: {
      locations: [aLocation(), aSafe(), aLocation({ id: 'wiki', kind: 'notes' })],
      codeSets: [aCodeSet({ copies: [aCopy(), aCopy({ location: 'wiki' })] })],
    },
    expect: { outcome: 'fail', message: 'A copy lies at wiki, kind notes.', evidence: [{ value: 'wiki, kind notes, encrypted' }] },
  },
  {
    name: 'fails where another copy is unknown',
    facts: {
      locations: [aLocation({ encrypted: undefined }), aLocation({ id: 'wiki', kind: 'notes' })],
      codeSets: [aCodeSet({ copies: [aCopy(), aCopy({ location: 'wiki' })] })],
    },
    expect: { outcome: 'fail' },
  },
  {
    name: 'says unknown where the register does not say where the copies lie',
    facts: { codeSets: [aCodeSet({ copies: undefined })] },
    expect: { outcome: 'unknown' },
  },
  {
    name: 'says unknown of a copy at a place that is not declared',
    facts: { locations: [aLocation()], codeSets: [aCodeSet()] },
    expect: { outcome: 'unknown', message: 'does not declare' },
  },
  {
    name: 'tells of every bad copy',
    facts: {
      locations: [aLocation({ encrypted: false }), aLocation({ id: 'wiki', kind: 'notes', encrypted: undefined })],
      codeSets: [aCodeSet({ copies: [aCopy(), aCopy({ location: 'wiki' })] })],
    },
    expect: {
      outcome: 'fail',
      message: 'A copy lies at vault-hq, which is not encrypted; a copy lies at wiki, kind notes.',
      evidence: [{ value: 'vault-hq, kind vault, not encrypted' }, { value: 'wiki, kind notes' }],
    },
  },
  {
    name: 'does not speak where no copy is',
    facts: { codeSets: [aCodeSet({ copies: [] })] },
    expect: { outcome: 'not-applicable', message: 'no copy', evidence: [{ fact: 'copies', value: 'none' }] },
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
