/** The code sets of one account, sorted out: which is the current one, and which are history. */
import type { CodeSet } from '../model/inventory.ts'
import type { CodeSets } from '../model/rule.ts'
import { CLOCK_TOLERANCE, type Instant } from '../model/time.ts'
import { byPlace } from './order.ts'

/** The latest first; without a date it may be later than any. */
const byGeneration = (a: CodeSet, b: CodeSet): number => (b.generated ?? Infinity) - (a.generated ?? Infinity) || byPlace(a, b)

/** Whether a revoked set is, or may be, later than another, so that its generation voided the codes of that. */
const mayVoid = ({ status, generated = Infinity }: CodeSet, other: CodeSet): boolean => status === 'revoked' && generated > (other.generated ?? -Infinity)

/**
 * The current set: of those that are not revoked the latest. Without a date, with two of one date, or with one of the future it is open which.
 * A revoked one that came later voided it when it was made, whatever the register still says of it: it is open whether there is any.
 */
export const sortCodeSets = (sets: readonly CodeSet[], asOf: Instant): CodeSets => {
  const history = sets.length < 2 ? sets : [...sets].sort(byGeneration)
  const [latest, next] = history.filter(({ status }) => status !== 'revoked')
  if (latest === undefined) return { history }
  if (history.some((set) => mayVoid(set, latest))) return { history, open: 'whether' }
  const mayBeAnother = latest.generated === undefined || latest.generated === next?.generated || latest.generated > asOf + CLOCK_TOLERANCE
  return next !== undefined && mayBeAnother ? { history, open: 'which' } : { history, current: latest }
}
