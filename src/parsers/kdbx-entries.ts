/**
 * The entries of a KeePass database that is open: what each is called, where it lies, and when it was made, changed and
 * thrown away. Of fields the title is looked at and no other: passwords, notes, attachments and all that people add stay
 * where they are. Times and history: keepassxreboot/keepassxc `TimeInfo` and `Entry`.
 */
import { lowerAscii } from '../model/account.ts'
import { given } from '../model/given.ts'
import type { Instant } from '../model/time.ts'

/** A text, or one that the database protects in memory. */
type Text = string | { readonly getText: () => string }

interface Times {
  readonly creationTime: Date | undefined
  readonly lastModTime: Date | undefined
  readonly lastAccessTime: Date | undefined
  readonly locationChanged: Date | undefined
}

interface Uuid {
  readonly bytes: ArrayBuffer
}

interface KdbxEntry {
  readonly uuid: Uuid
  readonly fields: ReadonlyMap<string, Text>
  readonly times: Times
  readonly history: readonly { readonly times: Times }[]
}

export interface KdbxGroup {
  readonly uuid: Uuid
  readonly name: string | undefined
  readonly groups: readonly KdbxGroup[]
  readonly entries: readonly KdbxEntry[]
}

/** What is looked at of a database, as it is handed out by whoever opened it. */
export interface KdbxDatabase {
  readonly groups: readonly KdbxGroup[]
  readonly deletedObjects: readonly { readonly uuid: Uuid | undefined; readonly deletionTime: Date | undefined }[]
  readonly meta: { readonly recycleBinUuid: Uuid | undefined; readonly historyMaxItems: number | undefined }
}

export interface KdbxRecord {
  readonly uuid: string
  /** The way to it through the groups, without the outermost. Absent: it was deleted, and nothing else is left of it. */
  readonly path?: string
  readonly created?: Instant
  /** Every change that it remembers, in order. */
  readonly changed: readonly Instant[]
  /** When it was put into the recycle bin, or deleted for good. */
  readonly deleted?: Instant
  /** Some program wrote down that it was looked at later than it was changed. KeePassXC itself never does. */
  readonly looked?: Instant
  /** true: it has as many earlier states as the database keeps, so that still earlier ones may have been dropped. */
  readonly isCut: boolean
  /** What cannot be read of it. */
  readonly unreadable?: string
}

/** What programs keep where the database does not say. */
const HISTORY_KEPT = 10

const hexOf = ({ bytes }: Uuid): string => Buffer.from(bytes).toString('hex')

const textOf = (text: Text | undefined): string => (text === undefined ? '' : typeof text === 'string' ? text : text.getText())

/** Times before 1970 stand for "never". */
const instantOf = (time: Date | undefined): Instant | undefined => {
  const instant = time?.getTime()
  return instant !== undefined && Number.isFinite(instant) && instant > 0 ? instant : undefined
}

const isTime = (time: Instant | undefined): time is Instant => time !== undefined

interface Place {
  readonly path: string
  readonly isBinned: boolean
}

const readEntry = ({ uuid, fields, times, history }: KdbxEntry, { path, isBinned }: Place, kept: number): KdbxRecord => {
  const created = instantOf(times.creationTime)
  const changes = [...history, { times }].map((state) => instantOf(state.times.lastModTime))
  const changed = [...new Set(changes.filter(isTime))].sort((a, b) => a - b)
  const accessed = instantOf(times.lastAccessTime)
  const moved = instantOf(times.locationChanged)
  const lacking = [
    ...(created === undefined ? ['CreationTime'] : []),
    ...(changes.every(isTime) ? [] : ['LastModificationTime']),
    ...(isBinned && moved === undefined ? ['LocationChanged'] : []),
  ]
  return {
    uuid: hexOf(uuid),
    path: [path, textOf(fields.get('Title'))].filter((part) => part !== '').join('/'),
    ...given('created', created),
    changed,
    ...given('deleted', isBinned ? moved : undefined),
    ...given('looked', accessed !== undefined && accessed > (changed.at(-1) ?? Infinity) ? accessed : undefined),
    isCut: kept >= 0 && history.length >= kept,
    ...given('unreadable', lacking.length === 0 ? undefined : `${lacking.join(' and ')} is missing or no time`),
  }
}

/** Every entry of a database and every one of which it remembers that it was deleted; none is left out. */
export const readKdbxEntries = ({ groups, deletedObjects, meta }: KdbxDatabase): readonly KdbxRecord[] => {
  const kept = meta.historyMaxItems ?? HISTORY_KEPT
  const bin = meta.recycleBinUuid === undefined ? undefined : hexOf(meta.recycleBinUuid)
  const walk = (group: KdbxGroup, { path, isBinned }: Place, isRoot: boolean): readonly KdbxRecord[] => {
    const place = {
      path: isRoot ? '' : [path, group.name ?? ''].filter((part) => part !== '').join('/'),
      isBinned: isBinned || hexOf(group.uuid) === bin,
    }
    return [...group.entries.map((entry) => readEntry(entry, place, kept)), ...group.groups.flatMap((inner) => walk(inner, place, false))]
  }
  const deleted = deletedObjects.flatMap(({ uuid, deletionTime }): KdbxRecord[] => {
    if (uuid === undefined) return []
    const time = instantOf(deletionTime)
    const lacking = time === undefined ? 'DeletionTime is missing or no time' : undefined
    return [{ uuid: hexOf(uuid), changed: [], ...given('deleted', time), isCut: false, ...given('unreadable', lacking) }]
  })
  return [...groups.flatMap((group) => walk(group, { path: '', isBinned: false }, true)), ...deleted]
}

const UUID = /^\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/

/** An item of the register as entries are compared with it: a UUID in any of its spellings, or a way through the groups. */
export const asKdbxItem = (item: string): string => {
  const lower = lowerAscii(item.trim())
  return UUID.test(lower) ? lower.replace(/[{}-]/g, '') : lower.replace(/^\/+/, '')
}
