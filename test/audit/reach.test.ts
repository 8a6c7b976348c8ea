import { describe, expect, test } from 'vitest'
import { sortCodeSets } from '../../src/audit/code-sets.ts'
import { reachOf } from '../../src/audit/reach.ts'
import type { CodeSet, Location } from '../../src/model/inventory.ts'
import { aCodeSet, aCopy, aLocation, AS_OF, at } from '../support/builders.ts'

const place = (id: string, unlockedBy?: readonly string[]): Location => aLocation({ id, ...(unlockedBy === undefined ? {} : { unlockedBy }) })
const lyingAt = (...places: readonly string[]): CodeSet => aCodeSet({ copies: places.map((location) => aCopy({ location })) })

const reached = (locations: readonly Location[], sets: Readonly<Record<string, readonly CodeSet[]>>) =>
  Object.fromEntries(reachOf(locations, (account) => sortCodeSets(sets[account] ?? [], AS_OF), AS_OF))

describe('a location can be reached', () => {
  test('when no account is needed to open it', () => {
    expect(reached([place('safe'), place('vault', [])], {})).toEqual({ safe: 'reachable', vault: 'reachable' })
  })

  test('through an account that has no codes', () => {
    expect(reached([place('vault', ['okta:acme'])], {})).toEqual({ vault: 'reachable' })
    expect(reached([place('vault', ['okta:acme'])], { 'okta:acme': [aCodeSet({ status: 'revoked' })] })).toEqual({ vault: 'reachable' })
  })

  test('through an account whose codes lie where one gets to, also in several steps', () => {
    const sets = { 'okta:acme': [lyingAt('safe')], 'github:ada': [lyingAt('vault')] }
    expect(reached([place('drive', ['github:ada']), place('vault', ['okta:acme']), place('safe')], sets)).toEqual({
      drive: 'reachable',
      vault: 'reachable',
      safe: 'reachable',
    })
  })

  test('through one of several accounts, or one of several copies', () => {
    const sets = { 'okta:acme': [lyingAt('vault')], 'github:ada': [lyingAt('vault', 'safe')] }
    expect(reached([place('vault', ['okta:acme', 'github:ada']), place('safe')], sets)).toEqual({ vault: 'reachable', safe: 'reachable' })
  })
})

describe('a location cannot be reached', () => {
  test('when the codes of its only account lie behind it, directly or through others', () => {
    expect(reached([place('vault', ['okta:acme'])], { 'okta:acme': [lyingAt('vault')] })).toEqual({ vault: 'unreachable' })
    const round = { 'okta:acme': [lyingAt('drive')], 'github:ada': [lyingAt('vault')] }
    expect(reached([place('vault', ['okta:acme']), place('drive', ['github:ada'])], round)).toEqual({ vault: 'unreachable', drive: 'unreachable' })
  })

  test('when the codes of its account lie nowhere', () => {
    expect(reached([place('vault', ['okta:acme'])], { 'okta:acme': [aCodeSet({ copies: [] })] })).toEqual({ vault: 'unreachable' })
  })
})

describe('it is not known whether a location can be reached', () => {
  const vault = [place('vault', ['okta:acme']), place('safe')]

  test('when the codes of its account were, by the register, stored later than the audit or before they were generated', () => {
    for (const stored of [at('2027-01-01'), at('2026-03-14')]) {
      const sets = { 'okta:acme': [aCodeSet({ copies: [aCopy({ location: 'safe', stored })] })] }
      expect(reached(vault, sets)).toEqual({ vault: 'unknown', safe: 'reachable' })
    }
  })

  test('when the register does not say where the codes of its account lie', () => {
    const { copies: _copies, ...somewhere } = aCodeSet()
    expect(reached(vault, { 'okta:acme': [somewhere] })).toEqual({ vault: 'unknown', safe: 'reachable' })
  })

  test('when either of two sets may be the current one, and one of them would open it', () => {
    expect(reached(vault, { 'okta:acme': [lyingAt('vault'), lyingAt('safe')] })).toEqual({ vault: 'unknown', safe: 'reachable' })
    expect(reached(vault, { 'okta:acme': [lyingAt('vault'), lyingAt('vault')] })).toEqual({ vault: 'unreachable', safe: 'reachable' })
  })

  test('when either of two sets may be the current one, and of one the register does not say where it lies', () => {
    const { copies: _copies, ...somewhere } = aCodeSet()
    expect(reached(vault, { 'okta:acme': [lyingAt('vault'), somewhere] })).toEqual({ vault: 'unknown', safe: 'reachable' })
  })

  test.each(['lost', 'spent'] as const)('and where the codes of its account are %s, other means may open it', (status) => {
    const sets = { 'okta:acme': [{ ...lyingAt('safe'), status }] }
    expect(reached([place('vault', ['okta:acme']), place('safe')], sets)).toEqual({ vault: 'unknown', safe: 'reachable' })
  })

  test('and codes that somebody may know open what they open', () => {
    const sets = { 'okta:acme': [{ ...lyingAt('safe'), status: 'compromised' as const }] }
    expect(reached([place('vault', ['okta:acme']), place('safe')], sets)).toEqual({ vault: 'reachable', safe: 'reachable' })
  })

  test('and where perhaps no code works, as a later set is revoked, other means may open it', () => {
    const sets = [{ ...lyingAt('vault'), generated: at('2020-01-01') }, aCodeSet({ status: 'revoked' })]
    expect(reached([place('vault', ['okta:acme'])], { 'okta:acme': sets })).toEqual({ vault: 'unknown' })
  })

  test('and a set that was revoked opens nothing', () => {
    const sets = [lyingAt('vault'), lyingAt('vault'), { ...lyingAt('safe'), status: 'revoked' as const, generated: at('2020-01-01') }]
    expect(reached(vault, { 'okta:acme': sets })).toEqual({ vault: 'unreachable', safe: 'reachable' })
  })
})
