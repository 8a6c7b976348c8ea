import { evidence } from '../model/evidence.ts'
import type { Location } from '../model/inventory.ts'
import { defineRule, type LoggedCopy } from '../model/rule.ts'

type Attribute = 'location' | 'site' | 'kind' | 'product' | 'administrators'

export interface Params {
  readonly minimum: number
  /** Two copies are independent when they share none of these. */
  readonly apart: readonly Attribute[]
}

const valuesOf = (location: Location, attribute: Attribute): readonly string[] | undefined => {
  if (attribute === 'location') return [location.id]
  if (attribute === 'administrators') return location.administrators
  const value = location[attribute]
  return value === undefined ? undefined : [value]
}

/** Whether two locations share an attribute; an absent one leaves it open. */
const share = (a: Location, b: Location, attribute: Attribute): boolean | undefined => {
  const [first, second] = [valuesOf(a, attribute), valuesOf(b, attribute)]
  return first === undefined || second === undefined ? undefined : first.some((value) => second.includes(value))
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
  needs: ['codeSets', 'locations'],
  defaults,

  judge({ id, service }, { codeSets: { current, ambiguous, history }, locations: copies }, { minimum, apart }) {
    if (!service.hasCodes) return { outcome: 'not-applicable', message: `${service.name} has no backup codes.`, evidence: [], rests: [] }
    const completing = 'Complete the register and audit again.'
    if (ambiguous)
      return {
        outcome: 'unknown',
        message: `The register leaves open which code set of ${id} is the current one.`,
        evidence: history.map(({ origin }) => evidence(origin, 'code set')),
        remediation: completing,
      }
    if (current === undefined) return { outcome: 'not-applicable', message: `The register has no current code set of ${id}.`, evidence: [] }
    if (current.copies === undefined)
      return {
        outcome: 'unknown',
        message: 'The register does not say where the copies lie.',
        evidence: [evidence(current.origin, 'copies', 'absent')],
        remediation: completing,
      }

    const rows =
      copies.length === 0
        ? [evidence(current.origin, 'copies', 'none')]
        : copies.map(({ copy, location }) => evidence(copy.origin, 'copy', location.site === undefined ? location.id : `${location.id}, site ${location.site}`))
    // With `apart: [site]` alone two copies at one location are still one place.
    const attributes = new Set<Attribute>(['location', ...apart])
    const surely: Independent = (a, b) => [...attributes].every((attribute) => share(a, b, attribute) === false)
    const perhaps: Independent = (a, b) => [...attributes].every((attribute) => share(a, b, attribute) !== true)
    const locations = distinct(copies)
    const names = locations.map((location) => location.id).join(', ')
    if (hasIndependent(locations, minimum, surely)) return { outcome: 'pass', message: `Copies lie apart: ${names}.`, evidence: rows }
    if (hasIndependent(locations, minimum, perhaps)) {
      return {
        outcome: 'unknown',
        message: `The register does not say enough about ${names} to tell whether they are apart (${apart.join(', ')}).`,
        evidence: rows,
        remediation: completing,
      }
    }
    const message =
      locations.length < minimum
        ? `${locations.length === 0 ? 'No copy' : locations.length === 1 ? `One copy only (${names})` : `${String(locations.length)} copies only (${names})`}; ${String(minimum)} are asked for.`
        : `Fewer than ${String(minimum)} of the copies are apart (${apart.join(', ')}): ${names}.`
    return {
      outcome: 'fail',
      message,
      evidence: rows,
      remediation: `Store a further copy at a place that shares none of these with the others: ${apart.join(', ')}. Register it.`,
    }
  },
})
