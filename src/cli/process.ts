/** The shell for people, as a process: its signals, its streams, its faults and its exit code. */
import { getEventListeners, setMaxListeners } from 'node:events'
import { constants } from 'node:os'
import { keepMemoryLow } from '../shell/engine.ts'
import { describeFault } from '../shell/fault.ts'
import { hasColours, isTerminal, say, type Shell } from './print.ts'
import { version } from './version.ts'

const FAULT = 4

const sayFault = (error: unknown): void => {
  say(`this is a fault of sparekey, not of your files: ${describeFault(error)}. Please report it (sparekey ${version}, node ${process.versions.node}).`)
}

/** A diagnostic report holds the environment, and so may hold tokens. */
const keepNoReports = (): void => {
  Object.assign(process.report, { reportOnUncaughtException: false, reportOnFatalError: false, reportOnSignal: false })
}

/** How long a run that was given up may take to leave nothing half-done behind, in milliseconds. */
const LAST_WORDS = 1500

const interrupt = new AbortController()
// Every source listens, and there may be many.
setMaxListeners(0, interrupt.signal)

/**
 * The first signal ends what is being asked, and then the process; the second ends the process at once. Files are
 * written in one go between two turns of the loop, so that a signal finds whole files and no temporary ones.
 */
const endOnSignals = (): void => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      const code = 128 + constants.signals[signal]
      const isAsking = getEventListeners(interrupt.signal, 'abort').length > 0
      if (!isAsking || interrupt.signal.aborted) process.exit(code)
      process.exitCode = code
      interrupt.abort()
      setTimeout(() => process.exit(code), LAST_WORDS).unref()
    })
  }
}

/** What nobody awaited is a fault as well. */
const endOnFaults = (): void => {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      sayFault(error)
      process.exitCode = FAULT
    })
  }
}

/** The streams tell their errors to whoever writes; told to nobody, they would end the process. */
const keepStreamsQuiet = (): void => {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}

/** Runs what the arguments of the process ask for, and sets its exit code. */
export const runProcess = async (): Promise<void> => {
  keepNoReports()
  keepMemoryLow()
  endOnSignals()
  endOnFaults()
  keepStreamsQuiet()

  const args = process.argv.slice(2)
  const colourOf = (stream: { readonly isTTY?: boolean }): boolean =>
    hasColours({ isTerminal: isTerminal(stream), wanted: !args.includes('--no-color'), env: process.env })
  const shell: Shell = {
    started: Date.now(),
    colour: { out: colourOf(process.stdout), error: colourOf(process.stderr) },
    // One without a width cannot be kept up.
    terminal: isTerminal(process.stderr) && process.stderr.columns > 0 && process.env['CI'] === undefined && process.env['TERM'] !== 'dumb',
    env: process.env,
    execArgv: process.execArgv,
    signal: interrupt.signal,
  }

  try {
    const { runCommand } = await import('./commands.ts')
    const code = await runCommand(args, shell)
    process.exitCode ??= code
  } catch (error) {
    if (interrupt.signal.aborted) process.exit()
    sayFault(error)
    process.exitCode = FAULT
  }
}
