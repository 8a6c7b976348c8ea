/** The story of a playbook: read what people wrote → fill in the steps. Nothing is collected and nobody is asked. */
import { link } from './audit/link.ts'
import { load, type Loaded, type LoadOptions } from './load.ts'
import { type Checked, isMistaken } from './model/mistake.ts'
import type { Playbook } from './model/playbook.ts'
import type { Instant } from './model/time.ts'
import { didYouMean } from './parsers/wording.ts'
import type { PlaybookInput } from './playbooks/known.ts'
import { knownAccount, knownAccounts, playbook, type PlaybookAsked } from './playbooks/playbook.ts'
import { rules } from './rules/index.ts'

export interface PlaybookOptions extends LoadOptions, PlaybookAsked {
  /** The instant at which roles and incidents are looked at, and from which deadlines run. */
  readonly asOf: Instant
}

const toInput = ({ configuration: { sources }, policy, declared: { register, roster } }: Loaded, asOf: Instant): PlaybookInput => ({
  codeSets: [...register.codeSets],
  locations: register.locations,
  services: register.services,
  people: roster.people,
  incidents: roster.incidents,
  roles: policy.roles,
  controls: link(policy, rules).ofAccounts,
  configured: sources.flatMap((source) => (source.type === 'aws' ? [`aws:${source.account}/root`] : [])),
  hasOwnLog: sources.some(({ type }) => type === 'log'),
  asOf,
})

export interface FilledPlaybook {
  readonly playbook: Playbook
  /** The whole path of every file that is read for it: nothing may be written in the place of one. */
  readonly reads: readonly string[]
}

/** The playbook of a configuration; or every mistake in what people wrote; or why it cannot speak about the account. */
export const runPlaybook = async ({ kind, account, asOf, ...options }: PlaybookOptions): Promise<Checked<FilledPlaybook> | { readonly refusal: string }> => {
  const loaded = await load(options)
  if (isMistaken(loaded)) return loaded
  const input = toInput(loaded.value, asOf)
  if (account !== undefined && knownAccount(account, input) === undefined) {
    const hint = didYouMean(account, knownAccounts(input))
    return { refusal: `neither register nor roster knows the account ${account}${hint === undefined ? '' : `; ${hint}`}` }
  }
  return { value: { playbook: playbook(account === undefined ? { kind } : { kind, account }, input), reads: loaded.value.reads } }
}
