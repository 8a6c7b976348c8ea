/** The commands and their options, and the help about them. What they do is handed in. */
import { Command, Option } from '@commander-js/extra-typings'
import type { Instant, Output, Severity } from '../index.ts'
import { severities } from '../index.ts'
import { maskCodes } from '../model/mask.ts'
import { reportFormats } from '../model/output-formats.ts'
import { configArgument, frameworkArgument, frameworkIds, instantArgument, outputArgument, pathArgument, severityArgument } from './arguments.ts'
import { addCompleteCommand, type CompleteCommand } from './complete-program.ts'
import { addComparisonCommands, type ComparisonCommands } from './comparison-program.ts'
import { addExplainCommand, type ExplainCommand } from './explain-program.ts'
import { addInitCommand, type InitCommand } from './init-program.ts'
import { addLogCommands, type LogCommands } from './log-program.ts'
import { addOutlookCommands, type OutlookCommands } from './outlook-program.ts'
import { addPlaybookCommand, type PlaybookCommand } from './playbook-program.ts'
import { coloursOf, printError, say } from './print.ts'
import { addTestCommand, type TestCommand } from './test-program.ts'
import { version } from './version.ts'

export const DEFAULT_CONFIG = 'sparekey.yaml'

export interface ValidateFlags {
  readonly config?: string
  readonly policy?: string
  readonly allowOutside?: boolean
}

export interface AuditFlags extends ValidateFlags {
  readonly inventory?: string
  readonly baseline?: string
  readonly history?: string
  readonly keepRaw?: string
  readonly state?: string
  readonly asOf?: Instant
  readonly output?: readonly Output[]
  readonly all?: boolean
  readonly groupBy?: string
  readonly failOn?: Severity
  readonly allowIncomplete?: boolean
  readonly exitZero?: boolean
}

export interface DoctorFlags {
  readonly config?: string
  readonly allowOutside?: boolean
}

export interface CollectFlags extends DoctorFlags {
  readonly asOf?: Instant
  readonly output?: string
  readonly keepRaw?: string
  readonly state?: string
}

/** What each command does; those of a group are loaded when one of them is asked for. */
export interface Commands {
  readonly audit: (flags: AuditFlags) => Promise<void>
  readonly collect: (flags: CollectFlags) => Promise<void>
  readonly doctor: (flags: DoctorFlags) => Promise<void>
  /** Absent in the program that completions are asked of. */
  readonly complete?: CompleteCommand
  readonly comparison: () => Promise<ComparisonCommands>
  readonly explain: ExplainCommand
  readonly init: InitCommand
  readonly log: () => Promise<LogCommands>
  readonly outlook: () => Promise<OutlookCommands>
  readonly playbook: PlaybookCommand
  readonly test: TestCommand
  readonly validate: (flags: ValidateFlags) => Promise<void>
}

export interface ProgramOptions {
  readonly commands: Commands
  /** Takes help and version. */
  readonly write: (text: string) => void
  /** Of help. */
  readonly colour: boolean
  /** The first of the arguments: where it names a command, the others are not made. Left out: all are. */
  readonly first?: string | undefined
}

const EXIT_CODES = `
  0  every control is proven; nothing is open at or above --fail-on;
     all reports are written
  1  at least one failure is open at or above --fail-on
  2  invalid usage, configuration, policy, waiver, register or roster:
     every mistake is listed, and nothing was judged
  3  nothing failed, but evidence is incomplete: at least one verdict is unknown
  4  a report could not be written whole, or sparekey itself is at fault
When several hold, the first of 4, 2, 1, 3, 0 is given.`

const VALIDATE_EXIT_CODES = `
  0  no mistake
  2  mistakes, or invalid usage
  4  the result could not be written, or sparekey itself is at fault`

const COLLECT_EXIT_CODES = `
  0  everything that was set out for was learned
  2  invalid usage, configuration, register or roster: nothing was collected
  3  there are gaps: each is listed, and in the file
  4  the inventory or a raw answer could not be written, or sparekey itself
     is at fault`

const DOCTOR_EXIT_CODES = `
  0  everything that an audit asks for can be seen
  2  invalid usage, configuration, register or roster
  3  something cannot be seen: each is listed, with the least that mends it
  4  the result could not be written, or sparekey itself is at fault`

const CREDENTIALS = `
  github  GITHUB_TOKEN, or the key of an App in GITHUB_APP_PRIVATE_KEY
  aws     the default chain of the AWS SDK: environment, profile, web identity
  google  GOOGLE_OAUTH_ACCESS_TOKEN, or GOOGLE_APPLICATION_CREDENTIALS
  They come from the environment alone; sparekey.yaml can name other variables.`

const COLLECT_EXAMPLES = `
  sparekey collect -o inventory.json
      asks and reads every source once
  sparekey audit --inventory inventory.json
      judges what was collected, as often as you like, and asks nobody
  sparekey collect -o inventory.json --keep-raw evidence/2026-11-24
      keeps the answers of the providers, too`

const DOCTOR_EXAMPLES = `
  sparekey doctor
      what sparekey.yaml here lets be seen
  sparekey doctor --config acme/sparekey.yaml
      the same for another organisation`

const EXAMPLES = `
  sparekey init
      begins here: a configuration, a policy, a register and a roster
  sparekey audit
      judges what sparekey.yaml here names, and prints what was found
  sparekey help audit
      the options of audit, and more examples; the same as sparekey audit --help`

const AUDIT_EXAMPLES = `
  sparekey audit
      reads sparekey.yaml here, prints text
  sparekey audit -o text -o junit=out/audit.xml
      prints text, and writes a file for CI
  sparekey audit --as-of 2026-11-23T00:00:00Z -o json
      the same evidence gives the same bytes
  sparekey audit --inventory inventory.json
      judges what sparekey collect has written, and asks nobody
  sparekey audit --group-by nist-800-53 -o markdown=out/audit.md
      also tells which controls support which requirement, and how they stand
  sparekey audit --baseline audit-2026-10.json
      ends with 1 only for what did not fail in that report
  sparekey audit --history history.jsonl -o markdown=out/audit.md
      also tells how failures have changed since the first run, and who clears what
  sparekey audit --fail-on high --allow-incomplete
      ends with 1 for high and critical failures only, and never with 3`

const VALIDATE_EXAMPLES = `
  sparekey validate
      sparekey.yaml here and all that it names
  sparekey validate --policy policies/new.yaml
      another policy for the same organisation`

const WAIVERS = `
  A waiver holds to the end of its last day: \`expires: 2026-12-31\` is inclusive,
  in UTC. A waived failure is still shown. A waiver never covers an unknown.`

const CONFIG = 'Configuration:'
const REPORTS = 'Reports:'
const EXIT = 'Exit code:'
const OTHER = 'Other:'

const configOption = new Option('--config <file>', 'the configuration (default: sparekey.yaml)').argParser(configArgument).helpGroup(CONFIG)
const policyOption = new Option('--policy <file>', 'judge by this policy, not by the configured ones').argParser(pathArgument).helpGroup(CONFIG)
const inventoryOption = new Option('--inventory <file>', 'judge this inventory, written by collect; nothing is read or asked anew')
  .argParser(pathArgument)
  .helpGroup(CONFIG)
const baselineOption = new Option(
  '--baseline <file>',
  'an earlier report (-o json): what failed in it already is known, and only what is new gives exit code 1',
)
  .argParser(pathArgument)
  .helpGroup(EXIT)
const historyOption = new Option(
  '--history <file>',
  'the trend: what earlier runs came to, which is told, and to which this run is appended (default: the configured one)',
)
  .argParser(pathArgument)
  .helpGroup(REPORTS)
const keepRawOption = new Option(
  '--keep-raw <folder>',
  'keep what providers answer in this new folder, in the shape that files of a source reads (never an answer that holds codes)',
)
  .argParser(pathArgument)
  .helpGroup(REPORTS)
const stateOption = new Option('--state <file>', 'remember in this file what logs told, so that the next run reads only what is new in them')
  .argParser(pathArgument)
  .helpGroup(CONFIG)
const snapshotOption = new Option('-o, --output <file>', 'where the inventory is written; - is stdout (default: stdout)')
  .argParser(pathArgument)
  .helpGroup(REPORTS)
const collectedAsOfOption = new Option('--as-of <time>', 'the instant that undated files count as collected at: a time with an offset (default: now)')
  .argParser(instantArgument)
  .helpGroup(CONFIG)
const outsideOption = new Option('--allow-outside', 'let the configuration name files outside its folder').helpGroup(CONFIG)
const colourOption = new Option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR are heeded, too').helpGroup(OTHER)

const helpOption = new Option('-h, --help', 'print this help').helpGroup(OTHER)

const asOfOption = new Option('--as-of <time>', 'the instant to judge at: a time with an offset (default: now)').argParser(instantArgument).helpGroup(CONFIG)
const outputOption = new Option(
  '-o, --output <format[=path]>',
  `a report on stdout or in a file; may be given again. Formats: ${reportFormats.join(', ')}, and template=FILE.hbs[:PATH] for a template of your own (default: the configured reports, else text on stdout)`,
)
  .argParser(outputArgument)
  .helpGroup(REPORTS)
const allOption = new Option('--all', 'also what passed and what does not apply').helpGroup(REPORTS)
const groupByOption = new Option(
  '--group-by <framework>',
  `text, Markdown and HTML: also the controls by requirement of a framework: ${frameworkIds.join(', ')}`,
)
  .argParser(frameworkArgument)
  .helpGroup(REPORTS)
const failOnOption = new Option(
  '--fail-on <severity>',
  `the least severity whose failure gives exit code 1: ${severities.join(', ')} (default: the configured one, else medium)`,
)
  .argParser(severityArgument)
  .helpGroup(EXIT)
const incompleteOption = new Option('--allow-incomplete', 'unknown verdicts do not give exit code 3').helpGroup(EXIT)
const zeroOption = new Option('--exit-zero', 'failures do not give exit code 1').helpGroup(EXIT)

/** An option given twice is a slip of whoever wrote the command: no value is taken silently. */
const refuseRepeats = (command: Command<unknown[], Record<string, unknown>>, repeated: ReadonlySet<string> = new Set()): void => {
  for (const option of command.options.filter((option) => option !== outputOption && !repeated.has(option.name()))) {
    let given = false
    command.on(`option:${option.name()}`, () => {
      if (given) command.error(`error: ${option.long ?? option.flags} is given twice`)
      given = true
    })
  }
}

/** A word that is nearly one of ours is a slip of that one; every other that looks like a code may be one, and is covered. */
const covered = (message: string): string => (/; did you mean [^;]+\?$/.test(message) ? message : maskCodes(message))

/** What commander says of usage, in the form of our own messages: --flag value: what is wrong; what is right. */
const reword = (message: string): string =>
  covered(
    message
      .replace(/^error: /, '')
      .replace(/\n$/, '')
      .replace(/^option '(?:-\w, )?(--[^']+)' argument missing$/, '$1: the value is missing')
      .replace(/^option '(?:-\w, )?(--\S+) [^']*' argument '(.*)' is invalid\. /s, '$1 $2: ')
      .replace(/^command-argument value '(.*)' is invalid for argument '[^']*'\. /s, '$1: ')
      .replace(/^required option '(--\S+) [^']*' not specified$/, '$1: this option is needed')
      .replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?'),
  )

/** The program as commander parses it. It throws a CommanderError after help, version and mistakes of usage. */
export const makeProgram = ({ commands, write, colour, first = '' }: ProgramOptions): Command => {
  const { bold } = coloursOf(colour)
  const section = (title: string, text: string): string => `\n${bold(title)}${text}`

  const program = new Command('sparekey')
    .description(
      'Audits the backup codes of two-factor authentication: compares a policy with evidence, and says for every control and account whether it passes, fails, is unknown or does not apply.',
    )
    .usage('<command> [options]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({
      writeOut: write,
      writeErr: printError,
      outputError: (message) => {
        say(reword(message))
      },
      getOutHasColors: () => colour,
      getErrHasColors: () => false,
    })
    .configureHelp({ styleTitle: bold })
    .addHelpText('after', `${section('Exit codes:', EXIT_CODES)}\n${section('Examples:', EXAMPLES)}`)

  const audit = (): void => {
    refuseRepeats(
      program
        .command('audit')
        .summary('judge the evidence by the policy and report')
        .description('Judges the evidence by the policy, at one instant, and writes reports. Evidence that is missing makes a verdict unknown, never a pass.')
        .addHelpOption(helpOption)
        .addOption(configOption)
        .addOption(policyOption)
        .addOption(asOfOption)
        .addOption(inventoryOption)
        .addOption(stateOption)
        .addOption(outsideOption)
        .addOption(outputOption)
        .addOption(allOption)
        .addOption(groupByOption)
        .addOption(historyOption)
        .addOption(keepRawOption)
        .addOption(failOnOption)
        .addOption(baselineOption)
        .addOption(incompleteOption)
        .addOption(zeroOption)
        .addOption(colourOption)
        .showHelpAfterError('All options: sparekey audit --help')
        .addHelpText('after', `${section('Exit codes:', EXIT_CODES)}\n${section('Waivers:', WAIVERS)}\n${section('Examples:', AUDIT_EXAMPLES)}`)
        .action(commands.audit),
    )
  }

  const collect = (): void => {
    refuseRepeats(
      program
        .command('collect')
        .summary('read and ask every source; judge nothing')
        .description(
          'Reads the kept files and asks the providers of every source, side by side, and writes one inventory: what was learned, and what was set out for and could not be had. Judges nothing.',
        )
        .addHelpOption(helpOption)
        .addOption(configOption)
        .addOption(collectedAsOfOption)
        .addOption(stateOption)
        .addOption(outsideOption)
        .addOption(snapshotOption)
        .addOption(keepRawOption)
        .addOption(colourOption)
        .showHelpAfterError('All options: sparekey collect --help')
        .addHelpText(
          'after',
          `${section('Exit codes:', COLLECT_EXIT_CODES)}\n${section('Credentials:', CREDENTIALS)}\n${section('Examples:', COLLECT_EXAMPLES)}`,
        )
        .action(commands.collect),
    )
  }

  const doctor = (): void => {
    refuseRepeats(
      program
        .command('doctor')
        .summary('what the sources let be seen, and what is missing')
        .description(
          'Asks each source for the first page of everything that an audit needs, and says what can be seen, what cannot, and the least permission that mends it.',
        )
        .addHelpOption(helpOption)
        .addOption(configOption)
        .addOption(outsideOption)
        .addOption(colourOption)
        .showHelpAfterError('All options: sparekey doctor --help')
        .addHelpText('after', `${section('Exit codes:', DOCTOR_EXIT_CODES)}\n${section('Credentials:', CREDENTIALS)}\n${section('Examples:', DOCTOR_EXAMPLES)}`)
        .action(commands.doctor),
    )
  }

  const validate = (): void => {
    refuseRepeats(
      program
        .command('validate')
        .summary('check what people wrote; judge nothing')
        .description('Checks the configuration and the policy, waivers, register and roster that it names. Lists every mistake with its place; judges nothing.')
        .addHelpOption(helpOption)
        .addOption(configOption)
        .addOption(policyOption)
        .addOption(outsideOption)
        .addOption(colourOption)
        .showHelpAfterError('All options: sparekey validate --help')
        .addHelpText('after', `${section('Exit codes:', VALIDATE_EXIT_CODES)}\n${section('Examples:', VALIDATE_EXAMPLES)}`)
        .action(commands.validate),
    )
  }

  const shared = { section, helpOption, refuseRepeats }
  const judging = { ...shared, colourOption, judging: [configOption, policyOption, asOfOption, inventoryOption, outsideOption] }
  const comparison = (): void => {
    addComparisonCommands(program, commands.comparison, judging)
  }
  const outlook = (): void => {
    addOutlookCommands(program, commands.outlook, judging)
  }
  const adding: Readonly<Record<string, () => void>> = {
    audit,
    collect,
    doctor,
    validate,
    init() {
      addInitCommand(program, commands.init, shared)
    },
    explain() {
      addExplainCommand(program, commands.explain, shared)
    },
    test() {
      addTestCommand(program, commands.test, shared)
    },
    playbook() {
      addPlaybookCommand(program, commands.playbook, shared)
    },
    diff: comparison,
    simulate: comparison,
    calendar: outlook,
    forecast: outlook,
    log() {
      addLogCommands(program, commands.log, shared)
    },
    complete() {
      if (commands.complete !== undefined) addCompleteCommand(program, commands.complete, shared)
    },
  }
  const asked = Object.hasOwn(adding, first) ? adding[first] : undefined
  for (const add of asked === undefined ? new Set(Object.values(adding)) : [asked]) add()
  return program.showHelpAfterError('All commands: sparekey --help')
}
