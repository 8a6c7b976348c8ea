/** Files in memory, for tests that change evidence thousands of times. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { readingWith } from '../../src/files.ts'
import type { Files } from '../../src/model/files.ts'

export type Contents = ReadonlyMap<string, Uint8Array>

/** Every file below a folder by its path relative to it. */
export const readFolder = (folder: string): Contents => {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path)]))
}

/** A path stands for itself; globs are not needed here. */
export const memoryFiles = (contents: Contents): Files => {
  const open: Files['open'] = (path) => {
    const bytes = contents.get(path)
    if (bytes === undefined) return Promise.resolve(undefined)
    return Promise.resolve({
      // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable of what is there already
      chunks: (async function* () {
        yield bytes
      })(),
      sha256: () => createHash('sha256').update(bytes).digest('hex'),
      resumed: undefined,
      mark: () => undefined,
      // eslint-disable-next-line @typescript-eslint/require-await -- as above
      parts: async function* (parts) {
        for (const { at, length } of parts) yield bytes.subarray(at, at + length)
      },
      isStill: () => Promise.resolve(true),
    })
  }
  return { list: (path) => Promise.resolve(contents.has(path) ? [path] : []), open, read: readingWith(open) }
}
