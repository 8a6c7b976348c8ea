/**
 * Lines that need not be parsed. The kernel says which they are; the latest time of those that were passed over is proven by parsing that
 * one line.
 */
import type { Instant } from '../model/time.ts'
import type { LineSieve } from '../parsers/lines.ts'
import type { Kernel } from './kernel.ts'

export interface Sift {
  readonly kernel: Kernel
  /** Whether the next line must be read, whatever it is about. */
  readonly mustRead: () => boolean
  /** A time that is later than this does not count. */
  readonly until: Instant
  /** The time of a line, when it is parsed. */
  readonly timeOf: (line: string) => Instant | undefined
  /** Takes the times of what was passed over: the latest of them at least. */
  readonly see: (time: Instant | undefined) => void
}

/** A sieve for one file. */
export const siftLines = ({ kernel, mustRead, until, timeOf, see }: Sift): LineSieve => {
  let current: Uint8Array | undefined
  let settled = 0

  /** A time counts only where a line that can be read has it. */
  const seeLatest = (bytes: Uint8Array): void => {
    const latest = kernel.latest()
    if (latest === undefined) return
    const textOf = (start: number, end: number): string => Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString()
    if (timeOf(textOf(latest.start, latest.end)) === latest.time) see(latest.time)
    else for (const line of textOf(0, bytes.length).split('\n').slice(0, -1)) see(timeOf(line))
  }

  return {
    next(bytes, from) {
      if (mustRead()) return from
      if (bytes !== current) kernel.take(bytes, until)
      current = bytes
      return kernel.next(from)
    },
    passed: () => settled + (current === undefined ? 0 : kernel.passed()),
    settle() {
      if (current === undefined) return
      seeLatest(current)
      settled += kernel.passed()
      current = undefined
    },
  }
}
