/** One table for a rule: what it says of each case, and that it is whole: registered, documented, proved in every outcome. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { EvidenceRow } from '../../src/model/evidence.ts'
import type { Facts, Gap, SourceRecord } from '../../src/model/inventory.ts'
import type { Role } from '../../src/model/policy.ts'
import type { AnyRule } from '../../src/model/rule.ts'
import { type Instant, parseDuration } from '../../src/model/time.ts'
import type { Outcome, Told, Verdict } from '../../src/model/verdict.ts'
import { link } from '../../src/audit/link.ts'
import { rules } from '../../src/rules/index.ts'
import { aControl, aPolicy, AS_OF, theRoles } from './builders.ts'
import { anInventory, joinedLogOf, joinedOf } from './facts.ts'

export interface RuleCase {
  readonly name: string
  /** github:ada unless said otherwise; of a rule about logs vault-hq. */
  readonly subject?: string
  /** Of the inventory; what is left out is as in facts.ts. */
  readonly facts: Partial<Facts>
  readonly gaps?: readonly Gap[]
  readonly sources?: readonly SourceRecord[]
  readonly params?: Readonly<Record<string, unknown>>
  readonly asOf?: Instant
  readonly roles?: ReadonlyMap<string, Role>
  readonly expect: {
    readonly outcome: Outcome
    readonly message?: string | RegExp
    /** undefined: there is none. */
    readonly due?: Instant | undefined
    /** One for each row, in order. */
    readonly evidence?: readonly Partial<EvidenceRow>[]
    /** undefined: the verdict rests on all that the rule needs. */
    readonly rests?: readonly string[] | undefined
    readonly remediation?: string | RegExp
  }
}

/** A verdict with what it tells. */
type Judged = Omit<Verdict, 'tell'> & Told

/** Facts of which a rule may look only at those that it declares: the evaluator hands over all that there are. */
const declared = (facts: object, needs: readonly string[]): object =>
  new Proxy(facts, {
    get: (target, need) => {
      if (!needs.includes(String(need))) throw new Error(`the rule looks at ${String(need)} without declaring it`)
      return Reflect.get(target, need) as unknown
    },
    ownKeys: () => {
      throw new Error('the rule looks at all facts, whatever they are')
    },
    has: () => {
      throw new Error('every fact is there: the rule need not ask')
    },
  })

/** The rule's own verdict, before the gaps: with its defaults filled in, and only the facts that it declares. */
export const judgeCase = (rule: AnyRule, one: RuleCase): Judged => {
  const { subject, facts: given, gaps = [], sources, params = {}, asOf = AS_OF, roles = theRoles } = one
  const [control] = link(aPolicy([aControl({ rule: rule.id, params })]), [rule]).controls
  const inventory = anInventory(given, gaps, sources)
  const joined = rule.about === 'logs' ? joinedLogOf(inventory, subject, asOf) : joinedOf(inventory, subject, asOf)
  const facts = declared(joined.facts, rule.needs as readonly string[])
  const { tell, ...decided } = rule.judge(joined.subject, facts, control!.params, { asOf, roles }) as Verdict
  return { ...decided, ...tell() }
}

interface Property {
  readonly $ref?: string
  readonly default?: unknown
}

/** The defaults that the schema of policies publishes, durations in milliseconds. */
const publishedDefaults = (id: string): Readonly<Record<string, unknown>> => {
  const { $defs } = JSON.parse(readFileSync('schemas/policy.schema.json', 'utf8')) as {
    $defs: Readonly<Record<string, { properties: Readonly<Record<string, Property>> }>>
  }
  const isDuration = ({ $ref }: Property): boolean => $ref?.endsWith('/duration') === true
  return Object.fromEntries(
    Object.entries($defs[id]!.properties).map(([name, property]) => [
      name,
      isDuration(property) ? parseDuration(property.default as string) : property.default,
    ]),
  )
}

const aText: unknown = expect.stringMatching(/\S/)

/** What holds of every verdict of a rule: it says something, shows rows that are some, and what to do where something is to be done. */
const checkForm = (rule: AnyRule, { outcome, message, evidence, remediation, rests = [] }: Judged): void => {
  expect(message).toEqual(aText)
  expect(evidence).toEqual(evidence.map(() => expect.objectContaining({ source: aText, fact: aText }) as unknown))
  expect(remediation).toEqual(outcome === 'fail' || outcome === 'unknown' ? aText : undefined)
  expect(rule.needs).toEqual(expect.arrayContaining([...rests]))
  if (outcome === 'fail') expect(evidence).not.toEqual([])
}

const check = (rule: AnyRule, verdict: Judged, expected: RuleCase['expect']): void => {
  expect(verdict.outcome).toBe(expected.outcome)
  checkForm(rule, verdict)
  if (expected.message !== undefined) expect(verdict.message).toMatch(expected.message)
  if ('due' in expected) expect(verdict.due).toBe(expected.due)
  if (expected.remediation !== undefined) expect(verdict.remediation).toMatch(expected.remediation)
  if ('rests' in expected) expect(verdict.rests).toEqual(expected.rests)
  if (expected.evidence !== undefined) expect(verdict.evidence).toMatchObject(expected.evidence)
}

const outcomes: readonly Outcome[] = ['pass', 'fail', 'unknown', 'not-applicable']

/** `never`: outcomes that the rule has no reason to give. */
export const testRule = (rule: AnyRule, cases: readonly RuleCase[], never: readonly Outcome[] = []): void => {
  describe(rule.id, () => {
    for (const one of cases)
      test(one.name, () => {
        check(rule, judgeCase(rule, one), one.expect)
      })

    test('each case has a name of its own', () => {
      expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
    })

    test('it says what is wrong, and about what', () => {
      expect(rule.title).toMatch(/^[A-Z].*\w$/)
      expect(['accounts', 'logs']).toContain(rule.about)
    })

    test('it is registered', () => {
      expect(rules).toContain(rule)
    })

    test('it has a page', () => {
      expect(existsSync(`docs/rules/${rule.id}.md`)).toBe(true)
    })

    test('every outcome is proved', () => {
      expect(outcomes.filter((outcome) => !cases.some((one) => one.expect.outcome === outcome))).toEqual(never)
    })

    test('its defaults are those of the schema', () => {
      expect(rule.defaults).toEqual(publishedDefaults(rule.id))
    })
  })
}
