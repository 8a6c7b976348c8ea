/** What a playbook is about: one account, or all accounts of the organisation. The steps are written once for both. */
import { type AccountId, accountKey, serviceOf } from '../model/account.ts'
import { isHere } from '../model/access.ts'
import { leftOpen, possibleSets } from '../model/current-set.ts'
import type { CodeSet } from '../model/inventory.ts'
import { coverName } from '../model/mask.ts'
import type { Place } from '../model/playbook.ts'
import type { CodeSets } from '../model/rule.ts'
import type { Service } from '../model/services.ts'
import { formatDay } from '../model/time.ts'
import { compare, type Known } from './known.ts'
import { type Opener, openersOf, respondersOf } from './openers.ts'
import { placesOf } from './places.ts'

export interface Matter {
  /** Absent: every account. */
  readonly account?: AccountId
  readonly accounts: readonly AccountId[]
  /** The current code set of the account. */
  readonly set?: CodeSet
  /** "github:ada", "the account". */
  readonly name: string
  readonly services: readonly Service[]
  /** Whether there is a copy to sign in with, or may be. */
  readonly hasCodes: boolean
  readonly places: readonly Place[]
  readonly openers: readonly Opener[]
  /** Whom an incident would let in. */
  readonly responders: readonly Opener[]
  readonly warnings: readonly string[]
}

const isIssuing = ({ hasCodes }: Service): boolean => hasCodes

const leavingOf = (set: CodeSet, known: Known): readonly string[] => {
  if (set.owner === undefined) return [`The register does not say who owns the codes of ${set.account}.`]
  const owner = known.personOf(set.owner)
  if (owner === undefined) return [`The owner of the codes of ${set.account}, ${coverName(set.owner)}, is nobody in the roster.`]
  return isHere(owner, known.asOf)
    ? []
    : [`The owner of the codes of ${set.account}, ${owner.id}, left on ${formatDay(owner.left ?? known.asOf)}: the account needs another owner, and new codes.`]
}

/** What is wrong with the codes already, whatever happens now. */
const troublesOf = (set: CodeSet, places: readonly Place[], known: Known): readonly string[] => {
  const { account, status, remaining, since } = set
  const sinceThen = since === undefined ? '' : ` since ${formatDay(since)}`
  return [
    ...(status === 'lost' ? [`The register calls the codes of ${account} lost${sinceThen}: the copies below may not be there.`] : []),
    ...(status === 'compromised' ? [`The register calls the codes of ${account} compromised${sinceThen}: generate new ones before anything else.`] : []),
    ...(status === 'spent' || remaining === 0 ? [`By the register no code of ${account} is left.`] : []),
    ...(set.copies === undefined ? [`The register does not say where the copies of ${account} lie.`] : []),
    ...(set.copies?.length === 0 ? [`The register has no copy of the codes of ${account}.`] : []),
    ...(places.length > 0 && places.every(({ reach }) => reach !== 'reachable')
      ? [`No copy of ${account} is proven to be within reach of somebody who has nothing but codes.`]
      : []),
    ...leavingOf(set, known),
  ]
}

const unregistered = (account: AccountId, { open }: CodeSets): string =>
  open === undefined ? `The register has no codes of ${account}.` : `The register ${leftOpen[open](account)}. Copies of all that are not revoked are told.`

export const ofAccount = (account: AccountId, known: Known): Matter => {
  const service = known.serviceOf(account)
  const codeSets = known.codeSetsOf(account)
  const sets = possibleSets(codeSets)
  const set = sets[0]
  const openers = openersOf(set, known)
  const places = placesOf(
    sets.flatMap(({ copies = [] }) => copies),
    openers,
    known,
  )
  const hasCodes = isIssuing(service) && sets.some(({ copies }) => copies === undefined || copies.length > 0)
  return {
    account,
    accounts: [account],
    ...(set === undefined ? {} : { set }),
    name: account,
    services: [service],
    hasCodes,
    places,
    openers,
    responders: respondersOf(openers, known),
    warnings: [
      ...(isIssuing(service) && codeSets.current === undefined ? [unregistered(account, codeSets)] : []),
      ...sets.flatMap((one) => troublesOf(one, places, known)),
      ...(hasCodes && openers.length === 0 ? [`By policy and roster nobody may open a copy of ${account} now.`] : []),
    ],
  }
}

export const ofEveryAccount = (known: Known): Matter => {
  const accounts = [...known.accounts.values()].sort((a, b) => compare(accountKey(a), accountKey(b)))
  const openers = openersOf(undefined, known)
  const used = new Set(known.codeSets.flatMap(({ copies = [] }) => copies.map(({ location }) => location)))
  const services = new Map(accounts.map((account) => [serviceOf(account), known.serviceOf(account)]))
  const left = [...new Set(known.codeSets.flatMap((set) => (known.codeSetsOf(set.account).current === set ? leavingOf(set, known) : [])))]
  return {
    accounts,
    name: 'the account',
    services: [...services.values()].sort((a, b) => compare(a.id, b.id)),
    hasCodes: true,
    places: placesOf(
      known.locations.filter(({ id }) => used.has(id)).map(({ id, origin }) => ({ location: id, origin })),
      openers,
      known,
    ),
    openers,
    responders: respondersOf(openers, known),
    warnings: [...(openers.length === 0 ? ['By policy and roster nobody may open the copies of every account now.'] : []), ...left],
  }
}
