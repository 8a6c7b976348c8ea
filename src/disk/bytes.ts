/** Bytes to an open file. */
import { writeSync } from 'node:fs'

/** So many bytes go into one write. */
const BATCH = 262_144
/** What one code unit takes in UTF-8 at most. */
const WIDEST = 3

/** Pieces of text as bytes, many pieces a write. A batch is its reader's until the next is asked for: the memory is used again. */
export function* batches(pieces: Iterable<string>): Generator<Uint8Array> {
  const memory = Buffer.allocUnsafe(BATCH)
  let length = 0
  for (const piece of pieces) {
    const most = WIDEST * piece.length
    if (length + most > BATCH && length > 0) {
      yield memory.subarray(0, length)
      length = 0
    }
    if (most > BATCH) yield Buffer.from(piece)
    else length += memory.write(piece, length)
  }
  if (length > 0) yield memory.subarray(0, length)
}

/** Writes all bytes: the system may take only some of them at a time, and says why in the next call. */
export const writeBytes = (fd: number, bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.byteLength; at += writeSync(fd, bytes, at));
}
