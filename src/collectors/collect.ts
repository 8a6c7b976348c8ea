/** All sources, side by side → one inventory. */
import type { Collector, CollectorContext } from '../model/collector.ts'
import type { Source } from '../model/configuration.ts'
import type { ReadFile } from '../model/files.ts'
import { given } from '../model/given.ts'
import { type AccountId, accountKey } from '../model/account.ts'
import { type Collected, type Copy, type FactName, type Facts, type Gap, type Hidden, type Inventory, noFacts, type SourceRecord } from '../model/inventory.ts'
import { CLOCK_TOLERANCE, type Instant } from '../model/time.ts'
import { eventRows } from './event-rows.ts'
import { collectors } from './index.ts'
import { orInterrupted } from './interruption.ts'
import type { Register } from './register/register.ts'
import { toGap } from './reading.ts'
import type { Roster } from './roster/roster.ts'

/** The collector of a source, which takes sources of its type only. */
const collectorOf = (source: Source): Collector => collectors[source.type]

/** Which accounts a provider reports; undefined: the source is a log of a location. */
const scopeOf = (source: Source): AccountId | undefined =>
  source.type === 'github' ? 'github:*' : source.type === 'google' ? 'google:*' : source.type === 'aws' ? `aws:${source.account}/*` : undefined

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
  readonly file: ReadFile
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
    for (const { location, item } of copies) {
      if (item === undefined) continue
      const known = items.get(location)
      if (known === undefined) items.set(location, new Set([item]))
      else known.add(item)
    }
  }
  const none = new Set<string>()
  return (location) => items.get(location) ?? none
}

/** The copies of some accounts, for a reader whose log names accounts: few of many are looked for, so that no index of all is kept. */
const copiesIn =
  ({ codeSets }: Register): CollectorContext['copies'] =>
  (accounts) => {
    const asked = new Set(Array.from(accounts, accountKey))
    const found = new Map<string, Copy[]>()
    if (asked.size === 0) return found
    for (const { account, copies = [] } of codeSets) {
      const key = accountKey(account)
      if (asked.has(key)) found.set(key, [...(found.get(key) ?? []), ...copies])
    }
    return found
  }

/** Whose accounts or log a source is about, in the word of the configuration. */
const aboutOf = (source: Source): string =>
  source.type === 'github' ? source.organization : source.type === 'google' ? source.customer : source.type === 'aws' ? source.account : source.location

/** Whether it is known when a source was collected: it says so, it is being asked now, or its checkpoints or digests say how old it is. */
const isDated = (source: Source): boolean =>
  source.files === undefined ||
  source.collected !== undefined ||
  source.type === 'log' ||
  (source.type === 'cloudtrail' && source.digests !== undefined) ||
  (source.type === 'aws' && source.files['credential-report-generated'] !== undefined)

/** The register alone has code sets, and the logs alone have events, which are put into columns. */
const merge = (collected: readonly Collected['facts'][], { codeSets, ...declared }: Register, roster: Roster): Facts => {
  const inColumns = { codeSets, escrowEvents: eventRows(collected.map(({ escrowEvents = [] }) => escrowEvents)) }
  const parts: readonly Partial<Facts>[] = [...collected, declared, roster]
  const inLists = (Object.keys(noFacts) as FactName[])
    .filter((name) => !(name in inColumns))
    .map((name) => [name, parts.flatMap((facts) => [...(facts[name] ?? [])])] as const)
  return { ...noFacts, ...Object.fromEntries(inLists), ...inColumns }
}

/** What the configuration says of a source, for those who get to see the inventory alone. */
const describe = (source: Source): Pick<SourceRecord, 'about' | 'isDated' | 'scope'> => ({
  about: aboutOf(source),
  isDated: isDated(source),
  ...given('scope', scopeOf(source)),
})

const collectOne = async (source: Source, context: CollectorContext): Promise<Collected> => {
  const collected = possible(source, await collectorOf(source).collect(source, context))
  const { collectedAt, records, requests = [] } = collected.source
  context.live.ended({ source: source.id, collectedAt, requests: requests.length, records, gaps: collected.gaps.length })
  return collected
}

/** Everything that the sources, the register and the roster say. The order of the sources does not matter. */
export const collect = async (
  configured: readonly Source[],
  { register, roster, written }: Declared,
  context: Omit<CollectorContext, 'items' | 'copies'>,
): Promise<Inventory> => {
  const whole = { ...context, items: itemsOf(register), copies: copiesIn(register) }
  const sorted = [...configured].sort((a, b) => (a.id < b.id ? -1 : 1))
  const collected = await orInterrupted(Promise.all(sorted.map((source) => collectOne(source, whole))), context.live.signal)
  const sources = [
    ...collected.map(({ source }, index) => ({ ...source, ...describe(sorted[index] as Source) })),
    ...written.map((file) => toRecord(file, context.asOf)),
  ]
  return {
    sources,
    facts: merge(
      collected.map(({ facts }) => facts),
      register,
      roster,
    ),
    gaps: collected.flatMap(({ gaps }) => gaps),
  }
}

/** Accounts of which a source tells what happened to their codes, though it does not list them. */
const beyondScope = (source: Source): readonly AccountId[] =>
  source.type === 'github' ? [`github-org:${source.organization}`, ...(source.enterprise === undefined ? [] : [`github-enterprise:${source.enterprise}`])] : []

/** What a source would have told, where an inventory has nothing of it. */
const nothingOf = (source: Source): Gap[] => {
  const scope = scopeOf(source)
  const gap = (about: FactName, hides: Hidden): Gap => ({
    about,
    fact: scope === undefined ? `${source.type} log of ${aboutOf(source)}` : `${source.type} facts`,
    source: source.id,
    reason: 'absent',
    detail: `the inventory has nothing of the source ${source.id}`,
    hides,
    advice: 'Collect anew with the configuration of now, and audit again.',
  })
  if ('location' in source) return [gap('escrowEvents', { location: source.location })]
  if (scope === undefined) return []
  const beside = beyondScope(source)
  return [
    gap('accounts', { scope }),
    gap('codeCounts', { scope }),
    gap('codeEvents', { scope }),
    ...(beside.length === 0 ? [] : [gap('codeEvents', { accounts: beside })]),
  ]
}

export interface Completing {
  readonly configured: readonly Source[]
  /** Files that people wrote and that no inventory holds. */
  readonly written: readonly Written[]
  readonly asOf: Instant
}

/** An inventory that was collected before, made whole for an audit of now: what the configuration names and it does not have is a gap. */
export const complete = (inventory: Inventory, { configured, written, asOf }: Completing): Inventory => {
  const missing = configured.filter((source) => {
    const record = inventory.sources.find(({ id }) => id === source.id)
    return record?.type !== source.type || record.about !== aboutOf(source)
  })
  const others = inventory.sources.filter(({ id, type }) => !(type === id && written.some((file) => file.id === id)))
  return {
    sources: [...others, ...written.map((file) => toRecord(file, asOf))],
    facts: inventory.facts,
    gaps: [...inventory.gaps, ...missing.flatMap(nothingOf)],
  }
}
