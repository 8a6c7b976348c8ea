/** Random inventories around the cast: small, so that names collide and everything that can go wrong together does. */
import fc from 'fast-check'
import type { AccountId } from '../../src/model/account.ts'
import type { Account, CodeEvent, CodeSet, Copy, EscrowEvent, Facts, FactName, Gap, GapReason, Inventory, Location, Log } from '../../src/model/inventory.ts'
import type { Control, Select } from '../../src/model/policy.ts'
import { DAY, type Instant } from '../../src/model/time.ts'
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
  aSafe,
  AS_OF,
  grace,
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

export const accountOf = (id: AccountId): fc.Arbitrary<Account> => states.map((state) => anAccount({ id, ...state }))

const copy: fc.Arbitrary<Copy> = fc.record({ location: fc.constantFrom(...LOCATIONS), item: maybe(fc.constantFrom(...ITEMS)), stored: maybe(time) }).map(aCopy)

export const setOf = (id: AccountId): fc.Arbitrary<CodeSet> =>
  fc
    .record({
      status: fc.constantFrom<CodeSet['status']>('active', 'active', 'spent', 'lost', 'compromised', 'revoked'),
      owner: maybe(fc.constantFrom('ada@acme.test', 'Grace@acme.test')),
      tier: maybe(fc.constantFrom('production', 'test')),
      generated: maybe(time),
      copies: maybe(fc.array(copy, { maxLength: 3 })),
    })
    .map((over) => aCodeSet({ account: id, ...over }))

/** The three locations, each with or without what sets it apart. */
export const locations: fc.Arbitrary<readonly Location[]> = fc
  .tuple(
    ...LOCATIONS.map((id) =>
      fc
        .record({
          kind: fc.constantFrom<Location['kind']>('vault', 'safe'),
          site: maybe(fc.constantFrom('hq', 'branch')),
          product: maybe(fc.constantFrom('hashicorp-vault', 'keepass')),
          administrators: maybe(fc.subarray(['it-director', 'ada@acme.test', 'grace@acme.test'])),
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

const codeEvent: fc.Arbitrary<CodeEvent> = fc
  .record({
    account,
    kind: fc.constantFrom<CodeEvent['kind']>('used', 'generated'),
    outcome: fc.constantFrom<CodeEvent['outcome']>('success', 'unknown'),
    time,
  })
  .map(aCodeEvent)

const log: fc.Arbitrary<Log> = fc
  .record({
    grade: fc.constantFrom<Log['grade']>('server', 'client', 'manual'),
    covers: maybe(fc.constantFrom({ from: 0, to: AS_OF }, { from: AS_OF - 100 * DAY, to: AS_OF }, { from: 0, to: AS_OF - DAY })),
    location: fc.constantFrom(...LOCATIONS),
  })
  .map(({ location, ...over }) => (location === 'vault-hq' ? aLog(over) : aForm({ location, ...over })))

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
    people: fc.constant([aPerson(), grace()]),
    incidents: few(fc.record({ closed: maybe(time), accounts: fc.subarray([...ACCOUNTS]) }).map(anIncident)).map(placed),
    codeCounts: few(fc.record({ account, remaining: fc.integer({ min: 0, max: 1 }) }).map(aCount)).map(placed),
    codeEvents: few(codeEvent).map(placed),
    escrowEvents: few(escrowEvent).map(placed),
    logs: few(log),
    providerLogs: few(
      fc.record({ source: fc.constant('github-acme'), scope: fc.constantFrom('github:ada', 'google:*'), since: fc.constantFrom(0, AS_OF - 90 * DAY) }),
    ),
  })
  .map((all): Facts => all)

export const inventories: fc.Arbitrary<Inventory> = fc.tuple(facts, fc.array(gap, { maxLength: 3 })).map(([all, gaps]) =>
  anInventory(
    all,
    gaps,
    ['github-acme', 'google-acme', 'vault-hq', 'safe-form', 'register', 'roster'].map((id) => aSource(id)),
  ),
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
