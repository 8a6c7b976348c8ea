/**
 * A history and a report → how the audits by one policy went, and who clears what. It changes no finding. What failed and is not
 * seen to pass is never cleared: unknown, hidden behind a list, or gone without a word of this run, it is unseen or unasked.
 */
import { isOverdue } from '../model/due.ts'
import { given } from '../model/given.ts'
import { groupBy } from '../model/group.ts'
import type { Failure, History, Run } from '../model/history.ts'
import type { Finding, Report, ReportedSource, Trend } from '../model/report.ts'
import { DAY } from '../model/time.ts'
import { compare } from './compare.ts'
import { foundIn } from './know.ts'

type TrendRun = Trend['runs'][number]
type TrendOwner = Trend['owners'][number]

/** So many of the last runs are shown, and the first. */
const SHOWN = 12

/** What a failure came to: from the run that saw it first to the one that ended it, or to the last that saw it. */
interface Course {
  /** As it was last seen. */
  readonly failure: Failure
  readonly first: string
  readonly lastSeen: string
  readonly end?: { readonly how: 'cleared' | 'unasked'; readonly asOf: string }
}

/** Of what is sorted here no two are alike. */
const inOrder = (a: string, b: string): number => (a < b ? -1 : 1)

/** The runs by a policy before an instant, in order of time. Of several at one instant the last in the file counts. */
export const runsBefore = ({ runs }: Pick<History, 'runs'>, policy: string, asOf: string): readonly Run[] => {
  const byInstant = new Map(runs.filter((run) => run.policy.id === policy && run.asOf < asOf).map((run) => [run.asOf, run]))
  return [...byInstant.values()].sort((a, b) => inOrder(a.asOf, b.asOf))
}

/** Every failure of some runs, followed to its end; one that fails again after its end is another. */
const follow = (runs: readonly Run[]): readonly Course[] => {
  const ended: Course[] = []
  const going = new Map<string, Course>()
  const end = (fingerprint: string, how: 'cleared' | 'unasked', asOf: string): void => {
    const course = going.get(fingerprint)
    if (course === undefined) return
    going.delete(fingerprint)
    ended.push({ ...course, end: { how, asOf } })
  }
  for (const { asOf, cleared, unasked, failing } of runs) {
    for (const fingerprint of cleared) end(fingerprint, 'cleared', asOf)
    for (const fingerprint of unasked) end(fingerprint, 'unasked', asOf)
    for (const failure of failing) {
      going.set(failure.fingerprint, { failure, first: going.get(failure.fingerprint)?.first ?? asOf, lastSeen: asOf })
    }
  }
  return [...ended, ...going.values()]
}

const asFinding = ({ failure }: Course): Finding => ({ ...failure, outcome: 'fail', message: '', evidence: [] })

/** What became of the failures that the runs before left without an end, as far as the report proves it. */
const endsIn = (report: Report, before: readonly Run[]): Pick<Run, 'cleared' | 'unasked'> => {
  const left = follow(before)
    .filter(({ end }) => end === undefined)
    .map(asFinding)
  // Without one nothing is judged anew.
  // Stryker disable next-line ConditionalExpression,ArrayDeclaration: the other pairs are new, and neither fixed nor unasked
  const pairs = left.length === 0 ? [] : compare({ controls: [], findings: left, isWhole: true }, foundIn(report))
  const of = (wanted: 'fixed' | 'unasked'): string[] =>
    pairs.flatMap(({ change, before: was }) => (change === wanted && was !== undefined ? [was.fingerprint] : [])).sort()
  return { cleared: of('fixed'), unasked: of('unasked') }
}

/** Half a surrogate pair has no place in a line of JSON that every program writes alike. */
const wellFormed = (text: string): string => text.replaceAll(/\p{Cs}/gu, '\u{fffd}')

const isStanding = ({ standing }: Failure, wanted: Failure['standing']): boolean => standing === wanted

/** What a history remembers of an audit, after the runs before it. */
export const toRun = (report: Report, before: readonly Run[]): Run => {
  const fails = report.findings.filter(({ outcome }) => outcome === 'fail')
  const failing = fails.map(({ fingerprint, control, rule, severity, subject, owner, standing }): Failure => ({
    fingerprint,
    control: wellFormed(control),
    rule,
    severity,
    subject: wellFormed(subject),
    ...given('owner', owner === undefined ? undefined : wellFormed(owner)),
    standing,
  }))
  const open = failing.filter((failure) => isStanding(failure, 'open'))
  const ofSeverity = (severity: Failure['severity']): number => open.filter((failure) => failure.severity === severity).length
  return {
    schema: 'sparekey-history/1',
    asOf: report.asOf,
    policy: { id: report.policy.id, sha256: report.policy.sha256 },
    complete: report.complete,
    exitCode: report.exitCode,
    summary: report.summary,
    fails: {
      open: open.length,
      waived: failing.filter((failure) => isStanding(failure, 'waived')).length,
      known: failing.filter((failure) => isStanding(failure, 'known')).length,
    },
    open: { critical: ofSeverity('critical'), high: ofSeverity('high'), medium: ofSeverity('medium'), low: ofSeverity('low'), info: ofSeverity('info') },
    overdue: fails.filter((finding) => isOverdue(finding, report.asOf)).length,
    failing,
    ...endsIn(report, before),
  }
}

/** The middle of some numbers; of two in the middle what lies between. */
const median = (numbers: readonly number[]): number | undefined => {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]] as [number, number]
  return sorted.length === 0 ? undefined : (low + high) / 2
}

const daysOf = ({ first, end }: Course): readonly number[] => (end?.how === 'cleared' ? [Math.floor((Date.parse(end.asOf) - Date.parse(first)) / DAY)] : [])

/** What some failures have come to by the last run. */
const tally = (courses: readonly Course[], last: string): Omit<TrendOwner, 'owner'> => {
  const stateOf = ({ failure, lastSeen, end }: Course): keyof TrendOwner => end?.how ?? (lastSeen === last ? failure.standing : 'unseen')
  const of = (state: keyof TrendOwner): number => courses.filter((course) => stateOf(course) === state).length
  return {
    found: courses.length,
    cleared: of('cleared'),
    open: of('open'),
    waived: of('waived'),
    known: of('known'),
    unseen: of('unseen'),
    unasked: of('unasked'),
    ...given('medianDays', median(courses.flatMap(daysOf))),
  }
}

const byOwner = (a: string | undefined, b: string | undefined): number => (a === undefined ? 1 : b === undefined ? -1 : inOrder(a, b))

/** Built field by field, in the order in which the report shows them: a line of the history has its keys in order of code unit. */
const toTrendRun = ({ asOf, policy, complete, exitCode, summary, fails, open, overdue }: Run): TrendRun => {
  const { pass, fail, unknown, notApplicable, waived } = summary
  const { critical, high, medium, low, info } = open
  return {
    asOf,
    policy: policy.sha256,
    complete,
    exitCode,
    summary: { pass, fail, unknown, notApplicable, waived },
    fails: { open: fails.open, waived: fails.waived, known: fails.known },
    open: { critical, high, medium, low, info },
    overdue,
  }
}

/** How some runs went, in order of time; the last is the one that is told of. */
export const trendOf = (runs: readonly Run[], others: number): Trend => {
  const courses = follow(runs)
  const last = runs.at(-1)?.asOf ?? ''
  const owners = [...groupBy(courses, ({ failure }) => failure.owner)].sort(([a], [b]) => byOwner(a, b))
  return {
    total: runs.length,
    others,
    runs: (runs.length <= SHOWN ? runs : [...runs.slice(0, 1), ...runs.slice(-SHOWN)]).map(toTrendRun),
    owners: owners.map(([owner, own]) => ({ ...given('owner', owner), ...tally(own, last) })),
    all: tally(courses, last),
  }
}

/** The history among the sources of a report: as it was before the audit. */
const toSource = ({ file, sha256, runs, isCut }: History, asOf: string): ReportedSource => ({
  id: 'history',
  type: 'history',
  records: runs.length,
  unreadable: isCut ? 1 : 0,
  later: runs.filter((run) => run.asOf > asOf).length,
  collectedAt: asOf,
  ...given('sha256', sha256),
  files: sha256 === undefined ? [] : [{ file, sha256 }],
})

/** The report with its trend, and with what the history is to remember of it. Findings, gate and exit code stay as they are. */
export const withTrend = (report: Report, history: History): Report => {
  const before = runsBefore(history, report.policy.id, report.asOf)
  const run = toRun(report, before)
  const others = history.runs.filter(({ policy }) => policy.id !== report.policy.id).length
  const sources = [...report.sources, toSource(history, report.asOf)].sort((a, b) => inOrder(a.id, b.id))
  return { ...report, sources, trend: trendOf([...before, run], others), run: () => run }
}
