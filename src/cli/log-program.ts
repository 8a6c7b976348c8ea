/** The options of `sparekey log` and the help about them. */
import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings'
import { type Instant, parseDuration } from '../index.ts'
import { isAccount } from '../model/account.ts'
import { isKeyName } from '../model/key-name.ts'
import { configArgument, instantArgument, pathArgument } from './arguments.ts'

export interface WhereFlags {
  readonly config?: string
  readonly log?: string
  readonly register?: string
}

export interface EventFlags extends WhereFlags {
  readonly account?: string
  readonly by?: string
  readonly location?: string
  readonly generated?: Instant
  readonly ticket?: string
  readonly at?: Instant
  readonly notACode?: boolean
}

export interface AccessFlags extends EventFlags {
  readonly action?: 'view' | 'copy' | 'export'
}

export interface UseFlags extends EventFlags {
  readonly position?: number
}

export interface ReviewFlags extends EventFlags {
  readonly used?: boolean
}

export interface RotateFlags extends EventFlags {
  readonly copy?: readonly string[]
  readonly sameCopies?: boolean
  readonly issued?: number
}

export interface KeyFlags {
  readonly keyFile?: string
  readonly keyEnv?: string
  readonly keyName?: string
}

export interface OpenFlags extends WhereFlags, KeyFlags {
  readonly origin?: string
  readonly newKey?: string
  readonly key?: readonly string[]
  readonly policy?: string
  readonly after?: string
}

export interface JudgeFlags extends WhereFlags {
  readonly key?: readonly string[]
  readonly remembered?: readonly string[]
}

export interface CheckpointFlags extends JudgeFlags, KeyFlags {
  readonly cosign?: boolean
  readonly remember?: string
}

export interface VerifyFlags extends JudgeFlags {
  readonly signers?: number
  readonly maxAge?: number
  readonly asOf?: Instant
}

export interface ShowFlags extends WhereFlags {
  readonly account?: string
  readonly json?: boolean
}

export interface LogCommands {
  readonly open: (flags: OpenFlags) => Promise<void>
  readonly access: (flags: AccessFlags) => Promise<void>
  readonly use: (flags: UseFlags) => Promise<void>
  readonly test: (flags: EventFlags) => Promise<void>
  readonly review: (flags: ReviewFlags) => Promise<void>
  readonly rotate: (flags: RotateFlags) => Promise<void>
  readonly checkpoint: (flags: CheckpointFlags) => Promise<void>
  readonly verify: (flags: VerifyFlags) => Promise<void>
  readonly show: (flags: ShowFlags) => Promise<void>
}

const refuse = (message: string): never => {
  throw new InvalidArgumentError(message)
}

const accountArgument = (value: string): string => (isAccount(value) ? value : refuse('an account is written service:name, such as github:ada'))

export const positionArgument = (value: string): number =>
  /^[1-9]\d{0,2}$/.test(value) ? Number(value) : refuse('the position of the code on its sheet is expected, such as 5; never the code')

const countArgument = (value: string): number => (/^(0|[1-9]\d{0,2})$/.test(value) ? Number(value) : refuse('a number of codes is expected, such as 16'))

const signersArgument = (value: string): number => (/^[1-9]$/.test(value) ? Number(value) : refuse('a number from 1 to 9 is expected'))

const durationArgument = (value: string): number => parseDuration(value) ?? refuse('a whole number and h, d or w is expected, such as 7d')

const originArgument = (value: string): string =>
  /^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/.test(value) ? value : refuse('a host and a path without a scheme are expected, such as escrow.acme.test/hq')

const idArgument = (value: string): string =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(value) ? value : refuse('letters, digits, dot, underscore and hyphen are expected')

const keyNameArgument = (value: string): string => (isKeyName(value) ? value : refuse('the name of a key has no blanks and no +'))

const envArgument = (value: string): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(value) ? value : refuse('the name of an environment variable is expected, not the key')

const each =
  (parse: (value: string) => string) =>
  (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, parse(value)]

const WHERE = 'Where:'
const WHAT = 'What happened:'
const KEY = 'Key:'
const TRUST = 'What is trusted:'
const OTHER = 'Other:'

const config = new Option('--config <file>', 'the configuration, which names log and register (default: sparekey.yaml)')
  .argParser(configArgument)
  .helpGroup(WHERE)
const log = new Option('--log <file>', 'the log (default: that of the source of type log)').argParser(pathArgument).helpGroup(WHERE)
const register = new Option('--register <file>', 'the register (default: the configured one)').argParser(pathArgument).helpGroup(WHERE)
const account = new Option('--account <account>', 'whose codes: service:name, as the register has it').argParser(accountArgument).helpGroup(WHAT)
const by = new Option('--by <person>', 'who did it, by the id of the roster').helpGroup(WHAT)
const location = new Option('--location <id>', 'where the copy lay (default: the only one)').argParser(idArgument).helpGroup(WHAT)
const ofSet = new Option('--generated <time>', 'which set: when it was generated (default: the current one)').argParser(instantArgument).helpGroup(WHAT)
const ticket = new Option('--ticket <text>', 'the reason on record, such as INC-104').helpGroup(WHAT)
const at = new Option('--at <time>', 'when it happened, if that was earlier (default: now)').argParser(instantArgument).helpGroup(WHAT)
const notACode = new Option('--not-a-code', 'what looks like a code is none: you vouch for it').helpGroup(WHAT)
const colour = new Option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR are heeded, too').helpGroup(OTHER)
const keyFile = new Option('--key-file <file>', 'the private key (PEM, Ed25519)').argParser(pathArgument).helpGroup(KEY)
const keyEnv = new Option('--key-env <name>', 'the environment variable that holds it (default: SPAREKEY_LOG_KEY)').argParser(envArgument).helpGroup(KEY)
const keyName = new Option('--key-name <name>', 'under which name it signs (default: that of the log)').argParser(keyNameArgument).helpGroup(KEY)
const key = new Option('--key <key>', 'a verifier key, NAME+ID+KEY; may be given again (default: the configured ones)')
  .argParser(each(pathArgument))
  .helpGroup(TRUST)
const remembered = new Option('--remembered <file>', 'checkpoints that somebody else remembers; may be given again')
  .argParser(each(pathArgument))
  .helpGroup(TRUST)

/** These may be given again. */
const REPEATED: ReadonlySet<string> = new Set(['key', 'remembered', 'copy'])

const WRITE_EXIT_CODES = `
  0  it is in the log, on the disk, and in the register where it belongs there
  1  it was refused: what is asked for cannot be meant, or the log was tampered
     with
  2  invalid usage, configuration or register, or what looks like a code
  4  it could not be written, or sparekey itself is at fault`

const VERIFY_EXIT_CODES = `
  0  the log is what was written to it, to its last record
  1  it was tampered with
  2  invalid usage or configuration
  3  it cannot be proven: no checkpoint, an unknown key, records after the last
     checkpoint, a stale one; or the register lacks what the log says
  4  the result could not be written, or sparekey itself is at fault`

const GROUP_EXAMPLES = `
  sparekey log open --log escrow/log.jsonl --origin escrow.acme.test/hq --new-key log-key.pem
      begins a log
  sparekey log access --account github:ada --by grace@acme.test --location hq-safe --ticket INC-104
      Grace opened the copy of Ada's codes in the safe
  sparekey log checkpoint --key-file log-key.pem
      seals the log up to now
  sparekey log verify
      is the log what was written to it
  sparekey log help access
      the options of a command, and more examples`

const examples: Readonly<Record<string, string>> = {
  open: `
  sparekey log open --log escrow/log.jsonl --origin escrow.acme.test/hq --new-key log-key.pem
      makes a key and a log, and prints the verifier key for sparekey.yaml`,
  access: `
  sparekey log access --account github:ada --by grace@acme.test --location hq-safe --ticket INC-104
      Grace opened the copy of Ada's codes in the safe`,
  use: `
  sparekey log use --account github:ada --position 5 --by ada@acme.test --location hq-safe --ticket INC-104
      the fifth code of the sheet was used; never write the code itself`,
  test: `
  sparekey log test --account github:ada --by ada@acme.test --location hq-safe
      a code of the new set was tried`,
  review: `
  sparekey log review --account github:ada --by grace@acme.test
      the unused codes were gone through
  sparekey log review --account github:ada --by grace@acme.test --used
      it was checked that no code was used`,
  rotate: `
  sparekey log rotate --account github:ada --by ada@acme.test --copy vault-hq --copy "hq-safe=bag 0032"
      a new set, in the vault where the old one lay and in a new bag in the safe`,
  checkpoint: `
  sparekey log checkpoint --key-file log-key.pem
      seals the log up to now
  sparekey log checkpoint --cosign --key-file ours.pem --key-name second.acme.test --remember ours.checkpoint
      a second party signs what it has seen, and remembers it`,
  verify: `
  sparekey log verify
      by the keys of sparekey.yaml here
  sparekey log verify --log log.jsonl --key KEY --remembered ours.checkpoint --signers 2
      without a configuration, and two must have signed`,
  show: `
  sparekey log show --account github:ada
      what the log says about one account`,
}

/** What the commands of other files share with those of program.ts. */
export interface Styling {
  readonly section: (title: string, text: string) => string
  readonly helpOption: Option
  readonly refuseRepeats: (command: Command<unknown[], Record<string, unknown>>, repeated: ReadonlySet<string>) => void
}

/** Adds `log` and its commands to the program. */
export const addLogCommands = (program: Command, commands: () => Promise<LogCommands>, { section, helpOption, refuseRepeats }: Styling): void => {
  const group = program
    .command('log')
    .summary("keep the organisation's own escrow log")
    .description("The organisation's own log of who opened, used, tested or replaced codes: append-only, chained, sealed by signed checkpoints. Never a code.")
    .addHelpOption(helpOption)
    .usage('<command> [options]')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', section('Examples:', GROUP_EXAMPLES))
    .showHelpAfterError('All commands: sparekey log --help')

  const add = (name: keyof LogCommands, summary: string, description: string, options: readonly Option[]): void => {
    const command = group.command(name).summary(summary).description(description).addHelpOption(helpOption)
    for (const option of [...options, colour]) command.addOption(option)
    const codes = name === 'verify' ? VERIFY_EXIT_CODES : WRITE_EXIT_CODES
    command
      .showHelpAfterError(`All options: sparekey log ${name} --help`)
      .addHelpText('after', `${section('Exit codes:', codes)}\n${section('Examples:', examples[name] ?? '')}`)
      .action(async (flags) => ((await commands())[name] as (flags: unknown) => Promise<void>)(flags))
    refuseRepeats(command, REPEATED)
  }

  const where = [config, log, register]
  const what = [account, by]
  const how = [ofSet, ticket, at, notACode]
  const origin = new Option('--origin <name>', 'the name of the log: a host and a path, such as escrow.acme.test/hq').argParser(originArgument).helpGroup(WHAT)
  const newKey = new Option('--new-key <file>', 'make a private key and keep it in this new file').argParser(pathArgument).helpGroup(KEY)
  const policy = new Option('--policy <id>', 'the policy that the log is kept for').argParser(idArgument).helpGroup(WHAT)
  const after = new Option('--after <file>', 'the log that this one continues').argParser(pathArgument).helpGroup(WHAT)
  const action = new Option('--action <action>', 'view, copy or export').choices(['view', 'copy', 'export'] as const).helpGroup(WHAT)
  const position = new Option('--position <number>', 'which code of the sheet, counted from 1; never the code').argParser(positionArgument).helpGroup(WHAT)
  const used = new Option('--used', 'it was checked that no code was used').helpGroup(WHAT)
  const newSet = new Option('--generated <time>', 'when the new set was generated (default: now)').argParser(instantArgument).helpGroup(WHAT)
  const copy = new Option('--copy <location[=item]>', 'where a copy of the new set lies; may be given again (item: that of the old one there)')
    .argParser(each(pathArgument))
    .helpGroup(WHAT)
  const sameCopies = new Option('--same-copies', 'the copies lie where those of the old set lay').helpGroup(WHAT)
  const issued = new Option('--issued <number>', 'how many codes it has (default: as many as the old one)').argParser(countArgument).helpGroup(WHAT)
  const cosign = new Option('--cosign', 'sign the newest checkpoint as a second party, and write no record').helpGroup(KEY)
  const remember = new Option('--remember <file>', "the second party's own memory: compared with, and added to").argParser(pathArgument).helpGroup(TRUST)
  const signers = new Option('--signers <number>', 'how many of the keys must have signed (default: the configured number, else 1)')
    .argParser(signersArgument)
    .helpGroup(TRUST)
  const maxAge = new Option('--max-age <duration>', 'the greatest age of the newest checkpoint (default: max-evidence-age)')
    .argParser(durationArgument)
    .helpGroup(TRUST)
  const asOf = new Option('--as-of <time>', 'the instant to judge at (default: now)').argParser(instantArgument).helpGroup(TRUST)
  const only = new Option('--account <account>', 'only what is about this account').argParser(accountArgument).helpGroup(WHAT)
  const json = new Option('--json', 'the lines as they are').helpGroup(OTHER)

  add('open', 'begin a log', 'Begins a log: its first record names the log and the keys that seal it.', [
    config,
    log,
    origin,
    policy,
    after,
    keyFile,
    keyEnv,
    newKey,
    keyName,
    key,
  ])
  add('access', 'somebody opened a copy', 'Logs that somebody viewed, copied or exported a copy.', [...where, ...what, location, action, ...how])
  add('use', 'a code was used', 'Logs that a code was used, marks its position in the register, and says that new codes are due.', [
    ...where,
    ...what,
    position,
    location,
    ...how,
  ])
  add('test', 'a code was tried', 'Logs that a code was tried, and notes it in the register.', [...where, ...what, location, ...how])
  add('review', 'codes were reviewed', 'Logs that unused codes were gone through, or that it was checked that none was used, and notes it in the register.', [
    ...where,
    ...what,
    used,
    ...how,
  ])
  add('rotate', 'new codes took the place of old ones', 'Logs a new set and enters it in the register. The old set stays there as history.', [
    ...where,
    ...what,
    newSet,
    copy,
    sameCopies,
    issued,
    ticket,
    at,
    notACode,
  ])
  add(
    'checkpoint',
    'seal the log up to now',
    'Adds a heartbeat, signs how many records there are and which, and prints that. Whoever keeps it elsewhere can show later that nothing was taken out.',
    [config, log, keyFile, keyEnv, keyName, cosign, remember, key, remembered],
  )
  add('verify', 'is the log what was written to it', 'Says whether the log is what was written to it, and if not, in which way not.', [
    ...where,
    key,
    remembered,
    signers,
    maxAge,
    asOf,
  ])
  add('show', 'print the log', 'Prints what the log says. It proves nothing: see verify.', [config, log, only, json])
}
