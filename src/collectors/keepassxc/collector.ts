import { defineCollector } from '../../model/collector.ts'
import type { CollectorContext } from '../../model/collector.ts'
import type { KeepassxcSource } from '../../model/configuration.ts'
import { given } from '../../model/given.ts'
import { groupBy } from '../../model/group.ts'
import type { EscrowEvent, Gap, GapReason, ItemState, Lack } from '../../model/inventory.ts'
import type { Instant } from '../../model/time.ts'
import { asKdbxItem, type KdbxRecord } from '../../parsers/kdbx-entries.ts'
import { readWholeLogFiles, spelledAlike, toCollected } from '../escrow-log.ts'
import { openLatest } from '../last-record.ts'
import { toGap } from '../reading.ts'
import { type Key, openDatabase } from './open.ts'

const gapOf = ({ id, type, location }: KeepassxcSource, reason: GapReason, detail: string, advice?: string, file?: string): Gap =>
  toGap(id, { about: 'escrowEvents', fact: `${type} database of ${location}`, reason, detail, hides: { location }, advice, file })

/** What this source can never tell, however well it is read. */
const isSilent = (source: KeepassxcSource): Gap =>
  gapOf(
    source,
    'uncovered',
    `opening a KeePass database leaves no trace, so that nobody can tell who opened the copies at ${source.location}`,
    'Move the copies to where each opening is written down, such as a vault or a safe with a custody form, and regenerate the codes.',
  )

/** The key of the databases. It is handed to whoever opens them and to nobody else; not even a digest of it is kept. */
const keyOf = async (source: KeepassxcSource, { files, live }: CollectorContext): Promise<Key | Gap> => {
  const { 'password-env': variable, 'key-file': path } = source
  const password = variable === undefined ? undefined : live.env[variable]
  if (variable !== undefined && (password === undefined || password === ''))
    return gapOf(source, 'authentication', `the environment variable ${variable} is not set, which holds the password`, `Set ${variable} and audit again.`)
  const file = path === undefined ? undefined : await files.read(path)
  if (file !== undefined && 'problem' in file) return gapOf(source, file.problem, `the key file: ${file.detail}`, undefined, path)
  return { ...given('password', password), ...given('keyFile', file?.bytes) }
}

/** Of a deed at an entry: everybody who has the key looks alike. */
const toEvent = (
  source: KeepassxcSource,
  { uuid }: KdbxRecord,
  item: string,
  file: string,
  time: Instant,
  action: EscrowEvent['action'],
  outcome: EscrowEvent['outcome'] = 'success',
): EscrowEvent => ({
  id: `${uuid}|${action}|${String(time)}`,
  source: source.id,
  sourceType: source.type,
  location: source.location,
  item,
  time,
  timeBasis: 'client',
  actorKind: 'unknown',
  action,
  outcome,
  evidence: 'client',
  origin: { source: source.id, file },
})

const toEvents = (source: KeepassxcSource, entry: KdbxRecord, item: string, file: string): readonly EscrowEvent[] => {
  const { created, changed, deleted, looked } = entry
  const event = (time: Instant, action: EscrowEvent['action'], outcome?: EscrowEvent['outcome']): EscrowEvent =>
    toEvent(source, entry, item, file, time, action, outcome)
  return [
    ...(created === undefined ? [] : [event(created, 'create')]),
    ...changed.filter((time) => time !== created).map((time) => event(time, 'update')),
    ...(deleted === undefined ? [] : [event(deleted, 'delete')]),
    ...(looked === undefined ? [] : [event(looked, 'view', 'unknown')]),
  ]
}

/** What keeps an entry from telling all that happened to it. */
const doubtsOf = (source: KeepassxcSource, { unreadable, isCut }: KdbxRecord, item: string, file: string): readonly Gap[] => [
  ...(unreadable === undefined ? [] : [gapOf(source, 'unreadable', `the entry ${item} of ${file}: ${unreadable}`, undefined, file)]),
  ...(isCut
    ? [
        gapOf(
          source,
          'incomplete',
          `the entry ${item} of ${file} has as many earlier states as the database keeps: still earlier ones may have been dropped`,
          'Let the database keep more history (Database Settings, History limit), and name older copies of it beside it.',
          file,
        ),
      ]
    : []),
]

interface Found {
  readonly entry: KdbxRecord
  readonly item: string
  readonly file: string
}

/** When each item was last changed, by all files together; left out where they leave it open which entry it is, when that was, or whether it is still there. */
const statesOf = (source: KeepassxcSource, found: readonly Found[]): readonly ItemState[] =>
  [...groupBy(found, ({ item }) => item)].flatMap(([item, same]) => {
    const isOne = new Set(same.map(({ entry }) => entry.uuid)).size === 1
    const isAgreed = new Set(same.map(({ entry: { deleted } }) => deleted === undefined)).size === 1
    if (!isOne || !isAgreed || same.some(({ entry }) => entry.unreadable !== undefined)) return []
    const changes = same.flatMap(({ entry: { changed, deleted }, file }) =>
      [...changed, ...(deleted === undefined ? [] : [deleted])].map((time) => ({ time, file })),
    )
    const latest = changes.sort((a, b) => b.time - a.time)[0]
    const deletions = same.flatMap(({ entry: { deleted } }) => (deleted === undefined ? [] : [deleted]))
    return latest === undefined
      ? []
      : [
          {
            item,
            changed: latest.time,
            ...given('deleted', deletions.length === 0 ? undefined : Math.max(...deletions)),
            origin: { source: source.id, file: latest.file },
          },
        ]
  })

/** Items that two entries of one file are called, and items that no file has. */
const misnamed = (source: KeepassxcSource, items: ReadonlySet<string>, found: readonly Found[], isWhole: boolean): readonly Gap[] => {
  const missing = [...items].filter((item) => isWhole && !found.some((one) => one.item === item))
  const doubled = [...items].flatMap((item) => {
    const named = found.filter((one) => one.item === item)
    const twice = named.find(({ entry, file }) => named.some((other) => other.file === file && other.entry.uuid !== entry.uuid))
    return twice === undefined ? [] : [{ item, file: twice.file }]
  })
  return [
    ...missing.map((item) =>
      gapOf(source, 'absent', `no database of the source has an entry ${item}`, 'Register the UUID of the entry, which stays the same when it is moved.'),
    ),
    ...doubled.map(({ item, file }) =>
      gapOf(source, 'contradiction', `two entries of ${file} are called ${item}`, 'Register the UUID of the entry that is meant.', file),
    ),
  ]
}

/** KeePass databases: when an entry was made, changed and thrown away. Never who, and never that it was opened. */
export default defineCollector<KeepassxcSource>({
  type: 'keepassxc',
  async collect(source, context) {
    const items = context.items(source.location)
    const namesOf = spelledAlike(items, asKdbxItem)
    const latest = openLatest(source, context)
    const databases: { readonly file: string; readonly bytes: Uint8Array }[] = []
    const { files, unreadable } = await readWholeLogFiles(source, context, (file, bytes) => {
      databases.push({ file, bytes })
    })

    const key = await keyOf(source, context)
    const closed: Gap[] = 'reason' in key ? [key] : []
    const found: Found[] = []
    let records = 0
    for (const { file, bytes } of databases) {
      if ('reason' in key) break
      const entries = await openDatabase(bytes, key)
      if ('reason' in entries) {
        closed.push(isClosed(source, file, entries))
        continue
      }
      records += entries.length
      for (const entry of entries) {
        for (const time of [...entry.changed, entry.deleted]) latest.see(time)
        const named = new Set([...namesOf(entry.uuid), ...(entry.path === undefined ? [] : namesOf(entry.path))])
        for (const item of named) found.push({ entry, item, file })
      }
    }
    const isWhole = closed.length === 0 && unreadable.length === 0
    const events = new Map(found.flatMap(({ entry, item, file }) => toEvents(source, entry, item, file).map((event) => [`${event.id}|${item}`, event])))
    return toCollected(source, 'client', context, {
      events: [...events.values()],
      records,
      lastRecord: latest.latest(),
      items: statesOf(source, found),
      unreadable,
      files,
      doubts: [
        isSilent(source),
        ...closed,
        ...found.flatMap(({ entry, item, file }) => doubtsOf(source, entry, item, file)),
        ...misnamed(source, items, found, isWhole),
      ],
    })
  },
})

const isClosed = (source: KeepassxcSource, file: string, { reason, detail }: Lack): Gap =>
  gapOf(
    source,
    reason,
    `${file}: ${detail}`,
    reason === 'authentication' ? 'Compare password-env and key-file of the source with what opens the database, and audit again.' : undefined,
    file,
  )
