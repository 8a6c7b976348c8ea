/**
 * Judges mutants in the process that runs the tests: a Vitest runner for mutants.js. The sources that it meets hold all their
 * mutants at once, each behind a switch. A file of tests first runs as the files are, which shows which mutants each test comes by,
 * and then once more for each mutant that it is asked about, until a test notices. Hooks around a test do not run with it.
 */
import { Script } from 'node:vm'
import { collectTests } from '@vitest/runner'
import { getTests } from '@vitest/runner/utils'
import { inject, TestRunner, vi } from 'vitest'

/** Who comes by a switch so many times more often when it is on will not come to an end. */
const HIT_FACTOR = 100
/** Milliseconds for a test: of loops that do not come by the switch itself. */
const PATIENCE = 60_000

/** What the switches look at: which is on, which test runs, and how often it came by. Stryker names them. */
const switches = (globalThis.__stryker__ ??= {})
/** Of all files of tests in this process: who is noticed once need not be asked about again. */
const noticed = (globalThis.__noticed__ ??= new Set())

const theCall = new Script('__call__()')

/** As long as it does not wait, no loop of it is endless. */
const withinPatience = (call) => {
  globalThis.__call__ = call
  return theCall.runInThisContext({ timeout: PATIENCE })
}

const testsOf = (file) => getTests(file).filter(({ mode }) => mode !== 'skip' && mode !== 'todo')

export default class MutantJudge extends TestRunner {
  onBeforeCollect() {
    vi.resetModules()
    switches.mutantCoverage = { static: {}, perTest: {} }
  }

  async runTask(test) {
    switches.currentTestId = test.id
    try {
      await TestRunner.getTestFn(test)()
    } finally {
      switches.currentTestId = undefined
    }
  }

  async onAfterRunSuite(suite) {
    if ('filepath' in suite && suite.result.state === 'pass') suite.meta.noticed = await this.judge(suite)
    await super.onAfterRunSuite(suite)
  }

  /** The mutants that this file of tests notices, of those that it is asked about; undefined: it notices a change that is none. */
  async judge(file) {
    const coverage = switches.mutantCoverage
    const tests = testsOf(file)
    const quickFirst = tests.map((_, index) => index).sort((a, b) => tests[a].result.duration - tests[b].result.duration)
    const byThisFile = []
    for (const mutant of inject('asked')[file.filepath] ?? []) {
      const hitsOfLoading = coverage.static[mutant] ?? 0
      const hits = tests.map(({ id }) => coverage.perTest[id]?.[mutant] ?? 0)
      const limit = HIT_FACTOR * hits.reduce((sum, count) => sum + count, hitsOfLoading)
      const meeting = quickFirst.filter((index) => hitsOfLoading > 0 || hits[index] > 0)
      if (noticed.has(mutant) || meeting.length === 0 || !(await this.notices(file, mutant, limit, meeting))) continue
      noticed.add(mutant)
      byThisFile.push(mutant)
    }
    const isSteady = !(await this.notices(file, undefined, undefined, quickFirst))
    this.workerState.current = file
    return isSteady ? byThisFile : undefined
  }

  /** With the switch on loads everything anew: the mutant may be met while loading, and nothing is kept from the one before. */
  async notices(file, mutant, hitLimit, meeting) {
    Object.assign(switches, { activeMutant: mutant, hitCount: 0, hitLimit })
    vi.resetModules()
    try {
      const [loaded] = await collectTests([file.filepath], this)
      if (loaded.result?.state === 'fail') return true
      const tests = testsOf(loaded)
      for (const index of meeting) if (index < tests.length && !(await this.passes(tests[index]))) return true
      return false
    } finally {
      Object.assign(switches, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined })
    }
  }

  async passes(test) {
    this.onBeforeTryTask(test)
    try {
      await withinPatience(() => TestRunner.getTestFn(test)())
      this.onAfterTryTask(test)
      return true
    } catch {
      return false
    }
  }
}
