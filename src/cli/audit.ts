/** `sparekey audit`: load, see whether the reports can be written, judge, write. */
import { sep } from 'node:path'
import {
  exitCode,
  isMistaken,
  loadReporter,
  type Output,
  prepareAudit,
  type Prepared,
  type Remembering,
  type Report,
  type Reporter,
  verdict,
} from '../index.ts'
import { given } from '../model/given.ts'
import { whileAsking } from './asking.ts'
import { sayLate } from './looking.ts'
import { formatMistakes } from '../shell/mistakes.ts'
import { reportsTo, type Writing } from '../shell/clashes.ts'
import { pathFrom, pathHere, type Target, toTargets } from '../shell/paths.ts'
import { coloursOf, type ExitCode, printError, say, type Shell } from './print.ts'
import { type AuditFlags, DEFAULT_CONFIG } from './program.ts'
import { openState } from './state.ts'
import { version } from './version.ts'
import { orSystemError } from '../shell/system-error.ts'
import { type Render, sayClashes, sayRefusals, writeAll } from './write-reports.ts'

const PRINTED: readonly Output[] = [{ format: 'text' }]
/** The formats that can tell the controls by requirement. */
const GROUPED: readonly string[] = ['text', 'markdown', 'html']

const reporterOf = async ({ format, template }: Target, templates: Prepared['templates']): Promise<Reporter> => {
  const reporter = template === undefined ? await loadReporter(format) : templates.get(template)
  if (reporter === undefined) throw new Error('a format was accepted that no reporter has')
  return reporter
}

/** Names each option without which the exit code would be another. */
const sayMasks = ({ findings, gate, exitCode: code }: Report): void => {
  const masks = [
    { option: '--exit-zero', gate: { ...gate, exitZero: false }, what: 'failures do' },
    { option: '--allow-incomplete', gate: { ...gate, allowIncomplete: false }, what: 'unknown verdicts do' },
  ]
  for (const mask of masks) {
    const otherwise = exitCode(findings, mask.gate)
    if (otherwise !== code) say(`${mask.option}: ${mask.what} not count; without it the exit code would be ${String(otherwise)} and not ${String(code)}`)
  }
}

const sayVerdict = (report: Report): void => {
  const { headline, reasons } = verdict(report)
  say([headline, ...reasons].join(' '))
}

/** Options that would do nothing beside another. */
const sayIdle = ({ inventory, keepRaw, state }: AuditFlags): boolean => {
  if (inventory === undefined) return false
  if (keepRaw !== undefined) say('--keep-raw keeps what is asked, and with --inventory nobody is asked: give one of the two')
  if (state !== undefined) say('--state remembers what logs told, and with --inventory no log is read: give one of the two')
  return keepRaw !== undefined || state !== undefined
}

/** Whether the history could not be appended to, as far as that can be seen before there is anything to remember. */
const sayUnfitHistory = (history: Remembering | undefined): boolean => history !== undefined && sayRefusals([{ format: 'history', path: history.path }])

/** What is kept from run to run. */
const keptBy = ({ state }: AuditFlags, history: Remembering | undefined): readonly Writing[] => [
  ...(history === undefined ? [] : [{ what: 'history' as const, path: history.path }]),
  ...(state === undefined ? [] : [{ what: 'state' as const, path: state }]),
]

/** Remembers the audit once every report is written; false: it is not in the history, and stderr says why. */
const remembers = (history: Remembering | undefined, report: Report): boolean => {
  if (history === undefined) return true
  const refusal = orSystemError(() => history.remember(report))
  if (refusal !== undefined) say(`${pathHere(history.path)} was not appended to: ${refusal}`)
  return refusal === undefined
}

export const auditCommand = async (flags: AuditFlags, shell: Shell): Promise<ExitCode> => {
  const { started, colour } = shell
  const { config = DEFAULT_CONFIG, policy, inventory, baseline, history, keepRaw, output, asOf = started, failOn, all = false, groupBy } = flags
  if (sayIdle(flags)) return 2
  sayLate(asOf, shell)

  const named = output === undefined ? undefined : toTargets(output, '.')
  const remembered = flags.state === undefined ? undefined : await openState(flags.state)
  const refused = (named !== undefined && sayRefusals(named)) || (flags.state !== undefined && remembered === undefined)
  const prepared = await prepareAudit({
    config,
    asOf,
    ...given('policy', policy),
    ...given('inventory', inventory),
    ...given('memory', remembered?.memory),
    ...given('baseline', baseline),
    ...given('history', history),
    templates: (output ?? []).flatMap(({ template }) => template ?? []),
    ...given('failOn', failOn),
    allowOutside: flags.allowOutside ?? false,
    allowIncomplete: flags.allowIncomplete ?? false,
    exitZero: flags.exitZero ?? false,
  })
  if (isMistaken(prepared)) {
    printError(formatMistakes(prepared.mistakes, 'nothing was judged', { pathOf: pathFrom(config), colours: coloursOf(colour.error) }))
    return refused ? 4 : 2
  }
  const { outputs, templates, sources, notes, reads, judge, history: remembering } = prepared.value
  notes.forEach((note) => {
    say(`note: ${note}`)
  })
  const targets = named ?? (outputs.length > 0 ? toTargets(outputs, pathFrom(config)('.')) : PRINTED)
  if (refused || (named === undefined && sayRefusals(targets)) || sayUnfitHistory(remembering)) return 4
  if (sayClashes([...keptBy(flags, remembering), ...reportsTo(targets)], reads)) return 2
  if (groupBy !== undefined && !targets.some(({ format }) => GROUPED.includes(format))) {
    say('--group-by changes the text, the Markdown and the HTML report, and none of them is asked for: add -o markdown')
    return 2
  }

  const judged = await whileAsking({ sources, keepRaw, config, work: judge }, shell)
  if ('code' in judged) return judged.code
  const { value: report } = judged
  const options = { all, folder: pathFrom(config)('.').replaceAll(sep, '/'), version, ...given('groupBy', groupBy) }
  const render: Render = async (target, colour) => (await reporterOf(target, templates))(report, { ...options, colour })
  const whole = await writeAll(targets, render, shell, { pathOf: pathFrom(config) })
  const isRemembered = remembered === undefined || remembered.write()
  sayMasks(report)
  if (targets.every(({ path }) => path !== undefined)) sayVerdict(report)
  return whole && isRemembered && remembers(remembering, report) ? report.exitCode : 4
}
