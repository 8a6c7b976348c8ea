/** A fingerprint lasts: whatever is renamed, reordered or reworded, and however time passes, the same control and subject have the same. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Origin } from '../src/model/evidence.ts'
import type { Inventory } from '../src/model/inventory.ts'
import { everyFinding } from '../src/model/finding-order.ts'
import type { Report } from '../src/model/report.ts'
import { DAY } from '../src/model/time.ts'
import { controls, inventories } from './support/arbitraries.ts'
import { aPolicy, AS_OF } from './support/builders.ts'
import { reportOf } from './support/reports.ts'

const printsOf = (report: Report): ReadonlyMap<string, string> =>
  new Map([...everyFinding(report)].map(({ control, subject, fingerprint }) => [`${control} ${subject}`, fingerprint]))

/** Every file called otherwise, and every line moved. */
const moved = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (key, inner: unknown) =>
    key === 'origin' ? { ...(inner as Origin), file: `moved/${(inner as Origin).file}`, line: ((inner as Origin).line ?? 0) + 100 } : inner,
  ) as T

const turned = (inventory: Inventory): Inventory => ({
  sources: [...inventory.sources].reverse(),
  gaps: [...inventory.gaps].reverse(),
  facts: Object.fromEntries(
    Object.entries(inventory.facts).map(([name, facts]) => [name, [...(facts as readonly unknown[])].reverse()]),
  ) as unknown as Inventory['facts'],
})

test('of every finding', () => {
  fc.assert(
    fc.property(inventories, controls, fc.integer({ min: 0, max: 400 }), (inventory, asks, days) => {
      const prints = printsOf(reportOf({ inventory, policy: aPolicy(asks) }))
      const same = (other: Report): void => {
        for (const [finding, print] of printsOf(other)) expect(prints.get(finding) ?? print).toBe(print)
      }
      const reworded = asks.map((control) => ({ ...control, title: 'Another title', severity: 'info' as const }))
      const others = [
        reportOf({ inventory: turned(inventory), policy: aPolicy([...asks].reverse()) }),
        reportOf({ inventory: moved(inventory), policy: aPolicy(reworded) }),
        reportOf({ inventory, policy: aPolicy(asks), asOf: AS_OF + days * DAY }),
      ]
      others.forEach(same)
      // Only time may bring or take findings.
      expect([...printsOf(others[0]!).keys()].sort()).toEqual([...prints.keys()].sort())
      expect(new Set(prints.values()).size).toBe(prints.size)
    }),
    { numRuns: 40 },
  )
})
