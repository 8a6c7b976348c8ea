/** Bytes to an open file, and what the system says when it takes no more. */
import { writeSync } from 'node:fs'

const BATCH = 262_144

/** The error of a system call in words: "ENOSPC, no space left on device". Paths are left to the caller; undefined: it is no such error. */
export const nameError = (error: unknown): string | undefined => {
  const { code, errno } = (error instanceof Error ? error : {}) as NodeJS.ErrnoException
  if (code === undefined || errno === undefined) return undefined
  const words = process.getBuiltinModule('node:util').getSystemErrorMap().get(errno)?.[1]
  return words === undefined ? code : `${code}, ${words}`
}

/** Pieces of text as bytes, few pieces a write. */
export function* batches(pieces: Iterable<string>): Generator<Uint8Array> {
  let batch: string[] = []
  let length = 0
  for (const piece of pieces) {
    batch.push(piece)
    length += piece.length
    if (length >= BATCH) {
      yield Buffer.from(batch.join(''))
      batch = []
      length = 0
    }
  }
  if (length > 0) yield Buffer.from(batch.join(''))
}

/** Writes all bytes: the system may take only some of them at a time, and says why in the next call. */
export const writeBytes = (fd: number, bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.byteLength; at += writeSync(fd, bytes, at));
}
