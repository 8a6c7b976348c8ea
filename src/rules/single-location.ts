import { isSameName } from '../model/account.ts'
import { isKnown, peopleBehind } from '../model/administrators.ts'
import { COMPLETE_THE_REGISTER, CORRECT_THE_REGISTER, currentCopies, isStopped } from '../model/current-set.ts'
import { evidence } from '../model/evidence.ts'
import type { Location } from '../model/inventory.ts'
import { coverName } from '../model/mask.ts'
import { registerRow } from '../model/register-time.ts'
import { type Context, defineRule, type LoggedCopy, type People } from '../model/rule.ts'
import { mayBeStored, NOT_STORED } from '../model/storage.ts'

type Attribute = 'location' | 'site' | 'kind' | 'product' | 'administrators'

export interface Params {
  readonly minimum: number
  /** Two copies are independent when they share none of these. */
  readonly apart: readonly Attribute[]
}

type Asked = Pick<Context, 'asOf' | 'roles'> & { readonly people: People }

/** Whether somebody can open both, by name or by a role; who is not known may be anybody. */
const shareSomebody = (a: readonly string[], b: readonly string[], { people, roles, asOf }: Asked): boolean | undefined => {
  if (a.some((name) => b.some((other) => isSameName(name, other)))) return true
  const behind = peopleBehind(b, people, asOf)
  if ([...peopleBehind(a, people, asOf)].some((id) => behind.has(id))) return true
  return [...a, ...b].every((name) => isKnown(name, people, roles)) ? false : undefined
}

/** Whether two locations share an attribute; an absent one leaves it open. */
const share = (a: Location, b: Location, attribute: Attribute, asked: Asked): boolean | undefined => {
  if (attribute === 'location') return a.id === b.id
  if (attribute === 'administrators')
    return a.administrators === undefined || b.administrators === undefined ? undefined : shareSomebody(a.administrators, b.administrators, asked)
  const [first, second] = [a[attribute], b[attribute]]
  return first === undefined || second === undefined ? undefined : isSameName(first, second)
}

type Independent = (a: Location, b: Location) => boolean

/** Whether `count` of the locations are independent of one another. */
const hasIndependent = (locations: readonly Location[], count: number, independent: Independent): boolean => {
  if (count <= 0) return true
  return locations.some((location, index) =>
    hasIndependent(
      locations.slice(index + 1).filter((other) => independent(location, other)),
      count - 1,
      independent,
    ),
  )
}

const distinct = (copies: readonly LoggedCopy[]): readonly Location[] => [...new Map(copies.map(({ location }) => [location.id, location])).values()]

const defaults: Params = { minimum: 2, apart: ['location', 'site'] }

export default defineRule({
  id: 'single-location',
  title: 'Backup codes lie in too few independent places',
  about: 'accounts',
  needs: ['codeSets', 'locations', 'people'],
  defaults,

  judge(subject, { codeSets, locations: logged, people }, { minimum, apart }, { asOf, roles }) {
    const asked = { asOf, roles, people }
    const found = currentCopies(subject, codeSets, logged)
    if (isStopped(found)) return found.verdict
    const { set, copies } = found
    const rows = () =>
      copies.length === 0
        ? [registerRow(set, 'copies', 'none')]
        : copies.map(({ copy, location }) =>
            evidence(copy.origin, 'copy', location.site === undefined ? location.id : `${location.id}, site ${coverName(location.site)}`),
          )
    // With `apart: [site]` alone two copies at one location are still one place.
    const surely: Independent = (a, b) => a.id !== b.id && apart.every((attribute) => share(a, b, attribute, asked) === false)
    const perhaps: Independent = (a, b) => a.id !== b.id && apart.every((attribute) => share(a, b, attribute, asked) !== true)
    const locations = distinct(copies)
    const there = distinct(copies.filter(({ copy }) => mayBeStored(copy, set, asOf)))
    const names = () => locations.map((location) => location.id).join(', ')
    if (hasIndependent(there, minimum, surely)) return { outcome: 'pass', tell: () => ({ message: `Copies lie apart: ${names()}.`, evidence: rows() }) }
    if (hasIndependent(locations, minimum, surely)) {
      const doubtful = () => locations.filter(({ id }) => !there.some((other) => other.id === id)).map(({ id }) => id)
      return {
        outcome: 'unknown',
        tell: () => ({
          message: `Whether a copy is there is not known, ${NOT_STORED}: ${doubtful().join(', ')}.`,
          evidence: rows(),
          remediation: CORRECT_THE_REGISTER,
        }),
      }
    }
    if (hasIndependent(locations, minimum, perhaps)) {
      return {
        outcome: 'unknown',
        tell: () => ({
          message: `The register does not say enough about ${names()} to tell whether they are apart (${apart.join(', ')}).`,
          evidence: rows(),
          remediation: COMPLETE_THE_REGISTER,
        }),
      }
    }
    const message = () =>
      locations.length < minimum
        ? `${locations.length === 0 ? 'No copy' : locations.length === 1 ? `One copy only (${names()})` : `${String(locations.length)} copies only (${names()})`}; ${String(minimum)} are asked for.`
        : `Fewer than ${String(minimum)} of the copies are apart (${apart.join(', ')}): ${names()}.`
    return {
      outcome: 'fail',
      tell: () => ({
        message: message(),
        evidence: rows(),
        remediation: `Store a further copy at a place that shares none of these with the others: ${apart.join(', ')}. Register it.`,
      }),
    }
  },
})
