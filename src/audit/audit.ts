/** The heart: evaluate → waive → summarise, on plain data. The same policy, inventory and instant give the same report. */
import { groupBy } from '../model/group.ts'
import type { Inventory } from '../model/inventory.ts'
import type { Policy, Waiver } from '../model/policy.ts'
import type { ControlReport, Gate, Report } from '../model/report.ts'
import type { AnyRule } from '../model/rule.ts'
import { formatInstant } from '../model/time.ts'
import { evaluate } from './evaluate.ts'
import { exitCode } from './exit-code.ts'
import { type Freshness, freshen } from './freshness.ts'
import { join } from './join.ts'
import { limits } from './limits.ts'
import { link } from './link.ts'
import { registered } from './registered.ts'
import { bySeverity, summarise } from './summarise.ts'
import { digestOf, toFinding, toGaps, toSource } from './told.ts'
import { waive } from './waive.ts'

export interface AuditInput extends Freshness {
  readonly policy: Policy
  readonly waivers: readonly Waiver[]
  readonly inventory: Inventory
  readonly rules: readonly AnyRule[]
  readonly gate: Gate
}

export const audit = ({ policy, waivers, inventory: collected, rules, asOf, maxAge, gate }: AuditInput): Report => {
  const inventory = freshen(collected, { asOf, maxAge })
  const joined = join(inventory, asOf)
  const placed = evaluate(link(policy, rules), joined, { asOf, roles: policy.roles })
  const waived = waive(placed, waivers, asOf)
  const collectedAt = new Map(inventory.sources.map((source) => [source.id, formatInstant(source.collectedAt)]))
  const findings = waived.findings.map((finding) => toFinding(finding, collectedAt)).sort(bySeverity)
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
    controls: policy.controls.map(({ id, title, rule, severity, references, origin }): ControlReport => ({
      id,
      title,
      rule,
      severity,
      references: [...references],
      ...origin,
      summary: summarise(byControl.get(id) ?? []),
    })),
    findings,
    codeSets: registered(inventory.facts.locations, joined),
    gaps: toGaps([...inventory.gaps, ...placed.flatMap(({ verdict }) => verdict.gaps ?? [])]),
    waivers: [...waived.notes],
    limits: limits(inventory, joined),
  }
}
