import { CORRECT_THE_REGISTER, leftOpen, possibleSets, withoutCodes } from '../model/current-set.ts'
import { evidence } from '../model/evidence.ts'
import { defineRule } from '../model/rule.ts'

export default defineRule({
  id: 'codes-missing',
  title: 'An account with a second factor has no backup codes',
  about: 'accounts',
  needs: ['accounts', 'codeSets', 'codeCounts'],
  defaults: {},

  judge({ id, service }, { accounts: account, codeSets, codeCounts: count }) {
    if (!service.hasCodes) return withoutCodes(service)
    if (account === undefined) return { outcome: 'not-applicable', rests: ['accounts'], tell: () => ({ message: `No provider reports ${id}.`, evidence: [] }) }

    const [set] = possibleSets(codeSets)
    const rows = () => [
      ...account.proofs.map(({ origin, fact, value }) => evidence(origin, fact, value)),
      ...(set === undefined ? [] : [evidence(set.origin, 'code set', set.status)]),
      ...(count === undefined ? [] : [evidence(count.origin, 'remaining codes', String(count.remaining))]),
    ]
    if (account.mfa === 'not-enrolled')
      return {
        outcome: 'not-applicable',
        rests: ['accounts'],
        tell: () => ({ message: `${id} has no second factor, so codes are not asked for.`, evidence: rows() }),
      }

    if (codeSets.open === 'whether' && count?.remaining !== 0)
      return {
        outcome: 'unknown',
        tell: () => ({ message: `The register ${leftOpen.whether(id)}.`, evidence: rows(), remediation: CORRECT_THE_REGISTER }),
      }
    if (set !== undefined && count?.remaining !== 0)
      return { outcome: 'pass', rests: ['codeSets', 'codeCounts'], tell: () => ({ message: `${id} has backup codes.`, evidence: rows() }) }
    const missing = () =>
      set === undefined ? `The register has no current code set of ${id}` : `${service.name} counts no codes of ${id}, although the register has a set`
    if (account.mfa === 'unknown')
      return {
        outcome: 'unknown',
        tell: () => ({
          message: `${missing()}, and it is not known whether it has a second factor${account.doubt === undefined ? '' : `: ${account.doubt}`}.`,
          evidence: rows(),
          remediation: 'Collect anew with an account that may see second factors, or register the code set, and audit again.',
        }),
      }
    return {
      outcome: 'fail',
      tell: () => ({ message: `${missing()}.`, evidence: rows(), remediation: `${service.regenerate} Store two copies and register the set.` }),
    }
  },
})
