/** The one order of findings: by severity, control and subject, in order of code unit. */
import { type Severity, severities } from './policy.ts'
import type { Finding, Report } from './report.ts'

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

interface Weighed {
  readonly id: string
  readonly severity: Severity
}

/** Controls, the most severe first. */
export const byWeight = (a: Weighed, b: Weighed): number => severities.indexOf(a.severity) - severities.indexOf(b.severity) || compare(a.id, b.id)

export const bySeverity = (a: Finding, b: Finding): number =>
  severities.indexOf(a.severity) - severities.indexOf(b.severity) || compare(a.control, b.control) || compare(a.subject, b.subject)

type Findings = Pick<Report, 'controls' | 'findings' | 'quietOf'>

/** What passed and what does not apply, in order. */
export function* quietFindings({ controls, quietOf }: Omit<Findings, 'findings'>): Generator<Finding, void, undefined> {
  for (const { id } of [...controls].sort(byWeight)) yield* quietOf(id)
}

/** Every finding of a report in order: those that are told, and between them what is quiet. */
export function* everyFinding(report: Findings): Generator<Finding, void, undefined> {
  const { findings } = report
  let next = 0
  for (const one of quietFindings(report)) {
    for (let told = findings[next]; told !== undefined && bySeverity(told, one) < 0; told = findings[next]) {
      yield told
      next += 1
    }
    yield one
  }
  yield* findings.slice(next)
}
