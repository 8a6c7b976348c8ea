#!/usr/bin/env node
/** The program. Nothing else is loaded to say its version: other programs ask for it often. */
import { writeSync } from 'node:fs'
import { version } from './version.ts'

const STDOUT = 1

/** Whether it was asked for the version alone, and could say it. */
const saidVersion = (args: readonly string[]): boolean => {
  if (args.length !== 1 || args[0] !== '--version') return false
  try {
    writeSync(STDOUT, `${version}\n`)
    return true
  } catch {
    return false
  }
}

if (!saidVersion(process.argv.slice(2))) {
  const { runProcess } = await import('./process.ts')
  await runProcess()
}
