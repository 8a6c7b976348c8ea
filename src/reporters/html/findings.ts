/** The findings as the page tells them: in groups, each with what the filters ask of it. */
import { serviceOf } from '../../model/account.ts'
import { quietFindings } from '../../model/finding-order.ts'
import { severities } from '../../model/policy.ts'
import type { Finding, Gate, Report } from '../../model/report.ts'
import { daysBetween, sections } from '../sections.ts'
import { excuse, place, plural, subjectKind } from '../wording.ts'

export interface Group {
  readonly id: string
  readonly title: string
  readonly findings: readonly Finding[]
}

export interface Listing {
  readonly groups: readonly Group[]
  /** How many are listed, and how many more there are. */
  readonly listed: number
  readonly folded: number
}

/** A browser opens and filters so many in comfort. Failures and unknowns come first, so that what is left out is what asks least. */
export const MOST_LISTED = 20_000

/** What the page lists: failures and unknowns; with `all` what was quiet, too. */
export const listing = (report: Report, all: boolean): Listing => {
  const { overdue, failures, unknowns, waived, known } = sections(report)
  const groups: Group[] = []
  let listed = 0
  const add = (id: string, title: string, findings: Iterable<Finding>): void => {
    const some: Finding[] = []
    for (const finding of findings) {
      if (listed === MOST_LISTED) break
      some.push(finding)
      listed += 1
    }
    if (some.length > 0) groups.push({ id, title, findings: some })
  }
  add('overdue', 'Overdue', overdue)
  add('failures', overdue.length === 0 ? 'Failures' : 'Other failures', failures)
  add('unknown', 'Not known', unknowns)
  add('waived', 'Waived', waived)
  add('known', 'Known from the baseline', known)
  if (all) add('quiet', 'Passed, or not applicable', quietFindings(report))
  const { pass, fail, unknown, notApplicable } = report.summary
  return { groups, listed, folded: fail + unknown + (all ? pass + notApplicable : 0) - listed }
}

/** What a finding is called where it is shown, and what the outcome filter asks for. */
const outcomes = {
  fail: 'Fail',
  unknown: 'Unknown',
  waived: 'Fail, waived',
  known: 'Fail, known',
  pass: 'Pass',
  'not-applicable': 'Not applicable',
} as const
type Seen = keyof typeof outcomes

const seenOf = ({ outcome, standing }: Finding): Seen => (outcome === 'fail' && standing !== 'open' ? standing : outcome)

/** Whom it is about, as far as a filter goes. */
const serviceIn = ({ subject }: Finding): string => ({ account: serviceOf(subject), location: 'locations', none: 'nothing' })[subjectKind(subject)]

const UNOWNED = 'not known'

/** What can be filtered by: the value of each finding. */
const facets = {
  service: serviceIn,
  owner: ({ owner }: Finding): string => owner ?? UNOWNED,
  control: ({ control }: Finding): string => control,
  severity: ({ severity }: Finding): string => severity,
  outcome: (finding: Finding): string => seenOf(finding),
} as const
type Facet = keyof typeof facets

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const inOrderOf =
  (order: readonly string[]) =>
  (a: string, b: string): number =>
    order.indexOf(a) - order.indexOf(b)

const titles: Readonly<Record<Facet, string>> = { service: 'Service', owner: 'Owner', control: 'Control', severity: 'Severity', outcome: 'Outcome' }

export interface Filter {
  readonly id: string
  readonly title: string
  readonly options: readonly { readonly value: string; readonly word: string; readonly count: number }[]
}

/** The filters with their options, each with the number of findings that it has. */
export const filtersOf = ({ groups }: Listing, controls: Report['controls']): readonly Filter[] => {
  const order: Readonly<Record<Facet, (a: string, b: string) => number>> = {
    service: compare,
    owner: (a, b) => Number(a === UNOWNED) - Number(b === UNOWNED) || compare(a, b),
    control: inOrderOf(controls.map(({ id }) => id)),
    severity: inOrderOf(severities),
    outcome: inOrderOf(Object.keys(outcomes)),
  }
  return (Object.keys(facets) as Facet[]).map((id) => {
    const counts = new Map<string, number>()
    for (const { findings } of groups) {
      for (const finding of findings) {
        const value = facets[id](finding)
        counts.set(value, (counts.get(value) ?? 0) + 1)
      }
    }
    const options = [...counts]
      .sort(([a], [b]) => order[id](a, b))
      .map(([value, count]) => ({ value, word: id === 'outcome' ? outcomes[value as Seen] : value, count }))
    return { id, title: titles[id], options }
  })
}

/** "34 days ago", "in 17 days" */
const whenOf = (due: string, asOf: string): string => {
  const days = daysBetween(asOf, due)
  return days === 0 ? 'today' : days < 0 ? `${plural(-days, 'day')} ago` : `in ${plural(days, 'day')}`
}

/** What the template of a finding is given. '' stands where the report says nothing. */
export const findingView = (
  finding: Finding,
  { asOf, gate, titleOf }: { readonly asOf: string; readonly gate: Gate; readonly titleOf: (control: string) => string },
) => {
  const { fingerprint, control, rule, severity, subject, message, due, evidence, remediation, owner } = finding
  const seen = seenOf(finding)
  return {
    fingerprint,
    service: serviceIn(finding),
    ownedBy: owner ?? UNOWNED,
    control,
    rule,
    title: titleOf(control),
    severity,
    seen,
    word: outcomes[seen],
    subject,
    message,
    owner: owner ?? '',
    excuse: excuse(finding, gate) ?? '',
    due: due ?? '',
    when: due === undefined ? '' : whenOf(due, asOf),
    evidence: evidence.map((row) => ({ fact: row.fact, value: row.value ?? '', place: place(row), collectedAt: row.collectedAt ?? '' })),
    remediation: remediation ?? '',
  }
}
