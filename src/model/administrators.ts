/** Who can open a location alone: `administrators` of the register names people and roles, and the roster says who holds a role. */
import { isHere } from './access.ts'
import { isSameName, lowerAscii } from './account.ts'
import type { Person } from './inventory.ts'
import type { Role } from './policy.ts'
import type { People } from './rule.ts'
import type { Instant } from './time.ts'

/** Whether policy or roster knows a role of that name. */
export const isRole = (name: string, { byId }: People, roles: ReadonlyMap<string, Role>): boolean =>
  [...roles.keys()].some((role) => isSameName(role, name)) || [...byId.values()].some((person) => person.roles.some(({ role }) => isSameName(role, name)))

/** Whether a name is one of the roster, or that of a role. */
export const isKnown = (name: string, people: People, roles: ReadonlyMap<string, Role>): boolean =>
  people.byId.has(lowerAscii(name)) || isRole(name, people, roles)

const holds = (person: Person, name: string, time: Instant): boolean =>
  isHere(person, time) && person.roles.some(({ role, from, to = Infinity }) => isSameName(role, name) && from <= time && time < to)

/** The ids of the people behind some names at a time. */
export const peopleBehind = (names: readonly string[], { byId }: People, time: Instant): ReadonlySet<string> =>
  new Set([...byId.values()].filter((person) => names.some((name) => isSameName(name, person.id) || holds(person, name, time))).map(({ id }) => id))
