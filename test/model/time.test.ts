import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CLOCK_TOLERANCE,
  DAY,
  formatDay,
  formatInstant,
  formatSpan,
  HOUR,
  isZone,
  parseDay,
  parseDuration,
  parseInstant,
  parseMoment,
} from '../../src/model/time.ts'

const MINUTE = 60_000
const utc = (...parts: Parameters<typeof Date.UTC>): number => Date.UTC(...parts)

describe('an instant', () => {
  const right: readonly (readonly [string, number])[] = [
    ['2026-11-23T00:00:00Z', utc(2026, 10, 23)],
    ['2026-11-23T00:00:00.5Z', utc(2026, 10, 23, 0, 0, 0, 500)],
    ['2026-11-23T00:00:00.123456789Z', utc(2026, 10, 23, 0, 0, 0, 123)],
    ['2026-11-23T23:59:59.999999999Z', utc(2026, 10, 23, 23, 59, 59, 999)],
    ['2026-11-23T01:30:00+01:30', utc(2026, 10, 23)],
    ['2026-11-23T01:30:00.5+01:30', utc(2026, 10, 23, 0, 0, 0, 500)],
    ['2026-11-22T19:00:00.25-05:00', utc(2026, 10, 23, 0, 0, 0, 250)],
    ['2026-11-22T19:00:00-05:00', utc(2026, 10, 23)],
    ['2026-11-23T23:00:00+23:00', utc(2026, 10, 23)],
    ['2026-11-23T00:00:00-00:00', utc(2026, 10, 23)],
    ['2028-02-29T12:00:00Z', utc(2028, 1, 29, 12)],
    ['1970-01-01T00:00:00.001Z', 1],
    ['9999-12-31T23:59:59Z', utc(9999, 11, 31, 23, 59, 59)],
  ]
  for (const [text, instant] of right)
    test(text, () => {
      expect(parseInstant(text)).toBe(instant)
    })

  const wrong: readonly (readonly [string, string])[] = [
    ['2026-11-23T00:00:00', 'no offset'],
    ['2026-11-23', 'no time'],
    ['2026-11-23T00:00Z', 'no seconds'],
    ['2026-11-23 00:00:00Z', 'no T'],
    ['2026-11-23t00:00:00Z', 'a lower-case t'],
    ['2026-11-23T00:00:00z', 'a lower-case z'],
    ['2026-11-23T00:00:00+0100', 'an offset without its colon'],
    ['2026-11-23T00:00:00+01', 'an offset without minutes'],
    ['2026-11-23T00:00:00+24:00', 'an offset of a day'],
    ['2026-11-23T00:00:00+01:60', 'an offset of sixty minutes'],
    ['2026-12-31T23:59:60Z', 'a leap second'],
    ['2026-11-23T24:00:00Z', 'an hour 24'],
    ['2026-11-23T00:60:00Z', 'a minute 60'],
    ['2026-02-30T00:00:00Z', 'a 30th of February'],
    ['2026-02-29T00:00:00Z', 'a 29th of February in a year without one'],
    ['2100-02-29T00:00:00Z', 'a 29th of February in 2100'],
    ['2026-04-31T00:00:00Z', 'a 31st of April'],
    ['2026-13-01T00:00:00Z', 'a month 13'],
    ['2026-00-01T00:00:00Z', 'a month 0'],
    ['2026-01-00T00:00:00Z', 'a day 0'],
    ['2026-11-23T00:00:00.Z', 'an empty fraction'],
    ['2026-11-23T00:00:00.1234567890Z', 'ten digits of a second'],
    ['2026-11-23T00:00:00,5Z', 'a comma'],
    ['26-11-23T00:00:00Z', 'a year of two digits'],
    ['+002026-11-23T00:00:00Z', 'a year of six digits'],
    [' 2026-11-23T00:00:00Z', 'a blank before'],
    ['2026-11-23T00:00:00Z\n', 'a line end after'],
    ['2026-11-23T00:00:00Z[UTC]', 'a zone after'],
    ['2026-11-23 (2026-11-23T00:00:00Z', 'a remark before'],
    ['2026-11-23T00:00:00Z (UTC)', 'a remark after'],
    ['0001-01-01T00:00:00Z', 'the zero time of Go'],
    ['1970-01-01T00:00:00Z', 'the zero time of Unix'],
    ['1969-12-31T23:59:59Z', 'before all computers'],
    ['', 'nothing'],
    ['1795392000000', 'a number'],
  ]
  for (const [text, why] of wrong)
    test(`is not ${JSON.stringify(text)}: ${why}`, () => {
      expect(parseInstant(text)).toBeUndefined()
    })

  test('comes back from its own text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: utc(9999, 11, 31) }), (instant) => {
        expect(parseInstant(formatInstant(instant))).toBe(instant)
      }),
    )
  })
})

describe('a day', () => {
  test('is 00:00Z', () => {
    expect(parseDay('2026-11-23')).toBe(utc(2026, 10, 23))
    expect(parseDay('2028-02-29')).toBe(utc(2028, 1, 29))
  })

  const wrong = [
    '2026-02-30',
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-11-00',
    '2026-11-23 ',
    '2026-11-23 (Monday) ',
    '2026-1-1',
    '20261123',
    '2026-11-23T00:00:00Z',
    ' 2026-11-23',
    '',
  ]
  for (const text of wrong)
    test(`is not ${JSON.stringify(text)}`, () => {
      expect(parseDay(text)).toBeUndefined()
    })

  test('comes back from its own text, and no other day has it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), (days) => {
        expect(parseDay(formatDay(days * DAY))).toBe(days * DAY)
      }),
    )
  })
})

test('a moment is either', () => {
  expect(parseMoment('2026-11-23')).toBe(utc(2026, 10, 23))
  expect(parseMoment('2026-11-23T01:00:00+01:00')).toBe(utc(2026, 10, 23))
  expect(parseMoment('2026-02-30')).toBeUndefined()
  expect(parseMoment('yesterday')).toBeUndefined()
})

describe('a duration', () => {
  const right: readonly (readonly [string, number])[] = [
    ['12h', 12 * HOUR],
    ['365d', 365 * 86_400_000],
    ['2w', 14 * DAY],
    ['0d', 0],
    ['99999d', 99_999 * DAY],
  ]
  for (const [text, length] of right)
    test(text, () => {
      expect(parseDuration(text)).toBe(length)
    })

  const wrong = ['', '30', 'd', '1.5d', '-1d', '+1d', '1 d', '1D', '1y', '1m', '30days', '01d', '100000d', '1d12h', '1d\n']
  for (const text of wrong)
    test(`is not ${JSON.stringify(text)}`, () => {
      expect(parseDuration(text)).toBeUndefined()
    })
})

describe('a time zone', () => {
  test.each(['Europe/Berlin', 'America/Argentina/Ushuaia', 'UTC', 'GMT'])('%s is one', (name) => {
    expect(isZone(name)).toBe(true)
  })

  test.each(['', 'Europe/Atlantis', 'Europe', '+01:00', 'CET2', 'UTC\n', 'Etc/'])('%j is none', (name) => {
    expect(isZone(name)).toBe(false)
  })
})

describe('a span', () => {
  const table: readonly (readonly [number, string])[] = [
    [0, '0 days'],
    [1, '0 hours'],
    [HOUR, '1 hour'],
    [12 * HOUR + 59 * MINUTE, '12 hours'],
    [DAY - 1, '23 hours'],
    [DAY, '1 day'],
    [2 * DAY - 1, '1 day'],
    [365 * DAY, '365 days'],
  ]
  for (const [length, told] of table)
    test(`of ${String(length)} ms is told as ${told}`, () => {
      expect(formatSpan(length)).toBe(told)
    })
})

test('instants are told in UTC, with milliseconds', () => {
  expect(formatInstant(utc(2026, 10, 23))).toBe('2026-11-23T00:00:00.000Z')
  expect(formatDay(utc(2026, 10, 23, 23, 59, 59, 999))).toBe('2026-11-23')
})

test('clocks may differ by five minutes', () => {
  expect(CLOCK_TOLERANCE).toBe(5 * MINUTE)
})
