import { COMPLETE_THE_REGISTER, currentSet, isStopped } from '../model/current-set.ts'
import { evidence, type EvidenceRow } from '../model/evidence.ts'
import type { CodeEvent } from '../model/inventory.ts'
import { isTimed, registerTime } from '../model/register-time.ts'
import { defineRule } from '../model/rule.ts'
import { formatDay, formatInstant, type Instant } from '../model/time.ts'
import type { Verdict } from '../model/verdict.ts'

const SECOND = 1000

/** Registers tell seconds, logs milliseconds: what falls into the registered second is the registered generation. */
const isAfter = (event: Instant, registered: Instant): boolean => Math.floor(event / SECOND) > Math.floor(registered / SECOND)

const rowOf = ({ origin, time }: CodeEvent): EvidenceRow => evidence(origin, 'codes generated', formatInstant(time))

export default defineRule({
  id: 'stale-escrow',
  title: 'The stored copies are no longer the codes of the service',
  about: 'accounts',
  needs: ['codeSets', 'codeEvents', 'providerLogs'],
  defaults: {},

  judge(subject, { codeSets, codeEvents, providerLogs }, _params, { asOf }) {
    const { service } = subject
    if (service.hasCodes && service.generations === 'not-logged')
      return {
        outcome: 'not-applicable',
        rests: [],
        tell: () => ({ message: `No log of ${service.name} shows when codes were generated.`, evidence: [] }),
      }
    const found = currentSet(subject, codeSets)
    if (isStopped(found)) return found.verdict
    const generated = registerTime(found.set, 'generated', asOf)
    const shown = codeEvents.filter(({ kind }) => kind === 'generated')
    if (!isTimed(generated))
      return {
        outcome: 'unknown',
        tell: () => ({ message: generated.doubt, evidence: [generated.row(), ...shown.map(rowOf)], remediation: COMPLETE_THE_REGISTER }),
      }

    const later = shown.filter(({ time }) => isAfter(time, generated.time))
    const [first] = later
    if (first !== undefined) {
      return {
        outcome: 'fail',
        tell: () => ({
          message: `${service.name} shows codes generated on ${formatInstant(first.time)}, after the registered generation of ${formatInstant(generated.time)}: the stored copies are dead.`,
          evidence: [generated.row(), ...later.map(rowOf)],
          remediation: `Ask who generated them. Store the codes of now, or generate anew, and register the set with the time that the log shows. ${service.regenerate}`,
        }),
      }
    }
    const unknown = (message: () => string, remediation: string): Verdict<never> => ({
      outcome: 'unknown',
      tell: () => ({ message: message(), evidence: [generated.row()], remediation }),
    })
    if (service.generations === 'unknown')
      return unknown(
        () => `No source says whether a log of ${service.name} shows when codes were generated.`,
        'Compare a stored code set with the service by hand, or take the control out of scope there (select).',
      )
    const since = Math.min(...providerLogs.map((log) => log.since))
    if (providerLogs.length === 0)
      return unknown(
        () => `No source shows when codes of ${subject.id} were generated.`,
        'Add the log of the provider to its source in sparekey.yaml, and audit again.',
      )
    if (service.generations === 'by-administrators')
      return unknown(
        () => `The log of ${service.name} shows only generations by administrators; one by the holder leaves no trace.`,
        'Take the control out of scope there (select), or ask the holder.',
      )
    if (since > generated.time)
      return unknown(
        () => `The log of ${service.name} goes back to ${formatDay(since)}, and the codes are older: a generation in between is not seen.`,
        'Compare a stored code set with the service by hand, or generate anew and register the set.',
      )
    return {
      outcome: 'pass',
      tell: () => ({
        message: `The log of ${service.name} shows no generation after the registered one.`,
        evidence: [generated.row(), ...shown.map(rowOf)],
      }),
    }
  },
})
