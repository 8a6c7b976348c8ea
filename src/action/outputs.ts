/** What later steps of the workflow can read. */
import type { Report } from '../index.ts'
import type { Target } from '../shell/paths.ts'
import { seenCode } from './seen.ts'

/** What was seen, whatever the step was told to tolerate; none: nothing was judged. */
export type Verdict = 'pass' | 'fail' | 'unknown' | 'none'

const byCode = { 0: 'pass', 1: 'fail', 3: 'unknown' } as const

/** What is tolerated is no pass. */
export const verdictOf = (report: Report): Verdict => byCode[seenCode(report)]

/** Names and values. The first file of a format is `report-FORMAT`; `reports` has every file, one a line. */
export const outputsOf = (report: Report, written: readonly Target[]): ReadonlyMap<string, string> => {
  const { summary, findings, asOf } = report
  const files = written.flatMap(({ format, path }) => (path === undefined ? [] : [{ format, path }]))
  const overdue = findings.filter(({ outcome, standing, due }) => outcome === 'fail' && standing === 'open' && due !== undefined && due <= asOf)
  return new Map([
    ['verdict', verdictOf(report)],
    ['pass', String(summary.pass)],
    ['fail', String(summary.fail)],
    ['unknown', String(summary.unknown)],
    ['not-applicable', String(summary.notApplicable)],
    ['waived', String(summary.waived)],
    ['overdue', String(overdue.length)],
    ['reports', files.map(({ path }) => path).join('\n')],
    ...files.toReversed().map(({ format, path }): [string, string] => [`report-${format}`, path]),
  ])
}
