import type { AccountId, AccountKey } from './account.ts'
import type { Account, CodeCount, CodeEvent, CodeSet, Copy, EscrowEvent, Grade, Incident, Location, Person } from './inventory.ts'
import type { Params, Role } from './policy.ts'
import type { Service } from './services.ts'
import type { Instant } from './time.ts'
import type { Verdict } from './verdict.ts'

/** A copy of the current code set, with its location and what the log of that location covers. */
export interface LoggedCopy {
  readonly copy: Copy
  readonly location: Location
  readonly log: LogCoverage
}

/** What the sources together say about the log of one location. */
export interface LogCoverage {
  readonly location: string
  /** The weakest grade among the sources; absent: no source reads a log of the location. */
  readonly grade?: Grade
  /** When the log was last read. */
  readonly collectedAt?: Instant
  /** Spans that the log covers, ascending and apart. */
  readonly spans: readonly { readonly from: Instant; readonly to: Instant }[]
  /** false: a part of it could not be read, so that an event may be missing anywhere in it. */
  readonly whole: boolean
}

/** The code sets of one account, sorted out. */
export interface CodeSets {
  /** By generation, the latest first. */
  readonly history: readonly CodeSet[]
  /** The one that counts today; absent when there is none, or when the register leaves open which. */
  readonly current?: CodeSet
  /** true: several sets may be the current one, as a generation date is missing. */
  readonly ambiguous: boolean
}

/** Everything that a rule may ask about one account. */
export interface AccountFacts {
  /** What the providers say; absent: none reports the account. */
  readonly accounts: Account | undefined
  readonly codeSets: CodeSets
  /** Copies of the current set. */
  readonly locations: readonly LoggedCopy[]
  readonly codeCounts: CodeCount | undefined
  readonly codeEvents: readonly CodeEvent[]
  /** Events at copies of the account that had happened by as-of. */
  readonly escrowEvents: readonly EscrowEvent[]
  readonly logs: ReadonlyMap<string, LogCoverage>
  readonly people: People
  readonly incidents: readonly Incident[]
}
export type Need = keyof AccountFacts

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

export interface Context {
  readonly asOf: Instant
  readonly roles: ReadonlyMap<string, Role>
}

/** A pure function that decides, with what is said about it as data beside it. */
export interface Rule<N extends Need = Need, P = Params> {
  /** Names the problem, as users say it. */
  readonly id: string
  /** What is wrong when it fails. */
  readonly title: string
  /** The facts it looks at. The evaluator hands it only these, and makes `unknown` of every gap in them. */
  readonly needs: readonly N[]
  readonly defaults: P
  judge(subject: Subject, facts: Pick<AccountFacts, N>, params: P, context: Context): Verdict<N>
}

/** A rule whose needs and parameters the compiler knows. */
export const defineRule = <const N extends Need, P>(rule: Rule<N, P>): Rule<N, P> => rule

/** A rule among others, as lists hold it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each rule has its own parameters; link.ts checks them
export type AnyRule = Rule<any, any>
