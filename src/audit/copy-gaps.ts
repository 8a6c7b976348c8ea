/** What the register and the logs leave open about the copies of one account. */
import type { AccountId } from '../model/account.ts'
import type { Origin } from '../model/evidence.ts'
import { leftOpen } from '../model/current-set.ts'
import { given } from '../model/given.ts'
import type { CodeSet, Copy, EscrowEvent, Gap, Location } from '../model/inventory.ts'
import type { CodeSets, LoggedCopy } from '../model/rule.ts'
import { isElsewhere } from '../model/storing.ts'
import { CLOCK_TOLERANCE, formatDay, formatInstant, type Instant } from '../model/time.ts'
import { covers } from './logs.ts'

const gapAt = (account: AccountId, { source, file, line }: Origin, fact: string, reason: Gap['reason'], detail: string): Gap => ({
  about: 'escrowEvents',
  fact,
  source,
  reason,
  detail,
  hides: { accounts: [account] },
  file,
  ...given('line', line),
})

/** How long the codes of a set were good: a later generation ends them. */
export interface Life {
  readonly set: CodeSet
  readonly until: Instant
}

export const livesOf = ({ history, current, open }: CodeSets, asOf: Instant): readonly Life[] =>
  history.map((set, index) => ({ set, until: set === current || open !== undefined ? asOf : (history[index - 1]?.generated ?? asOf) }))

/** Kinds of location whose log a source can read. */
const READABLE: ReadonlySet<Location['kind']> = new Set(['vault', 'password-manager', 'safe', 'paper'])

const withoutLog = ({ id, kind }: Location): string =>
  READABLE.has(kind)
    ? `Add a source with location: ${id} to sparekey.yaml and audit again.`
    : `Nobody can tell who opened a copy at ${id}: move it to a place whose log can be read, such as a vault or a safe with a custody form, and regenerate the codes.`

/** Where a log shows whatever is stored, and not the item, the register may call it by another name than the log: nobody would see who opens it. */
const ELSEWHERE = 'Write the item as the log writes it (docs/register.md), or correct when it was stored, and audit again.'

/**
 * Why the log of a copy does not show every access from when the copy was stored until its codes were dead, or as-of; none: it does.
 * `firstOf` gives the first record that names a copy, of a log that shows whatever is stored.
 */
export const uncovered = (
  account: AccountId,
  { set, until }: Life,
  { copy, location, log }: LoggedCopy,
  firstOf: (copy: Copy) => EscrowEvent | undefined,
  asOf: Instant,
): Gap[] => {
  const gap = (reason: Gap['reason'], detail: string, advice?: string): Gap[] => [
    { ...gapAt(account, copy.origin, `log of ${copy.location}`, reason, detail), ...given('advice', advice) },
  ]
  if (log.grade === undefined) return gap('not-configured', `no source reads a log of ${copy.location}`, withoutLog(location))
  if (copy.item === undefined) return gap('uncovered', `the register does not say what the copy is called at ${copy.location}`)
  const since = copy.stored ?? set.generated
  if (since === undefined) return gap('uncovered', `the register does not say since when a copy lies at ${copy.location}`)
  if (since > asOf + CLOCK_TOLERANCE) return gap('future', `the register says that a copy was stored at ${copy.location} later than the audit`)
  const to = Math.min(until, log.collectedAt ?? until)
  if (since >= until) return []
  if (to + CLOCK_TOLERANCE < since) return gap('uncovered', `the log of ${copy.location} was read before the copy was stored there`)
  if (covers(log, since, to)) {
    const first = firstOf(copy)
    if (!isElsewhere(log, since, first)) return []
    const seen =
      first === undefined
        ? `no record of the log of ${copy.location} names ${copy.item}`
        : `by the log of ${copy.location} ${copy.item} was made on ${formatDay(first.time)}`
    return gap('contradiction', `${seen}, though the register says that it was stored there on ${formatDay(since)}`, ELSEWHERE)
  }
  const silence = log.silences.find((one) => one.from < to && one.to > since && !covers(log, one.from, one.to))
  if (silence !== undefined)
    return gap(
      'uncovered',
      `the log of ${copy.location} has no record from ${formatInstant(silence.from)} to ${formatInstant(silence.to)}, longer than its source allows, and may not have been written`,
    )
  return gap('uncovered', `the log of ${copy.location} does not cover all the time since ${formatDay(since)}, when the copy was stored`)
}

/** Why it is open which copies there are; none: the register says it. */
export const undecided = (account: AccountId, { history, open, current }: CodeSets): Gap[] => {
  const set = current ?? history[0]
  if (set === undefined || (open === undefined && (current === undefined || current.copies !== undefined))) return []
  const detail = open !== undefined ? `the register ${leftOpen[open](account)}` : 'the register does not say where the copies lie'
  return [gapAt(account, set.origin, 'copies in the register', 'absent', detail)]
}
