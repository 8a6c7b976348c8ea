/** The Action as a process: its signals, its faults and its exit code. `action/main.js` and `sentinel/main.js` begin here. */
import { setMaxListeners } from 'node:events'
import { constants } from 'node:os'
import { packageVersion } from '../index.ts'
import { keepMemoryLow } from '../shell/engine.ts'
import { describeFault } from '../shell/fault.ts'
import { audit } from './audit.ts'
import { sentinel as lookOut } from './sentinel.ts'
import * as tell from './tell.ts'
import type { ExitCode, World } from './world.ts'

const FAULT = 4
/** How long a run that was cancelled may take to leave nothing half-done behind, in milliseconds. */
const LAST_WORDS = 1500

const tellFault = (error: unknown): void => {
  tell.fail(
    `this is a fault of sparekey, not of your files: ${describeFault(error)}. Please report it (sparekey ${packageVersion()}, node ${process.versions.node}).`,
  )
  process.exitCode = FAULT
}

/** Nobody reads what is printed any more: that is told by the exit code, and by nothing that would have to be printed. */
const endOnClosedStreams = (): void => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => {
      process.exitCode = FAULT
    })
  }
}

/** Runs a step in this process. It sets the exit code, and never throws. */
const asStep = async (step: (world: World) => Promise<ExitCode>): Promise<void> => {
  const interrupt = new AbortController()
  // Every source listens, and there may be many.
  setMaxListeners(0, interrupt.signal)
  keepMemoryLow()
  // A diagnostic report holds the environment, and so may hold tokens.
  Object.assign(process.report, { reportOnUncaughtException: false, reportOnFatalError: false, reportOnSignal: false })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.exitCode = 128 + constants.signals[signal]
      interrupt.abort()
      setTimeout(() => process.exit(), LAST_WORDS).unref()
    })
  }
  endOnClosedStreams()
  process.on('unhandledRejection', tellFault).on('uncaughtException', tellFault)

  try {
    const code = await step({ started: Date.now(), env: process.env, execArgv: process.execArgv, signal: interrupt.signal })
    process.exitCode ??= code
  } catch (error) {
    if (!interrupt.signal.aborted) tellFault(error)
  }
}

/** Audits, and tells the run and the repository what was found. */
export const run = (): Promise<void> => asStep(audit)

/** Looks whether audits are still made. */
export const sentinel = (): Promise<void> => asStep(lookOut)
