/** SHA-256 of a file, taken while it is read: beside the reading, or in a way that can go on another day. */
import { createHash } from 'node:crypto'

export interface Digest {
  /** Settles when the bytes may change again. */
  update(bytes: Uint8Array): Promise<void> | undefined
  /** In hex. Nothing is added any more. */
  end(): string | Promise<string>
  /** Lets go of it, ended or not. */
  close(): void
}

/** The usual one. */
export const openDigest = (): Digest => {
  const hash = createHash('sha256')
  return {
    update(bytes) {
      hash.update(bytes)
      return undefined
    },
    end: () => hash.digest('hex'),
    close: () => undefined,
  }
}

/** Runs in the thread; a text, as a path to a file of ours would be another one once the program is built. */
const THREAD = `
  const { parentPort, workerData } = require('node:worker_threads')
  const hash = require('node:crypto').createHash('sha256')
  parentPort.on('message', ({ at, length }) => {
    if (length === 0) return parentPort.postMessage(hash.digest('hex'))
    hash.update(workerData.subarray(at, at + length))
    parentPort.postMessage('')
  })`

/** One in a thread of its own, for a large file: to take a digest costs more than all else. Every update is a part of the memory, which is shared. */
export const openDigestBeside = async (memory: Uint8Array): Promise<Digest> => {
  // Few files are so large, and then it is loaded.
  const { Worker } = await import('node:worker_threads')
  const thread = new Worker(THREAD, { eval: true, workerData: memory, execArgv: [] })
  const waiting: { readonly settle: (answer: string) => void; readonly fail: (error: Error) => void }[] = []
  thread.on('message', (answer: string) => waiting.shift()?.settle(answer))
  thread.on('error', (error) => {
    for (const { fail } of waiting.splice(0)) fail(error)
  })
  const ask = (at: number, length: number): Promise<string> => {
    const answer = new Promise<string>((settle, fail) => waiting.push({ settle, fail }))
    // Whoever waits hears of the failure; nobody may be waiting any more.
    answer.catch(() => undefined)
    thread.postMessage({ at, length })
    return answer
  }
  return {
    update: async (bytes) => {
      await ask(bytes.byteOffset - memory.byteOffset, bytes.byteLength)
    },
    end: () => ask(0, 0),
    close() {
      void thread.terminate()
    },
  }
}

export interface ContinuedDigest extends Digest {
  /** What it takes to go on after the whole blocks of these bytes. */
  save(): string
}

/** How many bytes go into one step of SHA-256. */
const BLOCK = 64

/** How many bytes a saved digest is about, where so many were added. */
export const savedBytes = (bytes: number): number => bytes - (bytes % BLOCK)

/**
 * One that goes on where another was saved; it takes twice the time of the usual one, which cannot be saved. It is
 * given whole blocks only: what is left of a block would be saved with it, and no byte of a log may be.
 */
export const openContinuedDigest = async (saved?: string): Promise<ContinuedDigest> => {
  // Most runs remember nothing, and then it is not loaded.
  const { createSHA256 } = await import('hash-wasm')
  const hash = (await createSHA256()).init()
  if (saved !== undefined) hash.load(Buffer.from(saved, 'base64'))
  const rest = new Uint8Array(BLOCK)
  let length = 0
  return {
    update(bytes) {
      const completing = length === 0 ? 0 : Math.min(BLOCK - length, bytes.byteLength)
      rest.set(bytes.subarray(0, completing), length)
      length += completing
      if (length === BLOCK) {
        hash.update(rest)
        length = 0
      }
      if (length > 0) return undefined
      const end = completing + savedBytes(bytes.byteLength - completing)
      if (end > completing) hash.update(bytes.subarray(completing, end))
      rest.set(bytes.subarray(end))
      length = bytes.byteLength - end
      return undefined
    },
    end: () => hash.update(rest.subarray(0, length)).digest('hex'),
    save: () => Buffer.from(hash.save()).toString('base64'),
    close: () => undefined,
  }
}
