/**
 * Changes one small thing at a time in the rules, the evaluator and the code that they share, and asks whether a test notices:
 * `node scripts/mutants.js [FILE…]`, or with `--since COMMIT` those files of which the source or the test was changed since then.
 * The test of a file is asked first; where that is too little, the other quick tests of these rooms are. What lives on is listed;
 * exit code 1: of some file less than 95 % was noticed.
 *
 * Stryker writes the changes, all of a source into that source, each behind a switch. It would judge them in a process each;
 * mutant-judge.js judges them all in the process that runs the tests, which takes minutes instead of hours.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Instrumenter } from '@stryker-mutator/instrumenter'
import { globSync } from 'tinyglobby'
import { createVitest } from 'vitest/node'

const LEAST = 95
/** The quick ones of the rooms whose mutants they are to notice. */
const TESTS = { include: ['test/{rules,model,audit}/*.test.ts'], exclude: ['test/audit/monotony.test.ts', 'test/model/{name-pattern,terminal}.test.ts'] }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { since: { type: 'string' }, concurrency: { type: 'string', default: String(availableParallelism()) } },
})

const every = globSync([
  'src/rules/*.ts',
  '!src/rules/index.ts',
  'src/audit/*.ts',
  'src/model/{access,account,administrators,current-set,evidence,expiry,gate,generation,overdue,pattern,register-time,remaining,storage,storing,time,uses,verdict,wall-time}.ts',
]).sort()

const testOf = (file) => file.replace(/^src\/(.*)\.ts$/, 'test/$1.test.ts')

/** The files whose source or test git knows as changed since a commit. */
const changedSince = (commit) => {
  const changed = execFileSync('git', ['diff', '--name-only', commit], { encoding: 'utf8' }).split('\n')
  return every.filter((file) => changed.includes(file) || changed.includes(testOf(file)))
}

/** The sources by their paths, each with all its mutants in it, and what was changed. */
const writeMutants = async (files) => {
  const silent = () => {}
  const logger = { isDebugEnabled: () => false, debug: silent, info: silent, warn: console.warn }
  const given = files.map((name) => ({ name, mutate: true, content: readFileSync(name, 'utf8') }))
  const written = await new Instrumenter(logger).instrument(given, { plugins: null, ignorers: [], excludedMutations: [] })
  return {
    sources: new Map(written.files.map(({ name, content }) => [resolve(name), content])),
    // The others are those that a comment says change nothing.
    mutants: written.mutants.filter(({ status }) => status === undefined),
  }
}

const openTests = (sources) =>
  createVitest(
    'test',
    {
      config: false,
      watch: false,
      ...TESTS,
      runner: resolve('scripts/mutant-judge.js'),
      pool: 'threads',
      isolate: false,
      maxWorkers: Number(values.concurrency),
      testTimeout: 60_000,
      alias: [{ find: /^fast-check$/, replacement: resolve('test/support/few-runs.ts') }],
      reporters: [{}],
      // What a mutant leaves behind is no error of ours.
      dangerouslyIgnoreUnhandledErrors: true,
    },
    { plugins: [{ name: 'mutants', enforce: 'pre', load: (path) => sources.get(path) }] },
  )

/** The mutants that files of tests notice; `asked`: file of tests → the mutants to ask it about. */
const ask = async (vitest, asked) => {
  vitest.provide('asked', Object.fromEntries([...asked].map(([test, mutants]) => [resolve(test), mutants.map(({ id }) => id)])))
  const specifications = await vitest.globTestSpecifications([...asked.keys()])
  if (specifications.length === 0) return []
  const { testModules } = await vitest.runTestSpecifications(specifications)
  const unsteady = testModules.find((module) => !module.ok() || module.meta().noticed === undefined)
  if (unsteady !== undefined) throw new Error(`${unsteady.relativeModuleId} fails with nothing changed`)
  return testModules.flatMap((module) => module.meta().noticed)
}

/** The text of a source that a mutant replaces, on one line. */
const replaced = (lines, { start, end }) => {
  const line = lines[start.line] ?? ''
  return start.line === end.line ? line.slice(start.column, end.column) : `${line.slice(start.column)} …`
}

const stray = positionals.find((file) => !every.includes(file))
if (stray !== undefined) throw new Error(`${stray} is none of the files that are changed`)
const files = values.since !== undefined ? changedSince(values.since) : positionals.length > 0 ? positionals : every

const { sources, mutants } = await writeMutants(files)
const of = (file) => mutants.filter(({ fileName }) => fileName === file)
const noticed = new Set()
const living = (file) => of(file).filter(({ id }) => !noticed.has(id))
const share = (file) => (of(file).length === 0 ? 100 : 100 - (100 * living(file).length) / of(file).length)
const isTooLittle = (file) => share(file) < LEAST

const vitest = await openTests(sources)
const note = (ids) => ids.forEach((id) => noticed.add(id))
note(await ask(vitest, new Map(files.map((file) => [testOf(file), of(file)]))))
const doubtful = files.filter(isTooLittle)
if (doubtful.length > 0) {
  console.log(`Too little by its own test: ${doubtful.join(', ')}. The other tests are asked, which takes longer.\n`)
  note(await ask(vitest, new Map(globSync(TESTS.include).map((test) => [test, doubtful.flatMap(living)]))))
}
await vitest.close()

for (const file of files) {
  const lines = readFileSync(file, 'utf8').split('\n')
  const count = of(file).length
  const told = `${String(count - living(file).length)} of ${String(count)} noticed`
  console.log(`${isTooLittle(file) ? '!' : ' '} ${share(file).toFixed(1).padStart(5)} %  ${file}: ${told}`)
  for (const { location, mutatorName, replacement } of living(file)) {
    const { line, column } = location.start
    const change = `${replaced(lines, location)}  →  ${replacement.replace(/\s+/g, ' ')}`
    console.log(`           ${file}:${String(line + 1)}:${String(column + 1)} ${mutatorName}: ${change}`)
  }
}
const isEnough = !files.some(isTooLittle)
console.log(isEnough ? '\nEnough of each file is noticed.' : `\nOf the files marked with ! less than ${String(LEAST)} % is noticed.`)
process.exit(isEnough ? 0 : 1)
