/** The options of `sparekey init` and the help about them. */
import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings'
import { pathArgument } from './arguments.ts'
import type { Styling } from './log-program.ts'

export interface InitFlags {
  readonly policy?: string
  readonly githubOrg?: readonly string[]
  readonly awsAccount?: readonly string[]
  readonly googleCustomer?: readonly string[]
  readonly vault?: string
  readonly bitwarden?: string
  readonly custody?: string
  /** false: --no-workflow. */
  readonly workflow: boolean
  readonly action?: string
  readonly yes?: boolean
  readonly force?: boolean
}

export type InitCommand = (folder: string, flags: InitFlags) => Promise<void>

const must =
  (pattern: RegExp, message: string) =>
  (value: string): string => {
    if (!pattern.test(value)) throw new InvalidArgumentError(message)
    return value
  }

export const organizationArgument = must(
  /^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/,
  'the name of an organisation is expected, as it stands in its address, such as acme',
)
export const accountArgument = must(/^\d{12}$/, 'the twelve digits of an AWS account are expected, such as 111122223333')
export const customerArgument = must(/^[A-Za-z0-9_-]{1,100}$/, 'the id of a Google customer is expected, such as C01abcdef, or my_customer')
/** Inside the folder that is begun: what an audit would refuse is not written. */
export const filesArgument = must(
  /^(?!\/|-|.*(?:^|\/)\.\.(?:\/|$))[^\p{Cc}\\]{1,1000}$/u,
  'a path inside the folder is expected, such as evidence/vault/*.jsonl',
)

/** A tag can be moved to other code. */
export const actionArgument = must(
  /^[\w.-]{1,100}\/[\w.-]{1,100}(?:\/[\w.-]{1,100})*@[0-9a-f]{40}$/,
  'an action and its full commit are expected: OWNER/REPOSITORY@COMMIT, with the 40 digits of the commit',
)

const each =
  (parse: (value: string) => string) =>
  (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, parse(value)]

const EXIT_CODES = `
  0  everything is written, or was there already as it would be written
  2  invalid usage, or files that are there already and say something else:
     nothing was written
  4  a file could not be written: nothing was written`

const EXAMPLES = `
  sparekey init
      asks a few questions, and begins here
  sparekey init --github-org acme --aws-account 111122223333
      asks for what no option says; --yes asks for nothing
  sparekey init audit --yes --policy sparekey:first --vault 'evidence/vault/*.jsonl'
      begins in the folder audit, with seven controls and a log of Vault`

const WHERE = 'Where evidence comes from:'

const options = [
  new Option('--policy <name>', 'the shipped policy to extend (default: sparekey:organization)').argParser(pathArgument).helpGroup('Policy:'),
  new Option('--github-org <name>', 'a GitHub organisation; may be given again').argParser(each(organizationArgument)).helpGroup(WHERE),
  new Option('--aws-account <id>', 'an AWS account; may be given again').argParser(each(accountArgument)).helpGroup(WHERE),
  new Option('--google-customer <id>', 'a Google Workspace customer; may be given again').argParser(each(customerArgument)).helpGroup(WHERE),
  new Option('--vault <files>', 'the audit log of Vault or OpenBao: a path or a pattern').argParser(filesArgument).helpGroup(WHERE),
  new Option('--bitwarden <files>', 'the events of a Bitwarden organisation').argParser(filesArgument).helpGroup(WHERE),
  new Option('--custody <files>', 'the custody form of a safe, as CSV').argParser(filesArgument).helpGroup(WHERE),
  new Option('--action <action@commit>', 'the workflow uses this action, at a full commit, in the place of the command')
    .argParser(actionArgument)
    .helpGroup('Other:'),
  new Option('--no-workflow', 'write no workflow for GitHub Actions').helpGroup('Other:'),
  new Option('--yes', 'ask nothing').helpGroup('Other:'),
  new Option('--force', 'replace files that are there; each old one is kept as FILE.old').helpGroup('Other:'),
  new Option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR are heeded, too').helpGroup('Other:'),
]

/** These may be given again. */
const REPEATED: ReadonlySet<string> = new Set(['github-org', 'aws-account', 'google-customer'])

/** Adds `init` to the program. */
export const addInitCommand = (program: Command, command: InitCommand, { section, helpOption, refuseRepeats }: Styling): void => {
  const init = program
    .command('init')
    .summary('begin: write a configuration, policy, register, roster and workflow')
    .description(
      'Writes sparekey.yaml, a policy that extends a shipped one, an empty register, a roster, and a workflow that audits every day; and the schemas, for editors. Files that are there are left alone: all that is missing is written, or nothing. An audit then says that nothing is registered yet.',
    )
    .argument('[folder]', 'where (default: here)')
    .addHelpOption(helpOption)
  for (const option of options) init.addOption(option)
  init
    .showHelpAfterError('All options: sparekey init --help')
    .addHelpText('after', `${section('Exit codes:', EXIT_CODES)}\n${section('Examples:', EXAMPLES)}`)
    .action((folder = '.', flags) => command(folder, flags as InitFlags))
  refuseRepeats(init, REPEATED)
}
