/**
 * Every request × every fault, at the level of verdicts: what a provider's answers are made into must never look better
 * than what the provider knows, whatever goes wrong on the way.
 */
import pLimit from 'p-limit'
import { expect } from 'vitest'
import { everyFinding } from '../../src/model/finding-order.ts'
import type { Live } from '../../src/model/live.ts'
import type { Report } from '../../src/model/report.ts'
import { aLive } from './live.ts'
import type { Asked, Plan, Served } from './servers/serve.ts'

export interface World<F extends string> {
  readonly serve: (plan: Plan<F>) => Promise<Served>
  /** One audit, for which everything is asked from what is served. */
  readonly audit: (served: Served, live: Live) => Promise<Report>
  readonly faults: readonly F[]
  /** Which list or object a request asks for. */
  readonly endpointOf: (asked: Asked) => string
  /** Faults that leave some of a list as it is: what is left may prove what it says. */
  readonly partial: ReadonlySet<F>
  /** What an audit finds when nothing goes wrong. */
  readonly truth: Report
  /** Lies that nothing else contradicts: what then passes. Each is a limit that the docs name. */
  readonly blind?: { readonly endpoint: string; readonly faults: ReadonlySet<F>; readonly passes: ReadonlySet<string> }
}

export interface Outcome {
  readonly runs: number
  /** Runs in which at least one answer was not the good one. */
  readonly touched: number
  /** In how many of these something passes that must not. */
  readonly falsePasses: number
  /** What went wrong, in words; none: all is well. */
  readonly violations: readonly string[]
}

const key = ({ control, subject }: { control: string; subject: string }): string => `${control} ${subject}`
const passing = (report: Report): Set<string> => new Set([...everyFinding(report)].filter(({ outcome }) => outcome === 'pass').map(key))
const serviceOf = (subject: string): string => subject.split(':')[0] ?? ''

/** Verdicts that are neither there nor covered by one about all accounts that could not be listed. */
const vanished = (truth: Report, report: Report): string[] => {
  const there = new Set([...everyFinding(report)].map(key))
  const open = new Set(
    [...everyFinding(report)]
      .filter(({ subject, outcome }) => subject.endsWith('*') && outcome === 'unknown')
      .map(({ control, subject }) => `${control} ${serviceOf(subject)}`),
  )
  return [...everyFinding(truth)]
    .filter((finding) => finding.outcome !== 'not-applicable' && !there.has(key(finding)) && !open.has(`${finding.control} ${serviceOf(finding.subject)}`))
    .map(key)
}

interface Run {
  readonly report: Report
  readonly touched: number
  readonly asked: readonly Asked[]
}

/** A run that takes longer than this is taken for one that hangs, in milliseconds. */
const PATIENCE = 30_000

/** How long a second lasts where nothing is to fail by being slow, and where much is. */
const PATIENT = 200
const HASTY = 3

const runOnce = async <F extends string>(world: World<F>, plan: Plan<F>, second: number): Promise<Run> => {
  const served = await world.serve(plan)
  let timer: NodeJS.Timeout | undefined
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error('it hangs'))
      }, PATIENCE)
    })
    const report = await Promise.race([world.audit(served, aLive({ second })), late])
    return { report, touched: served.touched(), asked: [...served.asked] }
  } finally {
    clearTimeout(timer)
    await served.close()
  }
}

/** Runs the whole matrix: each fault once, from then on, and for ever at one endpoint. */
export const runMatrix = async <F extends string>(world: World<F>): Promise<Outcome> => {
  const { faults, endpointOf, partial, truth } = world
  const allowed = passing(truth)
  const base = await runOnce(world, () => undefined, PATIENT)
  const endpoints = [...new Set(base.asked.map(endpointOf))].sort()
  // What still passes when an endpoint says that there is nothing: no lie of it may give more.
  const without = new Map<string, ReadonlySet<string>>()
  for (const endpoint of endpoints) {
    const { report } = await runOnce(world, (_, asked) => (endpointOf(asked) === endpoint ? ('404' as F) : undefined), PATIENT)
    without.set(endpoint, passing(report))
  }

  const violations: string[] = []
  let runs = 0
  let touchedRuns = 0
  let falsePasses = 0
  const { blind } = world
  const isBlind = (fault: F, hit: readonly string[]): boolean => blind?.faults.has(fault) === true && hit.includes(blind.endpoint)
  /** What may pass at most when a fault hits these endpoints. */
  const most = (fault: F, hit: readonly string[], otherwise: ReadonlySet<string>): ReadonlySet<string> =>
    isBlind(fault, hit) ? new Set([...allowed, ...(blind?.passes ?? [])]) : otherwise
  const judge = async (name: string, fault: F, plan: Plan<F>, otherwise: ReadonlySet<string>): Promise<void> => {
    runs += 1
    try {
      const { report, touched, asked } = await runOnce(world, plan, HASTY)
      if (touched === 0) return
      touchedRuns += 1
      // Where an answer came late a request was made anew, and those after it have other numbers than in the good run.
      const hit = asked.filter((one, index) => plan(index, one) !== undefined).map(endpointOf)
      const limitTo = most(fault, hit, otherwise)
      const wrong = [...passing(report)].filter((pass) => !limitTo.has(pass))
      if (wrong.length > 0) {
        falsePasses += 1
        violations.push(`${name}: passes ${wrong.slice(0, 3).join(', ')}`)
      }
      const gone = vanished(truth, report)
      if (gone.length > 0) violations.push(`${name}: nothing is said of ${gone.slice(0, 3).join(', ')}`)
    } catch (error) {
      violations.push(`${name}: ${error instanceof Error ? error.message : 'something was thrown'}`)
    }
  }

  const limit = pLimit(24)
  const requests = Array.from(base.asked.keys())
  await Promise.all([
    ...requests.flatMap((at) =>
      faults.flatMap((fault) => [
        limit(() => judge(`${fault} at request ${String(at)}`, fault, (index) => (index === at ? fault : undefined), allowed)),
        limit(() => judge(`${fault} from request ${String(at)} on`, fault, (index) => (index >= at ? fault : undefined), allowed)),
      ]),
    ),
    ...endpoints.flatMap((endpoint) =>
      faults.map((fault) => {
        const otherwise = partial.has(fault) ? allowed : (without.get(endpoint) ?? allowed)
        return limit(() => judge(`${fault} always at ${endpoint}`, fault, (_, asked) => (endpointOf(asked) === endpoint ? fault : undefined), otherwise))
      }),
    ),
  ])
  return { runs, touched: touchedRuns, falsePasses, violations }
}

/** No verdict was better than the truth, none vanished, and no run hung or threw. */
export const expectNoViolation = ({ runs, touched, violations }: Outcome): void => {
  expect(violations).toEqual([])
  // Most faults reach their request; a fault of a list that a request does not have changes nothing.
  expect(touched).toBeGreaterThan(runs / 3)
}

/** Without any fault the provider itself tells what its kept files tell. */
export const expectTruth = async <F extends string>(world: World<F>): Promise<void> => {
  const { report } = await runOnce(world, () => undefined, PATIENT)
  const told = (report: Report): unknown => [...everyFinding(report)].map(({ control, subject, outcome, message }) => [control, subject, outcome, message])
  expect(told(report)).toEqual(told(world.truth))
}
