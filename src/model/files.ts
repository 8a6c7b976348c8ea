/** The one door to input files; a test hands in a map instead of a disk. */
export interface Files {
  /** The files that match a path or a glob, in order of code unit. Empty when there is none. */
  list(pattern: string): Promise<readonly string[]>
  /** The bytes of a file in chunks, `.gz` and `.zst` unpacked on the way; undefined when it is not there. */
  open(path: string, opening?: Opening): Promise<OpenFile | undefined>
  /** All bytes of a file; what keeps it from being read is data. */
  read(path: string): Promise<WholeFile | UnreadFile>
}

export interface Opening {
  /** Those of earlier readings, were it none: a plain file is then read from the furthest that lies in it, and gets a new mark. */
  readonly marks?: readonly Mark[] | undefined
  /** Whether the SHA-256 of all bytes is left out: it takes far longer than the reading. */
  readonly withoutSha256?: boolean | undefined
  /** Memory to read so many bytes of a plain file into; undefined, or left out: any memory does. */
  readonly memoryOf?: ((bytes: number) => Uint8Array | undefined) | undefined
}

/** A part of a file: where it begins and how many bytes it has. */
export interface Part {
  readonly at: number
  readonly length: number
}

/** A place in a file that only grows, after the end of a line, from which a later reading can go on. */
export interface Mark {
  /** How many bytes go before it. */
  readonly bytes: number
  /** SHA-256 of the first of them and of the last of them, by which they are known again. */
  readonly head: string
  readonly tail: string
  /** What it takes to go on with the SHA-256 of the file, which holds none of its bytes; undefined: it was left out. */
  readonly digest?: string
}

export interface OpenFile {
  /** A chunk is its reader's until the next is asked for. Throws a BrokenFile when the file cannot be read to its end. */
  readonly chunks: AsyncIterable<Uint8Array>
  /** SHA-256 in hex of the bytes as they lie; known once the chunks are read, unless it was left out. */
  readonly sha256: () => string
  /** The mark after which the chunks begin; undefined: they are the whole file. */
  readonly resumed: Mark | undefined
  /** The last end of a line, once the chunks are read; only of a file that was opened with marks. */
  readonly mark: () => Mark | undefined
  /** Parts of the bytes as they lie, in turn, each its reader's until the next is asked for; one that lies beyond the end is shorter. */
  readonly parts: (parts: readonly Part[]) => AsyncIterable<Uint8Array>
  /** Whether the path still leads to the file that was read. */
  readonly isStill: () => Promise<boolean>
}

/** A file that was read, by what is left of it in a report. */
export interface ReadFile {
  readonly file: string
  readonly sha256: string
}

export interface WholeFile extends ReadFile {
  readonly bytes: Uint8Array
}

export interface UnreadFile {
  readonly file: string
  readonly problem: 'absent' | 'unreadable'
  readonly detail: string
}

/** A path that may not be read: it leads outside the configuration's folder, or to no plain file. The message says which. */
export class RefusedFile extends Error {
  override readonly name = 'RefusedFile'
  /** What would let it through. */
  readonly hint: string | undefined

  constructor(message: string, hint?: string) {
    super(message)
    this.hint = hint
  }
}

/** The most that is read into memory as a whole; a packed file may pretend to be small. */
export const LARGEST_WHOLE = 256 * 1_048_576

/** A file that is there and cannot be read to its end. */
export class BrokenFile extends Error {
  override readonly name = 'BrokenFile'
}
