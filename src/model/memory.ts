import type { Mark } from './files.ts'

/** What was learned of a file up to a mark in it. */
export interface Kept {
  readonly mark: Mark
  /** Plain data, of which only its reader knows the shape. */
  readonly learned: unknown
}

/** What earlier runs learned of files that only grow. A key stands for everything that shaped what was learned. */
export interface Memory {
  recall(key: string): readonly Kept[]
  keep(key: string, kept: Kept): void
}
