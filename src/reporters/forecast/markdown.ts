import type { Forecast, Prospect } from '../../model/forecast.ts'
import type { Teller } from '../../model/reporter.ts'
import { clipName, clipSentence, markdownCode, markdownText } from '../escape.ts'
import { table } from '../table.ts'
import { day } from '../wording.ts'
import { byDay, counts, headline, NOT_AN_AUDIT, titles } from './wording.ts'

const code = (value: string): string => markdownCode(clipName(value))
const prose = (value: string): string => markdownText(clipSentence(value))

const row = ({ day: on = '', subject, owner, control, severity, standing, message }: Prospect): string[] => [
  on,
  `${code(subject)}${owner === undefined ? '' : `<br><sub>${code(owner)}</sub>`}`,
  code(control),
  severity,
  standing === 'open' ? '' : standing,
  prose(message),
]

/** What fails by a later day if nobody does anything, as a page. */
const markdown: Teller<Forecast> = function* (forecast) {
  const { policy, asOf, to, assumption, prospects, controls } = forecast
  yield `# Forecast: ${prose(policy.title)}\n\n> **${NOT_AN_AUDIT}** Assumed: ${prose(assumption)}\n\n`
  yield `From **${day(asOf)}** to **${day(to)}** · policy ${code(policy.id)} · ${headline(forecast)}\n`
  for (const [kind, title] of titles) {
    const members = byDay(prospects.filter(({ prospect }) => prospect === kind))
    if (members.length === 0) continue
    yield `\n## ${title} (${String(members.length)})\n\n`
    yield table(['Day', 'Subject', 'Control', 'Severity', '', 'What is said'], members.map(row))
  }
  const spoken = controls.filter(({ summary }) => counts(summary) !== '')
  if (spoken.length === 0) return
  yield '\n## Controls\n\n'
  yield table(
    ['Control', 'What it asks', 'Findings'],
    spoken.map(({ id, title, summary }) => [code(id), prose(title), counts(summary)]),
  )
}

export default markdown
