import type { Instant } from '../model/time.ts'

const SECOND = 1000

/**
 * How far back a kept log of a provider reaches: to its earliest record, and no further than the provider keeps any. One
 * without a record reaches back to nothing before its collection. It is told in seconds, as registers tell times: the
 * registered generation may be the earliest record itself.
 */
export const reachOfKept = (kept: Instant, earliest: Instant | undefined, collected: Instant): Instant =>
  Math.max(kept, Math.floor((earliest ?? collected) / SECOND) * SECOND)

/** The earlier of two times, either of which may not be known. */
export const earlier = (one: Instant | undefined, other: Instant | undefined): Instant | undefined =>
  one === undefined || (other !== undefined && other < one) ? other : one
