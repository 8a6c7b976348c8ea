import { expect, test } from 'vitest'
import { toPeople } from '../../src/audit/people.ts'
import { isKnown, isRole, peopleBehind } from '../../src/model/administrators.ts'
import { aPerson, AS_OF, grace, theRoles } from '../support/builders.ts'

const mia = aPerson({
  id: 'mia@acme.test',
  roles: [
    { role: 'auditor', from: 0 },
    { role: 'Key-Keeper', from: AS_OF - 1, to: AS_OF + 1 },
  ],
})
const people = toPeople([aPerson(), grace(), mia])
const behind = (names: readonly string[], time = AS_OF) => [...peopleBehind(names, people, time)]

test.each([
  ['account-owner', true],
  ['Account-Owner', true],
  ['key-keeper', true],
  ['auditor', true],
  ['ada@acme.test', false],
  ['nobody', false],
])('%s is a role of the policy or of the roster: %s', (name, expected) => {
  expect(isRole(name, people, theRoles)).toBe(expected)
})

test.each([
  ['Ada@ACME.test', true],
  ['account-owner', true],
  ['key-keeper', true],
  ['A. Lovelace', false],
])('%s is known to policy or roster: %s', (name, expected) => {
  expect(isKnown(name, people, theRoles)).toBe(expected)
})

test('behind names are the people who are called so, or hold a role that is', () => {
  expect(behind(['GRACE@acme.test'])).toEqual(['grace@acme.test'])
  expect(behind(['it-director', 'nobody'])).toEqual(['ada@acme.test'])
  expect(behind(['it-director', 'key-keeper', 'grace@acme.test'])).toEqual(['ada@acme.test', 'grace@acme.test', 'mia@acme.test'])
  expect(behind(['nobody'])).toEqual([])
})

test('a role is held from its first moment until its last, and by nobody who has left', () => {
  expect(behind(['key-keeper'], AS_OF - 2)).toEqual([])
  expect(behind(['key-keeper'], AS_OF - 1)).toEqual(['mia@acme.test'])
  expect(behind(['key-keeper'], AS_OF + 1)).toEqual([])
  const gone = toPeople([{ ...mia, left: AS_OF }])
  expect([...peopleBehind(['key-keeper'], gone, AS_OF)]).toEqual([])
  expect([...peopleBehind(['key-keeper'], gone, AS_OF - 1)]).toEqual(['mia@acme.test'])
})
