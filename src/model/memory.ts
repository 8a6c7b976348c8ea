import type { Mark } from './files.ts'

/** A line that told something: its number, where its bytes begin, and how many of them count. */
export type ToldLine = readonly [number: number, at: number, length: number]

/** What was learned of a file up to a mark in it. */
export interface Kept {
  readonly mark: Mark
  /** Where it was learned, and the SHA-256 of the lines there; undefined: the SHA-256 of the whole file says it. */
  readonly told?: { readonly lines: readonly ToldLine[]; readonly sha256: string }
  /** Plain data, of which only its reader knows the shape. */
  readonly learned: unknown
}

/** What earlier runs learned of files that only grow. A key stands for everything that shaped what was learned. */
export interface Memory {
  recall(key: string): readonly Kept[]
  keep(key: string, kept: Kept): void
}
