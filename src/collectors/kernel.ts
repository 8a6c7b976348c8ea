/**
 * The kernel of the sieves, of which the sources lie in kernel/: what is asked of every byte of a log, compiled to WebAssembly. Here it is
 * given names and bytes, and asked which lines it does not pass over.
 */
import { isUtf8 } from 'node:buffer'
import type { Instant } from '../model/time.ts'
import { once } from '../model/once.ts'
import { kernel as compiled } from './generated/kernel.ts'

/** As much of it as is used, the types of Node leaving it to those of browsers. Node can be told to do without. */
declare const WebAssembly:
  | {
      readonly Module: new (bytes: Uint8Array) => object
      readonly Instance: new (module: object) => { readonly exports: unknown }
    }
  | undefined

/** What it offers. Places are those of its memory. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number }
  readonly sizeOfNames: (places: number) => number
  readonly openNames: (at: number, places: number, folded: bigint) => void
  readonly addName: (from: number, to: number) => void
  readonly begin: (latest: number) => void
  readonly trustUtf8: () => void
  readonly nextOfVault: (from: number, to: number) => number
  readonly nextOfBitwarden: (from: number, to: number) => number
  readonly passed: () => number
  readonly isBeyondAscii: () => number
  readonly timeOfLatest: () => number
  readonly startOfLatest: () => number
  readonly endOfLatest: () => number
}

/** A line that was passed over, in the bytes that were given. */
export interface Passed {
  readonly time: Instant
  readonly start: number
  readonly end: number
}

export interface Kernel {
  /** Memory of its own to read bytes into, which then need not be copied; the same at each call. Undefined: it has not so much. */
  readonly memoryOf: (bytes: number) => Uint8Array | undefined
  /** Takes bytes of a log that begin with a line. A line with a later time than this is not passed over. */
  readonly take: (bytes: Uint8Array, latest: Instant) => void
  /** Where the first line begins, at or after the beginning of one, that is not passed over: that needs reading, or does not end in the bytes. */
  readonly next: (from: number) => number
  /** How many lines of the bytes were passed over. */
  readonly passed: () => number
  /** The latest of those. */
  readonly latest: () => Passed | undefined
}

/** How the lines of a kind of log are looked at. */
export interface Looking {
  readonly next: 'nextOfVault' | 'nextOfBitwarden'
  /** A line that is about one of them is not passed over. */
  readonly names: Iterable<string>
  /** Whether capitals do not matter. */
  readonly isFolded: boolean
}

const PAGE = 65_536
const MEBIBYTE = 1_048_576
/** Below it lies what the kernel itself keeps. */
const START = PAGE
/** Free bytes before and after those of the log: up to so many are looked at in one step. */
const MARGIN = 64
/** Bytes that lie elsewhere are copied; more than this is no chunk of a file, but one line. */
const MOST_COPIED = MEBIBYTE
const MOST_READ = 4 * MEBIBYTE
const NEWLINE = 10
/** The bit that tells capitals from small letters, in each of eight bytes. */
const CASE = 0x2020202020202020n

const moduleOf = once(() => (typeof WebAssembly === 'undefined' ? undefined : new WebAssembly.Module(Buffer.from(compiled, 'base64'))))

/** Undefined where it cannot be had: Node is told to do without, or address space is rationed, of which the engine wants much for it. */
const instantiate = (): Exports | undefined => {
  const module = moduleOf()
  if (typeof WebAssembly === 'undefined' || module === undefined) return undefined
  try {
    return new WebAssembly.Instance(module).exports as Exports
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** Passes no line over: to read them all takes longer and finds the same. */
const NO_KERNEL: Kernel = { memoryOf: () => undefined, take: () => undefined, next: (from) => from, passed: () => 0, latest: () => undefined }

/** The power of two that leaves half of the places free, at least. */
const placesFor = (names: number): number => 2 ** Math.ceil(Math.log2(2 * names + 8))

export const openKernel = ({ next, names, isFolded }: Looking): Kernel => {
  const exports = instantiate()
  if (exports === undefined) return NO_KERNEL
  // No line that is looked at has a longer one.
  const texts = [...names].map((name) => Buffer.from(name)).filter(({ length }) => length <= MOST_COPIED)
  const places = placesFor(texts.length)
  const copyAt = START + exports.sizeOfNames(places) + MARGIN
  const readAt = copyAt + MOST_COPIED + MARGIN
  let memory = Buffer.alloc(0)
  /** Bytes that were had before are not to be used any more where this makes room for more. */
  const reach = (end: number): void => {
    const missing = end + MARGIN - memory.length
    if (missing <= 0) return
    exports.memory.grow(Math.ceil(missing / PAGE))
    memory = Buffer.from(exports.memory.buffer)
  }

  reach(copyAt)
  exports.openNames(START, places, isFolded ? CASE : 0n)
  for (const text of texts) {
    reach(copyAt + text.length)
    memory.set(text, copyAt)
    exports.addName(copyAt, copyAt + text.length)
  }

  let bytes: Uint8Array = memory.subarray(copyAt, copyAt)
  let isKnown = false
  /** Whether all lines from a place on that end in the bytes are UTF-8. */
  const isText = (from: number): boolean => isUtf8(bytes.subarray(from, bytes.lastIndexOf(NEWLINE) + 1))

  const copy = (given: Uint8Array): Uint8Array => {
    if (given.length > MOST_COPIED) return memory.subarray(copyAt, copyAt)
    reach(copyAt + given.length)
    memory.set(given, copyAt)
    return memory.subarray(copyAt, copyAt + given.length)
  }

  return {
    memoryOf(length) {
      // It takes longer to have it than to copy a little.
      if (length < MOST_COPIED || length > MOST_READ) return undefined
      reach(readAt + length)
      return new Uint8Array(memory.buffer, readAt, length)
    },
    take(given, latest) {
      bytes = given.buffer === memory.buffer ? given : copy(given)
      isKnown = false
      exports.begin(latest)
    },
    next(from) {
      const start = bytes.byteOffset
      const end = start + bytes.length
      let place = exports[next](start + from, end)
      if (!isKnown && exports.isBeyondAscii() !== 0) {
        isKnown = true
        if (isText(from)) {
          exports.trustUtf8()
          place = exports[next](place, end)
        }
      }
      return place - start
    },
    passed: exports.passed,
    latest() {
      const start = exports.startOfLatest()
      return start === 0 ? undefined : { time: exports.timeOfLatest(), start: start - bytes.byteOffset, end: exports.endOfLatest() - bytes.byteOffset }
    },
  }
}
