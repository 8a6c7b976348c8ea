/** Random inventories around the cast: small, so that names collide and everything that can go wrong together does. */
import fc from 'fast-check'
import type { AccountId } from '../../src/model/account.ts'
import type {
  Account,
  CodeEvent,
  CodeSet,
  Copy,
  EscrowEvent,
  Facts,
  FactName,
  Gap,
  GapReason,
  Inventory,
  Integrity,
  Location,
  Log,
  Person,
  Plaintext,
} from '../../src/model/inventory.ts'
import type { Control, Select } from '../../src/model/policy.ts'
import { DAY, HOUR, type Instant } from '../../src/model/time.ts'
import { rules } from '../../src/rules/index.ts'
import {
  aCodeEvent,
  aCodeSet,
  aControl,
  aCopy,
  aCount,
  aForm,
  aGap,
  aLocation,
  aLog,
  anAccount,
  anEscrowEvent,
  anIncident,
  aPerson,
  aPlaintext,
  aSafe,
  AS_OF,
  grace,
  someDevices,
} from './builders.ts'
import { anInventory, aSource } from './facts.ts'

export const ACCOUNTS: readonly AccountId[] = [
  'github:ada',
  'github:ADA',
  'github:grace',
  'github-org:acme',
  'google:ada@acme.test',
  'aws:111122223333/root',
  'bitwarden:ada@acme.test',
  'registrar:acme',
  'github:constructor',
]
const LOCATIONS = ['vault-hq', 'hq-safe', 'branch-safe'] as const
const ITEMS = ['github/ada', 'bag 0031', 'github/grace'] as const

const account = fc.constantFrom(...ACCOUNTS)

/** Around as-of, and around a year before it, where the rules change their minds. */
const time: fc.Arbitrary<Instant> = fc
  .tuple(fc.constantFrom(AS_OF, AS_OF - DAY, AS_OF - 30 * DAY, AS_OF - 365 * DAY, AS_OF - 800 * DAY), fc.integer({ min: -2, max: 2 }), fc.constantFrom(1, DAY))
  .map(([base, count, unit]) => base + count * unit)

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined })

const states = fc.record({
  holder: fc.constantFrom<Account['holder']>('person', 'person', 'machine', 'unknown'),
  mfa: fc.constantFrom<Account['mfa']>('enrolled', 'not-enrolled', 'unknown'),
  method: fc.constantFrom<Account['method']>('secure', 'insecure', 'unknown', 'not-reported'),
})

const devices = fc.record({ seen: fc.integer({ min: 0, max: 3 }), isAll: fc.boolean() }).map(someDevices)

export const accountOf = (id: AccountId): fc.Arbitrary<Account> =>
  fc.tuple(states, maybe(devices)).map(([state, count]) => anAccount({ id, ...state, devices: count }))

const copy: fc.Arbitrary<Copy> = fc.record({ location: fc.constantFrom(...LOCATIONS), item: maybe(fc.constantFrom(...ITEMS)), stored: maybe(time) }).map(aCopy)

export const setOf = (id: AccountId): fc.Arbitrary<CodeSet> =>
  fc
    .record({
      status: fc.constantFrom<CodeSet['status']>('active', 'active', 'spent', 'lost', 'compromised', 'revoked'),
      name: maybe(fc.constantFrom('GitHub Work', 'codes of ada')),
      issued: maybe(fc.constantFrom(10, 16)),
      // Two statements that contradict each other are no evidence that can be taken away one by one.
      left: fc.oneof(
        fc.record({ remaining: maybe(fc.integer({ min: 0, max: 9 })) }),
        fc.record({ used: fc.array(fc.record({ at: time, code: fc.constant(1) }), { maxLength: 9 }) }),
      ),
      tested: maybe(time),
      reviewed: maybe(time),
      checked: maybe(time),
      expires: maybe(time),
      since: maybe(time),
      owner: maybe(fc.constantFrom('ada@acme.test', 'Grace@acme.test')),
      tier: maybe(fc.constantFrom('production', 'test')),
      generated: maybe(time),
      copies: maybe(fc.array(copy, { maxLength: 3 })),
    })
    .map(({ left, since, ...over }) =>
      aCodeSet({ account: id, ...over, ...left, since: over.status === 'lost' || over.status === 'compromised' ? since : undefined }),
    )

/** The three locations, each with or without what sets it apart. */
export const locations: fc.Arbitrary<readonly Location[]> = fc
  .tuple(
    ...LOCATIONS.map((id) =>
      fc
        .record({
          kind: fc.constantFrom<Location['kind']>('vault', 'safe', 'notes', 'other'),
          encrypted: maybe(fc.boolean()),
          unlockedBy: maybe(fc.subarray(['google:ada@acme.test', 'github:ada', 'okta:acme'])),
          site: maybe(fc.constantFrom('hq', 'branch')),
          product: maybe(fc.constantFrom('hashicorp-vault', 'keepass')),
          administrators: maybe(fc.subarray(['it-director', 'ada@acme.test', 'grace@acme.test', 'nobody@acme.test'])),
        })
        .map((over) => (id === 'vault-hq' ? aLocation({ id, ...over }) : aSafe({ id, ...over }))),
    ),
  )
  .map((three) => three)

const escrowEvent: fc.Arbitrary<EscrowEvent> = fc
  .record({
    id: fc.constantFrom('request-1', 'request-2', 'request-3', 'request-4'),
    location: fc.constantFrom(...LOCATIONS),
    item: maybe(fc.constantFrom(...ITEMS)),
    time,
    actor: maybe(fc.constantFrom('oidc-ada', 'OIDC-Grace', 'oidc-mallory')),
    action: fc.constantFrom<EscrowEvent['action']>('view', 'export', 'update'),
    ticket: maybe(fc.constant('ACME-17')),
    outcome: fc.constantFrom<EscrowEvent['outcome']>('success', 'success', 'denied', 'unknown'),
  })
  .map(anEscrowEvent)

export const codeEventOf = (id: fc.Arbitrary<AccountId>): fc.Arbitrary<CodeEvent> =>
  fc
    .record({
      account: id,
      kind: fc.constantFrom<CodeEvent['kind']>('used', 'generated'),
      outcome: fc.constantFrom<CodeEvent['outcome']>('success', 'unknown'),
      time,
    })
    .map(aCodeEvent)

const integrity: fc.Arbitrary<Integrity> = fc.record<Integrity, 'state' | 'problems'>(
  {
    state: fc.constantFrom('verified', 'tampered', 'unproven'),
    to: time,
    problems: fc.constantFrom([], [{ kind: 'break', detail: 'a record was changed', file: 'log.jsonl', line: 3 }]),
  },
  { requiredKeys: ['state', 'problems'] },
)

export const log: fc.Arbitrary<Log> = fc
  .record({
    grade: fc.constantFrom<Log['grade']>('server', 'client', 'manual'),
    covers: maybe(fc.constantFrom({ from: 0, to: AS_OF }, { from: AS_OF - 100 * DAY, to: AS_OF }, { from: 0, to: AS_OF - DAY })),
    lastRecord: maybe(time),
    integrity: maybe(integrity),
    location: fc.constantFrom(...LOCATIONS),
  })
  // A log that protects itself is one of the organisation's own.
  .map((over) => (over.integrity === undefined ? over : { ...over, sourceType: 'log' }))
  .map(({ location, ...over }) => (location === 'vault-hq' ? aLog(over) : aForm({ location, ...over })))

export const plaintext: fc.Arbitrary<Plaintext> = fc
  .record({ location: fc.constantFrom(...LOCATIONS), what: fc.constantFrom<Plaintext['what']>('string', 'number', 'key') })
  .map(aPlaintext)

/** Somebody who may have left, and may have held a role. */
export const people: fc.Arbitrary<readonly Person[]> = fc
  .record({ left: maybe(time), to: maybe(time) })
  .map(({ left, to }) => [aPerson(), grace({ left, roles: [{ role: 'it-director', from: 0, ...(to === undefined ? {} : { to }) }] })])

const hides: fc.Arbitrary<Gap['hides']> = fc.oneof(
  fc.record({ accounts: fc.array(account, { maxLength: 2 }) }),
  fc.record({ scope: fc.constantFrom('github:*', 'google:*', 'aws:111122223333/*') }),
  fc.record({ location: fc.constantFrom(...LOCATIONS) }),
)

const gap: fc.Arbitrary<Gap> = fc
  .record({
    about: fc.constantFrom<FactName>('accounts', 'codeCounts', 'codeEvents', 'escrowEvents', 'codeSets'),
    reason: fc.constantFrom<GapReason>('permission', 'stale', 'unreadable'),
    detail: fc.constantFrom('the list was refused', 'line 7 is cut'),
    hides,
  })
  .map(aGap)

/** Each fact was read at a place of its own. */
const placed = <T extends { readonly origin: { readonly source: string; readonly file: string } }>(facts: readonly T[]): T[] =>
  facts.map((fact, index) => ({ ...fact, origin: { source: fact.origin.source, file: fact.origin.file, line: index + 1 } }))

const few = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(arbitrary, { maxLength: 5 })

const facts: fc.Arbitrary<Facts> = fc
  .record({
    accounts: few(account.chain(accountOf)),
    codeSets: few(account.chain(setOf)).map(placed),
    locations,
    services: fc.constant([{ id: 'registrar', name: 'Domain registrar', issues: 12, rotation: 'scheduled' as const }]),
    people,
    incidents: few(fc.record({ closed: maybe(time), accounts: fc.subarray([...ACCOUNTS]) }).map(anIncident)).map(placed),
    codeCounts: few(fc.record({ account, remaining: fc.integer({ min: 0, max: 1 }) }).map(aCount)).map(placed),
    codeEvents: few(codeEventOf(account)).map(placed),
    escrowEvents: few(escrowEvent).map(placed),
    logs: few(log),
    plaintexts: few(plaintext).map(placed),
    providerLogs: few(
      fc.record({ source: fc.constant('github-acme'), scope: fc.constantFrom('github:ada', 'google:*'), since: fc.constantFrom(0, AS_OF - 90 * DAY) }),
    ),
  })
  .map((all): Facts => all)

export const inventories: fc.Arbitrary<Inventory> = fc
  .tuple(facts, fc.array(gap, { maxLength: 3 }))
  .map(([all, gaps]) =>
    anInventory(all, gaps, [
      aSource('github-acme', { scope: 'github:*' }),
      aSource('google-acme', { scope: 'google:*' }),
      ...['vault-hq', 'safe-form', 'register', 'roster'].map((id) => aSource(id)),
    ]),
  )

const selects: fc.Arbitrary<Select> = fc.constantFrom<Select>(
  {},
  {},
  { service: ['github', 'google'] },
  { tier: ['production'] },
  { account: ['github:*'] },
  { account: ['*ada*'], owner: ['ada@acme.test'] },
  { service: ['okta'] },
)

/** Parameters other than the defaults, for rules that have any. */
export const otherParams: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'over-age': { interval: 30 * DAY },
  'rotation-due': { interval: 400 * DAY, notice: 60 * DAY },
  'mfa-missing': { insecure: 'pass' },
  'single-location': { minimum: 1, apart: ['kind'] },
  'unaudited-access': { ticket: 'optional' },
  'too-few-devices': { minimum: 1 },
  'forbidden-storage': { kinds: ['safe'] },
  'missing-storage-kind': { require: ['digital'] },
  'used-not-rotated': { grace: 48 * HOUR },
  'low-remaining': { minimum: 1 },
  'untested-codes': { within: 0 },
  'review-overdue': { interval: 30 * DAY },
  'use-check-overdue': { interval: 365 * DAY },
  'lost-not-regenerated': { grace: 0 },
  'bad-name': { pattern: 'ada' },
  'log-silent': { 'max-silence': 400 * DAY },
}

/** One control for each rule, some of them with a select or an override. */
export const controls: fc.Arbitrary<readonly Control[]> = fc.tuple(
  ...rules.map((rule, index) =>
    fc
      .record({
        select: selects,
        overrides: fc.array(fc.record({ select: selects, params: fc.constant(otherParams[rule.id] ?? {}) }), { maxLength: 2 }),
        allowEmpty: fc.boolean(),
      })
      .map((over) => aControl({ id: `BC-0${String(index)}`, rule: rule.id, ...over })),
  ),
)
