import { jsonText } from '../model/json-text.ts'
import type { ControlReport, Finding, Report } from '../model/report.ts'
import type { Reporter } from '../model/reporter.ts'
import { clipName, clipSentence, plainText } from './escape.ts'
import { toldFindings } from './sections.ts'
import { evidenceLine, excuse, subjectKind } from './wording.ts'

/** At most so many rows of evidence are told with one event; the JSON report has all. */
const MOST_EVIDENCE = 50

const CLASS = 2003
const activities = { create: { activity_id: 1, activity_name: 'Create' }, update: { activity_id: 2, activity_name: 'Update' } } as const
const severities = { info: [1, 'Informational'], low: [2, 'Low'], medium: [3, 'Medium'], high: [4, 'High'], critical: [5, 'Critical'] } as const
/** Warning: "the check did not yield a result due to missing information". */
const results = { pass: [1, 'Pass'], unknown: [2, 'Warning'], fail: [3, 'Fail'], 'not-applicable': [99, 'Not applicable'] } as const
/** How far the finding has come: what is known from the baseline was seen before, and nobody has agreed to it. */
const standings = { open: [1, 'New'], waived: [3, 'Suppressed'], known: [2, 'In Progress'] } as const

const name = (text: string): string => plainText(clipName(text))
const sentence = (text: string): string => plainText(clipSentence(text))

const resourceOf = ({ subject, owner }: Finding): object => {
  const kind = subjectKind(subject)
  if (kind === 'none') return {}
  return { resources: [{ uid: name(subject), name: name(subject), type: kind, ...(owner !== undefined && { owner: { name: name(owner) } }) }] }
}

const evidenceOf = ({ evidence }: Finding): object =>
  evidence.length === 0
    ? {}
    : {
        evidences: evidence.slice(0, MOST_EVIDENCE).map((row) => ({
          name: name(evidenceLine(row)),
          data: Object.fromEntries(Object.entries(row).map(([key, value]) => [key, typeof value === 'string' ? name(value) : value])),
        })),
      }

const complianceOf = (finding: Finding, control: ControlReport | undefined, { policy, gate }: Report): object => {
  const [status_id, status] = results[finding.outcome]
  const why = excuse(finding, gate)
  return {
    control: finding.control,
    desc: sentence(control?.title ?? finding.rule),
    standards: [name(policy.title)],
    ...(control !== undefined && control.references.length > 0 && { requirements: control.references.map(name) }),
    status,
    status_id,
    status_code: finding.outcome,
    status_details: [finding.message, ...(why === undefined ? [] : [why])].map(sentence),
  }
}

const toEvent = (finding: Finding, control: ControlReport | undefined, report: Report, product: object): object => {
  const { rule, severity, outcome, standing, message, due, evidence, remediation, fingerprint, waiver } = finding
  const activity = standing === 'known' ? activities.update : activities.create
  const [severity_id, severityName] = severities[severity]
  const isFinding = outcome === 'fail' || outcome === 'unknown'
  const [status_id, status] = standings[standing]
  return {
    category_uid: 2,
    category_name: 'Findings',
    class_uid: CLASS,
    class_name: 'Compliance Finding',
    ...activity,
    type_uid: CLASS * 100 + activity.activity_id,
    type_name: `Compliance Finding: ${activity.activity_name}`,
    time: Date.parse(report.asOf),
    severity_id,
    severity: severityName,
    ...(isFinding && { status_id, status }),
    message: sentence(message),
    metadata: { version: '1.8.0', product, log_name: report.policy.id, original_time: report.asOf },
    finding_info: {
      uid: fingerprint,
      title: sentence(control?.title ?? rule),
      desc: sentence(message),
      types: [rule],
      ...(evidence.length > 0 && { data_sources: [...new Set(evidence.map(({ source }) => name(source)))] }),
    },
    compliance: complianceOf(finding, control, report),
    ...resourceOf(finding),
    ...evidenceOf(finding),
    ...(remediation !== undefined && { remediation: { desc: sentence(remediation) } }),
    unmapped: {
      outcome,
      standing,
      ...(due !== undefined && { due }),
      ...(waiver !== undefined && { waiver: { id: name(waiver.id), approvedBy: name(waiver.approvedBy), expires: waiver.expires } }),
    },
  }
}

/** OCSF 1.8.0: an event of the class Compliance Finding for a finding, as JSON lines. An event a piece. */
const ocsf: Reporter = function* (report, { all, version }) {
  const controls = new Map(report.controls.map((control) => [control.id, control]))
  const product = { name: 'Sparekey', vendor_name: 'Sparekey', ...(version !== undefined && { version }) }
  for (const finding of toldFindings(report, all)) yield `${jsonText(toEvent(finding, controls.get(finding.control), report, product))}\n`
}

export default ocsf
