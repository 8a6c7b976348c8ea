import pico from 'picocolors'
import type { Forecast, Prospect } from '../../model/forecast.ts'
import type { Teller } from '../../model/reporter.ts'
import { lines, name, wrap } from '../lines.ts'
import { day } from '../wording.ts'
import { byDay, counts, headline, NOT_AN_AUDIT, titles } from './wording.ts'

type Colours = ReturnType<typeof pico.createColors>

const prospectLines = ({ day: on, severity, control, subject, rule, standing, owner, message }: Prospect, { bold, dim }: Colours): string[] => {
  const asides = [...(owner === undefined ? [] : [`owner ${owner}`]), ...(standing === 'open' ? [] : [standing])]
  return [
    `  ${on === undefined ? '' : `${on}  `}${severity.padEnd(8)}  ${name(control)}  ${bold(name(subject))}  ${dim(name(rule))}`,
    ...wrap(message, '      '),
    ...(asides.length === 0 ? [] : wrap(asides.join(' · '), '      ').map(dim)),
    '',
  ]
}

/** What fails by a later day if nobody does anything, for people at a terminal. */
const text: Teller<Forecast> = function* (forecast, { colour }) {
  const colours = pico.createColors(colour)
  const { bold, dim, yellow } = colours
  const { policy, asOf, to, assumption, prospects, controls } = forecast
  yield lines([bold(yellow(NOT_AN_AUDIT)), ...wrap(`Assumed: ${assumption}`, '  '), ''])
  yield lines([bold(name(policy.title)), dim(`${name(policy.id)}, from ${day(asOf)} to ${day(to)}`), '', `  ${headline(forecast, ' · ')}`, ''])
  for (const [kind, title] of titles) {
    const members = byDay(prospects.filter(({ prospect }) => prospect === kind))
    if (members.length === 0) continue
    yield lines([bold(`${title} (${String(members.length)})`), ''])
    for (const member of members) yield lines(prospectLines(member, colours))
  }
  const width = Math.max(0, ...controls.map(({ id }) => name(id).length))
  const spoken = controls.filter(({ summary }) => counts(summary) !== '')
  if (spoken.length > 0) yield lines([bold('Controls'), ''])
  for (const { id, title, summary } of spoken) yield lines(wrap(`${title}: ${counts(summary)}`, `  ${name(id).padEnd(width)}  `))
}

export default text
