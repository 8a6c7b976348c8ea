/** Findings × waivers × as-of → standings, and what is wrong with the waivers. A waiver never covers an unknown. */
import { accountKey, isAccount, lowerAscii } from '../model/account.ts'
import { matchesPattern } from '../model/pattern.ts'
import type { Waiver } from '../model/policy.ts'
import type { WaiverNote } from '../model/report.ts'
import { DAY, formatDay, type Instant } from '../model/time.ts'
import type { Placed } from './evaluate.ts'

export interface Waived extends Placed {
  readonly standing: 'open' | 'waived'
  readonly waiver?: Waiver
}

/** How long before its end a waiver is told to be expiring. */
const NOTICE = 30 * DAY

const keyOf = (subject: string): string => (isAccount(subject) ? accountKey(subject) : subject)

const concerns = (waiver: Waiver, { control, subject }: Placed): boolean => {
  if (waiver.control !== control.id) return false
  return waiver.allowGlob ? matchesPattern(lowerAscii(waiver.subject), lowerAscii(subject)) : keyOf(waiver.subject) === keyOf(subject)
}

const lastDay = ({ ends }: Waiver): string => formatDay(ends - 1)

type Problem = WaiverNote['problem']

/** Why a waiver does not hold; undefined: it does. */
const flawOf = (waiver: Waiver, asOf: Instant): { problem: Problem; detail: string } | undefined => {
  if (lowerAscii(waiver.owner) === lowerAscii(waiver.approvedBy))
    return { problem: 'self-approved', detail: `owner and approver are the same, ${waiver.owner}: it does not hold` }
  if (waiver.created > asOf) return { problem: 'not-yet-valid', detail: `it begins on ${formatDay(waiver.created)}` }
  if (asOf >= waiver.ends) return { problem: 'expired', detail: `it expired at the end of ${lastDay(waiver)}` }
  return undefined
}

const noteOf = ({ id, control, subject }: Waiver, problem: Problem, detail: string): WaiverNote => ({ id, control, subject, problem, detail })

const notes = (waivers: readonly Waiver[], placed: readonly Waived[], asOf: Instant): readonly WaiverNote[] =>
  waivers.flatMap((waiver) => {
    const flaw = flawOf(waiver, asOf)
    if (flaw !== undefined) return [noteOf(waiver, flaw.problem, flaw.detail)]
    const concerned = placed.filter((finding) => concerns(waiver, finding))
    const unknowns = concerned.filter(({ verdict }) => verdict.outcome === 'unknown')
    if (!concerned.some((finding) => finding.waiver === waiver)) {
      return unknowns.length > 0
        ? [noteOf(waiver, 'covers-unknown', 'what it names is not known, and a waiver never covers an unknown')]
        : [noteOf(waiver, 'unused', 'nothing that it names fails')]
    }
    return waiver.ends - asOf <= NOTICE ? [noteOf(waiver, 'expiring', `it expires at the end of ${lastDay(waiver)}`)] : []
  })

export const waive = (placed: readonly Placed[], waivers: readonly Waiver[], asOf: Instant): { findings: readonly Waived[]; notes: readonly WaiverNote[] } => {
  const valid = waivers.filter((waiver) => flawOf(waiver, asOf) === undefined)
  const findings = placed.map((finding): Waived => {
    const waiver = valid.length > 0 && finding.verdict.outcome === 'fail' ? valid.find((candidate) => concerns(candidate, finding)) : undefined
    return waiver === undefined ? { ...finding, standing: 'open' } : { ...finding, standing: 'waived', waiver }
  })
  return { findings, notes: notes(waivers, findings, asOf) }
}
