/** How a forecast is worded, whatever the format. */
import type { Forecast, ForecastCounts, Prospect } from '../../model/forecast.ts'
import { tally } from '../wording.ts'

/** What nobody may overlook. */
export const NOT_AN_AUDIT = 'This is a forecast, not an audit: it proves nothing.'

export const titles: readonly (readonly [Prospect['prospect'], string])[] = [
  ['will-fail', 'Will fail'],
  ['reopens', 'Waived today, open when the waiver has ended'],
  ['fails', 'Fails today'],
  ['stays-unknown', 'Stays unknown'],
  ['becomes-unknown', 'Becomes unknown'],
]

const counted: readonly (readonly [keyof ForecastCounts, string])[] = [
  ['fails', 'fail today'],
  ['willFail', 'will fail'],
  ['reopens', 'reopen'],
  ['staysUnknown', 'stay unknown'],
  ['becomesUnknown', 'become unknown'],
]

/** "5 fail today, 2 will fail": what is none is left out. */
export const counts = (summary: ForecastCounts, between?: string): string => tally(counted, summary, between)

/** The counts, or that there is nothing to count. */
export const headline = ({ summary }: Forecast, between?: string): string => counts(summary, between) || 'nothing fails, and nothing is unknown'

/** By the day, and on one day as the report sorts. */
export const byDay = (prospects: readonly Prospect[]): readonly Prospect[] =>
  [...prospects].sort(({ day: a = '' }, { day: b = '' }) => (a < b ? -1 : a > b ? 1 : 0))
