import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openSequence } from '../../src/collectors/sequence.ts'

test('misses exactly the numbers between the least and the greatest that are not there', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1 }), (numbers) => {
      const sequence = openSequence()
      numbers.forEach((number) => {
        sequence.add(number)
      })
      const missing = sequence.missing().flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index))
      const all = Array.from({ length: Math.max(...numbers) - Math.min(...numbers) + 1 }, (_, index) => Math.min(...numbers) + index)
      expect(missing).toEqual(all.filter((number) => !numbers.includes(number)))
    }),
  )
})

test('tells the least number that two different records have, in whatever order they come', () => {
  const record = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 1 }))
  const runs = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 6 }), fc.constantFrom(7, 7, 7, 8)))
  fc.assert(
    fc.property(fc.array(record), runs, (single, spans) => {
      const records = [...spans.flatMap(([from, more, mark]) => Array.from({ length: more + 1 }, (_, index) => [from + index, mark] as const)), ...single]
      const sequence = openSequence()
      for (const [number, mark] of records) sequence.add(number, mark)
      const twice = records.filter(([number, mark]) => records.some((other) => other[0] === number && other[1] !== mark)).map(([number]) => number)
      expect(sequence.repeated()).toBe(twice.length === 0 ? undefined : Math.min(...twice))
    }),
  )
})

test('tells no number twice where nobody asks what its records are', () => {
  const sequence = openSequence()
  for (const number of [1, 2, 1, 3, 2]) sequence.add(number)
  expect(sequence.repeated()).toBeUndefined()
})
