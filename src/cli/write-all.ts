/** Several outputs of one run: whether they can be written, and then written, files first. */
import { describeFault } from './fault.ts'
import { pathHere, type Target } from './paths.ts'
import { printOut, say } from './print.ts'
import { foreseeRefusal, writeOutput } from './write-output.ts'

/** What is written in a format; `isOut`: to stdout, where there may be colours. */
type Telling = (format: string, isOut: boolean) => Iterable<string>

/** Whether an output could not be written, as far as that can be seen before there is one. */
export const sayRefusals = (targets: readonly Target[]): boolean => {
  const refusals = targets.flatMap(({ path }) => {
    const refusal = path === undefined ? undefined : foreseeRefusal(path)
    return path === undefined || refusal === undefined ? [] : [`${pathHere(path)} cannot be written: ${refusal}`]
  })
  refusals.forEach(say)
  return refusals.length > 0
}

/** Writes one output; false: it is not whole, and stderr says why. */
const write = async ({ format, path }: Target, tell: Telling): Promise<boolean> => {
  try {
    if (path === undefined) return await printOut(tell(format, true))
    const problem = writeOutput(path, tell(format, false))
    if (problem !== undefined) say(`${pathHere(path)} was not written: ${problem}`)
    return problem === undefined
  } catch (error) {
    say(`${path === undefined ? 'stdout' : pathHere(path)} was not written; this is a fault of sparekey: ${describeFault(error)}`)
    return false
  }
}

/** Files first: whoever reads stdout may take his time. false: not all is whole, and stderr says why. */
export const writeAll = async (targets: readonly Target[], tell: Telling): Promise<boolean> => {
  const ordered = [...targets.filter(({ path }) => path !== undefined), ...targets.filter(({ path }) => path === undefined)]
  let whole = true
  for (const target of ordered) whole = (await write(target, tell)) && whole
  return whole
}
