import { withoutCodes } from '../model/current-set.ts'
import { evidence } from '../model/evidence.ts'
import type { CodeSet } from '../model/inventory.ts'
import { defineRule } from '../model/rule.ts'

const isKept = ({ status }: CodeSet): boolean => status !== 'revoked'

export default defineRule({
  id: 'orphaned-set',
  title: 'There are codes of an account that is gone',
  about: 'accounts',
  needs: ['codeSets', 'listing'],
  defaults: {},

  judge({ id, service }, { codeSets: { history }, listing: { state, sources } }) {
    if (!service.hasCodes) return withoutCodes(service)
    if (!history.some(isKept))
      return { outcome: 'not-applicable', rests: ['codeSets'], tell: () => ({ message: `The register has no current code set of ${id}.`, evidence: [] }) }
    const rows = () => history.filter(isKept).map(({ origin, status }) => evidence(origin, 'code set', status))
    switch (state) {
      case 'uncovered':
        return { outcome: 'not-applicable', tell: () => ({ message: `No source lists the accounts of ${service.name}.`, evidence: rows() }) }
      case 'listed':
        return { outcome: 'pass', tell: () => ({ message: `${service.name} has the account.`, evidence: rows() }) }
      case 'incomplete':
        return {
          outcome: 'unknown',
          tell: () => ({
            message: `The list of ${service.name} does not have ${id}, and it may not be whole.`,
            evidence: rows(),
            remediation: 'Collect the whole list and audit again.',
          }),
        }
      case 'not-listed':
        return {
          outcome: 'fail',
          tell: () => ({
            message: `The list of ${service.name} is whole and does not have ${id}.`,
            evidence: [...rows(), ...sources.map((source) => ({ source, fact: 'account', value: 'not listed' }))],
            remediation: 'Destroy the copies and mark the set revoked in the register; or correct the name of the account there.',
          }),
        }
    }
  },
})
