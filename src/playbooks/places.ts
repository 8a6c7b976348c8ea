/** Where copies lie, and how one comes to them: those that can be reached at once come first. */
import type { AccountId } from '../model/account.ts'
import { given } from '../model/given.ts'
import type { Copy, Location } from '../model/inventory.ts'
import type { Place } from '../model/playbook.ts'
import type { Reach } from '../model/rule.ts'
import { compare, type Known } from './known.ts'
import { keepersOf, type Opener } from './openers.ts'

const order: readonly Reach[] = ['reachable', 'unknown', 'unreachable']

export const list = (words: readonly string[], last = 'and'): string =>
  words.length <= 1 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`

/** So many accounts are named in one sentence; the register names all. */
const NAMED = 20

/** Accounts in a sentence, as many as can be read. */
export const names = (accounts: readonly AccountId[]): string =>
  accounts.length <= NAMED ? list(accounts) : `${accounts.slice(0, NAMED).join(', ')} and ${String(accounts.length - NAMED)} more`

/** Where the codes lie of an account that stands before a location. */
const codesLie = (account: AccountId, known: Known): string => {
  const { current, open } = known.codeSetsOf(account)
  if (open !== undefined) return `${account}, of which the register leaves open where its codes lie`
  if (current === undefined) return `${account}, of which the register has no codes`
  const at = (current.copies ?? []).map(({ location }) => location)
  return at.length === 0 ? `${account}, of which the register does not say where its codes lie` : `${account}, whose codes lie at ${list(at)}`
}

/** What stands between somebody who has nothing but codes and a location. */
const waysIn = ({ id, unlockedBy = [] }: Location, known: Known): readonly string[] => {
  if (unlockedBy.length === 0) return []
  const before = list(
    unlockedBy.map((account) => codesLie(account, known)),
    'or',
  )
  const reach = known.reachOf(id)
  if (reach === 'reachable') return [`First get into ${before}.`]
  if (reach === 'unknown') return [`Perhaps it cannot be reached: it opens only through ${before}.`]
  return [`It cannot be reached with codes alone, for it opens only through ${before}. Somebody who is still signed in must open it.`]
}

/** Who goes there: somebody who may open the copy and can, else somebody who can beside somebody who may. */
const hands = (location: Location, openers: readonly Opener[], known: Known): string => {
  const keepers = keepersOf(location, known)
  if (keepers === undefined) return 'The register does not say who can open it.'
  if (keepers.length === 0) return 'Nobody who is still here can open it, by what the register and the roster say.'
  const both = openers.filter(({ person }) => keepers.includes(person))
  if (both.length > 0) {
    const named = both.map(({ person, as }) => `${person} (${as})`)
    return `${list(named, 'or')} may open it now, and can.`
  }
  return openers.length === 0
    ? `${list(keepers, 'or')} can open it, and by the policy nobody may now.`
    : `${list(keepers, 'or')} can open it and may not; ${list(
        openers.map(({ person }) => person),
        'or',
      )} may, and must be there.`
}

const describe = ({ kind, site }: Location): string => `${kind.replace('-', ' ')}${site === undefined ? '' : ` at ${site}`}`

export const toPlace = (location: Location, openers: readonly Opener[], known: Known, copy?: Copy): Place => ({
  location: location.id,
  what: describe(location),
  ...given('item', copy?.item),
  reach: known.reachOf(location.id),
  notes: [...waysIn(location, known), hands(location, openers, known)],
})

/** The places of copies: first what can be reached at once, last what cannot. */
export const placesOf = (copies: readonly Copy[], openers: readonly Opener[], known: Known): readonly Place[] => {
  const locations = new Map(known.locations.map((location) => [location.id, location]))
  const isDirect = ({ location }: Place): boolean => (locations.get(location)?.unlockedBy ?? []).length === 0
  return copies
    .flatMap((copy) => {
      const location = locations.get(copy.location)
      return location === undefined ? [] : [toPlace(location, openers, known, copy)]
    })
    .sort(
      (a, b) =>
        order.indexOf(a.reach) - order.indexOf(b.reach) ||
        Number(isDirect(b)) - Number(isDirect(a)) ||
        compare(a.location, b.location) ||
        compare(a.item ?? '', b.item ?? ''),
    )
}
