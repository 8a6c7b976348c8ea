import pico from 'picocolors'
import type { Change, Comparison } from '../../model/comparison.ts'
import type { Teller } from '../../model/reporter.ts'
import { lines, name, wrap } from '../lines.ts'
import { day, moment } from '../wording.ts'
import { counts, differs, newlySentence, presence, spokenOf, titles, transition } from './wording.ts'

type Colours = ReturnType<typeof pico.createColors>

const marks: Readonly<Record<Change['change'], string>> = { new: '+', fixed: '✔', changed: '~', unasked: '–' }

const whatOf = (change: Change, { bold, dim, cyan }: Colours): string[] => {
  const { change: kind, severity, control, subject, rule, owner, after, message, remediation } = change
  const asides = [...(owner === undefined ? [] : [`owner ${owner}`]), ...(after?.due === undefined ? [] : [`due ${day(after.due)}`])]
  return [
    `  ${marks[kind]} ${severity.padEnd(8)}  ${name(control)}  ${bold(name(subject))}  ${dim(name(rule))}`,
    ...wrap(transition(change), '      ').map(dim),
    ...(kind === 'fixed' || kind === 'unasked' ? [] : wrap(message, '      ')),
    ...(asides.length === 0 ? [] : wrap(asides.join(' · '), '      ').map(dim)),
    ...(remediation === undefined || kind !== 'new' ? [] : wrap(remediation, '      do   ').map(cyan)),
    '',
  ]
}

const sideLine = (title: string, { asOf, policy, file }: Comparison['before']): string =>
  `  ${title}  ${moment(asOf)}, ${name(policy.id)}${file === undefined ? '' : `, ${name(file)}`}`

/** What is new, fixed and changed, for people at a terminal. */
const text: Teller<Comparison> = function* (comparison, { colour }) {
  const colours = pico.createColors(colour)
  const { bold } = colours
  const { schema, before, after, summary, changes } = comparison
  const isDiff = schema === 'sparekey-diff/1'
  yield lines([bold(isDiff ? 'What has changed between two reports' : 'What another policy would change'), ''])
  yield lines([sideLine(isDiff ? 'before' : 'now   ', before), sideLine(isDiff ? 'after ' : 'then  ', after), ''])
  yield lines([differs(comparison) ? `  ${counts(summary, ' · ')}` : '  Nothing has changed.', `  ${newlySentence(comparison)}`, ''])
  for (const [kind, title] of titles) {
    const members = changes.filter(({ change }) => change === kind)
    if (members.length === 0) continue
    yield lines([bold(`${title} (${String(members.length)})`), ''])
    for (const member of members) yield lines(whatOf(member, colours))
  }
  const controls = spokenOf(comparison)
  if (controls.length === 0) return
  const width = Math.max(...controls.map(({ id }) => name(id).length))
  yield lines([bold('Controls'), ''])
  for (const control of controls) {
    const said = [presence(control), counts(control.summary)].filter((part) => part !== '').join('; ')
    yield lines(wrap(said === '' ? control.title : `${control.title}: ${said}`, `  ${name(control.id).padEnd(width)}  `))
  }
}

export default text
