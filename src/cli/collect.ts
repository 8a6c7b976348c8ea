/** `sparekey collect`: every source is read or asked once, and the inventory written as one file. */
import { resolve } from 'node:path'
import { type Gap, type Inventory, isMistaken, prepareCollect, writeSnapshot } from '../index.ts'
import { given } from '../model/given.ts'
import { whileAsking } from './asking.ts'
import { describeFault } from '../shell/fault.ts'
import { formatMistakes } from '../shell/mistakes.ts'
import type { Writing } from '../shell/clashes.ts'
import { pathFrom, pathHere } from '../shell/paths.ts'
import { coloursOf, count, type ExitCode, printError, printOut, say, type Shell } from './print.ts'
import { type CollectFlags, DEFAULT_CONFIG } from './program.ts'
import { foreseeRefusal, writeOutput } from '../shell/write-output.ts'
import { openState } from './state.ts'
import { sayClashes } from './write-reports.ts'

/** Beyond this many gaps the rest is told as a number: the file lists all. */
const TOLD = 20

/** One cause may hide several kinds of fact: it is told once. */
const sayGaps = (gaps: readonly Gap[]): void => {
  const causes = [...new Set(gaps.map(({ source, detail, reason }) => `gap: ${source}: ${detail} (${reason})`))]
  causes.slice(0, TOLD).forEach(say)
  if (causes.length > TOLD) say(`and ${count(causes.length - TOLD, 'more gap')}`)
}

/** Writes the snapshot; false: it is not whole, and stderr says why. */
const write = async (path: string | undefined, inventory: Inventory): Promise<boolean> => {
  if (path === undefined) return printOut(writeSnapshot(inventory))
  try {
    const problem = writeOutput(path, writeSnapshot(inventory))
    if (problem !== undefined) say(`${pathHere(path)} was not written: ${problem}`)
    return problem === undefined
  } catch (error) {
    say(`${pathHere(path)} was not written; this is a fault of sparekey: ${describeFault(error)}`)
    return false
  }
}

const writingsOf = (state: string | undefined, inventory: string | undefined): readonly Writing[] => [
  ...(state === undefined ? [] : [{ what: 'state' as const, path: state }]),
  ...(inventory === undefined ? [] : [{ what: 'inventory' as const, path: inventory }]),
]

export const collectCommand = async (flags: CollectFlags, shell: Shell): Promise<ExitCode> => {
  const { config = DEFAULT_CONFIG, output, asOf = shell.started, keepRaw } = flags
  const path = output === undefined || output === '-' ? undefined : resolve(output)
  const refusal = path === undefined ? undefined : foreseeRefusal(path)
  if (path !== undefined && refusal !== undefined) say(`${pathHere(path)} cannot be written: ${refusal}`)

  const remembered = flags.state === undefined ? undefined : await openState(flags.state)
  const isRefused = refusal !== undefined || (flags.state !== undefined && remembered === undefined)
  const prepared = await prepareCollect({ config, asOf, allowOutside: flags.allowOutside ?? false, ...given('memory', remembered?.memory) })
  if (isMistaken(prepared)) {
    printError(formatMistakes(prepared.mistakes, 'nothing was collected', { pathOf: pathFrom(config), colours: coloursOf(shell.colour.error) }))
    return isRefused ? 4 : 2
  }
  if (isRefused) return 4

  const { sources, reads, collect } = prepared.value
  if (sayClashes(writingsOf(flags.state, path), reads)) return 2
  const asked = await whileAsking({ sources, keepRaw, config, work: collect }, shell)
  if ('code' in asked) return asked.code
  const { value: inventory } = asked
  const isWritten = await write(path, inventory)
  const isRemembered = remembered === undefined || remembered.write()
  if (!isWritten || !isRemembered) return 4
  sayGaps(inventory.gaps)
  if (path !== undefined) {
    const records = inventory.sources.reduce((sum, source) => sum + source.records, 0)
    say(`${pathHere(path)}: ${[count(inventory.sources.length, 'source'), count(records, 'record'), count(inventory.gaps.length, 'gap')].join(', ')}`)
  }
  return inventory.gaps.length === 0 ? 0 : 3
}
