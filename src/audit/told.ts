/** Verdicts, sources and gaps in the shapes of the report: instants as text, evidence in order of place, a fingerprint for each finding. */
import { hash } from 'node:crypto'
import { accountKey, isAccount } from '../model/account.ts'
import { type EvidenceRow, placeOf } from '../model/evidence.ts'
import { given } from '../model/given.ts'
import type { Gap, SourceRecord } from '../model/inventory.ts'
import type { Finding, ReportedEvidence, ReportedGap, ReportedSource } from '../model/report.ts'
import { formatDay, formatInstant } from '../model/time.ts'
import type { Waived } from './waive.ts'

const sha256 = (text: string): string => hash('sha256', text)

/** One digest for one or several files. */
export const digestOf = (files: SourceRecord['files']): string | undefined => {
  const [first, ...rest] = files
  if (first === undefined) return undefined
  return rest.length === 0 ? first.sha256 : sha256(files.map((file) => `${file.sha256}  ${file.file}\n`).join(''))
}

/** When each source was collected, as text. */
type Collected = ReadonlyMap<string, string>

const toEvidence = ({ source, file, line, record, fact, value }: EvidenceRow, collected: Collected): ReportedEvidence => ({
  source,
  ...given('file', file),
  ...given('line', line),
  ...given('record', record),
  fact,
  ...given('value', value),
  ...given('collectedAt', collected.get(source)),
})

const order = (row: ReportedEvidence): string => [placeOf(row), row.fact, row.value ?? ''].join('\n')

const fingerprint = (control: string, subject: string): string => sha256(`${control}\n${isAccount(subject) ? accountKey(subject) : subject}`)

export const toFinding = ({ control, subject, owner, verdict, standing, waiver }: Waived, collected: Collected): Finding => ({
  control: control.id,
  rule: control.rule,
  severity: control.severity,
  subject,
  ...given('owner', owner),
  outcome: verdict.outcome,
  standing,
  ...(waiver === undefined
    ? {}
    : { waiver: { id: waiver.id, reason: waiver.reason, owner: waiver.owner, approvedBy: waiver.approvedBy, expires: formatDay(waiver.ends - 1) } }),
  message: verdict.message,
  ...(verdict.due === undefined ? {} : { due: formatInstant(verdict.due) }),
  evidence: verdict.evidence.map((row) => toEvidence(row, collected)).sort((a, b) => (order(a) < order(b) ? -1 : 1)),
  ...given('remediation', verdict.remediation),
  fingerprint: fingerprint(control.id, subject),
})

export const toSource = (source: SourceRecord, later: number): ReportedSource => ({
  id: source.id,
  type: source.type,
  ...given('location', source.location),
  ...given('grade', source.grade),
  ...(source.covers === undefined ? {} : { covers: { from: formatInstant(source.covers.from), to: formatInstant(source.covers.to) } }),
  records: source.records,
  unreadable: source.unreadable,
  later,
  collectedAt: formatInstant(source.collectedAt),
  ...given('sha256', digestOf(source.files)),
  files: source.files.map(({ file, sha256: digest }) => ({ file, sha256: digest })),
})

const gapOrder = (gap: ReportedGap): string => [placeOf(gap), gap.fact, gap.detail, gap.reason].join('\n')

/** Each gap once, whatever it made unknown. */
export const toGaps = (gaps: readonly Gap[]): ReportedGap[] => {
  const told = gaps.map(({ about: _about, hides: _hides, ...gap }): ReportedGap => gap)
  return [...new Map(told.map((gap) => [gapOrder(gap), gap])).values()].sort((a, b) => (gapOrder(a) < gapOrder(b) ? -1 : 1))
}
