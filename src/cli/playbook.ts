/** `sparekey playbook`: read what people wrote, fill in the steps, write them. */
import { didYouMean, isMistaken, type Output, type Playbook, playbookReporters, runPlaybook } from '../index.ts'
import { given } from '../model/given.ts'
import { playbookKinds } from '../model/playbook.ts'
import { formatMistakes } from './mistakes.ts'
import { pathFrom, toTargets } from './paths.ts'
import type { PlaybookFlags } from './playbook-program.ts'
import { coloursOf, type ExitCode, printError, say, type Shell } from './print.ts'
import { DEFAULT_CONFIG } from './program.ts'
import { sayRefusals, writeAll } from './write-reports.ts'

const PRINTED: readonly Output[] = [{ format: 'text' }]

const render =
  (playbook: Playbook) =>
  (format: string, colour: boolean): Iterable<string> => {
    const reporter = playbookReporters.get(format)
    if (reporter === undefined) throw new Error('a format was accepted that no reporter has')
    return reporter(playbook, { colour })
  }

export const playbookCommand = async (named: string, flags: PlaybookFlags, shell: Shell): Promise<ExitCode> => {
  const { account, config = DEFAULT_CONFIG, policy, allowOutside = false, asOf = shell.started, output = PRINTED } = flags
  const kind = playbookKinds.find((known) => known === named)
  if (kind === undefined) {
    say(`there is no playbook ${named}; ${didYouMean(named, playbookKinds) ?? `the playbooks are ${playbookKinds.join(', ')}`}`)
    return 2
  }
  const targets = toTargets(output, '.')
  if (sayRefusals(targets)) return 4
  const found = await runPlaybook({ kind, config, asOf, allowOutside, ...given('account', account), ...given('policy', policy) })
  if ('refusal' in found) {
    say(found.refusal)
    return 2
  }
  if (isMistaken(found)) {
    printError(formatMistakes(found.mistakes, 'no playbook was written', { pathOf: pathFrom(config), colours: coloursOf(shell.colour.error) }))
    return 2
  }
  return (await writeAll(targets, render(found.value), shell)) ? 0 : 4
}
