import type { Finding, Report } from '../model/report.ts'
import type { Reporter } from '../model/reporter.ts'
import { clipName, clipSentence, markdownCode, markdownText } from './escape.ts'
import { sections, verdict } from './sections.ts'
import { day, excuse, moment, place, plural } from './wording.ts'

/** GitHub refuses the whole summary of a step that has more than a MiB; others may have written to the same file. */
const BUDGET = 900 * 1024
/** What every heading and every "and so many more" needs together, kept back for them. */
const RESERVE = 4 * 1024

const text = (sentence: string): string => markdownText(clipSentence(sentence))
const code = (name: string): string => markdownCode(clipName(name))
const bytes = (piece: string): number => Buffer.byteLength(piece)

/** A part of the page: what stands above its rows, and the rows. */
interface Part {
  readonly title: string
  readonly head: string
  readonly count: number
  readonly rows: Iterable<string>
  readonly noun: string
}

const table = (titles: readonly string[]): string => `| ${titles.join(' | ')} |\n|${titles.map(() => ' --- |').join('')}\n`
const tableRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`

function* map<T>(values: Iterable<T>, toRow: (value: T) => string): Generator<string> {
  for (const value of values) yield toRow(value)
}

const findingRow = (finding: Finding, { gate }: Report): string => {
  const { severity, control, subject, owner, due, remediation, evidence, message } = finding
  const why = excuse(finding, gate)
  const [first] = evidence
  const said = [
    text(message),
    ...(why === undefined ? [] : [text(why)]),
    ...(first === undefined ? [] : [code(place(first))]),
    ...(remediation === undefined ? [] : [text(remediation)]),
  ]
  return tableRow([severity, code(control), code(subject), owner === undefined ? '' : code(owner), due === undefined ? '' : day(due), said.join('<br>')])
}

const FINDING_HEAD = table(['Severity', 'Control', 'Subject', 'Owner', 'Due', 'What was seen, and what to do'])

const partsOf = (report: Report, all: boolean): readonly Part[] => {
  const { overdue, failures, unknowns, waived, known } = sections(report)
  const { summary, controls, gaps, waivers, limits } = report
  const ofFindings = (title: string, findings: Iterable<Finding>, count: number): Part => ({
    title,
    head: FINDING_HEAD,
    count,
    rows: map(findings, (finding) => findingRow(finding, report)),
    noun: 'finding',
  })
  function* quiet(): Generator<Finding> {
    for (const { id } of controls) yield* report.quietOf(id)
  }
  return [
    ofFindings('Overdue', overdue, overdue.length),
    ofFindings('Other failures', failures, failures.length),
    ofFindings('What could not be seen', unknowns, unknowns.length),
    {
      title: 'Gaps in the evidence',
      head: table(['Source', 'Reason', 'What']),
      count: gaps.length,
      rows: map(gaps, (gap) => tableRow([code(place(gap)), gap.reason, text(gap.detail)])),
      noun: 'gap',
    },
    ofFindings('Waived', waived, waived.length),
    ofFindings('Known from the baseline', known, known.length),
    {
      title: 'What is wrong with waivers',
      head: table(['Waiver', 'Control', 'Subject', 'What']),
      count: waivers.length,
      rows: map(waivers, ({ id, control, subject, detail }) => tableRow([code(id), code(control), code(subject), text(detail)])),
      noun: 'waiver',
    },
    {
      title: 'What this audit cannot show',
      head: '',
      count: limits.length,
      rows: map(limits, ({ detail, subjects }) => `- ${text(`${detail} (${plural(subjects.length, 'subject')})`)}\n`),
      noun: 'limit',
    },
    {
      title: 'Controls',
      head: table(['Control', 'Title', 'Pass', 'Fail', 'Unknown', 'Not applicable']),
      count: controls.length,
      rows: map(controls, ({ id, title, summary: { pass, fail, unknown, notApplicable } }) =>
        tableRow([code(id), text(title), ...[pass, fail, unknown, notApplicable].map(String)]),
      ),
      noun: 'control',
    },
    ...(all ? [ofFindings('Passed, or not applicable', quiet(), summary.pass + summary.notApplicable)] : []),
  ].filter(({ count }) => count > 0)
}

/** The job summary of GitHub Actions: the most urgent first, within what GitHub takes. A table is cut between rows and says what it lacks. A row a piece. */
const githubSummary: Reporter = function* (report, { all, most = BUDGET }) {
  const { policy, asOf, summary } = report
  const { headline, reasons } = verdict(report)
  const { pass, fail, unknown, notApplicable, waived } = summary
  const start = [
    `## ${text(policy.title)}`,
    `**${headline}** ${reasons.join(' ')}`,
    `${String(pass)} pass · ${String(fail)} fail${waived === 0 ? '' : ` (${String(waived)} waived)`} · ${String(unknown)} unknown · ${String(notApplicable)} not applicable, as of ${moment(asOf)}`,
  ].join('\n\n')
  yield `${start}\n`
  let room = most - RESERVE - bytes(start)
  for (const { title, head, count, rows, noun } of partsOf(report, all)) {
    yield `\n### ${title} (${String(count)})\n\n`
    let told = 0
    for (const row of rows) {
      const piece = told === 0 ? `${head}${row}` : row
      if (bytes(piece) > room) break
      room -= bytes(piece)
      told += 1
      yield piece
    }
    if (told < count) {
      // Once something is left out, nothing that is less urgent takes the room.
      room = 0
      yield `${told === 0 ? '' : '\n'}and ${plural(count - told, `more ${noun}`)}: see the whole report.\n`
    }
  }
}

export default githubSummary
