import type { Calendar } from '../../model/calendar.ts'
import type { Teller } from '../../model/reporter.ts'
import { clipName, clipSentence, markdownCode, markdownText } from '../escape.ts'
import { table } from '../table.ts'
import { day } from '../wording.ts'
import { byOwner, deed, headline, lack } from './wording.ts'

const code = (value: string): string => markdownCode(clipName(value))
const prose = (value: string): string => markdownText(clipSentence(value))
const codes = (values: readonly string[]): string => values.map(code).join(', ')

/** What falls due when, by owner, as a page. */
const markdown: Teller<Calendar> = function* (calendar) {
  const { policy, asOf, until, undated } = calendar
  yield `# What falls due: ${prose(policy.title)}\n\n`
  yield `From **${day(asOf)}** to **${day(until)}** · policy ${code(policy.id)}\n\n`
  const missing = lack(calendar)
  yield `> **${headline(calendar)}**${missing === undefined ? '' : ` ${missing}`}\n`
  for (const [owner, entries] of byOwner(calendar)) {
    yield `\n## ${owner === undefined ? 'Nobody owns these' : code(owner)}\n\n`
    yield table(
      ['Due', 'Subject', 'What', 'Controls', 'Said'],
      entries.map((entry) => [
        `${day(entry.due)}${entry.overdue ? '<br><sub>**overdue**</sub>' : ''}`,
        code(entry.subject),
        prose(deed(entry)),
        codes(entry.controls),
        prose(entry.message),
      ]),
    )
  }
  if (undated.length === 0) return
  yield '\n## Not known\n\n'
  yield table(
    ['Subject', 'Controls'],
    undated.map(({ subject, controls }) => [code(subject), codes(controls)]),
  )
}

export default markdown
