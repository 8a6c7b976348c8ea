import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CsvRow, parseCsv, type UnreadableRow } from '../../src/parsers/csv.ts'

const rowsOf = (text: string, required: readonly string[] = ['a', 'b']): readonly (CsvRow | UnreadableRow)[] => {
  const table = parseCsv(Buffer.from(text), required)
  if ('unreadable' in table) throw new Error(table.unreadable)
  return table.rows
}

const cells = (rows: readonly (CsvRow | UnreadableRow)[]): unknown[] =>
  rows.map((row) => ('unreadable' in row ? [row.line, row.unreadable] : [row.line, row.cell('a'), row.cell('b')]))

describe('CSV', () => {
  test('is read by the names of its columns, in any order', () => {
    expect(cells(rowsOf('b,c,a\n1,2,3\n4,5,6'))).toEqual([
      [2, '3', '1'],
      [3, '6', '4'],
    ])
  })

  test('may have a byte order mark, the line ends of Windows, blank lines and blanks around cells', () => {
    expect(cells(rowsOf('\u{feff}a , b\r\n 1 ,2\r\n\r\n3,4\r\n'))).toEqual([
      [2, '1', '2'],
      [4, '3', '4'],
    ])
  })

  test('may hold commas and quotes in quotes', () => {
    expect(cells(rowsOf('a,b\n"x, ""y""",2\n'))).toEqual([[2, 'x, "y"', '2']])
  })

  test('has no value for a blank cell or a column that is not there', () => {
    expect(cells(rowsOf('a,b\n ,2\n'))).toEqual([[2, undefined, '2']])
    expect(cells(rowsOf('a,b\n\u200b,\u2060 \n'))).toEqual([[2, undefined, undefined]])
    expect((rowsOf('a,b\n1,2\n')[0] as CsvRow).cell('constructor')).toBeUndefined()
  })

  test('tells a row with too few or too many cells, and reads the others', () => {
    expect(cells(rowsOf('a,b\n1\n1,2\n1,2,3\n'))).toEqual([
      [2, '1 cells where the header has 2'],
      [3, '1', '2'],
      [4, '3 cells where the header has 2'],
    ])
  })

  test.each([
    ['in another order', 'b,a'],
    ['with a column more', 'a,b,c'],
    ['with other columns beside', 'x,b,a'],
    ['with capitals', 'A,B'],
  ])('tells a second header %s, and reads nothing by the first from there on', (_, header) => {
    expect(cells(rowsOf(`a,b\n1,2\n${header}\n3,4\n\n5,6\n`))).toEqual([
      [2, '1', '2'],
      [3, 'a second header, other than the first'],
      [4, 'a row under another header, on line 3'],
      [6, 'a row under another header, on line 3'],
    ])
  })

  test('takes the first header in its middle for a row like others: what follows is by the same columns', () => {
    expect(cells(rowsOf('a,b\n1,2\na , b\n3,4\n'))).toEqual([
      [2, '1', '2'],
      [3, 'a', 'b'],
      [4, '3', '4'],
    ])
  })

  test('may hold the name of a column in a cell or two', () => {
    expect(cells(rowsOf('a,b,c,d\na,b,3,4\nb,b,b,4\n'))).toEqual([
      [2, 'a', 'b'],
      [3, 'b', 'b'],
    ])
  })

  test.each([
    ['nothing', '', 'no header'],
    ['a column less', 'a,c\n', 'the header lacks b'],
    ['no known column', '<html>', 'the header lacks a, b'],
    ['a column twice', 'a,b,c,c\n', 'a column is in the header twice'],
    ['a quote that is left open', 'a,b\n"x,2\n', 'not valid CSV'],
  ])('with %s is unreadable', (_, text, unreadable) => {
    expect(parseCsv(Buffer.from(text), ['a', 'b'])).toEqual({ unreadable })
  })

  test('that is no UTF-8 is unreadable', () => {
    expect(parseCsv(Uint8Array.of(0x61, 0x2c, 0x62, 0x0a, 0xff), ['a', 'b'])).toEqual({ unreadable: 'not UTF-8 text' })
  })

  test('gives back the cells that it was written from', () => {
    const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`
    // No cell is the name of a column: two of them are another header.
    const cell = fc.string().map((text) => text.replace(/[\r\n]/g, ' ').replace(/^\s*[ab]\s*$/i, 'x'))
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell)), (table) => {
        const rows = rowsOf(['a,b', ...table.map((row) => row.map(quoted).join(','))].join('\n'))
        expect(cells(rows)).toEqual(table.map(([a, b], index) => [index + 2, a.trim() || undefined, b.trim() || undefined]))
      }),
    )
  })

  test('never throws on bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(Object.keys(parseCsv(Buffer.concat([Buffer.from('a,b\n'), bytes]), ['a', 'b']))).toHaveLength(1)
      }),
    )
  })
})
