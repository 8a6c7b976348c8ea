/** When the codes of an account were generated: what the rules about age ask first. */
import { COMPLETE_THE_REGISTER, currentSet, isStopped, type Stopped } from './current-set.ts'
import type { EvidenceRow } from './evidence.ts'
import { isTimed, registerTime } from './register-time.ts'
import type { CodeSets, Subject } from './rule.ts'
import type { Instant } from './time.ts'

export interface Generation {
  readonly generated: Instant
  readonly evidence: readonly EvidenceRow[]
}

/** The generation of the current set of a service whose codes are rotated on a schedule, or the verdict that there is none to judge. */
export const scheduledGeneration = (subject: Subject, codeSets: CodeSets, asOf: Instant): Generation | Stopped => {
  const { service } = subject
  if (service.rotation !== 'scheduled' && service.rotation !== 'unknown') {
    return { verdict: { outcome: 'not-applicable', message: `Codes of ${service.name} are not rotated on a schedule.`, evidence: [], rests: [] } }
  }
  const found = currentSet(subject, codeSets)
  if (isStopped(found)) return found
  if (service.rotation === 'unknown') {
    return {
      verdict: {
        outcome: 'unknown',
        message: `No source says whether codes of ${service.name} can be regenerated at will.`,
        evidence: [],
        remediation: `Look in the settings there. Then declare ${service.id} under services in the register, with its rotation, and audit again.`,
      },
    }
  }
  const generated = registerTime(found.set, 'generated', asOf)
  if (!isTimed(generated)) return { verdict: { outcome: 'unknown', message: generated.doubt, evidence: [generated.row], remediation: COMPLETE_THE_REGISTER } }
  return { generated: generated.time, evidence: [generated.row] }
}
