/** The times of a log's records, in any order → where none is for too long, in memory that does not grow with the records. */
import type { Span } from '../model/inventory.ts'
import type { Instant } from '../model/time.ts'

export interface Silences {
  add(time: Instant): void
  /** As many of the times as give the same spans. */
  times(): readonly Instant[]
  /** Spans within another without a record, each longer than the most that was allowed; they begin and end with a record or with the span. */
  within(span: Span): readonly Span[]
}

/**
 * Two times in one slot as long as the longest silence are less than that apart. So of each slot the first and the last
 * time are all that is needed.
 */
export const openSilences = (longest: number): Silences => {
  const slots = new Map<number, { first: Instant; last: Instant }>()
  const kept = (): Instant[] => [...slots.values()].flatMap(({ first, last }) => [first, last]).sort((a, b) => a - b)
  return {
    times: kept,
    add(time) {
      const number = Math.floor(time / longest)
      const slot = slots.get(number)
      if (slot === undefined) slots.set(number, { first: time, last: time })
      else {
        slot.first = Math.min(slot.first, time)
        slot.last = Math.max(slot.last, time)
      }
    },
    within({ from, to }) {
      const ends = [from, ...kept().filter((time) => time > from && time < to), to]
      return ends.slice(1).flatMap((end, index) => {
        const start = ends[index] ?? from
        return end - start > longest ? [{ from: start, to: end }] : []
      })
    },
  }
}
