/** In which order accounts can be recovered by somebody who has nothing but what the locations hold: what unlocks what. */
import { type AccountId, accountKey } from '../model/account.ts'
import type { Location } from '../model/inventory.ts'
import { isUsable } from '../model/remaining.ts'
import { storedCopies } from '../model/storage.ts'
import { compare, type Known } from './known.ts'

/** What can be had at once when everything before has been had. */
export interface Stage {
  /** What opens the locations: no account is needed; codes that were had before; accounts of which the register has no codes, when they are got into otherwise. */
  readonly by: 'nothing' | 'codes' | 'other-means'
  readonly locations: readonly Location[]
  /** Accounts whose codes lie at these locations and at none before. */
  readonly accounts: readonly AccountId[]
}

export interface RecoveryOrder {
  readonly stages: readonly Stage[]
  /** Locations that no stage reaches, and the accounts whose codes lie only there. */
  readonly shut: Omit<Stage, 'by'>
  /** Accounts with codes of which the register does not say where they lie, or which are the current ones. */
  readonly unplaced: readonly AccountId[]
}

const byId = (a: Location, b: Location): number => compare(a.id, b.id)

/** Whether an account opens by other means than codes of the register. */
export const isWithoutCodes = (account: AccountId, { codeSetsOf }: Pick<Known, 'codeSetsOf'>): boolean =>
  codeSetsOf(account).current === undefined && codeSetsOf(account).open === undefined

/**
 * Breadth first: the same locations as the rule `circular-storage` calls reachable, with the step at which each opens. What codes
 * alone open comes before what waits for an account that has none.
 */
export const recoveryOrder = (known: Known): RecoveryOrder => {
  const { locations, codeSetsOf, asOf } = known
  const registered = [...known.accounts.values()].filter((account) => codeSetsOf(account).history.some(({ status }) => status !== 'revoked')).sort(compare)
  const copiesOf = (account: AccountId): readonly string[] => {
    const { current } = codeSetsOf(account)
    return current === undefined ? [] : storedCopies(current, asOf).map(({ location }) => location)
  }
  const placed = registered.filter((account) => copiesOf(account).length > 0)

  const stages: Stage[] = []
  const reached = new Set<string>()
  const recovered = new Set<string>()
  /** Lost and spent codes open nothing, though their copies may still be found. */
  const opens = (account: AccountId): boolean => {
    const { current } = codeSetsOf(account)
    return recovered.has(accountKey(account)) && current !== undefined && isUsable(current)
  }
  const shutThatOpen = (isOpen: (location: Location) => boolean): readonly Location[] =>
    locations.filter((location) => !reached.has(location.id) && isOpen(location))
  const reach = (by: Stage['by'], open: readonly Location[]): void => {
    if (open.length === 0) return
    for (const { id } of open) reached.add(id)
    const accounts = placed.filter((account) => !recovered.has(accountKey(account)) && copiesOf(account).some((location) => reached.has(location)))
    for (const account of accounts) recovered.add(accountKey(account))
    stages.push({ by, locations: [...open].sort(byId), accounts })
    reach(
      'codes',
      shutThatOpen(({ unlockedBy = [] }) => unlockedBy.some(opens)),
    )
  }
  reach(
    'nothing',
    shutThatOpen(({ unlockedBy = [] }) => unlockedBy.length === 0),
  )
  reach(
    'other-means',
    shutThatOpen(({ unlockedBy = [] }) => unlockedBy.some((account) => isWithoutCodes(account, known))),
  )
  return {
    stages,
    shut: {
      locations: locations.filter(({ id }) => !reached.has(id)).sort(byId),
      accounts: placed.filter((account) => !recovered.has(accountKey(account))),
    },
    unplaced: registered.filter((account) => copiesOf(account).length === 0),
  }
}
