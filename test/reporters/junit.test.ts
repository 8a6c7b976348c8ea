import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { everyFinding } from '../../src/model/finding-order.ts'
import { severities } from '../../src/model/policy.ts'
import type { Finding, Report } from '../../src/model/report.ts'
import junit from '../../src/reporters/junit.ts'
import { aReport, controls, HOSTILE } from '../support/a-report.ts'
import { told } from '../support/told.ts'

const JUNIT_4 = readFileSync('test/contracts/junit-4.xsd', 'utf8')

const errors = async (xml: string): Promise<readonly string[]> => {
  const { errors: found } = await validateXML({ xml: [{ fileName: 'junit.xml', contents: xml }], schema: [JUNIT_4] })
  return found.map(({ message }) => message)
}

const numbers = (xml: string, attribute: string): readonly number[] =>
  [...xml.matchAll(new RegExp(`<testsuite [^>]* ${attribute}="(\\d+)"`, 'g'))].map(([, number]) => Number(number))
const count = (xml: string, element: string): number => xml.split(`<${element}`).length - 1
const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0)
const isRed = (xml: string): boolean => /<(?:failure|error)[ >]/.test(xml)

/** The case of one subject, without the name. */
const caseOf = (xml: string, name: string): string => xml.split(`name="${name}"`)[1]?.split('<testcase')[0] ?? ''

test('is the report as it stood', async () => {
  await expect(told(junit, aReport())).toMatchFileSnapshot('../golden/junit.xml')
})

test('obeys the rules of JUnit 4, whatever names mean', async () => {
  expect(await errors(told(junit, aReport()))).toEqual([])
})

test('has a suite for every control in the order of the policy and a case for every finding', () => {
  const report = aReport()
  const xml = told(junit, report)
  expect([...xml.matchAll(/<testsuite name="([^"]+)" package="sparekey" id="(\d+)"/g)].map(([, name, id]) => [name, id])).toEqual(
    controls.map(({ id }, index) => [id, String(index)]),
  )
  expect(count(xml, 'testcase')).toBe([...everyFinding(report)].length)
})

test('counts what it holds', () => {
  const xml = told(junit, aReport())
  expect(sum(numbers(xml, 'tests'))).toBe(count(xml, 'testcase'))
  expect(sum(numbers(xml, 'failures'))).toBe(count(xml, 'failure'))
  expect(sum(numbers(xml, 'errors'))).toBe(count(xml, 'error'))
  expect(sum(numbers(xml, 'skipped'))).toBe(count(xml, 'skipped'))
})

test('tells each outcome and standing in its own way', () => {
  const xml = told(junit, aReport())
  expect(caseOf(xml, 'mfa-missing: github:ada')).toMatch(/^ time="0.000"\/>/)
  expect(caseOf(xml, 'over-age: github:grace')).toContain(
    '<failure type="over-age" message="Backup codes are 398 days old; the limit is 365 days.">Backup codes',
  )
  expect(caseOf(xml, 'over-age: github:grace')).toContain('evidence: register, escrow/register.yaml:59: generated = 2025-10-20T09:00:00.000Z')
  expect(caseOf(xml, 'mfa-missing: github:linus')).toContain('<error type="unknown" message="It is not known')
  expect(caseOf(xml, 'mfa-missing: aws:111122223333/deploy')).toContain('<skipped>not-applicable: ')
  expect(caseOf(xml, 'over-age: github:octo-bot')).toContain(
    '<skipped>fail, waived until 2026-12-31 by ada@acme.test (W-2026-014: The account closes with the migration): Backup codes are 500 days old',
  )
  expect(caseOf(xml, 'over-age: github:radia')).toContain('<skipped>fail, known from the baseline: ')
  expect(caseOf(xml, 'bad-name: vault-hq')).toContain('<skipped>fail, low is below --fail-on medium: ')
})

test('says why a gate makes nothing red', () => {
  const xml = told(junit, aReport({ gate: { exitZero: true, allowIncomplete: true } }))
  expect(isRed(xml)).toBe(false)
  expect(caseOf(xml, 'over-age: github:grace')).toContain('<skipped>fail, tolerated by --exit-zero: ')
  expect(caseOf(xml, 'mfa-missing: github:linus')).toContain('<skipped>unknown, tolerated by --allow-incomplete: ')
})

test('names the service of an account as the class; locations and nothing have none', () => {
  const xml = told(junit, aReport())
  for (const [className, name] of [
    ['github', 'mfa-missing: github:ada'],
    ['location', 'bad-name: vault-hq'],
    ['none', 'expired: *'],
  ]) {
    expect(xml).toContain(`<testcase classname="${className!}" name="${name!}"`)
  }
})

test('cuts long names and says how long they were', () => {
  expect(told(junit, aReport())).toContain(`name="bad-name: custom:${'x'.repeat(249)}… (1007 characters)"`)
})

test('lets no name forge a line, a command or an element', () => {
  const xml = told(junit, aReport())
  expect(xml.split('\n').filter((line) => /^\s*::/.test(line) || line.includes('##['))).toEqual([])
  expect(xml).not.toContain('<script')
  expect(xml).not.toContain(HOSTILE.bidi)
})

const finding = fc
  .record({
    control: fc.constantFrom(...controls),
    severity: fc.constantFrom(...severities),
    outcome: fc.constantFrom('pass', 'fail', 'unknown', 'not-applicable'),
    standing: fc.constantFrom('open', 'open', 'waived', 'known'),
    subject: fc.string({ unit: 'binary', minLength: 1 }),
    message: fc.string({ unit: 'binary' }),
  })
  .map(({ control, ...rest }): Finding => ({ control: control.id, rule: control.rule, evidence: [], fingerprint: '0'.repeat(64), ...rest }))
const gate = fc.record({ failOn: fc.constantFrom(...severities), allowIncomplete: fc.boolean(), exitZero: fc.boolean() })
const anyParts = fc.record({ findings: fc.array(finding), gate })
const anyReport = anyParts.map((parts): Report => aReport(parts))

test('is red exactly when the exit code is not 0', () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      const xml = told(junit, report)
      expect(isRed(xml)).toBe(report.exitCode !== 0)
      expect(count(xml, 'testcase')).toBe([...everyFinding(report)].length)
    }),
    { numRuns: 500 },
  )
})

test('is the same for the same report', () => {
  fc.assert(fc.property(anyParts, (parts) => told(junit, aReport(parts)) === told(junit, aReport(structuredClone(parts)))))
})
