/** The stories that compare: two reports that were kept, or two policies over one inventory. */
import { audit } from './audit/audit.ts'
import { compareReports } from './audit/comparison.ts'
import { renamedControls } from './audit/renamed.ts'
import { loadReport } from './kept-report.ts'
import type { Comparison } from './model/comparison.ts'
import { type Checked, isMistaken, type Mistake, mistakesOf } from './model/mistake.ts'
import { type LookOptions, type Looking } from './outlook.ts'
import { ready } from './run.ts'

/** What is new, fixed and changed from one JSON report to another; or what is wrong with the two files. */
export const runDiff = async (before: string, after: string): Promise<Checked<Comparison>> => {
  const [first, second] = [await loadReport('.', before), await loadReport('.', after)]
  if (isMistaken(first) || isMistaken(second)) return { mistakes: [...mistakesOf(first), ...mistakesOf(second)] }
  return { value: compareReports('sparekey-diff/1', first.value, second.value) }
}

export interface SimulateOptions extends Omit<LookOptions, 'policy'> {
  /** The policy that is tried. */
  readonly policy: string
}

/** Both readings find the same mistakes in all but the policy. */
const onceEach = (mistakes: readonly Mistake[]): readonly Mistake[] => [...new Map(mistakes.map((mistake) => [JSON.stringify(mistake), mistake])).values()]

/** What another policy would find in the inventory that the configured one is given; or every mistake in what people wrote. */
export const prepareSimulation = async ({ policy, ...options }: SimulateOptions): Promise<Checked<Looking<Comparison>>> => {
  const [today, tried] = [await ready(options), await ready({ ...options, policy })]
  if (isMistaken(today) || isMistaken(tried)) return { mistakes: onceEach([...mistakesOf(today), ...mistakesOf(tried)]) }
  const { sources, notes, gather, by } = today.value
  const look: Looking<Comparison>['look'] = async (live) => {
    const inventory = await gather(live)
    const [before, after] = [audit({ ...by, inventory }), audit({ ...tried.value.by, inventory })]
    return compareReports('sparekey-simulation/1', { report: before }, { report: after }, renamedControls(by.policy, tried.value.by.policy))
  }
  return { value: { sources, notes, reads: [...today.value.reads, ...tried.value.reads], look } }
}
