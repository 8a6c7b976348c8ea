/** What the register says about one set, with the line on which it says it; and its times, which may be absent or lie in the future. */
import { evidence, type EvidenceRow } from './evidence.ts'
import type { CodeSet } from './inventory.ts'
import { CLOCK_TOLERANCE, formatInstant, type Instant } from './time.ts'

/** One field of a set as evidence; `value` absent: the register does not have it. */
export const registerRow = ({ origin, lines }: CodeSet, field: string, value = 'absent'): EvidenceRow => {
  const line = lines[field] ?? origin.line
  return evidence({ ...origin, ...(line === undefined ? {} : { line }) }, field, value)
}

const happened = {
  generated: 'the codes were generated',
  tested: 'a code was tried',
  reviewed: 'the unused codes were last reviewed',
  checked: 'somebody last checked that no code was used',
  since: 'the codes were lost or compromised',
} as const

export type TimeField = keyof typeof happened

/** A time of the register that can be judged, and the row that shows it. */
export interface Timed {
  readonly time: Instant
  readonly row: () => EvidenceRow
}

/** A time that can be judged; or why there is none. */
export type RegisterTime = Timed | { readonly doubt: string; readonly row: () => EvidenceRow }

export const isTimed = (time: RegisterTime): time is Timed => 'time' in time

/** When something happened to a set, by the register. What is absent, or more than five minutes later than the audit, is not known. */
export const registerTime = (set: CodeSet, field: TimeField, asOf: Instant): RegisterTime => {
  const time = set[field]
  if (time === undefined) return { doubt: `The register does not say when ${happened[field]}.`, row: () => registerRow(set, field) }
  const row = () => registerRow(set, field, formatInstant(time))
  return time > asOf + CLOCK_TOLERANCE ? { doubt: `The register says that ${happened[field]} later than the audit.`, row } : { time, row }
}
