/** What no evidence of this audit can show: said in the report, so that nobody takes silence for proof. */
import { serviceOf } from '../model/account.ts'
import type { Grade, Inventory } from '../model/inventory.ts'
import type { Limit } from '../model/report.ts'
import type { Instant } from '../model/time.ts'
import type { Join, Joined } from './join.ts'

const gradeLimits: readonly { readonly grade: Grade; readonly id: Limit['id']; readonly detail: string }[] = [
  {
    grade: 'client',
    id: 'client-asserted',
    detail: "That a copy was opened is told by the reader's own program, which may stay silent: these logs show accesses and cannot show that there was none.",
  },
  { grade: 'manual', id: 'people-asserted', detail: 'That a copy was opened is written down by people: these forms show what was recorded.' },
]

const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort()

const limit = (id: Limit['id'], detail: string, subjects: string[]): Limit[] => (subjects.length === 0 ? [] : [{ id, detail, subjects }])

/** Since when a provider's log shows what happens to an account's codes; undefined: none does. */
const since = ({ facts: { providerLogs } }: Joined): Instant | undefined =>
  providerLogs.length === 0 ? undefined : Math.min(...providerLogs.map((log) => log.since))

export const limits = ({ facts, sources }: Inventory, { keys, joined }: Join): Limit[] => {
  const registered = keys.map(joined).filter(({ facts: { codeSets } }) => codeSets.history.length > 0)
  const unseen = registered.filter((one) => since(one) === undefined)
  const older = registered.filter((one) => (one.facts.codeSets.current?.generated ?? Infinity) < (since(one) ?? -Infinity))
  const reported = new Set(facts.accounts.map(({ id }) => serviceOf(id)))
  const unreported = registered.filter(({ subject }) => !reported.has(serviceOf(subject.id)))
  const names = (accounts: readonly Joined[]): string[] => sorted(accounts.map(({ subject }) => subject.id))
  const undated = sources.filter(({ isDated }) => isDated === false).map(({ id }) => id)
  return [
    ...limit('collection-not-dated', 'These sources do not say when they were collected; they count as collected at the time of the audit.', sorted(undated)),
    ...limit('mfa-not-visible', 'No source reports the accounts of these services, so it is not seen whether they have a second factor.', names(unreported)),
    ...limit('use-not-visible', 'No source shows whether a code of these accounts was used at the provider.', names(unseen)),
    ...limit(
      'older-use-not-visible',
      "The codes of these accounts are older than what the provider's log keeps (90 or 180 days): a use before that is not seen.",
      names(older),
    ),
    ...gradeLimits.flatMap(({ grade, id, detail }) =>
      limit(id, detail, sorted(facts.logs.filter((log) => log.grade === grade).map(({ location }) => location))),
    ),
    ...limit(
      'no-integrity',
      'The logs of these locations do not protect their own integrity: a record that was removed leaves no trace.',
      sorted(facts.logs.filter(({ integrity }) => integrity === undefined).map(({ location }) => location)),
    ),
  ]
}
