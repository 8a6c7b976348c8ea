/** Verdicts, sources and gaps in the shapes of the report: instants as text, evidence in order of place, a fingerprint for each finding. */
import { hash } from 'node:crypto'
import { accountKey, isAccount } from '../model/account.ts'
import { type EvidenceRow, placeOf } from '../model/evidence.ts'
import { given } from '../model/given.ts'
import type { Gap, SourceRecord } from '../model/inventory.ts'
import type { Waiver } from '../model/policy.ts'
import { maskCodes } from '../model/mask.ts'
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

const toEvidence = ({ source, file, line, record, fact, value }: EvidenceRow, collected: Collected): ReportedEvidence => {
  const row = { source } as ReportedEvidence
  if (file !== undefined) row.file = file
  if (line !== undefined) row.line = line
  if (record !== undefined) row.record = record
  row.fact = fact
  if (value !== undefined) row.value = value
  const at = collected.get(source)
  if (at !== undefined) row.collectedAt = at
  return row
}

const order = (row: ReportedEvidence): string => [placeOf(row), row.fact, row.value ?? ''].join('\n')

/** Of a control and a subject, and of nothing else: it lasts as long as the two are called so. */
export const fingerprint = (control: string, subject: string): string => sha256(`${control}\n${isAccount(subject) ? accountKey(subject) : subject}`)

/** The reason is people's own text, and shown as such: what looks like a code is covered. */
const toWaiver = ({ id, reason, owner, approvedBy, ends }: Waiver): NonNullable<Finding['waiver']> => ({
  id,
  reason: maskCodes(reason),
  owner,
  approvedBy,
  expires: formatDay(ends - 1),
})

/** Built field by field, in the order in which the report shows them: a large organisation has millions. */
export const toFinding = ({ control, subject, owner, verdict, standing, waiver }: Waived, collected: Collected): Finding => {
  const { outcome, due } = verdict
  const { message, evidence, remediation } = verdict.tell()
  const finding = { control: control.id, rule: control.rule, severity: control.severity, subject } as Finding
  if (owner !== undefined) finding.owner = owner
  finding.outcome = outcome
  finding.standing = standing
  if (waiver !== undefined) finding.waiver = toWaiver(waiver)
  finding.message = message
  if (due !== undefined) finding.due = formatInstant(due)
  finding.evidence = evidence.map((row) => toEvidence(row, collected))
  if (finding.evidence.length > 1) finding.evidence.sort((a, b) => (order(a) < order(b) ? -1 : 1))
  if (remediation !== undefined) finding.remediation = remediation
  finding.fingerprint = fingerprint(control.id, subject)
  return finding
}

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
  files: source.files.map(({ file, sha256: digest, of }) => ({ file, sha256: digest, ...given('of', of) })),
})

const gapOrder = (gap: ReportedGap): string => [placeOf(gap), gap.fact, gap.detail, gap.reason].join('\n')

/** Each gap once, whatever it made unknown. */
export const toGaps = (gaps: readonly Gap[]): ReportedGap[] => {
  const told = gaps.map(({ about: _about, hides: _hides, advice: _advice, ...gap }): ReportedGap => gap)
  return [...new Map(told.map((gap) => [gapOrder(gap), gap])).values()].sort((a, b) => (gapOrder(a) < gapOrder(b) ? -1 : 1))
}
