/** Raw answers kept in memory: what is committed is there, by source and file name, as a run reads it again. */
import type { KeepRaw } from '../../src/model/live.ts'

export interface KeptRaw extends KeepRaw {
  /** By `source/name`. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** What the `files` of each source would say: keys to paths and notes. */
  readonly keys: ReadonlyMap<string, Readonly<Record<string, string>>>
}

export const keepRaw = (): KeptRaw => {
  const files = new Map<string, Uint8Array>()
  const keys = new Map<string, Record<string, string>>()
  const set = (source: string, key: string, value: string): void => {
    keys.set(source, { ...keys.get(source), [key]: value })
  }
  return {
    files,
    keys,
    open: (source, key, name) => {
      const parts: Uint8Array[] = []
      return Promise.resolve({
        write: (bytes) => {
          parts.push(Uint8Array.from(bytes))
          return Promise.resolve()
        },
        commit: () => {
          files.set(`${source}/${name}`, Buffer.concat(parts))
          set(source, key, `${source}/${name}`)
          return Promise.resolve()
        },
        discard: () => Promise.resolve(),
      })
    },
    note: set,
  }
}
