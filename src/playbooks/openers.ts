/** Who may open copies now, by the roles of the policy, and who holds the locations. */
import { isCoveredBy, isHere } from '../model/access.ts'
import { accountKey, isSameName } from '../model/account.ts'
import type { CodeSet, Location, Person } from '../model/inventory.ts'
import { compare, type Known } from './known.ts'

/** Every owner of a code set holds it, for that set. */
const OWNER = 'account-owner'

/** Somebody who may open copies now, and by what. */
export interface Opener {
  readonly person: string
  readonly as: string
}

const rolesNow = ({ roles }: Person, asOf: number): readonly string[] =>
  roles.filter(({ from, to }) => from <= asOf && (to === undefined || asOf < to)).map(({ role }) => role)

const isSame = (a: string | undefined, b: string): boolean => a !== undefined && isSameName(a, b)

/** Who is with the organisation, in order. */
const present = ({ people, asOf }: Known): readonly Person[] => people.filter((person) => isHere(person, asOf)).sort((a, b) => compare(a.id, b.id))

/** Why a person may open the copies of an account now; undefined: no role reaches them. Without a set: every account. */
const grantOf = (person: Person, set: CodeSet | undefined, { roles, incidents, asOf }: Known): string | undefined => {
  const held = rolesNow(person, asOf)
  const all = held.find((role) => roles.get(role)?.access === 'all')
  if (all !== undefined || set === undefined) return all
  if (isSame(set.owner, person.id)) {
    const own = [OWNER, ...held].find((role) => roles.get(role)?.access === 'own')
    if (own !== undefined) return own
  }
  const incident = incidents.find((one) => one.accounts.some((account) => accountKey(account) === accountKey(set.account)) && isCoveredBy(one, person, asOf))
  const role = held.find((one) => roles.get(one)?.access === 'incident')
  return incident === undefined || role === undefined ? undefined : `${role}, under ${incident.id}`
}

/** Who may open the copies of a set now; without one, the copies of every account. */
export const openersOf = (set: CodeSet | undefined, known: Known): readonly Opener[] =>
  present(known).flatMap((person) => {
    const as = grantOf(person, set, known)
    return as === undefined ? [] : [{ person: person.id, as }]
  })

/** Who could be let in by an incident: they hold a role for it, and nothing reaches the copies yet. */
export const respondersOf = (openers: readonly Opener[], known: Known): readonly Opener[] =>
  present(known).flatMap((person) => {
    const role = rolesNow(person, known.asOf).find((one) => known.roles.get(one)?.access === 'incident')
    return role === undefined || openers.some((opener) => opener.person === person.id) ? [] : [{ person: person.id, as: role }]
  })

/** Who can open a location alone today; undefined: the register does not say. */
export const keepersOf = ({ administrators }: Location, known: Known): readonly string[] | undefined =>
  administrators === undefined
    ? undefined
    : present(known)
        .filter((person) => administrators.some((name) => isSame(name, person.id) || rolesNow(person, known.asOf).includes(name)))
        .map(({ id }) => id)
