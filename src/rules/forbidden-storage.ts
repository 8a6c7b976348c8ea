import { COMPLETE_THE_REGISTER, currentCopies, isStopped } from '../model/current-set.ts'
import { evidence } from '../model/evidence.ts'
import type { Location } from '../model/inventory.ts'
import { registerRow } from '../model/register-time.ts'
import { defineRule, type LoggedCopy } from '../model/rule.ts'
import type { Service } from '../model/services.ts'
import { storageKind } from '../model/storage.ts'
import { all, type Outcome, type Told } from '../model/verdict.ts'

export interface Params {
  /** Kinds of location at which no copy may lie. */
  readonly kinds: readonly Location['kind'][]
}

interface Judged {
  readonly copy: LoggedCopy
  readonly outcome: Outcome
  readonly why: () => string
}

const judgeCopy = (copy: LoggedCopy, kinds: Params['kinds']): Judged => {
  const { id, kind, encrypted } = copy.location
  const told = (outcome: Outcome, why: () => string): Judged => ({ copy, outcome, why })
  if (kinds.includes(kind)) return told('fail', () => `a copy lies at ${id}, kind ${kind}`)
  const nature = storageKind(copy.location)
  if (nature === 'physical' || encrypted === true) return told('pass', () => `${id} is ${nature === 'physical' ? kind : 'encrypted'}`)
  if (encrypted === undefined) return told('unknown', () => `the register does not say whether ${id} is encrypted`)
  return nature === 'digital'
    ? told('fail', () => `a copy lies at ${id}, which is not encrypted`)
    : told('unknown', () => `${id} is not encrypted, and it is not known whether it is digital`)
}

const rowOf = ({ copy: { copy, location } }: Judged) =>
  evidence(
    copy.origin,
    'copy',
    `${location.id}, kind ${location.kind}${location.encrypted === undefined ? '' : location.encrypted ? ', encrypted' : ', not encrypted'}`,
  )

const sentence = (reasons: readonly Judged[]): string => {
  const text = reasons.map(({ why }) => why()).join('; ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

const tell = (judged: readonly Judged[], outcome: Outcome, { regenerate }: Service): Told => {
  const told = judged.filter((one) => one.outcome === outcome)
  const said = { message: sentence(told), evidence: told.map(rowOf) }
  if (outcome === 'fail')
    return { ...said, remediation: `Remove that copy, regenerate the codes and store them in an encrypted place or a safe. ${regenerate}` }
  return outcome === 'unknown' ? { ...said, remediation: COMPLETE_THE_REGISTER } : said
}

const defaults: Params = { kinds: ['file', 'email', 'notes', 'chat'] }

export default defineRule({
  id: 'forbidden-storage',
  title: 'A copy lies where none may lie',
  about: 'accounts',
  needs: ['codeSets', 'locations'],
  defaults,

  judge(subject, { codeSets, locations }, { kinds }) {
    const found = currentCopies(subject, codeSets, locations)
    if (isStopped(found)) return found.verdict
    const { set, copies } = found
    if (copies.length === 0)
      return {
        outcome: 'not-applicable',
        tell: () => ({ message: 'The register has no copy of the codes.', evidence: [registerRow(set, 'copies', 'none')] }),
      }
    const judged = copies.map((copy) => judgeCopy(copy, kinds))
    const outcome = all(judged.map((one) => one.outcome))
    return { outcome, tell: () => tell(judged, outcome, subject.service) }
  },
})
