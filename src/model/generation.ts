/** When the codes of an account were generated: what the rules about age ask first. */
import { evidence, type EvidenceRow } from './evidence.ts'
import type { CodeSets, Subject } from './rule.ts'
import { CLOCK_TOLERANCE, formatInstant, type Instant } from './time.ts'
import type { Verdict } from './verdict.ts'

export interface Generation {
  readonly generated: Instant
  readonly evidence: readonly EvidenceRow[]
}

/** The generation of the current set of a service whose codes are rotated on a schedule, or the verdict that there is none to judge. */
export const scheduledGeneration = (
  { id, service }: Subject,
  { current, ambiguous, history }: CodeSets,
  asOf: Instant,
): Generation | { readonly verdict: Verdict<never> } => {
  const told = (outcome: 'unknown' | 'not-applicable', message: string, rows: readonly EvidenceRow[] = []) => ({
    verdict: { outcome, message, evidence: rows, ...(outcome === 'unknown' ? { remediation: 'Complete the register and audit again.' } : {}) },
  })
  if (service.rotation !== 'scheduled') {
    return { verdict: { outcome: 'not-applicable', message: `Codes of ${service.name} are not rotated on a schedule.`, evidence: [], rests: [] } }
  }
  if (ambiguous)
    return told(
      'unknown',
      `The register leaves open which code set of ${id} is the current one.`,
      history.map(({ origin: at, generated: date }) => evidence(at, 'generated', date === undefined ? 'absent' : formatInstant(date))),
    )
  if (current === undefined) return told('not-applicable', `The register has no current code set of ${id}.`)

  const { generated, origin, lines } = current
  const line = lines['generated'] ?? origin.line
  const row = (value: string): EvidenceRow => evidence({ ...origin, ...(line === undefined ? {} : { line }) }, 'generated', value)
  if (generated === undefined) return told('unknown', 'The register does not say when the codes were generated.', [row('absent')])
  if (generated > asOf + CLOCK_TOLERANCE)
    return told('unknown', 'The register says that the codes were generated later than the audit.', [row(formatInstant(generated))])
  return { generated, evidence: [row(formatInstant(generated))] }
}
