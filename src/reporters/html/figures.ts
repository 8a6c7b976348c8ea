/** The pictures of the page, each with a sentence that says what is to be seen, a legend, and a table that says it all. */
import { DAY } from '../../model/time.ts'
import type { Report } from '../../model/report.ts'
import { HORIZON } from '../sections.ts'
import { day, plural, tally } from '../wording.ts'
import { accessHistory, type Audited } from './accesses.ts'
import { ages } from './ages.ts'
import { coverage, type Covered } from './coverage.ts'
import { monthName } from './months.ts'
import { type Column, columns, type Kind, type Part, rows, spans } from './svg.ts'
import { timeline } from './timeline.ts'
import { trendFigures } from './trend-figures.ts'

export interface Figure {
  readonly id: string
  readonly title: string
  /** What there is to see. */
  readonly says: string
  /** What is not to be seen in it. */
  readonly note: string
  readonly legend: readonly { readonly kind: Kind; readonly means: string }[]
  /** SVG. */
  readonly picture: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** So many accounts are named in a cell of a table. */
const NAMED = 8
const named = (accounts: readonly string[]): string =>
  accounts.length <= NAMED ? accounts.join(', ') : `${accounts.slice(0, NAMED).join(', ')} and ${String(accounts.length - NAMED)} more`

/** The first month, every third one after it. */
const quarterly = (month: string, index: number): readonly string[] => (index % 3 === 0 ? monthName(month).split(' ') : [])

const ofTimeline = (report: Report): Figure => {
  const { isAsked, now, overdue, months, later, unscheduled, unknown } = timeline(report)
  const coming = [...months.values()]
  const soon = coming.reduce((sum, slot) => sum + slot.soon, 0)
  const fine = coming.reduce((sum, { due }) => sum + due.length, 0) - soon + later.length
  const told = tally(
    [
      ['overdue', 'overdue'],
      ['now', 'needed now'],
      ['soon', `due within ${String(HORIZON)} days`],
      ['fine', 'fine'],
      ['unscheduled', 'without a day'],
      ['unknown', 'not known'],
    ] as const,
    { overdue: overdue.length, now: now.length, soon, fine, unscheduled: unscheduled.length, unknown: unknown.length },
  )
  const says = isAsked ? `Code sets: ${told === '' ? 'none is registered' : told}.` : 'No control of the policy asks for rotations.'
  const about = { id: 'timeline', title: 'Rotations over the next year', says }
  const part = (kind: Kind, count: number): Part[] => [{ kind, count }]
  const drawn: Column[] = [
    { name: 'overdue', label: ['over-', 'due'], width: 2.4, parts: part('bad', overdue.length) },
    { name: 'needed now', label: ['now'], width: 2.4, parts: part('bad', now.length) },
    ...[...months].map(([month, slot], index) => ({
      name: monthName(month),
      label: quarterly(month, index),
      parts: [...part('soon', slot.soon), ...part('fine', slot.due.length - slot.soon)],
    })),
    { name: 'later', label: ['later'], width: 2.4, parts: part('fine', later.length) },
    { name: 'no day', label: ['no', 'day'], width: 2.4, parts: part('none', unscheduled.length) },
    { name: 'not known', label: ['not', 'known'], width: 2.4, parts: part('unknown', unknown.length) },
  ]
  return {
    ...about,
    note: 'Code sets of the register that count today. Needed now: their codes are lost, compromised or spent. Codes that change only when one is used, or never, have no day.',
    legend: [
      { kind: 'bad', means: 'overdue, or needed now' },
      { kind: 'soon', means: `due within ${String(HORIZON)} days` },
      { kind: 'fine', means: 'fine: due later' },
      { kind: 'none', means: 'no day' },
      { kind: 'unknown', means: 'not known' },
    ],
    picture: columns(about, drawn),
    head: ['When', 'Code sets', 'Of'],
    rows: [
      ['overdue', String(overdue.length), named(overdue)],
      ['needed now', String(now.length), named(now)],
      ...[...months].map(([month, { due }]) => [monthName(month), String(due.length), named(due)]),
      ['later', String(later.length), named(later)],
      ['no day', String(unscheduled.length), named(unscheduled)],
      ['not known', String(unknown.length), named(unknown)],
    ],
  }
}

const ofAges = (report: Report): Figure => {
  const { groups, unknown, oldest } = ages(report)
  const unsaid = unknown.length === 0 ? '' : ` The age of ${plural(unknown.length, 'code set')} is not known.`
  const says = `${oldest === undefined ? 'No code set of a known age.' : `The oldest code set is ${plural(oldest, 'day')} old.`}${unsaid}`
  const about = { id: 'ages', title: 'Age of the code sets', says }
  return {
    ...about,
    note: 'Since they were generated, by the register.',
    legend: [],
    picture: rows(about, [
      ...groups.map(({ title, accounts }) => ({ label: title, kind: 'fine' as const, count: accounts.length })),
      { label: 'not known', kind: 'unknown' as const, count: unknown.length },
    ]),
    head: ['Age', 'Code sets', 'Of'],
    rows: [...groups.map(({ title, accounts }) => [title, String(accounts.length), named(accounts)]), ['not known', String(unknown.length), named(unknown)]],
  }
}

const YEAR = 365 * DAY
/** More would be no picture; the table has all. */
const MOST_SPANS = 40

/** Where a source lies in the year before as-of: the span of a log; of what has no span the day on which it was collected, which is narrow. */
const spanOf = ({ span, collectedAt }: Covered, asOf: string): { readonly from: number; readonly to: number } => {
  const share = (instant: string): number => Math.min(1, Math.max(0, 1 - (Date.parse(asOf) - Date.parse(instant)) / YEAR))
  if (span !== undefined) return { from: share(span.from), to: share(span.to) }
  if (collectedAt === undefined) return { from: 0, to: 0 }
  return { from: Math.max(0, share(collectedAt) - 0.012), to: share(collectedAt) }
}

const lacksIn = ({ lacks }: Covered): string => (lacks.length === 0 ? 'no gap known' : lacks.join(', '))

const ofCoverage = (report: Report): Figure => {
  const all = coverage(report)
  const places = all.filter(({ kind }) => kind === 'place').length
  const holed = all.filter(({ lacks }) => lacks.length > 0).length - places
  const told = [
    `Of ${plural(all.length - holed - places, 'source')} no gap is known.`,
    ...(holed === 0 ? [] : [`${holed === 1 ? '1 source lacks' : `${String(holed)} sources lack`} something.`]),
    ...(places === 0 ? [] : [`${places === 1 ? '1 place of copies has' : `${String(places)} places of copies have`} no log.`]),
  ]
  const rest = all.length - MOST_SPANS
  const about = {
    id: 'coverage',
    title: 'Coverage by source',
    says: told.join(' '),
  }
  const from = new Date(Date.parse(report.asOf) - YEAR).toISOString()
  return {
    ...about,
    note: `A log is drawn as the time of the last year that it covers, any other source at the day on which it was collected. What lies outside is not seen.${rest > 0 ? ` ${String(rest)} more stand in the table.` : ''}`,
    legend: [
      { kind: 'fine', means: 'covered, and no gap known' },
      { kind: 'unknown', means: 'something is missing' },
    ],
    picture: spans(
      about,
      all
        .slice(0, MOST_SPANS)
        .map((one) => ({ name: one.name, says: lacksIn(one), kind: one.lacks.length === 0 ? 'fine' : 'unknown', ...spanOf(one, report.asOf) })),
      [day(from), day(report.asOf)],
    ),
    head: ['Source', 'What', 'Records', 'Covers from', 'to', 'What is missing'],
    rows: all.map((one) => [
      one.name,
      one.about,
      String(one.records),
      one.span === undefined ? '' : day(one.span.from),
      one.span === undefined ? '' : day(one.span.to),
      lacksIn(one),
    ]),
  }
}

const audits = ({ no, unknown, yes }: Audited): readonly Part[] => [
  { kind: 'bad', count: no },
  { kind: 'unknown', count: unknown },
  { kind: 'fine', count: yes },
]

const ofAccesses = (report: Report): Figure => {
  const { months, earlier, hasPlaces } = accessHistory(report)
  const all = [...months.values()]
  const sum = (key: keyof Audited): number => all.reduce((total, month) => total + month[key], 0)
  const unseen = all.filter((month) => month.unseen.length > 0).length
  const total = sum('yes') + sum('no') + sum('unknown')
  const parts = tally(
    [
      ['no', 'unaudited'],
      ['unknown', 'not known'],
      ['yes', 'audited'],
    ] as const,
    { no: sum('no'), unknown: sum('unknown'), yes: sum('yes') },
  )
  const about = {
    id: 'accesses',
    title: 'Accesses to copies over the last year',
    says: `${total === 0 ? 'No access was seen.' : `${total === 1 ? '1 access' : `${String(total)} accesses`}: ${parts}.`} ${!hasPlaces ? 'No place of copies is known.' : unseen === 0 ? 'The logs cover every month.' : `The logs do not wholly cover ${plural(unseen, 'month')}.`}`,
  }
  const cells = ({ yes, no, unknown }: Audited): readonly string[] => [yes + no + unknown, no, unknown].map(String)
  return {
    ...about,
    note: 'What the logs show of the copies in the register. An access is audited when a ticket explains it, or an incident that names account and actor and was open then.',
    legend: [
      { kind: 'bad', means: '✕ unaudited' },
      { kind: 'unknown', means: 'not known' },
      { kind: 'fine', means: 'audited' },
      { kind: 'unseen', means: 'a place whose log does not cover the month' },
    ],
    picture: columns(about, [
      { name: 'earlier', label: ['earlier'], width: 2.4, parts: audits(earlier) },
      ...[...months].map(([month, counts], index) => ({
        name: monthName(month),
        label: quarterly(month, index),
        parts: audits(counts),
        isUnseen: counts.unseen.length > 0,
      })),
    ]),
    head: ['Month', 'Accesses', 'Unaudited', 'Not known', 'Not covered'],
    rows: [['earlier', ...cells(earlier), ''], ...[...months].map(([month, counts]) => [monthName(month), ...cells(counts), named(counts.unseen)])],
  }
}

/** In the order in which the page shows them. */
export const figuresOf = (report: Report): readonly Figure[] => [
  ...trendFigures(report),
  ...[ofTimeline, ofAccesses, ofAges, ofCoverage].map((figure) => figure(report)),
]
