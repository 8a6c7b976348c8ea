import { describe, expect, test } from 'vitest'
import { sortCodeSets } from '../../src/audit/code-sets.ts'
import { type Matched, toLogMatches, toMatches, toParams } from '../../src/audit/select.ts'
import type { Control, Select } from '../../src/model/policy.ts'
import type { CodeSets, Subject } from '../../src/model/rule.ts'
import { aCodeSet, aControl, AS_OF, aSubject } from '../support/builders.ts'

const ada = aSubject('github:ada')
const sets = sortCodeSets([aCodeSet()], AS_OF)
const noSets = sortCodeSets([], AS_OF)
const untiered = sortCodeSets([aCodeSet({ tier: undefined, owner: undefined })], AS_OF)

describe('a select', () => {
  const table: readonly (readonly [string, Select, Matched])[] = [
    ['without keys speaks about all', {}, 'yes'],
    ['by service', { service: ['github'] }, 'yes'],
    ['by one of several services', { service: ['google', 'github'] }, 'yes'],
    ['by another service', { service: ['google'] }, 'no'],
    ['by a service whose name begins alike', { service: ['github-org'] }, 'no'],
    ['by services with a glob', { service: ['git*'] }, 'yes'],
    ['by account', { account: ['github:ada'] }, 'yes'],
    ['by account, case-insensitively', { account: ['GitHub:ADA'] }, 'yes'],
    ['by account with a glob', { account: ['github:a*'] }, 'yes'],
    ['by another account', { account: ['github:grace'] }, 'no'],
    ['by an account whose name begins alike', { account: ['github:adam'] }, 'no'],
    ['by owner', { owner: ['ada@acme.test'] }, 'yes'],
    ['by owner with a glob', { owner: ['*@acme.test'] }, 'yes'],
    ['by another owner', { owner: ['grace@acme.test'] }, 'no'],
    ['by tier', { tier: ['production'] }, 'yes'],
    ['by tier, case-insensitively', { tier: ['Production'] }, 'yes'],
    ['by another tier', { tier: ['test'] }, 'no'],
    ['by all of its keys', { service: ['github'], account: ['*'], owner: ['ada*'], tier: ['prod*'] }, 'yes'],
    ['by all of its keys, of which one does not match', { service: ['github'], tier: ['test'] }, 'no'],
    ['by text that is no regular expression', { account: ['github:.*'] }, 'no'],
  ]
  for (const [name, select, matched] of table)
    test(`${name}: ${matched}`, () => {
      expect(toMatches(select)(ada, sets)).toBe(matched)
    })
})

describe('what the register does not say', () => {
  const table: readonly (readonly [string, Select, Matched])[] = [
    ['may be the tier that is asked for', { tier: ['production'] }, 'unknown'],
    ['may be the owner that is asked for', { owner: ['ada@acme.test'] }, 'unknown'],
    ['may be any tier, but it must be there', { tier: ['*'] }, 'unknown'],
    ['does not matter where another key does not match', { tier: ['production'], service: ['google'] }, 'no'],
    ['matters where all others match', { tier: ['production'], service: ['github'] }, 'unknown'],
    ['does not matter where it is not asked for', { service: ['github'] }, 'yes'],
  ]
  for (const [name, select, matched] of table) {
    test(`${name}: ${matched}`, () => {
      expect(toMatches(select)(ada, untiered)).toBe(matched)
      expect(toMatches(select)(ada, noSets)).toBe(matched)
    })
  }

  test('stays unknown whatever is known of the next key', () => {
    const unowned = sortCodeSets([aCodeSet({ owner: undefined })], AS_OF)
    expect(toMatches({ owner: ['ada@acme.test'], tier: ['production'] })(ada, unowned)).toBe('unknown')
  })

  test('is also the tier of two sets of which either may be the current one', () => {
    expect(toMatches({ tier: ['production'] })(ada, sortCodeSets([aCodeSet(), aCodeSet()], AS_OF))).toBe('unknown')
  })
})

describe('accounts that could not be listed', () => {
  const unlisted = (id: string) => ({ ...aSubject(id), id })
  const table: readonly (readonly [string, Select, Matched])[] = [
    ['github:*', {}, 'yes'],
    ['github:*', { service: ['github'] }, 'yes'],
    ['github:*', { service: ['google'] }, 'no'],
    ['github:*', { account: ['github:*'] }, 'yes'],
    ['github:*', { account: ['*'] }, 'yes'],
    ['github:*', { account: ['github:ada'] }, 'unknown'],
    ['github:*', { account: ['GitHub:Ada'] }, 'unknown'],
    ['github:*', { account: ['*:ada'] }, 'unknown'],
    ['github:*', { account: ['google:*'] }, 'no'],
    ['github:*', { account: ['github-org:acme'] }, 'no'],
    ['github:*', { account: ['github-'] }, 'no'],
    ['github:*', { account: ['google:*', 'github:ada'] }, 'unknown'],
    ['github:*', { tier: ['production'] }, 'unknown'],
    ['aws:111122223333/*', { account: ['aws:*/root'] }, 'unknown'],
    ['aws:111122223333/*', { account: ['aws:444455556666/*'] }, 'no'],
    ['github:*', { account: ['aws:*/root'] }, 'no'],
  ]
  for (const [scope, select, matched] of table) {
    test(`${scope} and ${JSON.stringify(select)}: ${matched}`, () => {
      expect(toMatches(select)(unlisted(scope), undefined)).toBe(matched)
    })
  }
})

describe('overrides', () => {
  const paramsFor = (control: Control, subject: Subject, codeSets: CodeSets) => toParams(control, toMatches)(subject, codeSets)
  const control = aControl({
    params: { minimum: 1 },
    overrides: [
      { select: { service: ['google'] }, params: { minimum: 2 } },
      { select: { tier: ['production'] }, params: { minimum: 3 } },
      { select: { account: ['github:*'] }, params: { minimum: 4, apart: ['site'] } },
      { select: {}, params: { minimum: 5 } },
    ],
  })

  test('the first that matches is taken', () => {
    expect(paramsFor(control, ada, sets)).toEqual([{ minimum: 3 }])
    expect(paramsFor(control, aSubject('google:ada@acme.test'), sets)).toEqual([{ minimum: 2 }])
    expect(paramsFor(control, ada, sortCodeSets([aCodeSet({ tier: 'test' })], AS_OF))).toEqual([{ minimum: 4, apart: ['site'] }])
  })

  test('one that may match leaves it open: those of the next that surely does, or its own', () => {
    expect(paramsFor(control, ada, untiered)).toEqual([{ minimum: 4, apart: ['site'] }, { minimum: 3 }])
  })

  test('one that says a part takes the rest from the control', () => {
    const overrides = [{ select: { service: ['github'] }, params: { minimum: 3 } }]
    expect(paramsFor(aControl({ params: { minimum: 2, apart: ['site'] }, overrides }), ada, sets)).toEqual([{ minimum: 3, apart: ['site'] }])
  })

  test('without one that matches the parameters of the control stand', () => {
    expect(paramsFor(aControl({ params: { minimum: 1 } }), ada, sets)).toEqual([{ minimum: 1 }])
    const overrides = [{ select: { service: ['google'] }, params: { minimum: 3 } }]
    expect(paramsFor(aControl({ params: { minimum: 1 }, overrides }), ada, sets)).toEqual([{ minimum: 1 }])
  })
})

describe('the log of a location', () => {
  const table: readonly (readonly [string, Select, Matched])[] = [
    ['is meant where nothing is selected', {}, 'yes'],
    ['is selected by its location', { location: ['hq-safe', 'VAULT-*'] }, 'yes'],
    ['is not another location', { location: ['hq-safe'] }, 'no'],
    ['has no service', { service: ['*'] }, 'no'],
    ['has no tier, whatever its location', { location: ['vault-hq'], tier: ['*'] }, 'no'],
  ]
  for (const [name, select, expected] of table)
    test(name, () => {
      expect(toLogMatches(select)({ id: 'vault-hq' })).toBe(expected)
    })

  test('is no account: a select on it finds none', () => {
    expect(toMatches({ location: ['*'] })(ada, sets)).toBe('no')
  })
})
