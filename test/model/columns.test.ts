import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Column, numbers, rare, values, words } from '../../src/model/columns.ts'

const number = fc.option(fc.double({ noNaN: true }), { nil: undefined, freq: 2 })
const text = fc.option(fc.string(), { nil: undefined, freq: 2 })

/** Many rows go beyond a block; a run of absent ones fills some. */
const rowsOf = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.tuple(fc.array(one), fc.nat(2500), one, fc.array(one)).map(([first, count, same, last]) => [...first, ...Array<T>(count).fill(same), ...last])

test.each<[string, () => Column<never>, fc.Arbitrary<unknown>]>([
  ['numbers', numbers as () => Column<never>, number],
  ['values', values, text],
  ['words', words as () => Column<never>, text],
  ['rare', rare as () => Column<never>, text],
])('%s give back what was added', (_, open, one) => {
  fc.assert(
    fc.property(rowsOf(one), (rows) => {
      const column = open()
      for (const value of rows) column.add(value as never)
      expect(rows.map((__, row) => column.at(row))).toEqual(rows)
    }),
    { numRuns: 50 },
  )
})
