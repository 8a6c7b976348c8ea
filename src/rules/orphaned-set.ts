import { evidence } from '../model/evidence.ts'
import { defineRule } from '../model/rule.ts'

export default defineRule({
  id: 'orphaned-set',
  title: 'There are codes of an account that is gone',
  about: 'accounts',
  needs: ['codeSets', 'listing'],
  defaults: {},

  judge({ id, service }, { codeSets: { history }, listing: { state, sources } }) {
    if (!service.hasCodes) return { outcome: 'not-applicable', message: `${service.name} has no backup codes.`, evidence: [], rests: [] }
    const sets = history.filter(({ status }) => status !== 'revoked')
    const [set] = sets
    if (set === undefined) return { outcome: 'not-applicable', message: `The register has no current code set of ${id}.`, evidence: [], rests: ['codeSets'] }
    const rows = sets.map(({ origin, status }) => evidence(origin, 'code set', status))
    switch (state) {
      case 'uncovered':
        return { outcome: 'not-applicable', message: `No source lists the accounts of ${service.name}.`, evidence: rows }
      case 'listed':
        return { outcome: 'pass', message: `${service.name} has the account.`, evidence: rows }
      case 'incomplete':
        return {
          outcome: 'unknown',
          message: `The list of ${service.name} does not have ${id}, and it may not be whole.`,
          evidence: rows,
          remediation: 'Collect the whole list and audit again.',
        }
      case 'not-listed':
        return {
          outcome: 'fail',
          message: `The list of ${service.name} is whole and does not have ${id}.`,
          evidence: [...rows, ...sources.map((source) => ({ source, fact: 'account', value: 'not listed' }))],
          remediation: 'Destroy the copies and mark the set revoked in the register; or correct the name of the account there.',
        }
    }
  },
})
