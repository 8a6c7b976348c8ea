import { expect, test } from 'vitest'
import text from '../../src/reporters/text.ts'
import { aQuietReport, aReport } from '../support/a-report.ts'
import { told } from '../support/told.ts'

const withoutColour = (shown: string): string => shown.replace(/\u{1b}\[\d+m/gu, '')

test('is the report as it stood', async () => {
  await expect(told(text, aReport())).toMatchFileSnapshot('../golden/report.txt')
})

test('says first and last whether the policy holds', () => {
  const lines = told(text, aReport()).trimEnd().split('\n')
  expect(lines[3]).toBe('✖ The policy is not met.')
  expect(lines.slice(-2)).toEqual(['✖ The policy is not met.', '  4 pass · 9 fail (1 waived) · 3 unknown · 1 not applicable'])
  expect(told(text, aQuietReport())).toContain('✔ The policy is met, and proven.\n  1 verdict is a pass.')
})

test('tells of each finding what is wrong, where it was read and what to do', () => {
  expect(told(text, aReport())).toContain(`
  ✖ high      BC-04  github:grace  over-age
      Backup codes are 398 days old; the limit is 365 days.
      owner grace@acme.test · due 2026-10-20
      see  escrow/register.yaml:59
      do   GitHub: Settings → Password and authentication → Recovery codes → Generate new recovery
           codes.
`)
})

test('says why a failure does not count', () => {
  const shown = told(text, aReport())
  for (const why of ['waived until 2026-12-31 by ada@acme.test', 'known from the baseline', 'low is below --fail-on medium']) expect(shown).toContain(why)
})

test('tells what passed and what does not apply when asked', () => {
  expect(told(text, aReport())).not.toContain('Passed')
  const all = told(text, aReport(), { all: true })
  expect(all).toContain('Passed (4)')
  expect(all).toContain('  ✔ BC-01  github:ada  github:ada has a second factor.')
  expect(all).toContain('Not applicable (1)')
  expect(all).toContain('  BC-01  Every person has a second factor\n         1 pass · 1 fail · 2 unknown · 1 not applicable')
})

test('has colours only when asked, and says the same with them', () => {
  for (const all of [true, false]) {
    const plain = told(text, aReport(), { all })
    const coloured = told(text, aReport(), { all, colour: true })
    expect(coloured).toContain('\u{1b}[31m')
    expect(withoutColour(coloured)).toBe(plain)
  }
})

test('lets no name act on the terminal, hide or give a command to a runner', () => {
  const shown = told(text, aReport(), { all: true })
  expect(shown).not.toMatch(/[^\n\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}]/u)
  expect(shown).toContain('\\u{1b}[31mred')
  expect(shown).toContain('ada\\u{202e}gnp.exe')
  expect(shown.split('\n').filter((line) => /^\s*::/.test(line) || line.includes('##['))).toEqual([])
})

test('keeps to 100 columns where words allow it', () => {
  const isLong = (line: string): boolean => line.length > 100 && !line.includes('x'.repeat(100)) && !line.includes('custom:') && !line.startsWith('      see')
  expect(told(text, aReport()).split('\n').filter(isLong)).toEqual([])
})
