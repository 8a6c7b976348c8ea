import { COMPLETE_THE_REGISTER, withoutCodes } from '../model/current-set.ts'
import { given } from '../model/given.ts'
import type { CodeSet } from '../model/inventory.ts'
import { isTimed, registerRow, registerTime } from '../model/register-time.ts'
import { type CodeSets, defineRule } from '../model/rule.ts'
import type { Service } from '../model/services.ts'
import { CLOCK_TOLERANCE, formatDay, formatInstant, formatSpan, HOUR, type Instant } from '../model/time.ts'
import { all, type Outcome, type Told, type Verdict } from '../model/verdict.ts'

export interface Params {
  /** Milliseconds. */
  readonly grace: number
}

const isLost = ({ status }: CodeSet): boolean => status === 'lost' || status === 'compromised'

const dateOf = ({ generated }: CodeSet): string => (generated === undefined ? 'absent' : formatInstant(generated))

/** Whether one set is newer than another: it was generated later, or after the other was gone. undefined: the register leaves it open. */
const isNewer = (other: CodeSet, lost: CodeSet, asOf: Instant): boolean | undefined => {
  if (other.generated === undefined || other.generated > asOf + CLOCK_TOLERANCE) return undefined
  if (lost.since !== undefined && other.generated > lost.since) return true
  return lost.generated === undefined ? undefined : other.generated > lost.generated
}

const defaults: Params = { grace: 24 * HOUR }

const judgeLost = (lost: CodeSet, { history }: CodeSets, grace: number, asOf: Instant): Verdict<never> => {
  const status = () => registerRow(lost, 'status', lost.status)
  // A set that was revoked is no codes to fall back on.
  const others = history.filter((set) => set !== lost && set.status !== 'revoked')
  const newer = others.find((other) => isNewer(other, lost, asOf) === true)
  if (newer?.generated !== undefined) {
    const row = () => registerRow(newer, 'generated', dateOf(newer))
    return { outcome: 'pass', tell: () => ({ message: `The codes were ${lost.status}, and a newer set is registered.`, evidence: [status(), row()] }) }
  }
  const since = registerTime(lost, 'since', asOf)
  const rows = () => [status(), since.row()]
  if (!isTimed(since))
    return {
      outcome: 'unknown',
      tell: () => ({ message: `The codes are ${lost.status}, and no newer set is registered. ${since.doubt}`, evidence: rows() }),
    }
  const due = since.time + grace
  if (asOf <= due)
    return {
      outcome: 'pass',
      due,
      tell: () => ({
        message: `The codes are ${lost.status} since ${formatDay(since.time)}; a newer set is due by ${formatInstant(due)}.`,
        evidence: rows(),
      }),
    }
  const open = others.filter((other) => isNewer(other, lost, asOf) === undefined)
  if (open.length > 0) {
    return {
      outcome: 'unknown',
      due,
      tell: () => ({
        message: `The codes are ${lost.status}, and the register does not say enough to tell whether another set is newer.`,
        evidence: [...rows(), ...open.map((set) => registerRow(set, 'generated', dateOf(set)))],
      }),
    }
  }
  return {
    outcome: 'fail',
    due,
    tell: () => ({
      message: `The codes are ${lost.status} since ${formatDay(since.time)}, and no newer set is registered; the limit is ${formatSpan(grace)}.`,
      evidence: rows(),
    }),
  }
}

const remediationOf = (outcome: Outcome, { regenerate }: Service): string | undefined =>
  outcome === 'fail' ? `${regenerate} Replace every copy and register the new set.` : outcome === 'unknown' ? COMPLETE_THE_REGISTER : undefined

export default defineRule({
  id: 'lost-not-regenerated',
  title: 'Lost or compromised codes were not regenerated',
  about: 'accounts',
  needs: ['codeSets'],
  defaults,

  judge({ id, service }, { codeSets }, { grace }, { asOf }) {
    if (!service.hasCodes) return withoutCodes(service)
    const { history, current, open } = codeSets
    const lost = history.filter(isLost)
    if (lost.length === 0) {
      if (current === undefined && open === undefined)
        return { outcome: 'not-applicable', tell: () => ({ message: `The register has no current code set of ${id}.`, evidence: [] }) }
      return {
        outcome: 'pass',
        tell: () => ({ message: 'No code set is lost or compromised.', evidence: history.map((set) => registerRow(set, 'status', set.status)) }),
      }
    }
    const judged = lost.map((set) => judgeLost(set, codeSets, grace, asOf))
    const outcome = all(judged.map((one) => one.outcome))
    const decisive = judged.filter((one) => one.outcome === outcome)
    const dues = decisive.flatMap(({ due }) => (due === undefined ? [] : [due]))
    const tell = (): Told => {
      const told = decisive.map((one) => one.tell())
      return { message: told[0]?.message ?? '', evidence: told.flatMap((one) => one.evidence), ...given('remediation', remediationOf(outcome, service)) }
    }
    return { outcome, ...(dues.length === 0 ? {} : { due: Math.min(...dues) }), tell }
  },
})
