/** The heart: evaluate → waive → summarise, on plain data. The same policy, inventory and instant give the same report. */
import { createHash } from 'node:crypto'
import { accountKey, isAccount } from '../model/account.ts'
import { type EvidenceRow, placeOf } from '../model/evidence.ts'
import { groupBy } from '../model/group.ts'
import type { Gap, Inventory, SourceRecord } from '../model/inventory.ts'
import type { Policy, Waiver } from '../model/policy.ts'
import type { ControlReport, Finding, Gate, Report, ReportedEvidence, ReportedGap, ReportedSource } from '../model/report.ts'
import type { AnyRule } from '../model/rule.ts'
import { formatInstant, type Instant } from '../model/time.ts'
import { evaluate } from './evaluate.ts'
import { exitCode } from './exit-code.ts'
import { join } from './join.ts'
import { limits } from './limits.ts'
import { link } from './link.ts'
import { bySeverity, summarise } from './summarise.ts'
import { waive, type Waived } from './waive.ts'

export interface AuditInput {
  readonly policy: Policy
  readonly waivers: readonly Waiver[]
  readonly inventory: Inventory
  readonly rules: readonly AnyRule[]
  readonly asOf: Instant
  readonly gate: Gate
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** One digest for one or several files. */
const digestOf = (files: SourceRecord['files']): string | undefined => {
  const [first, ...rest] = files
  if (first === undefined) return undefined
  return rest.length === 0 ? first.sha256 : sha256(files.map((file) => `${file.sha256}  ${file.file}\n`).join(''))
}

const given = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } => (value === undefined ? {} : { [key]: value }) as { [P in K]?: V }

const toEvidence = ({ source, file, line, record, fact, value }: EvidenceRow, collected: ReadonlyMap<string, Instant>): ReportedEvidence => {
  const at = collected.get(source)
  return {
    source,
    ...given('file', file),
    ...given('line', line),
    ...given('record', record),
    fact,
    ...given('value', value),
    ...given('collectedAt', at === undefined ? undefined : formatInstant(at)),
  }
}

const order = (row: ReportedEvidence): string => [placeOf(row), row.fact, row.value ?? ''].join('\n')

const toFinding = ({ control, subject, owner, verdict, standing, waiver }: Waived, collected: ReadonlyMap<string, Instant>): Finding => ({
  control: control.id,
  rule: control.rule,
  severity: control.severity,
  subject,
  ...given('owner', owner),
  outcome: verdict.outcome,
  standing,
  ...given('waiver', waiver?.id),
  message: verdict.message,
  ...given('due', verdict.due === undefined ? undefined : formatInstant(verdict.due)),
  evidence: verdict.evidence.map((row) => toEvidence(row, collected)).sort((a, b) => (order(a) < order(b) ? -1 : 1)),
  ...given('remediation', verdict.remediation),
  fingerprint: sha256(`${control.id}\n${isAccount(subject) ? accountKey(subject) : subject}`),
})

const toSource = (source: SourceRecord, later: number): ReportedSource => ({
  id: source.id,
  type: source.type,
  ...given('location', source.location),
  ...given('grade', source.grade),
  ...given('covers', source.covers === undefined ? undefined : { from: formatInstant(source.covers.from), to: formatInstant(source.covers.to) }),
  records: source.records,
  unreadable: source.unreadable,
  later,
  collectedAt: formatInstant(source.collectedAt),
  ...given('sha256', digestOf(source.files)),
  files: source.files.map(({ file, sha256: digest }) => ({ file, sha256: digest })),
})

const gapOrder = (gap: ReportedGap): string =>
  [gap.source, gap.fact, gap.file ?? '', String(gap.line ?? 0).padStart(12, '0'), gap.record ?? '', gap.detail, gap.reason].join('\n')

/** Each gap once, whatever it made unknown. */
const toGaps = (gaps: readonly Gap[]): ReportedGap[] => {
  const told = gaps.map(({ about: _about, hides: _hides, ...gap }): ReportedGap => gap)
  return [...new Map(told.map((gap) => [gapOrder(gap), gap])).values()].sort((a, b) => (gapOrder(a) < gapOrder(b) ? -1 : 1))
}

export const audit = ({ policy, waivers, inventory, rules, asOf, gate }: AuditInput): Report => {
  const joined = join(inventory, asOf)
  const placed = evaluate(link(policy, rules), joined, { asOf, roles: policy.roles })
  const waived = waive(placed, waivers, asOf)
  const collected = new Map(inventory.sources.map(({ id, collectedAt }) => [id, collectedAt]))
  const findings = waived.findings.map((finding) => toFinding(finding, collected)).sort(bySeverity)
  const summary = summarise(findings)
  const byControl = groupBy(findings, ({ control }) => control)

  return {
    schema: 'sparekey-report/1',
    asOf: formatInstant(asOf),
    complete: summary.unknown === 0,
    exitCode: exitCode(findings, gate),
    gate,
    policy: {
      id: policy.id,
      title: policy.title,
      sha256: digestOf(policy.files) ?? '',
      files: policy.files.map(({ file, sha256: digest }) => ({ file, sha256: digest })),
    },
    sources: inventory.sources.map((source) => toSource(source, joined.later.get(source.id) ?? 0)).sort((a, b) => (a.id < b.id ? -1 : 1)),
    summary,
    controls: policy.controls.map(({ id, title, rule, severity, references }): ControlReport => ({
      id,
      title,
      rule,
      severity,
      references: [...references],
      summary: summarise(byControl.get(id) ?? []),
    })),
    findings,
    gaps: toGaps([...inventory.gaps, ...placed.flatMap(({ verdict }) => verdict.gaps ?? [])]),
    waivers: [...waived.notes],
    limits: limits(inventory, joined),
  }
}
