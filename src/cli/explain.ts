/** `sparekey explain`: a rule, a control or a finding in words. */
import {
  type Checked,
  type Explained,
  explainFinding,
  explainName,
  explanationText,
  isMistaken,
  keptReport,
  prepareAudit,
  type KeptReport,
  type Report,
  type Unmeant,
  type WhichFinding,
} from '../index.ts'
import { given } from '../model/given.ts'
import { jsonText } from '../model/json-text.ts'
import { whileAsking } from './asking.ts'
import type { ExplainFlags } from './explain-program.ts'
import { formatMistakes } from '../shell/mistakes.ts'
import { pathFrom } from '../shell/paths.ts'
import { coloursOf, type ExitCode, printError, printOut, say, type Shell } from './print.ts'
import { DEFAULT_CONFIG } from './program.ts'

/** The report that a finding is looked for in, or with which exit code there is none. */
const reportOf = async (flags: ExplainFlags, shell: Shell): Promise<Checked<KeptReport | Report> | { readonly code: ExitCode }> => {
  const { config = DEFAULT_CONFIG, report, policy, inventory, allowOutside = false, asOf = shell.started } = flags
  if (report !== undefined) return keptReport(config, report)
  const prepared = await prepareAudit({ config, asOf, allowOutside, ...given('policy', policy), ...given('inventory', inventory) })
  if (isMistaken(prepared)) return prepared
  const { judge, sources } = prepared.value
  return whileAsking({ sources, config, work: judge }, shell)
}

const sayUnmeant = ({ message, hint }: Unmeant): ExitCode => {
  say(hint === undefined ? message : `${message}; ${hint}`)
  return 2
}

const print = async (explained: Explained, { output = 'text' }: ExplainFlags, { colour }: Shell): Promise<ExitCode> => {
  const pieces = output === 'json' ? [`${jsonText(explained, 2)}\n`] : explanationText(explained, colour.out)
  return (await printOut(pieces)) ? 0 : 4
}

export const explainCommand = async (names: readonly string[], flags: ExplainFlags, shell: Shell): Promise<ExitCode> => {
  const { config = DEFAULT_CONFIG, policy, allowOutside = false } = flags
  const sayMistakes = (mistakes: Parameters<typeof formatMistakes>[0]): ExitCode => {
    printError(formatMistakes(mistakes, 'nothing is explained', { pathOf: pathFrom(config), colours: coloursOf(shell.colour.error) }))
    return 2
  }
  const find = async (wanted: WhichFinding): Promise<ExitCode> => {
    const report = await reportOf(flags, shell)
    if ('code' in report) return report.code
    if (isMistaken(report)) return sayMistakes(report.mistakes)
    const found = await explainFinding(wanted, report.value)
    return 'unmeant' in found ? sayUnmeant(found.unmeant) : print(found.explained, flags, shell)
  }
  if (flags.report !== undefined && flags.inventory !== undefined) {
    say('--report and --inventory are two answers to one question: give one of the two')
    return 2
  }
  // A report says what its controls were: no policy is needed to find one of its findings.
  const [control, subject] = names
  if (flags.report !== undefined && control !== undefined && subject !== undefined) return find({ control, subject })
  const named = await explainName(names, { config, allowOutside, isOptional: flags.config === undefined, ...given('policy', policy) })
  if (isMistaken(named)) return sayMistakes(named.mistakes)
  if ('unmeant' in named.value) return sayUnmeant(named.value.unmeant)
  return 'wanted' in named.value ? find(named.value.wanted) : print(named.value.explained, flags, shell)
}
