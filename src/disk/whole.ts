/** Files written whole: a reader finds the old file or the new one, never half of one, whatever happens on the way. */
import { closeSync, constants, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

const { O_CREAT, O_EXCL, O_WRONLY } = constants
/** Windows has no such flag, and node then no such constant. */
const O_NOFOLLOW = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0

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

const fillAndClose = (fd: number, fill: (fd: number) => void): void => {
  try {
    fill(fd)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/**
 * Fills a draft, for its owner only, and puts it in the place of a file that lies in the same folder: in one step, and so that it
 * lasts. What keeps it from that is thrown on; then the old file is as it was, and no draft of ours is left.
 */
export const writeWhole = (target: string, draft: string, fill: (fd: number) => void): void => {
  const fd = openSync(draft, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o600)
  try {
    fillAndClose(fd, fill)
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
  syncFolder(dirname(target))
}
