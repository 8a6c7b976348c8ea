import type { Location } from '../../src/model/inventory.ts'
import singleLocation from '../../src/rules/single-location.ts'
import { aCodeSet, aCopy, aLocation, aPerson, aSafe, AS_OF, at, grace } from '../support/builders.ts'
import { type RuleCase, testRule } from '../support/test-rule.ts'

/** A set with one copy at each of these locations. */
const copiesAt = (...locations: Location[]): RuleCase['facts'] => ({
  locations,
  codeSets: [aCodeSet({ copies: locations.map(({ id }) => aCopy({ location: id })) })],
})

/** A set with a copy at each of these locations, stored then. */
const storedAt = (...copies: (readonly [Location, number])[]): RuleCase['facts'] => ({
  locations: [...new Set(copies.map(([location]) => location))],
  codeSets: [aCodeSet({ copies: copies.map(([{ id }, stored]) => aCopy({ location: id, stored })) })],
})

const vault = aLocation()
const safe = aSafe()
const branch = aSafe({ id: 'branch-safe', site: 'branch', administrators: ['ada@acme.test'] })

const pair = (
  name: string,
  apart: readonly string[],
  first: Partial<Location>,
  second: Partial<Location>,
  outcome: RuleCase['expect']['outcome'],
): RuleCase => ({
  name: `apart by ${apart.join(' and ')}: ${name}`,
  facts: copiesAt({ ...vault, ...first }, { ...safe, ...second }),
  params: { apart },
  expect: { outcome },
})

testRule(singleLocation, [
  {
    name: 'passes two copies at two sites',
    facts: copiesAt(vault, safe),
    expect: {
      outcome: 'pass',
      message: 'Copies lie apart: vault-hq, hq-safe.',
      evidence: [
        { source: 'register', fact: 'copy', value: 'vault-hq, site eu-west-1' },
        { source: 'register', fact: 'copy', value: 'hq-safe, site hq' },
      ],
    },
  },
  {
    name: 'fails one copy',
    facts: copiesAt(vault),
    expect: { outcome: 'fail', message: 'One copy only (vault-hq); 2 are asked for.', evidence: [{ value: 'vault-hq, site eu-west-1' }] },
  },
  {
    name: 'covers a code that stands for a site',
    facts: copiesAt(aLocation({ site: 'a1b2c-3d4e5' })),
    expect: { outcome: 'fail', evidence: [{ value: 'vault-hq, site •••••••••••' }] },
  },
  {
    name: 'fails no copy',
    facts: { codeSets: [aCodeSet({ copies: [] })] },
    expect: { outcome: 'fail', message: 'No copy; 2 are asked for.', evidence: [{ line: 10, fact: 'copies', value: 'none' }] },
  },
  {
    name: 'fails two copies at one location',
    facts: { locations: [vault], codeSets: [aCodeSet({ copies: [aCopy(), aCopy({ item: 'github/ada-2' })] })] },
    expect: { outcome: 'fail', message: 'One copy only (vault-hq); 2 are asked for.', evidence: [{}, {}] },
  },
  {
    name: 'fails two locations at one site',
    facts: copiesAt(vault, aSafe({ site: 'eu-west-1' })),
    expect: {
      outcome: 'fail',
      message: 'Fewer than 2 of the copies are apart (location, site): vault-hq, hq-safe.',
      remediation: 'shares none of these with the others: location, site.',
    },
  },
  {
    name: 'says unknown where a site is absent',
    facts: copiesAt(vault, aSafe({ site: undefined })),
    expect: {
      outcome: 'unknown',
      message: 'does not say enough about vault-hq, hq-safe to tell whether they are apart (location, site).',
      evidence: [{}, { value: 'hq-safe' }],
    },
  },
  {
    name: 'says unknown where both sites are absent',
    facts: copiesAt(aLocation({ site: undefined }), aSafe({ site: undefined })),
    expect: { outcome: 'unknown' },
  },
  { name: 'fails one copy without a site: no site would help', facts: copiesAt(aSafe({ site: undefined })), expect: { outcome: 'fail' } },
  {
    name: 'a proven pair passes, whatever a third without a site says',
    facts: copiesAt(aSafe({ id: 'ops-notes', site: undefined }), vault, safe),
    expect: { outcome: 'pass' },
  },
  {
    name: 'a proven pair passes, though a third shares a site',
    facts: copiesAt(vault, aSafe({ id: 'other', site: 'eu-west-1' }), safe),
    expect: { outcome: 'pass' },
  },
  {
    name: 'says unknown where two share a site and a third has none',
    facts: copiesAt(vault, aSafe({ id: 'other', site: 'eu-west-1' }), aSafe({ site: undefined })),
    expect: { outcome: 'unknown' },
  },
  {
    name: 'says unknown where a copy that is needed was, by the register, stored later than the audit',
    facts: storedAt([vault, at('2026-03-15')], [safe, at('2026-12-01')]),
    expect: {
      outcome: 'unknown',
      message: 'Whether a copy is there is not known, by the register stored later than the audit, or before the codes were generated: hq-safe.',
      remediation: 'Correct the register',
      evidence: [{}, {}],
    },
  },
  {
    name: 'says unknown where copies were stored before the codes were generated, which is a copy of others',
    facts: storedAt([vault, at('2026-03-14')], [safe, at('2025-12-01')]),
    expect: { outcome: 'unknown', message: 'generated: vault-hq, hq-safe.' },
  },
  {
    name: 'says unknown though a third copy has no site',
    facts: storedAt([vault, at('2026-03-15')], [safe, at('2026-12-01')], [aSafe({ id: 'other', site: undefined }), at('2026-03-15')]),
    expect: { outcome: 'unknown' },
  },
  {
    name: 'passes two that are there, whatever the time of a third',
    facts: storedAt([vault, at('2026-03-15')], [safe, AS_OF], [branch, at('2027-01-01')]),
    expect: { outcome: 'pass' },
  },
  {
    name: 'passes a location with one sound copy beside a doubtful one',
    facts: storedAt([vault, at('2026-03-15')], [safe, at('2027-01-01')], [safe, at('2026-03-20')]),
    expect: { outcome: 'pass' },
  },
  {
    name: 'fails one copy only, whenever it was stored',
    facts: storedAt([vault, at('2027-01-01')]),
    expect: { outcome: 'fail' },
  },
  { name: 'minimum 3: passes three apart', facts: copiesAt(vault, safe, branch), params: { minimum: 3 }, expect: { outcome: 'pass' } },
  {
    name: 'minimum 3: fails two',
    facts: copiesAt(vault, safe),
    params: { minimum: 3 },
    expect: { outcome: 'fail', message: '2 copies only (vault-hq, hq-safe); 3 are asked for.' },
  },
  {
    name: 'minimum 3: fails three at two sites',
    facts: copiesAt(vault, safe, aSafe({ id: 'second-safe' })),
    params: { minimum: 3 },
    expect: { outcome: 'fail', message: 'Fewer than 3 of the copies are apart' },
  },
  {
    name: 'minimum 3: passes three of four, of which two share a site',
    facts: copiesAt(safe, aSafe({ id: 'second-safe' }), vault, branch),
    params: { minimum: 3 },
    expect: { outcome: 'pass' },
  },
  {
    name: 'minimum 3: says unknown where the third has no site',
    facts: copiesAt(vault, safe, aSafe({ id: 'other', site: undefined })),
    params: { minimum: 3 },
    expect: { outcome: 'unknown' },
  },
  { name: 'minimum 1: passes one copy, whatever its site', facts: copiesAt(aSafe({ site: undefined })), params: { minimum: 1 }, expect: { outcome: 'pass' } },
  { name: 'minimum 1: fails no copy', facts: { codeSets: [aCodeSet({ copies: [] })] }, params: { minimum: 1 }, expect: { outcome: 'fail' } },

  pair('two locations at one site', ['location'], { site: 'hq' }, { site: 'hq' }, 'pass'),
  pair('two sites', ['site'], {}, {}, 'pass'),
  {
    name: 'apart by site: two copies at one location are still one place',
    facts: { locations: [aLocation({ site: undefined })], codeSets: [aCodeSet({ copies: [aCopy(), aCopy()] })] },
    params: { apart: ['site'] },
    expect: { outcome: 'fail' },
  },
  pair('a vault and a safe', ['kind'], {}, {}, 'pass'),
  pair('two safes', ['kind'], { kind: 'safe' }, {}, 'fail'),
  pair('two products', ['product'], {}, { product: 'keepass' }, 'pass'),
  pair('one product', ['product'], {}, { product: 'hashicorp-vault' }, 'fail'),
  pair('an absent product', ['product'], {}, {}, 'unknown'),
  pair('different administrators', ['administrators'], {}, {}, 'pass'),
  pair('one administrator of both', ['administrators'], { administrators: ['it-director', 'ada@acme.test'] }, { administrators: ['ada@acme.test'] }, 'fail'),
  pair('location and kind differ, administrators are shared', ['kind', 'administrators'], {}, { administrators: ['it-director'] }, 'fail'),
  pair('one administrator in other letters', ['administrators'], { administrators: ['Ada@ACME.test'] }, { administrators: ['ada@acme.test'] }, 'fail'),
  pair('a role and the person who holds it', ['administrators'], { administrators: ['IT-Director'] }, { administrators: ['ada@acme.test'] }, 'fail'),
  pair('a role and somebody who does not hold it', ['administrators'], { administrators: ['it-director'] }, { administrators: ['grace@acme.test'] }, 'pass'),
  pair('somebody whom the roster does not know', ['administrators'], { administrators: ['it-director'] }, { administrators: ['m.mallory'] }, 'unknown'),
  pair(
    'a role that nobody holds, of both',
    ['administrators'],
    { administrators: ['it-director', 'account-owner'] },
    { administrators: ['account-owner', 'grace@acme.test'] },
    'fail',
  ),
  pair('one whom the roster does not know, of both', ['administrators'], { administrators: ['M. Mallory'] }, { administrators: ['m. mallory'] }, 'fail'),
  pair('a role of the policy that nobody holds', ['administrators'], { administrators: ['it-director'] }, { administrators: ['account-owner'] }, 'pass'),
  pair('one site in other letters', ['site'], { site: 'HQ' }, { site: 'hq' }, 'fail'),
  ...(
    [
      ['had left', { left: AS_OF }, 'pass'],
      ['has not yet left', { left: AS_OF + 1 }, 'fail'],
      ['whose role had ended', { roles: [{ role: 'it-director', from: 0, to: AS_OF }] }, 'pass'],
      ['whose role has not begun', { roles: [{ role: 'it-director', from: AS_OF + 1 }] }, 'pass'],
      ['whose role just began', { roles: [{ role: 'it-director', from: AS_OF, to: AS_OF + 1 }] }, 'fail'],
    ] as const
  ).map(([name, person, outcome]): RuleCase => ({
    name: `apart by administrators: a role, and somebody who ${name}`,
    facts: {
      ...copiesAt(aLocation({ administrators: ['it-director'] }), aSafe({ administrators: ['grace@acme.test'] })),
      people: [aPerson(), grace({ roles: [{ role: 'it-director', from: 0 }], ...person })],
    },
    params: { apart: ['administrators'] },
    expect: { outcome },
  })),
  {
    name: 'apart by administrators: absent ones leave it open',
    facts: copiesAt(vault, aSafe({ administrators: undefined })),
    params: { apart: ['administrators'] },
    expect: { outcome: 'unknown' },
  },
  {
    name: 'apart by kind and site: a shared kind fails, whatever the absent site is',
    facts: copiesAt(aLocation({ kind: 'safe' }), aSafe({ site: undefined })),
    params: { apart: ['kind', 'site'] },
    expect: { outcome: 'fail' },
  },

  {
    name: 'says unknown where the register does not say where the copies lie',
    facts: { codeSets: [aCodeSet({ copies: undefined })] },
    expect: { outcome: 'unknown', message: 'does not say where the copies lie', evidence: [{ fact: 'copies', value: 'absent' }] },
  },
  {
    name: 'says unknown where it is open which set is the current one',
    facts: { codeSets: [aCodeSet(), aCodeSet()] },
    expect: { outcome: 'unknown', message: 'leaves open' },
  },
  {
    name: 'the copies of an earlier set do not count',
    facts: { locations: [vault, safe], codeSets: [aCodeSet({ generated: 1 }), aCodeSet({ copies: [aCopy()] })] },
    expect: { outcome: 'fail' },
  },
  { name: 'does not speak where there is no current set', facts: { codeSets: [aCodeSet({ status: 'revoked' })] }, expect: { outcome: 'not-applicable' } },
  {
    name: 'does not speak of AWS, which has no codes',
    subject: 'aws:111122223333/ada',
    facts: { codeSets: [aCodeSet({ account: 'aws:111122223333/ada', copies: [] })] },
    expect: { outcome: 'not-applicable' },
  },
  {
    name: 'speaks of Bitwarden too: its one code can be lost',
    subject: 'bitwarden:ada@acme.test',
    facts: { codeSets: [aCodeSet({ account: 'bitwarden:ada@acme.test', copies: [aCopy()] })] },
    expect: { outcome: 'fail' },
  },
])
