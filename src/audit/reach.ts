/** Which locations somebody can get at who has lost the second factors and has nothing but the codes. */
import type { AccountId } from '../model/account.ts'
import { possibleSets } from '../model/current-set.ts'
import type { CodeSet, Location } from '../model/inventory.ts'
import type { CodeSets, Reach } from '../model/rule.ts'
import { isUsable } from '../model/remaining.ts'
import { storedCopies } from '../model/storage.ts'
import type { Instant } from '../model/time.ts'

/** Where the codes of an account lie; undefined: they may lie anywhere, or the account opens without codes of the register. */
type Places = readonly string[] | undefined

// Stryker disable ArrayDeclaration: a name that no location has is reached by nothing and opens nothing

const placesOf = (sets: readonly CodeSet[]): Places =>
  sets.every(({ copies }) => copies !== undefined) ? sets.flatMap(({ copies = [] }) => copies.map(({ location }) => location)) : undefined

/** Where the codes surely lie. An account without a current set opens by other means than codes; one whose codes are gone may. */
const surely = ({ current, open }: CodeSets, asOf: Instant): Places => {
  if (current === undefined) return open === undefined ? undefined : []
  if (!isUsable(current)) return []
  return storedCopies(current, asOf).map(({ location }) => location)
}

/** Where they may lie, whatever the register leaves open. */
const perhaps = (codeSets: CodeSets): Places => {
  const { current, open } = codeSets
  const mayOpenOtherwise = current === undefined ? open !== 'which' : !isUsable(current)
  return mayOpenOtherwise ? undefined : placesOf(possibleSets(codeSets))
}

/** The locations that can be reached, one from another. */
const spread = (locations: readonly Location[], placesOfAccount: (account: AccountId) => Places): ReadonlySet<string> => {
  const reached = new Set<string>()
  const opens = new Map<string, string[]>()
  const open: string[] = []
  for (const { id, unlockedBy = [] } of locations) {
    const ways = unlockedBy.map(placesOfAccount)
    if (ways.length === 0 || ways.includes(undefined)) open.push(id)
    for (const place of ways.flatMap((way) => way ?? [])) opens.set(place, [...(opens.get(place) ?? []), id])
  }
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue
    reached.add(next)
    open.push(...(opens.get(next) ?? []))
  }
  return reached
}

/** Whether each location can be reached (design: `circular-storage`). */
export const reachOf = (locations: readonly Location[], codeSetsOf: (account: AccountId) => CodeSets, asOf: Instant): ReadonlyMap<string, Reach> => {
  const sure = spread(locations, (account) => surely(codeSetsOf(account), asOf))
  const possible = spread(locations, (account) => perhaps(codeSetsOf(account)))
  return new Map(locations.map(({ id }) => [id, sure.has(id) ? 'reachable' : possible.has(id) ? 'unknown' : 'unreachable']))
}
