import { accessEvidence, describeAccess, isAccess, isCoveredBy, isHere, setAt } from '../model/access.ts'
import { lowerAscii } from '../model/account.ts'
import type { EscrowEvent, Person } from '../model/inventory.ts'
import { type AccountFacts, type Context, defineRule } from '../model/rule.ts'
import { all, type Outcome } from '../model/verdict.ts'

type Facts = Pick<AccountFacts, 'codeSets' | 'escrowEvents' | 'people' | 'incidents'>

const OWNER = 'account-owner'

/** The roles that a person held at a time, from the roster. */
const rolesAt = ({ roles }: Person, time: number): readonly string[] =>
  roles.filter(({ from, to }) => from <= time && (to === undefined || time < to)).map(({ role }) => role)

/** Whether a person owned the set that was the account's at a time; the register may leave it open. */
const owned = ({ id }: Person, { codeSets: { history } }: Facts, time: number): boolean | undefined => {
  const owners = history.map(({ owner }) => owner !== undefined && lowerAscii(owner) === lowerAscii(id))
  if (owners.every((isOwner) => isOwner === owners[0])) return owners[0] ?? false
  const set = setAt(history, time)
  return set === undefined ? undefined : set.owner !== undefined && lowerAscii(set.owner) === lowerAscii(id)
}

/** pass: a role held by the actor at that time grants the account. */
const judgeAccess = (event: EscrowEvent, facts: Facts, { roles }: Context): Outcome => {
  const { actor, sourceType, time } = event
  if (actor === undefined) return 'unknown'
  const person = facts.people.whoIs(sourceType, actor)
  if (person === undefined || !isHere(person, time)) return 'fail'
  const owns = owned(person, facts, time)
  const held = [...rolesAt(person, time), ...(owns === false ? [] : [OWNER])]
  const grants = held.map((name): Outcome => {
    switch (roles.get(name)?.access) {
      case 'all':
        return 'pass'
      case 'own':
        return owns === undefined ? 'unknown' : owns ? 'pass' : 'fail'
      case 'incident':
        return facts.incidents.some((incident) => isCoveredBy(incident, person, time)) ? 'pass' : 'fail'
      default:
        return 'fail'
    }
  })
  return grants.includes('pass') ? 'pass' : grants.includes('unknown') ? 'unknown' : 'fail'
}

export default defineRule({
  id: 'access-outside-role',
  title: 'A copy was opened by somebody whose role does not reach it',
  needs: ['codeSets', 'escrowEvents', 'people', 'incidents'],
  defaults: {},

  judge({ id }, facts, _params, context) {
    const judged = facts.escrowEvents.filter(isAccess).map((event) => {
      const outcome = judgeAccess(event, facts, context)
      return { event, outcome: outcome === 'fail' && event.outcome === 'unknown' ? ('unknown' as const) : outcome }
    })
    const outcome = all(judged.map((access) => access.outcome))
    const told = judged.filter((access) => access.outcome === outcome)
    const rows = told.map(({ event }) => accessEvidence(event))
    const [first] = told
    if (first === undefined || outcome === 'pass' || outcome === 'not-applicable') {
      if (facts.codeSets.current === undefined && !facts.codeSets.ambiguous && judged.length === 0) {
        return { outcome: 'not-applicable', message: `The register has no current copies of ${id}.`, evidence: [] }
      }
      const message =
        judged.length === 0 ? 'The logs show no access to a copy.' : `Every access (${String(judged.length)}) was by somebody whose role reaches the account.`
      return { outcome: 'pass', message, evidence: rows }
    }
    const more = told.length === 1 ? '' : ` (and ${String(told.length - 1)} more)`
    if (outcome === 'unknown')
      return { outcome, message: `It is not known whether the role of the actor reaches the account: ${describeAccess(first.event)}${more}.`, evidence: rows }
    return {
      outcome,
      message: `No role held then reaches the account: ${describeAccess(first.event)}${more}.`,
      evidence: rows,
      remediation: 'Ask who opened the copy and why, regenerate the codes, and correct the roles or the rights at the location.',
    }
  },
})
