/** Raw answers kept in memory, as --keep-raw keeps them in a folder: whole files only. */
import type { KeepRaw } from '../../src/model/live.ts'

export interface KeptRaw extends KeepRaw {
  /** By `SOURCE/NAME`. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** The path of each file by `SOURCE/KEY`, and the values that are no path. */
  readonly notes: ReadonlyMap<string, string>
}

export const keepRaw = (): KeptRaw => {
  const files = new Map<string, Uint8Array>()
  const notes = new Map<string, string>()
  return {
    files,
    notes,
    open: (source, key, name) => {
      const parts: Uint8Array[] = []
      return Promise.resolve({
        write: (bytes: Uint8Array) => {
          parts.push(Buffer.from(bytes))
          return Promise.resolve()
        },
        commit: () => {
          files.set(`${source}/${name}`, Buffer.concat(parts))
          notes.set(`${source}/${key}`, `${source}/${name}`)
          return Promise.resolve()
        },
        discard: () => Promise.resolve(),
      })
    },
    note: (source, key, value) => void notes.set(`${source}/${key}`, value),
  }
}
