/** What the sources together say about the log of each location. */
import { given } from '../model/given.ts'
import { groupBy, type Some } from '../model/group.ts'
import type { EscrowEvent, Grade, Log, Span } from '../model/inventory.ts'
import type { LogCoverage } from '../model/rule.ts'
import { showsStoring } from '../model/storing.ts'
import { CLOCK_TOLERANCE, type Instant } from '../model/time.ts'
import { byPlace, byTime } from './order.ts'

/** From what proves most by its silence to what proves least. */
const GRADES: readonly Grade[] = ['server', 'manual', 'client']

const weaker = (a: Grade, b: Grade): Grade => (GRADES.indexOf(a) > GRADES.indexOf(b) ? a : b)

/** What is left of the time that a log covers without its silences, which lie within it one after another. */
const spokenFor = ({ covers, silences = [] }: Log): readonly Span[] => {
  if (covers === undefined) return []
  const starts = [covers.from, ...silences.map(({ to }) => to)]
  const ends = [...silences.map(({ from }) => from), covers.to]
  return starts.map((from, index) => ({ from, to: ends[index] ?? covers.to })).filter(({ from, to }) => from < to)
}

const mergeSpans = (logs: readonly Log[]): LogCoverage['spans'] => {
  const spans: { from: Instant; to: Instant }[] = []
  for (const { from, to } of logs.flatMap(spokenFor).sort((a, b) => a.from - b.from)) {
    const last = spans.at(-1)
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else spans.push({ from, to })
  }
  return spans
}

/** Whether a log speaks about every moment from one instant to another. */
export const covers = ({ spans }: LogCoverage, from: Instant, to: Instant): boolean => spans.some((span) => span.from <= from && to <= span.to)

const itemsOf = (logs: readonly Log[]): LogCoverage['items'] => {
  const told = logs.flatMap(({ items, collectedAt }) => (items === undefined ? [] : [items.map((state) => ({ ...state, seen: collectedAt }))]))
  return told.length === 0 ? undefined : told.flat().sort((a, b) => byPlace(a, b) || a.changed - b.changed)
}

export const toCoverage = (location: string, logs: readonly Log[], whole: boolean): LogCoverage => ({
  location,
  ...(logs.length === 0
    ? {}
    : {
        grade: logs.map(({ grade }) => grade).reduce(weaker),
        collectedAt: Math.max(...logs.map(({ collectedAt }) => collectedAt)),
      }),
  spans: mergeSpans(logs),
  silences: logs.flatMap(({ silences = [] }) => silences).sort((a, b) => a.from - b.from || a.to - b.to),
  ...given('items', itemsOf(logs)),
  whole,
  storings: mergeSpans(logs.filter(showsStoring)),
})

/** What two records of the same event have in common, but for a time. Records that name different people, deeds or tickets are told apart, and each is judged. */
export const identityOf = ({ location, id, item, action, actor, ticket }: EscrowEvent): string => JSON.stringify([location, id, item, action, actor, ticket])

/** Records of one event are written at about one time. Further apart their id was given anew, as by a form whose rows count from 1 each year. */
const apart = (alike: readonly EscrowEvent[]): readonly EscrowEvent[][] => {
  const moments: Some<EscrowEvent>[] = []
  for (const event of [...alike].sort(byTime)) {
    const last = moments.at(-1)
    if (last !== undefined && event.time - last[0].time <= CLOCK_TOLERANCE) last.push(event)
    else moments.push([event])
  }
  return moments
}

/** What the records of one event say together: where they contradict each other its outcome is not known. */
const unite = (same: EscrowEvent[]): EscrowEvent => {
  const [first] = same.sort(byPlace) as Some<EscrowEvent>
  const known = new Set(same.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'unknown'))
  const [outcome = 'unknown', other] = known
  return { ...first, outcome: other === undefined ? outcome : 'unknown' }
}

/** The same event from two devices is one. */
export const uniteEvents = (events: Iterable<EscrowEvent>): readonly EscrowEvent[] =>
  [...groupBy(events, ({ id }) => id).values()].flatMap((alike) =>
    alike.length === 1 ? alike : [...groupBy(alike, identityOf).values()].flatMap((same) => apart(same).map(unite)),
  )
