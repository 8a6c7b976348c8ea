/** What falls due when, and for whom: everything with a due date that is not done yet, and the ends of waivers. */
import { isSameName, lowerAscii } from '../model/account.ts'
import type { Calendar, Entry, Undated, What } from '../model/calendar.ts'
import { groupBy, type Some } from '../model/group.ts'
import { given } from '../model/given.ts'
import { everyFinding } from '../model/finding-order.ts'
import type { Waiver } from '../model/policy.ts'
import type { Finding, Report } from '../model/report.ts'
import { formatInstant, type Instant } from '../model/time.ts'
import { audit } from './audit.ts'
import { lookAhead, type LookInput } from './forecast.ts'
import { fingerprint } from './told.ts'
import { isToHold, waiversNaming, waivingOf } from './waive.ts'

export interface Horizon {
  /** The last instant of what is told. */
  readonly until: Instant
  /** Whose entries are told; absent: everybody's. */
  readonly owner?: string
}

/** What falls due by the rules that know a day. */
const DATED: ReadonlyMap<string, What> = new Map([
  ['rotation-due', 'rotation'],
  ['over-age', 'rotation'],
  ['used-not-rotated', 'regeneration'],
  ['lost-not-regenerated', 'regeneration'],
  ['expired', 'expiry'],
  ['review-overdue', 'review'],
  ['use-check-overdue', 'use-check'],
  ['untested-codes', 'test'],
])

/** The rules whose verdicts have a due date. */
export const datedRules: readonly string[] = [...DATED.keys()]

/** Of what is sorted here no two are alike. */
const compare = (a: string, b: string): number => (a < b ? -1 : 1)

const toEntry = (same: Readonly<Some<Finding>>, what: What, asOf: string): Entry => {
  // Of several controls the gravest speaks; the first by its id gives the fingerprint, which so lasts.
  const [gravest] = same
  const [first] = [...same].sort((a, b) => compare(a.control, b.control)) as Some<Finding>
  const { due = asOf, subject, owner, severity, message } = gravest
  return {
    due,
    overdue: due < asOf,
    what,
    subject,
    ...given('owner', owner),
    severity,
    controls: same.map(({ control }) => control).sort(),
    message,
    fingerprint: first.fingerprint,
  }
}

/** What passes today and would still pass after the last day is done, though it was once due. */
const doneBy = (report: Report): ReadonlySet<string> =>
  new Set([...everyFinding(report)].filter(({ outcome }) => outcome === 'pass').map((finding) => finding.fingerprint))

const findingEntries = (today: Report, later: Report, until: string): Entry[] => {
  const done = doneBy(later)
  const isPending = ({ outcome, standing, fingerprint: own }: Finding): boolean =>
    (outcome === 'fail' && standing !== 'waived') || (outcome === 'pass' && !done.has(own))
  const falling = [...everyFinding(today)].filter((finding) => finding.due !== undefined && finding.due <= until && isPending(finding))
  const whatOf = ({ rule }: Finding): What => DATED.get(rule) ?? 'other'
  const groups = groupBy(falling, (finding) => [finding.due, whatOf(finding), finding.subject].join('\n'))
  return [...groups.values()].map((same) => toEntry(same, whatOf(same[0]), today.asOf))
}

/** Who owns what waivers excuse, by what fails or is not known under them today or at the end: it fails again when they have ended. */
const ownersUnder = (waivers: readonly Waiver[], reports: readonly Report[]): ((waiver: Waiver) => readonly string[]) => {
  const naming = waiversNaming(waivers)
  const owned = reports
    .flatMap(({ findings }) => findings)
    .flatMap(({ owner, control, subject }) => (owner === undefined ? [] : naming(control, subject).map((waiver) => ({ waiver, owner }))))
  const byWaiver = groupBy(owned, ({ waiver }) => waiver)
  return (waiver) => {
    const owners = new Map((byWaiver.get(waiver) ?? []).map(({ owner }) => [lowerAscii(owner), owner]))
    owners.delete(lowerAscii(waiver.owner))
    return [...owners.values()].sort()
  }
}

const waiverEntries = ({ waivers, policy, inventory, asOf }: LookInput, until: Instant, reports: readonly Report[]): Entry[] => {
  const waiving = waivingOf(policy, inventory, asOf)
  const ending = waivers.filter((waiver) => isToHold(waiver, waiving) && waiver.ends - 1 <= until)
  const concernedBy = ownersUnder(ending, reports)
  return ending.map((waiver) => {
    const { id, control, subject, owner, ends } = waiver
    const concerns = concernedBy(waiver)
    return {
      due: formatInstant(ends - 1),
      overdue: false,
      what: 'waiver',
      subject,
      owner,
      ...given('concerns', concerns.length === 0 ? undefined : [...concerns]),
      severity: policy.controls.find((one) => one.id === control)?.severity ?? 'info',
      controls: [control],
      waiver: id,
      message: `The waiver ${id} of ${control} ends; what it covers fails again if it is not mended.`,
      fingerprint: fingerprint('waiver\n', id),
    }
  })
}

/** Who has nothing known may be anybody. */
const undatedIn = (today: Report): Undated[] => {
  const unknown = [...everyFinding(today)].filter(({ outcome, rule }) => outcome === 'unknown' && DATED.has(rule))
  return [...groupBy(unknown, ({ subject }) => subject)]
    .sort(([a], [b]) => compare(a, b))
    .map(([subject, findings]) => ({ subject, ...given('owner', findings[0].owner), controls: findings.map(({ control }) => control).sort() }))
}

/** Everybody to whom an entry is news. */
const peopleOf = ({ owner, concerns = [] }: Entry): readonly string[] => [owner, ...concerns].filter((one) => one !== undefined)

const orderOf = ({ due, what, subject, fingerprint: own }: Entry): string => [due, what, subject, own].join('\n')

/** What falls due from as-of to the horizon, what is overdue, and whose due dates are not known. */
export const calendar = (input: LookInput, { until, owner }: Horizon): Calendar => {
  const today = audit(input)
  const end = formatInstant(until)
  const isTheirs = (someone: string): boolean => owner === undefined || isSameName(someone, owner)
  const concernsThem = (entry: Entry): boolean => owner === undefined || peopleOf(entry).some(isTheirs)
  const later = lookAhead(input, until + 1)
  const entries = [...findingEntries(today, later, end), ...waiverEntries(input, until, [today, later])]
  const undated = undatedIn(today).filter((one) => one.owner === undefined || isTheirs(one.owner))
  return {
    schema: 'sparekey-calendar/1',
    asOf: today.asOf,
    until: end,
    ...given('owner', owner),
    complete: undated.length === 0,
    policy: { id: today.policy.id, title: today.policy.title, sha256: today.policy.sha256 },
    entries: entries.filter(concernsThem).sort((a, b) => compare(orderOf(a), orderOf(b))),
    undated,
  }
}
