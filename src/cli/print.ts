/** The one place that prints: reports on stdout, everything else on stderr. */
import { fstatSync, fsyncSync } from 'node:fs'
import pc from 'picocolors'
import { batches, writeBytes } from '../disk/bytes.ts'
import type { Instant } from '../index.ts'
import { escapeTerminal } from '../model/terminal.ts'
import { nameError } from '../shell/system-error.ts'

/** When several hold, the first of 4, 2, 1, 3, 0. */
export type ExitCode = 0 | 1 | 2 | 3 | 4

/** What a command knows of the process that it runs in. */
export interface Shell {
  /** When the run began, by the clock of this machine. */
  readonly started: Instant
  /** Whether each stream gets colours; decided once. */
  readonly colour: { readonly out: boolean; readonly error: boolean }
  /** Whether stderr is a terminal, where progress is kept up. */
  readonly terminal: boolean
  /** Where credentials are found. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Options of node itself. */
  readonly execArgv: readonly string[]
  /** Says that the user gave up. */
  readonly signal: AbortSignal
}

export type Colours = ReturnType<typeof pc.createColors>

export interface Ambience {
  readonly isTerminal: boolean
  /** false: --no-color was given. */
  readonly wanted: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Whether a stream gets colours: --no-color, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal. */
export const hasColours = ({ isTerminal, wanted, env }: Ambience): boolean => {
  const { NO_COLOR: no = '', FORCE_COLOR: force, TERM: term } = env
  if (!wanted || no !== '') return false
  if (force !== undefined) return force !== '0' && force !== 'false'
  return isTerminal && term !== 'dumb'
}

export const coloursOf = (enabled: boolean): Colours => pc.createColors(enabled)

/** "1 record", "2 records". */
export const count = (number: number, noun: string): string => `${String(number)} ${noun}${number === 1 ? '' : 's'}`

/** Text of ours on stderr, as it is: whatever came from outside has been escaped. */
export const printError = (text: string): void => {
  process.stderr.write(text)
}

/** One line to a person, on stderr. */
export const say = (message: string): void => {
  printError(`sparekey: ${escapeTerminal(message)}\n`)
}

const STDOUT = 1

/** A stream that is no terminal has no such field. */
export const isTerminal = ({ isTTY }: { readonly isTTY?: boolean }): boolean => isTTY === true

/** A file or a device such as /dev/full: node's own stream would take half a write for a whole one. */
const isFileLike = (): boolean => {
  const stats = fstatSync(STDOUT)
  return stats.isFile() || (stats.isCharacterDevice() && !isTerminal(process.stdout))
}

const writeStream = (bytes: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => {
      if (error) reject(error)
      else resolve()
    })
  })

const writeOut = async (pieces: Iterable<string>): Promise<void> => {
  const direct = isFileLike()
  for (const bytes of batches(pieces)) {
    if (direct) writeBytes(STDOUT, bytes)
    else await writeStream(bytes)
  }
  if (direct && fstatSync(STDOUT).isFile()) fsyncSync(STDOUT)
}

/**
 * Writes text to stdout, and to the disk when stdout is a file. false: it is not whole, and stderr says why.
 * A reader who has gone away (`| head`) has seen enough: that is no error.
 */
export const printOut = async (pieces: Iterable<string>): Promise<boolean> => {
  try {
    await writeOut(pieces)
    return true
  } catch (error) {
    const problem = nameError(error)
    if (problem === undefined) throw error
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return true
    say(`stdout was not written: ${problem}`)
    return false
  }
}
