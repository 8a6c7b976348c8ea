/** Today's evidence, judged at a later instant as if nobody did anything until then: what fails by which day. It proves nothing. */
import { bySeverity } from '../model/finding-order.ts'
import { groupBy } from '../model/group.ts'
import { given } from '../model/given.ts'
import type { Forecast, ForecastCounts, Prospect } from '../model/forecast.ts'
import { everyFinding } from '../model/finding-order.ts'
import type { Finding, Report } from '../model/report.ts'
import { DAY, formatDay, formatInstant, type Instant } from '../model/time.ts'
import { audit, type AuditInput } from './audit.ts'
import { hold } from './hold.ts'

/** What a look ahead judges: the same as an audit, without a baseline. */
export type LookInput = Omit<AuditInput, 'baseline'>

export const ASSUMPTION =
  'Nobody does anything until then: no code set is replaced, reviewed or used, no account comes or goes, and the evidence of today, as it stands, neither grows stale nor is collected anew.'

/** The report of a later instant, under the assumption. */
export const lookAhead = (input: LookInput, later: Instant): Report =>
  audit({ ...input, inventory: hold(input.inventory, input, later), asOf: later, maxAge: Infinity })

type Findings = ReadonlyMap<string, Finding>
const indexed = (findings: readonly Finding[]): Findings => new Map(findings.map((finding) => [finding.fingerprint, finding]))

const dayOf = (instant: Instant): number => Math.floor(instant / DAY)
const endOf = (day: number): Instant => (day + 1) * DAY - 1

/** The first day from one to another of which something is so; of the last one it is. */
const firstDay = (from: number, to: number, isSo: (day: number) => boolean): number => {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (isSo(middle)) high = middle
    else low = middle + 1
  }
  return high
}

type What = Pick<Prospect, 'prospect' | 'standing'> & { readonly told: Finding; readonly day?: number }

/** What becomes of one verdict; undefined: nothing that would have to be told. */
type Foresee = (fingerprint: string) => What | undefined

const foreseer = (today: Findings, at: (instant: Instant) => Findings, { asOf, to }: { readonly asOf: Instant; readonly to: Instant }): Foresee => {
  const then = at(to)
  const onDay = (day: number, fingerprint: string): Finding | undefined => at(Math.min(endOf(day), to)).get(fingerprint)
  const first = (last: Instant, fingerprint: string, isSo: (finding: Finding | undefined) => boolean): number =>
    firstDay(dayOf(asOf), dayOf(last), (day) => isSo(onDay(day, fingerprint)))
  const fails = (finding: Finding | undefined): finding is Finding => finding?.outcome === 'fail'
  const isOpen = (finding: Finding | undefined): finding is Finding => fails(finding) && finding.standing === 'open'

  const begins = (now: Finding | undefined, failing: Finding, fingerprint: string): What => {
    // What passes until it falls due fails from the next instant on: no other day needs to be looked at.
    // Stryker disable next-line all: the search finds the same day
    const due = now?.outcome === 'pass' && now.due === failing.due ? now.due : undefined
    // Stryker disable next-line all: the search finds the same day
    const isPlain = due !== undefined && Date.parse(due) >= asOf && Date.parse(due) < to
    const day = isPlain ? dayOf(Date.parse(due) + 1) : first(to, fingerprint, fails)
    return { prospect: 'will-fail', standing: failing.standing, told: failing, day }
  }
  /** A rule may hand over to another when something has fallen due; until then it fails. */
  const handsOver = (now: Finding, fingerprint: string): What | undefined => {
    const due = now.due === undefined ? Infinity : Date.parse(now.due)
    if (due < asOf || due > to) return undefined
    const before = dayOf(due) - 1
    const failing = before < dayOf(asOf) ? undefined : onDay(before, fingerprint)
    if (!fails(failing)) return { prospect: 'will-fail', standing: now.standing, told: now, day: dayOf(due) }
    return { prospect: 'will-fail', standing: failing.standing, told: failing, day: first(endOf(before), fingerprint, fails) }
  }

  return (fingerprint) => {
    const [now, later] = [today.get(fingerprint), then.get(fingerprint)]
    if (now?.outcome === 'fail') {
      return now.standing === 'waived' && isOpen(later)
        ? { prospect: 'reopens', standing: 'open', told: later, day: first(to, fingerprint, isOpen) }
        : { prospect: 'fails', standing: now.standing, told: now }
    }
    if (later?.outcome === 'fail') return begins(now, later, fingerprint)
    if (now?.outcome === 'unknown') return { prospect: 'stays-unknown', standing: 'open', told: now }
    // No subject comes or goes: `*` alone appears when a control speaks of nobody any more, and that is no news of anybody.
    if (later?.outcome === 'unknown' && now !== undefined) return { prospect: 'becomes-unknown', standing: 'open', told: later }
    return now?.outcome === 'pass' && later?.outcome === 'not-applicable' ? handsOver(now, fingerprint) : undefined
  }
}

const toProspect = ({ prospect, standing, told, day }: What): Prospect => ({
  prospect,
  control: told.control,
  rule: told.rule,
  severity: told.severity,
  subject: told.subject,
  ...given('owner', told.owner),
  standing,
  ...given('day', day === undefined ? undefined : formatDay(day * DAY)),
  ...given('due', told.due),
  message: told.message,
  ...given('remediation', told.remediation),
  fingerprint: told.fingerprint,
})

const count = (prospects: readonly Prospect[]): ForecastCounts => {
  const of = (prospect: Prospect['prospect']): number => prospects.filter((one) => one.prospect === prospect).length
  return {
    fails: of('fails'),
    willFail: of('will-fail'),
    reopens: of('reopens'),
    staysUnknown: of('stays-unknown'),
    becomesUnknown: of('becomes-unknown'),
  }
}

/** What fails by an instant later than as-of if nobody does anything, and what stays unknown. What is unknown today is never taken for a pass then. */
export const forecast = (input: LookInput, to: Instant): Forecast => {
  const { asOf } = input
  const report = audit(input)
  const looked = new Map<Instant, Findings>()
  const at = (instant: Instant): Findings => {
    // On the way only failures are looked for.
    const known = looked.get(instant) ?? indexed(lookAhead(input, instant).findings)
    looked.set(instant, known)
    return known
  }
  const [today, then] = [report, lookAhead(input, to)].map((one) => indexed([...everyFinding(one)])) as [Findings, Findings]
  looked.set(to, then)
  const foresee = foreseer(today, at, { asOf, to })
  const all = [...new Map([...then, ...today]).values()].sort(bySeverity)
  const prospects = all.flatMap(({ fingerprint }) => foresee(fingerprint) ?? []).map(toProspect)
  const byControl = groupBy(prospects, ({ control }) => control)
  const summary = count(prospects)
  return {
    schema: 'sparekey-forecast/1',
    assumption: ASSUMPTION,
    asOf: formatInstant(asOf),
    to: formatInstant(to),
    complete: summary.staysUnknown + summary.becomesUnknown === 0,
    policy: { id: report.policy.id, title: report.policy.title, sha256: report.policy.sha256 },
    summary,
    controls: report.controls.map(({ id, title, rule, severity }) => ({ id, title, rule, severity, summary: count(byControl.get(id) ?? []) })),
    prospects,
  }
}
