/** A command that may ask providers: safe surroundings, progress, raw answers kept if that is wanted, and an end that can come at any time. */
import { dirname, resolve } from 'node:path'
import { type Live, liveSources, NotKept, openRawFolder, type Source } from '../index.ts'
import { pathHere } from '../shell/paths.ts'
import { type ExitCode, say, type Shell } from './print.ts'
import { showProgress } from './progress.ts'
import { dangers } from '../shell/surroundings.ts'

export interface Asking<T> {
  readonly sources: readonly Source[]
  /** The folder for raw answers. */
  readonly keepRaw?: string | undefined
  readonly config: string
  readonly work: (live: Partial<Live>) => Promise<T>
}

/** Does the work, or says why not and with which exit code. Throws the reason of the signal when the user gave up. */
export const whileAsking = async <T>(
  { sources, keepRaw, config, work }: Asking<T>,
  shell: Shell,
): Promise<{ readonly value: T } | { readonly code: ExitCode }> => {
  const asked = liveSources(sources).map(({ id }) => id)
  const found = asked.length === 0 ? [] : dangers(shell)
  if (found.length > 0) {
    found.forEach((danger) => {
      say(`no provider is asked with ${danger}`)
    })
    return { code: 2 }
  }
  if (keepRaw !== undefined && asked.length === 0) say('note: no source asks a provider, so --keep-raw keeps nothing')
  const keep = keepRaw === undefined || asked.length === 0 ? undefined : await openRawFolder(keepRaw, dirname(resolve(config)))
  if (keep !== undefined && 'refusal' in keep) {
    say(`${pathHere(keepRaw ?? '')} cannot be used for raw answers: ${keep.refusal}`)
    return { code: 4 }
  }

  const progress = await showProgress(asked, shell.terminal)
  const collectedAt = new Map<string, number>()
  try {
    const value = await work({
      env: shell.env,
      signal: shell.signal,
      tell: progress.tell,
      ended: (ended) => {
        collectedAt.set(ended.source, ended.collectedAt)
        progress.ended(ended)
      },
      ...(keep === undefined ? {} : { keep }),
    })
    await keep?.finish(sources, collectedAt)
    return { value }
  } catch (error) {
    if (!(error instanceof NotKept)) throw error
    say(`the raw answers are not whole: ${error.message}`)
    return { code: 4 }
  } finally {
    keep?.abandon()
    await progress.close()
  }
}
