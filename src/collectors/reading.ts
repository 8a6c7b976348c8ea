/** Kept files as collectors read them: a document, or why there is none; and what was read on the way. */
import type { Files } from '../model/files.ts'
import type { FactName, Gap, GapReason, Hidden, SourceRecord } from '../model/inventory.ts'
import { parseJson } from '../parsers/json.ts'

export type FileRecord = SourceRecord['files'][number]

/** A document that was read, or the reason why it was not. */
export type Kept<T> = { readonly file: string; readonly value: T } | { readonly file?: string; readonly reason: GapReason; readonly detail: string }

export const isKept = <T>(kept: Kept<T>): kept is { readonly file: string; readonly value: T } => 'value' in kept

export interface Reader {
  /** The bytes of a kept file; an empty file is none. */
  bytes(path: string | undefined, what: string): Promise<Kept<Uint8Array>>
  json(path: string | undefined, what: string): Promise<Kept<unknown>>
  /** The files read so far, in order of name. */
  records(): readonly FileRecord[]
}

export const openReader = (files: Files): Reader => {
  const read = new Map<string, FileRecord>()

  const bytes: Reader['bytes'] = async (path, what) => {
    if (path === undefined) return { reason: 'not-configured', detail: `${what} is not among the files of the source` }
    const file = await files.read(path)
    if ('problem' in file) return { file: path, reason: file.problem, detail: `${what}: ${file.detail}` }
    read.set(path, { file: path, sha256: file.sha256 })
    if (file.bytes.byteLength === 0) return { file: path, reason: 'unreadable', detail: `${what}: ${path} is empty` }
    return { file: path, value: file.bytes }
  }

  return {
    bytes,
    async json(path, what) {
      const kept = await bytes(path, what)
      if (!isKept(kept)) return kept
      const parsed = parseJson(kept.value)
      return 'unreadable' in parsed
        ? { file: kept.file, reason: 'unreadable', detail: `${what}: ${kept.file} is ${parsed.unreadable}` }
        : { file: kept.file, value: parsed.value }
    },
    records: () => [...read.values()].sort((a, b) => (a.file < b.file ? -1 : 1)),
  }
}

/** A gap of one source. */
export interface GapOf {
  readonly about: FactName
  readonly fact: string
  readonly reason: GapReason
  readonly detail: string
  readonly hides: Hidden
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly record?: string | undefined
}

export const toGap = (source: string, { file, line, record, ...gap }: GapOf): Gap => ({
  source,
  ...gap,
  ...(file === undefined ? {} : { file }),
  ...(line === undefined ? {} : { line }),
  ...(record === undefined ? {} : { record }),
})
