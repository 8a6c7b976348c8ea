/** Kinds of location, as the rules about storage tell them apart. */
import type { Location } from './inventory.ts'

export type StorageKind = 'digital' | 'physical'

const PHYSICAL: ReadonlySet<Location['kind']> = new Set(['safe', 'paper', 'hardware-token'])

/** Whether a location is something with a lock or something with a password; `other` may be either. */
export const storageKind = ({ kind }: Location): StorageKind | 'unknown' => (PHYSICAL.has(kind) ? 'physical' : kind === 'other' ? 'unknown' : 'digital')
