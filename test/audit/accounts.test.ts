import { describe, expect, test } from 'vitest'
import { mergeAccounts, spell } from '../../src/audit/accounts.ts'
import { type AccountId, type AccountKey, accountKey } from '../../src/model/account.ts'
import type { Account } from '../../src/model/inventory.ts'
import { anAccount, type Over, someDevices } from '../support/builders.ts'

const merged = (...reports: readonly [Over<Account>, ...Over<Account>[]]): Account => {
  const [first, ...others] = reports
  return mergeAccounts([anAccount(first), ...others.map((over) => anAccount(over))])
}

describe('several reports about one account', () => {
  test('one alone stands as it is', () => {
    const report = anAccount({ devices: someDevices() })
    expect(mergeAccounts([report])).toBe(report)
  })

  const mfa = [
    ['enrolled', 'enrolled', 'enrolled'],
    ['not-enrolled', 'not-enrolled', 'not-enrolled'],
    ['unknown', 'unknown', 'unknown'],
    ['enrolled', 'not-enrolled', 'unknown'],
    ['enrolled', 'unknown', 'unknown'],
    ['not-enrolled', 'unknown', 'not-enrolled'],
  ] as const
  for (const [one, other, told] of mfa)
    test(`a second factor that is ${one} here and ${other} there is ${told}`, () => {
      expect(merged({ mfa: one }, { mfa: other }).mfa).toBe(told)
      expect(merged({ mfa: other }, { mfa: one }).mfa).toBe(told)
    })

  const methods = [
    ['secure', 'secure', 'secure'],
    ['secure', 'insecure', 'unknown'],
    ['insecure', 'unknown', 'insecure'],
    ['insecure', 'not-reported', 'insecure'],
    ['secure', 'not-reported', 'unknown'],
  ] as const
  for (const [one, other, told] of methods)
    test(`a method that is ${one} here and ${other} there is ${told}`, () => {
      expect(merged({ method: one }, { method: other }).method).toBe(told)
      expect(merged({ method: other }, { method: one }).method).toBe(told)
    })

  test('who holds it is known where they agree', () => {
    expect(merged({ holder: 'machine' }, { holder: 'machine' }).holder).toBe('machine')
    expect(merged({ holder: 'person' }, { holder: 'machine' }).holder).toBe('unknown')
  })

  test('three are not two: what two say the third denies', () => {
    expect(merged({ mfa: 'not-enrolled' }, { mfa: 'unknown' }, { mfa: 'enrolled' }).mfa).toBe('unknown')
  })

  test('devices are counted where all count the same', () => {
    expect(merged({ devices: someDevices() }, { devices: someDevices() }).devices).toEqual(someDevices())
    const others: readonly Account['devices'][] = [someDevices({ seen: 1 }), someDevices({ isAll: false }), undefined]
    for (const devices of others) {
      expect(merged({ devices: someDevices() }, { devices })).not.toHaveProperty('devices')
      expect(merged({ devices }, { devices: someDevices() })).not.toHaveProperty('devices')
    }
    expect(merged({ devices: someDevices() }, { devices: someDevices() }, { devices: someDevices({ seen: 1 }) })).not.toHaveProperty('devices')
    expect(merged({}, {})).not.toHaveProperty('devices')
  })

  test('keep all their proofs', () => {
    expect(merged({}, {}).proofs).toEqual([...anAccount().proofs, ...anAccount().proofs])
  })
})

describe('an account is spelled as the first of its spellings in order of code unit', () => {
  const spellings = (ids: readonly string[]): Map<AccountKey, AccountId> => {
    const spelled = new Map<AccountKey, AccountId>()
    for (const id of ids) expect(spell(spelled, id)).toBe(accountKey(id))
    return spelled
  }

  test('whichever comes first', () => {
    expect([...spellings(['github:ada', 'github:Ada', 'github:ADA', 'registrar:a', 'registrar:A'])]).toEqual([
      ['github:ada', 'github:ADA'],
      ['registrar:a', 'registrar:a'],
      ['registrar:A', 'registrar:A'],
    ])
    expect([...spellings(['github:ADA', 'github:ada']).values()]).toEqual(['github:ADA'])
  })
})
