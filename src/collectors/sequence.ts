/** Numbers that ought to follow one another → the spans that are missing, and a number that came to two different records. */

interface Span {
  readonly from: number
  to: number
  /** What tells the records of the span from others, one after another. */
  readonly marks: number[]
}

export interface Sequence {
  /** Takes a number; `mark` tells one record from another that has the same number, and none: that is not asked. */
  add(number: number, mark?: number): void
  /** What lies between the spans that were seen. */
  missing(): readonly { readonly from: number; readonly to: number }[]
  /** The least number that two different records have. */
  repeated(): number | undefined
}

const least = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other)

const markAt = ({ from, marks }: Span, number: number): number | undefined => marks[number - from]

/** The first number of both that is of two records. */
const clash = (one: Span, other: Span): number | undefined => {
  const to = Math.min(one.to, other.to)
  for (let number = Math.max(one.from, other.from); number <= to; number += 1) if (markAt(one, number) !== markAt(other, number)) return number
  return undefined
}

/** A sequence in which numbers may come in any order, and more than once where it is the same record. */
export const openSequence = (): Sequence => {
  const spans: Span[] = []
  let within: number | undefined
  const sorted = (): Span[] => [...spans].sort((a, b) => a.from - b.from)
  return {
    add(number, mark = 0) {
      const last = spans.at(-1)
      if (last !== undefined && number >= last.from && number <= last.to) {
        if (markAt(last, number) !== mark) within = least(within, number)
      } else if (last !== undefined && number === last.to + 1) {
        last.to = number
        last.marks.push(mark)
      } else {
        spans.push({ from: number, to: number, marks: [mark] })
      }
    },
    missing() {
      const all = sorted()
      let seen = all[0]?.from ?? 0
      return all.flatMap(({ from, to }) => {
        const gap = from > seen ? [{ from: seen, to: from - 1 }] : []
        seen = Math.max(seen, to + 1)
        return gap
      })
    },
    repeated() {
      let furthest: Span | undefined
      let found = within
      // Each span with the one before that reaches furthest: of all that share a number each is compared with one that has it.
      for (const span of sorted()) {
        if (furthest !== undefined) found = least(found, clash(furthest, span))
        if (furthest === undefined || span.to > furthest.to) furthest = span
      }
      return found
    },
  }
}
