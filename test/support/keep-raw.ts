/** Raw answers kept in memory: what a folder of `--keep-raw` would have. */
import type { KeepRaw } from '../../src/model/live.ts'

export interface KeptRaw {
  readonly keep: KeepRaw
  /** By path: the folder of the source and the name of the file. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** By source: the value of each key of `files`. */
  readonly keys: ReadonlyMap<string, Readonly<Record<string, string>>>
}

/** Nothing is there under its name before it is whole, and a second file of the same name takes the place of the first. */
export const keepRaw = (): KeptRaw => {
  const files = new Map<string, Uint8Array>()
  const keys = new Map<string, Readonly<Record<string, string>>>()
  const note = (source: string, key: string, value: string): void => {
    keys.set(source, { ...keys.get(source), [key]: value })
  }
  return {
    keep: {
      open: (source, key, name) => {
        const parts: Uint8Array[] = []
        return Promise.resolve({
          write: (bytes) => {
            parts.push(bytes.slice())
            return Promise.resolve()
          },
          commit: () => {
            files.set(`${source}/${name}`, Buffer.concat(parts))
            note(source, key, `${source}/${name}`)
            return Promise.resolve()
          },
          discard: () => Promise.resolve(),
        })
      },
      note,
    },
    files,
    keys,
  }
}
