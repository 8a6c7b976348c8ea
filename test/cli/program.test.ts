/** The program with one command, against the program with all of them. */
import { describe, expect, test } from 'vitest'
import { type Commands, makeProgram } from '../../src/cli/program.ts'

/** Nothing is done here: the program is only looked at. */
const nothing = (): Promise<never> => Promise.reject(new Error('nothing is to be done'))
const commands: Commands = {
  audit: nothing,
  collect: nothing,
  comparison: nothing,
  complete: nothing,
  doctor: nothing,
  explain: nothing,
  init: nothing,
  log: nothing,
  outlook: nothing,
  playbook: nothing,
  test: nothing,
  validate: nothing,
}

const programOf = (first?: string): ReturnType<typeof makeProgram> => makeProgram({ commands, write: () => undefined, colour: false, first })
const all = programOf()
const names = all.commands.map((command) => command.name())

describe('where a command is named first, it is made as where all are', () => {
  test.each(names)('%s', (name) => {
    const program = programOf(name)
    const helpIn = (whole: typeof program): string | undefined => whole.commands.find((command) => command.name() === name)?.helpInformation()
    expect(helpIn(program)).toBe(helpIn(all))
    expect(program.commands.length).toBeLessThan(3)
  })
})

test.each([undefined, '', '--help', 'help', 'audits', 'constructor'])('where none is named first, all are made: %s', (first) => {
  expect(programOf(first).commands.map((command) => command.name())).toEqual(names)
})
