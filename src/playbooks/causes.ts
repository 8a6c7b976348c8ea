/** Why new codes are due, and from when the time for them runs. */
import type { Instant } from '../model/time.ts'
import type { Known } from './known.ts'
import type { Matter } from './matter.ts'

export interface Cause {
  /** Whose grace counts. */
  readonly rule: 'used-not-rotated' | 'lost-not-regenerated'
  readonly happened: Instant
  readonly what: string
}

/** A use that is to come. */
export const usedNow = ({ asOf }: Known): Cause => ({ rule: 'used-not-rotated', happened: asOf, what: 'a code is used, if that is now' })

/** A use that the register has, after which no newer set was generated; else one that is found now. */
export const lastUse = ({ set }: Matter, known: Known): Cause => {
  const latest = Math.max(...(set?.used ?? []).map(({ at }) => at).filter((at) => at <= known.asOf))
  return Number.isFinite(latest)
    ? { rule: 'used-not-rotated', happened: latest, what: 'the use that the register has' }
    : { ...usedNow(known), what: 'the use, if that is now' }
}

/** A loss that the register has; else one that is found now. */
export const goneSince = ({ set }: Matter, known: Known, what: string): Cause =>
  set?.since !== undefined && (set.status === 'lost' || set.status === 'compromised')
    ? { rule: 'lost-not-regenerated', happened: set.since, what: `they were ${set.status}, by the register` }
    : { rule: 'lost-not-regenerated', happened: known.asOf, what: `${what}, if that is now` }
