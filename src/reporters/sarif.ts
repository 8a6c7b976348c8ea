import type { ControlReport, Finding, Report } from '../model/report.ts'
import type { Reporter } from '../model/reporter.ts'
import { anchorOf } from './anchor.ts'
import { clipName, clipSentence, markdownText, pathUri, plainText, sarifText } from './escape.ts'
import { jsonPieces } from './pieces.ts'
import { toldCount, toldFindings, verdict } from './sections.ts'
import { atMost, evidenceLine, messageOf, place, plural } from './wording.ts'

/** GitHub refuses a run with more results, shows so many of them, and refuses a rule with more tags. */
const MOST_RESULTS = 25_000
const SHOWN_RESULTS = 5_000
const MOST_TAGS = 20
/** At most so many rows of evidence are told with one result, and so many gaps; the JSON report has all. */
const MOST_EVIDENCE = 10
const MOST_GAPS = 1_000

const kinds = { pass: 'pass', fail: 'fail', unknown: 'open', 'not-applicable': 'notApplicable' } as const
const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' } as const
/** How code scanning sorts: above 9 is critical, from 7 high, from 4 medium. */
const scores = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.5', info: '0.5' } as const

const name = (text: string): string => plainText(clipName(text))
const sentence = (text: string): string => sarifText(clipSentence(text))

const helpOf = ({ id, title, rule, references }: ControlReport): readonly string[] => [
  `${title}.`,
  `The control ${id} of the policy asks the rule ${rule} about every account or log in its scope.`,
  'A failure is proven. An open result says that evidence is missing, so that nothing is proven: each result says what would mend it.',
  ...(references.length === 0 ? [] : [`References: ${references.join('; ')}.`]),
]

const toRule = (control: ControlReport) => ({
  id: control.id,
  name: control.rule,
  shortDescription: { text: sentence(`${control.title}.`) },
  fullDescription: { text: sentence(`${control.title} (${control.rule}).`) },
  help: {
    text: helpOf(control).map(sentence).join('\n\n'),
    markdown: helpOf(control)
      .map((line) => markdownText(clipSentence(line)))
      .join('\n\n'),
  },
  defaultConfiguration: { level: levels[control.severity] },
  properties: {
    'security-severity': scores[control.severity],
    precision: 'very-high',
    tags: ['security', 'backup-codes', control.rule, ...control.references.map(name)].slice(0, MOST_TAGS),
  },
})

/** Only where a baseline was compared with: then what fails and is not known from it is new. */
const baselineOf = ({ outcome, standing }: Finding, hasBaseline: boolean): object => {
  if (!hasBaseline || outcome !== 'fail' || standing === 'waived') return {}
  return { baselineState: standing === 'known' ? 'unchanged' : 'new' }
}

const suppressionOf = ({ waiver, standing }: Finding): object => {
  if (standing !== 'waived') return {}
  const justification = waiver === undefined ? 'waived' : `${waiver.id}, approved by ${waiver.approvedBy}, until ${waiver.expires}: ${waiver.reason}`
  return { suppressions: [{ kind: 'external', status: 'accepted', justification: sentence(justification) }] }
}

interface Around {
  readonly rules: ReadonlyMap<string, { readonly index: number; readonly control: ControlReport }>
  readonly folder: string | undefined
  readonly hasBaseline: boolean
}

const toResult = (finding: Finding, { rules, folder, hasBaseline }: Around) => {
  const { control, subject, severity, outcome, standing, owner, due, evidence, remediation, fingerprint } = finding
  const rule = rules.get(control)
  const anchor = anchorOf(finding, rule?.control, folder)
  const physical = anchor && { artifactLocation: { uri: pathUri(anchor.file) }, region: { startLine: anchor.line } }
  return {
    ruleId: control,
    ruleIndex: rule?.index ?? -1,
    kind: kinds[outcome],
    level: outcome === 'fail' ? levels[severity] : 'none',
    message: { text: [messageOf(finding), ...(remediation === undefined ? [] : [remediation])].map(sentence).join(' ') },
    locations: [{ ...(physical && { physicalLocation: physical }), logicalLocations: [{ fullyQualifiedName: name(subject), kind: 'resource' }] }],
    // GitHub tells alerts apart by the first; without it all that stand on one line of the policy would be one.
    partialFingerprints: { primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1`, 'sparekey/v1': fingerprint },
    ...baselineOf(finding, hasBaseline),
    ...suppressionOf(finding),
    properties: {
      outcome,
      standing,
      ...(owner !== undefined && { owner: name(owner) }),
      ...(due !== undefined && { due }),
      ...(evidence.length > 0 && { evidence: atMost(evidence.map(evidenceLine).map(name), MOST_EVIDENCE) }),
    },
  }
}

function* results(report: Report, all: boolean, around: Around): Generator<object> {
  let left = MOST_RESULTS
  for (const finding of toldFindings(report, all)) {
    if (left-- === 0) return
    yield toResult(finding, around)
  }
}

/** What a notification is about; GitHub asks for each to be explained. */
const notificationKinds = (
  [
    ['gap', 'Evidence that could not be had', 'What it would have shown is unknown, and no verdict that needs it is a pass. Provide it and audit again.'],
    [
      'waiver',
      'Something is wrong with a waiver',
      'It expired or is about to, covers nothing, or was agreed by its own owner. Renew it, correct it or remove it.',
    ],
    ['limit', 'What no evidence of this audit can show', 'It is said so that nobody takes silence for proof. Nothing is to be done.'],
    ['left-out', 'Results that the file does not hold', 'They are those of the least severity. The JSON report holds all of them.'],
    ['not-shown', 'Results that GitHub does not show', 'They are in the file, and are shown when others are mended. The JSON report holds all of them.'],
  ] as const
).map(([id, title, help]) => ({ id, shortDescription: { text: `${title}.` }, fullDescription: { text: `${title}. ${help}` }, help: { text: help } }))

type Level = 'error' | 'warning' | 'note'

const notification = (id: string, level: Level, text: string): object => ({ descriptor: { id }, level, message: { text: sentence(text) } })

/** What the reader is to know beside the results: what could not be seen, what is wrong with waivers, what no evidence shows, what was left out. */
const notifications = (report: Report, count: number): readonly object[] => [
  ...(count > MOST_RESULTS
    ? [
        notification(
          'left-out',
          'warning',
          `${plural(count - MOST_RESULTS, 'result')} of the least severity are left out: a run holds ${String(MOST_RESULTS)}.`,
        ),
      ]
    : []),
  ...(count > SHOWN_RESULTS ? [notification('not-shown', 'note', `GitHub shows the ${String(SHOWN_RESULTS)} most severe results.`)] : []),
  ...report.gaps.slice(0, MOST_GAPS).map((gap) => notification('gap', 'error', `Not seen (${gap.reason}, ${place(gap)}): ${gap.detail}.`)),
  ...(report.gaps.length > MOST_GAPS ? [notification('gap', 'error', `${String(report.gaps.length - MOST_GAPS)} more gaps stand in the JSON report.`)] : []),
  ...report.waivers.map(({ id, control, subject, detail }) => notification('waiver', 'warning', `Waiver ${id} of ${control} for ${subject}: ${detail}.`)),
  ...report.limits.map(({ detail, subjects }) => notification('limit', 'note', `${detail} (${plural(subjects.length, 'subject')})`)),
]

/** SARIF 2.1.0, one run: a rule for a control, a result for a finding, at the line of the register or of the policy. A result a piece. */
const sarif: Reporter = function* (report, { all, folder, version }) {
  const { asOf, controls, policy, exitCode, complete, findings } = report
  const rules = new Map(controls.map((control, index) => [control.id, { index, control }]))
  const count = toldCount(report, all)
  const { headline, reasons } = verdict(report)
  const frame = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Sparekey',
            ...(version !== undefined && { version, semanticVersion: version }),
            rules: controls.map(toRule),
            notifications: notificationKinds,
          },
        },
        automationDetails: { id: `sparekey/${policy.id}/` },
        columnKind: 'utf16CodeUnits',
        results: [],
        invocations: [
          {
            executionSuccessful: complete,
            exitCode,
            exitCodeDescription: [headline, ...reasons].join(' '),
            toolExecutionNotifications: notifications(report, count),
          },
        ],
        properties: { asOf, policy: policy.id, policySha256: policy.sha256, findings: count },
      },
    ],
  }
  const hasBaseline = findings.some(({ standing }) => standing === 'known')
  yield* jsonPieces(frame, { results: results(report, all, { rules, folder, hasBaseline }) })
}

export default sarif
