/** One command line, from its arguments to its exit code. */
import { CommanderError } from '@commander-js/extra-typings'
import { auditCommand } from './audit.ts'
import { collectCommand } from './collect.ts'
import { comparisonCommands } from './comparison.ts'
import { doctorCommand } from './doctor.ts'
import { explainCommand } from './explain.ts'
import { initCommand } from './init.ts'
import { logCommands } from './log.ts'
import { outlookCommands } from './outlook.ts'
import { playbookCommand } from './playbook.ts'
import { type ExitCode, printOut, type Shell } from './print.ts'
import { makeProgram } from './program.ts'
import { testCommand } from './test.ts'
import { validateCommand } from './validate.ts'

/** Parses the arguments and does what they say. Throws only for a fault of our own. */
export const runCommand = async (args: readonly string[], shell: Shell): Promise<ExitCode> => {
  const help: string[] = []
  let code: ExitCode = 0
  const end = (ended: ExitCode): void => {
    code = ended
  }
  const program = makeProgram({
    commands: {
      audit: async (flags) => {
        code = await auditCommand(flags, shell)
      },
      collect: async (flags) => {
        code = await collectCommand(flags, shell)
      },
      doctor: async (flags) => {
        code = await doctorCommand(flags, shell)
      },
      comparison: comparisonCommands(shell, end),
      explain: async (names, flags) => {
        code = await explainCommand(names, flags, shell)
      },
      init: async (folder, flags) => {
        code = await initCommand(folder, flags, shell)
      },
      log: logCommands(shell, end),
      outlook: outlookCommands(shell, end),
      playbook: async (kind, flags) => {
        code = await playbookCommand(kind, flags, shell)
      },
      test: async (paths, flags) => {
        code = await testCommand(paths, flags, shell)
      },
      validate: async (flags) => {
        code = await validateCommand(flags, shell)
      },
    },
    write: (text) => help.push(text),
    colour: shell.colour.out,
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
