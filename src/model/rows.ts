/** Facts of which there may be millions, behind what a list and columns have in common. */

/**
 * Facts of one kind in an order. A list is one. Where they are kept in columns, each is made anew whenever it is asked
 * for: two that are alike need not be the same, and only the number of its row says which one it is.
 */
export interface Rows<T> extends Iterable<T> {
  readonly length: number
  at(row: number): T | undefined
}

/** Rows of which each is made when it is asked for. Written as JSON they are the list that they stand for. */
export const rowsOf = <T>(length: number, make: (row: number) => T): Rows<T> => {
  const rows: Rows<T> = {
    length,
    at: (row) => (row >= 0 && row < length ? make(row) : undefined),
    *[Symbol.iterator]() {
      for (let row = 0; row < length; row += 1) yield make(row)
    },
  }
  return Object.assign(rows, { toJSON: () => [...rows] })
}

/** The numbers of the rows with one key; nearly always it is one, and then no list is kept for it. */
type Alike = number | number[]

/** Where the rows with a key are: only their numbers are kept. */
export interface RowIndex<K> {
  /** Takes the rows in order. */
  add(key: K, row: number): void
  /** In order; none: no row has the key. */
  rows(key: K): readonly number[]
}

const NO_ROWS: readonly number[] = []

export const openIndex = <K>(): RowIndex<K> => {
  const found = new Map<K, Alike>()
  return {
    add(key, row) {
      const alike = found.get(key)
      if (alike === undefined) found.set(key, row)
      else if (typeof alike === 'number') found.set(key, [alike, row])
      else alike.push(row)
    },
    rows(key) {
      const alike = found.get(key)
      return alike === undefined ? NO_ROWS : typeof alike === 'number' ? [alike] : alike
    },
  }
}
