import { bySeverity } from '../model/finding-order.ts'
import { raises } from '../model/gate.ts'
import { groupBy } from '../model/group.ts'
import type { ControlReport, DisabledControl, Finding, Gate, Report, ReportedEvidence } from '../model/report.ts'
import type { Reporter } from '../model/reporter.ts'
import { clipName, clipSentence, xmlAttribute, xmlText } from './escape.ts'
import { excuse, place, plural } from './wording.ts'

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

const line = (text: string): string => `\n${xmlText(text)}`

const evidenceLine = (row: ReportedEvidence): string => {
  const value = row.value === undefined ? '' : ` = ${clipName(row.value)}`
  const where = row.file === undefined ? '' : `, ${clipName(place(row))}`
  return line(`evidence: ${clipName(row.source)}${where}: ${clipName(row.fact)}${value}`)
}

/** What was seen, in lines. It is always there: some readers show the text and drop the attributes. */
const body = (finding: Finding, gate: Gate): string => {
  const { outcome, message, severity, owner, due, evidence, remediation } = finding
  const why = excuse(finding, gate)
  const isPlain = why === undefined && outcome !== 'not-applicable'
  let told = xmlText(`${isPlain ? '' : `${outcome}${why === undefined ? '' : `, ${why}`}: `}${clipSentence(message)}`)
  told += `\nseverity: ${severity}`
  if (owner !== undefined) told += line(`owner: ${clipName(owner)}`)
  if (due !== undefined) told += line(`due: ${due}`)
  for (const row of evidence) told += evidenceLine(row)
  if (remediation !== undefined) told += line(`to do: ${clipSentence(remediation)}`)
  return told
}

const testcase = (finding: Finding, gate: Gate): string => {
  const { rule, subject, message } = finding
  const open = `    <testcase classname="${className(subject)}" name="${xmlAttribute(`${rule}: ${clipName(subject)}`)}" time="0.000"`
  const result = resultOf(finding, gate)
  if (result === 'passed') return `${open}/>\n`
  const type = result === 'failure' ? rule : 'unknown'
  // Not every schema lets <skipped> have attributes.
  const about = result === 'skipped' ? '' : ` type="${type}" message="${xmlAttribute(clipSentence(message))}"`
  return `${open}>\n      <${result}${about}>${body(finding, gate)}</${result}>\n    </testcase>\n`
}

/** Beyond so many quiet cases of one control they are told as one case for each outcome, unless all are asked for: readers of JUnit drown in more. */
const MOST_QUIET = 1_000

const folded = ({ rule }: ControlReport, outcome: 'pass' | 'not-applicable', count: number): string => {
  const name = outcome === 'pass' ? `${rule}: ${plural(count, 'subject')} that pass` : `${rule}: ${plural(count, 'subject')} that it does not apply to`
  const open = `    <testcase${attributes({ classname: 'several', name, time: '0.000' })}`
  return outcome === 'pass' ? `${open}/>\n` : `${open}>\n      <skipped>not-applicable: --all names each of them</skipped>\n    </testcase>\n`
}

interface Suite {
  readonly control: ControlReport
  /** What failed or is not known. */
  readonly told: readonly Finding[]
  /** Whether what is quiet is told as a number. */
  readonly isFolded: boolean
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

const suiteEnd = (said = ''): string => `    <system-out>${said}</system-out>\n    <system-err></system-err>\n  </testsuite>\n`

/** A control that the policy disables: one case that was skipped, so that it is not missed. */
const disabledSuite = ({ id, title, rule, severity, reason }: DisabledControl, index: number, { asOf, policy }: Report): string =>
  [
    suiteHead({ id, rule, severity }, index, { tests: 1, failures: 0, errors: 0, skipped: 1 }, { asOf, policy }),
    `    <testcase${attributes({ classname: 'disabled', name: `${rule}: ${clipSentence(title)}`, time: '0.000' })}>\n`,
    `      <skipped>${xmlText(`disabled by the policy: ${clipSentence(reason)}`)}</skipped>\n    </testcase>\n`,
    suiteEnd(),
  ].join('')

const suiteStart = ({ control, told, isFolded }: Suite, index: number, report: Report): string => {
  const { pass, notApplicable } = control.summary
  const results = { passed: 0, failure: 0, error: 0, skipped: 0 }
  for (const finding of told) results[resultOf(finding, report.gate)] += 1
  const cases = (quiet: number): number => (isFolded ? Math.min(quiet, 1) : quiet)
  const counts = {
    tests: told.length + cases(pass) + cases(notApplicable),
    failures: results.failure,
    errors: results.error,
    skipped: results.skipped + cases(notApplicable),
  }
  return suiteHead(control, index, counts, report)
}

/** What is wrong with the waivers of a control: why one that was counted on does not hold. */
const waiverLines = (id: string, { waivers }: Report): string =>
  waivers
    .filter(({ control }) => control === id)
    .map((note) => xmlText(`waiver ${note.id} of ${clipName(note.subject)}: ${note.problem}, ${clipSentence(note.detail)}`))
    .join('\n')

/** JUnit XML: a suite for a control, a case for each of its subjects; valid under the schemas of Jenkins, of Ant and of JUnit 4. A case a piece. */
const junit: Reporter = function* (report: Report, { all }) {
  const { disabled = [] } = report
  const byControl = groupBy(report.findings, ({ control }) => control)
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
  for (const [index, control] of report.controls.entries()) {
    const { pass, notApplicable } = control.summary
    const told = byControl.get(control.id) ?? []
    const isFolded = !all && pass + notApplicable > MOST_QUIET
    yield suiteStart({ control, told, isFolded }, index, report)
    for (const finding of isFolded ? told : [...told, ...report.quietOf(control.id)].sort(bySeverity)) yield testcase(finding, report.gate)
    if (isFolded && pass > 0) yield folded(control, 'pass', pass)
    if (isFolded && notApplicable > 0) yield folded(control, 'not-applicable', notApplicable)
    yield suiteEnd(waiverLines(control.id, report))
  }
  for (const [index, control] of disabled.entries()) yield disabledSuite(control, report.controls.length + index, report)
  yield '</testsuites>\n'
}

export default junit
