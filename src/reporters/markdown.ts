import { quietFindings } from '../model/finding-order.ts'
import { groupBy } from '../model/group.ts'
import type { Finding, Report, ReportedEvidence, Trend } from '../model/report.ts'
import type { Reporter, ReporterOptions } from '../model/reporter.ts'
import { clipName, clipSentence, markdownCode, markdownText } from './escape.ts'
import { markdownTemplate } from './generated/markdown.ts'
import { Handlebars, safe } from './handlebars.ts'
import { type ControlState, requirementsView } from './requirements.ts'
import { daysBetween, fallsDue, filesOf, HORIZON, horizonEnd, logsOf, sections, sinceBaseline, type State, stateOf, verdict } from './sections.ts'
import { trendRows, trendSentence } from './trend.ts'
import { day, excuse, moment, place, plural } from './wording.ts'

/** Own instance, own helpers; scripts/write-generated.js knows them by name. */
const handlebars = Handlebars.create()
handlebars.registerHelper({
  text: (value: string) => safe(markdownText(clipSentence(value))),
  code: (value: string) => safe(markdownCode(clipName(value))),
  date: day,
  moment,
  plural,
  severityWord: (severity: string) => `${severity.charAt(0).toUpperCase()}${severity.slice(1)}`,
})
const render = handlebars.template<ReturnType<typeof view>>(markdownTemplate)

const results: Readonly<Record<State, string>> = {
  'not-met': 'Not\u00a0met',
  'not-proven': 'Not\u00a0proven',
  excepted: 'Met, with\u00a0exceptions',
  met: 'Met',
  'not-applicable': 'Not applicable',
  empty: 'Nothing to judge',
}

const asserted = { server: 'server', client: "client: the reader's program", manual: 'manual: people' } as const

/** "1 waived, 2 known": of the failures of one control. */
const excused = (findings: readonly Finding[]): string =>
  (['waived', 'known'] as const)
    .map((standing) => ({ standing, count: findings.filter((finding) => finding.outcome === 'fail' && finding.standing === standing).length }))
    .filter(({ count }) => count > 0)
    .map(({ standing, count }) => `${String(count)} ${standing}`)
    .join(', ')

const evidenceRow = (row: ReportedEvidence) => ({ fact: row.fact, value: row.value ?? '', place: place(row), collectedAt: row.collectedAt ?? '' })

const words = (id: string): string => id.replaceAll('-', ' ')

/** At most this many numbers of findings stand in one cell. */
const NUMBERS = 8

/** A control below a requirement, with the numbers that its findings have on this page. */
const controlRow =
  (numbers: ReadonlyMap<Finding, number>) =>
  ({ control: { id, title }, state, findings }: ControlState) => ({
    id,
    title,
    result: results[state],
    isRed: state === 'not-met' || state === 'not-proven',
    findings: findings
      .map((finding) => numbers.get(finding) ?? 0)
      .sort((a, b) => a - b)
      .slice(0, NUMBERS)
      .join(', '),
    more: Math.max(0, findings.length - NUMBERS),
  })

/** Who clears what, or false where no history was given. */
const trendView = ({ trend }: Report) => {
  if (trend === undefined) return false
  const row = ({ owner = '', medianDays, ...counts }: Trend['all']) => ({ owner, ...counts, days: medianDays === undefined ? '' : String(medianDays) })
  return { sentence: trendSentence(trend), rows: trendRows(trend), owners: trend.owners.map(row), all: row(trend.all) }
}

/** What the template is given: plain data, every name that it uses there, '' where the report says nothing. */
const view = (report: Report, { all, groupBy: framework }: Pick<ReporterOptions, 'all' | 'groupBy'>) => {
  const { asOf, gate, policy, findings } = report
  const titles = new Map(report.controls.map(({ id, title }) => [id, title]))
  const byControl = groupBy(findings, ({ control }) => control)
  const ordered = sections(report)
  const told = [...ordered.overdue, ...ordered.failures, ...ordered.unknowns, ...ordered.waived, ...ordered.known]
  const numbers = new Map(told.map((finding, index) => [finding, index + 1]))
  const row = (finding: Finding) => ({
    number: numbers.get(finding) ?? 0,
    subject: finding.subject,
    owner: finding.owner ?? '',
    control: finding.control,
    rule: finding.rule,
    title: titles.get(finding.control) ?? '',
    severity: finding.severity,
    outcome: finding.outcome,
    message: finding.message,
    excuse: excuse(finding, gate) ?? '',
    waiver: finding.waiver ?? { id: '', reason: '', owner: '', approvedBy: '', expires: '' },
    due: finding.due ?? '',
    days: finding.due === undefined ? 0 : Math.abs(daysBetween(asOf, finding.due)),
    evidence: finding.evidence.map(evidenceRow),
    remediation: finding.remediation ?? '',
  })
  return {
    asOf,
    exitCode: report.exitCode,
    ...gate,
    policy,
    summary: report.summary,
    verdict: verdict(report),
    controls: report.controls.map((control) => {
      const own = byControl.get(control.id) ?? []
      const state = stateOf(own, control.summary, gate)
      return {
        ...control,
        references: control.references.join(', '),
        excused: excused(own),
        result: results[state],
        isRed: state === 'not-met' || state === 'not-proven',
      }
    }),
    grouped: requirementsView(report, framework, controlRow(numbers)),
    disabled: report.disabled ?? [],
    trend: trendView(report),
    overdue: ordered.overdue.map(row),
    horizon: HORIZON,
    horizonEnd: horizonEnd(report),
    fallsDue: fallsDue(report).map((falling) => ({ ...falling, owner: falling.owner ?? '', days: daysBetween(asOf, falling.due) })),
    failures: ordered.failures.map(row),
    unknowns: ordered.unknowns.map(row),
    gaps: report.gaps.map((gap) => ({ ...gap, reason: words(gap.reason), place: place(gap) })),
    waived: ordered.waived.map(row),
    waivers: report.waivers.map((note) => ({ ...note, problem: words(note.problem) })),
    known: ordered.known.map(row),
    baseline: report.baseline ?? false,
    since: sinceBaseline(report),
    limits: report.limits,
    logs: logsOf(report).map(({ id, location, grade, covers, records }) => ({
      id,
      location: location ?? '',
      grade: grade === undefined ? '' : asserted[grade],
      covers: covers ?? false,
      records,
    })),
    told: told.map(row),
    rest: all ? [...quietFindings(report)].map(row) : [],
    sources: report.sources,
    records: report.sources.reduce((sum, { records }) => sum + records, 0),
    files: filesOf(report),
  }
}

/** GitHub Flavoured Markdown: a page to hand to an auditor, from reports/templates/markdown.hbs. */
const markdown: Reporter = function* (report, options) {
  yield render(view(report, options))
}

export default markdown
