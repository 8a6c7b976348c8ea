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
