import { COMPLETE_THE_REGISTER, currentSet, isStopped } from '../model/current-set.ts'
import { evidence, type EvidenceRow } from '../model/evidence.ts'
import type { CodeEvent, ItemState } from '../model/inventory.ts'
import { isTimed, registerTime } from '../model/register-time.ts'
import { defineRule, type LoggedCopy } from '../model/rule.ts'
import { DAY, formatDay, formatInstant, type Instant } from '../model/time.ts'
import type { Verdict } from '../model/verdict.ts'

const SECOND = 1000

/** Registers tell seconds, logs milliseconds: what falls into the registered second is the registered generation. */
const isAfter = (event: Instant, registered: Instant): boolean => Math.floor(event / SECOND) > Math.floor(registered / SECOND)

const rowOf = ({ origin, time }: CodeEvent): EvidenceRow => evidence(origin, 'codes generated', formatInstant(time))

/** A copy in a database that says when it was last changed. */
interface Kept {
  readonly location: string
  /** undefined: the database does not say it of this copy, or was read before it was stored. */
  readonly state: ItemState | undefined
}

const keptIn = ({ copy: { location, item, stored }, log }: LoggedCopy, generated: Instant): readonly Kept[] => {
  if (log.items === undefined) return []
  const states = log.items.filter((one) => one.item === item && one.seen >= (stored ?? generated))
  // Where several databases have the item one that holds the present codes is enough.
  return [{ location, state: states.find((one) => !isDead(one, generated)) ?? states[0] }]
}

/** Of an earlier generation, or thrown away. The day is for clocks and calendars that differ: a register may tell dates only. */
const isDead = ({ changed, deleted }: ItemState, generated: Instant): boolean => deleted !== undefined || changed + DAY < generated

const whyDead = ({ location, state }: Kept, generated: Instant): string =>
  state?.deleted === undefined
    ? `The copy at ${location} was last changed on ${formatInstant(state?.changed ?? 0)}, before the registered generation of ${formatInstant(generated)}: it is of an earlier set`
    : `The copy at ${location} was thrown away on ${formatInstant(state.deleted)}`

const keptRow = ({ state }: Kept): readonly EvidenceRow[] =>
  state === undefined ? [] : [evidence(state.origin, state.deleted === undefined ? 'last changed' : 'deleted', formatInstant(state.deleted ?? state.changed))]

export default defineRule({
  id: 'stale-escrow',
  title: 'The stored copies are no longer the codes of the service',
  about: 'accounts',
  needs: ['codeSets', 'locations', 'codeEvents', 'providerLogs'],
  defaults: {},

  judge(subject, { codeSets, locations, codeEvents, providerLogs }, _params, { asOf }) {
    const { service } = subject
    const isSilent = service.hasCodes && service.generations === 'not-logged'
    const inDatabases = locations.some(({ log }) => log.items !== undefined)
    if (isSilent && !inDatabases)
      return {
        outcome: 'not-applicable',
        rests: [],
        tell: () => ({ message: `No log of ${service.name} shows when codes were generated.`, evidence: [] }),
      }
    const found = currentSet(subject, codeSets)
    if (isStopped(found)) return found.verdict
    const generated = registerTime(found.set, 'generated', asOf)
    const shown = codeEvents.filter(({ kind }) => kind === 'generated')
    if (!isTimed(generated))
      return {
        outcome: 'unknown',
        tell: () => ({ message: generated.doubt, evidence: [generated.row(), ...shown.map(rowOf)], remediation: COMPLETE_THE_REGISTER }),
      }

    const kept = locations.flatMap((copy) => keptIn(copy, generated.time))
    const dead = kept.filter(({ state }) => state !== undefined && isDead(state, generated.time))
    const later = shown.filter(({ time }) => isAfter(time, generated.time))
    const [first] = later
    if (first !== undefined) {
      return {
        outcome: 'fail',
        tell: () => ({
          message: `${service.name} shows codes generated on ${formatInstant(first.time)}, after the registered generation of ${formatInstant(generated.time)}: the stored copies are dead.`,
          evidence: [generated.row(), ...later.map(rowOf)],
          remediation: `Ask who generated them. Store the codes of now, or generate anew, and register the set with the time that the log shows. ${service.regenerate}`,
        }),
      }
    }
    const [firstDead] = dead
    if (firstDead !== undefined) {
      return {
        outcome: 'fail',
        tell: () => ({
          message: `${whyDead(firstDead, generated.time)}${dead.length === 1 ? '' : ` (and ${String(dead.length - 1)} more)`}.`,
          evidence: [generated.row(), ...dead.flatMap(keptRow)],
          remediation: `Store the codes of the registered set there, or take the copy out of the register. ${service.regenerate}`,
        }),
      }
    }
    const unknown = (message: () => string, remediation: string): Verdict<never> => ({
      outcome: 'unknown',
      tell: () => ({ message: message(), evidence: [generated.row()], remediation }),
    })
    const open = kept.find(({ state }) => state === undefined)
    if (open !== undefined)
      return unknown(
        () => `Not known when the copy at ${open.location} was last changed.`,
        'Provide the database of now with its key, see to it that the register names the entry, and audit again.',
      )
    if (isSilent)
      return {
        outcome: 'not-applicable',
        rests: ['codeSets', 'locations'],
        tell: () => ({
          message: `No log of ${service.name} shows when codes were generated; the copies in databases were changed since.`,
          evidence: [generated.row(), ...kept.flatMap(keptRow)],
        }),
      }
    if (service.generations === 'unknown')
      return unknown(
        () => `No source says whether a log of ${service.name} shows when codes were generated.`,
        'Compare a stored code set with the service by hand, or take the control out of scope there (select).',
      )
    const since = Math.min(...providerLogs.map((log) => log.since))
    if (providerLogs.length === 0)
      return unknown(
        () => `No source shows when codes of ${subject.id} were generated.`,
        'Add the log of the provider to its source in sparekey.yaml, and audit again.',
      )
    if (service.generations === 'by-administrators')
      return unknown(
        () => `The log of ${service.name} shows only generations by administrators; one by the holder leaves no trace.`,
        'Take the control out of scope there (select), or ask the holder.',
      )
    if (since > generated.time)
      return unknown(
        () => `The log of ${service.name} goes back to ${formatDay(since)}, and the codes are older: a generation in between is not seen.`,
        'Compare a stored code set with the service by hand, or generate anew and register the set.',
      )
    return {
      outcome: 'pass',
      tell: () => ({
        message: `The log of ${service.name} shows no generation after the registered one.`,
        evidence: [generated.row(), ...shown.map(rowOf), ...kept.flatMap(keptRow)],
      }),
    }
  },
})
