/** roster.yaml → people and incidents, or every mistake in it. */
import { lowerAscii } from '../../model/account.ts'
import type { WholeFile } from '../../model/files.ts'
import type { RosterDocument } from '../../model/generated/roster.ts'
import type { Incident, Person } from '../../model/inventory.ts'
import { type Checked, inOrder, type Mistake } from '../../model/mistake.ts'
import { parseMoment } from '../../model/time.ts'
import { type ParsedDocument, parseDocumentStrictly } from '../../parsers/document.ts'
import { roster as validate } from '../../parsers/generated/validators.ts'
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

const inconsistencies = ({ value, mistakeAt }: ParsedDocument<RosterDocument>): Mistake[] => {
  const mistakes: Mistake[] = []
  const ids = new Map<string, number>()
  const identities = new Map<string, string>()
  value.people.forEach((person, index) => {
    const at = `/people/${String(index)}`
    const id = lowerAscii(person.id)
    if (ids.has(id)) mistakes.push(mistakeAt(`${at}/id`, `the person ${person.id} is given twice`))
    ids.set(id, index)
    for (const [kind, identity] of Object.entries(person.identities ?? {})) {
      for (const name of namesOf(identity)) {
        const key = `${kind}:${lowerAscii(name)}`
        const other = identities.get(key)
        if (other !== undefined && other !== id)
          mistakes.push(mistakeAt(`${at}/identities/${kind}`, `the ${kind} identity ${name} is also another person's`, 'one identity has one holder'))
        identities.set(key, id)
      }
    }
    person.roles?.forEach(({ from, to }, roleIndex) => {
      if (to !== undefined && moment(to) < moment(from)) mistakes.push(mistakeAt(`${at}/roles/${String(roleIndex)}/to`, 'the role ends before it begins'))
    })
  })
  const incidents = new Set<string>()
  value.incidents?.forEach((incident, index) => {
    const at = `/incidents/${String(index)}`
    if (incidents.has(incident.id)) mistakes.push(mistakeAt(`${at}/id`, `the incident ${incident.id} is given twice`))
    incidents.add(incident.id)
    if (incident.closed !== undefined && moment(incident.closed) < moment(incident.opened))
      mistakes.push(mistakeAt(`${at}/closed`, 'the incident is closed before it is opened'))
    incident.responders.forEach((responder, responderIndex) => {
      if (!ids.has(lowerAscii(responder))) {
        mistakes.push(
          mistakeAt(
            `${at}/responders/${String(responderIndex)}`,
            `${responder} is nobody in the roster`,
            didYouMean(
              responder,
              value.people.map(({ id }) => id),
            ),
          ),
        )
      }
    })
  })
  return mistakes
}

export const loadRoster = (file: WholeFile): Checked<Roster> => {
  const parsed = parseDocumentStrictly<RosterDocument>(file.file, file.bytes, validate, LIMITS)
  if ('mistakes' in parsed) return parsed
  const mistakes = inconsistencies(parsed.value)
  if (mistakes.length > 0) return { mistakes: inOrder(mistakes) }
  const { value, lineOf } = parsed.value
  const originOf = (pointer: string): Person['origin'] => ({ source: SOURCE, file: file.file, line: lineOf(pointer) ?? 1 })
  return {
    value: {
      people: value.people.map((person, index) => ({
        id: person.id,
        origin: originOf(`/people/${String(index)}`),
        identities: Object.fromEntries(Object.entries(person.identities ?? {}).map(([kind, identity]) => [kind, namesOf(identity)])),
        roles: (person.roles ?? []).map(({ role, from, to }) => ({ role, from: moment(from), ...(to === undefined ? {} : { to: moment(to) }) })),
        ...(person.left === undefined ? {} : { left: moment(person.left) }),
      })),
      incidents: (value.incidents ?? []).map((incident, index) => ({
        id: incident.id,
        origin: originOf(`/incidents/${String(index)}`),
        opened: moment(incident.opened),
        ...(incident.closed === undefined ? {} : { closed: moment(incident.closed) }),
        responders: incident.responders,
        accounts: incident.accounts,
      })),
    },
  }
}
