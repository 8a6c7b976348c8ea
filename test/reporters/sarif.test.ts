import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import sarif from '../../src/reporters/sarif.ts'
import { aQuietReport, aReport, controls, HOSTILE } from '../support/a-report.ts'
import { manyOf } from '../support/many.ts'
import { told } from '../support/told.ts'

interface Result {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly kind: string
  readonly level: string
  readonly message: { readonly text: string }
  readonly locations: readonly [
    {
      readonly physicalLocation?: { readonly artifactLocation: { readonly uri: string }; readonly region: { readonly startLine: number } }
      readonly logicalLocations: readonly [{ readonly fullyQualifiedName: string }]
    },
  ]
  readonly partialFingerprints: Readonly<Record<string, string>>
  readonly suppressions?: readonly { readonly kind: string; readonly status: string; readonly justification: string }[]
  readonly baselineState?: string
}
interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly properties: Readonly<Record<string, unknown>> }[] } }
  readonly results: readonly Result[]
  readonly invocations: readonly [
    {
      readonly executionSuccessful: boolean
      readonly exitCode: number
      readonly toolExecutionNotifications: readonly {
        readonly descriptor: { readonly id: string }
        readonly level: string
        readonly message: { readonly text: string }
      }[]
    },
  ]
}

const read = (text: string): Run => (JSON.parse(text) as { runs: [Run] }).runs[0]
const about = ({ results }: Run, subject: string): Result =>
  results.find(({ locations: [{ logicalLocations }] }) => logicalLocations[0].fullyQualifiedName === subject)!

test('is the report as it stood', async () => {
  await expect(told(sarif, aReport(), { version: '1.2.3' })).toMatchFileSnapshot('../golden/report.sarif')
})

test('has a rule for every control and a result for every finding that is told, at its rule', () => {
  const report = aReport()
  const { pass, fail, unknown, notApplicable } = report.summary
  const run = read(told(sarif, report))
  expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(controls.map(({ id }) => id))
  expect(run.results).toHaveLength(fail + unknown)
  expect(run.results.filter(({ ruleId, ruleIndex }) => run.tool.driver.rules[ruleIndex]?.id !== ruleId)).toEqual([])
  expect(read(told(sarif, report, { all: true })).results).toHaveLength(pass + fail + unknown + notApplicable)
})

test('has a kind for each outcome, and a level only where something failed', () => {
  const { results } = read(told(sarif, aReport(), { all: true }))
  expect(new Set(results.map(({ kind, level }) => `${kind} ${level}`))).toEqual(
    new Set(['fail error', 'fail warning', 'fail note', 'open none', 'pass none', 'notApplicable none']),
  )
})

test('is never empty on an incomplete run, and says that the run was not whole', () => {
  const unknown = aReport().findings.filter(({ outcome }) => outcome === 'unknown')
  const incomplete = read(told(sarif, aReport({ findings: unknown })))
  expect(incomplete.results).toHaveLength(unknown.length)
  expect(incomplete.invocations[0]).toMatchObject({ executionSuccessful: false, exitCode: 3 })
  expect(read(told(sarif, aQuietReport())).invocations[0]).toMatchObject({ executionSuccessful: true, exitCode: 0 })
})

test('tells gaps, waivers and limits as notifications', () => {
  const report = aReport()
  const [{ toolExecutionNotifications: told_ }] = read(told(sarif, report)).invocations
  const count = (id: string): number => told_.filter(({ descriptor }) => descriptor.id === id).length
  expect([count('gap'), count('waiver'), count('limit')]).toEqual([report.gaps.length, report.waivers.length, report.limits.length])
  expect(told_[0]!.message.text).toContain('Not seen (not-configured, escrow/register.yaml:97): no source reads a log of ops-notes.')
})

test('stands at the register, else at the policy, and never outside', () => {
  const uris = (folder?: string) =>
    read(told(sarif, aReport(), { ...(folder !== undefined && { folder }) })).results.map(
      ({ locations: [{ physicalLocation: physical }] }) => physical?.artifactLocation.uri,
    )
  expect(new Set(uris())).toEqual(new Set(['escrow/register.yaml', 'policies/organization.yaml']))
  expect(new Set(uris('audit'))).toEqual(new Set(['audit/escrow/register.yaml', 'audit/policies/organization.yaml']))
  expect(new Set(uris('../other'))).toEqual(new Set([undefined]))
  expect(about(read(told(sarif, aReport())), 'github:grace').locations[0].physicalLocation?.region.startLine).toBe(59)
})

test('suppresses what is waived, with its justification, and compares where there was a baseline', () => {
  const run = read(told(sarif, aReport()))
  expect(about(run, 'github:octo-bot').suppressions).toEqual([
    { kind: 'external', status: 'accepted', justification: 'W-2026-014, approved by ada@acme.test, until 2026-12-31: The account closes with the migration' },
  ])
  expect(about(run, 'github:octo-bot').baselineState).toBeUndefined()
  expect(about(run, 'github:radia').baselineState).toBe('unchanged')
  expect(about(run, 'github:grace').baselineState).toBe('new')
  expect(about(run, 'github:linus').baselineState).toBeUndefined()
  const withoutBaseline = read(told(sarif, aReport({ findings: aReport().findings.filter(({ standing }) => standing !== 'known') })))
  expect(withoutBaseline.results.filter(({ baselineState }) => baselineState !== undefined)).toEqual([])
})

test('tells alerts on the same line of the policy apart', () => {
  const hashes = read(told(sarif, manyOf(300))).results.map(({ partialFingerprints }) => partialFingerprints['primaryLocationLineHash'])
  expect(new Set(hashes).size).toBe(300)
})

test('holds as many results as GitHub takes, the worst first, says what was left out, and stays below 10 MB packed', () => {
  const text = told(sarif, manyOf(25_003))
  const { results, invocations } = read(text)
  expect(results).toHaveLength(25_000)
  expect(results[0]!.level).toBe('error')
  expect(invocations[0].toolExecutionNotifications.slice(0, 2).map(({ message }) => message.text)).toEqual([
    '3 results of the least severity are left out: a run holds 25000.',
    'GitHub shows the 5000 most severe results.',
  ])
  expect(gzipSync(text).byteLength).toBeLessThan(10_000_000)
})

test('gives a rule no more tags than GitHub takes', () => {
  const report = aReport()
  const [first, ...others] = report.controls
  const many = { ...first!, references: Array.from({ length: 40 }, (_, index) => `A.${String(index)}`) }
  expect(read(told(sarif, { ...report, controls: [many, ...others] })).tool.driver.rules[0]!.properties['tags']).toHaveLength(20)
})

test('makes no link and hides nothing', () => {
  const text = told(sarif, aReport(), { all: true })
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
  const { results } = read(text)
  expect(results.filter(({ message }) => /\[[^\]]*\]\(/.test(message.text))).toEqual([])
  expect(about(read(text), `custom:${HOSTILE.markup}`).message.text).toContain('[a] (javascript:x)')
})
