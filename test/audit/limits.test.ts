import { expect, test } from 'vitest'
import { join } from '../../src/audit/join.ts'
import { limits } from '../../src/audit/limits.ts'
import type { Facts } from '../../src/model/inventory.ts'
import { DAY } from '../../src/model/time.ts'
import { aCodeSet, aForm, aLog, anAccount, aProviderLog, AS_OF } from '../support/builders.ts'
import { anInventory } from '../support/facts.ts'

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
