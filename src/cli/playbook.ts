/** `sparekey playbook`: read what people wrote, fill in the steps, write them. */
import { didYouMean, isMistaken, playbookReporters, runPlaybook } from '../index.ts'
import { given } from '../model/given.ts'
import { playbookKinds } from '../model/playbook.ts'
import { clash, refuses, sayMistakes, writeTold } from './looking.ts'
import type { PlaybookFlags } from './playbook-program.ts'
import { type ExitCode, say, type Shell } from './print.ts'
import { DEFAULT_CONFIG } from './program.ts'

export const playbookCommand = async (named: string, flags: PlaybookFlags, shell: Shell): Promise<ExitCode> => {
  const { account, config = DEFAULT_CONFIG, policy, allowOutside = false, asOf = shell.started, output } = flags
  const kind = playbookKinds.find((known) => known === named)
  if (kind === undefined) {
    say(`there is no playbook ${named}; ${didYouMean(named, playbookKinds) ?? `the playbooks are ${playbookKinds.join(', ')}`}`)
    return 2
  }
  if (refuses(output)) return 4
  const found = await runPlaybook({ kind, config, asOf, allowOutside, ...given('account', account), ...given('policy', policy) })
  if ('refusal' in found) {
    say(found.refusal)
    return 2
  }
  if (isMistaken(found)) return sayMistakes(found.mistakes, 'no playbook was written', config, shell)
  const { playbook, reads } = found.value
  return clash(output, reads) ? 2 : writeTold(playbook, playbookReporters, output, 0, shell)
}
