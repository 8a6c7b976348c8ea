/** The one place of the Action that prints. Whatever a runner would take for a command is ours, or is no command. */
import { randomBytes } from 'node:crypto'
import * as core from '@actions/core'
import type { Mistake } from '../index.ts'
import { escapeTerminal } from '../model/terminal.ts'
import { formatMistakes } from '../shell/mistakes.ts'

/** GitHub keeps so many annotations of a level from one step, and drops the others in silence. */
const MOST = 10
const plain = (text: string): string => text

export const info = (message: string): void => {
  core.info(escapeTerminal(message))
}

export const notice = (message: string): void => {
  core.notice(escapeTerminal(message), { title: 'Sparekey' })
}

export const warn = (message: string): void => {
  core.warning(escapeTerminal(message), { title: 'Sparekey' })
}

/** Why the step fails. */
export const fail = (message: string): void => {
  core.error(escapeTerminal(message), { title: 'Sparekey' })
}

/** Commands of ours, as a reporter wrote them. */
export const command = (pieces: Iterable<string>): void => {
  for (const piece of pieces) process.stdout.write(piece)
}

/** Text in which a name may stand that is made to look like a command: the runner is told to take none until it is over. */
export const quote = (pieces: Iterable<string>): void => {
  const token = randomBytes(16).toString('hex')
  process.stdout.write(`::stop-commands::${token}\n`)
  try {
    for (const piece of pieces) process.stdout.write(piece)
  } finally {
    process.stdout.write(`\n::${token}::\n`)
  }
}

/** Every mistake in the log, and the first of them where they stand in the files. */
export const mistakes = (all: readonly Mistake[], pathOf: (file: string) => string): void => {
  quote([formatMistakes(all, 'nothing was judged', { pathOf, colours: { bold: plain, dim: plain, red: plain } })])
  // One more says why the step fails.
  for (const { file, line, column, message, hint } of all.slice(0, MOST - 1)) {
    core.error(escapeTerminal(hint === undefined ? message : `${message}; ${hint}`), {
      title: 'Sparekey',
      file: escapeTerminal(pathOf(file)),
      ...(line === undefined ? {} : { startLine: line }),
      ...(column === undefined ? {} : { startColumn: column }),
    })
  }
}
