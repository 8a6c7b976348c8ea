/** The policies that Sparekey ships are named and not found: no path leads to them, and `--allow-outside` has no say. */
import type { Files } from '../model/files.ts'
import { nearest } from '../parsers/wording.ts'

const SCHEME = 'sparekey:'

/** Whether a name is one of a shipped policy: what begins so is no file, unless it is written `./sparekey:…`. */
export const isShippedName = (path: string): boolean => path.startsWith(SCHEME)

/** The file of a shipped policy in the folder of all of them. */
export const shippedFile = (name: string): string => `${name.slice(SCHEME.length)}.yaml`

/** The names of all shipped policies. */
export const shippedNames = async (shipped: Files): Promise<readonly string[]> =>
  (await shipped.list('*.yaml')).map((file) => SCHEME + file.replace(/\.yaml$/, ''))

/** Which of the names was meant, as far as the part tells that they do not share; and which there are. */
export const nearestShipped = (name: string, names: readonly string[]): string => {
  const bare = (one: string): string => (isShippedName(one) ? one.slice(SCHEME.length) : one)
  const meant = nearest(bare(name), names.map(bare))
  const all = `the shipped policies are ${names.join(' and ')}`
  return meant === undefined ? all : `did you mean ${SCHEME}${meant}? ${all}`
}
