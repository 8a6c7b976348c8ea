import { COMPLETE_THE_REGISTER, currentSet, isStopped } from '../model/current-set.ts'
import { registerRow } from '../model/register-time.ts'
import { defineRule } from '../model/rule.ts'
import type { Told } from '../model/verdict.ts'

export default defineRule({
  id: 'count-mismatch',
  title: 'The register counts other than the service issues',
  about: 'accounts',
  needs: ['codeSets'],
  defaults: {},

  judge(subject, { codeSets }) {
    const { service } = subject
    if (service.hasCodes && service.issues === undefined)
      return {
        outcome: 'not-applicable',
        rests: [],
        tell: () => ({ message: `The catalogue does not say how many codes ${service.name} issues.`, evidence: [] }),
      }
    const found = currentSet(subject, codeSets)
    if (isStopped(found)) return found.verdict
    const { set } = found
    if (set.issued === undefined)
      return {
        outcome: 'unknown',
        tell: () => ({
          message: 'The register does not say how many codes were issued.',
          evidence: [registerRow(set, 'issued')],
          remediation: COMPLETE_THE_REGISTER,
        }),
      }
    const tell = (): Told => ({
      message: `The register says ${String(set.issued)} codes; ${service.name} issues ${String(service.issues)}.`,
      evidence: [registerRow(set, 'issued', String(set.issued))],
    })
    if (set.issued === service.issues) return { outcome: 'pass', tell }
    return {
      outcome: 'fail',
      tell: () => ({
        ...tell(),
        remediation: 'Count the codes of a copy. If some are missing there, regenerate and store the whole set; then correct issued in the register.',
      }),
    }
  },
})
