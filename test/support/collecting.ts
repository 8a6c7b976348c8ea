/** What a collector is given, with its files in memory: a text as it is, anything else as JSON. */
import type { Collector, CollectorContext } from '../../src/model/collector.ts'
import type { Source } from '../../src/model/configuration.ts'
import type { Collected } from '../../src/model/inventory.ts'
import { AS_OF } from './builders.ts'
import { aLive } from './live.ts'
import { memoryFiles } from './memory-files.ts'

export type Documents = Readonly<Record<string, unknown>>

export const toBytes = (document: unknown): Uint8Array =>
  document instanceof Uint8Array ? document : Buffer.from(typeof document === 'string' ? document : JSON.stringify(document))

export const aContext = (documents: Documents = {}, over: Partial<CollectorContext> = {}): CollectorContext => ({
  files: memoryFiles(new Map(Object.entries(documents).map(([path, document]) => [path, toBytes(document)]))),
  asOf: AS_OF,
  items: () => new Set(),
  copies: () => new Map(),
  live: aLive(),
  ...over,
})

/** What was collected, with lists in the place of rows: tests compare it. */
export const inLists = ({ facts, ...rest }: Collected): Collected => {
  const { escrowEvents } = facts
  return { ...rest, facts: escrowEvents === undefined ? facts : { ...facts, escrowEvents: [...escrowEvents] } }
}

/** What a collector makes of documents; the registered items are those of its location. */
export const collectFrom = async <S extends Source>(
  collector: Collector<S>,
  source: S,
  documents: Documents,
  items: readonly string[] = [],
  over: Partial<CollectorContext> = {},
): Promise<Collected> => inLists(await collector.collect(source, aContext(documents, { items: () => new Set(items), ...over })))
