import { currentSet, isStopped } from '../model/current-set.ts'
import { registerRow } from '../model/register-time.ts'
import { defineRule } from '../model/rule.ts'
import { formatDay, formatInstant } from '../model/time.ts'

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
    const due = set.expires
    if (due === undefined) return { outcome: 'not-applicable', tell: () => ({ message: 'The register names no day on which the codes expire.', evidence: [] }) }
    const rows = () => [registerRow(set, 'expires', formatInstant(due))]
    if (asOf <= due) return { outcome: 'pass', due, tell: () => ({ message: `The codes are good until ${formatDay(due)}.`, evidence: rows() }) }
    return {
      outcome: 'fail',
      due,
      tell: () => ({
        message: `The codes expired on ${formatDay(due)}.`,
        evidence: rows(),
        remediation: `${subject.service.regenerate} Replace every copy and register the new set with its expiry.`,
      }),
    }
  },
})
