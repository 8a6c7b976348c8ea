/**
 * A safe's custody form, typed from paper: one row an opening. Times are wall-clock times in the zone of the row.
 * `second_person` is a witness, and somebody else; an `inventory` row is a check of the copy and no access.
 */
import { lowerAscii } from '../model/account.ts'
import { given } from '../model/given.ts'
import type { Instant } from '../model/time.ts'
import { parseWallTime } from '../model/wall-time.ts'
import { type CsvRow, parseCsv, type UnreadableRow } from './csv.ts'

export interface CustodyRow {
  readonly line: number
  /** Container and row number: the row's identity. */
  readonly key: string
  readonly rowNumber: RowNumber
  readonly item: string
  /** Absent for a row that is no access: a check of the copies needs no exact time. */
  readonly time?: Instant
  readonly action: 'view' | 'update' | undefined
  readonly actor?: string
  readonly ticket?: string
  /** The numbers of the sealed bag as it was found and as it was left. */
  readonly seal: { readonly before?: string; readonly after?: string; readonly isBroken: boolean }
  /** The action in the words of the form. */
  readonly did: 'view' | 'remove' | 'return' | 'inventory' | 'replace'
  /** What of it cannot be so. */
  readonly doubts: readonly string[]
}

/** How the rows of a container are numbered: what stands before a number, and the number; none: this row has no number. */
export interface RowNumber {
  readonly container: string
  readonly series: string
  readonly number?: number
}

/** A row that cannot be read, with its item and its number when at least these can. */
export type UnreadableCustodyRow = UnreadableRow & { readonly item?: string; readonly rowNumber?: RowNumber }

export type CustodyForm = { readonly rows: readonly (CustodyRow | UnreadableCustodyRow)[] } | { readonly unreadable: string }

const COLUMNS = ['row_id', 'container_id', 'opened_at', 'tz', 'opened_by', 'item_id', 'action', 'ticket']
const ACTIONS: ReadonlyMap<CustodyRow['did'], CustodyRow['action']> = new Map([
  ['view', 'view'],
  ['remove', 'view'],
  ['replace', 'update'],
  ['return', undefined],
  ['inventory', undefined],
])

const isAction = (text: string): text is CustodyRow['did'] => (ACTIONS as ReadonlyMap<string, unknown>).has(text)

/** People type capitals and blanks as they come. */
export const asTyped = (text: string): string => lowerAscii(text).replace(/\s+/g, ' ')

/** A name as it is compared: no matter how capitals, blanks and the dots of initials were typed. */
const asName = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    .replace(/[\s.]+/g, ' ')
    .trim()

const doubtsOf = (cell: CsvRow['cell'], opened: Instant | undefined): readonly string[] => {
  const closed = parseWallTime(cell('closed_at') ?? '', cell('tz') ?? '')
  const [first, second] = [cell('opened_by'), cell('second_person')]
  return [
    ...(opened !== undefined && closed !== undefined && closed < opened ? ['closed_at is earlier than opened_at'] : []),
    ...(first !== undefined && second !== undefined && asName(first) === asName(second) ? ['second_person is nobody else than opened_by'] : []),
  ]
}

const sealOf = (cell: CsvRow['cell']): CustodyRow['seal'] => {
  const [before, after] = [cell('bag_no_before'), cell('bag_no_after')]
  return {
    ...given('before', before === undefined ? undefined : asTyped(before)),
    ...given('after', after === undefined ? undefined : asTyped(after)),
    isBroken: /^(?:n|no|false|broken)$/i.test(cell('bag_intact') ?? ''),
  }
}

const NUMBERED = /^(.*?)(\d{1,15})$/

const numberOf = (container: string, row: string): RowNumber => {
  const [, series = row, digits] = NUMBERED.exec(row) ?? []
  return { container, series, ...given('number', digits === undefined ? undefined : Number(digits)) }
}

const toRow = ({ line, cell }: CsvRow): CustodyRow | UnreadableCustodyRow => {
  const item = cell('item_id')
  const container = cell('container_id')
  const row = cell('row_id')
  const rowNumber = container === undefined || row === undefined ? undefined : numberOf(container, row)
  const unreadable = (what: string): UnreadableCustodyRow => ({ line, unreadable: what, ...given('item', item), ...given('rowNumber', rowNumber) })
  if (item === undefined) return unreadable('item_id is blank')
  if (container === undefined || row === undefined || rowNumber === undefined) return unreadable('container_id or row_id is blank')
  const action = cell('action')?.toLowerCase() ?? ''
  if (!isAction(action)) return unreadable('action is none of view, remove, return, inventory and replace')
  const time = parseWallTime(cell('opened_at') ?? '', cell('tz') ?? '')
  if (time === undefined && ACTIONS.get(action) !== undefined) return unreadable('opened_at is no time in the zone tz')
  const actor = cell('opened_by')?.replace(/\s+/g, ' ')
  const ticket = cell('ticket')
  return {
    line,
    key: `${container}|${row}`,
    rowNumber,
    item,
    ...given('time', time),
    action: ACTIONS.get(action),
    ...given('actor', actor),
    ...given('ticket', ticket),
    seal: sealOf(cell),
    did: action,
    doubts: doubtsOf(cell, time),
  }
}

export const parseCustodyForm = (bytes: Uint8Array): CustodyForm => {
  const table = parseCsv(bytes, COLUMNS)
  if ('unreadable' in table) return table
  return { rows: table.rows.map((row) => ('unreadable' in row ? row : toRow(row))) }
}
