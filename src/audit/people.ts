/** The roster, indexed by person and by identity. */
import { lowerAscii } from '../model/account.ts'
import { groupBy, mapValues } from '../model/group.ts'
import type { CodeSet, Person } from '../model/inventory.ts'
import { coverName } from '../model/mask.ts'
import type { People } from '../model/rule.ts'

export const toPeople = (people: readonly Person[]): People => {
  const byId = new Map(people.map((person) => [lowerAscii(person.id), person]))
  const byName = new Map(
    people.flatMap((person) =>
      Object.entries(person.identities).flatMap(([kind, names]) => names.map((name) => [`${kind}\n${lowerAscii(name)}`, person] as const)),
    ),
  )
  /** The organisation's own log calls people as the roster does: an id is nobody else's name. */
  const byOwnName = (sourceType: string, actor: string): Person | undefined => (sourceType === 'log' ? byId.get(lowerAscii(actor)) : undefined)
  return { byId, whoIs: (sourceType, actor) => byOwnName(sourceType, actor) ?? byName.get(`${sourceType}\n${lowerAscii(actor)}`) }
}

/** The person behind a name: an id, or an identity in some kind of log. Undefined where nobody has it, or several people. */
export const personOf = (people: readonly Person[]): ((name: string) => Person | undefined) => {
  const named = people.flatMap((person) => [person.id, ...Object.values(person.identities).flat()].map((name) => ({ name: lowerAscii(name), person })))
  const byName = mapValues(
    groupBy(named, ({ name }) => name),
    (alike) => new Set(alike.map(({ person }) => person)),
  )
  return (name) => {
    const found = byName.get(lowerAscii(name))
    return found?.size === 1 ? [...found][0] : undefined
  }
}

/** Whether the roster knows somebody by an id. */
export const isIn =
  ({ byId }: Pick<People, 'byId'>) =>
  (id: string): boolean =>
    byId.has(lowerAscii(id))

/** Who owns a set, as it is told: somebody whom the roster does not know may be anything, a code that went into the wrong field too. */
export const ownerOf = ({ owner }: CodeSet, isKnown: (id: string) => boolean): string | undefined =>
  owner === undefined || isKnown(owner) ? owner : coverName(owner)
