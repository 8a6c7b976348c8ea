/** What a finding asks of the process, alone: the one place that the exit code and the JUnit file agree by. */
import { atLeast } from './policy.ts'
import type { Finding, Gate } from './report.ts'

/** 1: a failure that counts; 3: an unknown that counts; 0: nothing. */
export const raises = ({ outcome, standing, severity }: Finding, { failOn, allowIncomplete, exitZero }: Gate): 0 | 1 | 3 => {
  if (standing !== 'open') return 0
  if (outcome === 'fail') return !exitZero && atLeast(severity, failOn) ? 1 : 0
  return outcome === 'unknown' && !allowIncomplete ? 3 : 0
}
