/** Files written whole: a reader finds the old file or the new one, never half of one, whatever happens on the way. */
import { createHash, randomBytes } from 'node:crypto'
import { accessSync, closeSync, constants, fsyncSync, lstatSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { batches, nameError, writeBytes } from './write-bytes.ts'

const HOUR = 3_600_000

/** What some work on files gives; or what the system says against it, in words. Every other error is thrown on. */
export const orSystemError = (work: () => string | undefined): string | undefined => {
  try {
    return work()
  } catch (error) {
    const named = nameError(error)
    if (named === undefined) throw error
    return named
  }
}

const unlessAbsent = <T>(look: () => T): T | undefined => {
  try {
    return look()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const kindOf = (stats: Stats): string => {
  if (stats.isDirectory()) return 'EISDIR, a folder of this name is there'
  return 'a device, pipe or socket of this name is there; -o FORMAT alone writes to stdout'
}

/** The folders of the system, in which a name such as /dev/stdout stands for something else: replacing it would break it. */
const SYSTEM = ['/dev/', '/proc/', '/sys/'].map((folder) => folder.replaceAll('/', sep))

const examine = (path: string): string | undefined => {
  if (SYSTEM.some((folder) => path.startsWith(folder))) return 'it is no place for files; -o FORMAT alone writes to stdout'
  const target = unlessAbsent(() => lstatSync(path))
  if (target !== undefined && !target.isFile() && !target.isSymbolicLink()) return kindOf(target)

  let folder = dirname(path)
  let stats = unlessAbsent(() => statSync(folder))
  while (stats === undefined && folder !== dirname(folder)) {
    folder = dirname(folder)
    stats = unlessAbsent(() => statSync(folder))
  }
  if (stats?.isDirectory() !== true) return 'ENOTDIR, not a directory'
  accessSync(folder, constants.W_OK | constants.X_OK)
  return undefined
}

/** Why a file cannot be written, as far as that can be seen without writing; undefined: it can. */
export const foreseeRefusal = (path: string): string | undefined => orSystemError(() => examine(resolve(path)))

/** What the temporary files for one target begin with; a hash, as a name at its greatest length could not be made longer. */
const temporaryPrefix = (path: string): string => `.sparekey-${createHash('sha256').update(basename(path)).digest('hex').slice(0, 16)}-`

/** Takes away what a killed run has left for the same target. One that is younger than an hour may belong to a run that still goes on. */
const sweep = (folder: string, prefix: string): void => {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix) || !name.endsWith('.tmp')) continue
    const path = join(folder, name)
    const stats = unlessAbsent(() => lstatSync(path))
    if (stats?.isFile() === true && stats.uid === process.getuid?.() && Date.now() - stats.mtimeMs > HOUR) rmSync(path, { force: true })
  }
}

/** Makes the new name last. Windows knows no such call. */
const syncFolder = (folder: string): void => {
  if (process.platform === 'win32') return
  const fd = openSync(folder, constants.O_RDONLY)
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

const { O_CREAT, O_EXCL, O_WRONLY } = constants
/** Windows has no such flag, and node then no such constant. */
const O_NOFOLLOW = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0

const fill = (temporary: string, pieces: Iterable<string>): void => {
  const fd = openSync(temporary, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o600)
  try {
    for (const bytes of batches(pieces)) writeBytes(fd, bytes)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/**
 * Writes a file and the folders above it; gives what kept it from being written whole, and then the old file is as it was.
 * A symbolic link is replaced and not followed. What the pieces throw is thrown on, with nothing left behind.
 */
export const writeOutput = (path: string, pieces: Iterable<string>): string | undefined => {
  const target = resolve(path)
  const folder = dirname(target)
  const prefix = temporaryPrefix(target)
  const temporary = join(folder, `${prefix}${randomBytes(8).toString('hex')}.tmp`)
  return orSystemError(() => {
    const refusal = examine(target)
    if (refusal !== undefined) return refusal
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    sweep(folder, prefix)
    try {
      fill(temporary, pieces)
      renameSync(temporary, target)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
    syncFolder(folder)
    return undefined
  })
}
