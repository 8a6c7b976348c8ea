import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cellOf, type Mapping, parseMappedRecord } from '../../src/parsers/mapped-record.ts'
import { at } from '../support/builders.ts'

const mapping: Mapping = {
  columns: { id: 'id', time: 'when', actor: 'who.name', action: 'what', item: 'which', outcome: 'result', ticket: 'why' },
  actions: { checkout: 'view', change: 'update', list: 'none' },
  outcomes: { ok: 'success', refused: 'denied' },
  time: { form: 'instant' },
}
const RECORD = { id: 17, when: '2026-10-08T09:00:00Z', who: { name: 'grace' }, what: 'checkout', which: 'esc-ada', result: 'ok', why: 'INC-104' }
const parse = (over: object = {}, other: Partial<Mapping> = {}): unknown => parseMappedRecord(cellOf({ ...RECORD, ...over }), { ...mapping, ...other })

describe('a record', () => {
  test('says what its mapping says', () => {
    expect(parse()).toEqual({
      id: '17',
      item: 'esc-ada',
      time: at('2026-10-08T09:00:00Z'),
      actor: 'grace',
      action: 'view',
      outcome: 'success',
      ticket: 'INC-104',
    })
  })

  test.each([
    [{ what: 'list' }, { action: undefined }],
    [
      { what: 'change', result: 'refused' },
      { action: 'update', outcome: 'denied' },
    ],
  ])('with %j', (over, expected) => {
    expect(parse(over)).toMatchObject(expected)
  })

  test('may have neither actor nor ticket', () => {
    for (const why of [' ', null, '\u200b', '\u2060 \u00ad']) {
      const record = parse({ who: null, why })
      expect(record).not.toHaveProperty('actor')
      expect(record).not.toHaveProperty('ticket')
    }
  })

  test('of a log that has only what succeeded did', () => {
    const { outcome: _, ...columns } = mapping.columns
    expect(parse({ result: 'refused' }, { columns, outcomes: 'success' })).toMatchObject({ outcome: 'success' })
  })

  test('without an id is told from others by all that is read of it', () => {
    const { id: _, ...columns } = mapping.columns
    const idOf = (over: object): unknown => (parse(over, { columns }) as { id: string }).id
    expect(idOf({})).toBe(idOf({ id: 18, more: 'x' }))
    for (const over of [{ when: '2026-10-08T09:00:01Z' }, { who: {} }, { what: 'change' }, { which: 'x' }, { result: 'refused' }, { why: '' }])
      expect(idOf(over)).not.toBe(idOf({}))
  })
})

describe('a time', () => {
  test.each<[Mapping['time'], unknown, string | undefined]>([
    [{ form: 'instant' }, '2026-10-08T11:00:00+02:00', '2026-10-08T09:00:00Z'],
    [{ form: 'instant' }, '2026-10-08T11:00:00', undefined],
    [{ form: 'local', zone: 'Europe/Berlin' }, '2026-10-08T11:00', '2026-10-08T09:00:00Z'],
    [{ form: 'local', zone: 'Europe/Berlin' }, '2026-10-08 11:00:00.123', '2026-10-08T09:00:00Z'],
    [{ form: 'local', zone: 'Europe/Berlin' }, '2026-10-25 02:30:00', undefined],
    [{ form: 'local', zone: 'Europe/Berlin' }, '2026-10-08T09:00:00Z', undefined],
    [{ form: 'local', zone: 'Europe/Berlin' }, '08.10.2026 11:00', undefined],
    [{ form: 'seconds' }, 1_791_450_000, '2026-10-08T09:00:00Z'],
    [{ form: 'seconds' }, '1791450000.9', '2026-10-08T09:00:00.900Z'],
    [{ form: 'seconds' }, 1_791_450_000_000, undefined],
    [{ form: 'seconds' }, -5, undefined],
    [{ form: 'milliseconds' }, '1791450000000', '2026-10-08T09:00:00Z'],
    [{ form: 'milliseconds' }, 1_791_450_000, undefined],
  ])('of %j: %j', (time, when, expected) => {
    const record = parse({ when }, { time })
    if (expected === undefined) expect(record).toEqual({ unreadable: `when is no time of the form ${time.form}`, item: 'esc-ada' })
    else expect(record).toMatchObject({ time: at(expected) })
  })
})

describe('a record that cannot be read', () => {
  test.each([
    [{ which: undefined }, { unreadable: 'which is missing, which names the item' }],
    [{ which: { name: 'esc-ada' } }, { unreadable: 'which is missing, which names the item' }],
    [{ what: 'peek' }, { unreadable: 'what is none of the actions that the configuration names', item: 'esc-ada' }],
    [{ what: 'constructor' }, { unreadable: 'what is none of the actions that the configuration names', item: 'esc-ada' }],
    [{ what: null }, { unreadable: 'what is none of the actions that the configuration names', item: 'esc-ada' }],
    [{ when: null }, { unreadable: 'when is no time of the form instant', item: 'esc-ada' }],
    [{ result: 'OK' }, { unreadable: 'result is none of the outcomes that the configuration names', item: 'esc-ada' }],
    [{ result: undefined }, { unreadable: 'result is none of the outcomes that the configuration names', item: 'esc-ada' }],
    [{ result: 'toString' }, { unreadable: 'result is none of the outcomes that the configuration names', item: 'esc-ada' }],
    [{ id: 1.5 }, { unreadable: 'id is missing, which tells a record from others', item: 'esc-ada' }],
  ])('with %j says why', (over, expected) => {
    expect(parse(over)).toEqual(expected)
  })

  test('is every JSON value that is none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseMappedRecord(cellOf(value), mapping)).toHaveProperty('unreadable')
      }),
    )
  })
})
