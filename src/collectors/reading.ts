/** Documents as collectors read them, from kept files or from a provider: a document, or why there is none; and what was read on the way. */
import type { Files } from '../model/files.ts'
import { given } from '../model/given.ts'
import type { FactName, Gap, GapReason, Hidden, Lack, SourceRecord } from '../model/inventory.ts'
import { parseJson } from '../parsers/json.ts'

export type FileRecord = SourceRecord['files'][number]

/** A document that was had; `short`: what keeps it from being the whole of it. */
interface Had<T> {
  readonly file: string
  readonly value: T
  readonly short?: Lack
}

/** A document, or the reason why there is none. */
export type Kept<T> = Had<T> | (Lack & { readonly file?: string })

export const isKept = <T>(kept: Kept<T>): kept is Had<T> => 'value' in kept

/** Why a document, or a part of it, could not be had; undefined: it is whole. */
export const lackOf = (kept: Kept<unknown>): Lack | undefined => (isKept(kept) ? kept.short : kept)

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
  readonly advice?: string | undefined
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly record?: string | undefined
}

export const toGap = (source: string, { advice, file, line, record, ...gap }: GapOf): Gap => ({
  source,
  ...gap,
  ...given('advice', advice),
  ...given('file', file),
  ...given('line', line),
  ...given('record', record),
})
