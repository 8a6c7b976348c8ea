#!/usr/bin/env node
/** The shell for people, as a process: its signals, its streams, its faults and its exit code. */
import { constants } from 'node:os'
import { describeFault } from './fault.ts'
import { type ExitCode, hasColours, printOut, say, type Shell } from './print.ts'
import { version } from './version.ts'

const FAULT = 4

const sayFault = (error: unknown): void => {
  say(`this is a fault of sparekey, not of your files: ${describeFault(error)}. Please report it (sparekey ${version}, node ${process.versions.node}).`)
}

/** A diagnostic report holds the environment, and so may hold tokens. */
const keepNoReports = (): void => {
  Object.assign(process.report, { reportOnUncaughtException: false, reportOnFatalError: false, reportOnSignal: false })
}

/** Files are written in one go between two turns of the loop, so that a signal finds whole files and no temporary ones. */
const endOnSignals = (): void => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(128 + constants.signals[signal]))
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

const run = async (args: readonly string[], shell: Shell): Promise<ExitCode> => {
  // Nothing else is loaded to say the version: other programs ask for it often.
  if (args.length === 1 && args[0] === '--version') return (await printOut([`${version}\n`])) ? 0 : FAULT
  const { runCommand } = await import('./commands.ts')
  return runCommand(args, shell)
}

keepNoReports()
endOnSignals()
endOnFaults()
keepStreamsQuiet()

const args = process.argv.slice(2)
const colourOf = ({ isTTY }: { readonly isTTY?: boolean }): boolean =>
  hasColours({ isTerminal: isTTY === true, wanted: !args.includes('--no-color'), env: process.env })
const shell: Shell = { started: Date.now(), colour: { out: colourOf(process.stdout), error: colourOf(process.stderr) } }

try {
  const code = await run(args, shell)
  process.exitCode ??= code
} catch (error) {
  sayFault(error)
  process.exitCode = FAULT
}
