/**
 * SHA-256 of what a log tells, and not of all its bytes: the lines that tell something, as `grep -n` prints them, and
 * then how long the log is, as `wc -c` does.
 */
import { createHash } from 'node:crypto'
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

export const openToldLines = (): ToldLines => {
  const lines: ToldLine[] = []
  const hash = createHash('sha256')
  return {
    add({ number, at }, bytes) {
      lines.push([number, at, bytes?.byteLength ?? 0])
      hash.update(`${String(number)}:`)
      if (bytes !== undefined) hash.update(bytes)
      hash.update('\n')
    },
    told: () => ({ lines: [...lines], sha256: hash.copy().digest('hex') }),
    end: (size) =>
      hash
        .copy()
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
