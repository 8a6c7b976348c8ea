/** A record of a log whose columns the configuration names: what it says, by that mapping and no guess. */
import { given } from '../model/given.ts'
import type { EscrowEvent } from '../model/inventory.ts'
import { type Instant, parseInstant } from '../model/time.ts'
import { parseWallTime } from '../model/wall-time.ts'
import { field } from './json.ts'
import { seenText } from './text.ts'

export interface Mapping {
  readonly columns: Readonly<Record<'time' | 'actor' | 'action' | 'item', string>> & Readonly<Partial<Record<'id' | 'outcome' | 'ticket' | 'sequence', string>>>
  readonly actions: Readonly<Record<string, EscrowEvent['action'] | 'none'>>
  readonly outcomes: 'success' | Readonly<Record<string, EscrowEvent['outcome']>>
  readonly time: { readonly form: 'instant' | 'local' | 'seconds' | 'milliseconds'; readonly zone?: string }
}

export interface MappedRecord {
  readonly id: string
  readonly item: string
  readonly time: Instant
  readonly actor?: string
  /** undefined: nothing that shows or changes a copy. */
  readonly action: EscrowEvent['action'] | undefined
  readonly outcome: EscrowEvent['outcome']
  readonly ticket?: string
}

/** A record that cannot be read, with its item when at least that can. */
export interface UnreadableMappedRecord {
  readonly unreadable: string
  readonly item?: string
}

/** The value under the name of a column, as a text of which something is seen. */
export type Cell = (column: string) => string | undefined

/** The value that a way of keys leads to (`request.user`). A number counts as it is written; anything else is no value. */
export const cellOf =
  (record: unknown): Cell =>
  (way) => {
    const value = way.split('.').reduce<unknown>((node, key) => field(node, key), record)
    if (typeof value === 'string') return seenText(value)
    return Number.isSafeInteger(value) ? String(value) : undefined
  }

/** Such a number of digits that seconds and milliseconds cannot be taken for each other. */
const SECONDS = /^[1-9]\d{8,9}(?:\.\d{1,9})?$/
const MILLISECONDS = /^[1-9]\d{11,12}$/

const parseTime = (text: string, { form, zone = '' }: Mapping['time']): Instant | undefined => {
  switch (form) {
    case 'instant':
      return parseInstant(text)
    case 'local':
      return parseWallTime(text.replace(/^(\S{10}) /, '$1T').replace(/\.\d{1,9}$/, ''), zone)
    case 'seconds':
      return SECONDS.test(text) ? Math.floor(Number(text) * 1000) : undefined
    case 'milliseconds':
      return MILLISECONDS.test(text) ? Number(text) : undefined
  }
}

const outcomeOf = ({ columns, outcomes }: Mapping, cell: Cell): EscrowEvent['outcome'] | undefined => {
  if (outcomes === 'success') return 'success'
  const text = columns.outcome === undefined ? undefined : cell(columns.outcome)
  return text !== undefined && Object.hasOwn(outcomes, text) ? outcomes[text] : undefined
}

/** What a record says by a mapping; a value that the mapping does not have is unreadable. */
export const parseMappedRecord = (cell: Cell, mapping: Mapping): MappedRecord | UnreadableMappedRecord => {
  const { columns, actions } = mapping
  const item = cell(columns.item)
  if (item === undefined) return { unreadable: `${columns.item} is missing, which names the item` }
  const unreadable = (what: string): UnreadableMappedRecord => ({ unreadable: what, item })
  const said = cell(columns.action)
  if (said === undefined || !Object.hasOwn(actions, said)) return unreadable(`${columns.action} is none of the actions that the configuration names`)
  const action = actions[said]
  const time = parseTime(cell(columns.time) ?? '', mapping.time)
  if (time === undefined) return unreadable(`${columns.time} is no time of the form ${mapping.time.form}`)
  const outcome = outcomeOf(mapping, cell)
  if (outcome === undefined) return unreadable(`${columns.outcome ?? 'the outcome'} is none of the outcomes that the configuration names`)
  const id = columns.id === undefined ? undefined : cell(columns.id)
  if (columns.id !== undefined && id === undefined) return unreadable(`${columns.id} is missing, which tells a record from others`)
  const actor = cell(columns.actor)
  const ticket = columns.ticket === undefined ? undefined : cell(columns.ticket)
  return {
    id: id ?? JSON.stringify([time, actor, said, item, outcome, ticket]),
    item,
    time,
    ...given('actor', actor),
    action: action === 'none' ? undefined : action,
    outcome,
    ...given('ticket', ticket),
  }
}
