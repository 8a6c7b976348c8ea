/** What a playbook is about: one account, or all accounts of the organisation. The steps are written once for both. */
import { type AccountId, accountKey } from '../model/account.ts'
import { leftOpen, possibleSets } from '../model/current-set.ts'
import type { CodeSet } from '../model/inventory.ts'
import type { Place } from '../model/playbook.ts'
import type { CodeSets } from '../model/rule.ts'
import type { Service } from '../model/services.ts'
import { compare, type Known } from './known.ts'
import { type Opener, openersOf, respondersOf } from './openers.ts'
import { placesOf } from './places.ts'
import { areDoubtful, areUseless, askForNew, tellAll, troublesOf } from './troubles.ts'

export interface Matter {
  /** Absent: every account. */
  readonly account?: AccountId
  readonly accounts: readonly AccountId[]
  /** The current code set of the account. */
  readonly set?: CodeSet
  /** Whether a code may be had that opens the account: `doubtful` where nothing proves it, `useless` where register and roster speak against it. */
  readonly codes: 'none' | 'useless' | 'doubtful' | 'good'
  /** Whether codes of which none was used may stay; undefined: of some accounts perhaps. */
  readonly mayStay?: boolean
  /** "github:ada", "the account". */
  readonly name: string
  readonly services: readonly Service[]
  readonly places: readonly Place[]
  readonly openers: readonly Opener[]
  /** Whom an incident would let in. */
  readonly responders: readonly Opener[]
  readonly warnings: readonly string[]
}

/** Services whose code changes only with its use, beside those that make new codes at will. */
export const onUse = ({ services }: Matter): readonly Service[] => services.filter(({ rotation }) => rotation === 'on-use')

/** Whether no other service that is meant has codes. */
export const isAllOnUse = (matter: Matter): boolean =>
  onUse(matter).length > 0 && matter.services.every(({ hasCodes, rotation }) => !hasCodes || rotation === 'on-use')

const isIssuing = ({ hasCodes }: Service): boolean => hasCodes

/** What is wrong with where the copies of a set lie. */
const misplaced = ({ account, copies }: CodeSet, places: readonly Place[]): readonly string[] => [
  ...(copies === undefined ? [`The register does not say where the copies of ${account} lie.`] : []),
  ...(copies?.length === 0 ? [`The register has no copy of the codes of ${account}.`] : []),
  ...(places.length > 0 && places.every(({ reach }) => reach !== 'reachable')
    ? [`No copy of ${account} is proven to be within reach of somebody who has nothing but codes.`]
    : []),
]

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
  const troubles = sets.map((one) => troublesOf(one, known))
  const codes = (): Matter['codes'] => {
    if (!hasCodes) return 'none'
    if (troubles.every(areUseless)) return 'useless'
    return troubles.some(areDoubtful) || !places.some(({ reach }) => reach === 'reachable') ? 'doubtful' : 'good'
  }
  return {
    account,
    accounts: [account],
    ...(set === undefined ? {} : { set }),
    name: account,
    codes: codes(),
    mayStay: hasCodes && !troubles.some(askForNew),
    services: [service],
    places,
    openers,
    responders: respondersOf(openers, known),
    warnings: [
      ...(isIssuing(service) && codeSets.current === undefined ? [unregistered(account, codeSets)] : []),
      ...sets.flatMap((one) => [...troublesOf(one, known).map(({ told }) => told), ...misplaced(one, places)]),
      ...(hasCodes && openers.length === 0 ? [`By policy and roster nobody may open a copy of ${account} now.`] : []),
    ],
  }
}

export const ofEveryAccount = (known: Known): Matter => {
  const accounts = [...known.accounts.values()].sort((a, b) => compare(accountKey(a), accountKey(b)))
  const openers = openersOf(undefined, known)
  const used = new Set(known.codeSets.flatMap(({ copies = [] }) => copies.map(({ location }) => location)))
  const services = new Map(accounts.map(known.serviceOf).map((service) => [`${service.id}\n${service.enrol}`, service]))
  const current = known.codeSets.filter((set) => known.codeSetsOf(set.account).current === set)
  return {
    accounts,
    name: 'the account',
    codes: 'good',
    services: [...services].sort(([a], [b]) => compare(a, b)).map(([, service]) => service),
    places: placesOf(
      known.locations.filter(({ id }) => used.has(id)).map(({ id, origin }) => ({ location: id, origin })),
      openers,
      known,
    ),
    openers,
    responders: respondersOf(openers, known),
    warnings: [...(openers.length === 0 ? ['By policy and roster nobody may open the copies of every account now.'] : []), ...tellAll(current, known)],
  }
}
