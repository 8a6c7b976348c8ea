/** The step that audits: look at what set it off, load, judge, write the reports, tell the run, keep the tracking issue. */
import { relative, sep } from 'node:path'
import * as core from '@actions/core'
import { type Ended, isMistaken, liveSources, type Output, packageVersion, prepareAudit, type Prepared, type Progress, type Report } from '../index.ts'
import { given } from '../model/given.ts'
import { CLOCK_TOLERANCE, formatInstant } from '../model/time.ts'
import { clashes, reportsTo } from '../shell/clashes.ts'
import { pathFrom, toTargets } from '../shell/paths.ts'
import { dangers } from '../shell/surroundings.ts'
import { type Event, isForeign, isHowThingsStand, refusalOf } from './event.ts'
import { openGithub, reasonOf } from './github.ts'
import { type Inputs, readInputs } from './inputs.ts'
import { sentenceOf } from './issue.ts'
import { outputsOf } from './outputs.ts'
import * as tell from './tell.ts'
import { keepIssue, NoLabel } from './tracking-issue.ts'
import { apiOf, eventOf, type ExitCode, repositoryIn, variable, type World } from './world.ts'
import { refusalsOf, renderingOf, writeReports, writeSummary } from './write-reports.ts'

const PRINTED: readonly Output[] = [{ format: 'text' }]

const what = ({ what: asked, waitingUntil = 0 }: Progress): string => `${asked}: the provider asks for patience until ${formatInstant(waitingUntil)}`

const endOf = ({ source, requests, records, gaps }: Ended): string =>
  `${source}: ${String(requests)} requests, ${String(records)} records${gaps === 0 ? '' : `, ${String(gaps)} gaps`}`

/** Asks and judges, and tells of every source that it has asked. */
const judgeAloud = ({ judge, sources }: Prepared, { env, signal }: World): Promise<Report> => {
  const asked = new Set(liveSources(sources).map(({ id }) => id))
  return judge({
    env,
    signal,
    tell: (progress) => {
      if (progress.waitingUntil !== undefined) tell.info(`${progress.source}: ${what(progress)}`)
    },
    ended: (ended) => {
      if (asked.has(ended.source)) tell.info(endOf(ended))
    },
  })
}

const keepTrack = async (report: Report, { label, config, token }: Inputs, event: Event, world: World): Promise<number | undefined> => {
  if (!isHowThingsStand(event)) {
    tell.info('The tracking issue is left alone: this run is not of the default branch.')
    return undefined
  }
  const repository = repositoryIn(variable(world, 'GITHUB_REPOSITORY'))
  if (repository === undefined) {
    tell.warn('the tracking issue was not kept: GITHUB_REPOSITORY names no repository')
    return undefined
  }
  const run = `${variable(world, 'GITHUB_SERVER_URL', 'https://github.com')}/${repository.owner}/${repository.repo}/actions/runs/${variable(world, 'GITHUB_RUN_ID')}`
  const keeping = { ...repository, label, config: relative('', config).replaceAll(sep, '/'), run, version: packageVersion() }
  try {
    const { deed, number } = await keepIssue(openGithub({ apiUrl: apiOf(world), token }), report, keeping)
    if (number !== undefined) tell.info(`Tracking issue ${String(number)}: ${deed}.`)
    return number
  } catch (error) {
    const reason = error instanceof NoLabel ? `GitHub did not give it the label ${label}, and so it was closed again` : reasonOf(error)
    if (reason === undefined) throw error
    tell.warn(`the tracking issue was not kept: ${reason}`)
    return undefined
  }
}

/** Why a step fails, in words. */
const failing: Readonly<Record<Exclude<ExitCode, 0>, string>> = {
  1: 'a failure is open',
  2: 'there is a mistake in the workflow or in the files that people write, and nothing was judged',
  3: 'no failure is open, but evidence is incomplete',
  4: 'a report is not written, or sparekey itself is at fault',
}

const end = (code: ExitCode, sentence = ''): ExitCode => {
  core.setOutput('exit-code', code)
  if (code !== 0) tell.fail(`Exit code ${String(code)}: ${failing[code]}. ${sentence}`.trimEnd())
  return code
}

/** Nothing was judged. */
const endBefore = (code: 2 | 4, ...why: readonly string[]): ExitCode => {
  for (const sentence of why) tell.fail(sentence)
  core.setOutput('verdict', 'none')
  return end(code)
}

/** What speaks against asking the providers of these sources here; nothing where none is asked. */
const againstAsking = ({ sources }: Prepared, event: Event, world: World): readonly string[] => {
  if (liveSources(sources).length === 0) return []
  const foreign = isForeign(event)
    ? ['the configuration of a pull request from another repository asks providers: give kept files or an inventory instead, or leave such requests out']
    : []
  return [...foreign, ...dangers(world).map((danger) => `no provider is asked with ${danger}`)]
}

/** Audits as the inputs and the configuration say. Every fault of ours is thrown. */
export const audit = async (world: World): Promise<ExitCode> => {
  const event = eventOf(world)
  const refusal = refusalOf(event)
  if (refusal !== undefined) return endBefore(2, refusal)
  const read = readInputs((name) => core.getInput(name))
  if ('flaws' in read) return endBefore(2, ...read.flaws)
  const { inputs } = read
  const { config, asOf = world.started, reports, allowIncomplete } = inputs
  if (asOf - world.started > CLOCK_TOLERANCE) tell.warn(`as-of ${formatInstant(asOf)} is later than the clock of this machine`)

  const prepared = await prepareAudit({
    config,
    asOf,
    ...given('inventory', inputs.inventory),
    ...given('baseline', inputs.baseline),
    ...given('failOn', inputs.failOn),
    allowIncomplete,
  })
  if (isMistaken(prepared)) {
    tell.mistakes(prepared.mistakes, pathFrom(config))
    return endBefore(2)
  }
  const { outputs, notes, reads } = prepared.value
  const against = againstAsking(prepared.value, event, world)
  if (against.length > 0) return endBefore(2, ...against)
  notes.forEach(tell.notice)
  const targets = reports !== undefined ? toTargets(reports, '.') : outputs.length > 0 ? toTargets(outputs, pathFrom(config)('.')) : PRINTED
  const refusals = await refusalsOf(targets, world)
  if (refusals.length > 0) return endBefore(4, ...refusals)
  const clashing = clashes(reportsTo(targets), reads)
  if (clashing.length > 0) return endBefore(2, ...clashing)

  const report = await judgeAloud(prepared.value, world)
  const render = renderingOf(report, config)
  const written = writeReports(targets, render)
  tell.command(render('github-annotations'))
  await writeSummary(render, world)
  for (const [name, value] of outputsOf(report, written)) core.setOutput(name, value)
  const issue = inputs.trackingIssue ? await keepTrack(report, inputs, event, world) : undefined
  if (issue !== undefined) core.setOutput('issue-number', issue)
  return end(written.length === targets.length ? report.exitCode : 4, sentenceOf(report))
}
