/** The disk as the auditor reads it: plain files inside one folder, in chunks, with their SHA-256. */
import { lstat, realpath as resolveLink, stat as lookAt, type Stats } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import type { GlobOptions } from 'tinyglobby'
import { identify, isSameFile, openBytes, readParts } from './file-bytes.ts'
import { BrokenFile, type Files, LARGEST_WHOLE, type OpenFile, RefusedFile, type UnreadFile, type WholeFile } from './model/files.ts'
import { unpackingOf } from './unpack.ts'

const GLOB = /[*?[\]{}!]/

/** What a shell can be told to let a refused path through. */
export const ALLOW_OUTSIDE = 'allow it with --allow-outside'

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path)
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`))
}

/** A link to a file that is gone is a file that is not there, and not none: what it led to may have told something. */
const WITH_LOST_LINKS = {
  realpath: (path: string, done: (error: null, resolved: string) => void) => {
    resolveLink(path, (error, resolved) => {
      done(null, error === null ? resolved : path)
    })
  },
  stat: (path: string, done: (error: NodeJS.ErrnoException | null, stats: Stats) => void) => {
    lookAt(path, (error, stats) => {
      if (error === null) done(null, stats)
      else lstat(path, done)
    })
  },
} as NonNullable<GlobOptions['fs']>

/** Where a path leads, symbolic links followed; undefined when there is nothing. */
const whereTo = async (path: string): Promise<string | undefined> => {
  try {
    return await realpath(path)
  } catch {
    return undefined
  }
}

/** Whether a file to be written at a path would lie outside a folder, be it by a symbolic link on the way there. */
export const liesOutside = async (folder: string, path: string): Promise<boolean> => {
  const root = resolve(folder)
  const wanted = resolve(root, path)
  if (!isInside(root, wanted)) return true
  let parent = dirname(wanted)
  let real = await whereTo(parent)
  while (real === undefined && parent !== dirname(parent)) {
    parent = dirname(parent)
    real = await whereTo(parent)
  }
  return real === undefined || !isInside((await whereTo(root)) ?? root, real)
}

/** All bytes of an open file. Throws a BrokenFile when it cannot be read to its end, or is too large to be read as a whole. */
const readWhole = async (path: string, { chunks }: OpenFile): Promise<Uint8Array> => {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.byteLength
    if (length > LARGEST_WHOLE) throw new BrokenFile(`${path} is larger than ${String(LARGEST_WHOLE / 1_048_576)} MiB, which is more than is read as a whole`)
    parts.push(chunk.slice())
  }
  return Buffer.concat(parts)
}

/** Reads whole files through a way to open them. */
export const readingWith =
  (open: Files['open']): Files['read'] =>
  async (file): Promise<WholeFile | UnreadFile> => {
    const opened = await open(file)
    if (opened === undefined) return { file, problem: 'absent', detail: `${file} is not there` }
    try {
      const bytes = await readWhole(file, opened)
      return { file, sha256: opened.sha256(), bytes }
    } catch (error) {
      if (error instanceof BrokenFile) return { file, problem: 'unreadable', detail: error.message }
      throw error
    }
  }

/**
 * Files below a folder. A path that leaves it (`..`, absolute, or a symbolic link out) is refused, unless
 * `allowOutside`. Paths are given and listed relative to the folder, with `/`.
 */
export const openFolder = (folder: string, allowOutside: boolean): Files => {
  const root = resolve(folder)

  const resolveInside = async (path: string): Promise<string | undefined> => {
    const wanted = resolve(root, path)
    if (!allowOutside && !isInside(root, wanted)) throw new RefusedFile(`${path} lies outside the folder of the configuration`, ALLOW_OUTSIDE)
    const real = await whereTo(wanted)
    if (real === undefined) return undefined
    if (!allowOutside && !isInside((await whereTo(root)) ?? root, real))
      throw new RefusedFile(`${path} leads outside the folder of the configuration`, ALLOW_OUTSIDE)
    const stats = await stat(real)
    if (stats.isDirectory()) throw new RefusedFile(`${path} is a folder, not a file`)
    if (!stats.isFile()) throw new RefusedFile(`${path} is no plain file`)
    return real
  }

  const list: Files['list'] = async (pattern) => {
    if (!GLOB.test(pattern)) return (await resolveInside(pattern)) === undefined ? [] : [pattern]
    if (!allowOutside && !isInside(root, resolve(root, pattern)))
      throw new RefusedFile(`${pattern} lies outside the folder of the configuration`, ALLOW_OUTSIDE)
    const { glob } = await import('tinyglobby')
    const found = await glob(pattern, { cwd: root, onlyFiles: true, dot: true, followSymbolicLinks: true, expandDirectories: false, fs: WITH_LOST_LINKS })
    for (const path of found) await resolveInside(path)
    return found.sort((a, b) => (a < b ? -1 : 1))
  }

  const open: Files['open'] = async (path, { marks, ...opening } = {}) => {
    const real = await resolveInside(path)
    if (real === undefined) return undefined
    const { isPacked, unpack } = unpackingOf(path)
    const bytes = await openBytes({ ...opening, path: real, name: path, isPacked, marks: isPacked ? undefined : marks })
    return {
      chunks: unpack(bytes.chunks, path),
      sha256: bytes.sha256,
      resumed: bytes.resumed,
      mark: bytes.mark,
      parts: (parts) => readParts(real, parts),
      isStill: async () => {
        const [then, now] = [bytes.identity(), await identify(real)]
        return then !== undefined && now !== undefined && isSameFile(then, now)
      },
    }
  }

  return { list, open, read: readingWith(open) }
}
