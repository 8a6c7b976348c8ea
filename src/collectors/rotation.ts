/** The files of a rotated log in the order in which they were written. */
const PACKED = /\.(?:gz|zst)$/
/** What logrotate and others put after the name: a day, or how many rotations ago. */
const DAY = /^(.+)-(\d{8,14})$/
const AGE = /^(.+)\.(\d{1,5})$/

interface Part {
  readonly path: string
  readonly log: string
  readonly day: string
  readonly age: number
}

/** What has neither a day nor an age is being written, and comes last. */
const toPart = (path: string): Part => {
  const name = path.replace(PACKED, '')
  const [, dated, day] = DAY.exec(name) ?? []
  if (dated !== undefined && day !== undefined) return { path, log: dated, day, age: Infinity }
  const [, aged, age] = AGE.exec(name) ?? []
  return { path, log: aged ?? name, day: '', age: aged === undefined ? -1 : Number(age) }
}

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Rotated files before the one that is written now, the oldest first; logs of different names in order of code unit. */
export const inOrderOfWriting = (paths: readonly string[]): readonly string[] =>
  paths
    .map(toPart)
    .sort((a, b) => byCodeUnit(a.log, b.log) || (a.age === b.age ? 0 : b.age - a.age) || byCodeUnit(a.day, b.day) || byCodeUnit(a.path, b.path))
    .map(({ path }) => path)
