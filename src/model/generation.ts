/** When the codes of an account were generated: what the rules about age ask first. */
import { COMPLETE_THE_REGISTER, currentSet, isStopped, type Stopped } from './current-set.ts'
import type { EvidenceRow } from './evidence.ts'
import { isTimed, registerTime } from './register-time.ts'
import type { CodeSets, Subject } from './rule.ts'
import type { Instant } from './time.ts'

export interface Generation {
  readonly generated: Instant
  /** Where the register says so. */
  readonly row: () => EvidenceRow
}

/** The generation of the current set of a service whose codes are rotated on a schedule, or the verdict that there is none to judge. */
export const scheduledGeneration = (subject: Subject, codeSets: CodeSets, asOf: Instant): Generation | Stopped => {
  const { service } = subject
  if (service.rotation !== 'scheduled' && service.rotation !== 'unknown') {
    const tell = () => ({ message: `Codes of ${service.name} are not rotated on a schedule.`, evidence: [] })
    return { verdict: { outcome: 'not-applicable', rests: [], tell } }
  }
  const found = currentSet(subject, codeSets)
  if (isStopped(found)) return found
  if (service.rotation === 'unknown') {
    const tell = () => ({
      message: `No source says whether codes of ${service.name} can be regenerated at will.`,
      evidence: [],
      remediation: `Look in the settings there. Then declare ${service.id} under services in the register, with its rotation, and audit again.`,
    })
    return { verdict: { outcome: 'unknown', tell } }
  }
  const generated = registerTime(found.set, 'generated', asOf)
  if (!isTimed(generated)) {
    const tell = () => ({ message: generated.doubt, evidence: [generated.row()], remediation: COMPLETE_THE_REGISTER })
    return { verdict: { outcome: 'unknown', tell } }
  }
  return { generated: generated.time, row: generated.row }
}
