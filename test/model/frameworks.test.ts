import { readFileSync } from 'node:fs'
import { globSync } from 'tinyglobby'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { link } from '../../src/audit/link.ts'
import { openFolder } from '../../src/files.ts'
import { frameworks, mappingsOf } from '../../src/model/frameworks.ts'
import { mappings } from '../../src/model/generated/mappings.ts'
import { isMistaken } from '../../src/model/mistake.ts'
import { DAY, parseDuration } from '../../src/model/time.ts'
import { shippedPolicies } from '../../src/package-files.ts'
import { loadPolicy } from '../../src/policy/load-policy.ts'
import { rules } from '../../src/rules/index.ts'

const control = (rule: string, params: object = {}, ...overrides: object[]) => ({
  rule,
  params: { ...params },
  overrides: overrides.map((over) => ({ select: {}, params: { ...over } })),
})
const requirements = (framework: string, asked: ReturnType<typeof control>): readonly string[] =>
  mappingsOf(asked).flatMap((mapping) => (mapping.framework === framework ? [mapping.requirement] : []))

describe('the frameworks', () => {
  test('are those that an auditor asks for', () => {
    expect([...frameworks.keys()]).toEqual(['cis', 'iso-27001', 'nist-800-53', 'nist-800-63b', 'nist-800-63b-4', 'pci-dss', 'scuba', 'soc-2'])
    expect(frameworks.get('nist-800-53')?.name).toBe('NIST SP 800-53, Revision 5.1.1')
  })

  test('are the files of mappings/, each named as its framework', () => {
    const files = globSync('mappings/*.yaml').sort()
    expect(files).toEqual([...frameworks.keys()].map((id) => `mappings/${id}.yaml`).sort())
    expect(files.map((file) => parse(readFileSync(file, 'utf8')) as unknown)).toEqual(
      files.map((file) => mappings.find(({ framework }) => file === `mappings/${framework}.yaml`)),
    )
  })

  describe.each(mappings)('$name, $edition', ({ sources, requirements: listed }) => {
    const mapped = listed.flatMap(({ id, mapped: by }) => by.map((mapping) => ({ id, ...mapping })))

    test('lists each requirement once, and each of its rules once', () => {
      const ids = listed.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      const pairs = mapped.map(({ id, rule }) => `${id} ${rule}`)
      expect(new Set(pairs).size).toBe(pairs.length)
    })

    test.each(mapped)('$id by $rule: names a rule and a source, and is confirmed only where the source was read', ({ rule, source, confidence }) => {
      expect(rules.map(({ id }) => id)).toContain(rule)
      const from = sources.find(({ id }) => id === source)
      expect(from).toBeDefined()
      if (confidence === 'confirmed') expect(from?.read).toMatch(/^\d{4}-\d{2}/)
      else expect(from?.read).toBeUndefined()
    })

    test('limits only durations that the rule has', () => {
      for (const { rule, 'at-most': atMost = {} } of mapped) {
        const defaults = rules.find(({ id }) => id === rule)?.defaults as Readonly<Record<string, unknown>>
        for (const [parameter, most] of Object.entries(atMost)) {
          expect(typeof defaults[parameter]).toBe('number')
          expect(parseDuration(most)).toBeGreaterThan(0)
        }
      }
    })
  })
})

describe('a control', () => {
  test('has the mappings of its rule, with source and confidence', () => {
    expect(mappingsOf(control('rotation-due')).filter(({ framework }) => framework === 'nist-800-53')).toEqual([
      {
        framework: 'nist-800-53',
        requirement: 'IA-5(f)',
        fit: 'direct',
        confidence: 'confirmed',
        source: 'NIST OSCAL content, SP 800-53 Revision 5.1.1 catalog',
      },
    ])
    expect(mappingsOf(control('used-not-rotated')).find(({ requirement }) => requirement === '4.2.1.1')).toMatchObject({ confidence: 'unconfirmed' })
  })

  test('of a rule that is mapped nowhere has none', () => {
    expect(mappingsOf(control('bad-name'))).toEqual([])
  })

  test('supports a requirement with a period only where it keeps to the period, exactly the period included', () => {
    const days = (count: number) => ({ interval: count * DAY })
    expect(requirements('pci-dss', control('review-overdue', days(184)))).toContain('7.2.4')
    expect(requirements('pci-dss', control('review-overdue', { interval: 184 * DAY + 1 }))).not.toContain('7.2.4')
    expect(requirements('pci-dss', control('review-overdue'))).not.toContain('7.2.4')
  })

  test('supports it only where each override keeps to it, too', () => {
    const quarter = { interval: 90 * DAY }
    expect(requirements('cis', control('review-overdue', quarter, {}, { interval: 92 * DAY }))).toContain('5.1')
    expect(requirements('cis', control('review-overdue', quarter, {}, { interval: 93 * DAY }))).not.toContain('5.1')
  })

  test('is never mapped by its age to what does not ask for it', () => {
    for (const rule of ['over-age', 'rotation-due']) {
      expect(requirements('nist-800-63b', control(rule))).toEqual([])
      expect(requirements('nist-800-63b-4', control(rule))).toEqual([])
      expect(requirements('pci-dss', control(rule))).toEqual([])
    }
  })
})

test('what policies/organization.yaml names as references is mapped so, and confirmed', async () => {
  const path = 'policies/organization.yaml'
  const loaded = await loadPolicy({ files: openFolder('.', false), shipped: shippedPolicies }, [{ path, named: (message) => ({ file: path, message }) }])
  if (isMistaken(loaded)) throw new Error(JSON.stringify(loaded.mistakes))
  const { controls } = link(loaded.value, rules)
  const named = controls.flatMap(({ id, references }) => references.map((reference) => `${id} ${reference}`))
  const mapped = controls.flatMap((one) =>
    mappingsOf(one).flatMap(({ framework, requirement, confidence }) =>
      framework === 'nist-800-53' && confidence === 'confirmed' ? [`${one.id} NIST SP 800-53 ${requirement}`] : [],
    ),
  )
  expect(named.length).toBeGreaterThan(15)
  expect(named.filter((one) => !mapped.includes(one))).toEqual([])
})
