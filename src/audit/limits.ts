/** What no evidence of this audit can show: said in the report, so that nobody takes silence for proof. */
import { serviceOf } from '../model/account.ts'
import type { Grade, Inventory } from '../model/inventory.ts'
import type { Limit } from '../model/report.ts'
import type { Join } from './join.ts'

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

/** What is not seen of the accounts that the register has, each of which is named once. */
interface Unseen {
  /** No source reports the accounts of the service. */
  readonly factors: string[]
  /** No source shows whether a code was used. */
  readonly uses: string[]
  /** The codes are older than what the provider's log keeps. */
  readonly olderUses: string[]
}

const unseen = ({ accounts }: Inventory['facts'], { keys, glance }: Join): Unseen => {
  const reported = new Set(accounts.map(({ id }) => serviceOf(id)))
  const found: Unseen = { factors: [], uses: [], olderUses: [] }
  for (const key of keys) {
    const { id, codeSets, providerLogs } = glance(key)
    if (codeSets.history.length === 0) continue
    if (!reported.has(serviceOf(id))) found.factors.push(id)
    if (providerLogs.length === 0) found.uses.push(id)
    else if ((codeSets.current?.generated ?? Infinity) < Math.min(...providerLogs.map(({ since }) => since))) found.olderUses.push(id)
  }
  return found
}

export const limits = (inventory: Inventory, join: Join): Limit[] => {
  const { facts, sources } = inventory
  const { factors, uses, olderUses } = unseen(facts, join)
  // What a database cannot show is a gap.
  const logs = facts.logs.filter(({ items }) => items === undefined)
  const undated = sources.filter(({ isDated }) => isDated === false).map(({ id }) => id)
  return [
    ...limit('collection-not-dated', 'These sources do not say when they were collected; they count as collected at the time of the audit.', sorted(undated)),
    ...limit('mfa-not-visible', 'No source reports the accounts of these services, so it is not seen whether they have a second factor.', factors.sort()),
    ...limit('use-not-visible', 'No source shows whether a code of these accounts was used at the provider.', uses.sort()),
    ...limit(
      'older-use-not-visible',
      "The codes of these accounts are older than what the provider's log keeps (90 or 180 days): a use before that is not seen.",
      olderUses.sort(),
    ),
    ...gradeLimits.flatMap(({ grade, id, detail }) => limit(id, detail, sorted(logs.filter((log) => log.grade === grade).map(({ location }) => location)))),
    ...limit(
      'no-integrity',
      'The logs of these locations do not protect their own integrity: a record that was removed leaves no trace.',
      sorted(logs.filter(({ integrity }) => integrity === undefined).map(({ location }) => location)),
    ),
  ]
}
