/** One command line, from its arguments to its exit code. */
import { CommanderError } from '@commander-js/extra-typings'
import { type ExitCode, printOut, type Shell } from './print.ts'
import { makeProgram } from './program.ts'

/** Parses the arguments and does what they say; of the commands only that one is loaded. Throws only for a fault of our own. */
export const runCommand = async (args: readonly string[], shell: Shell): Promise<ExitCode> => {
  // What the script of a shell asks for: `--`, and the words so far.
  if (args[0] === 'complete' && args[1] === '--') return (await import('./complete.ts')).suggestCommand(args.slice(2))
  const help: string[] = []
  let code: ExitCode = 0
  const end = (ended: ExitCode): void => {
    code = ended
  }
  const program = makeProgram({
    commands: {
      audit: async (flags) => {
        code = await (await import('./audit.ts')).auditCommand(flags, shell)
      },
      collect: async (flags) => {
        code = await (await import('./collect.ts')).collectCommand(flags, shell)
      },
      doctor: async (flags) => {
        code = await (await import('./doctor.ts')).doctorCommand(flags, shell)
      },
      complete: async (name) => {
        code = await (await import('./complete.ts')).completeCommand(name)
      },
      comparison: async () => (await import('./comparison.ts')).comparisonCommands(shell, end),
      explain: async (names, flags) => {
        code = await (await import('./explain.ts')).explainCommand(names, flags, shell)
      },
      init: async (folder, flags) => {
        code = await (await import('./init.ts')).initCommand(folder, flags, shell)
      },
      log: async () => (await import('./log.ts')).logCommands(shell, end),
      outlook: async () => (await import('./outlook.ts')).outlookCommands(shell, end),
      playbook: async (kind, flags) => {
        code = await (await import('./playbook.ts')).playbookCommand(kind, flags, shell)
      },
      test: async (paths, flags) => {
        code = await (await import('./test.ts')).testCommand(paths, flags, shell)
      },
      validate: async (flags) => {
        code = await (await import('./validate.ts')).validateCommand(flags, shell)
      },
    },
    write: (text) => help.push(text),
    colour: shell.colour.out,
    first: args[0],
  })
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Help and version end well; a mistake of usage has been told.
    code = error.exitCode === 0 ? 0 : 2
  }
  return (await printOut(help)) ? code : 4
}
