import { describe, expect, test } from 'vitest'
import { join } from '../../src/audit/join.ts'
import { registered } from '../../src/audit/registered.ts'
import type { CodeCount, Person } from '../../src/model/inventory.ts'
import { DAY } from '../../src/model/time.ts'
import { aCodeSet, aCopy, aCount, aLocation, aPerson, AS_OF, at } from '../support/builders.ts'
import { anInventory } from '../support/facts.ts'

const tell = (...sets: Parameters<typeof aCodeSet>[0][]) => {
  const inventory = anInventory({ codeSets: sets.map((set) => aCodeSet(set)) })
  return registered(inventory.facts.locations, join(inventory, AS_OF), AS_OF)
}

test('tells every set of an account, the latest first, and which is the current one', () => {
  const sets = tell({ generated: at('2025-01-01') }, { generated: at('2026-01-01') })
  expect([...sets].map(({ generated, current }) => [generated, current])).toEqual([
    ['2026-01-01T00:00:00.000Z', 'yes'],
    ['2025-01-01T00:00:00.000Z', 'no'],
  ])
})

test('tells what follows from what the register says of the service', () => {
  const account = 'registrar:acme'
  const inventory = anInventory({
    services: [{ id: 'registrar', name: 'Domain registrar', rotation: 'scheduled', singleUse: false, expiresAfter: 30 * DAY, regenerate: 'Account → Codes' }],
    codeSets: [aCodeSet({ account, generated: at('2026-11-01'), issued: 8, used: [{ at: at('2026-11-02'), code: 1 }] })],
  })
  const [set] = registered(inventory.facts.locations, join(inventory, AS_OF), AS_OF)
  expect(set).toMatchObject({ service: 'Domain registrar', regenerate: 'Domain registrar: Account → Codes.', expires: '2026-12-01T00:00:00.000Z' })
  expect(set).not.toHaveProperty('remaining')
})

test('tells all that the register says of a set, and nothing more', () => {
  const set = {
    name: 'GitHub (ada)',
    since: at('2026-04-01'),
    expires: at('2027-03-15'),
    remaining: 14,
    used: [{ at: at('2026-05-01T08:00:00Z'), code: 3 }, { at: at('2026-06-01T08:00:00Z') }],
    tested: at('2026-03-16'),
    reviewed: at('2026-09-01'),
    checked: at('2026-11-01'),
    plan: 'The safe of the office',
    copies: [aCopy(), aCopy({ location: 'attic', item: undefined, stored: undefined })],
  }
  expect([...tell(set)]).toEqual([
    {
      account: 'github:ada',
      service: 'GitHub',
      rotation: 'scheduled',
      regenerate: expect.stringMatching(/^GitHub: Settings/) as unknown,
      name: 'GitHub (ada)',
      owner: 'ada@acme.test',
      tier: 'production',
      status: 'active',
      current: 'yes',
      generated: '2026-03-15T10:00:00.000Z',
      since: '2026-04-01T00:00:00.000Z',
      expires: '2027-03-15T00:00:00.000Z',
      issued: 16,
      remaining: 14,
      used: [{ at: '2026-05-01T08:00:00.000Z', code: 3 }, { at: '2026-06-01T08:00:00.000Z' }],
      tested: '2026-03-16T00:00:00.000Z',
      reviewed: '2026-09-01T00:00:00.000Z',
      checked: '2026-11-01T00:00:00.000Z',
      plan: 'The safe of the office',
      copies: [{ location: 'vault-hq', kind: 'vault', site: 'eu-west-1', item: 'github/ada', stored: '2026-03-15T10:02:00.000Z' }, { location: 'attic' }],
      file: 'register.yaml',
      line: 10,
    },
  ])
})

test('covers a code that stands for a name, and shows an owner whom the roster knows', () => {
  const told = (over: Parameters<typeof aCodeSet>[0], site = 'hq', people: readonly Person[] = [aPerson()]) => {
    const inventory = anInventory({ people, locations: [aLocation({ site })], codeSets: [aCodeSet({ copies: [aCopy({ item: '20260031' })], ...over })] })
    const [set] = registered(inventory.facts.locations, join(inventory, AS_OF), AS_OF)
    return [set?.owner, set?.tier, set?.copies?.[0]?.site, set?.copies?.[0]?.item]
  }
  // An item must be found by its name: a number of a bag looks like a code, too.
  expect(told({ owner: '73019284', tier: 'a1b2c-3d4e5' }, '7301 9284')).toEqual(['••••••••', '•••••••••••', '•••••••••', '20260031'])
  expect(told({ owner: '73019284' }, 'hq', [aPerson({ id: '73019284' })])).toEqual(['73019284', 'production', 'hq', '20260031'])
  expect(told({ owner: 'jdoe42', tier: 'gold-2026' }, 'europe-north1')).toEqual(['jdoe42', 'gold-2026', 'europe-north1', '20260031'])
})

test('leaves out what the register does not say', () => {
  const nothing = { owner: undefined, tier: undefined, generated: undefined, issued: undefined, copies: undefined }
  const [set] = tell({ ...nothing, origin: { source: 'register', file: 'register.yaml' } })
  const expected = {
    account: 'github:ada',
    service: 'GitHub',
    rotation: 'scheduled',
    regenerate: expect.stringMatching(/^GitHub: Settings/) as unknown,
    status: 'active',
    current: 'yes',
  }
  expect(Object.entries(set!)).toEqual(Object.entries({ ...expected, file: 'register.yaml' }))
})

test('says of each that may be the current one that it is open, and of a revoked one that it is not', () => {
  const sets = tell({ generated: undefined }, { generated: at('2026-01-01') }, { generated: at('2024-01-01'), status: 'revoked' })
  expect([...sets].map(({ current }) => current)).toEqual(['unknown', 'unknown', 'no'])
})

test.each([
  ['what the register says', { remaining: 12, issued: 16, used: [] }, 12],
  ['what was issued less what was used', { remaining: undefined, issued: 16, used: [{ at: AS_OF, code: 5 }] }, 15],
  ['never less than nothing', { remaining: undefined, issued: 1, used: [{ at: AS_OF }, { at: AS_OF }] }, 0],
  ['not known without how many were issued', { remaining: undefined, issued: undefined, used: [] }, undefined],
  ['nothing of a spent set', { status: 'spent', remaining: undefined, issued: undefined, used: undefined }, 0],
  ['not known', { remaining: undefined, issued: 16, used: undefined }, undefined],
] as const)('what remains: %s', (_, set, expected) => {
  expect([...tell(set)][0]?.remaining).toBe(expected)
})

test('covers what looks like a code in free text', () => {
  const [set] = tell({ name: 'GitHub 12345-67890', plan: 'a1b2c-3d4e5' })
  expect(JSON.stringify(set)).not.toMatch(/67890|3d4e5/)
})

test('can be read twice', () => {
  const sets = tell({})
  expect([...sets]).toEqual([...sets])
})

describe('what the provider counts', () => {
  const told = (codeCounts: readonly CodeCount[], ...sets: Parameters<typeof aCodeSet>[0][]) => {
    const account = 'google:ada@acme.test'
    const inventory = anInventory({ codeSets: sets.map((set) => aCodeSet({ account, ...set })), codeCounts })
    return [...registered(inventory.facts.locations, join(inventory, AS_OF), AS_OF)].map(({ counted }) => counted)
  }

  test('is of the current set', () => {
    expect(told([aCount()], {}, { generated: at('2025-01-01') })).toEqual([10, undefined])
  })

  test('is of none, where it is open which is the current one', () => {
    expect(told([aCount()], {}, {})).toEqual([undefined, undefined])
  })

  test('is not told, where nothing was counted', () => {
    expect(told([], {})).toEqual([undefined])
  })
})
