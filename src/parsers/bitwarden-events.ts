/**
 * Events of a Bitwarden organisation: pages of the Public API (`{object, data, continuationToken}`), with the field
 * names of the public and of the internal model, which Vaultwarden has as well. Type numbers: bitwarden/server `EventType.cs`.
 * There is no event id; two events are the same when all their fields are.
 */
import { hash } from 'node:crypto'
import { type Instant, parseInstant } from '../model/time.ts'
import { field, isRecord, textField } from './json.ts'

export interface BitwardenEvent {
  /** SHA-256 of the fields that make an event, so that addresses and devices go no further. */
  readonly key: string
  /** Absent: an event of the whole organisation. */
  readonly item?: string
  readonly time: Instant
  readonly actor?: string
  readonly actorKind: 'human' | 'service' | 'unknown'
  readonly action: 'view' | 'copy' | 'export' | 'create' | 'update' | 'delete' | 'share' | 'use' | 'acl' | undefined
  /** unknown: it may have been an access, and the log does not say. */
  readonly outcome: 'success' | 'unknown'
  /** Who asserts it: the client tells of views and copies, the server saw the changes. */
  readonly evidence: 'client' | 'server'
}

/** A record that cannot be read, with its item when at least that can. */
export interface UnreadableBitwardenEvent {
  readonly unreadable: string
  readonly item?: string
}

export interface BitwardenPages {
  /** Each with its JSON pointer in the file. */
  readonly events: readonly { readonly record: string; readonly value: unknown }[]
  /** What is missing, when the pages are not the whole answer. */
  readonly cut?: string
}

const ACTIONS: ReadonlyMap<number, BitwardenEvent['action']> = new Map([
  [1100, 'create'],
  [1101, 'update'],
  [1102, 'delete'],
  [1103, 'update'],
  [1104, 'update'],
  [1105, 'share'],
  [1106, 'acl'],
  [1107, 'view'],
  [1108, 'view'],
  [1109, 'view'],
  [1110, 'view'],
  [1111, 'copy'],
  [1112, 'copy'],
  [1113, 'copy'],
  [1114, 'use'],
  [1115, 'delete'],
  [1116, 'create'],
  [1117, 'view'],
  [1118, 'view'],
  [1602, 'export'],
  // A provider opened the organisation's vault: who looked at what there is not told.
  [1603, 'export'],
  [1903, 'export'],
  [2100, 'view'],
  [2101, 'create'],
  [2102, 'update'],
  [2103, 'delete'],
  [2104, 'delete'],
  [2105, 'create'],
])
const SERVER_SEEN = new Set([1100, 1101, 1102, 1103, 1104, 1105, 1106, 1115, 1116, 2100, 2101, 2102, 2103, 2104, 2105])

/** Numbers from 1119 on have moved between versions; each is a view or a copy of some field. */
const actionOf = (type: number): BitwardenEvent['action'] => ACTIONS.get(type) ?? (type >= 1119 && type < 1200 ? 'view' : undefined)

/** Whether events of a type are about one item each: types go by hundreds, 11 for items of the vault and 21 for secrets. */
const isOfItem = (type: number): boolean => [11, 21].includes(Math.floor(type / 100))

const IDENTITY = [
  'type',
  'itemId',
  'cipherId',
  'collectionId',
  'groupId',
  'policyId',
  'memberId',
  'organizationUserId',
  'actingUserId',
  'date',
  'device',
  'deviceType',
  'ipAddress',
  'secretId',
  'projectId',
  'serviceAccountId',
]

/** A token of one's own server: the time of the page's last event in ticks. The next page begins before it, and so not with the rest of that instant. */
const TICKS = /^-?\d+$/

/** Whether a page of one's own server breaks off among events of one instant, as `bw list items` makes by the hundred. */
const endsWithin = (page: unknown): boolean => {
  const data = field(page, 'data')
  const dates = Array.isArray(data) ? (data as unknown[]).map((event) => textField(event, 'date')) : []
  return TICKS.test(textField(page, 'continuationToken') ?? '') && dates.length > 1 && dates.at(-1) === dates.at(-2)
}

/** The events of one page, or of a list of pages, or why it is none. */
export const parseBitwardenPages = (value: unknown): BitwardenPages | { readonly unreadable: string } => {
  const pages = Array.isArray(value) ? (value as unknown[]) : [value]
  const events: BitwardenPages['events'][number][] = []
  for (const [index, page] of pages.entries()) {
    const data = field(page, 'data')
    if (field(page, 'object') !== 'list' || !Array.isArray(data)) return { unreadable: 'not a list of events' }
    const at = Array.isArray(value) ? `/${String(index)}/data` : '/data'
    data.forEach((event: unknown, position) => events.push({ record: `${at}/${String(position)}`, value: event }))
  }
  const tokens = pages.map((page) => textField(page, 'continuationToken')).filter((one) => one !== undefined)
  // Vaultwarden goes on from the instant of the last event: where more than a page share it, it never gets beyond.
  if (new Set(tokens).size < tokens.length) return { events, cut: 'two pages have the same continuationToken, so that what lies between is not told' }
  if (pages.some(endsWithin))
    return { events, cut: 'a page ends within one instant, and its server goes on after that: further events of the instant may be lost' }
  const token = field(pages.at(-1), 'continuationToken')
  if (token === undefined) return { events, cut: 'the last page does not say whether another follows (continuationToken)' }
  return token === null ? { events } : { events, cut: 'a further page was not fetched (continuationToken)' }
}

/** A key that must be there, though its value may be null. */
const nullable = (record: unknown, key: string): string | null | undefined => (field(record, key) === null ? null : textField(record, key))

/** The names of the item in the public and in the internal model. */
const CIPHER = ['itemId', 'cipherId'] as const

/** The item, which may be null; undefined: it is not told, or two are. */
const cipherOf = (record: unknown): string | null | undefined => {
  const told = new Set(CIPHER.filter((key) => isRecord(record) && Object.hasOwn(record, key)).map((key) => nullable(record, key)))
  if (told.size > 1) told.delete(null)
  return told.size === 1 ? [...told][0] : undefined
}

export const parseBitwardenEvent = (record: unknown): BitwardenEvent | UnreadableBitwardenEvent => {
  const cipher = cipherOf(record)
  if (cipher === undefined) return { unreadable: 'itemId is missing, or is not the cipherId' }
  const item = cipher ?? textField(record, 'secretId')
  const unreadable = (what: string): UnreadableBitwardenEvent => ({ unreadable: what, ...(item === undefined ? {} : { item }) })
  const type = field(record, 'type')
  if (typeof type !== 'number' || !Number.isInteger(type)) return unreadable('type is missing')
  if (item !== undefined && actionOf(type) === undefined) return unreadable('type is none that is known of an item')
  if (item === undefined && isOfItem(type)) return unreadable('it is about an item, and does not name it')
  const user = nullable(record, 'actingUserId')
  if (user === undefined) return unreadable('actingUserId is missing')
  const time = parseInstant(textField(record, 'date') ?? '')
  if (time === undefined) return unreadable('date is missing or no time')
  const actor = user ?? textField(record, 'serviceAccountId')
  return {
    key: hash('sha256', JSON.stringify(IDENTITY.map((name) => field(record, name) ?? null))),
    ...(item === undefined ? {} : { item }),
    time,
    ...(actor === undefined ? {} : { actor }),
    actorKind: user !== null ? 'human' : actor === undefined ? 'unknown' : 'service',
    action: actionOf(type),
    outcome: type === 1603 || type === 1903 ? 'unknown' : 'success',
    evidence: SERVER_SEEN.has(type) ? 'server' : 'client',
  }
}
