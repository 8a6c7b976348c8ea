/** What no evidence of this audit can show: said in the report, so that nobody takes silence for proof. */
import { accountKey, lowerAscii, serviceOf } from '../model/account.ts'
import type { Grade, Inventory } from '../model/inventory.ts'
import type { Limit } from '../model/report.ts'
import { type Join } from './join.ts'

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

export const limits = ({ facts }: Inventory, { keys, joined }: Join): Limit[] => {
  const scopes = facts.providerLogs.map(({ scope }) => scope)
  const exact = new Set(scopes.filter((scope) => !scope.endsWith('*')).map(accountKey))
  const services = scopes.filter((scope) => scope.endsWith('*')).map((scope) => lowerAscii(scope.slice(0, -1)))
  const isVisible = (key: string): boolean => exact.has(key) || services.some((prefix) => key.startsWith(prefix))
  const unseen = keys
    .filter((key) => !isVisible(key))
    .map(joined)
    .filter(({ facts: { codeSets } }) => codeSets.history.length > 0)
  const reported = new Set(facts.accounts.map(({ id }) => serviceOf(id)))
  const unreported = [...new Set(facts.codeSets.map(({ account }) => account))].filter((account) => !reported.has(serviceOf(account)))
  return [
    ...limit('mfa-not-visible', 'No source reports the accounts of these services, so it is not seen whether they have a second factor.', sorted(unreported)),
    ...limit('use-not-visible', 'No source shows whether a code of these accounts was used at the provider.', sorted(unseen.map(({ subject }) => subject.id))),
    ...gradeLimits.flatMap(({ grade, id, detail }) =>
      limit(id, detail, sorted(facts.logs.filter((log) => log.grade === grade).map(({ location }) => location))),
    ),
    ...limit(
      'no-integrity',
      'The logs of these locations do not protect their own integrity: a record that was removed leaves no trace.',
      sorted(facts.logs.map(({ location }) => location)),
    ),
  ]
}
