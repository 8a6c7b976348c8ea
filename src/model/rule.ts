import type { AccountId, AccountKey } from './account.ts'
import type {
  Account,
  CodeCount,
  CodeEvent,
  CodeSet,
  Copy,
  EscrowEvent,
  Grade,
  Incident,
  ItemState,
  Location,
  Log,
  Person,
  Plaintext,
  ProviderLog,
  Span,
} from './inventory.ts'
import type { Params, Role } from './policy.ts'
import type { Service } from './services.ts'
import type { Instant } from './time.ts'
import type { Verdict } from './verdict.ts'

/**
 * Whether somebody who has nothing but the codes can get at what lies at a location. Reachable: it has no `unlocked-by`, or an
 * account listed there has a copy at a reachable location or no code set at all.
 */
export type Reach = 'reachable' | 'unreachable' | 'unknown'

/** A copy of the current code set, with its location and what the log of that location covers. */
export interface LoggedCopy {
  readonly copy: Copy
  readonly location: Location
  readonly log: LogCoverage
  readonly reach: Reach
}

/** What the lists of the providers say about whether an account is there. */
export interface Listing {
  /** uncovered: no source lists the accounts of the service. incomplete: one does, and its list may lack some. */
  readonly state: 'listed' | 'not-listed' | 'incomplete' | 'uncovered'
  /** The sources that list the accounts of the service. */
  readonly sources: readonly string[]
}

/** What the sources together say about the log of one location. */
export interface LogCoverage {
  readonly location: string
  /** The weakest grade among the sources; absent: no source reads a log of the location. */
  readonly grade?: Grade
  /** When the log was last read. */
  readonly collectedAt?: Instant
  /** Spans that the log covers, ascending and apart. */
  readonly spans: readonly Span[]
  /** Times that some source claims to cover and in which its log was silent for too long; another may cover them. */
  readonly silences: readonly Span[]
  /** What databases at the location say of its items, and when that was seen; absent: there is none. */
  readonly items?: readonly (ItemState & { readonly seen: Instant })[]
  /** false: a part of it could not be read, so that an event may be missing anywhere in it. */
  readonly whole: boolean
  /** Times in which one of the sources is a log whose server writes down whatever is stored. */
  readonly storings: readonly Span[]
}

/** The code sets of one account, sorted out. */
export interface CodeSets {
  /** By generation, the latest first. */
  readonly history: readonly CodeSet[]
  /** The one that counts today; absent when there is none, or when the register leaves open which. */
  readonly current?: CodeSet
  /** What the register leaves open. which: several sets may be the current one. whether: a set that is revoked is, or may be, later than the last that is not, so that perhaps none is. */
  readonly open?: 'which' | 'whether'
}

/** Everything that a rule may ask about one account. */
export interface AccountFacts {
  /** What the providers say; absent: none reports the account. */
  readonly accounts: Account | undefined
  readonly listing: Listing
  readonly codeSets: CodeSets
  /** Copies of the current set. */
  readonly locations: readonly LoggedCopy[]
  readonly codeCounts: CodeCount | undefined
  readonly codeEvents: readonly CodeEvent[]
  /** The provider's logs that show what happens to the codes of the account. */
  readonly providerLogs: readonly ProviderLog[]
  /** Events at copies of the account that had happened by as-of. */
  readonly escrowEvents: readonly EscrowEvent[]
  readonly logs: ReadonlyMap<string, LogCoverage>
  readonly people: People
  readonly incidents: readonly Incident[]
}

/** Everything that a rule may ask about the log of one location. */
export interface LogFacts {
  /** What each source of the location says about it; none: the sources that are configured gave nothing. */
  readonly logs: readonly Log[]
  /** false: a part of it could not be read, or it is not fresh. */
  readonly whole: boolean
  readonly plaintexts: readonly Plaintext[]
}

/** The roster, indexed. */
export interface People {
  /** The person of an id. */
  readonly byId: ReadonlyMap<string, Person>
  /** The person who has a name in a kind of log, or undefined. */
  readonly whoIs: (sourceType: string, actor: string) => Person | undefined
}

export interface Subject {
  readonly id: AccountId
  readonly key: AccountKey
  readonly service: Service
}

/** A location whose log some source reads. */
export interface LogSubject {
  /** The id of the location. */
  readonly id: string
}

/** What a rule may speak about: for each the facts that there are, and who the subject is. */
export interface FactsAbout {
  readonly accounts: AccountFacts
  readonly logs: LogFacts
}
export interface SubjectOf {
  readonly accounts: Subject
  readonly logs: LogSubject
}
export type About = keyof FactsAbout
export type NeedOf<A extends About> = Extract<keyof FactsAbout[A], string>
/** A kind of fact about an account. */
export type Need = NeedOf<'accounts'>
/** A kind of fact about a log. */
export type LogNeed = NeedOf<'logs'>

export interface Context {
  readonly asOf: Instant
  readonly roles: ReadonlyMap<string, Role>
}

/** A pure function that decides, with what is said about it as data beside it. */
export interface Rule<A extends About = About, N extends NeedOf<A> = NeedOf<A>, P = Params> {
  /** Names the problem, as users say it. */
  readonly id: string
  /** What is wrong when it fails. */
  readonly title: string
  /** What it speaks about: accounts with all that belongs to them, or logs of locations. */
  readonly about: A
  /** The facts it looks at, and no others. The evaluator makes `unknown` of every gap in them. */
  readonly needs: readonly N[]
  readonly defaults: P
  judge(subject: SubjectOf[A], facts: Pick<FactsAbout[A], N>, params: P, context: Context): Verdict<N>
}

/** A rule whose needs and parameters the compiler knows. */
export const defineRule = <const A extends About, const N extends NeedOf<A>, P>(rule: Rule<A, N, P>): Rule<A, N, P> => rule

/** A rule among others, as lists hold it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each rule has its own parameters; link.ts checks them
export type AnyRule = Rule<any, any, any>
