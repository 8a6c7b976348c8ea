/** The files that a configuration or a policy names, with where it names them. */
import type { Mistake } from '../model/mistake.ts'
import type { ParsedDocument } from '../parsers/document.ts'
import { field } from '../parsers/json.ts'

export interface NamedFile {
  readonly path: string
  /** A mistake at the place where the file is named. */
  readonly named: (message: string, hint?: string) => Mistake
}

/** The paths under a top key, whether it holds one or a list; what is no path is passed over. */
export const pathsAt = ({ value, mistakeAt }: ParsedDocument<unknown>, key: string): readonly NamedFile[] => {
  const paths = field(value, key)
  const entries = Array.isArray(paths)
    ? (paths as unknown[]).map((path, index) => ({ path, pointer: `/${key}/${String(index)}` }))
    : [{ path: paths, pointer: `/${key}` }]
  return entries.flatMap(({ path, pointer }) =>
    typeof path === 'string' && path !== '' ? [{ path, named: (message, hint) => mistakeAt(pointer, message, hint) }] : [],
  )
}
