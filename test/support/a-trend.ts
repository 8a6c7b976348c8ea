/** A trend of two runs, with a hostile owner. */
import type { Trend } from '../../src/model/report.ts'
import { HOSTILE } from './a-report.ts'

export const aRun = (day: string, over: Partial<Trend['runs'][number]> = {}): Trend['runs'][number] => ({
  asOf: `${day}T00:00:00.000Z`,
  policy: 'a'.repeat(64),
  complete: true,
  exitCode: 1,
  summary: { pass: 1, fail: 5, unknown: 3, notApplicable: 0, waived: 0 },
  fails: { open: 5, waived: 0, known: 0 },
  open: { critical: 0, high: 5, medium: 0, low: 0, info: 0 },
  overdue: 4,
  ...over,
})

export const counts = { found: 7, cleared: 2, open: 3, waived: 1, known: 0, unseen: 1, unasked: 0 }

export const aTrend = (over: Partial<Trend> = {}): Trend => ({
  total: 2,
  others: 0,
  runs: [
    aRun('2026-10-23'),
    aRun('2026-11-23', { fails: { open: 3, waived: 1, known: 0 }, overdue: 4, summary: { pass: 1, fail: 4, unknown: 5, notApplicable: 0, waived: 1 } }),
  ],
  owners: [
    { owner: 'ada@acme.test', ...counts, medianDays: 12.5 },
    { owner: HOSTILE.markup, ...counts },
    { ...counts, found: 0 },
  ],
  all: { ...counts, medianDays: 12.5 },
  ...over,
})
