/** `sparekey diff` and `sparekey simulate`: what is new, fixed and changed. */
import { type Comparison, comparisonTellers, isMistaken, prepareSimulation, runDiff } from '../index.ts'
import { given } from '../model/given.ts'
import type { ComparisonCommands, DiffFlags, SimulateFlags } from './comparison-program.ts'
import { clash, lookAt, refuses, sayLate, sayMistakes, writeTold } from './looking.ts'
import { type ExitCode, say, type Shell } from './print.ts'
import { DEFAULT_CONFIG } from './program.ts'

const codeOf = ({ newly }: Comparison, failOnNew: boolean): ExitCode => (!failOnNew ? 0 : newly.fail > 0 ? 1 : newly.unknown > 0 ? 3 : 0)

const diff = async (before: string, after: string, { output, failOnNew = false }: DiffFlags, shell: Shell): Promise<ExitCode> => {
  const refused = refuses(output)
  const compared = await runDiff(before, after)
  if (isMistaken(compared)) {
    const code = sayMistakes(compared.mistakes, 'nothing was compared', '.', shell)
    return refused ? 4 : code
  }
  if (refused) return 4
  if (clash(output, [before, after])) return 2
  const { value: comparison } = compared
  const { asOf } = comparison.before
  if (asOf > comparison.after.asOf) say(`note: ${before} is as of ${asOf}, which is later than ${after}`)
  return writeTold(comparison, comparisonTellers, output, codeOf(comparison, failOnNew), shell)
}

const simulate = async (flags: SimulateFlags, shell: Shell): Promise<ExitCode> => {
  const { config = DEFAULT_CONFIG, policy = '', inventory, output, asOf = shell.started, failOnNew = false, allowOutside = false } = flags
  sayLate(asOf, shell)
  const prepare = () => prepareSimulation({ config, policy, asOf, allowOutside, ...given('inventory', inventory) })
  const looked = await lookAt({ config, output, prepare }, shell)
  return 'code' in looked ? looked.code : writeTold(looked.value, comparisonTellers, output, codeOf(looked.value, failOnNew), shell)
}

export const comparisonCommands = (shell: Shell, end: (code: ExitCode) => void): ComparisonCommands => ({
  diff: async (before, after, flags) => {
    end(await diff(before, after, flags, shell))
  },
  simulate: async (flags) => {
    end(await simulate(flags, shell))
  },
})
