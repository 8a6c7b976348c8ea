/**
 * Records of the 1Password Events API: item usages, audit events and sign-in attempts, as pages
 * (`{items, cursor, has_more}`) or one a line. Usages are what clients tell when they sync, but for those of the server.
 */
import { given } from '../model/given.ts'
import { type Instant, parseInstant } from '../model/time.ts'
import { field, textField } from './json.ts'

export interface OnepasswordEvent {
  readonly id: string
  readonly time: Instant
  /** Absent: a record of the whole account. */
  readonly item?: string
  readonly actor?: string
  readonly action: 'view' | 'copy' | 'export' | 'create' | 'update' | 'share' | 'use' | undefined
  /** unknown: it may have been an access, and the record does not say. */
  readonly outcome: 'success' | 'unknown'
  readonly evidence: 'client' | 'server'
}

/** A record that cannot be read, with its item when at least that can. */
export interface UnreadableOnepasswordEvent {
  readonly unreadable: string
  readonly item?: string
}

const USAGES: ReadonlyMap<string, OnepasswordEvent['action']> = new Map([
  ['reveal', 'view'],
  ['enter-item-edit-mode', 'view'],
  ['other', 'view'],
  ['secure-copy', 'copy'],
  ['export', 'export'],
  ['share', 'share'],
  ['fill', 'use'],
  ['select-sso-provider', 'use'],
  ['server-create', 'create'],
  ['server-update', 'update'],
  ['server-fetch', 'view'],
])

/** Whether another page follows the last one of a file; undefined: there is no such doubt. */
export const parsePageEnd = (page: unknown): string | undefined => {
  const more = field(page, 'has_more')
  if (more === false) return undefined
  return more === true ? 'a further page was not fetched (has_more)' : 'the last page does not say whether another follows (has_more)'
}

const readUsage = (record: unknown, item: string): OnepasswordEvent | UnreadableOnepasswordEvent => {
  const unreadable = (what: string): UnreadableOnepasswordEvent => ({ unreadable: what, item })
  const id = textField(record, 'uuid')
  if (id === undefined) return unreadable('uuid is missing')
  const time = parseInstant(textField(record, 'timestamp') ?? '')
  if (time === undefined) return unreadable('timestamp is missing or no time')
  // The first version of the API had no action.
  const action = field(record, 'action') ?? 'other'
  if (typeof action !== 'string' || !USAGES.has(action)) return unreadable('action is none that is known')
  const user = field(record, 'user')
  return {
    id,
    time,
    item,
    ...given('actor', textField(user, 'email') ?? textField(user, 'uuid')),
    action: USAGES.get(action),
    outcome: field(record, 'action') === undefined ? 'unknown' : 'success',
    evidence: action.startsWith('server-') ? 'server' : 'client',
  }
}

/** An administrator's deed. Only the export of a vault may have shown items, and it does not say which. */
const readAudit = (record: unknown): OnepasswordEvent | UnreadableOnepasswordEvent => {
  const id = textField(record, 'uuid')
  if (id === undefined) return { unreadable: 'uuid is missing' }
  const time = parseInstant(textField(record, 'timestamp') ?? '')
  if (time === undefined) return { unreadable: 'timestamp is missing or no time' }
  const action = textField(record, 'action')
  if (action === undefined) return { unreadable: 'action is missing' }
  const actor = textField(field(record, 'actor_details'), 'email') ?? textField(record, 'actor_uuid')
  return { id, time, ...given('actor', actor), action: action === 'export' ? 'export' : undefined, outcome: 'unknown', evidence: 'server' }
}

export const parseOnepasswordEvent = (record: unknown): OnepasswordEvent | UnreadableOnepasswordEvent => {
  const item = textField(record, 'item_uuid')
  if (item !== undefined) return readUsage(record, item)
  if (textField(record, 'object_type') !== undefined) return readAudit(record)
  const time = parseInstant(textField(record, 'timestamp') ?? '')
  const isSignIn = field(record, 'target_user') !== undefined && textField(record, 'category') !== undefined
  if (!isSignIn || time === undefined) return { unreadable: 'neither an item usage nor an audit event nor a sign-in attempt' }
  return { id: textField(record, 'uuid') ?? '', time, action: undefined, outcome: 'unknown', evidence: 'server' }
}
