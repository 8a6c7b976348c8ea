/** `sparekey audit`: load, see whether the reports can be written, judge, write. */
import { sep } from 'node:path'
import { exitCode, isMistaken, type Output, prepareAudit, type Report, type ReporterOptions, reporters, verdict } from '../index.ts'
import { given } from '../model/given.ts'
import { CLOCK_TOLERANCE, formatInstant } from '../model/time.ts'
import { whileAsking } from './asking.ts'
import { describeFault } from './fault.ts'
import { formatMistakes } from './mistakes.ts'
import { pathFrom, pathHere, type Target, toTargets } from './paths.ts'
import { coloursOf, type ExitCode, printError, printOut, say, type Shell } from './print.ts'
import { type AuditFlags, DEFAULT_CONFIG } from './program.ts'
import { version } from './version.ts'
import { foreseeRefusal, writeOutput } from './write-output.ts'

const PRINTED: readonly Output[] = [{ format: 'text' }]

/** Whether a report could not be written, as far as that can be seen before there is one. */
const sayRefusals = (targets: readonly Target[]): boolean => {
  const refusals = targets.flatMap(({ path }) => {
    const refusal = path === undefined ? undefined : foreseeRefusal(path)
    return path === undefined || refusal === undefined ? [] : [`${pathHere(path)} cannot be written: ${refusal}`]
  })
  refusals.forEach(say)
  return refusals.length > 0
}

/** Writes one report; false: it is not whole, and stderr says why. */
const write = async ({ format, path }: Target, report: Report, options: ReporterOptions): Promise<boolean> => {
  try {
    const reporter = reporters.get(format)
    if (reporter === undefined) throw new Error('a format was accepted that no reporter has')
    if (path === undefined) return await printOut(reporter(report, options))
    const problem = writeOutput(path, reporter(report, { ...options, colour: false }))
    if (problem !== undefined) say(`${pathHere(path)} was not written: ${problem}`)
    return problem === undefined
  } catch (error) {
    say(`${path === undefined ? 'stdout' : pathHere(path)} was not written; this is a fault of sparekey: ${describeFault(error)}`)
    return false
  }
}

/** Files first: whoever reads stdout may take his time. */
const writeAll = async (targets: readonly Target[], report: Report, options: ReporterOptions): Promise<boolean> => {
  const ordered = [...targets.filter(({ path }) => path !== undefined), ...targets.filter(({ path }) => path === undefined)]
  let whole = true
  for (const target of ordered) whole = (await write(target, report, options)) && whole
  return whole
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
const sayIdle = ({ inventory, keepRaw }: AuditFlags): boolean => {
  if (inventory === undefined || keepRaw === undefined) return false
  say('--keep-raw keeps what is asked, and with --inventory nobody is asked: give one of the two')
  return true
}

export const auditCommand = async (flags: AuditFlags, shell: Shell): Promise<ExitCode> => {
  const { started, colour } = shell
  const { config = DEFAULT_CONFIG, policy, inventory, keepRaw, output, asOf = started, failOn, all = false } = flags
  if (sayIdle(flags)) return 2
  if (asOf - started > CLOCK_TOLERANCE) say(`warning: --as-of ${formatInstant(asOf)} is later than the clock of this machine, ${formatInstant(started)}`)

  const named = output === undefined ? undefined : toTargets(output, '.')
  const refused = named !== undefined && sayRefusals(named)
  const prepared = await prepareAudit({
    config,
    asOf,
    ...given('policy', policy),
    ...given('inventory', inventory),
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

  const judged = await whileAsking({ sources, keepRaw, config, work: judge }, shell)
  if ('code' in judged) return judged.code
  const { value: report } = judged
  const whole = await writeAll(targets, report, { all, colour: colour.out, folder: pathFrom(config)('.').replaceAll(sep, '/'), version })
  sayMasks(report)
  if (targets.every(({ path }) => path !== undefined)) sayVerdict(report)
  return whole ? report.exitCode : 4
}
