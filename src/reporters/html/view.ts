/** What the template of the page is given: plain data, every name that it uses there, '' where the report says nothing. */
import { groupBy } from '../../model/group.ts'
import { severities } from '../../model/policy.ts'
import type { Finding, Report } from '../../model/report.ts'
import type { ReporterOptions } from '../../model/reporter.ts'
import { requirementsView } from '../requirements.ts'
import { filesOf, sections, sinceBaseline, type State, stateOf, verdict } from '../sections.ts'
import { assertedBy, messageOf, place, plural, tally } from '../wording.ts'
import { figuresOf } from './figures.ts'
import { filtersOf, type Listing } from './findings.ts'
import { shares } from './svg.ts'

/** How a control, or the whole policy, stands: a word, and the sign and colour that go with it. */
const states: Readonly<Record<State, { readonly word: string; readonly sign: string }>> = {
  'not-met': { word: 'Not met', sign: 'fail' },
  'not-proven': { word: 'Not proven', sign: 'unknown' },
  excepted: { word: 'Met, with exceptions', sign: 'waived' },
  met: { word: 'Met', sign: 'pass' },
  'not-applicable': { word: 'Not applicable', sign: 'not-applicable' },
  empty: { word: 'Nothing to judge', sign: 'unknown' },
}

/** More would be no reading; the JSON report has all. */
const MOST_GAPS = 1_000
const MOST_SUBJECTS = 100

/** So many are named at a glance; the page has all. */
const AT_A_GLANCE = 5

const glance = <T>(all: readonly T[]): { readonly first: readonly T[]; readonly more: number } => ({
  first: all.slice(0, AT_A_GLANCE),
  more: Math.max(0, all.length - AT_A_GLANCE),
})

const bySeverity = (findings: readonly Finding[]): string =>
  tally(
    severities.map((severity) => [severity, severity] as const),
    Object.fromEntries(severities.map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length])) as Record<
      Finding['severity'],
      number
    >,
  )

/** The numbers of the whole, in words and as a picture. */
const numbers = (report: Report) => {
  const { summary, findings } = report
  const { overdue, failures, waived, known } = sections(report)
  const open = overdue.length + failures.length
  const parts = [
    { sign: 'fail', kind: 'bad', word: 'fail', count: open, says: bySeverity([...overdue, ...failures]) },
    { sign: 'unknown', kind: 'unknown', word: 'unknown', count: summary.unknown, says: bySeverity(findings.filter(({ outcome }) => outcome === 'unknown')) },
    {
      sign: 'waived',
      kind: 'excused',
      word: 'excepted',
      count: waived.length + known.length,
      says: tally(
        [
          ['waived', 'waived'],
          ['known', 'known'],
        ] as const,
        { waived: waived.length, known: known.length },
      ),
    },
    { sign: 'pass', kind: 'proven', word: 'pass', count: summary.pass, says: 'proven' },
    { sign: 'not-applicable', kind: 'none', word: 'not applicable', count: summary.notApplicable, says: 'proven' },
  ] as const
  const says = `${parts.map(({ count, word }) => `${String(count)} ${word}`).join(', ')}.`
  return {
    parts: parts.map((part) => ({ ...part, says: part.count === 0 ? '' : part.says })),
    picture: shares({ id: 'shares', title: 'All verdicts', says }, parts),
  }
}

const words = (id: string): string => id.replaceAll('-', ' ')

/** Everything but the findings themselves, which are told one at a time. */
export const pageView = (report: Report, listed: Listing, { all, groupBy: framework }: Pick<ReporterOptions, 'all' | 'groupBy'>) => {
  const { asOf, gate, policy, findings, summary, sources } = report
  const { overdue, failures, unknowns } = sections(report)
  const byControl = groupBy(findings, ({ control }) => control)
  const brief = (finding: Finding) => ({ fingerprint: finding.fingerprint, control: finding.control, says: messageOf(finding) })
  const briefGap = (gap: Report['gaps'][number]) => ({ detail: gap.detail, source: gap.source })
  return {
    asOf,
    exitCode: report.exitCode,
    ...gate,
    policy,
    records: sources.reduce((sum, { records }) => sum + records, 0),
    sources: sources.map((source) => ({ ...source, location: source.location ?? '', grade: source.grade === undefined ? '' : assertedBy[source.grade] })),
    standing: states[stateOf(findings, summary, gate)],
    verdict: verdict(report),
    numbers: numbers(report),
    fails: glance([...overdue, ...failures].map(brief)),
    unseen: { unknowns: glance(unknowns.map(brief)), gaps: glance(report.gaps.map(briefGap)) },
    figures: figuresOf(report),
    controls: report.controls.map((control) => ({
      ...control,
      references: control.references.join(', '),
      ...states[stateOf(byControl.get(control.id) ?? [], control.summary, gate)],
    })),
    summary,
    disabled: report.disabled ?? [],
    grouped: requirementsView(report, framework, ({ control: { id, title }, state }) => ({ id, title, ...states[state] })),
    filters: filtersOf(listed, report.controls),
    listed: plural(listed.listed, 'finding'),
    count: listed.listed,
    folded: listed.folded === 0 ? '' : plural(listed.folded, 'finding'),
    quiet: all ? '' : `${summary.pass === 1 ? '1 pass' : `${String(summary.pass)} passes`} and ${String(summary.notApplicable)} that do not apply`,
    gaps: report.gaps.slice(0, MOST_GAPS).map((gap) => ({ ...gap, reason: words(gap.reason), place: place(gap) })),
    moreGaps: Math.max(0, report.gaps.length - MOST_GAPS),
    waivers: report.waivers.map((note) => ({ ...note, problem: words(note.problem) })),
    baseline: report.baseline ?? false,
    since: sinceBaseline(report),
    limits: report.limits.map(({ detail, subjects }) => ({
      detail,
      subjects: subjects.slice(0, MOST_SUBJECTS),
      more: Math.max(0, subjects.length - MOST_SUBJECTS),
    })),
    files: filesOf(report),
  }
}
