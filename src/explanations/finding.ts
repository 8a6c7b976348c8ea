/** A finding: why it is so, on what it rests, and what to do about it at that service. */
import pico from 'picocolors'
import type { ControlReport, Finding, ReportedEvidence } from '../model/report.ts'
import { blockLines, columns, toldIn, wrap } from './lines.ts'
import type { Block, RulePage } from './page.ts'

export interface ExplainedFinding {
  readonly asOf: string
  readonly finding: Finding
  readonly control: Pick<ControlReport, 'title' | 'references'>
  readonly page: RulePage
  /** What the page says of the service of the subject; of a log, all of it. */
  readonly mend: readonly Block[]
}

/** How the pages call the services. */
const named: Readonly<Record<string, readonly string[]>> = {
  'GitHub, personal': ['github'],
  'GitHub organisation SSO': ['github-org', 'github-enterprise'],
  AWS: ['aws'],
  'AWS, a user': ['aws'],
  'AWS, root': ['aws'],
  Google: ['google'],
  'Microsoft account': ['microsoft'],
  'Microsoft, Bitwarden, Dropbox': ['microsoft', 'bitwarden', 'dropbox'],
  Bitwarden: ['bitwarden'],
  Dropbox: ['dropbox'],
}

/** The services that a page means by a name; none: it means those that it does not name. */
export const servicesNamed = (label: string): readonly string[] => named[label] ?? []

/** What a page says about mending, without the rows of other services. */
export const mendAt = (service: string, blocks: readonly Block[]): readonly Block[] =>
  blocks.filter(({ of, row: [label = ''] = [] }) => of !== 'Service' || servicesNamed(label).includes(service))

const placeOf = ({ source, file, line, record }: ReportedEvidence): string =>
  file === undefined ? source : `${file}${line === undefined ? (record === undefined ? '' : `#${record}`) : `:${String(line)}`}`

/** A waiver to fill in, for a failure that is to stay for a while. */
const waiverLines = ({ outcome, standing, control, subject }: Finding, asOf: string): readonly string[] =>
  outcome !== 'fail' || standing !== 'open'
    ? []
    : [
        '    - id: W-…',
        `      control: ${control}`,
        ...wrap(subject, '      subject: '),
        '      reason: …',
        '      owner: …',
        '      approved-by: …  # not the owner',
        `      created: ${asOf.slice(0, 10)}`,
        '      expires: …  # the last day on which it holds',
      ]

const standingOf = ({ standing, waiver }: Finding): readonly (readonly string[])[] =>
  standing === 'open'
    ? []
    : [['standing', waiver === undefined ? standing : `waived until ${waiver.expires} by ${waiver.approvedBy} (${waiver.id}: ${waiver.reason})`]]

export function* findingText({ asOf, finding, control, page, mend }: ExplainedFinding, colour: boolean): Generator<string> {
  const { bold } = pico.createColors(colour)
  const { outcome, severity, rule, subject, owner, due, message, evidence, remediation, fingerprint } = finding
  const facts = [
    ['control', `${finding.control}, ${severity}: ${control.title}`],
    ['rule', rule],
    ...(owner === undefined ? [] : [['owner', owner]]),
    ...(due === undefined ? [] : [['due', due]]),
    ...standingOf(finding),
    ...(control.references.length === 0 ? [] : [['references', control.references.join(', ')]]),
    ['as of', asOf],
    ['fingerprint', fingerprint],
  ]
  const lines = [
    ...wrap(subject, `${outcome}  `).map((line) => bold(line)),
    ...wrap(message),
    '',
    ...columns(facts),
    ...toldIn(
      [
        ['What was seen', columns(evidence.map((row) => [`${row.fact}${row.value === undefined ? '' : ` = ${row.value}`}`, placeOf(row)]))],
        ['What to do', remediation === undefined ? [] : wrap(remediation)],
        ['What the rule says about it', outcome === 'fail' ? blockLines(page.fails) : outcome === 'unknown' ? blockLines(page.unknown) : []],
        ['How to fix it there', outcome === 'fail' || outcome === 'unknown' ? blockLines(mend) : []],
        ['To let it stand for a while, in the waivers', waiverLines(finding, asOf)],
      ],
      bold,
    ),
  ]
  yield lines.map((line) => `${line}\n`).join('')
}
