import pico from 'picocolors'
import type { Calendar, Entry } from '../../model/calendar.ts'
import type { Teller } from '../../model/reporter.ts'
import { lines, name, wrap } from '../lines.ts'
import { day } from '../wording.ts'
import { byOwner, controlsOf, deed, headline, lack } from './wording.ts'

type Colours = ReturnType<typeof pico.createColors>

const entryLines = (entry: Entry, { red }: Colours): string[] => {
  const line = wrap(`${entry.subject}: ${deed(entry)} (${controlsOf(entry)})${entry.overdue ? ', overdue' : ''}`, `  ${day(entry.due)}  `)
  return entry.overdue ? line.map(red) : line
}

/** What falls due when, by owner, for people at a terminal. */
const text: Teller<Calendar> = function* (calendar, { colour }) {
  const colours = pico.createColors(colour)
  const { bold, dim, yellow } = colours
  const { policy, asOf, until, undated } = calendar
  yield lines([bold(`What falls due: ${name(policy.title)}`), dim(`${name(policy.id)}, from ${day(asOf)} to ${day(until)}`), ''])
  yield lines([`  ${headline(calendar)}`, ''])
  for (const [owner, entries] of byOwner(calendar)) {
    yield lines([bold(owner === undefined ? 'Nobody owns these' : name(owner)), ''])
    for (const entry of entries) yield lines(entryLines(entry, colours))
    yield '\n'
  }
  const missing = lack(calendar)
  if (missing === undefined) return
  yield lines([bold(`Not known (${String(undated.length)})`), '', ...wrap(missing, '  ').map(yellow)])
  for (const one of undated) yield lines(wrap(`${one.subject} (${controlsOf(one)})`, '  ? ', '    '))
}

export default text
