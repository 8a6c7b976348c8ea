/** Facts and gaps of an inventory, brought together by account. Everything is indexed once; what one account has is put together when it is asked for. */
import { type AccountId, type AccountKey, accountKey, lowerAscii, serviceOf } from '../model/account.ts'
import { type Origin, placeOf } from '../model/evidence.ts'
import { groupBy } from '../model/group.ts'
import type { Account, CodeSet, Copy, EscrowEvent, FactName, Gap, Grade, Inventory, Location, Log } from '../model/inventory.ts'
import type { AccountFacts, CodeSets, LogCoverage, LoggedCopy, Need, People, Subject } from '../model/rule.ts'
import { type Service, services as catalogue } from '../model/services.ts'
import { CLOCK_TOLERANCE, formatDay, type Instant } from '../model/time.ts'

export interface Joined {
  readonly subject: Subject
  readonly facts: AccountFacts
  /** The gaps in one kind of fact that hide this account. */
  readonly gapsIn: (need: Need) => readonly Gap[]
}

export interface Join {
  /** Every account that any fact names, in order of key. */
  readonly keys: readonly AccountKey[]
  readonly joined: (key: AccountKey) => Joined
  /** Lists of accounts that may lack some: each stands for those that could not be seen. */
  readonly unlisted: readonly { readonly subject: Subject; readonly gaps: readonly Gap[] }[]
  /** Records later than as-of, by source. */
  readonly later: ReadonlyMap<string, number>
}

/** What several reports agree about. Where they differ it is not known; but a bad state that nobody denies stands. */
const agreed = <K extends 'holder' | 'mfa' | 'method'>(reports: readonly Account[], key: K, bad?: Account[K], good?: Account[K]): Account[K] | 'unknown' => {
  const states = new Set(reports.map((report) => report[key]))
  const [first, ...others] = states
  if (first !== undefined && others.length === 0) return first
  return bad !== undefined && good !== undefined && states.has(bad) && !states.has(good) ? bad : 'unknown'
}

const mergeAccounts = (reports: readonly [Account, ...Account[]]): Account =>
  reports.length === 1
    ? reports[0]
    : {
        id: reports[0].id,
        holder: agreed(reports, 'holder'),
        mfa: agreed(reports, 'mfa', 'not-enrolled', 'enrolled'),
        method: agreed(reports, 'method', 'insecure', 'secure'),
        proofs: reports.flatMap(({ proofs }) => proofs),
      }

interface Read {
  readonly origin: Origin
}

/** In order of the place where they were read, so that the order in which they come does not matter. */
const byPlace = (a: Read, b: Read): number => {
  const [first, second] = [placeOf(a.origin), placeOf(b.origin)]
  return first < second ? -1 : first > second ? 1 : 0
}

/** The latest first; without a date it may be later than any. */
const byGeneration = (a: CodeSet, b: CodeSet): number => (b.generated ?? Infinity) - (a.generated ?? Infinity) || byPlace(a, b)

/** The current set: of those that are not revoked the latest. Without a date, or with two of one date, it is open which. */
export const sortCodeSets = (sets: readonly CodeSet[]): CodeSets => {
  const history = [...sets].sort(byGeneration)
  const [latest, next] = history.filter(({ status }) => status !== 'revoked')
  if (latest === undefined) return { history, ambiguous: false }
  const ambiguous = next !== undefined && (latest.generated === undefined || latest.generated === next.generated)
  return ambiguous ? { history, ambiguous } : { history, current: latest, ambiguous }
}

const byTime = <T extends Read & { readonly time: Instant }>(a: T, b: T): number => a.time - b.time || byPlace(a, b)

/** From what proves most by its silence to what proves least. */
const grades: readonly Grade[] = ['server', 'manual', 'client']

const mergeSpans = (logs: readonly Log[]): LogCoverage['spans'] => {
  const spans: { from: Instant; to: Instant }[] = []
  for (const { from, to } of logs.flatMap(({ covers }) => (covers === undefined ? [] : [covers])).sort((a, b) => a.from - b.from)) {
    const last = spans.at(-1)
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else spans.push({ from, to })
  }
  return spans
}

/** Whether a log speaks about every moment from one instant to another. */
export const covers = ({ spans }: LogCoverage, from: Instant, to: Instant): boolean => spans.some((span) => span.from <= from && to <= span.to)

const toCoverage = (location: string, logs: readonly Log[], whole: boolean): LogCoverage => ({
  location,
  ...(logs.length === 0
    ? {}
    : {
        grade: grades[Math.max(...logs.map(({ grade }) => grades.indexOf(grade)))] ?? 'manual',
        collectedAt: Math.max(...logs.map(({ collectedAt }) => collectedAt)),
      }),
  spans: mergeSpans(logs),
  whole,
})

/** The same event from two devices is one; where they contradict each other its outcome is not known. */
const unite = (events: readonly EscrowEvent[]): EscrowEvent[] =>
  [...groupBy(events, ({ location, id, item }) => `${location}\n${id}\n${item ?? ''}`).values()].map((same) => {
    const [first] = same.sort(byPlace) as [EscrowEvent, ...EscrowEvent[]]
    const known = new Set(same.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'unknown'))
    const [outcome = 'unknown', other] = known
    return { ...first, outcome: other === undefined ? outcome : 'unknown' }
  })

const toPeople = ({ people }: Inventory['facts']): People => {
  const byId = new Map(people.map((person) => [lowerAscii(person.id), person]))
  const byName = new Map(
    people.flatMap((person) =>
      Object.entries(person.identities).flatMap(([kind, names]) => names.map((name) => [`${kind}\n${lowerAscii(name)}`, person] as const)),
    ),
  )
  return { byId, whoIs: (sourceType, actor) => byName.get(`${sourceType}\n${lowerAscii(actor)}`) }
}

const declaredService = ({ id, name, rotation, issues }: Inventory['facts']['services'][number]): Service => ({
  id,
  name,
  hasCodes: issues !== 0,
  ...(issues === undefined ? {} : { issues }),
  rotation,
  regenerate: `${name}: generate new backup codes in the account's security settings.`,
  enrol: `${name}: turn on a second factor in the account's security settings.`,
  source: 'the register',
})

const unheardOf = (id: string): Service => ({
  id,
  name: id,
  hasCodes: true,
  rotation: 'scheduled',
  regenerate: `${id}: generate new backup codes.`,
  enrol: `${id}: turn on a second factor.`,
  source: 'none',
})

const isUnder = (scope: AccountId, key: AccountKey): boolean => key.startsWith(lowerAscii(scope.slice(0, -1)))

/** How each account is spelled; of several spellings the first in order of code unit. */
const spellings = (ids: readonly AccountId[]): Map<AccountKey, AccountId> => {
  const spelled = new Map<AccountKey, AccountId>()
  for (const id of ids) {
    const key = accountKey(id)
    const known = spelled.get(key)
    if (known === undefined || id < known) spelled.set(key, id)
  }
  return spelled
}

/** Indexes an inventory. Events later than as-of have not happened yet: they are left out and counted. */
export const join = ({ facts, gaps }: Inventory, asOf: Instant): Join => {
  const services = new Map<string, Service>([...facts.services.map((service) => [service.id, declaredService(service)] as const), ...catalogue])
  const accounts = new Map(
    [...groupBy(facts.accounts, ({ id }) => accountKey(id))].map(([key, reports]) => [key, mergeAccounts(reports as [Account, ...Account[]])]),
  )
  const codeSets = new Map([...groupBy(facts.codeSets, ({ account }) => accountKey(account))].map(([key, sets]) => [key, sortCodeSets(sets)]))
  const counts = groupBy(facts.codeCounts, ({ account }) => accountKey(account))
  const locations = new Map(facts.locations.map((location) => [location.id, location]))

  const later = new Map<string, number>()
  const happened = <T extends { readonly time: Instant; readonly origin: { readonly source: string } }>(events: readonly T[]): T[] =>
    events.filter(({ time, origin }) => {
      if (time > asOf) later.set(origin.source, (later.get(origin.source) ?? 0) + 1)
      return time <= asOf
    })
  const codeEvents = groupBy(happened(facts.codeEvents), ({ account }) => accountKey(account))
  const escrowEvents = groupBy(happened(unite(facts.escrowEvents)), ({ location, item }) => `${location}\n${item ?? ''}`)

  const logGaps = groupBy(
    gaps.filter(({ about, hides }) => about === 'escrowEvents' && 'location' in hides),
    ({ hides }) => ('location' in hides ? hides.location : ''),
  )
  const logsByLocation = groupBy(facts.logs, ({ location }) => location)
  const logs = new Map([...locations.keys()].map((id) => [id, toCoverage(id, logsByLocation.get(id) ?? [], !logGaps.has(id))]))
  const people = toPeople(facts)
  const accountGaps = groupBy(
    gaps.flatMap((gap) => ('accounts' in gap.hides ? gap.hides.accounts.map((account) => ({ key: accountKey(account), gap })) : [])),
    ({ key, gap }) => `${gap.about}\n${key}`,
  )
  const scopeGaps = gaps.filter(({ hides }) => 'scope' in hides)

  const ids = new Map([
    ...spellings([...facts.codeSets, ...facts.codeCounts, ...facts.codeEvents].map(({ account }) => account)),
    ...spellings(facts.accounts.map(({ id }) => id)),
  ])

  const toSubject = (id: AccountId, key: AccountKey): Subject => ({ id, key, service: services.get(serviceOf(id)) ?? unheardOf(serviceOf(id)) })

  const eventsOf = (sets: CodeSets): EscrowEvent[] => {
    const places = new Set(
      sets.history.flatMap(({ copies = [] }) =>
        copies.flatMap(({ location, item }) => [`${location}\n`, ...(item === undefined ? [] : [`${location}\n${item}`])]),
      ),
    )
    return [...places].flatMap((place) => escrowEvents.get(place) ?? []).sort(byTime)
  }

  const toLoggedCopy = (copy: Copy): LoggedCopy[] => {
    const location: Location | undefined = locations.get(copy.location)
    const log = logs.get(copy.location)
    return location === undefined || log === undefined ? [] : [{ copy, location, log }]
  }

  const uncovered = (account: AccountId, set: CodeSet, { copy, log }: LoggedCopy): Gap[] => {
    const gap = (reason: Gap['reason'], detail: string): Gap => ({
      about: 'escrowEvents',
      fact: `log of ${copy.location}`,
      source: copy.origin.source,
      reason,
      detail,
      hides: { accounts: [account] },
      file: copy.origin.file,
      ...(copy.origin.line === undefined ? {} : { line: copy.origin.line }),
    })
    if (log.grade === undefined) return [gap('not-configured', `no source reads a log of ${copy.location}`)]
    if (copy.item === undefined) return [gap('uncovered', `the register does not say what the copy is called at ${copy.location}`)]
    const since = copy.stored ?? set.generated
    if (since === undefined) return [gap('uncovered', `the register does not say since when a copy lies at ${copy.location}`)]
    if (since > asOf + CLOCK_TOLERANCE) return [gap('future', `the register says that a copy was stored at ${copy.location} later than the audit`)]
    if (covers(log, since, Math.min(asOf, log.collectedAt ?? asOf))) return []
    return [gap('uncovered', `the log of ${copy.location} does not cover all the time since ${formatDay(since)}, when the copy was stored`)]
  }

  const undecided = (account: AccountId, { history, ambiguous, current }: CodeSets): Gap[] => {
    const set = current ?? history[0]
    if (set === undefined || (!ambiguous && (current === undefined || current.copies !== undefined))) return []
    const detail = ambiguous ? 'the register leaves open which code set is the current one' : 'the register does not say where the copies lie'
    return [
      {
        about: 'escrowEvents',
        fact: 'copies in the register',
        source: set.origin.source,
        reason: 'absent',
        detail,
        hides: { accounts: [account] },
        file: set.origin.file,
        ...(set.origin.line === undefined ? {} : { line: set.origin.line }),
      },
    ]
  }

  const joined = (key: AccountKey): Joined => {
    const id = ids.get(key) ?? key
    const sets = codeSets.get(key) ?? { history: [], ambiguous: false }
    const copies = (sets.current?.copies ?? []).flatMap(toLoggedCopy)
    const counted = (counts.get(key) ?? []).sort(byPlace)
    const [count] = counted
    const countsAgree = counted.every(({ remaining }) => remaining === count?.remaining)
    const account = accounts.get(key)
    const facts: AccountFacts = {
      accounts: account,
      codeSets: sets,
      locations: copies,
      codeCounts: countsAgree ? count : undefined,
      codeEvents: (codeEvents.get(key) ?? []).sort(byTime),
      escrowEvents: eventsOf(sets),
      logs,
      people,
      incidents: incidentsOf(key),
    }
    const hiding = (need: Need): readonly Gap[] => {
      const own = (accountGaps.get(`${need}\n${key}`) ?? []).map(({ gap }) => gap)
      const scoped = scopeGaps.filter(
        ({ about, hides }) => about === need && 'scope' in hides && isUnder(hides.scope, key) && !(need === 'accounts' && account !== undefined),
      )
      if (need === 'codeCounts' && !countsAgree) {
        return [
          ...own,
          ...scoped,
          {
            about: need,
            fact: 'remaining codes',
            source: count?.origin.source ?? '',
            reason: 'contradiction',
            detail: `two counts of ${id} disagree`,
            hides: { accounts: [id] },
          },
        ]
      }
      if (need !== 'escrowEvents') return [...own, ...scoped]
      const { current } = sets
      const places = new Set((sets.ambiguous ? sets.history.flatMap(({ copies: all = [] }) => all) : (current?.copies ?? [])).map(({ location }) => location))
      return [
        ...own,
        ...scoped,
        ...[...places].flatMap((place) => logGaps.get(place) ?? []),
        ...(current === undefined ? [] : copies.flatMap((copy) => uncovered(id, current, copy))),
        ...undecided(id, sets),
      ]
    }
    const told = new Map<Need, readonly Gap[]>()
    const gapsIn = (need: Need): readonly Gap[] => {
      const known = told.get(need)
      if (known !== undefined) return known
      const gaps = hiding(need)
      told.set(need, gaps)
      return gaps
    }
    return { subject: toSubject(id, key), facts, gapsIn }
  }

  const incidents = groupBy(
    facts.incidents.flatMap((incident) => incident.accounts.map((account) => ({ key: accountKey(account), incident }))),
    ({ key }) => key,
  )
  const incidentsOf = (key: AccountKey): AccountFacts['incidents'] => (incidents.get(key) ?? []).map(({ incident }) => incident)

  const unlisted = groupBy(
    scopeGaps.filter(({ about }) => about === ('accounts' satisfies FactName)),
    ({ hides }) => ('scope' in hides ? hides.scope : ''),
  )
  return {
    keys: [...ids.keys()].sort(),
    joined,
    unlisted: [...unlisted].map(([scope, list]) => ({ subject: toSubject(scope, scope), gaps: list })),
    later,
  }
}
