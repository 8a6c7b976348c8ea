import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CustodyRow, parseCustodyForm, type UnreadableCustodyRow } from '../../src/parsers/custody-form.ts'
import { at } from '../support/builders.ts'

const COLUMNS = [
  'row_id',
  'container_id',
  'location',
  'opened_at',
  'closed_at',
  'tz',
  'opened_by',
  'second_person',
  'item_id',
  'action',
  'ticket',
  'reason',
  'bag_no_before',
  'bag_no_after',
  'bag_intact',
] as const
type Row = Partial<Record<(typeof COLUMNS)[number], string>>

const row: Row = {
  row_id: 'S1-018',
  container_id: 'SAFE-HQ-1',
  opened_at: '2026-08-20T11:10',
  tz: 'Europe/Berlin',
  opened_by: 'A. Lovelace',
  second_person: 'G. Hopper',
  item_id: 'esc-github-ada',
  action: 'view',
  ticket: 'INC-4711',
  reason: 'outage',
}

const quoted = (cell: string): string => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
const aForm = (rows: readonly Row[], columns: readonly (keyof Row)[] = COLUMNS): string =>
  [columns.join(','), ...rows.map((cells) => columns.map((column) => quoted(cells[column] ?? '')).join(','))].join('\n')

const rowsOf = (text: string): readonly (CustodyRow | UnreadableCustodyRow)[] => {
  const form = parseCustodyForm(Buffer.from(text))
  if ('unreadable' in form) throw new Error(form.unreadable)
  return form.rows
}
const only = (over: Row): CustodyRow | UnreadableCustodyRow => rowsOf(aForm([{ ...row, ...over }]))[0]!

describe('a row', () => {
  const expected = {
    line: 2,
    key: 'SAFE-HQ-1|S1-018',
    rowNumber: { container: 'SAFE-HQ-1', series: 'S1-', number: 18 },
    item: 'esc-github-ada',
    time: at('2026-08-20T09:10:00Z'),
    action: 'view',
    actor: 'A. Lovelace',
    seal: { isBroken: false },
    did: 'view',
    ticket: 'INC-4711',
    doubts: [],
  }

  test('is an opening, at its wall time in its zone', () => {
    expect(only({})).toEqual(expected)
  })

  test('is found by the names of the columns, in any order', () => {
    expect(rowsOf(aForm([row], [...COLUMNS].reverse()))).toEqual([expected])
  })

  test.each([
    ['view', 'view'],
    ['remove', 'view'],
    ['Remove', 'view'],
    ['replace', 'update'],
    ['return', undefined],
    ['inventory', undefined],
  ])('of the action %s is %s', (action, read) => {
    expect(only({ action })).toMatchObject({ action: read })
    expect(only({ action })).not.toHaveProperty('unreadable')
  })

  test('may have commas and quotes in its cells', () => {
    expect(only({ opened_by: 'Lovelace, "Ada"', reason: 'a, b' })).toMatchObject({ actor: 'Lovelace, "Ada"' })
  })

  test('may have no ticket and no actor', () => {
    expect(only({ ticket: '', opened_by: '  ' })).not.toHaveProperty('ticket')
    expect(only({ ticket: '', opened_by: '  ' })).not.toHaveProperty('actor')
  })

  test.each([
    ['31', '', 31],
    ['S1-2026-08-017', 'S1-2026-08-', 17],
    ['17b', '17b', undefined],
    ['1234567890123456', '1', 234567890123456],
  ])('called %s is numbered in the series "%s" as %s', (row_id, series, number) => {
    expect(only({ row_id }).rowNumber).toEqual({ container: 'SAFE-HQ-1', series, ...(number === undefined ? {} : { number }) })
  })

  test('closed before it was opened is read, and doubted', () => {
    expect(only({ closed_at: '2026-08-20T11:09' })).toEqual({ ...expected, doubts: ['closed_at is earlier than opened_at'] })
  })

  test.each(['2026-08-20T11:10', '2026-08-20T11:30', 'later', ''])('closed at "%s" is read', (closed_at) => {
    expect(only({ closed_at })).toEqual(expected)
  })

  test.each([
    ['A. Lovelace', 'A. Lovelace'],
    ['A. Lovelace', ' a.  LOVELACE '],
    ['A. Lovelace', 'A.Lovelace'],
    ['A. Lovelace', 'A\u00a0Lovelace'],
    ['A. Lovelace', 'A. Love\u200blace'],
    ['Ö. Øre', 'ö. øre'],
    ['Ö. Øre', 'O\u0308. Øre'],
  ])('witnessed by the one who opened it is doubted: %s, %s', (opened_by, second_person) => {
    expect(only({ opened_by, second_person })).toMatchObject({ doubts: ['second_person is nobody else than opened_by'] })
  })

  test.each([
    ['A. Lovelace', 'B. Lovelace'],
    ['A. Lovelace', ''],
    ['', ''],
    ['Ann Lee', 'Anne Lee'],
  ])('witnessed by somebody else, or by nobody, is not: %s, %s', (opened_by, second_person) => {
    expect(only({ opened_by, second_person })).toMatchObject({ doubts: [] })
  })

  test.each(['', ' ', 'y', 'Yes', 'TRUE', '1', 'intact', 'ok'])('whose bag_intact is "%s" found no open bag', (bag_intact) => {
    expect(only({ bag_intact })).toEqual(expected)
  })

  test.each(['n', 'No', 'FALSE', '0', 'broken'])('whose bag_intact is "%s" found an open bag', (bag_intact) => {
    expect(only({ bag_intact })).toEqual({ ...expected, seal: { isBroken: true } })
  })

  test.each(['torn', 'nein', 'not intact', 'opened', 'NO!', 'y?', '?', '-', 'n/a', 'unknown', '2'])('whose bag_intact is "%s" is doubted', (bag_intact) => {
    expect(only({ bag_intact })).toEqual({ ...expected, doubts: ['bag_intact says neither yes nor no'] })
  })

  test.each(['-', '\u2013', '--', '?', '???', '.', '/', 'n/a', 'N/A', 'none', 'unknown'])('has no value in a cell that says "%s"', (nothing) => {
    const { ticket: _ticket, actor: _actor, ...bare } = expected
    expect(only({ ticket: nothing, opened_by: nothing, second_person: nothing, bag_no_before: nothing, bag_no_after: nothing })).toEqual(bare)
  })

  test.each(['0', '000', 'no', 'NA'])('has no ticket where it is "%s"', (ticket) => {
    expect(only({ ticket })).not.toHaveProperty('ticket')
  })

  test.each(['INC-0', '10', 'nope', 'INC-4711?', '*'])('has a ticket where it is "%s"', (ticket) => {
    expect(only({ ticket })).toMatchObject({ ticket })
  })

  test('may have seconds', () => {
    expect(only({ opened_at: '2026-08-20T11:10:30' })).toMatchObject({ time: at('2026-08-20T09:10:30Z') })
  })
})

describe('a row that cannot be read', () => {
  const item = 'esc-github-ada'
  const rowNumber = { container: 'SAFE-HQ-1', series: 'S1-', number: 18 }
  const unreadable = (what: string) => ({ line: 2, unreadable: what, item, rowNumber })
  const noTime = unreadable('opened_at is no time in the zone tz')
  test.each([
    ['an hour that the clocks had twice', { opened_at: '2026-10-25T02:30' }, noTime],
    ['an hour that the clocks left out', { opened_at: '2026-03-29T02:30' }, noTime],
    ['no zone', { tz: '' }, noTime],
    ['a zone that does not exist', { tz: 'Europe/Atlantis' }, noTime],
    ['no time', { opened_at: '' }, noTime],
    ['a day that does not exist', { opened_at: '2026-02-30T10:00' }, noTime],
    ['a time as people write it', { opened_at: '20.08.2026 11:10' }, noTime],
    ['an unknown action', { action: 'look' }, unreadable('action is none of view, remove, return, inventory and replace')],
    ['no action', { action: '' }, unreadable('action is none of view, remove, return, inventory and replace')],
    ['no item', { item_id: '' }, { line: 2, unreadable: 'item_id is blank', rowNumber }],
    ['no number', { row_id: '' }, { line: 2, unreadable: 'container_id or row_id is blank', item }],
    ['no container', { container_id: ' ' }, { line: 2, unreadable: 'container_id or row_id is blank', item }],
  ])('has %s', (_, over, expected) => {
    expect(only(over)).toEqual(expected)
  })

  test.each(['-', '?', 'n/a', 'none'])('has "%s" in place of an item, a container or a number', (nothing) => {
    expect(only({ item_id: nothing })).toEqual({ line: 2, unreadable: 'item_id is blank', rowNumber })
    expect(only({ container_id: nothing })).toEqual({ line: 2, unreadable: 'container_id or row_id is blank', item })
    expect(only({ row_id: nothing })).toEqual({ line: 2, unreadable: 'container_id or row_id is blank', item })
  })

  test.each(['ditto', 'Same', 'as above', '"', '\u2033', "''"])('says "%s" in place of what is in the row above', (ditto) => {
    expect(only({ item_id: ditto })).toEqual({ line: 2, unreadable: 'item_id is as in another row: write it out', rowNumber })
    expect(only({ ticket: ditto })).toEqual(unreadable('ticket is as in another row: write it out'))
    expect(only({ bag_no_after: ditto })).toEqual(unreadable('bag_no_after is as in another row: write it out'))
    expect(only({ reason: ditto })).not.toHaveProperty('unreadable')
  })

  test.each<[string, Row]>([
    ['a return', { action: 'return' }],
    ['a check of a seal', { action: 'inventory', bag_no_before: 'TEB 1' }],
    ['a check that leaves a seal', { action: 'inventory', bag_no_after: 'TEB 1' }],
    ['a check that found the bag open', { action: 'inventory', bag_intact: 'n' }],
  ])('has no time, and is %s', (_, over) => {
    expect(only({ ...over, opened_at: '' })).toEqual(noTime)
    expect(only({ action: 'inventory', opened_at: '' })).not.toHaveProperty('unreadable')
  })

  test('has too few cells, and the others are read', () => {
    expect(rowsOf(`${aForm([row])}\nS1-019,SAFE-HQ-1\n${aForm([row]).split('\n')[1]!}`)).toEqual([
      expect.objectContaining({ line: 2, item }),
      { line: 3, unreadable: '2 cells where the header has 15' },
      expect.objectContaining({ line: 4, item }),
    ])
  })
})

describe('a form that is none', () => {
  test.each(['row_id', 'container_id', 'opened_at', 'tz', 'opened_by', 'item_id', 'action', 'ticket'] as const)('lacks the column %s', (column) => {
    expect(
      parseCustodyForm(
        Buffer.from(
          aForm(
            [row],
            COLUMNS.filter((name) => name !== column),
          ),
        ),
      ),
    ).toEqual({ unreadable: `the header lacks ${column}` })
  })

  test('is empty', () => {
    expect(parseCustodyForm(Buffer.from(''))).toEqual({ unreadable: 'no header' })
  })
})

test('every row is read or unreadable, whatever its cells', () => {
  const cells = fc.record(
    Object.fromEntries(
      COLUMNS.map((column) => [
        column,
        fc.oneof(
          fc.constant(row[column] ?? ''),
          fc.string().map((text) => text.replace(/[\r\n]/g, ' ')),
        ),
      ]),
    ),
  )
  fc.assert(
    fc.property(fc.array(cells, { minLength: 1 }), (rows) => {
      const text = [COLUMNS.join(','), ...rows.map((one) => COLUMNS.map((column) => `"${one[column]!.replaceAll('"', '""')}"`).join(','))].join('\n')
      const read = rowsOf(text)
      expect(read.map(({ line }) => line)).toEqual(rows.map((_, index) => index + 2))
      expect(read.every((one) => 'unreadable' in one || typeof one.time === 'number')).toBe(true)
    }),
  )
})
