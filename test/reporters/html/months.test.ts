import fc from 'fast-check'
import { expect, test } from 'vitest'
import { monthAfter, monthName, monthOf, monthsFrom, startOf } from '../../../src/reporters/html/months.ts'

test('is the month of an instant, with its first instant and its name', () => {
  expect(monthOf('2026-11-30T23:59:59.999Z')).toBe('2026-11')
  expect(startOf('2026-11')).toBe('2026-11-01T00:00:00.000Z')
  expect(monthName('2026-11')).toBe('Nov 2026')
})

test.each([
  ['2026-11', 0, '2026-11'],
  ['2026-11', 1, '2026-12'],
  ['2026-11', 2, '2027-01'],
  ['2026-11', 14, '2028-01'],
  ['2026-11', -10, '2026-01'],
  ['2026-11', -11, '2025-12'],
])('%s and %i months is %s', (month, count, expected) => {
  expect(monthAfter(month, count)).toBe(expected)
})

test('follow one another', () => {
  expect(monthsFrom('2026-11', 3)).toEqual(['2026-11', '2026-12', '2027-01'])
})

test('as many months back is where it began, in the order in which they sort', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9998 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 12 }), (year, number, count) => {
      const month = `${String(year).padStart(4, '0')}-${String(number).padStart(2, '0')}`
      const later = monthAfter(month, count)
      expect(monthAfter(later, -count)).toBe(month)
      expect(later >= month).toBe(true)
    }),
  )
})
