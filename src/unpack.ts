/**
 * Packed bytes → what was packed, as a stream. What does not unpack to its end makes the file a broken one, and is never half a file.
 * Most files are not packed, so that what unpacks is loaded only for one that is.
 */
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { BrokenFile } from './model/files.ts'

/** A smaller one, such as that of zlib itself, costs three times the time. */
const CHUNK = 262_144

type Unpack = (packed: AsyncIterable<Uint8Array>, name: string) => AsyncGenerator<Uint8Array>

/** Copies: whoever unpacks holds several chunks at once. */
async function* owned(packed: AsyncIterable<Uint8Array>, seen: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of packed) {
    seen(chunk.byteLength)
    yield chunk.slice()
  }
}

/** Small chunks as larger ones, in memory that is used again: whoever looks at them has as much to do for a small one. */
async function* gathered(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const memory = new Uint8Array(CHUNK)
  let length = 0
  for await (const chunk of chunks) {
    if (length + chunk.byteLength > CHUNK) {
      yield memory.subarray(0, length)
      length = 0
    }
    if (chunk.byteLength > CHUNK) yield chunk
    else {
      memory.set(chunk, length)
      length += chunk.byteLength
    }
  }
  if (length > 0) yield memory.subarray(0, length)
}

const isNotUnpacked = (name: string): BrokenFile => new BrokenFile(`${name} cannot be unpacked to its end`)

/** What follows the last whole member makes the file a broken one, too: zlib itself would drop it in silence. */
const gunzip: Unpack = async function* (packed, name) {
  const { createGunzip } = await import('node:zlib')
  let length = 0
  const source = Readable.from(
    owned(packed, (bytes) => (length += bytes)),
    { highWaterMark: 1 },
  )
  const stream = createGunzip({ chunkSize: CHUNK })
  source.on('error', (error) => stream.destroy(error))
  try {
    for await (const chunk of source.pipe(stream)) yield chunk as Uint8Array
  } catch (error) {
    throw error instanceof BrokenFile ? error : isNotUnpacked(name)
  } finally {
    source.destroy()
  }
  if (stream.bytesWritten !== length) throw new BrokenFile(`${name} goes on after its end with what is not packed`)
}

/** The program of that name: it takes half the time of the one in later versions of Node, and tells a file that is cut. */
const unzstd: Unpack = async function* (packed, name) {
  const { spawn } = await import('node:child_process')
  const program = spawn('zstd', ['-dcq'], { stdio: ['pipe', 'pipe', 'ignore'] })
  const ended = once(program, 'close') as Promise<[number | null]>
  // Whoever waits hears of the failure; nobody may be waiting any more.
  ended.catch(() => undefined)
  const source = Readable.from(
    owned(packed, () => undefined),
    { highWaterMark: 1 },
  )
  let failed: Error | undefined
  source.on('error', (error) => {
    failed = error
    program.kill()
  })
  // It stops listening where the file is broken; its exit code tells.
  program.stdin.on('error', () => undefined)
  source.pipe(program.stdin)
  try {
    yield* gathered(program.stdout)
    const [code] = await ended
    if (failed instanceof BrokenFile) throw failed
    if (code !== 0) throw isNotUnpacked(name)
  } catch (error) {
    if (error instanceof BrokenFile) throw error
    throw new BrokenFile(`${name} cannot be unpacked here: there is no program zstd. Install it, or pack the file as .gz`)
  } finally {
    source.destroy()
    program.kill()
  }
}

const asTheyAre: Unpack = async function* (packed) {
  yield* packed
}

/** How a file of that name is unpacked, and whether it is packed at all. */
export const unpackingOf = (name: string): { readonly isPacked: boolean; readonly unpack: Unpack } =>
  name.endsWith('.gz')
    ? { isPacked: true, unpack: gunzip }
    : name.endsWith('.zst')
      ? { isPacked: true, unpack: unzstd }
      : { isPacked: false, unpack: asTheyAre }
