import { COMPLETE_THE_REGISTER, currentCopies, isStopped } from '../model/current-set.ts'
import { evidence, type EvidenceRow } from '../model/evidence.ts'
import { registerRow } from '../model/register-time.ts'
import { defineRule, type LoggedCopy } from '../model/rule.ts'
import type { Told } from '../model/verdict.ts'

const keysOf = ({ location: { unlockedBy = [] } }: LoggedCopy): string => unlockedBy.join(', ')

const isUnreachable = ({ reach }: LoggedCopy): boolean => reach === 'unreachable'

const isOpen = ({ reach }: LoggedCopy): boolean => reach === 'unknown'

const rowsOf = (copies: readonly LoggedCopy[]): readonly EvidenceRow[] =>
  copies.map((copy) => evidence(copy.copy.origin, 'copy', keysOf(copy) === '' ? copy.location.id : `${copy.location.id}, unlocked by ${keysOf(copy)}`))

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
      return {
        outcome: 'not-applicable',
        tell: () => ({ message: 'The register has no copy of the codes.', evidence: [registerRow(set, 'copies', 'none')] }),
      }
    if (copies.some(isUnreachable)) {
      const tell = (): Told => {
        const unreachable = copies.filter(isUnreachable)
        return {
          message: `A copy lies where only accounts lead whose own codes lie behind it: ${namesOf(unreachable)}.`,
          evidence: rowsOf(unreachable),
          remediation: 'Store a copy of the codes of the unlocking account at a place that asks for no account, such as a safe, and register it.',
        }
      }
      return { outcome: 'fail', tell }
    }
    if (copies.some(isOpen)) {
      const tell = (): Told => {
        const open = copies.filter(isOpen)
        return {
          message: `The register does not say enough about the codes of the unlocking accounts to tell whether a copy can be reached: ${namesOf(open)}.`,
          evidence: rowsOf(open),
          remediation: COMPLETE_THE_REGISTER,
        }
      }
      return { outcome: 'unknown', tell }
    }
    return {
      outcome: 'pass',
      tell: () => ({ message: `Every copy (${String(copies.length)}) can be reached without the account itself.`, evidence: rowsOf(copies) }),
    }
  },
})
