import pico from 'picocolors'
import {
  type CasesReport,
  type CasesReporter,
  type ControlCoverage,
  isShownBothWays,
  type PolicyCoverage,
  SHOWABLE,
  type TestedCase,
  type TestedFile,
} from '../../model/cases.ts'
import type { Mistake } from '../../model/mistake.ts'
import { escapeTerminal } from '../../model/terminal.ts'
import { clipName, clipSentence } from '../escape.ts'
import { plural } from '../wording.ts'

type Colours = ReturnType<typeof pico.createColors>

const name = (text: string): string => escapeTerminal(clipName(text))
const sentence = (text: string): string => escapeTerminal(clipSentence(text))
const lines = (some: readonly string[]): string => some.map((line) => `${line}\n`).join('')

const articles = { fail: 'a failure', pass: 'a pass', unknown: 'an unknown' } as const

const problemLines = ({ file, line, column, message, hint }: Mistake, { dim }: Colours): string[] => [
  `      ${dim(`${name(file)}:${String(line)}:${String(column)}:`)} ${sentence(message)}`,
  ...(hint === undefined ? [] : [`        ${sentence(hint)}`]),
]

const caseLines = ({ name: title, problems }: TestedCase, colours: Colours): string[] => [
  `  ${problems.length === 0 ? colours.green('✔') : colours.red('✖')} ${sentence(title)}`,
  ...problems.flatMap((problem) => problemLines(problem, colours)),
]

const fileLines = ({ file, policy, cases }: TestedFile, colours: Colours): string[] => [
  `${colours.bold(name(file))} ${colours.dim(`tests ${name(policy)}`)}`,
  ...cases.flatMap((one) => caseLines(one, colours)),
  '',
]

const lackOf = ({ shown }: ControlCoverage): string | undefined => {
  const lacking = SHOWABLE.filter((outcome) => !shown.includes(outcome)).map((outcome) => articles[outcome])
  if (lacking.length === 0) return undefined
  return lacking.length === SHOWABLE.length ? 'no case shows it' : `no case shows ${lacking.join(' or ')}`
}

const coverageLines = ({ policy, file, controls }: PolicyCoverage, { bold, dim, yellow }: Colours): string[] => {
  const width = Math.max(...controls.map(({ control }) => name(control).length))
  const both = controls.filter(isShownBothWays).length
  return [
    `${bold(`Coverage of ${name(policy)}`)} ${dim(name(file))}`,
    `  ${String(both)} of ${plural(controls.length, 'control')} shown to fail and to pass`,
    ...controls.flatMap((control) => {
      const lack = lackOf(control)
      return lack === undefined ? [] : [`  ${yellow(name(control.control).padEnd(width))}  ${lack}`]
    }),
    '',
  ]
}

const verdict = ({ files }: CasesReport, { red, green }: Colours): string => {
  const cases = files.flatMap((file) => file.cases)
  const broken = cases.filter(({ problems }) => problems.length > 0).length
  const of = `${plural(cases.length, 'case')} in ${plural(files.length, 'file')}`
  return broken === 0 ? green(`✔ ${of}: all hold`) : red(`✖ ${of}: ${plural(broken, 'case')} ${broken === 1 ? 'does' : 'do'} not hold`)
}

/** For a terminal: each case, what is wrong with it and where, and what the cases show of each control. */
export const casesText: CasesReporter = function* (report, { colour }) {
  const colours = pico.createColors(colour)
  for (const file of report.files) yield lines(fileLines(file, colours))
  for (const coverage of report.coverage) yield lines(coverageLines(coverage, colours))
  yield lines([verdict(report, colours)])
}
