import { accessEvidence, describeAccess, isAccess, isCoveredBy, isHere, setAt } from '../model/access.ts'
import { isSameName } from '../model/account.ts'
import { hasNoCopies } from '../model/current-set.ts'
import type { Some } from '../model/group.ts'
import type { CodeSet, EscrowEvent, Person } from '../model/inventory.ts'
import type { Role } from '../model/policy.ts'
import { type AccountFacts, type Context, defineRule } from '../model/rule.ts'
import { CLOCK_TOLERANCE, formatDay } from '../model/time.ts'
import { all, type Outcome, type Told } from '../model/verdict.ts'

type Facts = Pick<AccountFacts, 'codeSets' | 'escrowEvents' | 'people' | 'incidents'>

const OWNER = 'account-owner'

/** The roles that a person held at a time, from the roster. */
const rolesAt = ({ roles }: Person, time: number): readonly string[] =>
  roles.filter(({ from, to }) => from <= time && (to === undefined || time < to)).map(({ role }) => role)

/** Whether an access was before every set that the register has: whose codes lay there then it does not say. */
const isBefore = (history: readonly CodeSet[], time: number): boolean =>
  history.every(({ generated }) => generated !== undefined && time + CLOCK_TOLERANCE < generated)

/** Whether a person owned the set that was the account's at a time; the register may leave it open. */
const owned = ({ id }: Person, { codeSets: { history } }: Facts, time: number): boolean | undefined => {
  const isOwner = ({ owner }: CodeSet): boolean => owner !== undefined && isSameName(owner, id)
  const owners = history.map(isOwner)
  if (owners.every((owns) => !owns)) return false
  if (isBefore(history, time)) return undefined
  if (owners.every((owns) => owns)) return true
  const set = setAt(history, time)
  return set === undefined ? undefined : isOwner(set)
}

/** What a role held at a time grants. */
const granted = (access: Role['access'] | undefined, owns: boolean | undefined, isInIncident: boolean): Outcome => {
  switch (access) {
    case 'all':
      return 'pass'
    case 'own':
      return owns === undefined ? 'unknown' : owns ? 'pass' : 'fail'
    case 'incident':
      return isInIncident ? 'pass' : 'fail'
    case undefined:
      // Stryker disable next-line StringLiteral: a grant is asked only whether it is pass or unknown
      return 'fail'
  }
}

/** What the role account-owner grants to somebody of whom the register leaves open whether the codes were theirs. */
const asOwner = (grant: Outcome, owns: true | undefined): Outcome => (owns === undefined && grant === 'pass' ? 'unknown' : grant)

/** Why no role reached the account: "whose role it-director had ended on 2026-06-30". Only a role that would have reached it explains anything by its dates. */
const lacking = (person: Person, time: number, held: readonly string[], wouldReach: (role: string) => boolean): string => {
  const reaching = person.roles.filter(({ role }) => wouldReach(role))
  const ended = reaching.find(({ to }) => to !== undefined && to <= time)
  if (ended?.to !== undefined) return `whose role ${ended.role} had ended on ${formatDay(ended.to)}`
  // A role that reaches the account, has not ended and was not held had not begun.
  const [later] = reaching
  if (later !== undefined) return `whose role ${later.role} began only on ${formatDay(later.from)}`
  return held.length === 0 ? 'who held no role' : `whose role then, ${held.join(', ')}, did not reach the account`
}

interface Judged {
  readonly event: EscrowEvent
  readonly person: Person | undefined
  readonly outcome: Outcome
  /** Who the actor was, as far as it explains the outcome. */
  readonly why: () => string
}

/** pass: a role held by the actor at that time grants the account. */
const judgeActor = (event: EscrowEvent, facts: Facts, { roles }: Context): Omit<Judged, 'event'> => {
  const { actor, sourceType, time } = event
  if (actor === undefined) return { person: undefined, outcome: 'unknown', why: () => 'whom the log does not name' }
  const person = facts.people.whoIs(sourceType, actor)
  if (person === undefined) return { person, outcome: 'fail', why: () => 'whom the roster does not know' }
  if (!isHere(person, time)) return { person, outcome: 'fail', why: () => `who had left on ${formatDay(person.left ?? time)}` }
  const owns = owned(person, facts, time)
  const held = rolesAt(person, time)
  const isInIncident = facts.incidents.some((incident) => isCoveredBy(incident, person, time))
  const grants = held.map((name) => granted(roles.get(name)?.access, owns, isInIncident))
  if (owns !== false) grants.push(asOwner(granted(roles.get(OWNER)?.access, owns, isInIncident), owns))
  if (grants.includes('pass')) return { person, outcome: 'pass', why: () => 'whose role reached the account' }
  if (grants.includes('unknown')) return { person, outcome: 'unknown', why: () => 'of whom the register leaves open whether the codes were theirs' }
  const wouldReach = (role: string): boolean => granted(roles.get(role)?.access, owns, isInIncident) === 'pass'
  return { person, outcome: 'fail', why: () => lacking(person, time, held, wouldReach) }
}

/** An access that perhaps was none cannot fail. */
const judgeAccess = (event: EscrowEvent, facts: Facts, context: Context): Judged => {
  const judged = judgeActor(event, facts, context)
  return { event, ...judged, outcome: judged.outcome === 'fail' && event.outcome === 'unknown' ? 'unknown' : judged.outcome }
}

const tell = (judged: readonly Judged[], outcome: Outcome): Told => {
  const told = judged.filter((access) => access.outcome === outcome) as Some<Judged>
  const rows = told.map(({ event, person }) => accessEvidence(event, person))
  if (outcome === 'pass') return { message: `Every access (${String(judged.length)}) was by somebody whose role reached the account.`, evidence: rows }

  const [first] = told
  const more = told.length === 1 ? '' : ` (and ${String(told.length - 1)} more)`
  const message = `${describeAccess(first.event, first.person, first.why())}${more}.`
  if (outcome !== 'fail')
    return {
      message: `It is not known whether a role reached the account: ${message}`,
      evidence: rows,
      remediation: 'Find out who it was and whether the access succeeded, complete the register and the roster, and audit again.',
    }
  return {
    message,
    evidence: rows,
    remediation: 'Ask who opened the copy and why, regenerate the codes, and correct the roles or the rights at the location.',
  }
}

export default defineRule({
  id: 'access-outside-role',
  title: 'A copy was opened by somebody whose role does not reach it',
  about: 'accounts',
  needs: ['codeSets', 'escrowEvents', 'people', 'incidents'],
  defaults: {},

  judge({ id }, facts, _params, context) {
    const judged = facts.escrowEvents.filter(isAccess).map((event) => judgeAccess(event, facts, context))
    if (judged.length === 0) {
      if (hasNoCopies(facts.codeSets))
        return { outcome: 'not-applicable', tell: () => ({ message: `The register has no current copies of ${id}.`, evidence: [] }) }
      return { outcome: 'pass', tell: () => ({ message: 'The logs show no access to a copy.', evidence: [] }) }
    }
    const outcome = all(judged.map((access) => access.outcome))
    return { outcome, tell: () => tell(judged, outcome) }
  },
})
