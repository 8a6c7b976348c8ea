import { type Instant, parseInstant } from '../model/time.ts'

/** Kept files count as collected at as-of, unless their source says when. */
export const collectedAt = (collected: string | undefined, { asOf }: { readonly asOf: Instant }): Instant =>
  collected === undefined ? asOf : (parseInstant(collected) ?? asOf)
