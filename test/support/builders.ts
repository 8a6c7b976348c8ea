/** Facts with sound defaults, about a small cast: ada directs, grace answers incidents, acme is their organisation. */
import { accountKey, serviceOf } from '../../src/model/account.ts'
import type { EvidenceRow, Origin } from '../../src/model/evidence.ts'
import type {
  Account,
  CodeCount,
  CodeEvent,
  CodeSet,
  Copy,
  DeviceCount,
  EscrowEvent,
  Gap,
  Incident,
  Location,
  Log,
  Person,
  Plaintext,
  ProviderLog,
} from '../../src/model/inventory.ts'
import type { Control, Policy, Role, Waiver } from '../../src/model/policy.ts'
import type { Finding } from '../../src/model/report.ts'
import type { Subject } from '../../src/model/rule.ts'
import { services } from '../../src/model/services.ts'
import { DAY, type Instant, parseMoment } from '../../src/model/time.ts'

/** Every field can be set, and an `undefined` leaves it out. */
export type Over<T> = { readonly [K in keyof T]?: T[K] | undefined }

const build = <T extends object>(defaults: T, over: Over<T>): T =>
  Object.fromEntries(Object.entries({ ...defaults, ...over }).filter(([, value]) => value !== undefined)) as T

/** The instant of a time or a date. */
export const at = (text: string): Instant => {
  const instant = parseMoment(text)
  if (instant === undefined) throw new Error(`no time: ${text}`)
  return instant
}

export const AS_OF = at('2026-11-23T00:00:00Z')

const inRegister = (line: number): Origin => ({ source: 'register', file: 'register.yaml', line })
const inRoster = (line: number): Origin => ({ source: 'roster', file: 'roster.yaml', line })

export const aSubject = (id: string): Subject => {
  const service = services.get(serviceOf(id))
  if (service === undefined) throw new Error(`the catalogue does not know the service of ${id}`)
  return { id, key: accountKey(id), service }
}

export const anAccount = (over: Over<Account> = {}): Account =>
  build<Account>(
    {
      id: 'github:ada',
      holder: 'person',
      mfa: 'enrolled',
      method: 'secure',
      proofs: [{ origin: { source: 'github-acme', file: 'members-graphql.json', record: '/0' }, fact: 'hasTwoFactorEnabled', value: 'true' }],
    },
    over,
  )

export const aCopy = (over: Over<Copy> = {}): Copy =>
  build<Copy>({ location: 'vault-hq', item: 'github/ada', stored: at('2026-03-15T10:02:00Z'), origin: inRegister(20) }, over)

/** What ada's set has for copies unless a test says otherwise: two, far apart. */
export const twoCopies: readonly Copy[] = [aCopy(), aCopy({ location: 'hq-safe', item: 'bag 0031', stored: at('2026-03-16'), origin: inRegister(21) })]

export const aCodeSet = (over: Over<CodeSet> = {}): CodeSet =>
  build<CodeSet>(
    {
      account: 'github:ada',
      origin: inRegister(10),
      lines: { generated: 14 },
      status: 'active',
      owner: 'ada@acme.test',
      tier: 'production',
      generated: at('2026-03-15T10:00:00Z'),
      issued: 16,
      copies: twoCopies,
    },
    over,
  )

export const aLocation = (over: Over<Location> = {}): Location =>
  build<Location>(
    {
      id: 'vault-hq',
      origin: inRegister(3),
      kind: 'vault',
      product: 'hashicorp-vault',
      encrypted: true,
      site: 'eu-west-1',
      administrators: ['it-director'],
    },
    over,
  )

export const aSafe = (over: Over<Location> = {}): Location =>
  aLocation({
    id: 'hq-safe',
    origin: inRegister(6),
    kind: 'safe',
    product: undefined,
    encrypted: undefined,
    site: 'hq',
    administrators: ['grace@acme.test'],
    ...over,
  })

export const aLog = (over: Over<Log> = {}): Log =>
  build<Log>(
    {
      source: 'vault-hq',
      sourceType: 'vault',
      location: 'vault-hq',
      grade: 'server',
      collectedAt: AS_OF,
      covers: { from: at('2026-01-01'), to: AS_OF },
      lastRecord: AS_OF - DAY,
    },
    over,
  )

export const aForm = (over: Over<Log> = {}): Log => aLog({ source: 'safe-form', sourceType: 'custody', location: 'hq-safe', grade: 'manual', ...over })

/** Ada opens the copy of her GitHub codes in the vault. */
export const anEscrowEvent = (over: Over<EscrowEvent> = {}): EscrowEvent =>
  build<EscrowEvent>(
    {
      id: 'request-1',
      source: 'vault-hq',
      sourceType: 'vault',
      location: 'vault-hq',
      item: 'github/ada',
      time: at('2026-10-08T09:00:00Z'),
      timeBasis: 'server',
      actor: 'oidc-ada',
      actorKind: 'human',
      action: 'view',
      ticket: 'ACME-17',
      outcome: 'success',
      evidence: 'server',
      origin: { source: 'vault-hq', file: 'audit.jsonl', line: 7 },
    },
    over,
  )

/** The copy of ada's codes is stored in the vault. */
export const aStoring = (over: Over<EscrowEvent> = {}): EscrowEvent =>
  anEscrowEvent({ id: 'storing-1', time: at('2026-03-15T10:02:00Z'), action: 'create', ...over })

/** A backup code of ada is used at GitHub. */
export const aCodeEvent = (over: Over<CodeEvent> = {}): CodeEvent =>
  build<CodeEvent>(
    {
      account: 'github:ada',
      kind: 'used',
      outcome: 'success',
      time: at('2026-10-08T12:00:00Z'),
      origin: { source: 'github-acme', file: 'security-log-ada.json', record: '/3' },
    },
    over,
  )

export const aCount = (over: Over<CodeCount> = {}): CodeCount =>
  build<CodeCount>(
    { account: 'google:ada@acme.test', remaining: 10, origin: { source: 'google-acme', file: 'code-counts.json', record: '/ada@acme.test' } },
    over,
  )

export const aProviderLog = (over: Over<ProviderLog> = {}): ProviderLog =>
  build<ProviderLog>({ source: 'github-acme', scope: 'github:ada', since: at('2025-09-01') }, over)

/** A code of ada stands in clear in the log of the vault. */
export const aPlaintext = (over: Over<Plaintext> = {}): Plaintext =>
  build<Plaintext>(
    {
      source: 'vault-hq',
      location: 'vault-hq',
      item: 'github/ada',
      path: 'response.data.data.codes',
      what: 'string',
      time: at('2026-10-08T09:00:00Z'),
      origin: { source: 'vault-hq', file: 'audit.jsonl', line: 7 },
    },
    over,
  )

export const someDevices = (over: Over<DeviceCount> = {}): DeviceCount =>
  build<DeviceCount>({ seen: 2, isAll: true, origin: { source: 'aws-prod', file: 'mfa-devices.json' } }, over)

export const aPerson = (over: Over<Person> = {}): Person =>
  build<Person>(
    {
      id: 'ada@acme.test',
      origin: inRoster(3),
      identities: { vault: ['oidc-ada'], custody: ['A. Lovelace'] },
      roles: [{ role: 'it-director', from: at('2024-01-01') }],
    },
    over,
  )

export const grace = (over: Over<Person> = {}): Person =>
  aPerson({
    id: 'grace@acme.test',
    origin: inRoster(9),
    identities: { vault: ['oidc-grace'], custody: ['G. Hopper'] },
    roles: [{ role: 'incident-response', from: at('2024-01-01') }],
    ...over,
  })

export const anIncident = (over: Over<Incident> = {}): Incident =>
  build<Incident>(
    {
      id: 'INC-104',
      origin: inRoster(20),
      opened: at('2026-10-08T07:00:00Z'),
      closed: at('2026-10-08T19:00:00Z'),
      responders: ['grace@acme.test'],
      accounts: ['github:ada'],
    },
    over,
  )

export const aGap = (over: Over<Gap> = {}): Gap =>
  build<Gap>(
    {
      about: 'accounts',
      fact: 'github members',
      source: 'github-acme',
      reason: 'permission',
      detail: 'the member list was refused',
      hides: { scope: 'github:*' },
    },
    over,
  )

/** The roles of the design: a director reaches all, an owner what is hers, a responder what an incident names. */
export const theRoles: ReadonlyMap<string, Role> = new Map([
  ['it-director', { access: 'all' }],
  ['account-owner', { access: 'own' }],
  ['incident-response', { access: 'incident' }],
])

export const aControl = (over: Over<Control> = {}): Control =>
  build<Control>(
    {
      id: 'BC-01',
      title: 'People sign in with a second factor',
      rule: 'mfa-missing',
      severity: 'high',
      params: {},
      select: {},
      overrides: [],
      allowEmpty: false,
      references: [],
    },
    over,
  )

export const aPolicy = (controls: readonly Control[], over: Over<Policy> = {}): Policy =>
  build<Policy>(
    {
      id: 'organization-backup-codes',
      title: 'Organizational backup code policy',
      files: [{ file: 'policy.yaml', sha256: 'a'.repeat(64) }],
      roles: theRoles,
      controls,
      disabled: [],
    },
    over,
  )

/** Ends with 2026-12-31 in UTC. */
export const aWaiver = (over: Over<Waiver> = {}): Waiver =>
  build<Waiver>(
    {
      id: 'W-2026-014',
      control: 'BC-01',
      subject: 'github:ada',
      allowGlob: false,
      reason: 'The account is closed at the end of the year',
      owner: 'grace@acme.test',
      approvedBy: 'ada@acme.test',
      created: at('2026-10-01'),
      ends: at('2026-12-31') + DAY,
    },
    over,
  )

export const aFinding = (over: Over<Finding> = {}): Finding =>
  build<Finding>(
    {
      control: 'BC-01',
      rule: 'mfa-missing',
      severity: 'high',
      subject: 'github:ada',
      outcome: 'fail',
      standing: 'open',
      message: 'github:ada has no second factor.',
      evidence: [],
      fingerprint: '0'.repeat(64),
    },
    over,
  )

export const aRow = (over: Over<EvidenceRow> = {}): EvidenceRow => build<EvidenceRow>({ source: 'register', fact: 'generated' }, over)
