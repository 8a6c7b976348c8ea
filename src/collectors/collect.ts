/** All sources, side by side → one inventory. */
import type { Collector, CollectorContext } from '../model/collector.ts'
import type { Source } from '../model/configuration.ts'
import type { WholeFile } from '../model/files.ts'
import { type Account, type Collected, type FactName, type Facts, type Gap, type Inventory, noFacts, type SourceRecord } from '../model/inventory.ts'
import { CLOCK_TOLERANCE, type Instant } from '../model/time.ts'
import { staleness } from './freshness.ts'
import { collectors } from './index.ts'
import type { Register } from './register/register.ts'
import { toGap } from './reading.ts'
import type { Roster } from './roster/roster.ts'

/** The collector of a source, which takes sources of its type only. */
const collectorOf = (source: Source): Collector => collectors[source.type]

const scopes = { github: 'github:*', google: 'google:*' } as const

/** The facts of a provider that were collected too long ago, or later than as-of, say nothing: unknown, with a gap that says why. */
const aged = (source: Source, collected: Collected, context: CollectorContext): Collected => {
  if (source.type !== 'github' && source.type !== 'google' && source.type !== 'aws') return collected
  const stale = staleness(collected.source.collectedAt, context)
  if (stale === undefined || source.files === undefined) return collected
  const scope = source.type === 'aws' ? `aws:${source.account}/*` : scopes[source.type]
  const gap = (about: FactName, hides: Gap['hides'] = { scope }): Gap => ({
    about,
    fact: `${source.type} facts`,
    source: source.id,
    reason: stale.reason,
    detail: `they were ${stale.detail}`,
    hides,
  })
  const unknown = (account: Account): Account => ({
    ...account,
    holder: 'unknown',
    mfa: 'unknown',
    method: account.method === 'not-reported' ? 'not-reported' : 'unknown',
  })
  const { accounts = [], codeCounts: _tooOld, ...facts } = collected.facts
  const { providerLogs = [] } = facts
  return {
    ...collected,
    facts: { ...facts, accounts: accounts.map(unknown) },
    gaps: [
      ...collected.gaps,
      gap('accounts'),
      ...(source.type === 'google' ? [gap('codeCounts'), gap('codeEvents')] : []),
      ...(source.type === 'github' && providerLogs.length > 0 ? [gap('codeEvents', { accounts: providerLogs.map((log) => log.scope) })] : []),
    ],
  }
}

/** An event of a provider's log that is later than its own collection cannot be: it is unreadable. */
const possible = (source: Source, collected: Collected): Collected => {
  const { codeEvents = [] } = collected.facts
  const latest = collected.source.collectedAt + CLOCK_TOLERANCE
  const impossible = source.collected === undefined ? [] : codeEvents.filter(({ time }) => time > latest)
  if (impossible.length === 0) return collected
  return {
    source: { ...collected.source, unreadable: collected.source.unreadable + impossible.length },
    facts: { ...collected.facts, codeEvents: codeEvents.filter(({ time }) => time <= latest) },
    gaps: [
      ...collected.gaps,
      ...impossible.map(({ account, origin }) =>
        toGap(source.id, {
          about: 'codeEvents',
          fact: `${source.type} log`,
          reason: 'unreadable',
          detail: `a record of ${origin.file} is later than its collection`,
          hides: { accounts: [account] },
          file: origin.file,
          line: origin.line,
          record: origin.record,
        }),
      ),
    ],
  }
}

/** A file that people wrote; it is as old as the audit. */
export interface Written {
  readonly id: 'configuration' | 'register' | 'roster' | 'waivers'
  readonly file: WholeFile
  /** Sources, code sets, people or waivers. */
  readonly records: number
}

const toRecord = ({ id, file, records }: Written, asOf: Instant): SourceRecord => ({
  id,
  type: id,
  records,
  unreadable: 0,
  collectedAt: asOf,
  files: [{ file: file.file, sha256: file.sha256 }],
})

/** What people wrote, as part of the inventory. */
export interface Declared {
  readonly register: Register
  readonly roster: Roster
  readonly written: readonly Written[]
}

/** The items at each location, for the readers of logs. */
const itemsOf = ({ codeSets }: Register): CollectorContext['items'] => {
  const items = new Map<string, Set<string>>()
  for (const { copies = [] } of codeSets) {
    for (const { location, item } of copies) if (item !== undefined) items.set(location, (items.get(location) ?? new Set()).add(item))
  }
  const none = new Set<string>()
  return (location) => items.get(location) ?? none
}

/** Whether a source says when it was collected. */
const isDated = (source: Source): boolean =>
  source.collected !== undefined || (source.type === 'aws' && source.files?.['credential-report-generated'] !== undefined)

const merge = (parts: readonly Partial<Facts>[]): Facts =>
  Object.fromEntries(
    (Object.keys(noFacts) as FactName[]).map((name) => [name, parts.flatMap((facts): readonly unknown[] => facts[name] ?? [])]),
  ) as unknown as Facts

/** Everything that the sources, the register and the roster say. The order of the sources does not matter. */
export const collect = async (
  configured: readonly Source[],
  { register, roster, written }: Declared,
  context: Omit<CollectorContext, 'items'>,
): Promise<Inventory> => {
  const whole = { ...context, items: itemsOf(register) }
  const sorted = [...configured].sort((a, b) => (a.id < b.id ? -1 : 1))
  const collected = await Promise.all(sorted.map(async (source) => aged(source, possible(source, await collectorOf(source).collect(source, whole)), whole)))
  const datedAt = new Map(configured.map((source) => [source.id, isDated(source)]))
  const sources = [
    ...collected.map(({ source }) => ({ ...source, isDated: datedAt.get(source.id) ?? false })),
    ...written.map((file) => toRecord(file, context.asOf)),
  ]
  return { sources, facts: merge([...collected.map(({ facts }) => facts), register, roster]), gaps: collected.flatMap(({ gaps }) => gaps) }
}
