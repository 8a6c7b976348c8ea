/** What a run may not write where it is asked to: in the place of what it reads, often the only record that an organisation has, or twice at one place. */
import { type BigIntStats, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { pathHere, type Target } from './paths.ts'

/** Something that is to be written. */
export interface Writing {
  readonly what: 'history' | 'inventory' | 'report' | 'state'
  readonly path: string
}

const WOULD: Readonly<Record<Writing['what'], string>> = {
  history: 'the history would be appended to it: give the history another file',
  inventory: 'the inventory would take its place: give the inventory another file',
  report: 'a report would take its place: give the report another file',
  state: 'the state would take its place: give the state another file',
}

const lookAt = (path: string): BigIntStats | undefined => {
  try {
    return statSync(path, { bigint: true })
  } catch {
    return undefined
  }
}

/** What a file is, whatever it is called: its number on its device; of one that is not there yet, what its folder is, and its name. */
const identify = (path: string): string => {
  const whole = resolve(path)
  const stats = lookAt(whole)
  if (stats !== undefined) return `${String(stats.dev)} ${String(stats.ino)}`
  const folder = dirname(whole)
  return folder === whole ? whole : `${identify(folder)}/${basename(whole)}`
}

const sentenceOf = (earlier: Writing, { what, path }: Writing): string =>
  earlier.what === 'report'
    ? `${pathHere(earlier.path)} and ${pathHere(path)} are one file, and two reports would be written to it: give each report a file of its own`
    : `${pathHere(path)} is the ${earlier.what}, and ${WOULD[what]}`

/** Outputs as what is to be written: those that go to files. */
export const reportsTo = (targets: readonly Target[]): readonly Writing[] =>
  targets.flatMap(({ path }) => (path === undefined ? [] : [{ what: 'report' as const, path }]))

/**
 * Why some of it may not be written, in words. What is kept from run to run is named before reports; a history is read and then
 * appended to, and nothing else is taken for one. `reads` are whole paths, or named from here.
 */
export const clashes = (writings: readonly Writing[], reads: readonly string[]): readonly string[] => {
  if (writings.length === 0) return []
  const read = new Set(reads.map(identify))
  const written = new Map<string, Writing>()
  return writings.flatMap((writing) => {
    const file = identify(writing.path)
    const earlier = written.get(file)
    written.set(file, earlier ?? writing)
    if (earlier !== undefined) return [sentenceOf(earlier, writing)]
    return read.has(file) && writing.what !== 'history' ? [`${pathHere(writing.path)} was read for this, and ${WOULD[writing.what]}`] : []
  })
}
