/** Mistakes as people read them: where, what, the line with a caret, and what to do. */
import type { Mistake } from '../index.ts'
import { escapeTerminal } from '../model/terminal.ts'

type Paint = (text: string) => string

export interface MistakePrinting {
  /** How a file is called here: mistakes name it as the configuration does. */
  readonly pathOf: (file: string) => string
  readonly colours: { readonly bold: Paint; readonly dim: Paint; readonly red: Paint }
}

const count = (number: number, noun: string): string => `${String(number)} ${noun}${number === 1 ? '' : 's'}`

/** As wide as a text, and with its tabs, so that what follows stands under what follows there. */
const blank = (text: string): string =>
  text
    .split('\t')
    .map((part) => ' '.repeat(Array.from(escapeTerminal(part)).length))
    .join('\t')

const keepTabs = (text: string): string => text.split('\t').map(escapeTerminal).join('\t')

const excerptLines = ({ line = 0, excerpt }: Mistake, { colours }: MistakePrinting): string[] => {
  if (excerpt === undefined || excerpt.text.trim() === '') return []
  const number = String(line)
  const gutter = (text: string): string => colours.dim(`  ${text.padStart(number.length)} | `)
  return [`${gutter(number)}${keepTabs(excerpt.text)}`, `${gutter('')}${blank(excerpt.text.slice(0, excerpt.caret - 1))}${colours.red('^')}`]
}

const format = (mistake: Mistake, printing: MistakePrinting): string => {
  const { file, line, column, message, hint } = mistake
  const place = [printing.pathOf(file), line, column].filter((part) => part !== undefined).join(':')
  return [
    `${printing.colours.bold(escapeTerminal(place))}: ${escapeTerminal(message)}`,
    ...excerptLines(mistake, printing),
    ...(hint === undefined ? [] : [`  ${escapeTerminal(hint)}`]),
    '',
  ].join('\n')
}

const formatAll = (mistakes: readonly Mistake[], noun: string, consequence: string, printing: MistakePrinting): string => {
  const files = new Set(mistakes.map(({ file }) => file)).size
  return [...mistakes.map((mistake) => `${format(mistake, printing)}\n`), `${count(mistakes.length, noun)} in ${count(files, 'file')}; ${consequence}\n`].join(
    '',
  )
}

/** Every mistake, and last how many there are and what comes of it. */
export const formatMistakes = (mistakes: readonly Mistake[], consequence: string, printing: MistakePrinting): string =>
  formatAll(mistakes, 'mistake', consequence, printing)

/** What is no mistake and can hardly be meant, in the form of mistakes. */
export const formatWarnings = (warnings: readonly Mistake[], consequence: string, printing: MistakePrinting): string =>
  formatAll(
    warnings.map((warning) => ({ ...warning, message: `warning: ${warning.message}` })),
    'warning',
    consequence,
    printing,
  )
