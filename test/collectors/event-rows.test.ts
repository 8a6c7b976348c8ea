import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventRows } from '../../src/collectors/event-rows.ts'
import type { EscrowEvent } from '../../src/model/inventory.ts'
import { anEscrowEvent } from '../support/builders.ts'

/** Every field differs between some two events, and is absent in some where it may be. */
const event: fc.Arbitrary<EscrowEvent> = fc.record(
  {
    id: fc.string(),
    source: fc.constantFrom('vault-hq', 'vault-lab'),
    sourceType: fc.constantFrom('vault', 'bitwarden'),
    location: fc.constantFrom('hq', 'lab'),
    item: fc.constantFrom('github/ada', 'github/grace'),
    time: fc.integer(),
    timeBasis: fc.constantFrom('server', 'client'),
    actor: fc.constantFrom('ada', 'grace'),
    actorKind: fc.constantFrom('human', 'service'),
    action: fc.constantFrom('view', 'export'),
    ticket: fc.constantFrom('SEC-1', 'SEC-2'),
    outcome: fc.constantFrom('success', 'denied'),
    evidence: fc.constantFrom('server', 'client'),
    origin: fc.record(
      {
        source: fc.constantFrom('vault-hq', 'vault-lab'),
        file: fc.constantFrom('a.jsonl', 'b.jsonl'),
        line: fc.nat(),
        record: fc.constantFrom('/data/1', '/data/2'),
      },
      { requiredKeys: ['source', 'file'] },
    ),
  },
  { requiredKeys: ['id', 'source', 'sourceType', 'location', 'time', 'timeBasis', 'actorKind', 'action', 'outcome', 'evidence', 'origin'] },
)

test('events in columns are those that were given, field by field', () => {
  fc.assert(
    fc.property(fc.array(fc.array(event)), (several) => {
      const given = several.flat()
      const rows = eventRows(several)
      expect([...rows]).toEqual(given)
      expect(rows.at(rows.length - 1)).toEqual(given.at(-1))
      expect(JSON.stringify(rows.at(0)?.origin)).toBe(JSON.stringify(given[0]?.origin))
    }),
  )
})

test('no two of them share what only one says', () => {
  const both = fc.tuple(event, event, fc.constantFrom(...(Object.keys(anEscrowEvent()) as (keyof EscrowEvent)[])))
  fc.assert(
    fc.property(both, ([one, other, key]) => {
      const changed = { ...one, [key]: other[key] }
      expect([...eventRows([[one, changed]])]).toEqual([one, changed])
    }),
  )
})

test('that many differ in what most say alike takes nothing from them', () => {
  const events = Array.from({ length: 10_000 }, (_, index) => anEscrowEvent({ id: String(index), actor: `oidc-${String(index % 5000)}` }))
  expect([...eventRows([events])]).toEqual(events)
})
