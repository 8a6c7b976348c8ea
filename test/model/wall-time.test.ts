import { describe, expect, test } from 'vitest'
import { formatInstant } from '../../src/model/time.ts'
import { parseWallTime } from '../../src/model/wall-time.ts'

const utc = (...parts: Parameters<typeof Date.UTC>): number => Date.UTC(...parts)

describe('a wall-clock time', () => {
  const table: readonly (readonly [string, string, number | undefined])[] = [
    ['2026-07-01T12:00', 'Europe/Berlin', utc(2026, 6, 1, 10)],
    ['2026-12-01T12:00:30', 'Europe/Berlin', utc(2026, 11, 1, 11, 0, 30)],
    // The clocks of Berlin go from 02:00 to 03:00 on 2026-03-29, and from 03:00 to 02:00 on 2026-10-25.
    ['2026-03-29T01:59:59', 'Europe/Berlin', utc(2026, 2, 29, 0, 59, 59)],
    ['2026-03-29T02:00', 'Europe/Berlin', undefined],
    ['2026-03-29T02:59:59', 'Europe/Berlin', undefined],
    ['2026-03-29T03:00', 'Europe/Berlin', utc(2026, 2, 29, 1)],
    ['2026-10-25T01:59:59', 'Europe/Berlin', utc(2026, 9, 24, 23, 59, 59)],
    ['2026-10-25T02:00', 'Europe/Berlin', undefined],
    ['2026-10-25T02:59:59', 'Europe/Berlin', undefined],
    ['2026-10-25T03:00', 'Europe/Berlin', utc(2026, 9, 25, 2)],
    // Lord Howe moves its clocks by half an hour: back at 02:00 on 2026-04-05, forth at 02:00 on 2026-10-04.
    ['2026-04-05T01:29:59', 'Australia/Lord_Howe', utc(2026, 3, 4, 14, 29, 59)],
    ['2026-04-05T01:30', 'Australia/Lord_Howe', undefined],
    ['2026-04-05T01:59:59', 'Australia/Lord_Howe', undefined],
    ['2026-04-05T02:00', 'Australia/Lord_Howe', utc(2026, 3, 4, 15, 30)],
    ['2026-10-04T02:00', 'Australia/Lord_Howe', undefined],
    ['2026-10-04T02:29:59', 'Australia/Lord_Howe', undefined],
    ['2026-10-04T02:30', 'Australia/Lord_Howe', utc(2026, 9, 3, 15, 30)],
    ['2026-07-01T12:00', 'Asia/Kathmandu', utc(2026, 6, 1, 6, 15)],
    ['2026-07-01T12:00', 'UTC', utc(2026, 6, 1, 12)],
    ['2026-07-01T09:59', 'UTC', utc(2026, 6, 1, 9, 59)],
    ['2026-07-01T23:00', 'UTC', utc(2026, 6, 1, 23)],
    ['+002026-07-01T12:00', 'UTC', undefined],
    ['2026-07-01T12:00', 'Europe/Atlantis', undefined],
    ['2026-07-01T12:00', '', undefined],
    ['2026-02-30T12:00', 'UTC', undefined],
    ['2026-07-01T24:00', 'UTC', undefined],
    ['2026-07-01T12:00:60', 'UTC', undefined],
    ['2026-07-01 12:00', 'UTC', undefined],
    ['2026-07-01T12:00Z', 'UTC', undefined],
    ['2026-07-01T12:00+02:00', 'Europe/Berlin', undefined],
    ['2026-07-01', 'UTC', undefined],
  ]
  for (const [text, zone, instant] of table) {
    test(`${text} in ${zone === '' ? 'no zone' : zone} is ${instant === undefined ? 'none' : formatInstant(instant)}`, () => {
      expect(parseWallTime(text, zone)).toBe(instant)
    })
  }
})
