import { CORRECT_THE_REGISTER, currentCopies, isStopped } from '../model/current-set.ts'
import { evidence } from '../model/evidence.ts'
import { registerRow } from '../model/register-time.ts'
import { defineRule } from '../model/rule.ts'
import { mayBeStored, NOT_STORED, type StorageKind, storageKind } from '../model/storage.ts'

export interface Params {
  /** Of each of these there must be a copy. */
  readonly require: readonly StorageKind[]
}

const defaults: Params = { require: ['digital', 'physical'] }

export default defineRule({
  id: 'missing-storage-kind',
  title: 'A copy of a required kind is missing',
  about: 'accounts',
  needs: ['codeSets', 'locations'],
  defaults,

  judge(subject, { codeSets, locations }, { require: required }, { asOf }) {
    const found = currentCopies(subject, codeSets, locations)
    if (isStopped(found)) return found.verdict
    const { set, copies } = found
    const kinds = copies.map(({ location }) => storageKind(location))
    const missing = required.filter((kind) => !kinds.includes(kind))
    const sure = copies.filter(({ copy }) => mayBeStored(copy, set, asOf)).map(({ location }) => storageKind(location))
    const doubtful = required.filter((kind) => !sure.includes(kind))
    const rows = () =>
      copies.length === 0
        ? [registerRow(set, 'copies', 'none')]
        : copies.map(({ copy, location }) => evidence(copy.origin, 'copy', `${location.id}, kind ${location.kind}`))
    if (missing.length === 0 && doubtful.length > 0) {
      return {
        outcome: 'unknown',
        tell: () => ({
          message: `Whether the ${doubtful.join(' and the ')} copy is there is not known, ${NOT_STORED}.`,
          evidence: rows(),
          remediation: CORRECT_THE_REGISTER,
        }),
      }
    }
    if (missing.length === 0) return { outcome: 'pass', tell: () => ({ message: `There is a ${required.join(' and a ')} copy.`, evidence: rows() }) }
    // A place of kind other may be one of what is missing, but one copy is not two kinds.
    if (missing.length <= kinds.filter((kind) => kind === 'unknown').length) {
      return {
        outcome: 'unknown',
        tell: () => ({
          message: `It is not known whether a copy at a location of kind other is the ${missing.join(' and the ')} one.`,
          evidence: rows(),
          remediation: 'Say in the register what kind of location it is, and audit again.',
        }),
      }
    }
    const there = () => (copies.length === 0 ? 'no copy is registered' : `the copies lie at ${copies.map(({ location }) => location.id).join(', ')}`)
    return {
      outcome: 'fail',
      tell: () => ({
        message: `No ${missing.join(' and no ')} copy: ${there()}.`,
        evidence: rows(),
        remediation: `Store a ${missing.join(' and a ')} copy (physical: safe, paper or hardware token) and register it.`,
      }),
    }
  },
})
