/**
 * Lines that need not be parsed. The kernel says which they are; the latest time of those that were passed over is proven by parsing that
 * one line.
 */
import type { Instant } from '../model/time.ts'
import type { LineSieve } from '../parsers/lines.ts'
import type { Kernel, Passed } from './kernel.ts'

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

/** Bytes of which lines were passed over, and the latest of those. */
interface Sifted {
  readonly bytes: Uint8Array
  readonly latest: Passed
}

/** A sieve for one file. */
export const siftLines = ({ kernel, mustRead, until, timeOf, see }: Sift): LineSieve => {
  let current: Uint8Array | undefined
  let before: Sifted[] = []
  let passed = 0
  let seen = -Infinity

  const leave = (): void => {
    const latest = current === undefined ? undefined : kernel.latest()
    if (current === undefined || latest === undefined) return
    before.push({ bytes: current, latest })
    passed += kernel.passed()
  }

  /** A time counts only where a line that can be read has it. */
  const prove = ({ bytes, latest }: Sifted): void => {
    if (latest.time <= seen) return
    const textOf = (start: number, end: number): string => Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString()
    if (timeOf(textOf(latest.start, latest.end)) === latest.time) {
      seen = latest.time
      see(seen)
    } else for (const line of textOf(0, bytes.length).split('\n').slice(0, -1)) see(timeOf(line))
  }

  return {
    next(bytes, from) {
      if (mustRead()) return from
      if (bytes !== current) {
        leave()
        kernel.take(bytes, until)
        current = bytes
      }
      return kernel.next(from)
    },
    passed: () => passed + (current === undefined ? 0 : kernel.passed()),
    settle() {
      leave()
      before.sort((a, b) => b.latest.time - a.latest.time).forEach(prove)
      before = []
      current = undefined
    },
  }
}
