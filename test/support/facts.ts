/** Inventories around the cast, and what they say about one account. */
import { join, type Joined, type JoinedLog } from '../../src/audit/join.ts'
import { accountKey } from '../../src/model/account.ts'
import { type Facts, type Gap, type Inventory, noFacts, type SourceRecord } from '../../src/model/inventory.ts'
import type { AccountFacts } from '../../src/model/rule.ts'
import type { Instant } from '../../src/model/time.ts'
import { aForm, aLocation, aLog, aPerson, aStoring, AS_OF, aSafe, grace } from './builders.ts'

/** What stands unless a test says otherwise: two locations, each with its log, in which the copy was stored, and the people. */
const usual: Facts = { ...noFacts, locations: [aLocation(), aSafe()], logs: [aLog(), aForm()], escrowEvents: [aStoring()], people: [aPerson(), grace()] }

export const aSource = (id: string, over: Partial<SourceRecord> = {}): SourceRecord => ({
  id,
  type: id,
  records: 1,
  unreadable: 0,
  collectedAt: AS_OF,
  files: [{ file: `${id}.json`, sha256: 'b'.repeat(64) }],
  ...over,
})

export const anInventory = (facts: Partial<Facts> = {}, gaps: readonly Gap[] = [], sources: readonly SourceRecord[] = [aSource('register')]): Inventory => ({
  sources,
  facts: { ...usual, ...facts },
  gaps,
})

/** One account of an inventory, as the audit brings it together. */
export const joinedOf = (inventory: Inventory, account = 'github:ada', asOf: Instant = AS_OF): Joined => join(inventory, asOf).joined(accountKey(account))

/** The log of one location. */
export const joinedLogOf = (inventory: Inventory, location = 'vault-hq', asOf: Instant = AS_OF): JoinedLog => {
  const log = join(inventory, asOf).logs.find(({ subject }) => subject.id === location)
  if (log === undefined) throw new Error(`no source reads a log of ${location}`)
  return log
}

/** Everything that a rule may ask about one account. */
export const someFacts = (facts: Partial<Facts> = {}, account = 'github:ada'): AccountFacts => joinedOf(anInventory(facts), account).facts
