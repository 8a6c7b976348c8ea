import type { Change, Comparison } from '../../model/comparison.ts'
import type { Teller } from '../../model/reporter.ts'
import { clipName, clipSentence, markdownCode, markdownText } from '../escape.ts'
import { table } from '../table.ts'
import { moment } from '../wording.ts'
import { counts, differs, newlySentence, presence, spokenOf, titles, transition } from './wording.ts'

const code = (value: string): string => markdownCode(clipName(value))
const prose = (value: string): string => markdownText(clipSentence(value))

const row = (change: Change): string[] => {
  const { severity, control, subject, owner, message } = change
  return [`${code(subject)}${owner === undefined ? '' : `<br><sub>${code(owner)}</sub>`}`, code(control), severity, prose(transition(change)), prose(message)]
}

const sideRow = (title: string, { asOf, policy, file, sha256 }: Comparison['before']): string[] => [
  title,
  moment(asOf),
  code(policy.id),
  file === undefined ? 'judged now' : code(file),
  code(sha256 ?? policy.sha256),
]

/** What is new, fixed and changed, as a comment or a page. */
const markdown: Teller<Comparison> = function* (comparison) {
  const { schema, before, after, summary, changes } = comparison
  const isDiff = schema === 'sparekey-diff/1'
  yield `# ${isDiff ? 'What has changed between two reports' : 'What another policy would change'}\n\n`
  yield `> **${differs(comparison) ? `${counts(summary)}.` : 'Nothing has changed.'}** ${newlySentence(comparison)}\n\n`
  yield table(
    ['', 'As of', 'Policy', 'Report', `SHA-256 of the ${isDiff ? 'report' : 'policy'}`],
    [sideRow(isDiff ? 'Before' : 'Now', before), sideRow(isDiff ? 'After' : 'Then', after)],
  )
  for (const [kind, title] of titles) {
    const members = changes.filter(({ change }) => change === kind)
    if (members.length === 0) continue
    yield `\n## ${title} (${String(members.length)})\n\n`
    yield table(['Subject', 'Control', 'Severity', 'Before → after', 'What is told'], members.map(row))
  }
  const controls = spokenOf(comparison)
  if (controls.length === 0) return
  yield '\n## Controls\n\n'
  yield table(
    ['Control', 'What it asks', '', 'Findings'],
    controls.map((control) => [code(control.id), prose(control.title), prose(presence(control)), counts(control.summary)]),
  )
}

export default markdown
