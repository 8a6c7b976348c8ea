/** The options of `sparekey diff` and `sparekey simulate`, and the help about them. */
import { Argument, type Command, Option } from '@commander-js/extra-typings'
import type { Instant, Output } from '../index.ts'
import { comparisonFormats } from '../model/output-formats.ts'
import { outputIn, pathArgument } from './arguments.ts'

interface ComparisonFlags {
  readonly output?: readonly Output[]
  readonly failOnNew?: boolean
}

export type DiffFlags = ComparisonFlags

export interface SimulateFlags extends ComparisonFlags {
  readonly config?: string
  readonly policy?: string
  readonly asOf?: Instant
  readonly inventory?: string
  readonly allowOutside?: boolean
}

export interface ComparisonCommands {
  readonly diff: (before: string, after: string, flags: DiffFlags) => Promise<void>
  readonly simulate: (flags: SimulateFlags) => Promise<void>
}

const EXIT_CODES = `
  0  it was compared, whatever came of it; with --fail-on-new: nothing newly
     fails, and nothing is newly unknown
  1  with --fail-on-new: something fails, is open, and did not fail before
  3  with --fail-on-new: nothing newly fails, and something is newly unknown`

const DIFF_EXIT_CODES = `${EXIT_CODES}
  2  invalid usage, or a file that is no report: nothing was compared
  4  the result could not be written whole, or sparekey itself is at fault`

const SIMULATE_EXIT_CODES = `${EXIT_CODES}
  2  invalid usage, configuration, policy, waiver, register or roster: every
     mistake is listed, and nothing was judged
  4  the result could not be written whole, or sparekey itself is at fault`

const DIFF_EXAMPLES = `
  sparekey diff audit-2026-10.json audit-2026-11.json
      what is new, fixed and changed since October
  sparekey diff --fail-on-new -o markdown=changes.md main.json branch.json
      ends with 1 when something newly fails
  The reports are written by: sparekey audit -o json=FILE; with --all they also
  tell what passed from what was not judged.`

const SIMULATE_EXAMPLES = `
  sparekey simulate --policy policies/stricter.yaml
      what another policy would find in the evidence of now
  sparekey simulate --policy policies/stricter.yaml --inventory inventory.json -o markdown
      the same for an inventory that was collected before, as a comment`

/** What the commands of the program have in common. */
export interface Shared {
  readonly section: (title: string, text: string) => string
  readonly helpOption: Option
  readonly colourOption: Option
  /** The options that say what is judged, and when. */
  readonly judging: readonly Option[]
  readonly refuseRepeats: (command: Command<unknown[], Record<string, unknown>>, repeated: ReadonlySet<string>) => void
}

/** May be given again. */
const REPEATED: ReadonlySet<string> = new Set(['output'])

const output = new Option(
  '-o, --output <format[=path]>',
  `the result on stdout or in a file; may be given again. Formats: ${comparisonFormats.join(', ')} (default: text on stdout)`,
)
  .argParser(outputIn(comparisonFormats))
  .helpGroup('Reports:')
const failOnNew = new Option('--fail-on-new', 'what newly fails gives exit code 1, and what is newly unknown 3').helpGroup('Exit code:')
const policy = new Option('--policy <file>', 'the policy that is tried; it may lie anywhere')
  .argParser(pathArgument)
  .makeOptionMandatory()
  .helpGroup('Configuration:')

/** Adds `diff` and `simulate` to the program. */
export const addComparisonCommands = (
  program: Command,
  commands: () => Promise<ComparisonCommands>,
  { section, helpOption, colourOption, judging, refuseRepeats }: Shared,
): void => {
  const diff = program
    .command('diff')
    .summary('what is new, fixed and changed between two reports')
    .description(
      'Compares two JSON reports. What failed and is unknown now is never called fixed; what the later policy does not ask for any more is told apart.',
    )
    .addArgument(new Argument('<before>', 'the earlier report').argParser(pathArgument))
    .addArgument(new Argument('<after>', 'the later report').argParser(pathArgument))
    .addHelpOption(helpOption)
    .addOption(output)
    .addOption(failOnNew)
    .addOption(colourOption)
    .showHelpAfterError('All options: sparekey diff --help')
    .addHelpText('after', `${section('Exit codes:', DIFF_EXIT_CODES)}\n${section('Examples:', DIFF_EXAMPLES)}`)
    .action(async (before, after, flags) => (await commands()).diff(before, after, flags))

  const simulate = program.command('simulate').summary('which findings another policy would add and remove')
  simulate
    .description(
      'Judges the same evidence by the configured policy and by another one, and says for each control which findings the change would add and remove.',
    )
    .addHelpOption(helpOption)
  for (const option of [policy, ...judging.filter(({ long }) => long !== '--policy'), output, failOnNew, colourOption]) simulate.addOption(option)
  simulate
    .showHelpAfterError('All options: sparekey simulate --help')
    .addHelpText('after', `${section('Exit codes:', SIMULATE_EXIT_CODES)}\n${section('Examples:', SIMULATE_EXAMPLES)}`)
    .action(async (flags) => (await commands()).simulate(flags))

  refuseRepeats(diff, REPEATED)
  refuseRepeats(simulate, REPEATED)
}
