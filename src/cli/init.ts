/** `sparekey init`: the first files of an organisation, all of them or none. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Starter, startingFiles } from '../index.ts'
import { given } from '../model/given.ts'
import { escapeTerminal } from '../model/terminal.ts'
import { answersTo, type Question } from './ask.ts'
import { accountArgument, customerArgument, filesArgument, type InitFlags, organizationArgument } from './init-program.ts'
import { pathHere } from '../shell/paths.ts'
import { count, type ExitCode, printOut, say, type Shell } from './print.ts'
import { version } from './version.ts'
import { type NewFile, oldName, writeAll } from './write-all.ts'

const DEFAULT_POLICY = 'sparekey:organization'

/** A question whose answer may be left out; several answers have blanks or commas between them. */
const optional = (option: string, question: string, parse: (text: string) => string, value: readonly string[] | undefined): Question<string> => ({
  option,
  question: `${question} (Enter: none)`,
  value: value?.join(' '),
  parse: (text) =>
    text
      .split(/[\s,]+/)
      .map(parse)
      .join(' '),
  otherwise: '',
})

const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '')

/** What the options say and, on a terminal, what they leave open. */
const toStarter = async (flags: InitFlags, shell: Shell): Promise<Starter | undefined> => {
  const { githubOrg, awsAccount, googleCustomer, vault, bitwarden, custody, policy = DEFAULT_POLICY, workflow, action, yes = false } = flags
  const answers = await answersTo(
    {
      github: optional('--github-org', 'GitHub organisation', organizationArgument, githubOrg),
      aws: optional('--aws-account', 'AWS account, twelve digits', accountArgument, awsAccount),
      google: optional('--google-customer', 'Google Workspace customer', customerArgument, googleCustomer),
      vault: { ...optional('--vault', 'Audit log of Vault, a path or a pattern', filesArgument, undefined), value: vault, parse: filesArgument },
    },
    yes ? { ...shell, terminal: false } : shell,
  )
  if (answers === undefined) return undefined
  return {
    policy,
    githubOrganizations: words(answers.github),
    awsAccounts: words(answers.aws),
    googleCustomers: words(answers.google),
    ...given('vault', answers.vault === '' ? undefined : answers.vault),
    ...given('bitwarden', bitwarden),
    ...given('custody', custody),
    ...given('workflow', workflow ? version : undefined),
    ...given('action', action),
  }
}

/** Whether a file has the text already: then it stays as it is. */
const isWritten = ({ path, text }: NewFile): boolean => existsSync(path) && statSync(path).isFile() && readFileSync(path, 'utf8') === text

/** What comes next, in the order in which it is to be done. */
const next = (folder: string, { githubOrganizations, awsAccounts, googleCustomers }: Starter): readonly string[] => {
  const config = folder === '.' ? '' : ` --config ${join(folder, 'sparekey.yaml')}`
  const isAsked = githubOrganizations.length + awsAccounts.length + googleCustomers.length > 0
  return [
    `sparekey validate${config}`,
    ...(isAsked ? [`sparekey doctor${config}, with credentials in the environment: what can be seen`] : []),
    `${join(folder, 'escrow/register.yaml')}: register the first code set; never a code`,
    `sparekey audit${config}: until then it says that nothing is registered yet, and ends with 3`,
  ]
}

const sayThere = (there: readonly string[]): ExitCode => {
  for (const path of there) say(`${pathHere(path)} is there already`)
  say('nothing was written; --force replaces what is there, and keeps each old file as FILE.old')
  return 2
}

export const initCommand = async (folder: string, flags: InitFlags, shell: Shell): Promise<ExitCode> => {
  if (flags.action !== undefined && !flags.workflow) {
    say('--action is what the workflow uses, and with --no-workflow there is none: give one of the two')
    return 2
  }
  const starter = await toStarter(flags, shell)
  if (starter === undefined) return 2
  const start = await startingFiles(starter)
  if ('hint' in start) {
    say(`--policy ${starter.policy}: there is no shipped policy of this name; ${start.hint}`)
    return 2
  }
  const wanted = start.files.map(({ path, text }) => ({ path: join(folder, path), text }))
  const files = wanted.filter((file) => !isWritten(file))
  const there = files.map(({ path }) => path).filter((path) => existsSync(path))
  if (there.length > 0 && flags.force !== true) return sayThere(there)
  const refused = writeAll(files)
  for (const { path, why } of refused) say(`${pathHere(path)} cannot be written: ${why}`)
  if (refused.length > 0) {
    say('nothing was written')
    return 4
  }
  const written = [
    files.length === 0
      ? `All ${count(wanted.length, 'file')} are there already, as they would be written; nothing was written.`
      : `${count(files.length, 'file')} written:`,
    ...files.map(({ path }) => `  ${pathHere(path)}${there.includes(path) ? `, the old one is ${pathHere(oldName(path))}` : ''}`),
    '',
    'What comes next:',
    ...next(pathHere(folder), starter).map((step, index) => `  ${String(index + 1)}. ${step}`),
  ]
  return (await printOut([`${written.map(escapeTerminal).join('\n')}\n`])) ? 0 : 4
}
