/** Values of many rows, column by column: of a million rows each field takes as little memory as it can, and no row is an object. */
import { memoize } from './once.ts'

/** One field of all rows. */
export interface Column<T> {
  /** Adds the value of the next row. */
  add(value: T): void
  at(row: number): T
}

/** A column grows block by block: what is there is never copied, and no room is kept for what may never come. */
const BLOCK = 1024

/** Numbers that are none of `NaN`, which stands for an absent one. A block in which all are absent takes no memory. */
export const numbers = (): Column<number | undefined> => {
  const blocks: (Float64Array | undefined)[] = []
  let length = 0
  return {
    add(value) {
      const block = Math.floor(length / BLOCK)
      if (length % BLOCK === 0) blocks.push(undefined)
      if (value !== undefined) (blocks[block] ??= new Float64Array(BLOCK).fill(NaN))[length % BLOCK] = value
      length += 1
    },
    at(row) {
      const value = blocks[Math.floor(row / BLOCK)]?.[row % BLOCK]
      return value === undefined || Number.isNaN(value) ? undefined : value
    },
  }
}

/** Values as they are. */
export const values = <T>(): Column<T> => {
  const blocks: T[][] = []
  let last: T[] = []
  return {
    add(value) {
      if (last.length % BLOCK === 0) blocks.push((last = []))
      last.push(value)
    },
    at: (row) => blocks[Math.floor(row / BLOCK)]?.[row % BLOCK] as T,
  }
}

/** Texts that come again and again, such as titles and places: of the last thousand or so each is kept once. */
export const words = (): Column<string | undefined> => {
  const all = values<string | undefined>()
  const same = memoize((text) => text)
  let last: string | undefined
  return {
    add(text) {
      if (text !== last) last = text === undefined ? undefined : same(text)
      all.add(last)
    },
    at: (row) => all.at(row),
  }
}

/** Values that few rows have. */
export const rare = <T>(): Column<T | undefined> => {
  const some = new Map<number, T>()
  let length = 0
  return {
    add(value) {
      if (value !== undefined) some.set(length, value)
      length += 1
    },
    at: (row) => some.get(row),
  }
}

/** All that a fact may have, each by name: who makes one of columns forgets none that is added to its type. */
export type Whole<T> = { readonly [K in keyof Required<T>]: T[K] }
