/** Counts and order: findings by severity, control and subject, in order of code unit. */
import { severities } from '../model/policy.ts'
import type { Finding, Summary } from '../model/report.ts'

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export const bySeverity = (a: Finding, b: Finding): number =>
  severities.indexOf(a.severity) - severities.indexOf(b.severity) || compare(a.control, b.control) || compare(a.subject, b.subject)

export const summarise = (findings: readonly Finding[]): Summary => {
  const count = (outcome: Finding['outcome']): number => findings.reduce((sum, finding) => sum + (finding.outcome === outcome ? 1 : 0), 0)
  return {
    pass: count('pass'),
    fail: count('fail'),
    unknown: count('unknown'),
    notApplicable: count('not-applicable'),
    waived: findings.reduce((sum, { standing }) => sum + (standing === 'waived' ? 1 : 0), 0),
  }
}
