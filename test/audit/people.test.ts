import { expect, test } from 'vitest'
import { ownerOf, personOf, toPeople } from '../../src/audit/people.ts'
import { aCodeSet, aPerson, grace } from '../support/builders.ts'

const { byId, whoIs } = toPeople([aPerson(), grace({ identities: { vault: ['oidc-grace'], log: ['gh'] } })])
const idOf = (sourceType: string, actor: string) => whoIs(sourceType, actor)?.id

test('somebody is known by the name in one kind of log, however it is spelled', () => {
  expect(idOf('vault', 'oidc-ada')).toBe('ada@acme.test')
  expect(idOf('vault', 'OIDC-Ada')).toBe('ada@acme.test')
  expect(idOf('custody', 'oidc-ada')).toBeUndefined()
})

test('the own log calls people as the roster does, and no other log', () => {
  expect(idOf('log', 'Ada@acme.test')).toBe('ada@acme.test')
  expect(idOf('log', 'gh')).toBe('grace@acme.test')
  expect(idOf('vault', 'ada@acme.test')).toBeUndefined()
})

test('a name in the own log never takes over the id of another person', () => {
  const alike = toPeople([aPerson({ identities: { log: ['Grace@acme.test'], mapped: ['grace@acme.test'] } }), grace()])
  expect(alike.whoIs('log', 'grace@acme.test')?.id).toBe('grace@acme.test')
  expect(alike.whoIs('mapped', 'grace@acme.test')?.id).toBe('ada@acme.test')
})

test('an owner is told by name, and one whom nobody knows not where the name is a code', () => {
  const told = (owner: string | undefined): string | undefined => ownerOf(aCodeSet({ owner }), (id) => id === '73019284')
  expect([undefined, '73019284', '73019285', 'jdoe42'].map(told)).toEqual([undefined, '73019284', '••••••••', 'jdoe42'])
})

test('somebody is known by the id and by each name, unless two people have it', () => {
  const known = personOf([
    aPerson(),
    grace({ identities: { custody: ['G. Hopper', 'Oncall'], log: ['oncall'] } }),
    aPerson({ id: 'mia@acme.test', identities: { vault: ['OIDC-ada'] } }),
  ])
  const names = ['ADA@acme.test', 'a. lovelace', 'G. Hopper', 'oncall', 'oidc-ada', 'nobody']
  expect(names.map((name) => known(name)?.id)).toEqual(['ada@acme.test', 'ada@acme.test', 'grace@acme.test', 'grace@acme.test', undefined, undefined])
})

test('ids compare case-insensitively', () => {
  expect([...toPeople([aPerson({ id: 'Ada@ACME.test' })]).byId.keys()]).toEqual(['ada@acme.test'])
  expect([...byId.keys()]).toEqual(['ada@acme.test', 'grace@acme.test'])
})
