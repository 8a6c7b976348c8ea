/** The options of `sparekey complete` and the help about them. */
import { type Command, InvalidArgumentError } from '@commander-js/extra-typings'
import type { Styling } from './log-program.ts'

export const COMPLETE = 'teach a shell to complete commands, options and their values'

/** The shells that can be taught. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const
export type ShellName = (typeof shells)[number]

export type CompleteCommand = (shell: ShellName) => Promise<void>

const shellArgument = (value: string): ShellName => {
  const shell = shells.find((name) => name === value)
  if (shell === undefined) throw new InvalidArgumentError(`one of ${shells.slice(0, -1).join(', ')} or ${shells.at(-1) ?? ''} is expected`)
  return shell
}

const EXIT_CODES = `
  0  the script is printed
  2  invalid usage
  4  it could not be printed, or sparekey itself is at fault`

const EXAMPLES = `
  source <(sparekey complete bash)
      for this shell; in ~/.bashrc for every one (needs bash-completion)
  source <(sparekey complete zsh)
      the same for zsh, after compinit
  sparekey complete fish > ~/.config/fish/completions/sparekey.fish
      for every fish
  sparekey complete powershell | Out-String | Invoke-Expression
      for this PowerShell; in $PROFILE for every one`

/** Adds `complete` to the program. */
export const addCompleteCommand = (program: Command, command: CompleteCommand, { section, helpOption, refuseRepeats }: Styling): void => {
  const complete = program
    .command('complete')
    .summary(COMPLETE)
    .description(
      'Prints a script for a shell. With it, the tab key completes commands, options, the formats of -o, severities, frameworks, the kinds of playbooks, and the rules and controls that explain knows.',
    )
    .argument('<shell>', `which shell: ${shells.join(', ')}`, shellArgument)
    .addHelpOption(helpOption)
    .showHelpAfterError('All options: sparekey complete --help')
    .addHelpText('after', `${section('Exit codes:', EXIT_CODES)}\n${section('Examples:', EXAMPLES)}`)
    .action((shell) => command(shell))
  refuseRepeats(complete, new Set())
}
