/**
 * SHA-256 of what a log tells, and not of all its bytes: the lines that tell something, as `grep -n` prints them, and
 * then how long the log is, as `wc -c` does.
 */
import { createHash, type Hash } from 'node:crypto'
import type { Part } from '../model/files.ts'
import type { ToldLine } from '../model/memory.ts'
import type { Line } from '../parsers/lines.ts'

export interface ToldLines {
  /** A line that tells something; without its bytes, where it cannot be read or a value stands in clear in it. */
  readonly add: (line: Pick<Line, 'number' | 'at'>, bytes: Uint8Array | undefined) => void
  /** Where the lines stand, and their SHA-256 so far. */
  readonly told: () => { readonly lines: readonly ToldLine[]; readonly sha256: string }
  /** SHA-256 of all of them and of how many bytes the log has. */
  readonly end: (size: number) => string
}

/** One step into a digest takes as long as a kilobyte does: small pieces go into it together. */
const GATHERED = 65_536

interface Gathering {
  readonly add: (piece: Uint8Array | string) => void
  /** A digest of its own of all that was added. */
  readonly copy: () => Hash
}

const openGathering = (): Gathering => {
  const hash = createHash('sha256')
  const memory = Buffer.allocUnsafe(GATHERED)
  let length = 0
  const pass = (): void => {
    hash.update(memory.subarray(0, length))
    length = 0
  }
  return {
    add(piece) {
      if (length + piece.length > GATHERED) pass()
      if (piece.length > GATHERED) hash.update(piece)
      else if (typeof piece === 'string') length += memory.write(piece, length, 'latin1')
      else {
        memory.set(piece, length)
        length += piece.length
      }
    },
    copy() {
      pass()
      return hash.copy()
    },
  }
}

export const openToldLines = (): ToldLines => {
  const lines: ToldLine[] = []
  const { add, copy } = openGathering()
  return {
    add({ number, at }, bytes) {
      lines.push([number, at, bytes?.byteLength ?? 0])
      add(`${String(number)}:`)
      if (bytes !== undefined) add(bytes)
      add('\n')
    },
    told: () => ({ lines: [...lines], sha256: copy().digest('hex') }),
    end: (size) =>
      copy()
        .update(`${String(size)}\n`)
        .digest('hex'),
  }
}

/** The lines that an earlier reading was told, as they stand in the file now; undefined: one of them is another. */
export const readToldLines = async (
  read: (parts: readonly Part[]) => AsyncIterable<Uint8Array>,
  { lines, sha256 }: ReturnType<ToldLines['told']>,
): Promise<ToldLines | undefined> => {
  const again = openToldLines()
  let index = 0
  for await (const bytes of read(lines.map(([, at, length]) => ({ at, length })))) {
    const [number = 0, at = 0, length = 0] = lines[index] ?? []
    again.add({ number, at }, length === 0 ? undefined : bytes)
    index += 1
  }
  return again.told().sha256 === sha256 ? again : undefined
}
