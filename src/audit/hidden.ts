/** What is said of a subject that gaps hide: the first of them, how many more there are, and how to close it. */
import { type EvidenceRow, placeOf } from '../model/evidence.ts'
import { given } from '../model/given.ts'
import type { Some } from '../model/group.ts'
import type { Gap, GapReason } from '../model/inventory.ts'
import type { Told, Verdict } from '../model/verdict.ts'

/** A rule's verdict after the gaps: those that made it unknown. */
export interface Judgement extends Verdict {
  readonly gaps?: readonly Gap[]
}

/** What closes a gap that has no advice of its own. */
const mend: Readonly<Record<GapReason, string>> = {
  absent: 'Provide what is missing and audit again.',
  'not-configured': 'Name it under the files of its source in sparekey.yaml and audit again.',
  authentication: 'Provide credentials that the provider takes and audit again.',
  permission: 'Collect with an account that may see it and audit again.',
  plan: 'Take the control out of scope there, or provide the evidence in another way.',
  'rate-limited': 'Audit again when the limit of the provider has been lifted.',
  unavailable: 'Audit again when the provider answers.',
  unreadable: 'Get the file anew from its source and audit again.',
  incomplete: 'Collect the whole of it and audit again.',
  contradiction: 'Collect both anew, at one time, and audit again.',
  stale: 'Collect anew and audit again.',
  future: 'Correct the clock or the date and audit again.',
  uncovered: 'Provide the log of that time, or complete the register, and audit again.',
}

const toEvidence = ({ source, file, line, record, fact, reason }: Gap): EvidenceRow => ({
  source,
  ...given('file', file),
  ...given('line', line),
  ...given('record', record),
  fact: `gap: ${fact}`,
  value: reason,
})

/** At most this many gaps are told with one verdict; the report lists all. */
const TOLD = 5

const order = (gap: Gap): string => [placeOf(gap), gap.fact, gap.reason, gap.detail].join('\n')

const tellGaps = (hiding: Readonly<Some<Gap>>): Told => {
  const gaps = [...hiding].sort((a, b) => (order(a) < order(b) ? -1 : 1)) as Some<Gap>
  const [first] = gaps
  const more = gaps.length === 1 ? '' : ` (and ${String(gaps.length - 1)} more ${gaps.length === 2 ? 'gap' : 'gaps'})`
  return {
    message: `Not known: ${first.detail}${more}.`,
    evidence: gaps.slice(0, TOLD).map(toEvidence),
    remediation: first.advice ?? mend[first.reason],
  }
}

/** The verdict on a subject that gaps hide. */
export const hiddenBy = (gaps: Readonly<Some<Gap>>): Judgement => ({ outcome: 'unknown', tell: () => tellGaps(gaps), gaps })
