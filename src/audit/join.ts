/** Facts and gaps of an inventory, brought together by account. Everything is indexed once; what one account has is put together when it is asked for. */
import { type AccountId, type AccountKey, accountKey, lowerAscii, nameOf, serviceOf } from '../model/account.ts'
import { groupBy, mapValues, type Some } from '../model/group.ts'
import type { CodeCount, CodeSet, Copy, FactName, Gap, Incident, Inventory, Location, Log, Plaintext, ProviderLog, SourceRecord } from '../model/inventory.ts'
import { memoize } from '../model/once.ts'
import { openIndex } from '../model/rows.ts'
import type { AccountFacts, CodeSets, Listing, LogCoverage, LogFacts, LoggedCopy, LogNeed, LogSubject, Need, Reach, Subject } from '../model/rule.ts'
import { type Service, servicesWith } from '../model/services.ts'
import type { Instant } from '../model/time.ts'
import { mergeAccounts, spell } from './accounts.ts'
import { sortCodeSets } from './code-sets.ts'
import { livesOf, uncovered, undecided } from './copy-gaps.ts'
import { happenedBy } from './happened.ts'
import { toCoverage } from './logs.ts'
import { byPlace, byTime } from './order.ts'
import { toPeople } from './people.ts'
import { providerLogsOf } from './provider-logs.ts'
import { reachOf } from './reach.ts'

/** An account with its facts. */
export interface Found {
  readonly subject: Subject
  readonly facts: AccountFacts
}

export interface Joined extends Found {
  /** The gaps in each kind of fact that hide this account. */
  readonly gaps: Readonly<Record<Need, readonly Gap[]>>
}

export interface Glance {
  readonly id: AccountId
  readonly codeSets: CodeSets
  readonly providerLogs: readonly ProviderLog[]
}

/** The log of one location, as the sources that are configured for it tell it. */
export interface JoinedLog {
  readonly subject: LogSubject
  readonly facts: LogFacts
  readonly gaps: Readonly<Record<LogNeed, readonly Gap[]>>
}

export interface Join {
  /** Every account that any fact names, in order of key. */
  readonly keys: readonly AccountKey[]
  readonly joined: (key: AccountKey) => Joined
  /** A part of it, for those who ask for no gaps. */
  readonly found: (key: AccountKey) => Found
  /** A part of that, for those who look at every account for little. */
  readonly glance: (key: AccountKey) => Glance
  /** Lists of accounts that may lack some: each stands for those that could not be seen. */
  readonly unlisted: readonly { readonly subject: Subject; readonly gaps: Readonly<Some<Gap>> }[]
  /** Every location whose log a source reads, or was to read, in order of its id. */
  readonly logs: readonly JoinedLog[]
  /** Records later than as-of, by source. */
  readonly later: ReadonlyMap<string, number>
}

const isUnder = (scope: AccountId, key: AccountKey): boolean => key.startsWith(lowerAscii(scope.slice(0, -1)))

/** What is counted of an account; several counts may disagree, and none can be more than a set has. */
interface Counted {
  readonly agreed?: CodeCount
  readonly contradictions: readonly Gap[]
}

const agree = (account: AccountId, counts: Some<CodeCount>, { name, issues = Infinity }: Service): Counted => {
  const [count] = counts
  const contradiction = (detail: string): Counted => ({
    contradictions: [
      { about: 'codeCounts', fact: 'remaining codes', source: count.origin.source, reason: 'contradiction', detail, hides: { accounts: [account] } },
    ],
  })
  if (counts.some(({ remaining }) => remaining !== count.remaining)) return contradiction(`two counts of ${account} disagree`)
  if (count.remaining > issues) return contradiction(`${String(count.remaining)} codes of ${account} are counted, and ${name} issues ${String(issues)}`)
  return { agreed: count, contradictions: NO_GAPS }
}

const NO_SETS: CodeSets = { history: [] }
const NO_GAPS: readonly Gap[] = []
const NOT_COUNTED: Counted = { contradictions: NO_GAPS }
const NO_CODE_EVENTS: AccountFacts['codeEvents'] = []
const NO_INCIDENTS: readonly Incident[] = []

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** One source may have told a log twice; then what it says puts the two in order. */
const orderOfLog = ({ source, lastRecord, covers, grade }: Log): string => JSON.stringify([source, lastRecord, covers?.from, covers?.to, grade])
const bySource = (a: Log, b: Log): number => compare(orderOfLog(a), orderOfLog(b))

const byPath = (a: Plaintext, b: Plaintext): number => byTime(a, b) || compare(a.path, b.path) || compare(a.what, b.what) || compare(a.item, b.item)

const UNCOVERED: Listing = { state: 'uncovered', sources: [] }

/** A source that lists the accounts of a scope. */
type Lister = Required<Pick<SourceRecord, 'id' | 'scope'>>

/** What the sources that list the accounts of a service say about whether one of them is there. */
const toListing = (listing: readonly Lister[], key: AccountKey, isListed: boolean, isWhole: boolean): Listing => {
  const sources = listing.filter(({ scope }) => isUnder(scope, key)).map(({ id }) => id)
  if (!isListed && sources.length === 0) return UNCOVERED
  return { state: !isWhole ? 'incomplete' : isListed ? 'listed' : 'not-listed', sources }
}

/** The gaps in each kind of fact that name accounts, by account. */
type GapsByAccount = ReadonlyMap<FactName, ReadonlyMap<AccountKey, readonly Gap[]>>

const toGapsByAccount = (gaps: readonly Gap[]): GapsByAccount =>
  mapValues(
    groupBy(gaps, ({ about }) => about),
    (some) => {
      const named = some.flatMap((gap) => ('accounts' in gap.hides ? gap.hides.accounts.map((account) => ({ key: accountKey(account), gap })) : []))
      return mapValues(
        groupBy(named, ({ key }) => key),
        (ofKey) => ofKey.map(({ gap }) => gap),
      )
    },
  )

const toIncidentsByAccount = (incidents: readonly Incident[]): ReadonlyMap<AccountKey, readonly Incident[]> => {
  const named = incidents.flatMap((incident) => incident.accounts.map((account) => ({ key: accountKey(account), incident })))
  return mapValues(
    groupBy(named, ({ key }) => key),
    (some) => some.map(({ incident }) => incident),
  )
}

/** How many there are of each. */
const tally = (names: readonly string[]): ReadonlyMap<string, number> =>
  mapValues(
    groupBy(names, (name) => name),
    (alike) => alike.length,
  )

/** Indexes an inventory. Events later than as-of have not happened yet: they are left out and counted. */
export const join = ({ sources, facts, gaps }: Inventory, asOf: Instant): Join => {
  const find = servicesWith(facts.services)
  const serviceFor = (id: AccountId): Service => find(serviceOf(id), nameOf(id))
  const accounts = mapValues(
    groupBy(facts.accounts, ({ id }) => accountKey(id)),
    mergeAccounts,
  )
  const ids = new Map<AccountKey, AccountId>()
  const rowsOfSets = openIndex<AccountKey>()
  let next = 0
  for (const { account } of facts.codeSets) rowsOfSets.add(spell(ids, account), next++)
  const codeSetsOf = (key: AccountKey): CodeSets => {
    const rows = rowsOfSets.rows(key)
    if (rows.length === 0) return NO_SETS
    return sortCodeSets(
      rows.map((row) => facts.codeSets.at(row) as CodeSet),
      asOf,
    )
  }
  const counts = groupBy([...facts.codeCounts].sort(byPlace), ({ account }) => accountKey(account))
  const locations = new Map(facts.locations.map((location) => [location.id, location]))

  const happened = happenedBy(asOf, facts.escrowEvents)
  const isLater = ({ time }: { readonly time: Instant }): boolean => time > asOf
  const codeEvents = groupBy(facts.codeEvents.filter((event) => !isLater(event)).sort(byTime), ({ account }) => accountKey(account))

  const logGaps = groupBy(
    gaps.filter(({ about, hides }) => about === 'escrowEvents' && 'location' in hides),
    ({ hides }) => ('location' in hides ? hides.location : ''),
  )
  const logsByLocation = groupBy(facts.logs, ({ location }) => location)
  const logs = new Map([...locations.keys()].map((id) => [id, toCoverage(id, logsByLocation.get(id) ?? [], !logGaps.has(id))]))
  const reach = reachOf(
    facts.locations,
    memoize((account) => codeSetsOf(accountKey(account))),
    asOf,
  )
  const providerLogs = providerLogsOf(facts.providerLogs)
  const people = toPeople(facts.people)
  const accountGaps = toGapsByAccount(gaps)
  const scopeGaps = groupBy(
    gaps.filter(({ hides }) => 'scope' in hides),
    ({ about }) => about,
  )
  const incidents = toIncidentsByAccount(facts.incidents)

  for (const { account } of [...facts.codeCounts, ...facts.codeEvents]) spell(ids, account)
  const listed = new Map<AccountKey, AccountId>()
  for (const { id } of facts.accounts) spell(listed, id)
  for (const [key, id] of listed) ids.set(key, id)

  const toSubject = (id: AccountId, key: AccountKey): Subject => ({ id, key, service: serviceFor(id) })

  /** undefined: the register does not declare where it lies. */
  const toLoggedCopy = (copy: Copy): LoggedCopy | undefined => {
    const location: Location | undefined = locations.get(copy.location)
    // Every declared location has both.
    return location && { copy, location, log: logs.get(location.id) as LogCoverage, reach: reach.get(location.id) as Reach }
  }
  const toLoggedCopies = (copies: readonly Copy[] = []): readonly LoggedCopy[] => copies.map(toLoggedCopy).filter((copy) => copy !== undefined)

  const own = (about: FactName, key: AccountKey): readonly Gap[] => accountGaps.get(about)?.get(key) ?? NO_GAPS
  const scoped = (about: FactName, key: AccountKey): readonly Gap[] =>
    scopeGaps.get(about)?.filter(({ hides }) => 'scope' in hides && isUnder(hides.scope, key)) ?? NO_GAPS

  /** What keeps the copies' logs from showing every access. */
  const accessGaps = (id: AccountId, key: AccountKey, sets: CodeSets): readonly Gap[] => {
    const places = new Set<string>()
    const open: Gap[] = [...own('escrowEvents', key), ...scoped('escrowEvents', key), ...undecided(id, sets)]
    for (const life of livesOf(sets, asOf)) {
      for (const copy of life.set.copies ?? []) {
        places.add(copy.location)
        const logged = toLoggedCopy(copy)
        if (logged !== undefined) open.push(...uncovered(id, life, logged, happened.first, asOf))
      }
    }
    for (const place of places) open.push(...(logGaps.get(place) ?? NO_GAPS))
    return open
  }

  const listing = sources.flatMap(({ id, scope }): Lister[] => (scope === undefined ? [] : [{ id, scope }])).sort((a, b) => compare(a.id, b.id))
  /** The gaps in one kind of fact that hide an account; of nearly every kind there is none at all. */
  const hiding = (about: FactName, key: AccountKey): readonly Gap[] =>
    scopeGaps.has(about) || accountGaps.has(about) ? [...own(about, key), ...scoped(about, key)] : NO_GAPS

  const glance = (key: AccountKey): Glance => ({ id: ids.get(key) ?? key, codeSets: codeSetsOf(key), providerLogs: providerLogs(key) })

  const countsOf = (id: AccountId, key: AccountKey): Counted => {
    const counted = counts.get(key)
    return counted === undefined ? NOT_COUNTED : agree(id, counted, serviceFor(id))
  }

  /** The gaps that keep an account from being listed: those that hide it, or, where it is listed, that each list which has it is of another time. */
  const unlistedBecause = (key: AccountKey): readonly Gap[] => {
    const gaps = hiding('accounts', key)
    const account = accounts.get(key)
    if (account === undefined || gaps.length === 0) return gaps
    const dated = gaps.filter(({ reason }) => reason === 'stale' || reason === 'future')
    return account.proofs.every(({ origin }) => dated.some(({ source }) => source === origin.source)) ? dated : NO_GAPS
  }

  const found = (key: AccountKey): Found => {
    const { id, codeSets: sets, providerLogs: shown } = glance(key)
    const account = accounts.get(key)
    return {
      subject: toSubject(id, key),
      facts: {
        accounts: account,
        listing: toListing(listing, key, account !== undefined, unlistedBecause(key).length === 0),
        codeSets: sets,
        locations: toLoggedCopies(sets.current?.copies),
        codeCounts: countsOf(id, key).agreed,
        codeEvents: codeEvents.get(key) ?? NO_CODE_EVENTS,
        providerLogs: shown,
        escrowEvents: happened.to(sets),
        logs,
        people,
        incidents: incidents.get(key) ?? NO_INCIDENTS,
      },
    }
  }

  const gapsOf = ({ subject: { id, key }, facts: { codeSets: sets } }: Found): Joined['gaps'] => {
    const whyUnlisted = unlistedBecause(key)
    return {
      // An account that is listed is hidden by no gap in the list; that the list is old is seen on its facts.
      accounts: accounts.has(key) ? own('accounts', key) : whyUnlisted,
      listing: whyUnlisted,
      codeSets: hiding('codeSets', key),
      locations: hiding('locations', key),
      codeCounts: [...hiding('codeCounts', key), ...countsOf(id, key).contradictions],
      codeEvents: hiding('codeEvents', key),
      providerLogs: hiding('providerLogs', key),
      escrowEvents: accessGaps(id, key, sets),
      logs: hiding('logs', key),
      people: hiding('people', key),
      incidents: hiding('incidents', key),
    }
  }

  const joined = (key: AccountKey): Joined => {
    const one = found(key)
    return { ...one, gaps: gapsOf(one) }
  }

  const plaintexts = groupBy(facts.plaintexts, ({ location }) => location)
  const toLog = (id: string): JoinedLog => {
    const hiding = logGaps.get(id) ?? []
    return {
      subject: { id },
      facts: { logs: (logsByLocation.get(id) ?? []).sort(bySource), whole: hiding.length === 0, plaintexts: (plaintexts.get(id) ?? []).sort(byPath) },
      gaps: { logs: hiding, whole: hiding, plaintexts: hiding },
    }
  }

  const unlisted = groupBy(scopeGaps.get('accounts') ?? NO_GAPS, ({ hides }) => ('scope' in hides ? hides.scope : ''))
  return {
    keys: [...ids.keys()].sort(),
    joined,
    found,
    glance,
    unlisted: [...unlisted].map(([scope, list]) => ({ subject: toSubject(scope, scope), gaps: list })),
    logs: [...new Set([...logsByLocation.keys(), ...logGaps.keys()])].sort().map(toLog),
    later: tally([...happened.later, ...facts.codeEvents.filter(isLater).map(({ origin }) => origin.source)]),
  }
}
