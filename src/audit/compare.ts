/** Two lots of findings → what became of each fail and each unknown. The baseline, diff and simulate compare by it. */
import { accountKey, isAccount, lowerAscii } from '../model/account.ts'
import { bySeverity } from '../model/finding-order.ts'
import { groupBy } from '../model/group.ts'
import { matchesPattern } from '../model/pattern.ts'
import type { ControlReport, Finding } from '../model/report.ts'

/** What was found by one policy at one instant. */
export interface Found {
  readonly controls: readonly Pick<ControlReport, 'id' | 'rule'>[]
  readonly findings: readonly Finding[]
  /** What passed under a control and what it does not apply to, where that can be had and does not stand among the findings. */
  readonly quietOf?: (control: string) => readonly Finding[]
  /** false: what passed or does not apply can not be had. */
  readonly isWhole: boolean
}

/**
 * Told is what fails or is unknown. new: told now and not before. fixed: told before, and passes now, or is left out of findings
 * that are not whole. unasked: told before, and now nobody asks for it, or it does not apply any more. changed and same: told
 * before and now.
 */
export type Change = 'new' | 'fixed' | 'unasked' | 'changed' | 'same'

/** What one control says of one subject, before and after; one of the two is a fail or unknown. */
export interface Pair {
  readonly change: Change
  /** Where `isListBefore`, the finding is about the list that hides the subject. */
  readonly before?: Finding
  readonly after?: Finding
  readonly isListBefore?: boolean
  readonly isListAfter?: boolean
}

const isTold = ({ outcome }: Finding): boolean => outcome === 'fail' || outcome === 'unknown'

/** A control that asks another rule asks something else, whatever its id. */
const asks = ({ id, rule }: Found['controls'][number]): string => `${id}\n${rule}`
const askedBy = ({ control, rule }: Finding): string => `${control}\n${rule}`

const keyOf = (finding: Finding): string => `${askedBy(finding)}\n${isAccount(finding.subject) ? accountKey(finding.subject) : finding.subject}`

type Find = (wanted: Finding) => Finding | undefined

/** Looks up what one of the two says of the same control and subject. What is quiet is judged only for the controls that are asked about. */
const finder = ({ controls, findings, quietOf }: Found): Find => {
  const told = new Map(findings.map((finding) => [keyOf(finding), finding]))
  const quiet = new Map<string, ReadonlyMap<string, Finding>>()
  const quietBy = (control: string): ReadonlyMap<string, Finding> => {
    const known = quiet.get(control) ?? new Map((quietOf?.(control) ?? []).map((finding) => [keyOf(finding), finding]))
    quiet.set(control, known)
    return known
  }
  return (wanted) => told.get(keyOf(wanted)) ?? (controls.some(({ id }) => id === wanted.control) ? quietBy(wanted.control).get(keyOf(wanted)) : undefined)
}

/** The narrower list first, and so the same one whatever the order of the findings. */
const byReach = (a: Finding, b: Finding): number => b.subject.length - a.subject.length

/** Looks up the unknown of a list (`github:*`, or `*`) that hides a subject of which nothing is told. */
const hiders = (findings: readonly Finding[]): Find => {
  const lists = groupBy(findings.filter(({ outcome, subject }) => outcome === 'unknown' && subject.endsWith('*')).sort(byReach), askedBy)
  return (hidden) => lists.get(askedBy(hidden))?.find(({ subject }) => matchesPattern(lowerAscii(subject), lowerAscii(hidden.subject)))
}

type Row = Finding['evidence'][number]

const everyRow = (_row: Row): boolean => true

/** Rules whose one finding about a subject tells of many events, and which rows of its evidence each stand for one. */
const EVENTS: ReadonlyMap<string, (row: Row) => boolean> = new Map<string, (row: Row) => boolean>([
  ['access-outside-role', everyRow],
  ['unaudited-access', everyRow],
  ['plaintext-in-log', everyRow],
  ['used-not-rotated', ({ fact }) => fact === 'used' || fact === 'backup code used'],
])

/** Whether a finding tells of an event that the one before did not tell of. */
export const tellsMore = (before: Finding, after: Finding): boolean => {
  const isEvent = EVENTS.get(after.rule)
  if (isEvent === undefined) return false
  const nameOf = ({ fact, value = '' }: Row): string => `${fact}\n${value}`
  const told = new Set(before.evidence.map(nameOf))
  return after.evidence.some((row) => isEvent(row) && !told.has(nameOf(row)))
}

const isSame = (before: Finding, after: Finding): boolean =>
  before.outcome === after.outcome &&
  before.standing === after.standing &&
  before.severity === after.severity &&
  before.due === after.due &&
  !tellsMore(before, after) &&
  !tellsMore(after, before)

/** The finding that tells of a pair: the later one, unless that is about the list that hides the subject. */
export const findingOf = ({ before, after, isListAfter = false }: Pair): Finding => {
  const finding = isListAfter ? before : (after ?? before)
  if (finding === undefined) throw new Error('a pair has at least one finding')
  return finding
}

/** What is told in one of the two, each once, in the order of a report. A fail that cannot be seen any more is never fixed. */
export const compare = (before: Found, after: Found): readonly Pair[] => {
  const [earlier, later] = [finder(before), finder(after)]
  const [hidBefore, hidesAfter] = [hiders(before.findings), hiders(after.findings)]
  const asked = new Set(after.controls.map(asks))

  const gone = (was: Finding, is: Finding | undefined): Pair => {
    if (is !== undefined) return { change: is.outcome === 'pass' ? 'fixed' : 'unasked', before: was, after: is }
    const list = hidesAfter(was)
    if (list !== undefined) return { change: 'changed', before: was, after: list, isListAfter: true }
    return { change: after.isWhole || !asked.has(askedBy(was)) ? 'unasked' : 'fixed', before: was }
  }
  const come = (is: Finding, was: Finding | undefined): Pair => {
    if (was !== undefined) return { change: 'new', before: was, after: is }
    const list = hidBefore(is)
    return list === undefined ? { change: 'new', after: is } : { change: 'changed', before: list, after: is, isListBefore: true }
  }

  const pairs: Pair[] = []
  for (const was of before.findings.filter(isTold)) {
    const is = later(was)
    if (is === undefined || !isTold(is)) pairs.push(gone(was, is))
    else pairs.push({ change: isSame(was, is) ? 'same' : 'changed', before: was, after: is })
  }
  for (const is of after.findings.filter(isTold)) {
    const was = earlier(is)
    if (was === undefined || !isTold(was)) pairs.push(come(is, was))
  }
  return pairs.sort((a, b) => bySeverity(findingOf(a), findingOf(b)))
}

/** Whether a pair is an open failure that did not fail before, was excused then, or tells of more now. */
export const newlyFails = ({ before, after }: Pair): boolean => {
  if (after?.outcome !== 'fail' || after.standing !== 'open') return false
  return before?.outcome !== 'fail' || before.standing !== 'open' || tellsMore(before, after)
}

/** Whether a pair is unknown now and was not before. */
export const newlyUnknown = ({ before, after }: Pair): boolean => after?.outcome === 'unknown' && before?.outcome !== 'unknown'
