/** What a command writes, to files and to stdout: each whole or told. */
import { describeFault } from '../shell/fault.ts'
import { pathHere, type Target } from '../shell/paths.ts'
import { printOut, say, type Shell } from './print.ts'
import { foreseeRefusal, writeOutput } from '../shell/write-output.ts'

/** The text of a format, in pieces. */
export type Render = (format: string, colour: boolean) => Iterable<string>

/** Whether a report could not be written, as far as that can be seen before there is one. */
export const sayRefusals = (targets: readonly Target[]): boolean => {
  const refusals = targets.flatMap(({ path }) => {
    const refusal = path === undefined ? undefined : foreseeRefusal(path)
    return path === undefined || refusal === undefined ? [] : [`${pathHere(path)} cannot be written: ${refusal}`]
  })
  refusals.forEach(say)
  return refusals.length > 0
}

/** Writes one report; false: it is not whole, and stderr says why. */
const write = async ({ format, path }: Target, render: Render, { colour }: Shell): Promise<boolean> => {
  try {
    if (path === undefined) return await printOut(render(format, colour.out))
    const problem = writeOutput(path, render(format, false))
    if (problem !== undefined) say(`${pathHere(path)} was not written: ${problem}`)
    return problem === undefined
  } catch (error) {
    say(`${path === undefined ? 'stdout' : pathHere(path)} was not written; this is a fault of sparekey: ${describeFault(error)}`)
    return false
  }
}

/** Files first: whoever reads stdout may take his time. */
export const writeAll = async (targets: readonly Target[], render: Render, shell: Shell): Promise<boolean> => {
  const ordered = [...targets.filter(({ path }) => path !== undefined), ...targets.filter(({ path }) => path === undefined)]
  let whole = true
  for (const target of ordered) whole = (await write(target, render, shell)) && whole
  return whole
}
