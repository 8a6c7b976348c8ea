import type { AccountId, AccountKey } from './account.ts'
import type { Files } from './files.ts'
import type { Collected, Copy } from './inventory.ts'
import type { Live } from './live.ts'
import type { Memory } from './memory.ts'
import type { Source } from './configuration.ts'
import type { Instant } from './time.ts'

/** What a collector is given besides its source. */
export interface CollectorContext {
  readonly files: Files
  readonly asOf: Instant
  /** The items that the register keeps at a location: only events about these are carried. */
  readonly items: (location: string) => ReadonlySet<string>
  /** All copies that the register has or had of accounts, by the key of the account; one that is not in the register has no entry. */
  readonly copies: (accounts: Iterable<AccountId>) => ReadonlyMap<AccountKey, readonly Copy[]>
  /** For sources that name no files: the provider itself is asked. */
  readonly live: Live
  /** What earlier runs learned, where the user wants that only what is new is read. */
  readonly memory?: Memory | undefined
}

/** World → facts and gaps, for one type of source. */
export interface Collector<S extends Source = Source> {
  readonly type: S['type']
  collect(source: S, context: CollectorContext): Promise<Collected>
}

export const defineCollector = <S extends Source>(collector: Collector<S>): Collector<S> => collector
