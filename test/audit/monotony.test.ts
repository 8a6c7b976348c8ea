/**
 * Taking evidence of one account away never turns a fail or an unknown into a pass.
 *
 * What is taken away here is a field of the register (then it is absent), an attribute that a provider tells (then it
 * is unknown), or all that a provider tells (then a gap is in its place). Left out, for nothing is there to notice it:
 *  - a whole code set, copy or location gone from the register: the register is the organisation's own word, and what
 *    it never had leaves no hole,
 *  - `status`, which the register must have,
 *  - one of two providers' reports that contradict each other: whoever was not asked cannot contradict.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluate } from '../../src/audit/evaluate.ts'
import { join } from '../../src/audit/join.ts'
import { link } from '../../src/audit/link.ts'
import type { CodeSet, Copy, Facts, Inventory, Location } from '../../src/model/inventory.ts'
import type { Outcome } from '../../src/model/verdict.ts'
import { rules } from '../../src/rules/index.ts'
import { accountOf, locations, otherParams, setOf } from '../support/arbitraries.ts'
import { aControl, aCount, aGap, aPolicy, AS_OF, theRoles } from '../support/builders.ts'
import { anInventory } from '../support/facts.ts'

const ACCOUNT = 'google:ada@acme.test'
const RULES = ['over-age', 'rotation-due', 'mfa-missing', 'codes-missing', 'single-location']
const controls = RULES.flatMap((rule) => [
  aControl({ id: rule, rule }),
  aControl({ id: `${rule}, other parameters`, rule, params: otherParams[rule] ?? {} }),
  aControl({ id: `${rule}, production`, rule, select: { tier: ['production'] } }),
  aControl({ id: `${rule}, an override`, rule, overrides: [{ select: { owner: ['ada@acme.test'] }, params: otherParams[rule] ?? {} }] }),
])

const outcomesOf = (inventory: Inventory): ReadonlyMap<string, Outcome> =>
  new Map(
    evaluate(link(aPolicy(controls), rules), join(inventory, AS_OF), { asOf: AS_OF, roles: theRoles })
      .filter(({ subject }) => subject === ACCOUNT)
      .map(({ control, verdict }) => [control.id, verdict.outcome]),
  )

/** An inventory with one thing less. */
type Removal = (inventory: Inventory) => Inventory

const without = <T extends object>(value: T, key: keyof T): T => Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)) as T

const inFacts =
  (change: (facts: Facts) => Partial<Facts>): Removal =>
  (inventory) => ({ ...inventory, facts: { ...inventory.facts, ...change(inventory.facts) } })

const inSets = (change: (set: CodeSet, index: number) => CodeSet): Removal => inFacts(({ codeSets }) => ({ codeSets: codeSets.map(change) }))

const ofSet = (key: keyof CodeSet, which: number): Removal => inSets((set, index) => (index === which ? without(set, key) : set))

const ofCopies = (key: keyof Copy): Removal =>
  inSets((set) => (set.copies === undefined ? set : { ...set, copies: set.copies.map((copy) => without(copy, key)) }))

const ofLocation = (key: keyof Location, which: number): Removal =>
  inFacts((facts) => ({ locations: facts.locations.map((location, index) => (index === which ? without(location, key) : location)) }))

const ofAccount = (key: 'holder' | 'mfa' | 'method'): Removal =>
  inFacts(({ accounts }) => ({ accounts: accounts.map((account) => ({ ...account, [key]: 'unknown' })) }))

const withGap =
  (name: 'accounts' | 'codeCounts', hides: 'account' | 'scope'): Removal =>
  (inventory) => ({
    ...inventory,
    facts: { ...inventory.facts, [name]: [] },
    gaps: [...inventory.gaps, aGap({ about: name, hides: hides === 'account' ? { accounts: [ACCOUNT] } : { scope: 'google:*' } })],
  })

const three = [0, 1, 2]
const removals: ReadonlyMap<string, Removal> = new Map([
  ...three.flatMap((which) =>
    (['generated', 'copies', 'owner', 'tier'] as const).map((key) => [`${key} of set ${String(which)}`, ofSet(key, which)] as [string, Removal]),
  ),
  ...three.flatMap((which) =>
    (['site', 'product', 'administrators'] as const).map((key) => [`${key} of location ${String(which)}`, ofLocation(key, which)] as [string, Removal]),
  ),
  ['items of the copies', ofCopies('item')],
  ['stored of the copies', ofCopies('stored')],
  ['holder', ofAccount('holder')],
  ['mfa', ofAccount('mfa')],
  ['method', ofAccount('method')],
  ['the account, with a gap about it', withGap('accounts', 'account')],
  ['the account, with a gap about its service', withGap('accounts', 'scope')],
  ['the count, with a gap about it', withGap('codeCounts', 'account')],
  ['the count, with a gap about its service', withGap('codeCounts', 'scope')],
])

const organizations = fc
  .record({
    accounts: fc.array(accountOf(ACCOUNT), { maxLength: 1 }),
    codeSets: fc.array(setOf(ACCOUNT), { maxLength: 3 }),
    locations,
    codeCounts: fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 1 }).map((counts) => counts.map((remaining) => aCount({ remaining }))),
  })
  .map((facts) => anInventory(facts))

for (const [name, remove] of removals) {
  test(`without ${name} nothing comes to pass that did not`, () => {
    fc.assert(
      fc.property(organizations, (inventory) => {
        const before = outcomesOf(inventory)
        const after = outcomesOf(remove(inventory))
        const risen = [...before].filter(([control, outcome]) => (outcome === 'fail' || outcome === 'unknown') && after.get(control) === 'pass')
        expect(risen).toEqual([])
      }),
      { numRuns: 400 },
    )
  })
}

test('the organisations hold every outcome of each rule', () => {
  const seen = new Set(
    fc.sample(organizations, { numRuns: 3000, seed: 1 }).flatMap((inventory) => [...outcomesOf(inventory)].map(([rule, outcome]) => `${rule} ${outcome}`)),
  )
  const missing = RULES.flatMap((rule) => ['pass', 'fail', 'unknown', 'not-applicable'].map((outcome) => `${rule} ${outcome}`)).filter((one) => !seen.has(one))
  expect(missing).toEqual([])
})
