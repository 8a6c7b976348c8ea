/** Two reports → what is new, fixed and changed between them, for each control. */
import { groupBy } from '../model/group.ts'
import type { Change, Comparison, ComparedControl, Counts, State } from '../model/comparison.ts'
import { given } from '../model/given.ts'
import type { ControlReport, Finding, KeptReport, Report } from '../model/report.ts'
import { compare, findingOf, newlyFails, newlyUnknown, type Pair } from './compare.ts'
import { foundIn } from './know.ts'
import { fingerprint } from './told.ts'

/** A report, and where it was read; a report that was just made has no file. */
export interface Side {
  readonly report: KeptReport | Report
  readonly file?: string
  readonly sha256?: string
}

const count = (pairs: readonly Pair[]): Counts => {
  const of = (change: Pair['change']): number => pairs.filter((pair) => pair.change === change).length
  return { new: of('new'), fixed: of('fixed'), unasked: of('unasked'), changed: of('changed'), same: of('same') }
}

const toState = ({ outcome, standing, severity, due, subject }: Finding, isList = false): State => ({
  outcome,
  standing,
  severity,
  ...given('due', due),
  ...given('under', isList ? subject : undefined),
})

const toChange = (pair: Pair): Change[] => {
  const { change, before, after, isListBefore, isListAfter } = pair
  if (change === 'same') return []
  const finding = findingOf(pair)
  const { control, rule, severity, subject, owner } = finding
  // Where a list hides the subject, it is the list that says why.
  const { message, remediation } = after ?? finding
  return [
    {
      change,
      control,
      rule,
      severity,
      subject,
      ...given('owner', owner),
      ...given('before', before === undefined ? undefined : toState(before, isListBefore)),
      ...given('after', after === undefined ? undefined : toState(after, isListAfter)),
      message,
      ...given('remediation', remediation),
      fingerprint: fingerprint(control, subject),
    },
  ]
}

const toSide = ({ report: { asOf, policy }, file, sha256 }: Side): Comparison['before'] => ({
  asOf,
  policy: { id: policy.id, title: policy.title, sha256: policy.sha256 },
  ...given('file', file),
  ...given('sha256', sha256),
})

const asks = ({ id, rule }: Pick<ControlReport, 'id' | 'rule'>): string => `${id}\n${rule}`

/** The report with its controls called as they are called now. */
const rename = (report: Side['report'], renamed: ReadonlyMap<string, string>): Side['report'] => {
  if (renamed.size === 0) return report
  const now = (id: string): string => renamed.get(id) ?? id
  const called = (finding: Finding): Finding => ({ ...finding, control: now(finding.control) })
  const then = new Map([...renamed].map(([old, id]) => [id, old]))
  return {
    ...report,
    controls: report.controls.map((control) => ({ ...control, id: now(control.id) })),
    findings: report.findings.map(called),
    ...('quietOf' in report ? { quietOf: (control: string) => report.quietOf(then.get(control) ?? control).map(called) } : {}),
  }
}

/** What there is between two reports. `renamed` says how controls of the first are called in the second. */
export const compareReports = (schema: Comparison['schema'], first: Side, second: Side, renamed: ReadonlyMap<string, string> = new Map()): Comparison => {
  const [before, after] = [rename(first.report, renamed), second.report]
  const pairs = compare(foundIn(before), foundIn(after))
  const byControl = groupBy(pairs, (pair) => {
    const { control, rule } = findingOf(pair)
    return asks({ id: control, rule })
  })
  const formerly = new Map([...renamed].map(([then, now]) => [now, then]))
  const [askedBefore, askedAfter] = [new Set(before.controls.map(asks)), new Set(after.controls.map(asks))]
  const toControl = (control: ControlReport): ComparedControl => ({
    id: control.id,
    title: control.title,
    rule: control.rule,
    presence: !askedBefore.has(asks(control)) ? 'added' : askedAfter.has(asks(control)) ? 'both' : 'removed',
    ...given('formerly', formerly.get(control.id)),
    summary: count(byControl.get(asks(control)) ?? []),
  })
  return {
    schema,
    before: toSide(first),
    after: toSide(second),
    newly: { fail: pairs.filter(newlyFails).length, unknown: pairs.filter(newlyUnknown).length },
    summary: count(pairs),
    controls: [...after.controls, ...before.controls.filter((control) => !askedAfter.has(asks(control)))].map(toControl),
    changes: pairs.flatMap(toChange),
  }
}
