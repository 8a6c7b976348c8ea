import { possibleSets, withoutCodes } from '../model/current-set.ts'
import { evidence, type EvidenceRow } from '../model/evidence.ts'
import { given } from '../model/given.ts'
import type { CodeEvent, CodeSet } from '../model/inventory.ts'
import { registerRow } from '../model/register-time.ts'
import { type CodeSets, defineRule } from '../model/rule.ts'
import type { Service } from '../model/services.ts'
import { CLOCK_TOLERANCE, formatInstant, formatSpan, HOUR, type Instant } from '../model/time.ts'
import { usesAtProvider } from '../model/uses.ts'
import { all, type Outcome, type Told, type Verdict } from '../model/verdict.ts'

export interface Params {
  /** Milliseconds. */
  readonly grace: number
}

/** A code that was used, by the register or by the provider. */
interface Use {
  readonly time: Instant
  readonly isSure: boolean
  readonly row: () => EvidenceRow
}

const usesOf = ({ history }: CodeSets, events: readonly CodeEvent[]): readonly Use[] => [
  ...history.flatMap((set) => (set.used ?? []).map(({ at }): Use => ({ time: at, isSure: true, row: () => registerRow(set, 'used', formatInstant(at)) }))),
  ...usesAtProvider(events, history).map(({ time, outcome, origin }): Use => ({
    time,
    isSure: outcome === 'success',
    row: () => evidence(origin, 'backup code used', formatInstant(time)),
  })),
]

/** When a set came to be, by the register or by the provider. */
interface Generated {
  readonly time: Instant
  readonly row: () => EvidenceRow
}

const isDated = ({ generated }: CodeSet, asOf: Instant): boolean => generated !== undefined && generated <= asOf + CLOCK_TOLERANCE

const generatedBySet = (set: CodeSet, time: Instant): Generated => ({ time, row: () => registerRow(set, 'generated', formatInstant(time)) })

const generationsOf = ({ history }: CodeSets, events: readonly CodeEvent[], asOf: Instant): readonly Generated[] =>
  [
    ...history.flatMap((set) => (set.generated === undefined || !isDated(set, asOf) ? [] : [generatedBySet(set, set.generated)])),
    ...events
      .filter(({ kind }) => kind === 'generated')
      .map(({ time, origin }) => ({ time, row: () => evidence(origin, 'codes generated', formatInstant(time)) })),
  ].sort((a, b) => a.time - b.time)

type Judged = Verdict<never> & { readonly due?: Instant }

/** Whether all codes of a set are used, and of none is told when. That fewer remain than were issued says nothing: one may have been tried. */
const isSpentUnseen = ({ status, used = [], generated = -Infinity }: CodeSet, events: readonly CodeEvent[]): boolean =>
  status === 'spent' && used.length === 0 && !events.some(({ kind, time }) => kind === 'used' && time >= generated)

const judgeUnseen = (set: CodeSet): Judged => ({
  outcome: 'unknown',
  tell: () => ({ message: 'all codes are used, and the register does not say when', evidence: [registerRow(set, 'status', set.status)] }),
})

/** What there is to say of the verdict, by the uses that decided it. */
const tell = (decisive: readonly Judged[]): Told => {
  const told = decisive.map((one) => one.tell())
  const first = told[0]?.message ?? ''
  const more = told.length === 1 ? '' : ` (and ${String(told.length - 1)} more)`
  return { message: `${first.charAt(0).toUpperCase()}${first.slice(1)}${more}.`, evidence: told.flatMap((one) => one.evidence) }
}

const remediationOf = (outcome: Outcome, { regenerate }: Service): string | undefined => {
  if (outcome === 'fail') return `${regenerate} Replace every copy, register the new set and mark the old one revoked.`
  return outcome === 'unknown' ? 'Find out whether a code was used and when the next set was generated, complete the register, and audit again.' : undefined
}

const defaults: Params = { grace: 24 * HOUR }

export default defineRule({
  id: 'used-not-rotated',
  title: 'A code was used, and no new set was generated in time',
  about: 'accounts',
  needs: ['codeSets', 'codeEvents'],
  defaults,

  judge({ id, service }, { codeSets, codeEvents }, { grace }, { asOf }) {
    if (!service.hasCodes) return withoutCodes(service)
    const uses = usesOf(codeSets, codeEvents)
    const spent = possibleSets(codeSets).filter((set) => isSpentUnseen(set, codeEvents))
    if (uses.length === 0 && spent.length === 0) {
      const { current, open } = codeSets
      if (current === undefined && open === undefined)
        return {
          outcome: 'not-applicable',
          tell: () => ({ message: `The register has no current code set of ${id}, and no use of a code is known.`, evidence: [] }),
        }
      return { outcome: 'pass', tell: () => ({ message: 'No use of a code is known.', evidence: [] }) }
    }

    const generations = generationsOf(codeSets, codeEvents, asOf)
    const undated = codeSets.history.filter((set) => !isDated(set, asOf))

    const judgeUse = ({ time, isSure, row }: Use): Judged => {
      const due = time + grace
      const told = (outcome: Outcome, why: () => string, rows: readonly (() => EvidenceRow)[] = []): Judged => ({
        outcome,
        due,
        tell: () => ({ message: `a backup code was used on ${formatInstant(time)}${why()}`, evidence: [row(), ...rows.map((one) => one())] }),
      })
      if (time > asOf + CLOCK_TOLERANCE) return told('unknown', () => ', says the register, which is later than the audit')
      const newer = generations.find((generation) => generation.time > time)
      if (newer !== undefined && newer.time <= due) return told('pass', () => ', and a new set was generated in time', [newer.row])
      if (asOf <= due) return told('pass', () => `, and a new set is due by ${formatInstant(due)}`)
      if (undated.length > 0)
        return told(
          'unknown',
          () => ', and the register has a set of which it does not say when it was generated',
          undated.map((set) => () => registerRow(set, 'generated')),
        )
      const late = () => (newer === undefined ? 'no newer set was generated' : `the next set was generated only on ${formatInstant(newer.time)}`)
      if (!isSure) return told('unknown', () => ` perhaps, and ${late()}`)
      return told('fail', () => `, and ${late()}; the limit is ${formatSpan(grace)}`, newer === undefined ? [] : [newer.row])
    }

    const judged = [...uses.map(judgeUse), ...spent.map(judgeUnseen)]
    const outcome = all(judged.map((one) => one.outcome))
    const decisive = judged.filter((one) => one.outcome === outcome)
    const dues = decisive.flatMap(({ due }) => (due === undefined ? [] : [due]))
    return {
      outcome,
      ...(dues.length === 0 ? {} : { due: Math.min(...dues) }),
      tell: () => ({ ...tell(decisive), ...given('remediation', remediationOf(outcome, service)) }),
    }
  },
})
