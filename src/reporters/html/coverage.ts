/** How far each source speaks: what it covers of the last year, and what of it could not be read. A place of copies without a log stands among them. */
import { groupBy } from '../../model/group.ts'
import type { Report, ReportedSource } from '../../model/report.ts'
import { assertedBy, plural } from '../wording.ts'

export interface Covered {
  /** place: copies lie there, and no source reads its log. */
  readonly kind: 'source' | 'place'
  readonly name: string
  /** Of which type it is, and whose log. */
  readonly about: string
  /** A log: the span of which it speaks; a span that is not stated is none. */
  readonly span?: { readonly from: string; readonly to: string }
  readonly collectedAt?: string
  readonly records: number
  /** What is known to be missing, each in a few words; none: no gap is known, which is not the same as none. */
  readonly lacks: readonly string[]
}

/** What says how to judge is no evidence. */
const NO_EVIDENCE = new Set(['configuration', 'waivers'])

const lacksOf = ({ records, unreadable, grade, covers }: ReportedSource, gaps: number): readonly string[] => [
  ...(gaps === 0 ? [] : [plural(gaps, 'gap')]),
  ...(unreadable === 0 ? [] : [`${String(unreadable)} of ${plural(records + unreadable, 'record')} unreadable`]),
  ...(grade !== undefined && covers === undefined ? ['does not say what it covers'] : []),
]

const toCovered = (source: ReportedSource, gaps: number): Covered => {
  const { id, type, location, grade, covers, collectedAt, records } = source
  const log = location === undefined ? [] : [`log of ${location}`]
  return {
    kind: 'source',
    name: id,
    about: [...(type === id ? [] : [type]), ...log, ...(grade === undefined ? [] : [`told by ${assertedBy[grade]}`])].join(', '),
    ...(covers === undefined ? {} : { span: covers }),
    collectedAt,
    records,
    lacks: lacksOf(source, gaps),
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Stands for the places of sets of which the register does not say where the copies lie. */
export const UNNAMED = 'places that the register does not name'

/** The places where a copy of a set lies that counts today, or may. */
const placesOf = ({ codeSets }: Pick<Report, 'codeSets'>): ReadonlySet<string> => {
  const places = new Set<string>()
  for (const { current, copies = [{ location: UNNAMED }] } of codeSets) if (current !== 'no') for (const { location } of copies) places.add(location)
  return places
}

/** Every source of evidence, every source that a gap names and that gave nothing, and every place of copies of which no source reads a log. */
export const coverage = (report: Pick<Report, 'sources' | 'gaps' | 'codeSets'>): readonly Covered[] => {
  const sources = report.sources.filter(({ type }) => !NO_EVIDENCE.has(type))
  const gaps = groupBy(report.gaps, ({ source }) => source)
  const known = new Set(report.sources.map(({ id }) => id))
  const logged = new Set(sources.flatMap(({ location }) => (location === undefined ? [] : [location])))
  return [
    ...sources.map((source) => toCovered(source, gaps.get(source.id)?.length ?? 0)),
    ...[...gaps]
      .filter(([id]) => !known.has(id))
      .map(([name, { length }]) => ({ kind: 'source' as const, name, about: '', records: 0, lacks: [plural(length, 'gap'), 'gave nothing'] }))
      .sort((a, b) => compare(a.name, b.name)),
    ...[...placesOf(report)]
      .filter((place) => !logged.has(place))
      .sort(compare)
      .map((name) => ({ kind: 'place' as const, name, about: 'a place of copies', records: 0, lacks: ['no source reads its log'] })),
  ]
}
