import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openIndex, type Rows, rowsOf } from '../../src/model/rows.ts'

const made = (from: number, length: number): Rows<string> => rowsOf(length, (row) => String(from + row))
const byPlace = <T>(rows: Rows<T>): (T | undefined)[] => Array.from({ length: rows.length + 1 }, (_, row) => rows.at(row))

describe('rows', () => {
  test('are made one after another, or by their place', () => {
    expect([[...made(7, 3)], byPlace(made(7, 3)), made(7, 3).at(-1)]).toEqual([['7', '8', '9'], ['7', '8', '9', undefined], undefined])
  })

  test('are written as the list that they stand for', () => {
    expect(JSON.stringify(made(7, 2))).toBe('["7","8"]')
  })
})

test('an index has the rows with each key, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3)), (keys) => {
      const index = openIndex<number>()
      keys.forEach((key, row) => {
        index.add(key, row)
      })
      for (const key of [0, 1, 2, 3, 4]) expect(index.rows(key)).toEqual(keys.flatMap((one, row) => (one === key ? [row] : [])))
    }),
  )
})
