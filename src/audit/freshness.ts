/** Whether what was collected is young enough to speak about as-of. What is not says nothing: its facts become unknown, and a gap says why. */
import type { Account, FactName, Gap, Hidden, Inventory, SourceRecord } from '../model/inventory.ts'
import { CLOCK_TOLERANCE, formatInstant, formatSpan, type Instant } from '../model/time.ts'

export interface Freshness {
  readonly asOf: Instant
  /** Collections older than this, in milliseconds, make their facts unknown. */
  readonly maxAge: number
}

interface Staleness {
  readonly reason: 'stale' | 'future'
  readonly detail: string
}

/** Why a collection says nothing about as-of; undefined when it does. */
const staleness = (collected: Instant, { asOf, maxAge }: Freshness): Staleness | undefined => {
  if (collected > asOf + CLOCK_TOLERANCE) return { reason: 'future', detail: `collected at ${formatInstant(collected)}, which is later than the audit` }
  if (asOf - collected > maxAge)
    return { reason: 'stale', detail: `collected at ${formatInstant(collected)}, more than ${formatSpan(maxAge)} before the audit` }
  return undefined
}

const gapOf = ({ id, type, location }: SourceRecord, { reason, detail }: Staleness, about: FactName, hides: Hidden): Gap =>
  location === undefined
    ? { about, fact: `${type} facts`, source: id, reason, detail: `they were ${detail}`, hides }
    : { about, fact: `${type} log of ${location}`, source: id, reason, detail: `the log was ${detail}`, hides }

/** What people declare, in a file that has no scope and no location: it may have been changed since it was read. */
const DECLARED: ReadonlyMap<string, readonly FactName[]> = new Map([
  ['register', ['codeSets', 'locations']],
  ['roster', ['people', 'incidents']],
])

const EVERY_ACCOUNT = '*'

/** What an old collection of a source can no longer tell. */
const gapsOf = (source: SourceRecord, stale: Staleness, { facts }: Inventory): Gap[] => {
  const { id, location, scope } = source
  if (location !== undefined) return [gapOf(source, stale, 'escrowEvents', { location })]
  if (scope === undefined) return (DECLARED.get(source.type) ?? []).map((about) => gapOf(source, stale, about, { scope: EVERY_ACCOUNT }))
  const logs = facts.providerLogs.filter((log) => log.source === id).map((log) => log.scope)
  const events: readonly Hidden[] = logs.includes(scope) || source.type === 'google' ? [{ scope }] : logs.length > 0 ? [{ accounts: logs }] : []
  return [
    gapOf(source, stale, 'accounts', { scope }),
    ...(source.type === 'google' ? [gapOf(source, stale, 'codeCounts', { scope })] : []),
    ...events.map((hides) => gapOf(source, stale, 'codeEvents', hides)),
  ]
}

const unknown = ({ devices: _devices, ...account }: Account): Account => ({
  ...account,
  holder: 'unknown',
  mfa: 'unknown',
  method: account.method === 'not-reported' ? 'not-reported' : 'unknown',
})

/** The inventory as it speaks about as-of. Events of an old log stay: what was seen to happen has happened. */
export const freshen = (inventory: Inventory, freshness: Freshness): Inventory => {
  const old = new Map(
    inventory.sources.flatMap((source) => {
      const stale = staleness(source.collectedAt, freshness)
      return stale === undefined ? [] : [[source.id, { source, stale }] as const]
    }),
  )
  if (old.size === 0) return inventory
  const { accounts, codeCounts, logs } = inventory.facts
  return {
    ...inventory,
    facts: {
      ...inventory.facts,
      accounts: accounts.map((account) => (account.proofs.every(({ origin }) => !old.has(origin.source)) ? account : unknown(account))),
      codeCounts: codeCounts.filter(({ origin }) => !old.has(origin.source)),
      // What a database said then may have changed since.
      logs: logs.map((log) => (log.items !== undefined && old.has(log.source) ? { ...log, items: [] } : log)),
    },
    gaps: [...inventory.gaps, ...[...old.values()].flatMap(({ source, stale }) => gapsOf(source, stale, inventory))],
  }
}
