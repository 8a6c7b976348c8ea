/** Files replaced whole: a reader finds the old one or the new one, whatever happens on the way. */
import { randomBytes } from 'node:crypto'
import { closeSync, constants, fchmodSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, type Stats, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes all bytes: the system may take only some of them at a time, and says why in the next call. */
export const writeAll = (fd: number, bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.byteLength; at += writeSync(fd, bytes, at));
}

/** Makes a new name last. Windows knows no such call. */
export const syncFolder = (folder: string): void => {
  if (process.platform === 'win32') return
  const fd = openSync(folder, constants.O_RDONLY)
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

const statsOf = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false })

/** Puts a text in the place of a file, or makes the file. Who may read it stays as it is; a symbolic link is followed. */
export const replaceFile = (path: string, text: string): void => {
  const before = statsOf(path)
  const target = before === undefined ? path : realpathSync(path)
  const draft = `${target}.${randomBytes(6).toString('hex')}.tmp`
  const fd = openSync(draft, 'wx', 0o600)
  try {
    writeAll(fd, Buffer.from(text))
    if (before !== undefined) fchmodSync(fd, before.mode & 0o777)
    fsyncSync(fd)
  } catch (error) {
    closeSync(fd)
    rmSync(draft, { force: true })
    throw error
  }
  closeSync(fd)
  renameSync(draft, target)
  syncFolder(dirname(target))
}
