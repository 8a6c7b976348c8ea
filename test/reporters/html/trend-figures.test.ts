import { describe, expect, test } from 'vitest'
import { trendFigures } from '../../../src/reporters/html/trend-figures.ts'
import html from '../../../src/reporters/html.ts'
import type { Trend } from '../../../src/model/report.ts'
import { aReport, HOSTILE } from '../../support/a-report.ts'
import { aRun, aTrend, counts } from '../../support/a-trend.ts'
import { told } from '../../support/told.ts'

const figures = (over: Partial<Trend> = {}) => trendFigures({ ...aReport(), trend: aTrend(over) })
/** In the drawing for a wide page. */
const barsOf = (picture: string, kind: string): number =>
  picture.split('<svg class="picture narrow"')[0]?.match(new RegExp(`class="k-${kind}"`, 'g'))?.length ?? 0

test('without a history there are none', () => {
  expect(trendFigures(aReport())).toEqual([])
  expect(told(html, aReport())).not.toContain('Who clears what')
})

describe('from run to run', () => {
  test('each run has its open failures and what is not known, and the table the change', () => {
    const [runs] = figures()
    expect(runs!.says).toBe(
      'Since 2026-10-23, in 2 runs: open failures 5 → 3, unknown 3 → 5, overdue 4 → 4; 2 of 7 failures cleared, half of them within 12.5 days.',
    )
    expect([barsOf(runs!.picture, 'bad'), barsOf(runs!.picture, 'unknown')]).toEqual([2, 2])
    expect(runs!.rows).toEqual([
      ['2026-10-23', '5', '3', '4', '0', '0', ''],
      ['2026-11-23', '3 (−2)', '5 (+2)', '4', '1 (+1)', '0', ''],
    ])
  })

  test('says what lies beside a run', () => {
    const [runs] = figures({ total: 9, runs: [aRun('2026-01-01'), aRun('2026-11-23', { policy: 'b'.repeat(64) })] })
    expect(runs!.rows.map((row) => row.at(-1))).toEqual(['', '7 runs before it not shown, the policy was changed'])
  })
})

describe('by owner', () => {
  test('a bar is what is open, and the table says what became of the rest', () => {
    const [, owners] = figures()
    expect(owners!.says).toBe('Of 7 failures 2 are cleared and 3 open.')
    expect(barsOf(owners!.picture, 'bad')).toBe(3)
    expect(owners!.rows).toEqual([
      ['ada@acme.test', '7', '2', '3', '1', '1', '0', '12.5'],
      [HOSTILE.markup, '7', '2', '3', '1', '1', '0', ''],
      ['nobody', '0', '2', '3', '1', '1', '0', ''],
    ])
  })

  test('of many the picture has the first, and says that the table has more', () => {
    const [, owners] = figures({ owners: Array.from({ length: 22 }, (_, index) => ({ owner: `${String(index)}@acme.test`, ...counts })) })
    expect(barsOf(owners!.picture, 'bad')).toBe(20)
    expect(owners!.rows).toHaveLength(22)
    expect(owners!.note).toContain('2 more stand in the table.')
    expect(figures()[1]!.note).not.toContain('more stand')
  })

  test('a long name is cut where there is no room beside a bar', () => {
    const [, owners] = figures({ owners: [{ owner: 'somebody-with-a-long-name@acme.test', ...counts }] })
    expect(owners!.picture).toContain('somebody-with-a…')
    expect(owners!.rows[0]![0]).toBe('somebody-with-a-long-name@acme.test')
  })

  test('without a failure says so', () => {
    expect(figures({ owners: [], all: { ...counts, found: 0 } })[1]!.says).toBe('No run has seen a failure.')
  })
})

test('hostile owners stay text', () => {
  const page = told(html, { ...aReport(), trend: aTrend() })
  expect(page).toContain('Who clears what')
  expect(page).not.toContain(HOSTILE.markup)
})
