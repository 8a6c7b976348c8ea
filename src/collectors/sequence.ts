/** Numbers that ought to follow one another → the spans that are missing, in the memory that the gaps take. */

interface Span {
  readonly from: number
  to: number
}

export interface Sequence {
  add(number: number): void
  /** What lies between the spans that were seen. */
  missing(): readonly { readonly from: number; readonly to: number }[]
}

/** A sequence in which numbers may come in any order and more than once. */
export const openSequence = (): Sequence => {
  const spans: Span[] = []
  return {
    add(number) {
      const last = spans.at(-1)
      if (last !== undefined && number === last.to + 1) last.to = number
      else if (last === undefined || number < last.from || number > last.to) spans.push({ from: number, to: number })
    },
    missing() {
      const sorted = [...spans].sort((a, b) => a.from - b.from)
      let seen = sorted[0]?.from ?? 0
      return sorted.flatMap(({ from, to }) => {
        const gap = from > seen ? [{ from: seen, to: from - 1 }] : []
        seen = Math.max(seen, to + 1)
        return gap
      })
    },
  }
}
