import pico from 'picocolors'
import type { Place, Playbook, PlaybookReporter, Step } from '../../model/playbook.ts'
import { escapeTerminal } from '../../model/terminal.ts'
import { formatInstant } from '../../model/time.ts'
import { clipName } from '../escape.ts'
import { wrap } from '../lines.ts'
import { moment } from '../wording.ts'

type Colours = ReturnType<typeof pico.createColors>

const name = (text: string): string => escapeTerminal(clipName(text))
const lines = (some: readonly string[]): string => some.map((line) => `${line}\n`).join('')

const reaches = { reachable: '', unknown: ', perhaps out of reach', unreachable: ', out of reach' } as const

const placeLines = ({ location, what, item, reach, notes }: Place, { bold }: Colours): string[] => [
  `     ${bold(name(location))} ${escapeTerminal(`(${clipName(what)}${reaches[reach]})`)}${item === undefined ? '' : `: ${name(item)}`}`,
  ...notes.flatMap((note) => wrap(note, '       ')),
]

const stepLines = ({ title, why, how, places = [], due, record = [] }: Step, number: number, colours: Colours): string[] => {
  const { bold, dim, yellow, cyan } = colours
  return [
    ...wrap(title, `${String(number).padStart(2)}. `, '    ').map(bold),
    ...(why === undefined ? [] : wrap(why, '    ').map(dim)),
    ...(due === undefined ? [] : wrap(`By ${moment(formatInstant(due.at))}: ${due.why}.`, '    ').map(yellow)),
    ...how.flatMap((one) => wrap(one, '  -  ', '     ')),
    ...places.flatMap((place) => placeLines(place, colours)),
    // A command stands on one line, so that it can be copied.
    ...record.map((command) => `     ${cyan(`$ ${escapeTerminal(command)}`)}`),
    '',
  ]
}

const headLines = ({ title, when, account, asOf, kind }: Playbook, { bold, dim }: Colours): string[] => [
  bold(escapeTerminal(account === undefined ? title : `${title}: ${clipName(account.id)}`)),
  ...wrap(when, ''),
  dim(
    [
      `playbook ${kind}`,
      ...(account === undefined ? [] : [account.service, account.name, account.owner === undefined ? undefined : `owner ${account.owner}`]),
      `as of ${moment(formatInstant(asOf))}`,
    ]
      .flatMap((part) => (part === undefined ? [] : [name(part)]))
      .join(' · '),
  ),
  '',
]

/** For a terminal: the steps in order, with places, deadlines and the commands that record them. A step a piece. */
export const playbookText: PlaybookReporter = function* (playbook, { colour }) {
  const colours = pico.createColors(colour)
  yield lines(headLines(playbook, colours))
  if (playbook.warnings.length > 0) yield lines([...playbook.warnings.flatMap((warning) => wrap(warning, '!  ').map(colours.yellow)), ''])
  for (const [index, step] of playbook.steps.entries()) yield lines(stepLines(step, index + 1, colours))
}
