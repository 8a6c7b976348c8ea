/** Order that does not depend on the order in which facts come: by time, and by the place where they were read. */
import { type Origin, placeOf } from '../model/evidence.ts'
import type { Instant } from '../model/time.ts'

interface Read {
  readonly origin: Origin
}

/** In order of the place where they were read, so that the order in which they come does not matter. */
export const byPlace = (a: Read, b: Read): number => {
  const [first, second] = [placeOf(a.origin), placeOf(b.origin)]
  return first < second ? -1 : first > second ? 1 : 0
}

export const byTime = <T extends Read & { readonly time: Instant }>(a: T, b: T): number => a.time - b.time || byPlace(a, b)
