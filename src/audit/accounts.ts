/** What several reports say about one account, and how it is spelled. */
import { type AccountId, type AccountKey, accountKey } from '../model/account.ts'
import { given } from '../model/given.ts'
import type { Account } from '../model/inventory.ts'

/** What several reports agree about. Where they differ it is not known; but a bad state that nobody denies stands. */
const agreed = <K extends 'holder' | 'mfa' | 'method'>(
  reports: readonly [Account, ...Account[]],
  key: K,
  stands?: { readonly bad: Account[K]; readonly good: Account[K] },
): Account[K] | 'unknown' => {
  const states = new Set(reports.map((report) => report[key]))
  if (states.size === 1) return reports[0][key]
  return stands !== undefined && states.has(stands.bad) && !states.has(stands.good) ? stands.bad : 'unknown'
}

/** A count that several reports agree about. */
const agreedDevices = (reports: readonly Account[]): Account['devices'] => {
  const [first, ...others] = reports.map(({ devices }) => devices)
  return first !== undefined && others.every((other) => other?.seen === first.seen && other.isAll === first.isAll) ? first : undefined
}

export const mergeAccounts = (reports: readonly [Account, ...Account[]]): Account =>
  reports.length === 1
    ? reports[0]
    : {
        id: reports[0].id,
        holder: agreed(reports, 'holder'),
        mfa: agreed(reports, 'mfa', { bad: 'not-enrolled', good: 'enrolled' }),
        method: agreed(reports, 'method', { bad: 'insecure', good: 'secure' }),
        ...given('devices', agreedDevices(reports)),
        proofs: reports.flatMap(({ proofs }) => proofs),
      }

/** Notes how an account is spelled, of several spellings the first in order of code unit, and gives its key. */
export const spell = (spelled: Map<AccountKey, AccountId>, id: AccountId): AccountKey => {
  const key = accountKey(id)
  const known = spelled.get(key)
  if (known === undefined || id < known) spelled.set(key, id)
  return key
}
