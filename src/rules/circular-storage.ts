import { COMPLETE_THE_REGISTER, currentCopies, isStopped } from '../model/current-set.ts'
import { evidence } from '../model/evidence.ts'
import { registerRow } from '../model/register-time.ts'
import { defineRule, type LoggedCopy } from '../model/rule.ts'

const keysOf = ({ location: { unlockedBy = [] } }: LoggedCopy): string => unlockedBy.join(', ')

const namesOf = (copies: readonly LoggedCopy[]): string => copies.map((copy) => `${copy.location.id} (unlocked by ${keysOf(copy)})`).join('; ')

export default defineRule({
  id: 'circular-storage',
  title: 'Codes are locked behind the account that they open',
  about: 'accounts',
  needs: ['codeSets', 'locations'],
  defaults: {},

  judge(subject, { codeSets, locations }) {
    const found = currentCopies(subject, codeSets, locations)
    if (isStopped(found)) return found.verdict
    const { set, copies } = found
    if (copies.length === 0)
      return { outcome: 'not-applicable', message: 'The register has no copy of the codes.', evidence: [registerRow(set, 'copies', 'none')] }
    const rows = (some: readonly LoggedCopy[]) =>
      some.map((copy) => evidence(copy.copy.origin, 'copy', keysOf(copy) === '' ? copy.location.id : `${copy.location.id}, unlocked by ${keysOf(copy)}`))
    const unreachable = copies.filter(({ reach }) => reach === 'unreachable')
    if (unreachable.length > 0) {
      return {
        outcome: 'fail',
        message: `A copy lies where only accounts lead whose own codes lie behind it: ${namesOf(unreachable)}.`,
        evidence: rows(unreachable),
        remediation: 'Store a copy of the codes of the unlocking account at a place that asks for no account, such as a safe, and register it.',
      }
    }
    const open = copies.filter(({ reach }) => reach === 'unknown')
    if (open.length > 0) {
      return {
        outcome: 'unknown',
        message: `The register does not say enough about the codes of the unlocking accounts to tell whether a copy can be reached: ${namesOf(open)}.`,
        evidence: rows(open),
        remediation: COMPLETE_THE_REGISTER,
      }
    }
    return { outcome: 'pass', message: `Every copy (${String(copies.length)}) can be reached without the account itself.`, evidence: rows(copies) }
  },
})
