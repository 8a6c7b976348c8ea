import pico from 'picocolors'
import { quietFindings } from '../model/finding-order.ts'
import type { Finding, Gate, Limit, Report, ReportedSource, Summary } from '../model/report.ts'
import type { Reporter } from '../model/reporter.ts'
import { escapeTerminal } from '../model/terminal.ts'
import { clipName, clipSentence } from './escape.ts'
import { lines, name, wrap } from './lines.ts'
import { byRequirement, CAVEAT, type ControlState, provenOf, type Requirement } from './requirements.ts'
import { sections, sinceBaseline, type State, stateOf, verdict } from './sections.ts'
import { trendSentence } from './trend.ts'
import { day, excuse, moment, place, plural } from './wording.ts'

type Colours = ReturnType<typeof pico.createColors>
type Paint = (text: string) => string

/** At most this many names of accounts or locations are told in one line. */
const NAMES = 8

const marks = { fail: '✖', unknown: '?', pass: '✔', 'not-applicable': '–' } as const

const severityPaint = ({ red, yellow, dim, bold }: Colours, severity: Finding['severity']): Paint =>
  ({ critical: (text: string) => bold(red(text)), high: red, medium: yellow, low: String, info: dim })[severity]

/** What was seen, the first place to look at, and what to do. */
const toldWhole = (finding: Finding, gate: Gate, colours: Colours): string[] => {
  const { outcome, severity, control, rule, subject, owner, due, message, evidence, remediation } = finding
  const { bold, dim, cyan } = colours
  const why = excuse(finding, gate)
  const paint = why === undefined ? severityPaint(colours, severity) : dim
  const asides = [
    ...(owner === undefined ? [] : [`owner ${name(owner)}`]),
    ...(due === undefined ? [] : [`due ${day(due)}`]),
    ...(why === undefined ? [] : [name(why)]),
  ]
  const [first, ...others] = evidence
  const more = others.length === 0 ? '' : ` and ${String(others.length)} more`
  return [
    `  ${paint(`${marks[outcome]} ${severity.padEnd(8)}`)}  ${name(control)}  ${bold(name(subject))}  ${dim(name(rule))}`,
    ...wrap(message, '      '),
    ...(asides.length === 0 ? [] : wrap(asides.join(' · '), '      ').map(dim)),
    ...(first === undefined ? [] : [dim(`      see  ${name(place(first))}${more}`)]),
    ...(remediation === undefined ? [] : wrap(remediation, '      do   ').map(cyan)),
    '',
  ]
}

const toldShort = ({ outcome, control, subject, message }: Finding): string[] =>
  wrap(message, `  ${marks[outcome]} ${name(control)}  ${name(subject)}  `, '        ')

const counts = ({ pass, fail, unknown, notApplicable, waived }: Summary): string =>
  `${String(pass)} pass · ${String(fail)} fail${waived === 0 ? '' : ` (${String(waived)} waived)`} · ${String(unknown)} unknown · ${String(notApplicable)} not applicable`

const stateMarks: Readonly<Record<State, string>> = { 'not-met': '✖', 'not-proven': '?', excepted: '!', met: '✔', 'not-applicable': '–', empty: '–' }

const headline = (report: Report, { red, yellow, green, bold }: Colours): string => {
  const state = stateOf(report.findings, report.summary, report.gate)
  const paint = state === 'not-met' ? red : state === 'met' ? green : yellow
  return bold(paint(`${stateMarks[state]} ${verdict(report).headline}`))
}

const controlLines = ({ controls }: Report, { dim }: Colours): string[] => {
  const width = Math.max(0, ...controls.map(({ id }) => name(id).length))
  return controls.flatMap(({ id, title, summary }) => [...wrap(title, `  ${name(id).padEnd(width)}  `), dim(`${' '.repeat(width + 4)}${counts(summary)}`)])
}

const stateWords: Readonly<Record<State, string>> = {
  'not-met': 'not met',
  'not-proven': 'not proven',
  excepted: 'met, with exceptions',
  met: 'met',
  'not-applicable': 'not applicable',
  empty: 'nothing to judge',
}

const stateLine = ({ control: { id, summary }, state }: ControlState, aside = ''): string =>
  `    ${stateMarks[state]} ${name(id)}  ${stateWords[state]}${aside}: ${counts(summary)}`

const requirementLines = (requirement: Requirement, { dim }: Colours): string[] => [
  ...wrap(requirement.title, `  ${name(requirement.id)}  `, '    '),
  dim(`    ${provenOf(requirement)}`),
  ...requirement.controls.map((control) => stateLine(control, ` (${control.fit}${control.confidence === 'confirmed' ? '' : `, ${control.confidence}`})`)),
]

/** The controls by requirement of a framework. */
const groupedLines = (report: Report, framework: string, colours: Colours): string[] => {
  const { framework: title, requirements, unasked, unmapped } = byRequirement(report, framework)
  const { bold } = colours
  const ids = unasked.map(({ id }) => name(id)).join(', ')
  return [
    bold(`By requirement: ${title}`),
    '',
    ...wrap(CAVEAT, '  '),
    '',
    ...requirements.flatMap((requirement) => [...requirementLines(requirement, colours), '']),
    ...(ids === '' ? [] : [...wrap(ids, '  Requirements without a control of this policy: ', '    '), '']),
    ...(unmapped.length === 0 ? [] : ['  Controls without a requirement of this framework:', ...unmapped.map((control) => stateLine(control)), '']),
  ]
}

const limitLines = ({ detail, subjects }: Limit): string[] => {
  const more = subjects.length > NAMES ? ` and ${String(subjects.length - NAMES)} more` : ''
  return wrap(`${detail} (${subjects.slice(0, NAMES).map(clipName).join(', ')}${more})`, '  ', '    ')
}

const sourceLine = ({ id, type, records, unreadable, later, collectedAt }: ReportedSource, width: number): string =>
  [
    `  ${name(id).padEnd(width)}  ${name(type)}, ${plural(records, 'record')}`,
    ...(unreadable === 0 ? [] : [`${String(unreadable)} unreadable`]),
    ...(later === 0 ? [] : [`${String(later)} later than this audit`]),
    `collected ${moment(collectedAt)}`,
  ].join(', ')

/** For a terminal: the verdict, what failed and what is not known, each with its first place and what to do. A finding a piece. */
const text: Reporter = function* (report, { all, colour, groupBy: framework }) {
  const colours = pico.createColors(colour)
  const { dim, bold } = colours
  const { gate, policy, asOf, summary, disabled = [], gaps, waivers, limits, sources } = report
  const { overdue, failures, unknowns, waived, known } = sections(report)
  const quiet = all ? [...quietFindings(report)] : []
  const list = (title: string, told: readonly string[]): string => (told.length === 0 ? '' : lines([bold(title), '', ...told, '']))

  yield lines([bold(escapeTerminal(clipSentence(policy.title))), dim(`${name(policy.id)}, as of ${moment(asOf)}`), ''])
  yield lines([headline(report, colours), ...verdict(report).reasons.flatMap((reason) => wrap(reason, '  ')), '', `  ${counts(summary)}`, ''])
  if (report.trend !== undefined) yield lines([...wrap(trendSentence(report.trend), '  Trend: ', '  '), ''])
  if (all) yield list('Controls', controlLines(report, colours))

  if (framework !== undefined) yield lines(groupedLines(report, framework, colours))

  const told = [
    ['Overdue', overdue, toldWhole],
    ['Failures', failures, toldWhole],
    ['Unknown', unknowns, toldWhole],
    ['Waived', waived, toldWhole],
    ['Known from the baseline', known, toldWhole],
    ['Passed', quiet.filter(({ outcome }) => outcome === 'pass'), toldShort],
    ['Not applicable', quiet.filter(({ outcome }) => outcome === 'not-applicable'), toldShort],
  ] as const
  for (const [title, members, tell] of told) {
    if (members.length === 0) continue
    yield lines([bold(`${title} (${String(members.length)})`), ''])
    for (const finding of members) yield lines(tell(finding, gate, colours))
    if (tell === toldShort) yield '\n'
  }

  const { baseline } = report
  if (baseline !== undefined) {
    const since = sinceBaseline(report).flatMap(({ what, control, subject }) => wrap(`${control} ${clipName(subject)} ${what}`, '  ', '    '))
    yield list(`Since the baseline of ${moment(baseline.asOf)}`, since.length === 0 ? ['  nothing that failed then is gone'] : since)
  }
  const gapLines = gaps.flatMap((gap) => wrap(`${gap.detail} (${gap.reason}; ${clipName(place(gap))})`, '  ', '    '))
  const waiverLines = waivers.flatMap(({ id, control, subject, detail }) => wrap(`${id} (${control}, ${clipName(subject)}): ${detail}`, '  ', '    '))
  const disabledLines = disabled.flatMap(({ id, title, reason }) => wrap(`${id} (${clipSentence(title)}): ${reason}`, '  ', '    '))
  const width = Math.max(0, ...sources.map(({ id }) => name(id).length))
  yield list('Disabled by the policy', disabledLines)
  yield list('What could not be seen', gapLines)
  yield list('What is wrong with waivers', waiverLines)
  yield list('What this audit cannot show', limits.flatMap(limitLines))
  yield list(
    'Sources',
    sources.map((source) => sourceLine(source, width)),
  )
  yield lines([headline(report, colours), `  ${counts(summary)}`])
}

export default text
