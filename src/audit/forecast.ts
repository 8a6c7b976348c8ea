/** Today's evidence, judged at a later instant as if nobody did anything until then: what fails by which day. It proves nothing. */
import { bySeverity } from '../model/finding-order.ts'
import { groupBy } from '../model/group.ts'
import { given } from '../model/given.ts'
import type { Forecast, ForecastCounts, Prospect } from '../model/forecast.ts'
import { everyFinding } from '../model/finding-order.ts'
import type { Finding, Report } from '../model/report.ts'
import type { Waiver } from '../model/policy.ts'
import { DAY, formatDay, formatInstant, type Instant } from '../model/time.ts'
import { audit, type AuditInput } from './audit.ts'
import { hold } from './hold.ts'
import { isToHold, waiversNaming, waivingOf } from './waive.ts'

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

/** The first day, from one on, that no waiver covers. A waiver begins and ends at midnight: a day is covered whole or not at all. */
const firstUncovered = (from: number, waivers: readonly Waiver[]): number => {
  let day = from
  for (;;) {
    const covering = waivers.find(({ created, ends }) => dayOf(created) <= day && day < dayOf(ends))
    if (covering === undefined) return day
    day = dayOf(covering.ends)
  }
}

type What = Pick<Prospect, 'prospect' | 'standing'> & { readonly told: Finding; readonly day?: number }

/** What becomes of one verdict; undefined: nothing that would have to be told. */
type Foresee = (fingerprint: string) => What | undefined

/** What is known at every instant to which it looks. */
interface Ahead {
  readonly asOf: Instant
  readonly to: Instant
  readonly today: Findings
  readonly at: (instant: Instant) => Findings
  /** The waivers that name a control and a subject, and that hold or will. */
  readonly naming: (control: string, subject: string) => readonly Waiver[]
}

const foreseer = ({ asOf, to, today, at, naming }: Ahead): Foresee => {
  const then = at(to)
  const onDay = (day: number, fingerprint: string): Finding | undefined => at(Math.min(endOf(day), to)).get(fingerprint)
  const fails = (finding: Finding | undefined): finding is Finding => finding?.outcome === 'fail'
  const firstFailing = (last: Instant, fingerprint: string): number => firstDay(dayOf(asOf), dayOf(last), (day) => fails(onDay(day, fingerprint)))

  /** Of what fails from one day to another: the first day on which it does so openly, else the first on which it does so waived. */
  const weigh = ({ control, subject }: Finding, first: number, last: number): Required<Pick<What, 'standing' | 'day'>> => {
    const day = firstUncovered(first, naming(control, subject))
    return day <= last ? { standing: 'open', day } : { standing: 'waived', day: first }
  }

  const begins = (now: Finding | undefined, failing: Finding, fingerprint: string): What => {
    // What passes until it falls due fails from the next instant on: no other day needs to be looked at.
    // Stryker disable next-line all: the search finds the same day
    const due = now?.outcome === 'pass' && now.due === failing.due ? now.due : undefined
    // Stryker disable next-line all: the search finds the same day
    const isPlain = due !== undefined && Date.parse(due) >= asOf && Date.parse(due) < to
    const day = isPlain ? dayOf(Date.parse(due) + 1) : firstFailing(to, fingerprint)
    return { prospect: 'will-fail', told: failing, ...weigh(failing, day, dayOf(to)) }
  }
  /** A rule may hand over to another when something has fallen due; until then it fails. */
  const handsOver = (now: Finding, fingerprint: string): What | undefined => {
    const due = now.due === undefined ? Infinity : Date.parse(now.due)
    if (due < asOf || due > to) return undefined
    const before = dayOf(due) - 1
    const failing = before < dayOf(asOf) ? undefined : onDay(before, fingerprint)
    if (!fails(failing)) return { prospect: 'will-fail', told: now, ...weigh(now, dayOf(due), dayOf(due)) }
    return { prospect: 'will-fail', told: failing, ...weigh(failing, firstFailing(endOf(before), fingerprint), dayOf(due)) }
  }
  /** What is waived today is open on the first day that no waiver covers, if it still fails when that day begins. */
  const reopens = (now: Finding, later: Finding | undefined, fingerprint: string): What | undefined => {
    const { standing, day } = weigh(now, dayOf(asOf), dayOf(to))
    if (standing === 'waived') return undefined
    const failing = fails(later) ? later : at(day * DAY).get(fingerprint)
    return fails(failing) ? { prospect: 'reopens', standing, told: failing, day } : undefined
  }

  return (fingerprint) => {
    const [now, later] = [today.get(fingerprint), then.get(fingerprint)]
    if (now?.outcome === 'fail') {
      const reopening = now.standing === 'waived' ? reopens(now, later, fingerprint) : undefined
      return reopening ?? { prospect: 'fails', standing: now.standing, told: now }
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
  const { asOf, policy, waivers } = input
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
  const waiving = waivingOf(policy, input.inventory, asOf)
  const naming = waiversNaming(waivers.filter((waiver) => isToHold(waiver, waiving)))
  const foresee = foreseer({ asOf, to, today, at, naming })
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
