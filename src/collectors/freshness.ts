/** Whether a collection is young enough to speak about as-of. */
import type { CollectorContext } from '../model/collector.ts'
import { CLOCK_TOLERANCE, formatInstant, formatSpan, type Instant, parseInstant } from '../model/time.ts'

export interface Staleness {
  readonly reason: 'stale' | 'future'
  readonly detail: string
}

/** Kept files count as collected at as-of, unless their source says when. */
export const collectedAt = (collected: string | undefined, { asOf }: CollectorContext): Instant =>
  collected === undefined ? asOf : (parseInstant(collected) ?? asOf)

/** Why a collection says nothing about as-of; undefined when it does. */
export const staleness = (collected: Instant, { asOf, maxAge }: CollectorContext): Staleness | undefined => {
  if (collected > asOf + CLOCK_TOLERANCE) return { reason: 'future', detail: `collected at ${formatInstant(collected)}, which is later than the audit` }
  if (asOf - collected > maxAge)
    return { reason: 'stale', detail: `collected at ${formatInstant(collected)}, more than ${formatSpan(maxAge)} before the audit` }
  return undefined
}
