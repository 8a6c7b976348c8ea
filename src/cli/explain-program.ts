/** The options of `sparekey explain` and the help about them. */
import { type Command, Option } from '@commander-js/extra-typings'
import type { Instant } from '../index.ts'
import { configArgument, instantArgument, pathArgument } from './arguments.ts'
import type { Styling } from './log-program.ts'

export interface ExplainFlags {
  readonly config?: string
  readonly policy?: string
  readonly allowOutside?: boolean
  readonly asOf?: Instant
  readonly inventory?: string
  readonly report?: string
  readonly output?: 'text' | 'json'
}

export type ExplainCommand = (names: readonly string[], flags: ExplainFlags) => Promise<void>

const EXIT_CODES = `
  0  it is explained
  2  no rule, control or finding is called so; invalid usage, configuration,
     policy, register or roster
  4  the explanation could not be written, or sparekey itself is at fault`

const EXAMPLES = `
  sparekey explain
      the controls of the policy here, and all rules
  sparekey explain over-age
      what the rule passes, fails and does not know, its parameters, and how
      to fix it at each service
  sparekey explain BC-04
      the control in effect: each value with the file and line that wrote it
  sparekey explain BC-04 github:ada
      audits, and says why the finding is so, on what evidence, and what to do
  sparekey explain 3f9a01c2 --report out/audit.json
      the same of a finding of a kept report, by the beginning of its fingerprint`

const options = [
  new Option('--config <file>', 'the configuration (default: sparekey.yaml)').argParser(configArgument).helpGroup('Configuration:'),
  new Option('--policy <policy>', 'explain this policy, a file or a shipped one, not the configured ones').argParser(pathArgument).helpGroup('Configuration:'),
  new Option('--allow-outside', 'let the configuration name files outside its folder').helpGroup('Configuration:'),
  new Option('--as-of <time>', 'the instant to judge at, for a finding (default: now)').argParser(instantArgument).helpGroup('Findings:'),
  new Option('--inventory <file>', 'judge this inventory, for a finding; nobody is asked').argParser(pathArgument).helpGroup('Findings:'),
  new Option('--report <file>', 'take the finding from this report, written by audit -o json; nothing is judged')
    .argParser(pathArgument)
    .helpGroup('Findings:'),
  new Option('-o, --output <format>', 'text or json (default: text)').choices(['text', 'json'] as const).helpGroup('Output:'),
  new Option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR are heeded, too').helpGroup('Other:'),
]

/** Adds `explain` to the program. */
export const addExplainCommand = (program: Command, command: ExplainCommand, { section, helpOption, refuseRepeats }: Styling): void => {
  const explain = program
    .command('explain')
    .summary('why a rule, a control or a finding is as it is')
    .description(
      'Says what a rule asks, where each value of a control comes from, or why a finding is so and how to mend it. NAME is a rule, a control, or the beginning of a fingerprint, of eight signs at least; a control and a SUBJECT name a finding, too.',
    )
    .argument('[name]', 'a rule, a control or a fingerprint')
    .argument('[subject]', 'with a control: whose finding, such as github:ada')
    .addHelpOption(helpOption)
  for (const option of options) explain.addOption(option)
  explain
    .showHelpAfterError('All options: sparekey explain --help')
    .addHelpText('after', `${section('Exit codes:', EXIT_CODES)}\n${section('Examples:', EXAMPLES)}`)
    .action((name, subject, flags) =>
      command(
        [name, subject].filter((one) => one !== undefined),
        flags,
      ),
    )
  refuseRepeats(explain, new Set())
}
