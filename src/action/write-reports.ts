/** What a run writes of its report: the files that it was asked for, and the job summary. */
import { sep } from 'node:path'
import * as core from '@actions/core'
import { liesOutside, packageVersion, type Report, type Reporter, reporters } from '../index.ts'
import { describeFault } from '../shell/fault.ts'
import { pathFrom, pathHere, type Target } from '../shell/paths.ts'
import { foreseeRefusal, writeOutput } from '../shell/write-output.ts'
import * as tell from './tell.ts'
import { variable, type World } from './world.ts'

const reporterOf = (format: string): Reporter => {
  const reporter = reporters.get(format)
  if (reporter === undefined) throw new Error('a format was accepted that no reporter has')
  return reporter
}

/** The text of a format as this run writes it. */
export type Render = (format: string) => Iterable<string>

export const renderingOf =
  (report: Report, config: string): Render =>
  (format) =>
    reporterOf(format)(report, { all: false, colour: false, folder: pathFrom(config)('.').replaceAll(sep, '/'), version: packageVersion() })

/** Reports may be written into the workspace and into the temporary folder of the job: what a pull request names goes nowhere else. */
const isAllowed = async (path: string, world: World): Promise<boolean> => {
  const folders = [variable(world, 'GITHUB_WORKSPACE', '.'), variable(world, 'RUNNER_TEMP', '.')]
  const outside = await Promise.all(folders.map((folder) => liesOutside(folder, path)))
  return outside.includes(false)
}

/** Why reports cannot be written, as far as that can be seen before there are any. */
export const refusalsOf = async (targets: readonly Target[], world: World): Promise<readonly string[]> => {
  const refusals = targets.map(async ({ path }) => {
    if (path === undefined) return []
    const refusal = (await isAllowed(path, world)) ? foreseeRefusal(path) : 'it lies neither in the workspace nor in the temporary folder of the job'
    return refusal === undefined ? [] : [`${pathHere(path)} cannot be written: ${refusal}`]
  })
  return (await Promise.all(refusals)).flat()
}

/** Writes one report; why not, if it is not whole. */
const write = (path: string, pieces: Iterable<string>): string | undefined => {
  try {
    const problem = writeOutput(path, pieces)
    return problem === undefined ? undefined : `${pathHere(path)} was not written: ${problem}`
  } catch (error) {
    return `${pathHere(path)} was not written; this is a fault of sparekey: ${describeFault(error)}`
  }
}

/** Writes the reports, and tells of those that are not whole; gives those that are. */
export const writeReports = (targets: readonly Target[], render: Render): readonly Target[] =>
  targets.filter(({ format, path }) => {
    if (path === undefined) {
      // Annotations are told anyway.
      if (format !== 'github-annotations') tell.quote(render(format))
      return true
    }
    const problem = write(path, render(format))
    if (problem !== undefined) tell.fail(problem)
    return problem === undefined
  })

/** Adds the report to the page of the run. */
export const writeSummary = async (render: Render, world: World): Promise<void> => {
  if (variable(world, 'GITHUB_STEP_SUMMARY') === '') return
  try {
    await core.summary.addRaw([...render('github-summary')].join('')).write()
  } catch {
    tell.warn('the job summary could not be written')
  }
}
