import { raises } from '../model/gate.ts'
import type { Finding, Report } from '../model/report.ts'
import type { Reporter } from '../model/reporter.ts'
import { anchorOf } from './anchor.ts'
import { clipName, clipSentence, commandData, commandProperty } from './escape.ts'
import { verdict } from './sections.ts'
import { excuse, messageOf, plural } from './wording.ts'

/** GitHub keeps so many of each level from one step, and drops the others in silence. */
const MOST = 10

const levels = ['error', 'warning', 'notice'] as const
type Level = (typeof levels)[number]

/** What a level means here, in the line that says how many more there are. */
const means: Readonly<Record<Level, string>> = { error: 'failure', warning: 'unknown verdict', notice: 'notice' }

/** An error where a failure raises the exit code, a warning where an unknown does, else a notice. */
const levelOf = (finding: Finding, { gate }: Report): Level => {
  const raised = raises(finding, gate)
  return raised === 1 ? 'error' : raised === 3 ? 'warning' : 'notice'
}

const command = (level: Level, properties: Readonly<Record<string, string>>, message: string): string => {
  const told = Object.entries(properties).map(([key, value]) => `${key}=${commandProperty(clipName(value))}`)
  return `::${level} ${told.join(',')}::${commandData(message)}\n`
}

const toCommand = (finding: Finding, level: Level, report: Report, folder: string | undefined): string => {
  const { control, rule, remediation } = finding
  const anchor = anchorOf(
    finding,
    report.controls.find(({ id }) => id === control),
    folder,
  )
  const why = excuse(finding, report.gate)
  const message = [...(why === undefined ? [] : [`${finding.outcome}, ${why}.`]), messageOf(finding), ...(remediation === undefined ? [] : [remediation])]
  const at = anchor === undefined ? {} : { file: anchor.file, line: String(anchor.line) }
  return command(level, { ...at, title: `${control} ${rule}` }, message.map(clipSentence).join(' '))
}

const moreCommand = (level: Level, count: number): string =>
  command(level, { title: 'Sparekey' }, `and ${plural(count, `more ${means[level]}`)}: see the report.`)

/** Workflow commands of GitHub Actions: the verdict, then an annotation for a finding, at most ten of each level; of more the last says how many. */
const githubAnnotations: Reporter = function* (report, { folder }) {
  const { headline, reasons } = verdict(report)
  yield command('notice', { title: 'Sparekey' }, [headline, ...reasons].join(' '))
  const counts = { error: 0, warning: 0, notice: 1 }
  for (const finding of report.findings) counts[levelOf(finding, report)] += 1
  const room = (level: Level): number => (counts[level] <= MOST ? MOST : MOST - 1)
  const told = { error: 0, warning: 0, notice: 1 }
  for (const finding of report.findings) {
    const level = levelOf(finding, report)
    if (told[level] >= room(level)) continue
    told[level] += 1
    yield toCommand(finding, level, report, folder)
  }
  for (const level of levels) if (counts[level] > told[level]) yield moreCommand(level, counts[level] - told[level])
}

export default githubAnnotations
