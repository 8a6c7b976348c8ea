/** CSV with a header → rows by column name. A row with too many or too few cells, or under another header, is returned as unreadable. */
import { parse } from 'csv-parse/sync'
import { decodeUtf8, seenText } from './text.ts'

export interface CsvRow {
  readonly line: number
  /** The cell under a name, without surrounding blanks; undefined when it is blank, or nothing of it is seen. */
  readonly cell: (name: string) => string | undefined
}

export interface UnreadableRow {
  readonly line: number
  readonly unreadable: string
}

export type CsvTable = { readonly rows: readonly (CsvRow | UnreadableRow)[] } | { readonly unreadable: string }

interface ParsedRecord {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

const records = (text: string): readonly ParsedRecord[] | undefined => {
  try {
    return parse(text, { info: true, relax_column_count: true, skip_empty_lines: true, bom: true }) as unknown as readonly ParsedRecord[]
  } catch {
    return undefined
  }
}

/** Whether a row holds the names of columns instead of values, as where one export was put behind another. */
const isHeader = (record: readonly string[], names: ReadonlySet<string>): boolean =>
  new Set(record.map((cell) => cell.trim().toLowerCase()).filter((cell) => names.has(cell))).size * 2 > record.length

/** Where a header stands that is not the first one again: what follows is by other columns. */
const otherHeader = (body: readonly ParsedRecord[], names: readonly string[]): number => {
  const known = new Set(names.filter((name) => name !== '').map((name) => name.toLowerCase()))
  const isFirst = (record: readonly string[]): boolean => record.length === names.length && record.every((cell, index) => cell.trim() === names[index])
  const found = body.findIndex(({ record }) => isHeader(record, known) && !isFirst(record))
  return found === -1 ? body.length : found
}

/** The table, when its header has every required column, once. */
export const parseCsv = (bytes: Uint8Array, required: readonly string[]): CsvTable => {
  const text = decodeUtf8(bytes)
  if (text === undefined) return { unreadable: 'not UTF-8 text' }
  const parsed = records(text)
  if (parsed === undefined) return { unreadable: 'not valid CSV' }
  const [header, ...body] = parsed
  if (header === undefined) return { unreadable: 'no header' }
  const names = header.record.map((name) => name.trim())
  const missing = required.filter((name) => !names.includes(name))
  if (missing.length > 0) return { unreadable: `the header lacks ${missing.join(', ')}` }
  if (new Set(names).size < names.length) return { unreadable: 'a column is in the header twice' }

  const other = otherHeader(body, names)
  return {
    rows: body.map(({ record, info }, row) => {
      if (row === other) return { line: info.lines, unreadable: 'a second header, other than the first' }
      if (row > other) return { line: info.lines, unreadable: `a row under another header, on line ${String(body[other]?.info.lines)}` }
      if (record.length !== names.length) {
        return { line: info.lines, unreadable: `${String(record.length)} cells where the header has ${String(names.length)}` }
      }
      const cells = new Map(names.map((name, index) => [name, seenText(record[index] ?? '')]))
      return { line: info.lines, cell: (name) => cells.get(name) }
    }),
  }
}
