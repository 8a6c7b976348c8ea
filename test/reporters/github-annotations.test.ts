import fc from 'fast-check'
import { expect, test } from 'vitest'
import annotations from '../../src/reporters/github-annotations.ts'
import { aQuietReport, aReport } from '../support/a-report.ts'
import { aFinding } from '../support/builders.ts'
import { manyFindings, manyOf } from '../support/many.ts'
import { told } from '../support/told.ts'

const count = (text: string, level: string): number => text.split('\n').filter((line) => line.startsWith(`::${level} `)).length

/** As the runner reads a command: properties up to the second `::`, each unescaped. */
const parse = (line: string) => {
  const [, level = '', properties = '', data = ''] = /^::(error|warning|notice) (.*?)::(.*)$/.exec(line) ?? []
  const undo = (text: string, marks: readonly (readonly [string, string])[]): string =>
    marks.reduce((undone, [coded, mark]) => undone.replaceAll(coded, mark), text)
  const inData = [
    ['%0D', '\r'],
    ['%0A', '\n'],
    ['%25', '%'],
  ] as const
  const inProperty = [
    ['%0D', '\r'],
    ['%0A', '\n'],
    ['%3A', ':'],
    ['%2C', ','],
    ['%25', '%'],
  ] as const
  return {
    level,
    properties: new Map(properties.split(',').map((pair) => [pair.split('=')[0]!, undo(pair.slice(pair.indexOf('=') + 1), inProperty)])),
    message: undo(data, inData),
  }
}

test('is the report as it stood', async () => {
  await expect(told(annotations, aReport())).toMatchFileSnapshot('../golden/annotations.txt')
})

test('says the verdict and nothing else where everything passed', () => {
  expect(told(annotations, aQuietReport())).toBe('::notice title=Sparekey::The policy is met, and proven. 1 verdict is a pass.\n')
})

test('is an error, a warning or a notice as the finding counts', () => {
  const text = told(annotations, aReport())
  expect(text).toContain('::error file=escrow/register.yaml,line=59,title=BC-04 over-age::github:grace: Backup codes are 398 days old')
  expect(text).toContain('::warning file=policies/organization.yaml,line=10,title=BC-01 mfa-missing::It is not known whether github:linus')
  expect(text).toContain('::notice file=policies/organization.yaml,line=20,title=BC-04 over-age::fail, waived until 2026-12-31 by ada@acme.test')
  const tolerant = told(annotations, aReport({ gate: { exitZero: true, allowIncomplete: true } }))
  expect([count(tolerant, 'error'), count(tolerant, 'warning')]).toEqual([0, 0])
})

test('names files from the folder of the run, and none outside it', () => {
  expect(told(annotations, aReport(), { folder: 'audit' })).toContain('file=audit/escrow/register.yaml,line=59')
  expect(told(annotations, aReport(), { folder: '/elsewhere' })).not.toContain('file=')
})

test.each([
  [9, 9, ''],
  [10, 10, ''],
  [11, 10, '::error title=Sparekey::and 2 more failures: see the report.'],
  [500, 10, '::error title=Sparekey::and 491 more failures: see the report.'],
])('of %i failures it tells at most ten, and how many more', (failures, lines, last) => {
  const findings = manyFindings(failures).map((finding) => ({ ...finding, severity: 'high' as const }))
  const text = told(annotations, aReport({ findings }))
  expect(count(text, 'error')).toBe(lines)
  expect(text.trimEnd().split('\n').at(-1)!.startsWith(last)).toBe(true)
})

test('counts the verdict among the ten notices', () => {
  const text = told(annotations, aReport({ findings: manyFindings(40), gate: { exitZero: true } }))
  expect(count(text, 'notice')).toBe(10)
  expect(text).toContain('::notice title=Sparekey::and 32 more notices: see the report.')
})

test('whatever names mean, a command stays one line and tells what was told', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('\n::error::x', '%0A::error::y', ',line=1', '::', '##[error]z', '\r'), (text, mark) => {
      const message = `${text}${mark}`
      const report = aReport({
        findings: [{ ...aFinding(), control: message, rule: mark, subject: '*', message, outcome: 'fail', standing: 'open', severity: 'high' }],
      })
      const lines = told(annotations, report).split('\n')
      expect(lines).toHaveLength(3)
      const { level, properties, message: read } = parse(lines[1]!)
      expect(level).toBe('error')
      expect([...properties.keys()]).toEqual(['title'])
      expect(lines[1]).not.toContain('##[')
      if (/^[ -~]*$/.test(message) && !message.includes('##[')) expect(read.startsWith(message)).toBe(true)
    }),
  )
})

test('is short, however many there are', () => {
  expect(told(annotations, manyOf(20_000)).length).toBeLessThan(40_000)
})
