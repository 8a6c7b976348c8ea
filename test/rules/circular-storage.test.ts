import type { Facts } from '../../src/model/inventory.ts'
import circularStorage from '../../src/rules/circular-storage.ts'
import { aCodeSet, aCopy, aLocation, aSafe } from '../support/builders.ts'
import { testRule } from '../support/test-rule.ts'

const OPS = 'bitwarden:ops@acme.test'
/** Locations by what unlocks them, and sets by where their copies lie. */
const world = (
  locations: Readonly<Record<string, readonly string[] | undefined>>,
  sets: Readonly<Record<string, readonly string[] | undefined>>,
): Partial<Facts> => ({
  locations: Object.entries(locations).map(([id, unlockedBy]) => aLocation({ id, unlockedBy })),
  codeSets: Object.entries(sets).map(([account, places]) => aCodeSet({ account, copies: places?.map((location) => aCopy({ location })) })),
})

testRule(circularStorage, [
  {
    name: 'passes a place that no account unlocks',
    facts: { locations: [aLocation(), aSafe()], codeSets: [aCodeSet()] },
    expect: {
      outcome: 'pass',
      evidence: [
        { line: 20, fact: 'copy', value: 'vault-hq' },
        { line: 21, value: 'hq-safe' },
      ],
    },
  },
  { name: 'passes a place with an empty list', facts: world({ manager: [] }, { 'github:ada': ['manager'] }), expect: { outcome: 'pass' } },
  {
    name: 'passes a place that an account without codes unlocks',
    facts: world({ vault: ['okta:acme'] }, { 'github:ada': ['vault'] }),
    expect: { outcome: 'pass' },
  },
  {
    name: 'fails a place that only the account itself unlocks',
    subject: OPS,
    facts: world({ manager: [OPS] }, { [OPS]: ['manager'] }),
    expect: { outcome: 'fail', message: `manager (unlocked by ${OPS})`, evidence: [{ line: 20, value: `manager, unlocked by ${OPS}` }] },
  },
  {
    name: 'fails another account whose copy lies behind that',
    facts: world({ manager: [OPS] }, { [OPS]: ['manager'], 'github:ada': ['manager'] }),
    expect: { outcome: 'fail' },
  },
  {
    name: 'fails though another copy can be reached',
    facts: world({ manager: [OPS], safe: undefined }, { [OPS]: ['manager'], 'github:ada': ['manager', 'safe'] }),
    expect: { outcome: 'fail', evidence: [{ value: `manager, unlocked by ${OPS}` }] },
  },
  {
    name: 'passes where the unlocking account has a copy elsewhere',
    facts: world({ manager: [OPS], safe: undefined }, { [OPS]: ['manager', 'safe'], 'github:ada': ['manager'] }),
    expect: { outcome: 'pass' },
  },
  {
    name: 'passes where another account unlocks it as well',
    facts: world({ manager: [OPS, 'okta:acme'] }, { [OPS]: ['manager'], 'github:ada': ['manager'] }),
    expect: { outcome: 'pass' },
  },
  {
    name: 'fails a circle over two places',
    facts: world(
      { one: ['google:a@acme.test'], two: ['google:b@acme.test'] },
      { 'google:a@acme.test': ['two'], 'google:b@acme.test': ['one'], 'github:ada': ['one'] },
    ),
    expect: { outcome: 'fail' },
  },
  {
    name: 'passes a chain over two places that ends in a safe',
    facts: world(
      { one: ['google:a@acme.test'], two: ['google:b@acme.test'], safe: undefined },
      { 'google:a@acme.test': ['two'], 'google:b@acme.test': ['safe'], 'github:ada': ['one'] },
    ),
    expect: { outcome: 'pass' },
  },
  {
    name: 'names each such place, and each account that unlocks it',
    facts: world({ one: [OPS, 'google:a@acme.test'], two: [OPS] }, { [OPS]: ['one'], 'google:a@acme.test': ['one'], 'github:ada': ['one', 'two'] }),
    expect: { outcome: 'fail', message: `one (unlocked by ${OPS}, google:a@acme.test); two (unlocked by ${OPS}).` },
  },
  {
    name: 'finds the unlocking account in another spelling',
    facts: world({ manager: ['bitwarden:OPS@acme.test'] }, { [OPS]: ['manager'], 'github:ada': ['manager'] }),
    expect: { outcome: 'fail' },
  },
  {
    name: 'says unknown where it is not known where the codes of the unlocking account lie',
    facts: world({ manager: [OPS] }, { [OPS]: undefined, 'github:ada': ['manager'] }),
    expect: { outcome: 'unknown' },
  },
  {
    name: 'says unknown though another copy can be reached, and names the one that perhaps cannot',
    facts: world({ manager: [OPS], safe: undefined }, { [OPS]: undefined, 'github:ada': ['safe', 'manager'] }),
    expect: { outcome: 'unknown', message: `can be reached: manager (unlocked by ${OPS}).`, evidence: [{ value: `manager, unlocked by ${OPS}` }] },
  },
  {
    name: 'says unknown where it is open which set of the unlocking account is the current one',
    facts: {
      locations: [aLocation({ id: 'manager', unlockedBy: [OPS] }), aSafe()],
      codeSets: [
        aCodeSet({ account: OPS, copies: [aCopy({ location: 'manager' })] }),
        aCodeSet({ account: OPS, copies: [aCopy({ location: 'hq-safe' })], generated: undefined }),
        aCodeSet({ copies: [aCopy({ location: 'manager' })] }),
      ],
    },
    expect: { outcome: 'unknown' },
  },
  {
    name: 'fails where every set that may be the current one lies behind itself',
    facts: {
      locations: [aLocation({ id: 'manager', unlockedBy: [OPS] })],
      codeSets: [
        aCodeSet({ account: OPS, copies: [aCopy({ location: 'manager' })] }),
        aCodeSet({ account: OPS, copies: [], generated: undefined }),
        aCodeSet({ copies: [aCopy({ location: 'manager' })] }),
      ],
    },
    expect: { outcome: 'fail' },
  },
  {
    name: 'passes where all sets of the unlocking account are revoked: it has no codes',
    facts: {
      ...world({ manager: [OPS] }, { 'github:ada': ['manager'] }),
      codeSets: [aCodeSet({ copies: [aCopy({ location: 'manager' })] }), aCodeSet({ account: OPS, status: 'revoked' })],
    },
    expect: { outcome: 'pass' },
  },
  { name: 'says unknown where the register does not say where the copies lie', facts: world({}, { 'github:ada': undefined }), expect: { outcome: 'unknown' } },
  {
    name: 'does not speak where no copy is',
    facts: world({}, { 'github:ada': [] }),
    expect: { outcome: 'not-applicable', evidence: [{ fact: 'copies', value: 'none' }] },
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
