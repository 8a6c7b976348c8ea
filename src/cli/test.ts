/** `sparekey test`: read the cases, judge them by their policies, say which do not hold. */
import { casesReporters, type CasesReport, isMistaken, runCases } from '../index.ts'
import { isShownBothWays } from '../model/cases.ts'
import { clash, refuses, writeTold } from './looking.ts'
import { formatMistakes } from '../shell/mistakes.ts'
import { pathHere } from '../shell/paths.ts'
import { coloursOf, type ExitCode, printError, say, type Shell } from './print.ts'
import { DEFAULT_CASES, type TestFlags } from './test-program.ts'

/** How many of a hundred controls are shown to fail and to pass, of the policy that has the fewest. */
const leastCoverage = ({ coverage }: CasesReport): number =>
  Math.min(...coverage.map(({ controls }) => (100 * controls.filter(isShownBothWays).length) / controls.length))

export const testCommand = async (paths: readonly string[], { output, coverageMin = 0 }: TestFlags, shell: Shell): Promise<ExitCode> => {
  if (refuses(output)) return 4
  const tested = await runCases(paths.length === 0 ? [DEFAULT_CASES] : paths)
  if (isMistaken(tested)) {
    printError(formatMistakes(tested.mistakes, 'nothing was tested', { pathOf: pathHere, colours: coloursOf(shell.colour.error) }))
    return 2
  }
  const { report, reads } = tested.value
  if (clash(output, reads)) return 2
  if ((await writeTold(report, casesReporters, output, 0, shell)) === 4) return 4
  const coverage = leastCoverage(report)
  const isCovered = coverage >= coverageMin
  if (!isCovered)
    say(`--coverage-min ${String(coverageMin)}: only ${String(Math.floor(coverage))} percent of the controls of a policy are shown to fail and to pass`)
  const holds = report.files.every(({ cases }) => cases.every(({ problems }) => problems.length === 0))
  if (!holds && output?.every(({ path }) => path !== undefined) === true) say('a case does not hold')
  return holds && isCovered ? 0 : 1
}
