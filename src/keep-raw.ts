/** Raw answers of providers, kept on the disk in the shape that `files` of a source reads, so that a live run can be replayed from them. */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { stringify } from 'yaml'
import type { Source } from './model/configuration.ts'
import { type KeepRaw, NotKept, type RawFile } from './model/live.ts'
import { formatInstant, type Instant } from './model/time.ts'

const ADVICE = `# The sources of this run, to be read from its kept answers: put them in the place of those of sparekey.yaml.
# What is not here could not be had, or not the whole of it; it stays unknown.
`

/** Where the answers of a run are kept, and what is done at its end. */
export interface RawFolder extends KeepRaw {
  /** Writes sources.yaml: the sources as a configuration in this folder of files reads them. */
  finish(sources: readonly Source[], collectedAt: ReadonlyMap<string, Instant>): Promise<void>
  /** Takes away what is not whole. */
  abandon(): void
}

const notKept = (path: string, error: unknown): NotKept => {
  const { code } = error as NodeJS.ErrnoException
  return new NotKept(`${path} was not written${code === undefined ? '' : ` (${code})`}`)
}

/** Opens a folder that is new or empty: what an earlier run has kept is not mixed with what this one keeps. */
export const openRawFolder = async (folder: string, configFolder: string): Promise<RawFolder | { readonly refusal: string }> => {
  const root = resolve(folder)
  try {
    await mkdir(root, { recursive: true, mode: 0o700 })
    if ((await readdir(root)).length > 0) return { refusal: 'it is not empty, and answers of two runs are not mixed' }
  } catch (error) {
    const { code = 'error' } = error as NodeJS.ErrnoException
    return { refusal: code }
  }
  const temporary = new Set<string>()
  const named = new Map<string, Record<string, string>>()
  const name = (source: string, key: string, value: string): void => {
    named.set(source, { ...named.get(source), [key]: value })
  }
  const attempt = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw error instanceof NotKept ? error : notKept(path, error)
    }
  }

  const openFile = async (path: string, done: () => void): Promise<RawFile> => {
    const target = join(root, path)
    const draft = `${target}.${randomBytes(8).toString('hex')}.tmp`
    const file: FileHandle = await attempt(path, async () => {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 })
      temporary.add(draft)
      return open(draft, 'wx', 0o600)
    })
    return {
      write: (bytes) =>
        attempt(path, async () => {
          await file.writeFile(bytes)
        }),
      commit: () =>
        attempt(path, async () => {
          await file.sync()
          await file.close()
          await rename(draft, target)
          temporary.delete(draft)
          done()
        }),
      discard: async () => {
        await file.close().catch(() => undefined)
        rmSync(draft, { force: true })
        temporary.delete(draft)
      },
    }
  }

  return {
    open: (source, key, fileName) => {
      const path = join(source, fileName)
      return openFile(path, () => {
        name(source, key, relative(configFolder, join(root, path)).split(sep).join('/'))
      })
    },
    note: name,
    finish: async (sources, collectedAt) => {
      const replayed = sources.map((source) => {
        const files = named.get(source.id)
        const at = collectedAt.get(source.id)
        return source.files !== undefined || files === undefined ? source : { ...source, ...(at === undefined ? {} : { collected: formatInstant(at) }), files }
      })
      const file = await openFile('sources.yaml', () => undefined)
      await file.write(Buffer.from(`${ADVICE}${stringify({ sources: replayed })}`))
      await file.commit()
    },
    abandon: () => {
      for (const draft of temporary) rmSync(draft, { force: true })
    },
  }
}
