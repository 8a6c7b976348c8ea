/** roster.yaml → people and incidents, or every mistake in it. */
import { isSameName, lowerAscii } from '../../model/account.ts'
import type { WholeFile } from '../../model/files.ts'
import type { Incident as IncidentDocument, Person as PersonDocument, RosterDocument } from '../../model/generated/roster.ts'
import type { Incident, Person } from '../../model/inventory.ts'
import type { Checked, Mistake } from '../../model/mistake.ts'
import { parseMoment } from '../../model/time.ts'
import { parseDocumentStrictly, type Places, type Sense } from '../../parsers/document.ts'
import { type Entry, entriesOf, repeatedIds } from '../../parsers/entries.ts'
import { roster as validate } from '../../parsers/generated/validators/roster.ts'
import type { Known } from '../../parsers/known.ts'
import { didYouMean } from '../../parsers/wording.ts'

const LIMITS = { bytes: 32 * 1_048_576 }
export const SOURCE = 'roster'

export interface Roster {
  readonly people: readonly Person[]
  readonly incidents: readonly Incident[]
}

/** A time that the schema has accepted. */
const moment = (text: string): number => parseMoment(text) ?? 0

const namesOf = (identity: string | readonly string[]): readonly string[] => (typeof identity === 'string' ? [identity] : identity)

type KnownPerson = Known<PersonDocument>
type KnownIncident = Known<IncidentDocument>

const isBefore = (text: string | undefined, other: string | undefined): boolean => text !== undefined && other !== undefined && moment(text) < moment(other)

/** The organisation's own log calls people by their ids: in it an id is an identity. */
const OWN_LOG = 'log'

/** Each name in the own log that is the id of another person. */
const namesLikeIds = (people: readonly Entry<KnownPerson>[]): Mistake[] => {
  const ids = new Set(people.flatMap(({ value: { id } }) => (id === undefined ? [] : [lowerAscii(id)])))
  return people.flatMap(({ value: { id = '', identities }, mistakeAt }) =>
    [identities?.[OWN_LOG] ?? []]
      .flat()
      .filter((name) => name !== undefined && lowerAscii(name) !== lowerAscii(id) && ids.has(lowerAscii(name)))
      .map((name) =>
        mistakeAt(`/identities/${OWN_LOG}`, `the log identity ${String(name)} is the id of another person`, 'the own log calls people by their ids'),
      ),
  )
}

/** Each identity that an earlier person has. */
const sharedIdentities = (people: readonly Entry<KnownPerson>[]): Mistake[] => {
  const holders = new Map<string, Entry<KnownPerson>>()
  const taken = (person: Entry<KnownPerson>, kind: string, name: string): Mistake[] => {
    const key = `${kind}:${lowerAscii(name)}`
    const holder = holders.get(key) ?? person
    holders.set(key, holder)
    return holder === person || isSameName(holder.value.id ?? '', person.value.id ?? '')
      ? []
      : [person.mistakeAt(`/identities/${kind}`, `the ${kind} identity ${name} is also another person's`, 'one identity has one holder')]
  }
  return people.flatMap((person) =>
    Object.entries(person.value.identities ?? {}).flatMap(([kind, identity = []]) =>
      [identity].flat().flatMap((name) => (name === undefined ? [] : taken(person, kind, name))),
    ),
  )
}

const backwardRoles = ({ value: { roles = [] }, mistakeAt }: Entry<KnownPerson>): Mistake[] =>
  roles.flatMap((role, index) => (isBefore(role?.to, role?.from) ? [mistakeAt(`/roles/${String(index)}/to`, 'the role ends before it begins')] : []))

/** `people` are ids by how they are compared; undefined when it cannot be known who is in the roster. */
const wrongIncident = (
  { value: { opened, closed, responders = [] }, mistakeAt }: Entry<KnownIncident>,
  people: ReadonlyMap<string, string> | undefined,
): Mistake[] => [
  ...(isBefore(closed, opened) ? [mistakeAt('/closed', 'the incident is closed before it is opened')] : []),
  ...responders.flatMap((responder, index) =>
    responder === undefined || people === undefined || people.has(lowerAscii(responder))
      ? []
      : [mistakeAt(`/responders/${String(index)}`, `${responder} is nobody in the roster`, didYouMean(responder, people.values()))],
  ),
]

/** The entries of a roster; `people` absent: it cannot be known who is in it, and so nobody is missed. */
export interface KnownRoster {
  readonly people?: readonly Entry<KnownPerson>[]
  readonly incidents: readonly Entry<KnownIncident>[]
}

/** What the schema cannot say: names that two have, times that run backwards, responders whom nobody knows. */
export const rosterMistakes = ({ people, incidents }: KnownRoster): Mistake[] => {
  const known = people === undefined ? undefined : new Map(people.flatMap(({ value: { id } }) => (id === undefined ? [] : [[lowerAscii(id), id] as const])))
  return [
    ...repeatedIds(people ?? [], 'person', lowerAscii),
    ...sharedIdentities(people ?? []),
    ...namesLikeIds(people ?? []),
    ...(people ?? []).flatMap(backwardRoles),
    ...repeatedIds(incidents, 'incident'),
    ...incidents.flatMap((incident) => wrongIncident(incident, known)),
  ]
}

export interface RosterEntries {
  readonly people: readonly Entry<PersonDocument>[]
  readonly incidents: readonly Entry<IncidentDocument>[]
}

/** What entries without a mistake say. */
export const toRoster = (file: string, { people, incidents }: RosterEntries): Roster => {
  const originOf = ({ lineOf }: Places): Person['origin'] => ({ source: SOURCE, file, line: lineOf('') })
  return {
    people: people.map((entry) => ({
      id: entry.value.id,
      origin: originOf(entry),
      identities: Object.fromEntries(Object.entries(entry.value.identities ?? {}).map(([kind, identity]) => [kind, namesOf(identity)])),
      roles: (entry.value.roles ?? []).map(({ role, from, to }) => ({ role, from: moment(from), ...(to === undefined ? {} : { to: moment(to) }) })),
      ...(entry.value.left === undefined ? {} : { left: moment(entry.value.left) }),
    })),
    incidents: incidents.map((entry) => ({
      id: entry.value.id,
      origin: originOf(entry),
      opened: moment(entry.value.opened),
      ...(entry.value.closed === undefined ? {} : { closed: moment(entry.value.closed) }),
      responders: entry.value.responders,
      accounts: entry.value.accounts,
    })),
  }
}

const sense: Sense<RosterDocument> = (document) => {
  const { people, incidents } = document.value
  return rosterMistakes({
    ...(people === undefined ? {} : { people: entriesOf(document, '/people', people) }),
    incidents: entriesOf(document, '/incidents', incidents),
  })
}

export const loadRoster = (file: WholeFile): Checked<Roster> => {
  const parsed = parseDocumentStrictly<RosterDocument>(file.file, file.bytes, validate, LIMITS, sense)
  if ('mistakes' in parsed) return parsed
  const { people, incidents } = parsed.value.value
  return {
    value: toRoster(file.file, { people: entriesOf(parsed.value, '/people', people), incidents: entriesOf(parsed.value, '/incidents', incidents) }),
  }
}
