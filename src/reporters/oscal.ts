import { createHash } from 'node:crypto'
import type { ControlReport, Finding, Report, ReportedGap } from '../model/report.ts'
import type { Reporter } from '../model/reporter.ts'
import { clipName, clipSentence, markdownEscaped, pathUri, plainText } from './escape.ts'
import { jsonPieces } from './pieces.ts'
import { toldCount, toldFindings, verdict } from './sections.ts'
import { evidenceLine, excuse, messageOf, place, plural, subjectKind } from './wording.ts'

/** Every UUID of ours is made under this one, from what it stands for: the same thing has the same in every report. */
const NAMESPACE = Buffer.from('7d3f0c52a1b54e8f9c64d20be1f7a935', 'hex')
/** Whose words the names of our properties are. */
const NS = 'urn:sparekey:report'

/** A UUID of version 5 (RFC 9562). */
const uuid = (...names: readonly string[]): string => {
  const bytes = createHash('sha1').update(NAMESPACE).update(names.join('\n')).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

const line = (text: string): string => markdownEscaped(clipSentence(text)).trim() || '–'
const id = (text: string): string => (/^[A-Za-z_]/.test(text) ? text : `_${text}`)

const props = (pairs: Readonly<Record<string, string | undefined>>): object[] =>
  Object.entries(pairs).flatMap(([name, value]) => {
    const text = value === undefined ? '' : plainText(clipName(value)).trim()
    return text === '' ? [] : [{ name, ns: NS, value: text }]
  })

type FileIds = ReadonlyMap<string, string>

const subjectId = (subject: string): string => uuid('subject', subject)
const observationId = ({ fingerprint }: Finding): string => uuid('observation', fingerprint)
const riskId = ({ fingerprint }: Finding): string => uuid('risk', fingerprint)

const evidenceOf = ({ evidence }: Finding, files: FileIds): object =>
  evidence.length === 0
    ? {}
    : {
        'relevant-evidence': evidence.map((row) => {
          const file = row.file === undefined ? undefined : files.get(row.file)
          return {
            ...(file !== undefined && { href: `#${file}` }),
            description: line(evidenceLine(row)),
            props: props({ source: row.source, collected: row.collectedAt }),
          }
        }),
      }

const latest = ({ evidence }: Finding, asOf: string): string =>
  evidence.reduce((last, { collectedAt = '' }) => (collectedAt > last ? collectedAt : last), '') || asOf

const toObservation = (finding: Finding, { asOf, gate }: Report, files: FileIds): object => {
  const { control, rule, severity, subject, owner, outcome, standing, due, remediation } = finding
  const why = excuse(finding, gate)
  const remarks = [...(why === undefined ? [] : [why]), ...(remediation === undefined ? [] : [remediation])]
  return {
    uuid: observationId(finding),
    title: line(`${rule}: ${subject}`),
    description: line(messageOf(finding)),
    props: props({ control, rule, severity, outcome, standing, owner, due }),
    methods: ['EXAMINE'],
    types: ['control-objective'],
    ...(subjectKind(subject) !== 'none' && { subjects: [{ 'subject-uuid': subjectId(subject), type: 'inventory-item', title: line(subject) }] }),
    ...evidenceOf(finding, files),
    collected: latest(finding, asOf),
    ...(remarks.length > 0 && { remarks: remarks.map(line).join('\n\n') }),
  }
}

/** What could not be seen is an observation, too. */
const gapToObservation = (gap: ReportedGap, asOf: string): object => ({
  uuid: uuid('gap', gap.source, place(gap), gap.fact, gap.reason, gap.detail),
  title: line(`Not seen: ${gap.fact}`),
  description: line(gap.detail),
  props: props({ source: gap.source, reason: gap.reason, place: place(gap) }),
  methods: ['UNKNOWN'],
  types: ['discovery'],
  collected: asOf,
})

const toRisk = (finding: Finding): object => {
  const { severity, standing, waiver, message, remediation } = finding
  return {
    uuid: riskId(finding),
    title: line(messageOf(finding)),
    description: line(message),
    statement: line(remediation ?? message),
    props: props({ severity, standing, waiver: waiver?.id, 'approved-by': waiver?.approvedBy, expires: waiver?.expires }),
    status: standing === 'waived' ? 'deviation-approved' : 'open',
    ...(waiver !== undefined && { deadline: `${waiver.expires}T23:59:59.999Z` }),
    'related-observations': [{ 'observation-uuid': observationId(finding) }],
  }
}

/** OSCAL knows satisfied and not satisfied: what is not known is not satisfied, for another reason than a failure. */
const stateOf = ({ fail, unknown, pass, waived }: ControlReport['summary']): { readonly state: string; readonly reason: string; readonly remarks?: string } => {
  if (fail > 0) return { state: 'not-satisfied', reason: 'fail', ...(waived > 0 && { remarks: `${String(waived)} of ${plural(fail, 'failure')} waived.` }) }
  if (unknown > 0) return { state: 'not-satisfied', reason: 'other', remarks: 'It is not known: evidence is missing or contradicts itself.' }
  if (pass > 0) return { state: 'satisfied', reason: 'pass' }
  return { state: 'satisfied', reason: 'other', remarks: 'It does not apply to anything that was found.' }
}

/** What was observed for a control, by the control's id: only UUIDs, since the findings themselves are many. */
type Seen = ReadonlyMap<string, { readonly observations: string[]; readonly risks: string[] }>

const toFinding = ({ id: control, title, rule, summary }: ControlReport, policy: string, seen: Seen): object => {
  const { observations = [], risks = [] } = seen.get(control) ?? {}
  const { pass, fail, unknown, notApplicable } = summary
  return {
    uuid: uuid('finding', policy, control),
    title: line(`${control}: ${title}`),
    description: `${String(pass)} pass, ${String(fail)} fail, ${String(unknown)} unknown, ${String(notApplicable)} not applicable.`,
    props: props({ rule }),
    target: { type: 'objective-id', 'target-id': id(control), title: line(title), status: stateOf(summary) },
    ...(observations.length > 0 && { 'related-observations': observations.map((observation) => ({ 'observation-uuid': observation })) }),
    ...(risks.length > 0 && { 'related-risks': risks.map((risk) => ({ 'risk-uuid': risk })) }),
  }
}

const toItem = (subject: string): object => ({ uuid: subjectId(subject), description: line(subject), props: props({ kind: subjectKind(subject) }) })

const isJudged = ({ summary: { pass, fail, unknown, notApplicable } }: ControlReport): boolean => pass + fail + unknown + notApplicable > 0

const fileId = (file: string, sha256: string): string => uuid('file', file, sha256)

/** A hash of a link is that of the whole file; another one is a property. */
const toResource = ({ file, sha256, of }: Report['sources'][number]['files'][number]): object => ({
  uuid: fileId(file, sha256),
  title: line(file),
  ...(of !== undefined && { props: props({ [`${of}-sha256`]: sha256 }) }),
  rlinks: [{ href: pathUri(file), ...(of === undefined && { hashes: [{ algorithm: 'SHA-256', value: sha256 }] }) }],
})

/** OSCAL 1.2.1 assessment results: an observation for a finding, a risk for a failure, a finding of OSCAL's own for a control. An item a piece. */
const oscal: Reporter = function* (report, { all, version }) {
  const { asOf, policy, controls, sources, gaps, limits, summary } = report
  const { headline, reasons } = verdict(report)
  const digest = uuid('report', asOf, policy.id, policy.sha256, ...sources.map(({ id: source, sha256 = '' }) => `${source} ${sha256}`))
  const policyId = uuid('policy', policy.id, policy.sha256)
  const read = new Map([...policy.files, ...sources.flatMap(({ files }) => files)].map((one) => [fileId(one.file, one.sha256), one]))
  const files = new Map([...read.values()].map(({ file, sha256 }) => [file, fileId(file, sha256)]))

  const subjects = new Set<string>()
  const seen = new Map(controls.map(({ id: control }) => [control, { observations: [] as string[], risks: [] as string[] }]))
  /** What comes after the observations is gathered while they go by. */
  function* observations(): Generator<object> {
    for (const finding of toldFindings(report, all)) {
      if (subjectKind(finding.subject) !== 'none') subjects.add(finding.subject)
      seen.get(finding.control)?.observations.push(observationId(finding))
      yield toObservation(finding, report, files)
    }
    for (const gap of gaps) yield gapToObservation(gap, asOf)
  }
  function* risks(): Generator<object> {
    for (const finding of report.findings) {
      if (finding.outcome !== 'fail') continue
      seen.get(finding.control)?.risks.push(riskId(finding))
      yield toRisk(finding)
    }
  }
  function* items(): Generator<object> {
    for (const subject of subjects) yield toItem(subject)
  }
  function* findings(): Generator<object> {
    for (const control of controls) if (isJudged(control)) yield toFinding(control, policy.id, seen)
  }

  const hasSubjects = (all && summary.pass + summary.notApplicable > 0) || report.findings.some(({ subject }) => subjectKind(subject) !== 'none')
  const frame = {
    'assessment-results': {
      uuid: digest,
      metadata: {
        title: line(`${policy.title}: audit of backup codes`),
        'last-modified': asOf,
        version: asOf,
        'oscal-version': '1.2.1',
        props: props({ tool: 'Sparekey', 'tool-version': version, policy: policy.id }),
      },
      'import-ap': { href: `#${policyId}` },
      results: [
        {
          uuid: uuid('result', digest),
          title: line(policy.title),
          description: [headline, ...reasons].join(' '),
          start: asOf,
          end: asOf,
          'reviewed-controls': {
            'control-selections': [
              controls.length === 0 ? { 'include-all': {} } : { 'include-controls': controls.map((control) => ({ 'control-id': id(control.id) })) },
            ],
          },
          ...(toldCount(report, all) + gaps.length > 0 && { observations: [] }),
          ...(hasSubjects && { 'local-definitions': { 'inventory-items': [] } }),
          ...(summary.fail > 0 && { risks: [] }),
          ...(controls.some(isJudged) && { findings: [] }),
          ...(limits.length > 0 && {
            remarks: limits.map(({ detail, subjects: about }) => line(`${detail} (${plural(about.length, 'subject')})`)).join('\n\n'),
          }),
        },
      ],
      'back-matter': {
        resources: [
          {
            uuid: policyId,
            title: line(policy.title),
            description: 'The policy that was audited; it stands for the assessment plan.',
            props: props({ sha256: policy.sha256 }),
          },
          ...[...read.values()].map(toResource),
        ],
      },
    },
  }
  yield* jsonPieces(frame, { observations: observations(), 'inventory-items': items(), risks: risks(), findings: findings() })
}

export default oscal
