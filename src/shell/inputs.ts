/** The files that were read, which no report may replace: often they are the only record that an organisation has. */
import { type Stats, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Inventory, Report } from '../index.ts'
import type { Target } from './paths.ts'

const fileAt = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false })

/** What of an audit or of an inventory names the files that were read, relative to the folder of the configuration. */
type Read = Pick<Report | Inventory, 'sources'> & { readonly policy?: Report['policy'] }

/** Those of the targets that are files which were read, under whatever name. `others` were read besides, and are named from here. */
export const replacing = (targets: readonly Target[], config: string, { sources, policy }: Read, others: readonly string[] = []): readonly Target[] => {
  const written = targets.flatMap((target) => {
    const file = target.path === undefined ? undefined : fileAt(target.path)
    return file?.isFile() === true ? [{ target, file }] : []
  })
  if (written.length === 0) return []
  const named = [...(policy?.files ?? []), ...sources.flatMap(({ files = [] }) => files)].map(({ file }) => resolve(dirname(config), file))
  const inputs = new Set([config, ...others, ...named].map((path) => fileAt(path)).map((file) => file && `${String(file.dev)} ${String(file.ino)}`))
  return written.filter(({ file }) => inputs.has(`${String(file.dev)} ${String(file.ino)}`)).map(({ target }) => target)
}
