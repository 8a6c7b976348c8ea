/** Accesses to copies over the last year, by whether they are audited; and the months of which no log tells all. */
import type { Report, ReportedSource } from '../../model/report.ts'
import { UNNAMED } from './coverage.ts'
import { monthAfter, monthOf, monthsFrom, startOf } from './months.ts'

/** How many accesses are audited: explained by a ticket or an incident. */
export interface Audited {
  readonly yes: number
  readonly no: number
  readonly unknown: number
}

export interface AccessMonth extends Audited {
  /** The places of copies whose logs do not cover all of it. */
  readonly unseen: readonly string[]
}

export interface AccessHistory {
  /** From the month a year before as-of to that of as-of. */
  readonly months: ReadonlyMap<string, AccessMonth>
  readonly earlier: Audited
  /** Whether a copy lies anywhere, or may. */
  readonly hasPlaces: boolean
}

interface Span {
  readonly from: string
  readonly to: string
}

/** Since when a copy lay at each place, and until when its codes were good. */
const livesOf = ({ codeSets, asOf }: Pick<Report, 'codeSets' | 'asOf'>): ReadonlyMap<string, Span> => {
  const lives = new Map<string, Span>()
  let later: { readonly account: string; readonly generated?: string } | undefined
  for (const set of codeSets) {
    // The sets of an account follow one another, the latest first.
    const to = set.current === 'no' && later?.account === set.account ? (later.generated ?? asOf) : asOf
    const copies: readonly { readonly location: string; readonly stored?: string }[] = set.copies ?? (set.current === 'no' ? [] : [{ location: UNNAMED }])
    for (const { location, stored = set.generated ?? '' } of copies) {
      const known = lives.get(location)
      lives.set(location, { from: known === undefined || stored < known.from ? stored : known.from, to: known === undefined || to > known.to ? to : known.to })
    }
    later = set
  }
  return lives
}

/** What a log speaks about, if nothing of it is missing. In the month of as-of it can tell no more than there was when it was collected. */
const spansOf = ({ sources, gaps, asOf }: Pick<Report, 'sources' | 'gaps' | 'asOf'>): ReadonlyMap<string, readonly Span[]> => {
  const holed = new Set(gaps.map(({ source }) => source))
  const reach = ({ covers, collectedAt }: ReportedSource): Span[] =>
    covers === undefined ? [] : [{ from: covers.from, to: covers.to >= collectedAt && monthOf(collectedAt) === monthOf(asOf) ? asOf : covers.to }]
  const spans = new Map<string, Span[]>()
  for (const source of sources) {
    if (source.location === undefined || source.unreadable > 0 || holed.has(source.id)) continue
    spans.set(source.location, [...(spans.get(source.location) ?? []), ...reach(source)])
  }
  return spans
}

/** The places that had copies in a month, and of which no one log covers all of that time. */
const unseenIn = (month: string, asOf: string, lives: ReadonlyMap<string, Span>, spans: ReadonlyMap<string, readonly Span[]>): readonly string[] => {
  const [start, end] = [startOf(month), startOf(monthAfter(month, 1))]
  return [...lives]
    .filter(([place, life]) => {
      const from = life.from > start ? life.from : start
      const to = [life.to, end, asOf].sort()[0] ?? asOf
      return from < to && spans.get(place)?.some((span) => span.from <= from && to <= span.to) !== true
    })
    .map(([place]) => place)
    .sort()
}

/** Every access stands in one month, or among the earlier ones. */
export const accessHistory = (report: Pick<Report, 'accesses' | 'codeSets' | 'sources' | 'gaps' | 'asOf'>): AccessHistory => {
  const { accesses, asOf } = report
  const months = new Map(monthsFrom(monthAfter(monthOf(asOf), -12), 13).map((month) => [month, { yes: 0, no: 0, unknown: 0 }]))
  const earlier = { yes: 0, no: 0, unknown: 0 }
  for (const { at, audited } of accesses) (months.get(monthOf(at)) ?? earlier)[audited] += 1
  const [lives, spans] = [livesOf(report), spansOf(report)]
  return {
    months: new Map([...months].map(([month, counts]) => [month, { ...counts, unseen: unseenIn(month, asOf, lives, spans) }])),
    earlier,
    hasPlaces: lives.size > 0,
  }
}
