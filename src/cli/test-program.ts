/** The options of `sparekey test` and the help about them. */
import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings'
import { type Output, parseOutput } from '../index.ts'
import { casesFormats } from '../model/output-formats.ts'
import type { Styling } from './log-program.ts'

export interface TestFlags {
  readonly output?: readonly Output[]
  readonly coverageMin?: number
}

export type TestCommand = (paths: readonly string[], flags: TestFlags) => Promise<void>

/** Where cases are looked for when no path is given. */
export const DEFAULT_CASES = 'policies/tests'

const refuse = (message: string): never => {
  throw new InvalidArgumentError(message)
}

const percentArgument = (value: string): number => (/^(?:100|[1-9]?\d)$/.test(value) ? Number(value) : refuse('a whole number from 0 to 100 is expected'))

const outputArgument = (value: string, earlier: readonly Output[] = []): readonly Output[] => {
  const parsed = parseOutput(value, earlier, casesFormats)
  return 'output' in parsed ? [...earlier, parsed.output] : refuse([parsed.flaw.message, parsed.flaw.hint].filter((part) => part !== undefined).join('; '))
}

const EXIT_CODES = `
  0  every case holds, and coverage is enough
  1  a case does not hold, or coverage is below --coverage-min
  2  invalid usage, cases or policy: every mistake is listed, and nothing was
     tested; a folder without cases is a mistake
  4  the result could not be written, or sparekey itself is at fault`

const EXAMPLES = `
  sparekey test
      the cases below policies/tests
  sparekey test policies/tests/organization.yaml
      one file of cases
  sparekey test -o text -o junit=out/cases.xml --coverage-min 100
      for CI: every control must be shown to fail and to pass`

const output = new Option(
  '-o, --output <format[=path]>',
  `the result on stdout or in a file; may be given again. Formats: ${casesFormats.join(', ')} (default: text)`,
)
  .argParser(outputArgument)
  .helpGroup('Reports:')
const coverageMin = new Option('--coverage-min <percent>', 'the least share of controls that cases must show to fail and to pass')
  .argParser(percentArgument)
  .helpGroup('Exit code:')
const colour = new Option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR are heeded, too').helpGroup('Other:')

/** Adds `test` to the program. */
export const addTestCommand = (program: Command, command: TestCommand, { section, helpOption, refuseRepeats }: Styling): void => {
  const test = program
    .command('test')
    .summary('test policies by cases: facts in, findings out')
    .description(
      'Judges small cases, facts in and findings out, by the policies that they name. A finding that was expected and did not come, and a failure or unknown that nobody expected, break a case. Asks nobody, and says what the cases show of each control.',
    )
    .argument('[path...]', `files of cases, or folders of them (default: ${DEFAULT_CASES})`)
    .addHelpOption(helpOption)
    .addOption(output)
    .addOption(coverageMin)
    .addOption(colour)
    .showHelpAfterError('All options: sparekey test --help')
    .addHelpText('after', `${section('Exit codes:', EXIT_CODES)}\n${section('Examples:', EXAMPLES)}`)
    .action((paths, flags) => command(paths, flags))
  refuseRepeats(test, new Set(['output']))
}
