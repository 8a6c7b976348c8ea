/** What a collector needs of the world to ask a provider itself; a test hands in its own. */
import type { Lack } from './inventory.ts'
import type { Instant } from './time.ts'

/** How far one source is. Whoever shows it decides how. */
export interface Progress {
  readonly source: string
  /** What is being asked for: "the member list". */
  readonly what: string
  readonly pages: number
  readonly records: number
  /** The provider asked for patience: nothing is sent before this instant. */
  readonly waitingUntil?: Instant
  /** It could not be had, or not the whole of it. */
  readonly lack?: Lack
}

/** One source, when it has been asked everything. */
export interface Ended {
  readonly source: string
  readonly collectedAt: Instant
  readonly requests: number
  readonly records: number
  readonly gaps: number
}

/** The raw answers of one list, kept page by page. Nothing is there under its name before it is whole. */
export interface RawFile {
  write(bytes: Uint8Array): Promise<void>
  /** Puts the file in its place. */
  commit(): Promise<void>
  discard(): Promise<void>
}

/** Where raw answers are kept, in the shape that `files` of a source reads. */
export interface KeepRaw {
  /** A file that will be named `name` in the folder of the source, under this key of its `files`. It throws NotKept. */
  open(source: string, key: string, name: string): Promise<RawFile>
  /** A value of `files` that is no path, such as `credential-report-generated`. */
  note(source: string, key: string, value: string): void
}

/** A raw answer could not be kept: an output that is not whole, and no fault of the provider. */
export class NotKept extends Error {
  override readonly name = 'NotKept'
}

export interface Live {
  /** The clock of this machine, in milliseconds. */
  readonly now: () => Instant
  /** Where credentials are found; never printed, never kept. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Ends every request and every wait. */
  readonly signal: AbortSignal
  readonly tell: (progress: Progress) => void
  readonly ended: (ended: Ended) => void
  readonly keep?: KeepRaw
  /** How many milliseconds a second of waiting lasts: 1000; less in tests. */
  readonly second: number
  /** Only the first page of each list, to see what the credentials may see. */
  readonly probe: boolean
}
