import { expect, test } from 'vitest'
import { join } from '../../src/audit/join.ts'
import { limits } from '../../src/audit/limits.ts'
import type { Facts } from '../../src/model/inventory.ts'
import { DAY } from '../../src/model/time.ts'
import { aCodeSet, aForm, aLog, anAccount, aProviderLog, AS_OF } from '../support/builders.ts'
import { anInventory, aSource } from '../support/facts.ts'

const told = (facts: Partial<Facts>) => {
  const inventory = anInventory({ logs: [], ...facts })
  return Object.fromEntries(limits(inventory, join(inventory, AS_OF)).map(({ id, subjects }) => [id, subjects]))
}

const sets = ['github:grace', 'github:ada', 'google:ada@acme.test', 'registrar:acme'].map((account) => aCodeSet({ account }))

const all = ['github:ada', 'github:grace', 'google:ada@acme.test', 'registrar:acme']

test('uses and second factors that no source can show are said, by account in order', () => {
  expect(told({ codeSets: sets })).toEqual({ 'mfa-not-visible': all, 'use-not-visible': all })
})

test('a service of which some account is reported shows second factors', () => {
  expect(told({ codeSets: sets, accounts: [anAccount({ id: 'github:radia' })] })['mfa-not-visible']).toEqual(['google:ada@acme.test', 'registrar:acme'])
})

test('a log of one account shows its uses, however it is spelled', () => {
  expect(told({ codeSets: sets, providerLogs: [aProviderLog({ scope: 'github:ADA' })] })['use-not-visible']).not.toContain('github:ada')
})

test('a log of a whole service shows the uses of all its accounts', () => {
  expect(told({ codeSets: sets, providerLogs: [aProviderLog({ scope: 'google:*' })] })['use-not-visible']).toEqual([
    'github:ada',
    'github:grace',
    'registrar:acme',
  ])
  const alike = [aCodeSet(), aCodeSet({ account: 'github-org:acme' })]
  expect(told({ codeSets: alike, providerLogs: [aProviderLog({ scope: 'github:*' })] })['use-not-visible']).toEqual(['github-org:acme'])
})

test('codes older than what the log keeps may have been used before', () => {
  const [older, younger] = [
    aCodeSet({ account: 'github:ada', generated: AS_OF - 91 * DAY }),
    aCodeSet({ account: 'github:grace', generated: AS_OF - 90 * DAY }),
  ]
  const providerLogs = ['github:ada', 'github:grace'].map((scope) => aProviderLog({ scope, since: AS_OF - 90 * DAY }))
  expect(told({ codeSets: [older, younger], providerLogs })['older-use-not-visible']).toEqual(['github:ada'])
  const inventory = anInventory({ logs: [], codeSets: [older], providerLogs })
  expect(limits(inventory, join(inventory, AS_OF)).at(-1)?.detail).toMatch('a use before that is not seen.')
})

test('of two logs the one that goes back furthest tells how old the codes may be', () => {
  const providerLogs = [aProviderLog({ since: AS_OF - 200 * DAY }), aProviderLog({ source: 'github-two', since: AS_OF - 10 * DAY })]
  expect(told({ codeSets: [aCodeSet({ generated: AS_OF - 100 * DAY })], providerLogs })).not.toHaveProperty('older-use-not-visible')
})

test('sources that do not say when they were collected are named, and those that say so, or say nothing of it, are not', () => {
  const sources = [aSource('one', { isDated: false }), aSource('two', { isDated: true }), aSource('three')]
  const inventory = anInventory({ logs: [] }, [], sources)
  expect(limits(inventory, join(inventory, AS_OF))).toMatchObject([{ id: 'collection-not-dated', subjects: ['one'] }])
})

test('a log that protects its own integrity is not among those that do not', () => {
  expect(told({ logs: [aLog(), aForm({ integrity: { state: 'unproven', problems: [] } })] })['no-integrity']).toEqual(['vault-hq'])
})

test('a database is no log, and what it cannot show is a gap', () => {
  expect(told({ logs: [aLog({ grade: 'client', items: [] })] })).toEqual({})
})

test('each is said in a sentence', () => {
  const sources = [aSource('one', { isDated: false })]
  const logs = [aLog({ grade: 'client' }), aForm()]
  const old = [aCodeSet({ account: 'google:ada@acme.test', generated: 1 })]
  const inventory = anInventory({ logs, codeSets: [...sets, ...old], providerLogs: [aProviderLog({ scope: 'google:*' })] }, [], sources)
  const all = limits(inventory, join(inventory, AS_OF))
  expect(all.map(({ id }) => id)).toEqual(['collection-not-dated', 'mfa-not-visible', 'use-not-visible', 'client-asserted', 'people-asserted', 'no-integrity'])
  for (const { detail } of all) expect(detail).toMatch(/^[A-Z].*\.$/)
})

test('accounts without a code set have nothing to use', () => {
  expect(told({ accounts: [anAccount()] })).toEqual({})
})

test('logs are named with their grade, and none protects its own integrity', () => {
  const logs = [aLog(), aForm(), aForm({ location: 'branch-safe' }), aLog({ source: 'bitwarden-acme', location: 'bitwarden-acme', grade: 'client' })]
  expect(told({ logs })).toEqual({
    'client-asserted': ['bitwarden-acme'],
    'people-asserted': ['branch-safe', 'hq-safe'],
    'no-integrity': ['bitwarden-acme', 'branch-safe', 'hq-safe', 'vault-hq'],
  })
})

test('two sources of one location name it once', () => {
  expect(told({ logs: [aLog(), aLog({ source: 'vault-copy' })] })).toEqual({ 'no-integrity': ['vault-hq'] })
})
