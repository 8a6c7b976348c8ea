import { COMPLETE_THE_REGISTER, currentSet, isStopped } from '../model/current-set.ts'
import { expiryOf } from '../model/expiry.ts'
import type { CodeSet } from '../model/inventory.ts'
import { isTimed, registerRow, registerTime } from '../model/register-time.ts'
import { defineRule } from '../model/rule.ts'
import type { Service } from '../model/services.ts'
import { formatDay, formatInstant, formatSpan, type Instant } from '../model/time.ts'
import type { Verdict } from '../model/verdict.ts'

/** Of a set of which nothing says on what day it ends: the service voids none, says the register, or it is not known when it was generated. */
const withoutExpiry = (set: CodeSet, { name, expiresAfter }: Service, asOf: Instant): Verdict<never> => {
  if (typeof expiresAfter === 'number') {
    const generated = registerTime(set, 'generated', asOf)
    const doubt = isTimed(generated) ? '' : generated.doubt
    return {
      outcome: 'unknown',
      tell: () => ({
        message: `Codes of ${name} expire ${formatSpan(expiresAfter)} after they were generated. ${doubt}`,
        evidence: [generated.row()],
        remediation: COMPLETE_THE_REGISTER,
      }),
    }
  }
  const message = expiresAfter === 'never' ? `Codes of ${name} do not expire.` : 'The register names no day on which the codes expire.'
  return { outcome: 'not-applicable', tell: () => ({ message, evidence: [] }) }
}

export default defineRule({
  id: 'expired',
  title: 'Backup codes have expired',
  about: 'accounts',
  needs: ['codeSets'],
  defaults: {},

  judge(subject, { codeSets }, _params, { asOf }) {
    const found = currentSet(subject, codeSets)
    if (isStopped(found)) return found.verdict
    const { set } = found
    const { service } = subject
    const due = expiryOf(set, service, asOf)
    if (due === undefined) return withoutExpiry(set, service, asOf)
    const rows = () => [
      set.expires === undefined ? registerRow(set, 'generated', formatInstant(set.generated ?? due)) : registerRow(set, 'expires', formatInstant(due)),
    ]
    if (asOf <= due) return { outcome: 'pass', due, tell: () => ({ message: `The codes are good until ${formatDay(due)}.`, evidence: rows() }) }
    return {
      outcome: 'fail',
      due,
      tell: () => ({
        message: `The codes expired on ${formatDay(due)}.`,
        evidence: rows(),
        remediation: `${service.regenerate} Replace every copy and register the new set with its expiry.`,
      }),
    }
  },
})
