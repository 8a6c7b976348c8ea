/** Paths, as they are meant and as they are shown. */
import { dirname, relative, resolve } from 'node:path'
import type { Output } from '../index.ts'

/** An output with the whole path of its file. */
export interface Target {
  readonly format: string
  /** Absent: stdout. */
  readonly path?: string
  /** The user's template, as it was named. */
  readonly template?: string
}

/** The targets of outputs that were named in a folder. */
export const toTargets = (outputs: readonly Output[], folder: string): readonly Target[] =>
  outputs.map((output) => (output.path === undefined ? output : { ...output, path: resolve(folder, output.path) }))

/** A path as one would write it in the working directory. */
export const pathHere = (path: string): string => {
  const way = relative('', path) || '.'
  return way.startsWith('..') && path.length < way.length ? path : way
}

/** The same for a path that is relative to the folder of the configuration, as in mistakes. */
export const pathFrom =
  (config: string) =>
  (path: string): string =>
    pathHere(resolve(dirname(config), path))
