import { COMPLETE_THE_REGISTER, currentSet, isStopped } from '../model/current-set.ts'
import { expiryOf } from '../model/expiry.ts'
import { isTimed } from '../model/register-time.ts'
import { defineRule } from '../model/rule.ts'
import { formatDay } from '../model/time.ts'

export default defineRule({
  id: 'expired',
  title: 'Backup codes have expired',
  about: 'accounts',
  needs: ['codeSets'],
  defaults: {},

  judge(subject, { codeSets }, _params, { asOf }) {
    const found = currentSet(subject, codeSets)
    if (isStopped(found)) return found.verdict
    const { service } = subject
    const expiry = expiryOf(found.set, service, asOf)
    if (expiry === undefined) {
      const message = service.expiresAfter === 'never' ? `Codes of ${service.name} do not expire.` : 'The register names no day on which the codes expire.'
      return { outcome: 'not-applicable', tell: () => ({ message, evidence: [] }) }
    }
    const { row } = expiry
    if (!isTimed(expiry)) {
      const { doubt: message } = expiry
      return { outcome: 'unknown', tell: () => ({ message, evidence: [row()], remediation: COMPLETE_THE_REGISTER }) }
    }
    const { time: due } = expiry
    if (asOf <= due) return { outcome: 'pass', due, tell: () => ({ message: `The codes are good until ${formatDay(due)}.`, evidence: [row()] }) }
    return {
      outcome: 'fail',
      due,
      tell: () => ({
        message: `The codes expired on ${formatDay(due)}.`,
        evidence: [row()],
        remediation: `${service.regenerate} Replace every copy and register the new set with its expiry.`,
      }),
    }
  },
})
