/** What the findings ask of the process: 1 before 3 before 0. (2 and 4 are told by whoever could not load or write.) */
import { atLeast } from '../model/policy.ts'
import type { Finding, Gate } from '../model/report.ts'

/** Whether a finding alone makes the run red. */
export const raises = ({ outcome, standing, severity }: Finding, { failOn, allowIncomplete, exitZero }: Gate): 0 | 1 | 3 => {
  if (standing !== 'open') return 0
  if (outcome === 'fail') return !exitZero && atLeast(severity, failOn) ? 1 : 0
  return outcome === 'unknown' && !allowIncomplete ? 3 : 0
}

export const exitCode = (findings: readonly Finding[], gate: Gate): 0 | 1 | 3 => {
  const codes = new Set(findings.map((finding) => raises(finding, gate)))
  return codes.has(1) ? 1 : codes.has(3) ? 3 : 0
}
