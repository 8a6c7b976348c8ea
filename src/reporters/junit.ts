import { raises } from '../model/gate.ts'
import { groupBy } from '../model/group.ts'
import type { ControlReport, DisabledControl, Finding, Gate, Report, ReportedEvidence } from '../model/report.ts'
import type { Reporter } from '../model/reporter.ts'
import { clipName, clipSentence, xmlAttribute, xmlText } from './escape.ts'
import { excuse, place } from './wording.ts'

type Result = 'passed' | 'failure' | 'error' | 'skipped'

/** Red exactly when the finding raises the exit code. */
const resultOf = (finding: Finding, gate: Gate): Result => {
  if (finding.outcome === 'pass') return 'passed'
  const raised = raises(finding, gate)
  return raised === 1 ? 'failure' : raised === 3 ? 'error' : 'skipped'
}

/** The service of an account; what is no account is a location, or `*` where a control matches nothing. */
const className = (subject: string): string => /^([a-z][a-z0-9-]*):/.exec(subject)?.[1] ?? (subject === '*' ? 'none' : 'location')

const attributes = (pairs: Readonly<Record<string, string>>): string =>
  Object.entries(pairs)
    .map(([name, value]) => ` ${name}="${xmlAttribute(value)}"`)
    .join('')

const evidenceLine = (row: ReportedEvidence): string => {
  const value = row.value === undefined ? '' : ` = ${clipName(row.value)}`
  const where = row.file === undefined ? '' : `, ${clipName(place(row))}`
  return `evidence: ${clipName(row.source)}${where}: ${clipName(row.fact)}${value}`
}

/** What was seen, in lines. It is always there: some readers show the text and drop the attributes. */
const body = (finding: Finding, gate: Gate): string => {
  const { outcome, message, severity, owner, due, evidence, remediation } = finding
  const why = excuse(finding, gate)
  const isPlain = why === undefined && outcome !== 'not-applicable'
  return [
    `${isPlain ? '' : `${outcome}${why === undefined ? '' : `, ${why}`}: `}${clipSentence(message)}`,
    `severity: ${severity}`,
    ...(owner === undefined ? [] : [`owner: ${clipName(owner)}`]),
    ...(due === undefined ? [] : [`due: ${due}`]),
    ...evidence.map(evidenceLine),
    ...(remediation === undefined ? [] : [`to do: ${clipSentence(remediation)}`]),
  ]
    .map(xmlText)
    .join('\n')
}

const testcase = (finding: Finding, gate: Gate): string => {
  const { rule, subject, message } = finding
  const open = `    <testcase${attributes({ classname: className(subject), name: `${rule}: ${clipName(subject)}`, time: '0.000' })}`
  const result = resultOf(finding, gate)
  if (result === 'passed') return `${open}/>\n`
  const type = result === 'failure' ? rule : 'unknown'
  // Not every schema lets <skipped> have attributes.
  const about = result === 'skipped' ? '' : attributes({ type, message: clipSentence(message) })
  return `${open}>\n      <${result}${about}>${body(finding, gate)}</${result}>\n    </testcase>\n`
}

interface Counts {
  readonly tests: number
  readonly failures: number
  readonly errors: number
  readonly skipped: number
}

const suiteHead = (
  { id, rule, severity }: Pick<ControlReport, 'id' | 'rule' | 'severity'>,
  index: number,
  { tests, failures, errors, skipped }: Counts,
  { asOf, policy }: Pick<Report, 'asOf' | 'policy'>,
): string => {
  const suite = {
    name: id,
    package: 'sparekey',
    id: String(index),
    timestamp: asOf.slice(0, 19),
    hostname: 'localhost',
    tests: String(tests),
    failures: String(failures),
    errors: String(errors),
    skipped: String(skipped),
    time: '0.000',
  }
  const properties = Object.entries({ 'as-of': asOf, policy: policy.id, severity, rule })
  return [
    `  <testsuite${attributes(suite)}>`,
    '    <properties>',
    ...properties.map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
    '',
  ].join('\n')
}

const SUITE_END = '    <system-out></system-out>\n    <system-err></system-err>\n  </testsuite>\n'

/** A control that the policy disables: one case that was skipped, so that it is not missed. */
const disabledSuite = ({ id, title, rule, severity, reason }: DisabledControl, index: number, { asOf, policy }: Report): string =>
  [
    suiteHead({ id, rule, severity }, index, { tests: 1, failures: 0, errors: 0, skipped: 1 }, { asOf, policy }),
    `    <testcase${attributes({ classname: 'disabled', name: `${rule}: ${clipSentence(title)}`, time: '0.000' })}>\n`,
    `      <skipped>${xmlText(`disabled by the policy: ${clipSentence(reason)}`)}</skipped>\n    </testcase>\n`,
    SUITE_END,
  ].join('')

const suiteStart = (control: ControlReport, index: number, findings: readonly Finding[], report: Report): string => {
  const count = (result: Result): number => findings.filter((finding) => resultOf(finding, report.gate) === result).length
  return suiteHead(control, index, { tests: findings.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') }, report)
}

/** JUnit XML: a suite for a control, a case for each of its subjects; valid under the schemas of Jenkins, of Ant and of JUnit 4. A case a piece. */
const junit: Reporter = function* (report: Report) {
  const { disabled = [] } = report
  const byControl = groupBy(report.findings, ({ control }) => control)
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
  for (const [index, control] of report.controls.entries()) {
    const findings = byControl.get(control.id) ?? []
    yield suiteStart(control, index, findings, report)
    for (const finding of findings) yield testcase(finding, report.gate)
    yield SUITE_END
  }
  for (const [index, control] of disabled.entries()) yield disabledSuite(control, report.controls.length + index, report)
  yield '</testsuites>\n'
}

export default junit
