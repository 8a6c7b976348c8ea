/** Files that people have, given a new text: the register, a file of checkpoints. */
import { randomBytes } from 'node:crypto'
import { fchmodSync, realpathSync, statSync } from 'node:fs'
import { writeBytes } from '../disk/bytes.ts'
import { writeWhole } from '../disk/whole.ts'

/** Puts a text in the place of a file, or makes the file. Who may read it stays as it is; a symbolic link is followed. */
export const replaceFile = (path: string, text: string): void => {
  const before = statSync(path, { throwIfNoEntry: false })
  const target = before === undefined ? path : realpathSync(path)
  writeWhole(target, `${target}.${randomBytes(6).toString('hex')}.tmp`, (fd) => {
    writeBytes(fd, Buffer.from(text))
    if (before !== undefined) fchmodSync(fd, before.mode & 0o777)
  })
}
