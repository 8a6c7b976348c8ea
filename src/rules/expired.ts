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
    if (set.expires === undefined) return { outcome: 'not-applicable', message: 'The register names no day on which the codes expire.', evidence: [] }
    const evidence = [registerRow(set, 'expires', formatInstant(set.expires))]
    const due = set.expires
    if (asOf <= set.expires) return { outcome: 'pass', message: `The codes are good until ${formatDay(set.expires)}.`, evidence, due }
    return {
      outcome: 'fail',
      message: `The codes expired on ${formatDay(set.expires)}.`,
      evidence,
      due,
      remediation: `${subject.service.regenerate} Replace every copy and register the new set with its expiry.`,
    }
  },
})
