import type { Instant } from './time.ts'

/** Where a fact was read: a line of a text file, or a record of a JSON file as a JSON pointer. */
export interface Origin {
  readonly source: string
  readonly file: string
  readonly line?: number
  readonly record?: string
}

/** One fact that a verdict rests on. The value is metadata from our own allow-list, never an excerpt of a log. */
export interface EvidenceRow {
  readonly source: string
  readonly file?: string
  readonly line?: number
  readonly record?: string
  readonly fact: string
  readonly value?: string
  readonly collectedAt?: Instant
}

export const evidence = (origin: Origin, fact: string, value?: string): EvidenceRow => ({
  source: origin.source,
  file: origin.file,
  ...(origin.line === undefined ? {} : { line: origin.line }),
  ...(origin.record === undefined ? {} : { record: origin.record }),
  fact,
  ...(value === undefined ? {} : { value }),
})

/** The place where something was read, as text that sorts: by source, file, line and record. */
export const placeOf = ({ source, file = '', line = 0, record = '' }: Pick<EvidenceRow, 'source' | 'file' | 'line' | 'record'>): string =>
  [source, file, String(line).padStart(12, '0'), record].join('\n')
