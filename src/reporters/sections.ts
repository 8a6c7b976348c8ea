/** What a reader looks for, in the order in which it matters; and what the whole of it says. */
import { isOverdue } from '../model/due.ts'
import { everyFinding } from '../model/finding-order.ts'
import { groupBy } from '../model/group.ts'
import { atLeast, severities } from '../model/policy.ts'
import type { Finding, Gate, Report, ReportedSource, Summary } from '../model/report.ts'
import { DAY } from '../model/time.ts'
import { plural } from './wording.ts'

export interface Sections {
  /** Open failures whose due date has passed, the longest overdue first. */
  readonly overdue: readonly Finding[]
  /** Every other open failure. */
  readonly failures: readonly Finding[]
  readonly unknowns: readonly Finding[]
  readonly waived: readonly Finding[]
  /** Failures that were in the baseline. */
  readonly known: readonly Finding[]
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const dueOf = ({ due }: Finding): string => due ?? ''

/** Every fail and every unknown, each in one section. */
export const sections = ({ findings, asOf }: Report): Sections => {
  const fails = findings.filter(({ outcome }) => outcome === 'fail')
  const open = fails.filter(({ standing }) => standing === 'open')
  return {
    overdue: open.filter((finding) => isOverdue(finding, asOf)).sort((a, b) => compare(dueOf(a), dueOf(b))),
    failures: open.filter((finding) => !isOverdue(finding, asOf)),
    unknowns: findings.filter(({ outcome }) => outcome === 'unknown'),
    waived: fails.filter(({ standing }) => standing === 'waived'),
    known: fails.filter(({ standing }) => standing === 'known'),
  }
}

/** The findings that a report tells: what failed and what is not known; with --all every one. */
export const toldFindings = (report: Report, all: boolean): Iterable<Finding> => (all ? everyFinding(report) : report.findings)

/** How many they are. */
export const toldCount = ({ summary }: Report, all: boolean): number => summary.fail + summary.unknown + (all ? summary.pass + summary.notApplicable : 0)

/** How far ahead the report looks, in days. */
export const HORIZON = 90

/** Whole calendar days in UTC from one instant to another. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / DAY)

/** The last instant of what falls due. */
export const horizonEnd = ({ asOf }: Report): string => new Date(Date.parse(asOf) + HORIZON * DAY).toISOString()

export interface Falling {
  readonly due: string
  readonly subject: string
  readonly owner?: string
  readonly controls: readonly string[]
}

/** What falls due after as-of and within the horizon, whatever was seen: one row for a subject and a due date, the soonest first. */
export const fallsDue = (report: Report): readonly Falling[] => {
  const end = horizonEnd(report)
  const coming: Finding[] = []
  for (const finding of everyFinding(report)) if (finding.due !== undefined && finding.due > report.asOf && finding.due <= end) coming.push(finding)
  return [...groupBy(coming, ({ subject, due }) => `${due ?? ''}\n${subject}`)]
    .sort(([a], [b]) => compare(a, b))
    .map(([, same]) => {
      const [first] = same
      const controls = [...new Set(same.map(({ control }) => control))].sort()
      return { due: dueOf(first), subject: first.subject, ...(first.owner === undefined ? {} : { owner: first.owner }), controls }
    })
}

/** What became of the failures that the baseline has and this report does not. */
export interface Since {
  readonly what: string
  readonly control: string
  readonly subject: string
}

export const sinceBaseline = ({ baseline }: Report): readonly Since[] =>
  baseline === undefined
    ? []
    : [
        ...baseline.fixed.map((one) => ({ what: 'no longer fails', ...one })),
        ...baseline.unseen.map((one) => ({ what: 'cannot be seen any more', ...one })),
        ...baseline.unasked.map((one) => ({ what: 'is no longer asked', ...one })),
      ]

/** The sources that are logs: those with a grade. */
export const logsOf = ({ sources }: Report): readonly ReportedSource[] => sources.filter(({ grade }) => grade !== undefined)

/** Every file that was read to its end, by its source; '' stands for all of a source together, where there are several. */
export const filesOf = ({
  policy,
  sources,
}: Report): readonly { readonly source: string; readonly file: string; readonly sha256: string; readonly of?: string }[] =>
  [{ ...policy, id: 'policy' }, ...sources].flatMap(({ id: source, files, sha256 }) => [
    ...files.map((file) => ({ source, ...file })),
    ...(files.length > 1 && sha256 !== undefined ? [{ source, file: '', sha256 }] : []),
  ])

/** What the findings say together, whatever the exit code is told to ignore. */
export type State = 'not-met' | 'not-proven' | 'excepted' | 'met' | 'not-applicable' | 'empty'

/** `findings` are those that are told. */
export const stateOf = (findings: readonly Finding[], { pass, notApplicable }: Summary, { failOn }: Gate): State => {
  const open = findings.filter(({ standing }) => standing === 'open')
  if (open.some(({ outcome, severity }) => outcome === 'fail' && atLeast(severity, failOn))) return 'not-met'
  if (open.some(({ outcome }) => outcome === 'unknown')) return 'not-proven'
  if (findings.length > 0) return 'excepted'
  return pass > 0 ? 'met' : notApplicable > 0 ? 'not-applicable' : 'empty'
}

const headlines: Readonly<Record<State, string>> = {
  'not-met': 'The policy is not met.',
  'not-proven': 'The policy is not proven.',
  excepted: 'The policy is met, with exceptions.',
  met: 'The policy is met, and proven.',
  'not-applicable': 'The policy speaks about nothing that was found.',
  empty: 'Nothing was judged.',
}

const some = (count: number, sentence: string): string[] => (count === 0 ? [] : [sentence])

/** "3 critical, 1 low" */
const bySeverity = (findings: readonly Finding[]): string =>
  severities
    .map((severity) => ({ severity, count: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${String(count)} ${severity}`)
    .join(', ')

/** One sentence on whether the policy holds, and those that say how far. Our own words and numbers only. */
export const verdict = (report: Report): { readonly headline: string; readonly reasons: readonly string[] } => {
  const { gate, findings, exitCode, sources, summary, disabled = [] } = report
  const { overdue, failures, unknowns, waived, known } = sections(report)
  const open = [...overdue, ...failures]
  const counted = open.filter(({ severity }) => atLeast(severity, gate.failOn))
  const below = open.length - counted.length
  const are = (count: number, noun: string): string => `${plural(count, noun)} ${count === 1 ? 'is' : 'are'}`
  return {
    headline: headlines[stateOf(findings, summary, gate)],
    reasons: [
      ...some(
        sources.some(({ id, type, records, unreadable }) => id === 'register' && type === 'register' && records + unreadable === 0) ? 1 : 0,
        'Nothing is registered yet: the register has no code set.',
      ),
      ...some(counted.length, `${are(counted.length, 'failure')} open: ${bySeverity(counted)}.`),
      ...some(unknowns.length, `${are(unknowns.length, 'verdict')} unknown, because evidence is missing or contradicts itself.`),
      ...some(disabled.length, `${are(disabled.length, 'control')} disabled by the policy.`),
      ...some(waived.length, `${are(waived.length, 'failure')} waived.`),
      ...some(known.length, `${are(known.length, 'failure')} known from the baseline.`),
      ...some(below, `${are(below, 'failure')} below the threshold, ${gate.failOn}.`),
      ...(open.length + unknowns.length + waived.length + known.length === 0 ? [`${are(summary.pass, 'verdict')} a pass.`] : []),
      ...some(exitCode !== 1 && gate.exitZero ? counted.length : 0, 'The run was told to end well in spite of failures.'),
      ...some(gate.allowIncomplete ? unknowns.length : 0, 'The run was told to tolerate what is unknown.'),
    ],
  }
}
