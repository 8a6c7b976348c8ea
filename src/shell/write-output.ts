/** What a run was asked to write: whether it can be, and then whole. */
import { createHash, randomBytes } from 'node:crypto'
import { accessSync, constants, lstatSync, mkdirSync, readdirSync, rmSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { batches, writeBytes } from '../disk/bytes.ts'
import { writeWhole } from '../disk/whole.ts'
import { orSystemError } from './system-error.ts'

const HOUR = 3_600_000

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
    writeWhole(target, temporary, (fd) => {
      for (const bytes of batches(pieces)) writeBytes(fd, bytes)
    })
    return undefined
  })
}
