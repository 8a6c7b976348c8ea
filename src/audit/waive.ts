/** Findings × waivers × as-of → standings, and what is wrong with the waivers. A waiver never covers an unknown. */
import { accountKey, accountMatcher, isAccount, lowerAscii } from '../model/account.ts'
import { groupBy } from '../model/group.ts'
import { given } from '../model/given.ts'
import type { Inventory, Person } from '../model/inventory.ts'
import type { Policy, Waiver } from '../model/policy.ts'
import type { WaiverNote } from '../model/report.ts'
import { DAY, formatDay, formatSpan, type Instant } from '../model/time.ts'
import type { Placed } from './evaluate.ts'
import { personOf } from './people.ts'

export interface Waived extends Placed {
  readonly standing: 'open' | 'waived'
  readonly waiver?: Waiver
}

/** How long before its end a waiver is told to be expiring. */
const NOTICE = 30 * DAY

const keyOf = (subject: string): string => (isAccount(subject) ? accountKey(subject) : subject)

const placeOf = (control: string, subject: string): string => `${control}\n${keyOf(subject)}`

/** The waivers that name a control and a subject, in their order: exact ones are looked up, globs are tried. */
export const waiversNaming = (waivers: readonly Waiver[]): ((control: string, subject: string) => readonly Waiver[]) => {
  const exact = groupBy(
    waivers.filter(({ allowGlob }) => !allowGlob),
    ({ control, subject }) => placeOf(control, subject),
  )
  const globs = groupBy(
    waivers.filter(({ allowGlob }) => allowGlob).map((waiver) => ({ waiver, matches: accountMatcher([waiver.subject]) })),
    ({ waiver }) => waiver.control,
  )
  return (control, subject) => [
    ...(exact.get(placeOf(control, subject)) ?? []),
    ...(globs.get(control) ?? []).filter(({ matches }) => matches(subject)).map(({ waiver }) => waiver),
  ]
}

const lastDay = ({ ends }: Waiver): string => formatDay(ends - 1)

type Problem = WaiverNote['problem']

/** When waivers are looked at, and what the policy says of them. */
export interface Waiving {
  readonly asOf: Instant
  /** How long a waiver may be, in milliseconds; absent: as long as it likes. */
  readonly maxWaiver?: number
  /** The person of the roster behind a name of theirs, in any kind of log. */
  readonly personOf: (name: string) => Person | undefined
}

/** When waivers are looked at in an audit, and by which policy and roster. */
export const waivingOf = (policy: Pick<Policy, 'maxWaiver'>, { facts: { people } }: Inventory, asOf: Instant): Waiving => ({
  asOf,
  personOf: personOf(people),
  ...given('maxWaiver', policy.maxWaiver),
})

/** Why a waiver does not hold; undefined: it does. */
const flawOf = (waiver: Waiver, { asOf, maxWaiver = Infinity, personOf }: Waiving): { problem: Problem; detail: string } | undefined => {
  const nameOf = (name: string): string => lowerAscii(personOf(name.trim())?.id ?? name.trim())
  if (nameOf(waiver.owner) === nameOf(waiver.approvedBy))
    return { problem: 'self-approved', detail: `owner and approver are the same, ${waiver.owner}: it does not hold` }
  const length = waiver.ends - waiver.created
  if (length > maxWaiver)
    return { problem: 'over-long', detail: `it runs for ${formatSpan(length)}, and the policy allows ${formatSpan(maxWaiver)}: it does not hold` }
  if (waiver.created > asOf) return { problem: 'not-yet-valid', detail: `it begins on ${formatDay(waiver.created)}` }
  if (asOf >= waiver.ends) return { problem: 'expired', detail: `it expired at the end of ${lastDay(waiver)}` }
  return undefined
}

/** Whether a waiver holds, or will when its first day comes. */
export const isToHold = (waiver: Waiver, waiving: Waiving): boolean => {
  const problem = flawOf(waiver, waiving)?.problem
  return problem === undefined || problem === 'not-yet-valid'
}

const noteOf = ({ id, control, subject }: Waiver, problem: Problem, detail: string): WaiverNote => ({ id, control, subject, problem, detail })

/** What the waivers met: a fail, or nothing but unknowns. */
interface Met {
  readonly fails: ReadonlySet<Waiver>
  readonly unknowns: ReadonlySet<Waiver>
}

const notes = (waivers: readonly Waiver[], { fails, unknowns }: Met, waiving: Waiving): readonly WaiverNote[] =>
  waivers.flatMap((waiver) => {
    const flaw = flawOf(waiver, waiving)
    if (flaw !== undefined) return [noteOf(waiver, flaw.problem, flaw.detail)]
    if (!fails.has(waiver)) {
      return unknowns.has(waiver)
        ? [noteOf(waiver, 'covers-unknown', 'what it names is not known, and a waiver never covers an unknown')]
        : [noteOf(waiver, 'unused', 'nothing that it names fails')]
    }
    return waiver.ends - waiving.asOf <= NOTICE ? [noteOf(waiver, 'expiring', `it expires at the end of ${lastDay(waiver)}`)] : []
  })

export const waive = (
  placed: readonly Placed[],
  waivers: readonly Waiver[],
  waiving: Waiving,
): { findings: readonly Waived[]; notes: readonly WaiverNote[] } => {
  const naming = waiversNaming(waivers.filter((waiver) => flawOf(waiver, waiving) === undefined))
  const fails = new Set<Waiver>()
  const unknowns = new Set<Waiver>()
  const findings = placed.map((finding): Waived => {
    const { outcome } = finding.verdict
    const concerned = outcome === 'fail' || outcome === 'unknown' ? naming(finding.control.id, finding.subject) : []
    for (const waiver of concerned) (outcome === 'fail' ? fails : unknowns).add(waiver)
    const [waiver] = outcome === 'fail' ? concerned : []
    return waiver === undefined ? { ...finding, standing: 'open' } : { ...finding, standing: 'waived', waiver }
  })
  return { findings, notes: notes(waivers, { fails, unknowns }, waiving) }
}
