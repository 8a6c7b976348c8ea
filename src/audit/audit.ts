/** The heart: evaluate → waive → compare → summarise, on plain data. The same policy, inventory and instant give the same report. */
import { bySeverity } from '../model/finding-order.ts'
import { mappingsOf } from '../model/frameworks.ts'
import { given } from '../model/given.ts'
import type { Gap, Inventory } from '../model/inventory.ts'
import type { Control, Policy, Waiver } from '../model/policy.ts'
import type { ControlReport, DisabledControl, Finding, Gate, Report } from '../model/report.ts'
import type { AnyRule, Context } from '../model/rule.ts'
import { formatInstant } from '../model/time.ts'
import { accesses } from './accesses.ts'
import { evaluate, isQuiet, type Placed } from './evaluate.ts'
import { exitCode } from './exit-code.ts'
import { type Freshness, freshen } from './freshness.ts'
import { type Join, join } from './join.ts'
import { type Baseline, know } from './know.ts'
import { limits } from './limits.ts'
import { link, type LinkedPolicy, only } from './link.ts'
import { registered } from './registered.ts'
import { type Count, counting, summarise } from './summarise.ts'
import { digestOf, toFinding, toGaps, toSource } from './told.ts'
import { waive, waivingOf } from './waive.ts'

export interface AuditInput extends Freshness {
  readonly policy: Policy
  readonly waivers: readonly Waiver[]
  readonly inventory: Inventory
  readonly rules: readonly AnyRule[]
  readonly gate: Gate
  /** An earlier report, whose failures are known. */
  readonly baseline?: Baseline
}

const toDisabled = ({ control: { id, title, rule, severity }, reason }: Policy['disabled'][number]): DisabledControl => ({ id, title, rule, severity, reason })

interface Sifted {
  /** The verdicts that are told. Of what is quiet nothing is kept. */
  readonly told: readonly Placed[]
  readonly counts: ReadonlyMap<string, Count>
  /** What made some of them unknown. */
  readonly gaps: Iterable<Gap>
}

const sift = (linked: LinkedPolicy, joined: Join, context: Context): Sifted => {
  const told: Placed[] = []
  const counts = new Map<Control, Count>()
  const gaps = new Set<Gap>()
  evaluate(linked, joined, context, (control, subject, owner, verdict) => {
    let count = counts.get(control)
    if (count === undefined) counts.set(control, (count = counting()))
    count[verdict.outcome] += 1
    if (isQuiet(verdict)) return
    told.push({ control, subject, owner, verdict })
    for (const gap of verdict.gaps ?? []) gaps.add(gap)
  })
  return { told, counts: new Map([...counts].map(([{ id }, count]) => [id, count])), gaps }
}

/** What of one control asks nothing of anybody. */
const siftQuiet = (linked: LinkedPolicy, joined: Join, context: Context): readonly Placed[] => {
  const quiet: Placed[] = []
  evaluate(linked, joined, context, (control, subject, owner, verdict) => {
    if (isQuiet(verdict)) quiet.push({ control, subject, owner, verdict })
  })
  return quiet
}

export const audit = ({ policy, waivers, inventory: collected, rules, asOf, maxAge, gate, baseline }: AuditInput): Report => {
  const inventory = freshen(collected, { asOf, maxAge })
  const joined = join(inventory, asOf)
  const context = { asOf, roles: policy.roles }
  const linked = link(policy, rules)
  const { told, counts, gaps } = sift(linked, joined, context)
  const waived = waive(told, waivers, waivingOf(policy, inventory, asOf))
  const collectedAt = new Map(inventory.sources.map((source) => [source.id, formatInstant(source.collectedAt)]))
  const judged = waived.findings.map((finding) => toFinding(finding, collectedAt)).sort(bySeverity)

  const quietOf = (control: string): Finding[] =>
    siftQuiet(only(linked, control), joined, context)
      .map((placed) => toFinding({ ...placed, standing: 'open' }, collectedAt))
      .sort(bySeverity)

  const known = baseline === undefined ? undefined : know({ controls: policy.controls, findings: judged, quietOf, isWhole: true }, baseline)
  const findings = known?.findings ?? judged
  const summary = summarise(counts, findings)
  return {
    schema: 'sparekey-report/1',
    asOf: formatInstant(asOf),
    complete: summary.whole.unknown === 0,
    exitCode: exitCode(findings, gate),
    gate,
    policy: {
      id: policy.id,
      title: policy.title,
      sha256: digestOf(policy.files) ?? '',
      files: policy.files.map(({ file, sha256: digest }) => ({ file, sha256: digest })),
    },
    sources: inventory.sources.map((source) => toSource(source, joined.later.get(source.id) ?? 0)).sort((a, b) => (a.id < b.id ? -1 : 1)),
    summary: summary.whole,
    controls: linked.controls.map((control): ControlReport => {
      const { id, title, rule, severity, references, origin } = control
      return { id, title, rule, severity, references: [...references], ...origin, mappings: mappingsOf(control), summary: summary.of(id) }
    }),
    ...given('disabled', policy.disabled.length === 0 ? undefined : policy.disabled.map(toDisabled)),
    findings,
    codeSets: registered(inventory.facts.locations, joined, asOf),
    accesses: accesses(joined),
    gaps: toGaps([...inventory.gaps, ...gaps]),
    waivers: [...waived.notes],
    limits: limits(inventory, joined),
    ...given('baseline', known?.baseline),
    quietOf,
  }
}
