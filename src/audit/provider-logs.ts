/** Which providers' logs show what happens to the codes of an account. */
import { type AccountKey, accountKey, lowerAscii } from '../model/account.ts'
import { groupBy } from '../model/group.ts'
import type { ProviderLog } from '../model/inventory.ts'

/** Looks up the logs of an account: those of its own, and those of all of a service (`google:*`). */
export const providerLogsOf = (providerLogs: readonly ProviderLog[]): ((key: AccountKey) => readonly ProviderLog[]) => {
  const exact = groupBy(
    providerLogs.filter(({ scope }) => !scope.endsWith('*')),
    ({ scope }) => accountKey(scope),
  )
  const wide = providerLogs.filter(({ scope }) => scope.endsWith('*')).map((log) => ({ log, prefix: lowerAscii(log.scope.slice(0, -1)) }))
  return (key) => [...(exact.get(key) ?? []), ...wide.filter(({ prefix }) => key.startsWith(prefix)).map(({ log }) => log)]
}
