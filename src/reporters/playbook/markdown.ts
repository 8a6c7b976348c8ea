import type { Place, Playbook, PlaybookReporter, Step } from '../../model/playbook.ts'
import { formatInstant } from '../../model/time.ts'
import { clipName, clipSentence, markdownCode, markdownText } from '../escape.ts'
import { moment } from '../wording.ts'

const text = (sentence: string): string => markdownText(clipSentence(sentence))
const code = (name: string): string => markdownCode(clipName(name))

const reaches = { reachable: '', unknown: ', **perhaps out of reach**', unreachable: ', **out of reach**' } as const

const placeLines = ({ location, what, item, reach, notes }: Place): string[] => [
  `- ${code(location)} (${text(what)})${item === undefined ? '' : `: ${code(item)}`}${reaches[reach]}`,
  ...notes.map((note) => `  - ${text(note)}`),
]

/** A list with a blank line after it, or nothing. */
const block = (lines: readonly string[]): string[] => (lines.length === 0 ? [] : [...lines, ''])

const stepLines = ({ title, why, how, places = [], due, record = [] }: Step, number: number): string[] => [
  `## ${String(number)}. ${text(title)}`,
  '',
  ...block(why === undefined ? [] : [`_${text(why)}_`]),
  ...block(due === undefined ? [] : [`**By ${text(moment(formatInstant(due.at)))}**: ${text(due.why)}.`]),
  ...block(how.map((one) => `- [ ] ${text(one)}`)),
  ...block(places.length === 0 ? [] : ['Where:', '', ...places.flatMap(placeLines)]),
  ...block(record.length === 0 ? [] : ['Commands:', '', ...record.map((command) => `- ${markdownCode(command)}`)]),
]

const headLines = ({ title, when, account, asOf, kind, warnings }: Playbook): string[] => [
  `# ${text(title)}${account === undefined ? '' : `: ${code(account.id)}`}`,
  '',
  text(when),
  '',
  `Playbook ${code(kind)}${account === undefined ? '' : ` for ${text(account.service)}${account.name === undefined ? '' : `, ${text(account.name)}`}${account.owner === undefined ? '' : `, owner ${code(account.owner)}`}`}, as of ${text(moment(formatInstant(asOf)))}.`,
  '',
  ...block(warnings.map((warning) => `> - ${text(warning)}`)),
]

/** Markdown with boxes to tick: to be printed and put beside the codes. A step a piece. */
export const playbookMarkdown: PlaybookReporter = function* (playbook) {
  yield `${headLines(playbook).join('\n')}\n`
  for (const [index, step] of playbook.steps.entries()) yield `${stepLines(step, index + 1).join('\n')}${index === playbook.steps.length - 1 ? '' : '\n'}`
}
