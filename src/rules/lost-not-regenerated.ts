import { COMPLETE_THE_REGISTER } from '../model/current-set.ts'
import type { EvidenceRow } from '../model/evidence.ts'
import type { CodeSet } from '../model/inventory.ts'
import { isTimed, registerRow, registerTime } from '../model/register-time.ts'
import { type CodeSets, defineRule } from '../model/rule.ts'
import { CLOCK_TOLERANCE, formatDay, formatInstant, formatSpan, HOUR, type Instant } from '../model/time.ts'
import { all, type Outcome } from '../model/verdict.ts'

export interface Params {
  /** Milliseconds. */
  readonly grace: number
}

const isLost = ({ status }: CodeSet): boolean => status === 'lost' || status === 'compromised'

/** Whether one set is newer than another: it was generated later, or after the other was gone. undefined: the register leaves it open. */
const isNewer = (other: CodeSet, lost: CodeSet, asOf: Instant): boolean | undefined => {
  if (other.generated === undefined || other.generated > asOf + CLOCK_TOLERANCE) return undefined
  if (lost.since !== undefined && other.generated > lost.since) return true
  return lost.generated === undefined ? undefined : other.generated > lost.generated
}

interface Judged {
  readonly outcome: Outcome
  readonly message: string
  readonly evidence: readonly EvidenceRow[]
  readonly due?: Instant
}

const defaults: Params = { grace: 24 * HOUR }

const judgeLost = (lost: CodeSet, { history }: CodeSets, grace: number, asOf: Instant): Judged => {
  const status = registerRow(lost, 'status', lost.status)
  // A set that was revoked is no codes to fall back on.
  const others = history.filter((set) => set !== lost && set.status !== 'revoked')
  const newer = others.find((other) => isNewer(other, lost, asOf) === true)
  if (newer?.generated !== undefined) {
    const row = registerRow(newer, 'generated', formatInstant(newer.generated))
    return { outcome: 'pass', message: `The codes were ${lost.status}, and a newer set is registered.`, evidence: [status, row] }
  }
  const since = registerTime(lost, 'since', asOf)
  const rows = [status, since.row]
  if (!isTimed(since)) return { outcome: 'unknown', message: `The codes are ${lost.status}, and no newer set is registered. ${since.doubt}`, evidence: rows }
  const due = since.time + grace
  if (asOf <= due)
    return {
      outcome: 'pass',
      message: `The codes are ${lost.status} since ${formatDay(since.time)}; a newer set is due by ${formatInstant(due)}.`,
      evidence: rows,
      due,
    }
  const open = others.filter((other) => isNewer(other, lost, asOf) === undefined)
  if (open.length > 0) {
    const undated = open.map((set) => registerRow(set, 'generated', set.generated === undefined ? 'absent' : formatInstant(set.generated)))
    return {
      outcome: 'unknown',
      message: `The codes are ${lost.status}, and the register does not say enough to tell whether another set is newer.`,
      evidence: [...rows, ...undated],
      due,
    }
  }
  return {
    outcome: 'fail',
    message: `The codes are ${lost.status} since ${formatDay(since.time)}, and no newer set is registered; the limit is ${formatSpan(grace)}.`,
    evidence: rows,
    due,
  }
}

export default defineRule({
  id: 'lost-not-regenerated',
  title: 'Lost or compromised codes were not regenerated',
  about: 'accounts',
  needs: ['codeSets'],
  defaults,

  judge({ id, service }, { codeSets }, { grace }, { asOf }) {
    if (!service.hasCodes) return { outcome: 'not-applicable', message: `${service.name} has no backup codes.`, evidence: [], rests: [] }
    const { history, current, ambiguous } = codeSets
    const lost = history.filter(isLost)
    if (lost.length === 0) {
      if (current === undefined && !ambiguous) return { outcome: 'not-applicable', message: `The register has no current code set of ${id}.`, evidence: [] }
      return { outcome: 'pass', message: 'No code set is lost or compromised.', evidence: history.map((set) => registerRow(set, 'status', set.status)) }
    }
    const judged = lost.map((set) => judgeLost(set, codeSets, grace, asOf))
    const outcome = all(judged.map((one) => one.outcome))
    const told = judged.filter((one) => one.outcome === outcome)
    const dues = told.flatMap(({ due }) => (due === undefined ? [] : [due]))
    const said = {
      message: told[0]?.message ?? '',
      evidence: told.flatMap((one) => one.evidence),
      ...(dues.length === 0 ? {} : { due: Math.min(...dues) }),
    }
    if (outcome === 'fail') return { outcome, ...said, remediation: `${service.regenerate} Replace every copy and register the new set.` }
    return outcome === 'unknown' ? { outcome, ...said, remediation: COMPLETE_THE_REGISTER } : { outcome, ...said }
  },
})
