/** Findings × the baseline → standings, and what became of its failures. The baseline excuses no unknown, and its unknowns excuse nothing. */
import type { Finding, KeptReport, Report, ReportedBaseline } from '../model/report.ts'
import { compare, type Found, type Pair, tellsMore } from './compare.ts'

/** A report of an earlier run, as it was read. */
export interface Baseline {
  readonly file: string
  readonly sha256: string
  readonly report: KeptReport
}

/** What a report found: one that was just made can be asked for what was quiet, a kept one holds it when its findings are as many as its summary counts. */
export const foundIn = (report: KeptReport | Report): Found => {
  const { controls, findings, summary } = report
  if ('quietOf' in report) return { controls, findings, quietOf: report.quietOf, isWhole: true }
  return { controls, findings, isWhole: findings.length === summary.pass + summary.fail + summary.unknown + summary.notApplicable }
}

/**
 * What was waived in the baseline was excused until a day: the baseline does not prolong that. What happened since, or came due only
 * since, is not what failed then.
 */
const isKnown = ({ before, after }: Pair, asOf: string): boolean =>
  before?.outcome === 'fail' &&
  before.standing !== 'waived' &&
  after?.outcome === 'fail' &&
  after.standing === 'open' &&
  !tellsMore(before, after) &&
  (after.due === undefined || after.due === before.due || after.due <= asOf)

/** The findings with their standings, and what the report tells of the baseline. A waived fail stays waived. */
export const know = (found: Found, { file, sha256, report }: Baseline): { readonly findings: Finding[]; readonly baseline: ReportedBaseline } => {
  const pairs = compare(foundIn(report), found)
  const known = new Set(pairs.filter((pair) => isKnown(pair, report.asOf)).map(({ after }) => after))
  const failed = pairs.filter(({ before, isListBefore = false }) => before?.outcome === 'fail' && !isListBefore)
  const told = (some: readonly Pair[]): ReportedBaseline['fixed'] =>
    some.flatMap(({ before }) => (before === undefined ? [] : [{ control: before.control, rule: before.rule, subject: before.subject }]))
  return {
    findings: found.findings.map((finding) => (known.has(finding) ? { ...finding, standing: 'known' } : finding)),
    baseline: {
      file,
      sha256,
      asOf: report.asOf,
      policy: { id: report.policy.id, sha256: report.policy.sha256 },
      known: known.size,
      fixed: told(failed.filter(({ change }) => change === 'fixed')),
      unseen: told(failed.filter(({ after }) => after?.outcome === 'unknown')),
      unasked: told(failed.filter(({ change }) => change === 'unasked')),
    },
  }
}
