import { stringify } from 'csv-stringify/sync'
import { raises } from '../model/gate.ts'
import type { Finding, Report } from '../model/report.ts'
import type { Reporter } from '../model/reporter.ts'
import { clipName, clipSentence, plainText } from './escape.ts'
import { toldFindings } from './sections.ts'
import { atMost, evidenceLine } from './wording.ts'

/** So many rows are written at a time. */
const BATCH = 50
/** At most so many rows of evidence stand in one cell; the JSON report has all. */
const MOST_EVIDENCE = 10

const name = (text = ''): string => plainText(clipName(text))
const sentence = (text = ''): string => plainText(clipSentence(text))

const columns = [
  ...['as-of', 'control', 'title', 'rule', 'severity', 'subject', 'owner', 'outcome', 'standing', 'counts', 'due', 'message', 'remediation'],
  ...['waiver', 'waiver-reason', 'waiver-approved-by', 'waiver-expires', 'evidence', 'fingerprint'],
]

const rowOf = (finding: Finding, titles: ReadonlyMap<string, string>, { asOf, gate }: Report): readonly string[] => {
  const { control, rule, severity, subject, owner, outcome, standing, due = '', message, remediation, waiver, evidence, fingerprint } = finding
  return [
    ...[asOf, control, sentence(titles.get(control)), rule, severity, name(subject), name(owner), outcome, standing],
    ...[raises(finding, gate) === 0 ? 'no' : 'yes', due, sentence(message), sentence(remediation)],
    ...[name(waiver?.id), sentence(waiver?.reason), name(waiver?.approvedBy), waiver?.expires ?? ''],
    ...[atMost(evidence.map(evidenceLine).map(name), MOST_EVIDENCE).join('; '), fingerprint],
  ]
}

/** Quoted where a reader needs it, lines end with CR LF; what a spreadsheet would calculate begins with an apostrophe. */
const write = (rows: (readonly string[])[]): string => stringify(rows, { record_delimiter: 'windows', escape_formulas: true })

/** CSV by RFC 4180 in UTF-8 without a byte order mark: a header, and a row for a finding. A batch of rows a piece. */
const csv: Reporter = function* (report, { all }) {
  const titles = new Map(report.controls.map(({ id, title }) => [id, title]))
  let rows: (readonly string[])[] = [columns]
  for (const finding of toldFindings(report, all)) {
    rows.push(rowOf(finding, titles, report))
    if (rows.length < BATCH) continue
    yield write(rows)
    rows = []
  }
  if (rows.length > 0) yield write(rows)
}

export default csv
