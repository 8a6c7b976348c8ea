/** What the findings ask of the process: 1 before 3 before 0. (2 and 4 are told by whoever could not load or write.) */
import { raises } from '../model/gate.ts'
import type { Finding, Gate } from '../model/report.ts'

export const exitCode = (findings: readonly Finding[], gate: Gate): 0 | 1 | 3 => {
  const codes = new Set(findings.map((finding) => raises(finding, gate)))
  return codes.has(1) ? 1 : codes.has(3) ? 3 : 0
}
