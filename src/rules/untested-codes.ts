import { COMPLETE_THE_REGISTER, currentSet, isStopped } from '../model/current-set.ts'
import { isTimed, registerTime } from '../model/register-time.ts'
import { defineRule } from '../model/rule.ts'
import { DAY, formatDay, formatSpan } from '../model/time.ts'
import type { Verdict } from '../model/verdict.ts'

export interface Params {
  /** Milliseconds. */
  readonly within: number
}

const defaults: Params = { within: 7 * DAY }

export default defineRule({
  id: 'untested-codes',
  title: 'No code of a set was tried in time',
  about: 'accounts',
  needs: ['codeSets'],
  defaults,

  judge(subject, { codeSets }, { within }, { asOf }) {
    const found = currentSet(subject, codeSets)
    if (isStopped(found)) return found.verdict
    const generated = registerTime(found.set, 'generated', asOf)
    const tested = registerTime(found.set, 'tested', asOf)
    const rows = () => [generated.row(), tested.row()]
    const unknown = (message: string): Verdict<never> => ({
      outcome: 'unknown',
      tell: () => ({ message, evidence: rows(), remediation: COMPLETE_THE_REGISTER }),
    })
    if (!isTimed(tested)) return unknown(tested.doubt)
    if (!isTimed(generated)) return unknown(generated.doubt)
    const due = generated.time + within
    if (tested.time < generated.time) return unknown('The register says that a code was tried before the codes were generated.')
    const wait = tested.time - generated.time
    if (tested.time <= due)
      return {
        outcome: 'pass',
        due,
        tell: () => ({ message: `A code was tried on ${formatDay(tested.time)}, ${formatSpan(wait)} after the codes were generated.`, evidence: rows() }),
      }
    return {
      outcome: 'fail',
      due,
      tell: () => ({
        message: `A code was tried only ${formatSpan(wait)} after the codes were generated; the limit is ${formatSpan(within)}.`,
        evidence: rows(),
        remediation: 'Try one code of each new set when it is stored, and register the time under tested. For this set the delay can only be waived.',
      }),
    }
  },
})
