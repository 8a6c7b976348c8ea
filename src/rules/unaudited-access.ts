import { accessEvidence, audited, describeAccess, isAccess, setAt } from '../model/access.ts'
import { hasNoCopies } from '../model/current-set.ts'
import { evidence } from '../model/evidence.ts'
import type { CodeEvent, Copy, EscrowEvent } from '../model/inventory.ts'
import { type AccountFacts, defineRule, type LogCoverage } from '../model/rule.ts'
import { isElsewhere, showsStoring } from '../model/storing.ts'
import { formatInstant, HOUR } from '../model/time.ts'
import { isAtCopy, setsAt, usesAtProvider } from '../model/uses.ts'
import { all, type Outcome, type Told, type Verdict } from '../model/verdict.ts'

export interface Params {
  /** Milliseconds. */
  readonly window: number
  readonly ticket: 'required' | 'optional'
}

type Facts = Pick<AccountFacts, 'codeSets' | 'escrowEvents' | 'codeEvents' | 'logs' | 'people' | 'incidents'>

/** An access needs a ticket, or an incident that names the account and the actor and was open. */
const judgeAccess = (event: EscrowEvent, { people, incidents }: Facts): Verdict<never> => {
  const person = event.actor === undefined ? undefined : people.whoIs(event.sourceType, event.actor)
  return {
    outcome: audited(event, person, incidents),
    tell: () => ({
      message: `no ticket and no incident covers it: ${describeAccess(event, person)}`,
      evidence: [accessEvidence(event, person)],
    }),
  }
}

/** Silence proves something where the server of the location speaks, or where people write down each opening; and only in a log that is whole. */
const silenceProves = (log: LogCoverage, from: number, to: number): boolean =>
  (log.grade === 'server' || log.grade === 'manual') && log.whole && log.spans.some((span) => span.from <= from && to <= span.to)

/** The first record that names a copy, of a log that shows whatever is stored. */
const firstOf = ({ location, item }: Copy, events: readonly EscrowEvent[]): EscrowEvent | undefined =>
  events.find((event) => event.location === location && event.item === item && showsStoring(event))

/** How far a time that people write down may be off: escrow forms are typed from paper. */
const WALL_CLOCK = HOUR / 4

/** A code that was used at the provider must have come from somewhere: an access, in the window before it, to a copy of the set that it is of. */
const judgeUse = (use: CodeEvent, { codeSets, escrowEvents, logs }: Facts, window: number): Verdict<never> => {
  const from = use.time - window
  const sets = setsAt(codeSets.history, use.time)
  const accesses = escrowEvents.filter((event) => isAccess(event) && sets.some((set) => isAtCopy(event, set)))
  const before = accesses.filter(({ time }) => time >= from && time <= use.time)
  const aboutThen = accesses.filter(({ timeBasis, time }) => timeBasis === 'wall' && time >= from - WALL_CLOCK && time <= use.time + WALL_CLOCK)
  const told = (outcome: Outcome, why: string): Verdict<never> => ({
    outcome,
    tell: () => ({
      message: `a backup code was used on ${formatInstant(use.time)} ${why}`,
      evidence: [evidence(use.origin, 'backup code used', formatInstant(use.time))],
    }),
  })
  if (before.some(({ outcome }) => outcome === 'success')) return told('pass', 'after a copy was opened')
  if (before.length > 0) return told('unknown', 'and it is not known whether the request for a copy before it succeeded')
  if (aboutThen.length > 0) return told('unknown', 'and a copy was opened about then, by a clock on the wall')
  const { copies = [], generated = -Infinity } = setAt(codeSets.history, use.time) ?? {}
  const wouldShow = (copy: Copy): boolean => {
    const log = logs.get(copy.location)
    return (
      copy.item !== undefined &&
      log !== undefined &&
      silenceProves(log, from, use.time) &&
      !isElsewhere(log, copy.stored ?? generated, firstOf(copy, escrowEvents))
    )
  }
  if (copies.length === 0 || !copies.every(wouldShow)) {
    return told('unknown', 'and the logs of its copies cannot show that none was opened before')
  }
  return told(use.outcome === 'success' ? 'fail' : 'unknown', 'and no copy was opened before it')
}

/** What there is to say of an unknown or a fail, by the accesses and uses that decided it. */
const tell = (judged: readonly Verdict<never>[], outcome: Outcome): Told => {
  const told = judged.filter((one) => one.outcome === outcome).map((one) => one.tell())
  const first = told[0]?.message ?? ''
  const more = told.length === 1 ? '' : ` (and ${String(told.length - 1)} more)`
  return {
    message: `${first.charAt(0).toUpperCase()}${first.slice(1)}${more}.`,
    evidence: told.flatMap((one) => one.evidence),
    remediation:
      outcome === 'fail'
        ? 'Find out who opened or used the codes, record the ticket or incident, and regenerate the codes if nobody can say.'
        : 'Find out whether the access succeeded, or provide a log that covers the time before the use, and audit again.',
  }
}

const defaults: Params = { window: 24 * HOUR, ticket: 'required' }

export default defineRule({
  id: 'unaudited-access',
  title: 'Codes were opened or used without a trace that explains it',
  about: 'accounts',
  needs: ['codeSets', 'escrowEvents', 'codeEvents', 'logs', 'people', 'incidents'],
  defaults,

  judge({ id }, facts, { window, ticket }) {
    const accesses = facts.escrowEvents.filter(isAccess)
    const uses = usesAtProvider(facts.codeEvents, facts.codeSets.history)
    const judged = [...(ticket === 'required' ? accesses.map((event) => judgeAccess(event, facts)) : []), ...uses.map((use) => judgeUse(use, facts, window))]
    if (judged.length === 0) {
      if (hasNoCopies(facts.codeSets)) {
        return {
          outcome: 'not-applicable',
          tell: () => ({ message: `The register has no current copies of ${id}, and no use of a code is known.`, evidence: [] }),
        }
      }
      const message = accesses.length === 0 ? 'The logs show no access and no use.' : 'The logs show no use, and accesses need no ticket.'
      return { outcome: 'pass', tell: () => ({ message, evidence: [] }) }
    }
    const outcome = all(judged.map((one) => one.outcome))
    if (outcome === 'pass')
      return {
        outcome,
        tell: () => ({
          message: `Every access (${String(accesses.length)}) and use (${String(uses.length)}) is explained.`,
          evidence: judged.flatMap((one) => one.tell().evidence),
        }),
      }
    return {
      outcome,
      tell: () => tell(judged, outcome),
    }
  },
})
