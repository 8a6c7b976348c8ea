import { describe, expect, test } from 'vitest'
import type { Trend } from '../../src/model/report.ts'
import csv from '../../src/reporters/csv.ts'
import markdown from '../../src/reporters/markdown.ts'
import text from '../../src/reporters/text.ts'
import { trendRows, trendSentence } from '../../src/reporters/trend.ts'
import { aReport, HOSTILE } from '../support/a-report.ts'
import { aRun, aTrend, counts } from '../support/a-trend.ts'
import { toText } from '../support/markdown.ts'
import { told } from '../support/told.ts'

describe('the sentence', () => {
  test.each<[string, Partial<Trend>, string]>([
    [
      'tells from where to where it went',
      {},
      'Since 2026-10-23, in 2 runs: open failures 5 → 3, unknown 3 → 5, overdue 4 → 4; 2 of 7 failures cleared, half of them within 12.5 days.',
    ],
    [
      'tells no days where nothing is cleared',
      { all: { ...counts, cleared: 0 } },
      'Since 2026-10-23, in 2 runs: open failures 5 → 3, unknown 3 → 5, overdue 4 → 4; 0 of 7 failures cleared.',
    ],
    ['of one run compares nothing', { total: 1, runs: [aRun('2026-11-23')] }, 'This is the first run of this policy in the history.'],
    [
      'never leaves out another policy in silence',
      { total: 1, others: 2 },
      'This is the first run of this policy in the history. 2 runs by another policy are left out.',
    ],
  ])('%s', (_, over, expected) => {
    expect(trendSentence(aTrend(over))).toBe(expected)
  })
})

test('a row has what changed since the row above, and whether the policy did', () => {
  const runs = [aRun('2026-09-01'), aRun('2026-11-22', { policy: 'b'.repeat(64), fails: { open: 6, waived: 0, known: 0 } }), aRun('2026-11-23', { overdue: 1 })]
  expect(trendRows(aTrend({ total: 30, runs }))).toMatchObject([
    { open: '5', overdue: '4', isOtherPolicy: false, skipped: 0 },
    { open: '6 (+1)', overdue: '4', isOtherPolicy: true, skipped: 27 },
    { open: '5 (\u22121)', overdue: '1 (\u22123)', isOtherPolicy: true, skipped: 0 },
  ])
})

describe('reports', () => {
  const section = (page: string): string => toText(page.split('\n## Trend\n')[1]?.split('\n## ')[0] ?? '')

  test('without a history say nothing of a trend', () => {
    expect(told(markdown, aReport())).not.toContain('## Trend')
    expect(told(text, aReport())).not.toContain('Trend')
  })

  test('Markdown shows the runs and who clears what', () => {
    const page = section(told(markdown, { ...aReport(), trend: aTrend({ total: 5 }) }))
    expect(page).toMatch(/3 runs not shown\s+2026-11-23 00:00 UTC\s+3 \(\u22122\)\s+5 \(\+2\)\s+4\s+1 \(\+1\)\s+0/)
    expect(page).toMatch(/ada@acme.test\s+7\s+2\s+12.5\s+3\s+1\s+0\s+1\s+0/)
    expect(page).toMatch(/nobody\s+0\s+2\s+3\s+1/)
    expect(page).toContain('What cannot be seen any more is not cleared')
  })

  test('Markdown says so where no run has seen a failure', () => {
    expect(section(told(markdown, { ...aReport(), trend: aTrend({ owners: [] }) }))).toContain('No run has seen a failure.')
  })

  test('an owner is no markup', () => {
    const page = told(markdown, { ...aReport(), trend: aTrend() })
    expect(page).not.toContain('<script>')
    expect(section(page)).toContain(HOSTILE.markup)
  })

  test('text has it in a sentence', () => {
    const lines = told(text, { ...aReport(), trend: aTrend() })
    expect(lines.replaceAll(/\n {2}(?=\S)/g, ' ')).toContain('Trend: Since 2026-10-23, in 2 runs: open failures 5 → 3')
  })

  test('formats of findings stay as they are', () => {
    expect(told(csv, { ...aReport(), trend: aTrend() })).toBe(told(csv, aReport()))
  })
})
