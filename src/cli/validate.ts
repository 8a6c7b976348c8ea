/** `sparekey validate`: every mistake in what people wrote. */
import { isMistaken, runValidate } from '../index.ts'
import { escapeTerminal } from '../model/terminal.ts'
import { formatMistakes, formatWarnings } from '../shell/mistakes.ts'
import { pathFrom, pathHere } from '../shell/paths.ts'
import { coloursOf, count, type ExitCode, printError, printOut, type Shell } from './print.ts'
import { DEFAULT_CONFIG, type ValidateFlags } from './program.ts'

export const validateCommand = async ({ config = DEFAULT_CONFIG, policy, allowOutside = false }: ValidateFlags, { colour }: Shell): Promise<ExitCode> => {
  const validated = await runValidate({ config, allowOutside, ...(policy === undefined ? {} : { policy }) })
  const printing = { pathOf: pathFrom(config), colours: coloursOf(colour.error) }
  if (isMistaken(validated)) {
    printError(formatMistakes(validated.mistakes, 'nothing can be judged', printing))
    return 2
  }
  const { controls, accounts, warnings } = validated.value
  if (warnings.length > 0) printError(formatWarnings(warnings, 'an audit goes on all the same', printing))
  const sentence = `${pathHere(config)} and all that it names are right: ${count(controls, 'control')}, ${count(accounts, 'registered account')}.`
  return (await printOut([`${escapeTerminal(sentence)}\n`])) ? 0 : 4
}
