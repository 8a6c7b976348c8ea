import type { Location } from '../../src/model/inventory.ts'
import missingStorageKind from '../../src/rules/missing-storage-kind.ts'
import { aCodeSet, aCopy, aLocation, AS_OF, at as instant } from '../support/builders.ts'
import { type RuleCase, testRule } from '../support/test-rule.ts'

const at = (
  kinds: readonly Location['kind'][],
  outcome: RuleCase['expect']['outcome'],
  require?: readonly string[],
  message: string | RegExp = /./,
): RuleCase => ({
  name: `says ${outcome} of ${kinds.join(' and ') || 'no copies'}${require === undefined ? '' : ` where ${require.join(' and ')} is required`}`,
  facts: {
    locations: kinds.map((kind, index) => aLocation({ id: `place-${String(index)}`, kind })),
    codeSets: [aCodeSet({ copies: kinds.map((_, index) => aCopy({ location: `place-${String(index)}` })) })],
  },
  ...(require === undefined ? {} : { params: { require } }),
  expect: { outcome, message },
})

/** Copies at a vault and a safe, and when the register says that they were stored. */
const stored = (inVault: number | undefined, inSafe: number | undefined): RuleCase['facts'] => ({
  locations: [aLocation({ id: 'vault' }), aLocation({ id: 'safe', kind: 'safe' })],
  codeSets: [aCodeSet({ copies: [aCopy({ location: 'vault', stored: inVault }), aCopy({ location: 'safe', stored: inSafe })] })],
})

testRule(missingStorageKind, [
  {
    name: 'says unknown where the register says of the only physical copy that it was stored later than the audit',
    facts: stored(instant('2026-03-15'), AS_OF + 600_000),
    expect: {
      outcome: 'unknown',
      message: 'Whether the physical copy is there is not known, by the register stored later than the audit, or before the codes were generated.',
      remediation: 'Correct the register',
      evidence: [{ value: 'vault, kind vault' }, { value: 'safe, kind safe' }],
    },
  },
  {
    name: 'says unknown of both, stored before there were codes',
    facts: stored(instant('2026-03-14'), instant('2026-03-14T09:59:59Z')),
    expect: { outcome: 'unknown', message: 'Whether the digital and the physical copy is there is not known' },
  },
  { name: 'passes copies of the day of the codes, of now and of no time', facts: stored(instant('2026-03-15'), AS_OF + 60_000), expect: { outcome: 'pass' } },
  { name: 'passes copies of which the register does not say when they were stored', facts: stored(undefined, undefined), expect: { outcome: 'pass' } },
  {
    name: 'passes what is doubtful and not required',
    facts: stored(instant('2026-03-15'), instant('2027-03-15')),
    params: { require: ['digital'] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'passes copies of codes of no date',
    facts: { locations: [aLocation(), aLocation({ id: 'hq-safe', kind: 'safe' })], codeSets: [aCodeSet({ generated: undefined })] },
    expect: { outcome: 'pass' },
  },
  at(['vault', 'safe'], 'pass', undefined, 'There is a digital and a physical copy.'),
  at(['password-manager', 'paper'], 'pass'),
  at(['notes', 'hardware-token'], 'pass'),
  at(['vault', 'password-manager'], 'fail', undefined, 'the copies lie at place-0, place-1.'),
  at(['safe', 'paper'], 'fail'),
  at(['vault'], 'fail'),
  {
    name: 'fails where no copy is, and asks for each kind',
    facts: { codeSets: [aCodeSet({ copies: [] })] },
    expect: {
      outcome: 'fail',
      message: 'No digital and no physical copy: no copy is registered.',
      remediation: 'Store a digital and a physical copy',
      evidence: [{ fact: 'copies', value: 'none' }],
    },
  },
  at(['vault', 'other'], 'unknown'),
  at(['other', 'other'], 'unknown', undefined, 'kind other is the digital and the physical one.'),
  at(['other'], 'fail'),
  at(['vault'], 'pass', ['digital']),
  at(['vault'], 'fail', ['physical']),
  at(['other'], 'unknown', ['physical']),
  {
    name: 'names what is missing and where the copies lie',
    facts: { codeSets: [aCodeSet({ copies: [aCopy()] })] },
    expect: {
      outcome: 'fail',
      message: 'No physical copy: the copies lie at vault-hq.',
      evidence: [{ line: 20, fact: 'copy', value: 'vault-hq, kind vault' }],
    },
  },
  {
    name: 'says unknown where the register does not say where the copies lie',
    facts: { codeSets: [aCodeSet({ copies: undefined })] },
    expect: { outcome: 'unknown' },
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
