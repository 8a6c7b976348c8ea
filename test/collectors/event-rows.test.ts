import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventRows } from '../../src/collectors/event-rows.ts'
import { anEscrowEvent } from '../support/builders.ts'
import { inventories } from '../support/arbitraries.ts'

test('events in columns are those that were given, field by field', () => {
  fc.assert(
    fc.property(fc.array(inventories), (several) => {
      const given = several.map(({ facts }) => [...facts.escrowEvents])
      const rows = eventRows(given)
      expect([...rows]).toStrictEqual(given.flat())
      expect(rows.at(rows.length - 1)).toStrictEqual(given.flat().at(-1))
    }),
  )
})

test('that many differ in what most say alike takes nothing from them', () => {
  const events = Array.from({ length: 10_000 }, (_, index) => anEscrowEvent({ id: String(index), actor: `oidc-${String(index % 5000)}` }))
  expect([...eventRows([events])]).toStrictEqual(events)
})
