/** The facts of a case → an inventory, as collectors would have given it: what is not given is not known. */
import { toRegister } from '../collectors/register/register.ts'
import { toRoster } from '../collectors/roster/roster.ts'
import { type AccountId, isAccount, nameOf, serviceOf } from '../model/account.ts'
import type { Origin } from '../model/evidence.ts'
import type { Given } from '../model/generated/cases.ts'
import { given } from '../model/given.ts'
import type { Account, CodeEvent, EscrowEvent, FactName, Gap, Grade, Inventory, Log, Plaintext, SourceRecord } from '../model/inventory.ts'
import { type Instant, parseMoment } from '../model/time.ts'
import type { Entry } from '../parsers/entries.ts'
import type { GivenEntries } from './given.ts'

type EntryOf<K extends keyof Given> = Entry<NonNullable<Given[K]>[number]>

/** A time that the schema has accepted. */
const moment = (text: string): Instant => parseMoment(text) ?? 0

/** The list that reports an account, as its collector calls it: `github:*`, `aws:111122223333/*`. */
const scopeOf = (account: AccountId): AccountId =>
  serviceOf(account) === 'aws' ? `aws:${nameOf(account).slice(0, nameOf(account).indexOf('/'))}/*` : `${serviceOf(account)}:*`

/** GitHub and Google report people, and AWS its root; of others it is not known whether a person signs in. */
const holderOf = (account: AccountId): Account['holder'] =>
  ['github', 'google'].includes(serviceOf(account)) || (serviceOf(account) === 'aws' && nameOf(account).endsWith('/root')) ? 'person' : 'unknown'

/** Only GitHub tells how good a second factor is. */
const methodOf = (account: AccountId): Account['method'] => (serviceOf(account) === 'github' ? 'unknown' : 'not-reported')

/** Who asserts what a log says. A kind of log that is not among these gets the grade that proves least. */
const grades: Readonly<Record<string, Grade>> = { vault: 'server', custody: 'manual', log: 'manual' }

const timeBases: Readonly<Record<Grade, EscrowEvent['timeBasis']>> = { server: 'server', client: 'client', manual: 'wall' }

const abouts: Readonly<Record<NonNullable<Given['gaps']>[number]['about'], FactName>> = {
  accounts: 'accounts',
  'code-counts': 'codeCounts',
  'code-events': 'codeEvents',
  'escrow-events': 'escrowEvents',
}

/** Converts the facts of one case; `file` is where they stand. */
export const toInventory = (file: string, facts: GivenEntries, asOf: Instant): Inventory => {
  const originOf = (source: string, { lineOf }: Pick<Entry<unknown>, 'lineOf'>): Origin => ({ source, file, line: lineOf('') })

  const toAccount = (entry: EntryOf<'accounts'>): Account => {
    const { account, holder = holderOf(account), mfa = 'unknown', method = methodOf(account), devices } = entry.value
    const origin = originOf(scopeOf(account), entry)
    return {
      id: account,
      holder,
      mfa,
      method,
      ...given('devices', devices === undefined ? undefined : { seen: devices, isAll: true, origin }),
      proofs: [{ origin, fact: 'mfa', value: mfa }],
    }
  }

  const toCodeEvent = (entry: EntryOf<'code-events'>): CodeEvent => {
    const { account, kind, at, outcome = 'success' } = entry.value
    return { account, kind, outcome, time: moment(at), origin: originOf(scopeOf(account), entry) }
  }

  const logOf = (location: string): EntryOf<'logs'>['value'] | undefined => facts.logs.find(({ value }) => value.location === location)?.value
  const gradeOf = ({ type, grade = grades[type] ?? 'client' }: EntryOf<'logs'>['value']): Grade => grade

  const toEscrowEvent = (entry: EntryOf<'escrow-events'>, index: number): EscrowEvent => {
    const { location, item, action, at, actor, ticket, outcome = 'success', 'time-basis': timeBasis } = entry.value
    const log = logOf(location)
    if (log === undefined) throw new Error('an event without a log was accepted')
    const grade = gradeOf(log)
    return {
      id: String(index),
      source: location,
      sourceType: log.type,
      location,
      ...given('item', item),
      time: moment(at),
      timeBasis: timeBasis ?? timeBases[grade],
      ...given('actor', actor),
      actorKind: actor === undefined ? 'unknown' : 'human',
      action,
      ...given('ticket', ticket),
      outcome,
      evidence: grade,
      origin: originOf(location, entry),
    }
  }
  const escrowEvents = facts['escrow-events'].map(toEscrowEvent)

  const toLog = (entry: EntryOf<'logs'>): Log => {
    const { location, type, covers, integrity, 'last-record': last } = entry.value
    const seen = escrowEvents.filter((event) => event.location === location && event.time <= asOf).map(({ time }) => time)
    const lastRecord = last !== undefined ? moment(last) : seen.length === 0 ? undefined : Math.max(...seen)
    const span = covers === undefined ? undefined : { from: moment(covers.from), to: Math.min(asOf, covers.to === undefined ? asOf : moment(covers.to)) }
    return {
      source: location,
      sourceType: type,
      location,
      grade: gradeOf(entry.value),
      collectedAt: asOf,
      ...given('lastRecord', lastRecord),
      ...given('covers', span),
      ...given('integrity', integrity === undefined ? undefined : { state: integrity, ...(integrity === 'verified' ? { to: asOf } : {}), problems: [] }),
    }
  }
  const logs = facts.logs.map(toLog)

  const toPlaintext = (entry: EntryOf<'plaintexts'>): Plaintext => {
    const { location, item, path, what, at } = entry.value
    return { source: location, location, item, path, what, time: moment(at), origin: originOf(location, entry) }
  }

  const toGap = (entry: EntryOf<'gaps'>): Gap => {
    const { about, of, reason } = entry.value
    const isList = of.endsWith('*')
    const isOfLog = !isList && !isAccount(of)
    return {
      about: abouts[about],
      fact: `${about} of ${of}`,
      source: isOfLog || isList ? of : scopeOf(of),
      reason,
      detail: `the ${about} of ${of} could not be learned (${reason})`,
      hides: isOfLog ? { location: of } : isList ? { scope: of } : { accounts: [of] },
      file,
      line: entry.lineOf(''),
    }
  }

  /** A provider that counts codes counts them for all: an account without a count lacks one. */
  const counting = new Set(facts.accounts.flatMap(({ value: { account, remaining } }) => (remaining === undefined ? [] : [scopeOf(account)])))
  const uncounted = facts.accounts.flatMap(({ value: { account, remaining }, lineOf }): Gap[] =>
    remaining !== undefined || !counting.has(scopeOf(account))
      ? []
      : [
          {
            about: 'codeCounts',
            fact: 'remaining codes',
            source: scopeOf(account),
            reason: 'absent',
            detail: `no count of ${account} is given, and one of others is`,
            hides: { accounts: [account] },
            file,
            line: lineOf(''),
          },
        ],
  )
  const gaps = [...facts.gaps.map(toGap), ...uncounted]

  const scopes = new Set([
    ...facts.accounts.map(({ value }) => scopeOf(value.account)),
    ...gaps.flatMap(({ about, hides }) => (about === 'accounts' && 'scope' in hides ? [hides.scope] : [])),
  ])
  const toSource = (id: string, over: Pick<SourceRecord, 'scope'> | Pick<SourceRecord, 'location'>): SourceRecord => ({
    id,
    type: serviceOf(id) === '' ? id : serviceOf(id),
    records: 0,
    unreadable: 0,
    collectedAt: asOf,
    files: [],
    ...over,
  })

  return {
    sources: [
      ...[...scopes].map((scope) => toSource(scope, { scope })),
      ...new Map(logs.map(({ location }) => [location, toSource(location, { location })])).values(),
    ],
    facts: {
      ...toRegister(file, { codeSets: facts['code-sets'], locations: facts.locations, services: facts.services }),
      ...toRoster(file, { people: facts.people, incidents: facts.incidents }),
      accounts: facts.accounts.map(toAccount),
      codeCounts: facts.accounts.flatMap((entry) =>
        entry.value.remaining === undefined
          ? []
          : [{ account: entry.value.account, remaining: entry.value.remaining, origin: originOf(scopeOf(entry.value.account), entry) }],
      ),
      codeEvents: facts['code-events'].map(toCodeEvent),
      providerLogs: facts['provider-logs'].map(({ value: { of, since } }) => ({ source: of, scope: of, since: moment(since) })),
      escrowEvents,
      logs,
      plaintexts: facts.plaintexts.map(toPlaintext),
    },
    gaps,
  }
}
