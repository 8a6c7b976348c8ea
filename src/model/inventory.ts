/** What one collection learned: facts, and gaps where it set out to learn something and could not. */
import type { AccountId } from './account.ts'
import type { Origin } from './evidence.ts'
import type { Rows } from './rows.ts'
import type { Rotation } from './services.ts'
import type { Instant } from './time.ts'

/** An account as one provider reports it. */
export interface Account {
  readonly id: AccountId
  /** Who signs in with it; `machine` has no console to protect. */
  readonly holder: 'person' | 'machine' | 'unknown'
  readonly mfa: 'enrolled' | 'not-enrolled' | 'unknown'
  /** How good the second factor is; `not-reported` where the provider has no such notion. */
  readonly method: 'secure' | 'insecure' | 'unknown' | 'not-reported'
  /** How many devices it has for the second factor, where a provider tells. */
  readonly devices?: DeviceCount
  /** Why something of it is not known. */
  readonly doubt?: string
  /** What says so, each in a few words: "hasTwoFactorEnabled is true". */
  readonly proofs: readonly Proof[]
}

/** How many devices for the second factor were seen; they are all there are only where a whole list says so. */
export interface DeviceCount {
  readonly seen: number
  readonly isAll: boolean
  readonly origin: Origin
}

export interface Proof {
  readonly origin: Origin
  readonly fact: string
  readonly value?: string
}

/** One code set of the register. A field that the register does not have is absent here, and means "not known". */
export interface CodeSet {
  readonly account: AccountId
  readonly origin: Origin
  /** The line of each field that stands on a line of its own. */
  readonly lines: Readonly<Record<string, number>>
  readonly status: 'active' | 'spent' | 'lost' | 'compromised' | 'revoked'
  readonly name?: string | undefined
  readonly owner?: string | undefined
  readonly tier?: string | undefined
  readonly generated?: Instant | undefined
  readonly issued?: number | undefined
  readonly remaining?: number | undefined
  readonly used?: readonly { readonly at: Instant; readonly code?: number }[] | undefined
  readonly tested?: Instant | undefined
  readonly since?: Instant | undefined
  readonly expires?: Instant | undefined
  readonly reviewed?: Instant | undefined
  readonly checked?: Instant | undefined
  readonly plan?: string | undefined
  readonly copies?: readonly Copy[] | undefined
}

/** One code set at one location. */
export interface Copy {
  readonly location: string
  readonly origin: Origin
  readonly item?: string | undefined
  readonly stored?: Instant | undefined
}

export interface Location {
  readonly id: string
  readonly origin: Origin
  readonly kind: 'vault' | 'password-manager' | 'safe' | 'paper' | 'hardware-token' | 'file' | 'email' | 'notes' | 'chat' | 'other'
  readonly product?: string
  readonly encrypted?: boolean
  readonly site?: string
  readonly administrators?: readonly string[]
  readonly unlockedBy?: readonly AccountId[]
}

/** A service that the register declares because the catalogue does not know it. */
export interface DeclaredService {
  readonly id: string
  readonly name: string
  readonly issues?: number
  readonly rotation: Rotation
  /** Whether a code works once. */
  readonly singleUse?: boolean
  /** How long after they were generated codes end by themselves, in milliseconds. */
  readonly expiresAfter?: number | 'never'
  /** Where a new set is had, in words. */
  readonly regenerate?: string
}

export interface Person {
  readonly id: string
  readonly origin: Origin
  /** Names of the person, by service or kind of log. */
  readonly identities: Readonly<Record<string, readonly string[]>>
  readonly roles: readonly { readonly role: string; readonly from: Instant; readonly to?: Instant }[]
  readonly left?: Instant
}

export interface Incident {
  readonly id: string
  readonly origin: Origin
  readonly opened: Instant
  readonly closed?: Instant
  readonly responders: readonly string[]
  readonly accounts: readonly AccountId[]
}

/** How many codes a provider says are left. */
export interface CodeCount {
  readonly account: AccountId
  readonly remaining: number
  readonly origin: Origin
}

/** Something that happened to codes at the provider itself. */
export interface CodeEvent {
  readonly account: AccountId
  readonly kind: 'generated' | 'deleted' | 'viewed' | 'used'
  /** unknown: the log does not say whether it succeeded. A failed use is no event. */
  readonly outcome: 'success' | 'unknown'
  readonly time: Instant
  readonly origin: Origin
}

/** Who asserts what a log says: the server of the location, the reader's own program, or people. */
export type Grade = 'server' | 'client' | 'manual'

/** Someone saw, copied, exported, changed or used a copy: read from the log of its location. Never carries a value. */
export interface EscrowEvent {
  /** Unique within its source; the same event read twice has the same id. */
  readonly id: string
  readonly source: string
  /** The kind of log, which is the key of the actor's name in the roster. */
  readonly sourceType: string
  readonly location: string
  /** The item as the log names it; absent: the whole location, such as an export of a vault. */
  readonly item?: string | undefined
  readonly time: Instant
  readonly timeBasis: 'server' | 'client' | 'wall'
  /** Absent: the log does not say who. */
  readonly actor?: string | undefined
  readonly actorKind: 'human' | 'service' | 'unknown'
  readonly action: 'view' | 'copy' | 'export' | 'create' | 'update' | 'delete' | 'share' | 'use' | 'test' | 'acl'
  readonly ticket?: string | undefined
  readonly outcome: 'success' | 'denied' | 'error' | 'unknown'
  readonly evidence: Grade
  readonly origin: Origin
}

/** A provider's log that shows what happens to codes at the provider itself. */
export interface ProviderLog {
  readonly source: string
  /** Whose events it shows: one account, or `google:*` for all of a service. */
  readonly scope: AccountId
  /** How far back it goes: providers keep their logs for 90 or 180 days. */
  readonly since: Instant
}

/** Whether a log that protects its own integrity is what was written to it. */
export interface Integrity {
  /** tampered: somebody changed it; unproven: nothing shows that, and something that would prove it is missing. */
  readonly state: 'verified' | 'tampered' | 'unproven'
  /** Until when it is proven: what was written later is under no seal yet. */
  readonly to?: Instant
  readonly problems: readonly { readonly kind: string; readonly detail: string; readonly file: string; readonly line?: number }[]
}

/** A time from one instant to another. */
export interface Span {
  readonly from: Instant
  readonly to: Instant
}

/** What a location itself says of one of its items, where it is a database that knows. */
export interface ItemState {
  /** As the register names it. */
  readonly item: string
  readonly changed: Instant
  /** It is in a recycle bin, or gone. */
  readonly deleted?: Instant
  readonly origin: Origin
}

/** What one source says about the log of one location. */
export interface Log {
  readonly source: string
  /** The kind of log: vault, bitwarden, custody. */
  readonly sourceType: string
  readonly location: string
  readonly grade: Grade
  readonly collectedAt: Instant
  /** When its latest record was written, whatever it is about; absent: it has none that tells its time. */
  readonly lastRecord?: Instant
  /** Absent: the source does not say what its log covers, so its silence proves nothing. */
  readonly covers?: Span
  /** Times within it without a record for longer than the source allows: the log may not have been written then. */
  readonly silences?: readonly Span[]
  /** Of a database: the registered items of which it is known when they were last changed. Absent: it is a log. */
  readonly items?: readonly ItemState[]
  /** Absent: the log does not protect its own integrity, or nothing of it could be read. */
  readonly integrity?: Integrity
}

/** A place in a log where a value stands in clear that ought to be an HMAC. Never carries the value. */
export interface Plaintext {
  readonly source: string
  readonly location: string
  /** The item as the register names it. */
  readonly item: string
  /** Where in the record: the names of the keys, with what looks like a code covered. */
  readonly path: string
  /** key: the name of a key looks like a code; names are never made an HMAC. */
  readonly what: 'string' | 'number' | 'key'
  readonly time: Instant
  readonly origin: Origin
}

/** The kinds of fact that a rule may ask for. */
export interface FactTypes {
  readonly accounts: Account
  readonly codeSets: CodeSet
  readonly locations: Location
  readonly services: DeclaredService
  readonly people: Person
  readonly incidents: Incident
  readonly codeCounts: CodeCount
  readonly codeEvents: CodeEvent
  readonly escrowEvents: EscrowEvent
  readonly logs: Log
  readonly providerLogs: ProviderLog
  readonly plaintexts: Plaintext
}
export type FactName = keyof FactTypes
/** The kinds of which an organisation has as many as it has accounts, or more. */
type Many = 'codeSets' | 'escrowEvents'
export type Facts = { readonly [Name in FactName]: Name extends Many ? Rows<FactTypes[Name]> : readonly FactTypes[Name][] }

export const noFacts: { readonly [Name in FactName]: readonly FactTypes[Name][] } = {
  accounts: [],
  codeSets: [],
  locations: [],
  services: [],
  people: [],
  incidents: [],
  codeCounts: [],
  codeEvents: [],
  escrowEvents: [],
  logs: [],
  providerLogs: [],
  plaintexts: [],
}

/** Why something could not be learned. */
export type GapReason =
  | 'absent'
  | 'not-configured'
  /** The provider does not take the credentials, or there are none. */
  | 'authentication'
  | 'permission'
  /** What the organisation pays for does not include it. */
  | 'plan'
  | 'rate-limited'
  /** No answer, or one that says that the provider is at fault. */
  | 'unavailable'
  | 'unreadable'
  | 'incomplete'
  | 'contradiction'
  | 'stale'
  | 'future'
  | 'uncovered'

/** Why something that was set out for could not be had. */
export interface Lack {
  readonly reason: GapReason
  readonly detail: string
  /** What to do about it, where the reason alone does not say: the missing permission by name. */
  readonly advice?: string
}

/**
 * Which subjects a gap hides. A gap in a list of accounts (about `accounts`, with a scope) hides those that were
 * not listed; what is not known about a listed account stands in the account itself.
 */
export type Hidden =
  /** These; none: the gap is told, and what it leaves open stands in the facts. */
  | { readonly accounts: readonly AccountId[] }
  /** Every account of a service or of a part of it: `github:*`, `aws:111122223333/*`. */
  | { readonly scope: AccountId }
  /** Every account with a copy at the location. */
  | { readonly location: string }

/** Something that we set out to learn and could not: never the same as "nothing there". */
export interface Gap {
  /** The kind of fact that is missing. */
  readonly about: FactName
  /** What is missing, in the words of its source: "github members". */
  readonly fact: string
  readonly source: string
  readonly reason: GapReason
  readonly detail: string
  readonly hides: Hidden
  /** What to do about it, where the reason alone does not say. */
  readonly advice?: string
  readonly file?: string
  readonly line?: number
  readonly record?: string
}

/** One request that a provider answered. */
export interface RequestRecord {
  /** Method and path, with the parameters that tell it from others; never a credential. */
  readonly endpoint: string
  readonly at: Instant
  readonly records: number
  /** Of the raw body; absent where the body may hold codes, which are not hashed. */
  readonly sha256?: string
}

/** What was read of one source. */
export interface SourceRecord {
  readonly id: string
  readonly type: string
  /** Whose it is, in the word of the configuration: the organisation, the account, the customer, the location. */
  readonly about?: string
  /** The location whose log it is. */
  readonly location?: string
  /** The accounts that it reports: `github:*`, `aws:111122223333/*`. */
  readonly scope?: AccountId
  readonly grade?: Grade
  readonly covers?: Span
  readonly records: number
  readonly unreadable: number
  readonly collectedAt: Instant
  /** Whether the source says when it was collected; else it counts as collected at as-of. */
  readonly isDated?: boolean
  /** With `of`, the digest is that of the records of the file that tell something, and not of all its bytes. */
  readonly files: readonly { readonly file: string; readonly sha256: string; readonly of?: 'records' }[]
  /** What the provider was asked, in the order of the answers of each list; absent: kept files were read. */
  readonly requests?: readonly RequestRecord[]
}

export interface Inventory {
  readonly sources: readonly SourceRecord[]
  readonly facts: Facts
  readonly gaps: readonly Gap[]
}

/** Part of an inventory, as one collector gives it. Code sets are in the register alone. */
export interface Collected {
  readonly source: SourceRecord
  readonly facts: Partial<Omit<Facts, 'codeSets'>>
  readonly gaps: readonly Gap[]
}
