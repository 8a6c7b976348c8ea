/** `sparekey audit`: load, see whether the reports can be written, judge, write. */
import { sep } from 'node:path'
import { exitCode, isMistaken, type Output, prepareAudit, type Report, type Reporter, reporters, verdict } from '../index.ts'
import { given } from '../model/given.ts'
import { whileAsking } from './asking.ts'
import { sayLate } from './looking.ts'
import { formatMistakes } from './mistakes.ts'
import { pathFrom, toTargets } from './paths.ts'
import { coloursOf, type ExitCode, printError, say, type Shell } from './print.ts'
import { type AuditFlags, DEFAULT_CONFIG } from './program.ts'
import { openState } from './state.ts'
import { version } from './version.ts'
import { sayRefusals, writeAll } from './write-reports.ts'

const PRINTED: readonly Output[] = [{ format: 'text' }]
/** The formats that can tell the controls by requirement. */
const GROUPED: readonly string[] = ['text', 'markdown']

const reporterOf = (format: string): Reporter => {
  const reporter = reporters.get(format)
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

export const auditCommand = async (flags: AuditFlags, shell: Shell): Promise<ExitCode> => {
  const { started, colour } = shell
  const { config = DEFAULT_CONFIG, policy, inventory, baseline, keepRaw, output, asOf = started, failOn, all = false, groupBy } = flags
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
    ...given('failOn', failOn),
    allowOutside: flags.allowOutside ?? false,
    allowIncomplete: flags.allowIncomplete ?? false,
    exitZero: flags.exitZero ?? false,
  })
  if (isMistaken(prepared)) {
    printError(formatMistakes(prepared.mistakes, 'nothing was judged', { pathOf: pathFrom(config), colours: coloursOf(colour.error) }))
    return refused ? 4 : 2
  }
  const { outputs, sources, notes, judge } = prepared.value
  notes.forEach((note) => {
    say(`note: ${note}`)
  })
  const targets = named ?? (outputs.length > 0 ? toTargets(outputs, pathFrom(config)('.')) : PRINTED)
  if (refused || (named === undefined && sayRefusals(targets))) return 4
  if (groupBy !== undefined && !targets.some(({ format }) => GROUPED.includes(format))) {
    say('--group-by changes the text and the Markdown report, and neither is asked for: add -o markdown')
    return 2
  }

  const judged = await whileAsking({ sources, keepRaw, config, work: judge }, shell)
  if ('code' in judged) return judged.code
  const { value: report } = judged
  const options = { all, folder: pathFrom(config)('.').replaceAll(sep, '/'), version, ...given('groupBy', groupBy) }
  const whole = await writeAll(targets, (format, isColoured) => reporterOf(format)(report, { ...options, colour: isColoured }), shell)
  const isRemembered = remembered === undefined || remembered.write()
  sayMasks(report)
  if (targets.every(({ path }) => path !== undefined)) sayVerdict(report)
  return whole && isRemembered ? report.exitCode : 4
}
