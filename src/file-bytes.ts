/** The bytes of one plain file on the disk, as they lie: in chunks of a memory that is used again, with the SHA-256 of what passed, from the beginning or from where another day ended. */
import { createHash } from 'node:crypto'
import { readSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { type ContinuedDigest, type Digest, openContinuedDigest, openDigest, openDigestBeside, savedBytes } from './digest.ts'
import { BrokenFile, type Mark, type Opening, type Part } from './model/files.ts'
import { given } from './model/given.ts'

/** A packed file has more in it than it shows. */
const CHUNK = 1_048_576
const PACKED_CHUNK = CHUNK / 8
/** How many chunks may be on their way: one is looked at, one comes in, the others wait for the digest. */
const CHUNKS = 4
/** A thread takes as long to begin as it takes to digest about this much. */
const WORTH_A_THREAD = 32 * CHUNK
/** Of its beginning, and of what goes before its end: by these a part of a file is known again. */
const WINDOW = 65_536
/** As much of what was read is compared with what is there in the end, where the file grew. */
const GLIMPSE = 4096
/** After so many parts whatever else waits has its turn. */
const PARTS_IN_TURN = 256
const NEWLINE = 10

/** Which file it is, whatever it is called by now, and what would change if it was written to. */
interface Identity {
  readonly device: bigint
  readonly inode: bigint
  readonly size: number
  readonly written: bigint
}

const identityOf = async (handle: FileHandle): Promise<Identity> => {
  const { dev: device, ino: inode, size, mtimeNs: written } = await handle.stat({ bigint: true })
  return { device, inode, size: Number(size), written }
}

export const isSameFile = (one: Identity, other: Identity): boolean => one.device === other.device && one.inode === other.inode

const withFile = async <T>(path: string, use: (handle: FileHandle) => Promise<T>): Promise<T> => {
  const handle = await open(path, 'r')
  try {
    return await use(handle)
  } finally {
    await handle.close()
  }
}

/** Which file lies at a path now; undefined: none that can be opened. */
export const identify = async (path: string): Promise<Identity | undefined> => {
  try {
    return await withFile(path, identityOf)
  } catch {
    return undefined
  }
}

const bytesOf = async (handle: FileHandle, from: number, length: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from)
  return buffer.subarray(0, bytesRead)
}

const windowOf = async (handle: FileHandle, from: number, to: number): Promise<string> =>
  createHash('sha256')
    .update(await bytesOf(handle, from, to - from))
    .digest('hex')

const headOf = (handle: FileHandle, bytes: number): Promise<string> => windowOf(handle, 0, Math.min(WINDOW, bytes))
const tailOf = (handle: FileHandle, bytes: number): Promise<string> => windowOf(handle, Math.max(0, bytes - WINDOW), bytes)

/** Of the marks of earlier readings the furthest that lies in the file at a path. */
const fittingMark = (path: string, marks: readonly Mark[]): Promise<Mark | undefined> =>
  withFile(path, async (handle) => {
    const { size } = await identityOf(handle)
    /** Most marks have a beginning of one length: it is read once. */
    const heads = new Map<number, string>()
    const hasHead = async ({ bytes, head }: Mark): Promise<boolean> => {
      const length = Math.min(WINDOW, bytes)
      const own = heads.get(length) ?? (await headOf(handle, bytes))
      heads.set(length, own)
      return own === head
    }
    for (const mark of [...marks].sort((a, b) => b.bytes - a.bytes)) {
      if (mark.bytes <= size && (await hasHead(mark)) && (await tailOf(handle, mark.bytes)) === mark.tail) return mark
    }
    return undefined
  })

export interface FileBytes {
  /** A chunk is its reader's until the next is asked for. Throws a BrokenFile. */
  readonly chunks: AsyncGenerator<Uint8Array>
  /** Once the chunks are read. */
  readonly sha256: () => string
  readonly identity: () => Identity | undefined
  readonly resumed: Mark | undefined
  readonly mark: () => Mark | undefined
}

/** With marks a later reading is to go on where this one ends, and this one where one of them did. */
interface Reading extends Opening {
  readonly path: string
  /** What the file is called in messages. */
  readonly name: string
  readonly isPacked: boolean
}

/** The mark at the last end of a line so far. */
interface Ended {
  bytes: number
  digest: string | undefined
}

const update = (digest: Digest | ContinuedDigest | undefined, chunk: Uint8Array, at: number, ended: Ended): Promise<void> | undefined => {
  if (digest !== undefined && !('save' in digest)) return digest.update(chunk)
  const end = chunk.lastIndexOf(NEWLINE) + 1
  void digest?.update(chunk.subarray(0, end))
  if (end > 0) {
    ended.bytes = at + end
    ended.digest = digest?.save()
  }
  return digest?.update(chunk.subarray(end))
}

const openDigestOf = async (
  { marks, withoutSha256 }: Opening,
  resumed: Mark | undefined,
  shared: Uint8Array | undefined,
): Promise<Digest | ContinuedDigest | undefined> => {
  if (withoutSha256 === true) return undefined
  if (marks !== undefined) return openContinuedDigest(resumed?.digest)
  return shared === undefined ? openDigest() : openDigestBeside(shared)
}

/** Parts of a file that lies at a path. Most are small: to wait for each would take longer than to read it. */
export async function* readParts(path: string, parts: readonly Part[]): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r')
  try {
    let memory = new Uint8Array(WINDOW)
    for (const [index, { at, length }] of parts.entries()) {
      if (index % PARTS_IN_TURN === 0) await setImmediate()
      if (length > memory.length) memory = new Uint8Array(length)
      yield memory.subarray(0, readSync(handle.fd, memory, 0, length, at))
    }
  } finally {
    await handle.close()
  }
}

/**
 * Opens the bytes that a file has now: what is added while it is read is left to the next reading. A file that is cut
 * or written anew while it is read is a broken one.
 */
export const openBytes = async ({ path, name, isPacked, marks, withoutSha256, memoryOf }: Reading): Promise<FileBytes> => {
  const resumed = marks === undefined || marks.length === 0 ? undefined : await fittingMark(path, marks).catch(() => undefined)
  const most = isPacked ? PACKED_CHUNK : CHUNK
  let sha256: string | undefined
  let identity: Identity | undefined
  let mark: Mark | undefined

  async function* read(handle: FileHandle): AsyncGenerator<Uint8Array> {
    const before = await identityOf(handle)
    identity = before
    const from = resumed?.bytes ?? 0
    const length = before.size - from
    const isBeside = marks === undefined && withoutSha256 !== true && length >= WORTH_A_THREAD
    const places = withoutSha256 === true ? 2 : CHUNKS
    const size = Math.min(length, most * places)
    const memory = isBeside ? new Uint8Array(new SharedArrayBuffer(size)) : ((isPacked ? undefined : memoryOf?.(size)) ?? new Uint8Array(size))
    const digest = await openDigestOf({ marks, withoutSha256 }, resumed, isBeside ? memory : undefined)
    if (resumed !== undefined) await digest?.update(await bytesOf(handle, savedBytes(from), from - savedBytes(from)))
    const ended: Ended = { bytes: from, digest: resumed?.digest }
    const digested: (Promise<void> | undefined)[] = []
    let beginning: Uint8Array | undefined

    const readInto = async (place: number, at: number): Promise<Uint8Array> => {
      await digested[place]
      const wanted = Math.min(most, before.size - at, size - place * most)
      if (wanted <= 0) return memory.subarray(0, 0)
      const { bytesRead } = await handle.read(memory, place * most, wanted, at)
      return memory.subarray(place * most, place * most + bytesRead)
    }

    let coming: Promise<Uint8Array> | undefined
    try {
      let place = 0
      let at = from
      coming = readInto(place, at)
      for (let chunk = await coming; chunk.byteLength > 0; chunk = await coming) {
        beginning ??= new Uint8Array(chunk.subarray(0, GLIMPSE))
        digested[place] = update(digest, chunk, at, ended)
        at += chunk.byteLength
        place = (place + 1) % places
        coming = readInto(place, at)
        yield chunk
      }
      sha256 = await digest?.end()
      const after = await identityOf(handle)
      const isChanged = at < before.size || after.size < before.size || (after.size === before.size && after.written !== before.written)
      const isOther = after.size > before.size && beginning !== undefined && !(await bytesOf(handle, from, beginning.length)).equals(beginning)
      if (isChanged || isOther) throw new BrokenFile(`${name} was changed while it was read`)
      if (marks !== undefined && ended.bytes > 0) {
        const { bytes } = ended
        mark = { bytes, head: await headOf(handle, bytes), tail: await tailOf(handle, bytes), ...given('digest', ended.digest) }
      }
    } finally {
      await coming?.catch(() => undefined)
      digest?.close()
    }
  }

  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      const handle = await open(path, 'r')
      try {
        yield* read(handle)
      } finally {
        await handle.close()
      }
    } catch (error) {
      if (error instanceof BrokenFile) throw error
      throw new BrokenFile(`${name} cannot be read to its end`)
    }
  }

  return {
    chunks: chunks(),
    sha256() {
      if (sha256 === undefined) throw new Error(`the SHA-256 of ${name} was asked for before its end, or was left out`)
      return sha256
    },
    identity: () => identity,
    resumed,
    mark: () => mark,
  }
}
