/** A mistake in a file that people write: the run ends with exit code 2 and lists them all. */
export interface Mistake {
  readonly file: string
  /** 1-based; columns count UTF-16 units. Absent when the file itself is the matter. */
  readonly line?: number
  readonly column?: number
  readonly message: string
  /** The nearest right word, or what to do. */
  readonly hint?: string
  /** The line as it stands in the file, clipped and with what looks like a code covered; `caret` is where in it, 1-based. */
  readonly excerpt?: { readonly text: string; readonly caret: number }
}

/** Either the value or what is wrong with it. */
export type Checked<T> = { readonly value: T } | { readonly mistakes: readonly Mistake[] }

/** The mistakes of one file in order of place. */
export const inOrder = (mistakes: readonly Mistake[]): readonly Mistake[] =>
  [...mistakes].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))

export const isMistaken = <T>(checked: Checked<T>): checked is { readonly mistakes: readonly Mistake[] } => 'mistakes' in checked

/** What is wrong; nothing where nothing is, or nothing was there to be checked. */
export const mistakesOf = (checked: Checked<unknown> | undefined): readonly Mistake[] =>
  checked !== undefined && 'mistakes' in checked ? checked.mistakes : []
