/** `sparekey complete`: the script for a shell, and what it asks for at every press of the tab key. */
import { type RootCommand, script } from '@bomb.sh/tab'
import tab from '@bomb.sh/tab/commander'
import { explainName, isMistaken, severities } from '../index.ts'
import { calendarFormats, casesFormats, comparisonFormats, forecastFormats, playbookFormats, reportFormats } from '../model/output-formats.ts'
import { playbookKinds } from '../model/playbook.ts'
import { frameworkIds } from './arguments.ts'
import { COMPLETE, type ShellName, shells } from './complete-program.ts'
import { type ExitCode, printOut } from './print.ts'
import { type Commands, DEFAULT_CONFIG, makeProgram } from './program.ts'

/** The values of options, by command. */
const values: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  audit: { output: reportFormats, 'fail-on': severities, 'group-by': frameworkIds },
  test: { output: casesFormats },
  playbook: { output: playbookFormats },
  diff: { output: comparisonFormats },
  simulate: { output: comparisonFormats },
  calendar: { output: calendarFormats },
  forecast: { output: forecastFormats },
}

/** What the tab prints, as lines: it knows no other way than the console, and whether a line was written whole is told by our own way only. */
const printed = (print: () => void): readonly string[] => {
  /* eslint-disable no-console -- it is put aside for as long as the other prints */
  const { log } = console
  const lines: string[] = []
  console.log = (line: string) => lines.push(line)
  try {
    print()
  } finally {
    console.log = log
  }
  /* eslint-enable no-console */
  return lines
}

const nobody = (): Promise<never> => Promise.reject(new Error('a program that is only looked at was run'))
const none: Commands = {
  audit: nobody,
  collect: nobody,
  doctor: nobody,
  comparison: nobody,
  explain: nobody,
  init: nobody,
  log: nobody,
  outlook: nobody,
  playbook: nobody,
  test: nobody,
  validate: nobody,
}

/** The rules, and the controls of the configuration here when it is right. */
const explicable = async (): Promise<readonly string[]> => {
  const named = await explainName([], { config: DEFAULT_CONFIG, isOptional: true })
  if (isMistaken(named) || !('explained' in named.value) || named.value.explained.is !== 'overview') return []
  const { controls = [], rules } = named.value.explained.overview
  return [...controls, ...rules].map(({ id }) => id)
}

const offer =
  (choices: readonly string[]) =>
  (complete: (value: string, description: string) => void): void => {
    for (const choice of choices) complete(choice, '')
  }

/** Says the values that options and arguments take, where there are few. */
const teach = (root: RootCommand, names: readonly string[]): void => {
  for (const [command, options] of Object.entries(values)) {
    for (const [name, choices] of Object.entries(options)) {
      const option = root.commands.get(command)?.options.get(name)
      if (option === undefined) throw new Error(`${command} has no option ${name} to complete`)
      option.handler = offer(choices)
    }
  }
  for (const [command, choices] of [
    ['playbook', playbookKinds],
    ['explain', names],
  ] as const) {
    for (const argument of [...(root.commands.get(command)?.arguments.values() ?? [])].slice(0, 1)) argument.handler = offer(choices)
  }
}

/** All that there is to complete. Beside a command stands its summary: a line is all that a shell has room for. */
const everything = (): RootCommand => {
  const program = makeProgram({ commands: none, write: () => undefined, colour: false })
  const groups = [program]
  for (const group of groups) {
    for (const command of group.commands) {
      command.description(command.summary())
      groups.push(command as typeof program)
    }
  }
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- extra-typings only adds types to the same class
  const root = tab(program as Parameters<typeof tab>[0])
  root.commands.delete('complete')
  const complete = root.command('complete', COMPLETE)
  complete.argument('shell', offer(shells))
  return root
}

/** With nothing to offer, the shell completes paths. */
const PATHS = ':0'

/** Prints what may stand in the place of the last word, one a line, as the scripts of the shells expect it. */
export const suggestCommand = async (words: readonly string[]): Promise<ExitCode> => {
  const root = everything()
  teach(root, words[0] === 'explain' ? await explicable() : [])
  const lines = printed(() => {
    root.parse([...words])
  })
  return (await printOut((lines.length > 1 ? lines : [PATHS]).map((line) => `${line}\n`))) ? 0 : 4
}

/** Bash completes paths where we have nothing to offer, if it is told so when the function is registered. */
const withPaths = (text: string): string => text.replace(/^complete -F /m, 'complete -o default -F ')

/** Prints the script that teaches a shell. */
export const completeCommand = async (shell: ShellName): Promise<ExitCode> => {
  const lines = printed(() => {
    script(shell, 'sparekey', 'sparekey')
  })
  return (await printOut(lines.map((line) => `${withPaths(line)}\n`))) ? 0 : 4
}
