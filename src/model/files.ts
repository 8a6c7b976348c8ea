/** The one door to input files; a test hands in a map instead of a disk. */
export interface Files {
  /** The files that match a path or a glob, in order of code unit. Empty when there is none. */
  list(pattern: string): Promise<readonly string[]>
  /** The bytes of a file in chunks, `.gz` unpacked on the way; undefined when it is not there. */
  open(path: string): Promise<OpenFile | undefined>
  /** All bytes of a file; what keeps it from being read is data. */
  read(path: string): Promise<WholeFile | UnreadFile>
}

export interface OpenFile {
  /** Throws a BrokenFile when the file cannot be read to its end. */
  readonly chunks: AsyncIterable<Uint8Array>
  /** SHA-256 in hex of the bytes as they lie; known once the chunks are read. */
  readonly sha256: () => string
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
