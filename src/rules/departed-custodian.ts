import { isSameName, lowerAscii } from '../model/account.ts'
import { isKnown } from '../model/administrators.ts'
import { COMPLETE_THE_REGISTER, currentCopies, currentSet, isStopped } from '../model/current-set.ts'
import { evidence, type EvidenceRow } from '../model/evidence.ts'
import type { CodeSet, Location, Person } from '../model/inventory.ts'
import { coverName } from '../model/mask.ts'
import { isTimed, registerRow, registerTime, type RegisterTime, type Timed } from '../model/register-time.ts'
import { defineRule, type LoggedCopy, type People } from '../model/rule.ts'
import type { Service } from '../model/services.ts'
import { formatDay, type Instant } from '../model/time.ts'
import type { Outcome, Told } from '../model/verdict.ts'

/** Why somebody could open a copy; `unknown`: the register does not say enough to tell. */
type Way = { readonly outcome: Extract<Outcome, 'fail' | 'unknown'>; readonly why: string } | undefined

const UNKNOWN = 'unknown'

/** Whether a person held a role at some time from the generation of the set on. */
const heldSince = (person: Person, role: string, generated: Instant | undefined, asOf: Instant): boolean | undefined => {
  const spans = person.roles.filter((held) => isSameName(held.role, role) && held.from <= asOf)
  if (spans.length === 0) return false
  if (generated === undefined) return undefined
  return spans.some(({ to }) => Math.min(to ?? Infinity, person.left ?? Infinity) > generated)
}

/** What one location says about whether a person could open what lies there. */
const wayAt = (person: Person, { id, administrators }: Location, generated: Instant | undefined, asOf: Instant, isNamed: (name: string) => boolean): Way => {
  if (administrators === undefined) return { outcome: UNKNOWN, why: `the register does not say who can open ${id}` }
  if (administrators.some((name) => isSameName(name, person.id))) return { outcome: 'fail', why: `could open ${id}` }
  const held = administrators.find((role) => heldSince(person, role, generated, asOf) === true)
  if (held !== undefined) return { outcome: 'fail', why: `could open ${id} as ${held}` }
  if (administrators.some((role) => heldSince(person, role, generated, asOf) === undefined))
    return { outcome: UNKNOWN, why: 'it is not known whether the role was held while the set existed' }
  const stranger = administrators.find((name) => !isNamed(name))
  return stranger === undefined ? undefined : { outcome: UNKNOWN, why: `nobody knows who ${stranger} is, who can open ${id}` }
}

const ownership = (person: Person, { owner }: CodeSet, people: People): Way => {
  if (owner === undefined) return { outcome: UNKNOWN, why: 'the register does not say who owns the set' }
  if (isSameName(owner, person.id)) return { outcome: 'fail', why: 'owned the set' }
  return people.byId.has(lowerAscii(owner)) ? undefined : { outcome: UNKNOWN, why: 'the roster does not know the owner of the set' }
}

/** Why somebody who left may not be in the roster; undefined: everybody who owns the set or can open a copy is. */
const mayBeMissing = ({ owner }: CodeSet, copies: readonly LoggedCopy[] | undefined, isNamed: (name: string) => boolean): string | undefined => {
  if (owner === undefined) return 'the register does not say who owns the set'
  if (!isNamed(owner)) return `the roster does not know the owner ${coverName(owner)}`
  if (copies === undefined) return 'it is not known where all copies lie'
  for (const { location } of copies) {
    if (location.administrators === undefined) return `the register does not say who can open ${location.id}`
    const stranger = location.administrators.find((name) => !isNamed(name))
    if (stranger !== undefined) return `the roster does not know ${coverName(stranger)}, who can open ${location.id}`
  }
  return undefined
}

/** Those who have left since a time; since ever, where it is not known. */
const goneSince = (from: Instant | undefined, { byId }: People, asOf: Instant): readonly Person[] => {
  const gone: Person[] = []
  for (const person of byId.values()) {
    const { left } = person
    if (left !== undefined && left <= asOf && (from === undefined || from < left)) gone.push(person)
  }
  return gone
}

interface Judged {
  readonly person: Person
  readonly way: NonNullable<Way>
}

const isSure = ({ way }: Judged): boolean => way.outcome === 'fail'

const byPerson = ({ person: a }: Judged, { person: b }: Judged): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

const leaving = ({ person: { id, left }, way: { why } }: Judged, asOf: Instant): string => `${id}, who left on ${formatDay(left ?? asOf)}, ${why}`

/** The same of somebody of whom it may be open: "grace@acme.test left on 2026-08-31, and nobody knows who …". */
const leavingPerhaps = (one: Judged, asOf: Instant): string =>
  isSure(one) ? leaving(one, asOf) : `${one.person.id} left on ${formatDay(one.person.left ?? asOf)}, and ${one.way.why}`

const rowsOf = (ways: readonly Judged[], asOf: Instant): readonly EvidenceRow[] => {
  const persons = [...new Map(ways.map(({ person }) => [person.id, person])).values()]
  return persons.map(({ id, origin, left }) => evidence(origin, 'left', `${id} on ${formatDay(left ?? asOf)}`))
}

/** There is at least one way; the first person by id is named. */
type Ways = readonly [Judged, ...Judged[]]

const isSome = (ways: readonly Judged[]): ways is Ways => ways.length > 0

const inOrder = (ways: Ways): Ways => [...ways].sort(byPerson) as unknown as Ways

const tellFail = (ways: Ways, { time, row }: Timed, { regenerate }: Service, asOf: Instant): Told => {
  const surely = inOrder(ways)
  const others = new Set(surely.map(({ person }) => person.id)).size - 1
  const more = others === 0 ? '' : ` (and ${String(others)} more)`
  return {
    message: `${leaving(surely[0], asOf)}${more}; the codes were generated before, on ${formatDay(time)}.`,
    evidence: [row(), ...rowsOf(surely, asOf)],
    remediation: `${regenerate} Replace every copy, register the new set, and take those who left out of the administrators.`,
  }
}

const tellUnknown = (ways: Ways, generated: RegisterTime, asOf: Instant): Told => {
  const open = inOrder(ways)
  const [first] = open
  return {
    message: isTimed(generated)
      ? `Somebody has left since the codes were generated, and ${first.way.why}.`
      : `${generated.doubt} ${leavingPerhaps(first, asOf)}.`,
    evidence: [generated.row(), ...rowsOf(open, asOf)],
    remediation: COMPLETE_THE_REGISTER,
  }
}

export default defineRule({
  id: 'departed-custodian',
  title: 'Somebody who left could open a copy, and the codes are the same',
  about: 'accounts',
  needs: ['codeSets', 'locations', 'people'],
  defaults: {},

  judge(subject, { codeSets, locations, people }, _params, { asOf, roles }) {
    const found = currentSet(subject, codeSets)
    if (isStopped(found)) return found.verdict
    const { set } = found
    const generated = registerTime(set, 'generated', asOf)
    const from = isTimed(generated) ? generated.time : undefined
    const isNamed = (name: string): boolean => isKnown(name, people, roles)
    const gone = goneSince(from, people, asOf)
    const copies = currentCopies(subject, codeSets, locations)
    if (gone.length === 0) {
      const doubt = mayBeMissing(set, isStopped(copies) ? undefined : copies.copies, isNamed)
      const row = (): EvidenceRow => (isTimed(generated) ? generated.row() : registerRow(set, 'status', set.status))
      if (doubt === undefined) return { outcome: 'pass', tell: () => ({ message: 'Nobody has left since the codes were generated.', evidence: [row()] }) }
      return {
        outcome: 'unknown',
        tell: () => ({
          message: `Nobody in the roster has left since the codes were generated, and ${doubt}.`,
          evidence: [row()],
          remediation: 'Leave those who left in the roster, with the day, complete the names in register and roster, and audit again.',
        }),
      }
    }

    const waysOf = (person: Person): readonly Way[] => [
      ownership(person, set, people),
      ...(isStopped(copies)
        ? [{ outcome: UNKNOWN, why: 'it is not known where all copies lie' } as const]
        : copies.copies.map(({ location }) => wayAt(person, location, from, asOf, isNamed))),
    ]
    const ways = gone.flatMap((person) => waysOf(person).flatMap((way): Judged[] => (way === undefined ? [] : [{ person, way }])))
    const surely = ways.filter(isSure)
    if (isSome(surely) && isTimed(generated)) return { outcome: 'fail', tell: () => tellFail(surely, generated, subject.service, asOf) }
    if (isSome(ways)) return { outcome: 'unknown', tell: () => tellUnknown(ways, generated, asOf) }
    return {
      outcome: 'pass',
      tell: () => ({ message: 'Nobody who has left since the codes were generated could open a copy.', evidence: [generated.row()] }),
    }
  },
})
