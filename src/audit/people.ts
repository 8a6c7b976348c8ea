/** The roster, indexed by person and by identity. */
import { lowerAscii } from '../model/account.ts'
import type { Person } from '../model/inventory.ts'
import type { People } from '../model/rule.ts'

export const toPeople = (people: readonly Person[]): People => {
  const byId = new Map(people.map((person) => [lowerAscii(person.id), person]))
  const byName = new Map(
    people.flatMap((person) =>
      Object.entries(person.identities).flatMap(([kind, names]) => names.map((name) => [`${kind}\n${lowerAscii(name)}`, person] as const)),
    ),
  )
  return { byId, whoIs: (sourceType, actor) => byName.get(`${sourceType}\n${lowerAscii(actor)}`) }
}
