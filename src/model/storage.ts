/** Kinds of location, as the rules about storage tell them apart. */
import type { CodeSet, Copy, Location } from './inventory.ts'
import { CLOCK_TOLERANCE, DAY, type Instant } from './time.ts'

export type StorageKind = 'digital' | 'physical'

const PHYSICAL: ReadonlySet<Location['kind']> = new Set(['safe', 'paper', 'hardware-token'])

/** Whether a location is something with a lock or something with a password; `other` may be either. */
export const storageKind = ({ kind }: Location): StorageKind | 'unknown' => (PHYSICAL.has(kind) ? 'physical' : kind === 'other' ? 'unknown' : 'digital')

/**
 * Whether the times of the register let a copy be in its place: it is not to be stored later, and was not stored before there were
 * codes to store. Of a time the register may say the day alone.
 */
export const mayBeStored = ({ stored }: Copy, { generated = -Infinity }: CodeSet, asOf: Instant): boolean =>
  stored === undefined || (stored <= asOf + CLOCK_TOLERANCE && stored + DAY > generated)

/** The copies of a set that may be in their places. */
export const storedCopies = (set: CodeSet, asOf: Instant): readonly Copy[] => (set.copies ?? []).filter((copy) => mayBeStored(copy, set, asOf))

/** What is to be said of copies that may not be in their place. */
export const NOT_STORED = 'by the register stored later than the audit, or before the codes were generated'
