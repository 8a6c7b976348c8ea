/** What a command writes, to files and to stdout: each whole or told. */
import { describeFailure, FailedTemplate } from '../model/template.ts'
import { clashes, type Writing } from '../shell/clashes.ts'
import { describeFault } from '../shell/fault.ts'
import { pathHere, type Target } from '../shell/paths.ts'
import { printOut, say, type Shell } from './print.ts'
import { foreseeRefusal, writeOutput } from '../shell/write-output.ts'

/** The text of a target, in pieces; what makes it may have to be loaded first. */
export type Render = (target: Target, colour: boolean) => Iterable<string> | Promise<Iterable<string>>

/** Whether a report could not be written, as far as that can be seen before there is one. */
export const sayRefusals = (targets: readonly Target[]): boolean => {
  const refusals = targets.flatMap(({ path }) => {
    const refusal = path === undefined ? undefined : foreseeRefusal(path)
    return path === undefined || refusal === undefined ? [] : [`${pathHere(path)} cannot be written: ${refusal}`]
  })
  refusals.forEach(say)
  return refusals.length > 0
}

/** Whether something would be written in the place of what is read, or twice at one place; stderr says what. */
export const sayClashes = (writings: readonly Writing[], reads: readonly string[]): boolean => {
  const found = clashes(writings, reads)
  found.forEach(say)
  return found.length > 0
}

/** What a reporter reads beside the report is named from the folder of the configuration. */
interface Naming {
  readonly pathOf: (path: string) => string
}

/** Writes one report; false: it is not whole, and stderr says why. */
const write = async (target: Target, render: Render, { colour }: Shell, { pathOf }: Naming): Promise<boolean> => {
  const { path } = target
  const where = path === undefined ? 'stdout' : pathHere(path)
  try {
    if (path === undefined) return await printOut(await render(target, colour.out))
    const problem = writeOutput(path, await render(target, false))
    if (problem !== undefined) say(`${where} was not written: ${problem}`)
    return problem === undefined
  } catch (error) {
    say(
      error instanceof FailedTemplate
        ? `${where} was not written: ${describeFailure(error.failure, pathOf)}`
        : `${where} was not written; this is a fault of sparekey: ${describeFault(error)}`,
    )
    return false
  }
}

/** Files first: whoever reads stdout may take his time. */
export const writeAll = async (targets: readonly Target[], render: Render, shell: Shell, naming: Naming = { pathOf: pathHere }): Promise<boolean> => {
  const ordered = [...targets.filter(({ path }) => path !== undefined), ...targets.filter(({ path }) => path === undefined)]
  let whole = true
  for (const target of ordered) whole = (await write(target, render, shell, naming)) && whole
  return whole
}
