import { evidence } from '../model/evidence.ts'
import { defineRule } from '../model/rule.ts'
import { all, type Outcome } from '../model/verdict.ts'

export default defineRule({
  id: 'codes-missing',
  title: 'An account with a second factor has no backup codes',
  about: 'accounts',
  needs: ['accounts', 'codeSets', 'codeCounts'],
  defaults: {},

  judge({ id, service }, { accounts: account, codeSets, codeCounts: count }) {
    if (!service.hasCodes) return { outcome: 'not-applicable', message: `${service.name} has no backup codes.`, evidence: [], rests: [] }
    if (account === undefined) return { outcome: 'not-applicable', message: `No provider reports ${id}.`, evidence: [], rests: ['accounts'] }

    const { current, ambiguous, history } = codeSets
    const set = current ?? (ambiguous ? history[0] : undefined)
    const rows = [
      ...account.proofs.map(({ origin, fact, value }) => evidence(origin, fact, value)),
      ...(set === undefined ? [] : [evidence(set.origin, 'code set', set.status)]),
      ...(count === undefined ? [] : [evidence(count.origin, 'remaining codes', String(count.remaining))]),
    ]
    if (account.mfa === 'not-enrolled')
      return { outcome: 'not-applicable', message: `${id} has no second factor, so codes are not asked for.`, evidence: rows, rests: ['accounts'] }

    const registered: Outcome = set === undefined ? 'fail' : 'pass'
    const counted: Outcome = count?.remaining === 0 ? 'fail' : 'pass'
    const missing =
      set === undefined ? `The register has no current code set of ${id}` : `${service.name} counts no codes of ${id}, although the register has a set`
    if (all([registered, counted]) === 'pass') return { outcome: 'pass', message: `${id} has backup codes.`, evidence: rows, rests: ['codeSets', 'codeCounts'] }
    if (account.mfa === 'unknown')
      return {
        outcome: 'unknown',
        message: `${missing}, and it is not known whether it has a second factor${account.doubt === undefined ? '' : `: ${account.doubt}`}.`,
        evidence: rows,
        remediation: 'Collect anew with an account that may see second factors, or register the code set, and audit again.',
      }
    return { outcome: 'fail', message: `${missing}.`, evidence: rows, remediation: `${service.regenerate} Store two copies and register the set.` }
  },
})
