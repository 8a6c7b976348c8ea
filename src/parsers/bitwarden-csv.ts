/**
 * Events of a Bitwarden organisation as the web vault exports them. The item is told only in words, by the first eight
 * characters of its id, in whatever language the reader had; the type is told by its name in bitwarden/server `EventType.cs`.
 */
import { hash } from 'node:crypto'
import { given } from '../model/given.ts'
import { parseInstant } from '../model/time.ts'
import type { BitwardenEvent } from './bitwarden-events.ts'
import { type CsvRow, parseCsv, type UnreadableRow } from './csv.ts'

export interface BitwardenRow extends Omit<BitwardenEvent, 'item'> {
  readonly line: number
  /** What may be the beginning of the item's id, in lower case; absent: the event is about no item. */
  readonly beginnings?: readonly string[]
}

export type UnreadableBitwardenRow = UnreadableRow & Pick<BitwardenRow, 'beginnings'>

export type BitwardenCsv = { readonly rows: readonly (BitwardenRow | UnreadableBitwardenRow)[] } | { readonly unreadable: string }

/** How much of an id is told. */
export const BEGINNING = 8

const COLUMNS = ['message', 'userId', 'date', 'type', 'appName', 'ip']
const ID = /(?<![0-9a-z])[0-9a-f]{8}(?![0-9a-z])/gi
const OF_ITEMS = /^(?:Cipher|Secret)_/
const OF_OTHERS =
  /^(?:User|Collection|Group|OrganizationUser|Organization|OrganizationDomain|Policy|Provider|ProviderUser|ProviderOrganization|Project|ServiceAccount|PhishingBlocker|Send)_\w+$/

const ACTIONS: ReadonlyMap<string, BitwardenEvent['action']> = new Map([
  ['Cipher_Created', 'create'],
  ['Cipher_Updated', 'update'],
  ['Cipher_Deleted', 'delete'],
  ['Cipher_AttachmentCreated', 'update'],
  ['Cipher_AttachmentDeleted', 'update'],
  ['Cipher_Shared', 'share'],
  ['Cipher_UpdatedCollections', 'acl'],
  ['Cipher_ClientAutofilled', 'use'],
  ['Cipher_SoftDeleted', 'delete'],
  ['Cipher_Restored', 'create'],
  ['Secret_Retrieved', 'view'],
  ['Secret_Created', 'create'],
  ['Secret_Edited', 'update'],
  ['Secret_Deleted', 'delete'],
  ['Secret_Permanently_Deleted', 'delete'],
  ['Secret_Restored', 'create'],
  ['Organization_ClientExportedVault', 'export'],
  // A provider opened the organisation's vault: who looked at what there is not told.
  ['Organization_VaultAccessed', 'export'],
  ['ProviderOrganization_VaultAccessed', 'export'],
])

/** Clients tell of views and copies of many kinds of field, and of more with every version. */
const actionOf = (type: string): BitwardenEvent['action'] =>
  ACTIONS.get(type) ?? (type.startsWith('Cipher_ClientCopied') ? 'copy' : type.startsWith('Cipher_Client') ? 'view' : undefined)

const toRow = ({ line, cell }: CsvRow): BitwardenRow | UnreadableBitwardenRow => {
  const type = cell('type') ?? ''
  const isOfItem = OF_ITEMS.test(type) || !OF_OTHERS.test(type)
  const found = (cell('message') ?? '').match(ID)?.map((id) => id.toLowerCase())
  const beginnings = isOfItem ? found : undefined
  const unreadable = (what: string): UnreadableBitwardenRow => ({ line, unreadable: what, ...given('beginnings', beginnings) })
  const action = actionOf(type)
  if (action === undefined && isOfItem) return unreadable('type is none that is known')
  if (isOfItem && beginnings === undefined) return unreadable('message does not name an item')
  const time = parseInstant(cell('date') ?? '')
  if (time === undefined) return unreadable('date is missing or no time')
  return {
    line,
    key: hash('sha256', JSON.stringify(COLUMNS.map((name) => cell(name) ?? null))),
    ...given('beginnings', beginnings),
    time,
    ...given('actor', cell('userId')),
    actorKind: cell('userId') === undefined ? 'unknown' : 'human',
    action,
    outcome: type.endsWith('_VaultAccessed') ? 'unknown' : 'success',
    evidence: type.includes('_Client') || action === 'export' ? 'client' : 'server',
  }
}

/** Each row as an event, or why it is none. */
export const parseBitwardenCsv = (bytes: Uint8Array): BitwardenCsv => {
  const table = parseCsv(bytes, COLUMNS)
  if ('unreadable' in table) return table
  return { rows: table.rows.map((row) => ('unreadable' in row ? row : toRow(row))) }
}
