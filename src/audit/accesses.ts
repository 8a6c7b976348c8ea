/** Every access to a copy that a log shows, in the shape of the report, and whether it is audited. */
import { actorOf, audited, isAccess } from '../model/access.ts'
import { given } from '../model/given.ts'
import type { EscrowEvent, Person } from '../model/inventory.ts'
import type { ReportedAccess } from '../model/report.ts'
import { formatInstant } from '../model/time.ts'
import { all, type Outcome } from '../model/verdict.ts'
import type { Join } from './join.ts'
import { identityOf } from './logs.ts'
import { byTime } from './order.ts'

/** What the accounts whose copies it opened say together about one access. */
interface Seen {
  readonly event: EscrowEvent
  readonly person: Person | undefined
  readonly accounts: string[]
  outcome: Outcome
}

const inWord = (outcome: Outcome): ReportedAccess['audited'] => (outcome === 'pass' ? 'yes' : outcome === 'fail' ? 'no' : 'unknown')

const toAccess = ({ event, person, accounts, outcome }: Seen): ReportedAccess => ({
  at: formatInstant(event.time),
  action: event.action as ReportedAccess['action'],
  location: event.location,
  ...given('actor', actorOf(event, person)),
  outcome: event.outcome as ReportedAccess['outcome'],
  audited: inWord(outcome),
  accounts,
  source: event.origin.source,
  file: event.origin.file,
  ...given('line', event.origin.line),
  ...given('record', event.origin.record),
})

/** An event may be made anew for each account that it is about. */
const isSame = (a: EscrowEvent, b: EscrowEvent): boolean => a === b || (a.time === b.time && identityOf(a) === identityOf(b))

/** Who opens a whole location opens the copies of many accounts: it is one access, and unaudited where it is so for one of them. */
const seenIn = ({ keys, found }: Join): Seen[] => {
  const seen = new Map<string, Seen[]>()
  for (const key of keys) {
    const { subject, facts } = found(key)
    for (const event of facts.escrowEvents) {
      if (!isAccess(event)) continue
      const person = event.actor === undefined ? undefined : facts.people.whoIs(event.sourceType, event.actor)
      const outcome = audited(event, person, facts.incidents)
      const alike = seen.get(event.id)
      const known = alike?.find((other) => isSame(other.event, event))
      if (alike === undefined) seen.set(event.id, [{ event, person, accounts: [subject.id], outcome }])
      else if (known === undefined) alike.push({ event, person, accounts: [subject.id], outcome })
      else {
        known.accounts.push(subject.id)
        known.outcome = all([known.outcome, outcome])
      }
    }
  }
  return [...seen.values()].flat()
}

/** Every access by time. Put together when it is read, and anew each time: an audit that nobody asks for it pays nothing. */
export const accesses = (join: Join): Iterable<ReportedAccess> => ({
  *[Symbol.iterator]() {
    for (const seen of seenIn(join).sort((a, b) => byTime(a.event, b.event))) yield toAccess(seen)
  },
})
