/**
 * Changes one small thing at a time in the rules, the evaluator and the code that they share, and asks whether a test notices:
 * `node scripts/mutants.js [FILE…]`, or with `--since COMMIT` those files of which the source or the test was changed since then.
 * What lives on is listed; exit code 1: of some file less than 95 % was noticed. `--incremental` takes from the last run what
 * neither the source nor its tests changed; it does not see that test/support did.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { Stryker } from '@stryker-mutator/core'
import { globSync } from 'tinyglobby'
import config from '../stryker.config.js'

const LEAST = 95
const NOTICED = ['Killed', 'Timeout']
const LIVING = ['Survived', 'NoCoverage']

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    since: { type: 'string' },
    incremental: { type: 'boolean', default: false },
    concurrency: { type: 'string', default: String(config.concurrency) },
  },
})

const every = globSync(config.mutate).sort()

/** The files whose source or test git knows as changed since a commit. */
const changedSince = (commit) => {
  const changed = execFileSync('git', ['diff', '--name-only', commit], { encoding: 'utf8' }).split('\n')
  const sources = new Set(changed.map((file) => file.replace(/^test\/(.*)\.test\.ts$/, 'src/$1.ts')))
  return every.filter((file) => sources.has(file))
}

const stray = positionals.find((file) => !every.includes(file))
if (stray !== undefined) throw new Error(`${stray} is none of the files that stryker.config.js names`)
const mutate = values.since !== undefined ? changedSince(values.since) : positionals.length > 0 ? positionals : every
if (mutate.length === 0) {
  console.log('Nothing to mutate.')
  process.exit(0)
}

const concurrency = Number(values.concurrency)
const mutants = await new Stryker({ mutate, concurrency, force: !values.incremental }).runMutationTest()

/** The text of a source that a mutant replaces, on one line. */
const replaced = (lines, { start, end }) => {
  const line = lines[start.line - 1] ?? ''
  return start.line === end.line ? line.slice(start.column - 1, end.column - 1) : `${line.slice(start.column - 1)} …`
}

const tell = (file) => {
  const own = mutants.filter(({ fileName }) => relative('.', fileName) === file)
  const noticed = own.filter(({ status }) => NOTICED.includes(status)).length
  const living = own.filter(({ status }) => LIVING.includes(status))
  const count = noticed + living.length
  const score = count === 0 ? 100 : (100 * noticed) / count
  const isEnough = score >= LEAST
  console.log(`${isEnough ? ' ' : '!'} ${score.toFixed(1).padStart(5)} %  ${file}: ${String(noticed)} of ${String(count)} noticed`)
  const lines = readFileSync(file, 'utf8').split('\n')
  for (const { location, mutatorName, replacement, status } of living) {
    const { line, column } = location.start
    const change = `${replaced(lines, location)}  →  ${(replacement ?? '').replace(/\s+/g, ' ')}`
    console.log(`           ${file}:${String(line)}:${String(column)} ${mutatorName}: ${change}${status === 'NoCoverage' ? '  (no test comes here)' : ''}`)
  }
  return isEnough
}

console.log('')
const isEnough = mutate.map(tell).every(Boolean)
console.log(isEnough ? '\nEnough of each file is noticed.' : `\nOf the files marked with ! less than ${String(LEAST)} % is noticed.`)
process.exit(isEnough ? 0 : 1)
