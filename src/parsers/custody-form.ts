/**
 * A safe's custody form, typed from paper: one row an opening. Times are wall-clock times in the zone of the row.
 * `second_person` is a witness, and somebody else; an `inventory` row is a check of the copy and no access.
 */
import { lowerAscii } from '../model/account.ts'
import { given } from '../model/given.ts'
import type { Instant } from '../model/time.ts'
import { parseWallTime } from '../model/wall-time.ts'
import { type CsvRow, parseCsv, type UnreadableRow } from './csv.ts'
import { isDitto, isPlaceholder } from './placeholder.ts'

export interface CustodyRow {
  readonly line: number
  /** Container and row number: the row's identity. */
  readonly key: string
  readonly rowNumber: RowNumber
  readonly item: string
  /** Absent for a mere check, which needs no exact time. */
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

/** What a row that only sends its reader to the one above does not say itself. */
const OF_ITS_OWN = [...COLUMNS, 'second_person', 'bag_no_before', 'bag_no_after']

/** Whether a row can show no opening: somebody looked whether the copy is there, and says nothing of a seal. */
export const isMereCheck = ({ did, seal: { before, after, isBroken } }: Pick<CustodyRow, 'did' | 'seal'>): boolean =>
  did === 'inventory' && before === undefined && after === undefined && !isBroken

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

/** What the form says of a seal; a blank cell makes no claim. */
type Intact = 'yes' | 'no' | 'blank' | 'unclear'

const INTACT: ReadonlyMap<string, Intact> = new Map([
  ...['y', 'yes', 'true', '1', 'intact', 'ok'].map((word) => [word, 'yes'] as const),
  ...['n', 'no', 'false', '0', 'broken'].map((word) => [word, 'no'] as const),
])

/** Proof is a word that says yes; what says neither yes nor no is none, and a placeholder is such a word. */
const intactOf = (written: CsvRow['cell']): Intact => {
  const said = written('bag_intact')
  return said === undefined ? 'blank' : (INTACT.get(said.toLowerCase()) ?? 'unclear')
}

/** No ticket is called so. */
const NO_TICKET = /^(?:0+|no|na)$/i

/** The cells of a row, in which a placeholder says no more than a blank one. */
const answersOf =
  (cell: CsvRow['cell']): CsvRow['cell'] =>
  (name) => {
    const said = cell(name)
    return said === undefined || isPlaceholder(said) ? undefined : said
  }

const doubtsOf = (cell: CsvRow['cell'], opened: Instant | undefined, intact: Intact): readonly string[] => {
  const closed = parseWallTime(cell('closed_at') ?? '', cell('tz') ?? '')
  const [first, second] = [cell('opened_by'), cell('second_person')]
  return [
    ...(opened !== undefined && closed !== undefined && closed < opened ? ['closed_at is earlier than opened_at'] : []),
    ...(first !== undefined && second !== undefined && asName(first) === asName(second) ? ['second_person is nobody else than opened_by'] : []),
    ...(intact === 'unclear' ? ['bag_intact says neither yes nor no'] : []),
  ]
}

const sealOf = (cell: CsvRow['cell'], intact: Intact): CustodyRow['seal'] => {
  const [before, after] = [cell('bag_no_before'), cell('bag_no_after')]
  return {
    ...given('before', before === undefined ? undefined : asTyped(before)),
    ...given('after', after === undefined ? undefined : asTyped(after)),
    isBroken: intact === 'no',
  }
}

const NUMBERED = /^(.*?)(\d{1,15})$/

const numberOf = (container: string, row: string): RowNumber => {
  const [, series = row, digits] = NUMBERED.exec(row) ?? []
  return { container, series, ...given('number', digits === undefined ? undefined : Number(digits)) }
}

const toRow = ({ line, cell: written }: CsvRow): CustodyRow | UnreadableCustodyRow => {
  const cell = answersOf(written)
  const ditto = OF_ITS_OWN.find((name) => isDitto(written(name) ?? ''))
  const item = ditto === 'item_id' ? undefined : cell('item_id')
  const container = cell('container_id')
  const row = cell('row_id')
  const rowNumber = container === undefined || row === undefined ? undefined : numberOf(container, row)
  const unreadable = (what: string): UnreadableCustodyRow => ({ line, unreadable: what, ...given('item', item), ...given('rowNumber', rowNumber) })
  if (ditto !== undefined) return unreadable(`${ditto} is as in another row: write it out`)
  if (item === undefined) return unreadable('item_id is blank')
  if (container === undefined || row === undefined || rowNumber === undefined) return unreadable('container_id or row_id is blank')
  const action = cell('action')?.toLowerCase() ?? ''
  if (!isAction(action)) return unreadable('action is none of view, remove, return, inventory and replace')
  const time = parseWallTime(cell('opened_at') ?? '', cell('tz') ?? '')
  const intact = intactOf(written)
  const seal = sealOf(cell, intact)
  if (time === undefined && !isMereCheck({ did: action, seal })) return unreadable('opened_at is no time in the zone tz')
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
    ...given('ticket', ticket !== undefined && NO_TICKET.test(ticket) ? undefined : ticket),
    seal,
    did: action,
    doubts: doubtsOf(cell, time, intact),
  }
}

export const parseCustodyForm = (bytes: Uint8Array): CustodyForm => {
  const table = parseCsv(bytes, COLUMNS)
  if ('unreadable' in table) return table
  return { rows: table.rows.map((row) => ('unreadable' in row ? row : toRow(row))) }
}
