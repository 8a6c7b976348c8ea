import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openSilences } from '../../src/collectors/silences.ts'

const within = (longest: number, times: readonly number[], from: number, to: number): unknown[] => {
  const silences = openSilences(longest)
  times.forEach((time) => {
    silences.add(time)
  })
  return silences.within({ from, to }).map((span) => [span.from, span.to])
}

describe('a silence', () => {
  test.each<[string, readonly number[], unknown[]]>([
    ['is none at the limit', [10, 20, 30], []],
    ['begins a millisecond beyond it', [10, 21, 30], [[10, 21]]],
    ['may be at the beginning', [11, 21, 31], [[0, 11]]],
    ['may be at the end', [10, 20, 29], [[29, 40]]],
    ['may be all', [], [[0, 40]]],
    ['is found whatever the order of the records', [30, 5, 12], [[12, 30]]],
    ['is not ended by a record before or after the span', [-1, 10, 20, 30, 41, 99], []],
  ])('%s', (_, times, expected) => {
    expect(within(10, times, 0, 40)).toEqual(expected)
  })

  test('is what sorting all times would show', () => {
    const instant = fc.integer({ min: -50, max: 250 })
    fc.assert(
      fc.property(fc.array(instant), fc.integer({ min: 1, max: 40 }), instant, fc.nat(200), (times, longest, from, length) => {
        const to = from + length + 1
        const ends = [from, ...times.filter((time) => time > from && time < to).sort((a, b) => a - b), to]
        const expected = ends.slice(1).flatMap((end, index) => (end - ends[index]! > longest ? [[ends[index], end]] : []))
        expect(within(longest, times, from, to)).toEqual(expected)
      }),
      { numRuns: 1000 },
    )
  })
})
