import { COMPLETE_THE_REGISTER, currentSet, isStopped } from '../model/current-set.ts'
import { maskCodes } from '../model/mask.ts'
import { matchesName } from '../model/name-pattern.ts'
import { registerRow } from '../model/register-time.ts'
import { defineRule } from '../model/rule.ts'

export interface Params {
  /** A pattern of src/model/name-pattern.ts. */
  readonly pattern: string
}

const defaults: Params = { pattern: '^[A-Z][A-Za-z0-9]* [A-Z(].*$' }

export default defineRule({
  id: 'bad-name',
  title: 'The name does not tell service and kind of account',
  about: 'accounts',
  needs: ['codeSets'],
  defaults,

  judge(subject, { codeSets }, { pattern }) {
    const found = currentSet(subject, codeSets)
    if (isStopped(found)) return found.verdict
    const { set } = found
    const { name } = set
    if (name === undefined)
      return {
        outcome: 'unknown',
        tell: () => ({ message: 'The register does not name the account.', evidence: [registerRow(set, 'name')], remediation: COMPLETE_THE_REGISTER }),
      }
    const masked = () => maskCodes(name)
    const rows = () => [registerRow(set, 'name', masked())]
    if (matchesName(pattern, name)) return { outcome: 'pass', tell: () => ({ message: `The name "${masked()}" is as it must be.`, evidence: rows() }) }
    return {
      outcome: 'fail',
      tell: () => ({
        message: `The name "${masked()}" does not match the pattern ${pattern}`,
        evidence: rows(),
        remediation: 'Name the set in the register by service and kind of account, as the pattern of the control says.',
      }),
    }
  },
})
