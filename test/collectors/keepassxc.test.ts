import fc from 'fast-check'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import keepassxc from '../../src/collectors/keepassxc/collector.ts'
import type { KeepassxcSource } from '../../src/model/configuration.ts'
import type { Collected, EscrowEvent } from '../../src/model/inventory.ts'
import { at } from '../support/builders.ts'
import { canaries, leaks, plant } from '../support/canaries.ts'
import { collectFrom, type Documents } from '../support/collecting.ts'
import { aDatabase, anEntry, credentials, type Database, type Entry, formats, PASSWORD, resealHeader, secret, toFile, uuidOf } from '../support/kdbx.ts'
import { aLive } from '../support/live.ts'

const source: KeepassxcSource = { id: 'escrow-kdbx', type: 'keepassxc', location: 'keepass', files: ['escrow.kdbx'], 'password-env': 'KEY' }
const CREATED = '2026-03-15T10:00:00Z'
const CHANGED = '2026-10-08T09:00:00Z'
const SILENT = 'opening a KeePass database leaves no trace, so that nobody can tell who opened the copies at keepass'

interface Given {
  readonly items?: readonly string[]
  readonly over?: Partial<KeepassxcSource>
  readonly env?: Readonly<Record<string, string>>
}

const collect = (documents: Documents, { items = ['Escrow/Ada'], over = {}, env = { KEY: PASSWORD } }: Given = {}): Promise<Collected> =>
  collectFrom(keepassxc, { ...source, ...over }, documents, items, { live: aLive({ env }) })
const eventsOf = ({ facts }: Collected): readonly EscrowEvent[] => [...(facts.escrowEvents ?? [])]
const deeds = (collected: Collected): unknown[] => eventsOf(collected).map(({ action, item, time, outcome }) => [action, item, time, outcome])
/** The gaps besides the one that is always there. */
const told = ({ gaps }: Collected): unknown[] => gaps.filter(({ detail }) => detail !== SILENT).map(({ reason, detail }) => [reason, detail])

const inGroup = (database: Database, title: string, times: readonly [string, ...string[]]): Entry =>
  anEntry(
    database,
    title,
    times,
    database.groups[0]!.groups.find(({ name }) => name === 'Escrow') ?? database.createGroup(database.getDefaultGroup(), 'Escrow'),
  )

const simple = async (
  change: (database: Database, entry: Entry) => void = () => undefined,
): Promise<{ database: Database; bytes: Uint8Array; entry: Entry }> => {
  const database = aDatabase()
  const entry = inGroup(database, 'Ada', [CREATED, CHANGED])
  change(database, entry)
  return { database, entry, bytes: await toFile(database) }
}

describe('an entry', () => {
  test.each(formats)('of a database %s tells when it was made and changed, and never who did it', async (format) => {
    const database = aDatabase(format)
    const uuid = uuidOf(inGroup(database, 'Ada', [CREATED, '2026-06-01T00:00:00Z', CHANGED])).replace(/[{}-]/g, '')
    const collected = await collect({ 'escrow.kdbx': await toFile(database) })
    expect(deeds(collected)).toEqual([
      ['create', 'Escrow/Ada', at(CREATED), 'success'],
      ['update', 'Escrow/Ada', at('2026-06-01'), 'success'],
      ['update', 'Escrow/Ada', at(CHANGED), 'success'],
    ])
    expect(eventsOf(collected)[2]).toEqual({
      id: `${uuid}|update|${String(at(CHANGED))}`,
      source: 'escrow-kdbx',
      sourceType: 'keepassxc',
      location: 'keepass',
      item: 'Escrow/Ada',
      time: at(CHANGED),
      timeBasis: 'client',
      actorKind: 'unknown',
      action: 'update',
      outcome: 'success',
      evidence: 'client',
      origin: { source: 'escrow-kdbx', file: 'escrow.kdbx' },
    })
    expect(collected.source).toMatchObject({ grade: 'client', records: 1, unreadable: 0 })
    expect(collected.facts.logs).toMatchObject([{ lastRecord: at(CHANGED) }])
    expect(told(collected)).toEqual([])
  })

  test('says when it was last changed, whatever was changed', async () => {
    const { bytes, entry } = await simple()
    const state = { item: 'Escrow/Ada', changed: at(CHANGED), origin: { source: 'escrow-kdbx', file: 'escrow.kdbx' } }
    expect((await collect({ 'escrow.kdbx': bytes })).facts.logs?.[0]?.items).toEqual([state])
    const items = [uuidOf(entry), 'Escrow/Grace']
    expect((await collect({ 'escrow.kdbx': bytes }, { items })).facts.logs?.[0]?.items).toEqual([{ ...state, item: uuidOf(entry) }])
  })

  test.each<[string, (database: Database, entry: Entry) => void, Given]>([
    ['two have its name', (database) => inGroup(database, 'Ada', [CREATED]), {}],
    [
      'it does not say so',
      (_, { times }) => {
        times.lastModTime = undefined
      },
      {},
    ],
    ['the database does not open', () => undefined, { env: { KEY: 'another' } }],
    ['it is not there', () => undefined, { items: ['Escrow/Grace'] }],
  ])('does not say when it was last changed where %s', async (_, change, given) => {
    const collected = await collect({ 'escrow.kdbx': (await simple(change)).bytes }, given)
    expect(collected.facts.logs?.[0]?.items).toEqual([])
  })

  test('that is in the bin of one file and not of another leaves it open', async () => {
    const { database, entry, bytes } = await simple()
    database.createRecycleBin()
    database.remove(entry)
    entry.times.locationChanged = new Date('2026-11-01T00:00:00Z')
    const thrown = await toFile(database)
    const items = async (...files: readonly Uint8Array[]): Promise<unknown> => {
      const documents = Object.fromEntries(files.map((file, index) => [`${String(index)}.kdbx`, file]))
      return (await collect(documents, { items: [uuidOf(entry)], over: { files: Object.keys(documents) } })).facts.logs?.[0]?.items
    }
    expect(await items(bytes, thrown)).toEqual([])
    expect(await items(thrown)).toMatchObject([{ deleted: at('2026-11-01') }])
    expect(await items(bytes)).toMatchObject([{ changed: at(CHANGED), origin: { file: '0.kdbx' } }])
  })

  test('is hidden all the same: nobody can see that it was opened', async () => {
    const collected = await collect({ 'escrow.kdbx': (await simple()).bytes })
    expect(collected.gaps).toMatchObject([{ about: 'escrowEvents', reason: 'uncovered', detail: SILENT, hides: { location: 'keepass' } }])
    expect(collected.facts.logs?.[0]).not.toHaveProperty('covers')
  })

  test('is found by its UUID, wherever it lies and however that is written', async () => {
    const { bytes, entry } = await simple()
    const uuid = uuidOf(entry)
    for (const item of [uuid, uuid.slice(1, -1), uuid.replace(/[{}-]/g, '').toUpperCase(), '/escrow/ADA']) {
      const collected = await collect({ 'escrow.kdbx': bytes }, { items: [item] })
      expect([deeds(collected).length, told(collected)]).toEqual([2, []])
      expect(eventsOf(collected)[0]?.item).toBe(item)
    }
  })

  test('that was moved is found under its UUID, and no more under its old name', async () => {
    const { bytes, entry } = await simple((database, moved) => {
      database.move(moved, database.createGroup(database.getDefaultGroup(), 'Elsewhere'))
    })
    expect(deeds(await collect({ 'escrow.kdbx': bytes }, { items: [uuidOf(entry)] }))).toHaveLength(2)
    const collected = await collect({ 'escrow.kdbx': bytes })
    expect(deeds(collected)).toEqual([])
    expect(told(collected)).toEqual([['absent', 'no database of the source has an entry Escrow/Ada']])
  })

  test('in the recycle bin was deleted when it was put there', async () => {
    const { bytes, entry } = await simple((database, thrown) => {
      database.createRecycleBin()
      database.remove(thrown)
      thrown.times.locationChanged = new Date('2026-11-01T00:00:00Z')
    })
    expect(deeds(await collect({ 'escrow.kdbx': bytes }, { items: [uuidOf(entry)] })).at(-1)).toEqual(['delete', uuidOf(entry), at('2026-11-01'), 'success'])
  })

  test('that was deleted for good has left its UUID and the time', async () => {
    const { bytes, entry } = await simple((database, gone) => {
      database.meta.recycleBinEnabled = false
      database.remove(gone)
      database.deletedObjects[0]!.deletionTime = new Date('2026-11-01T00:00:00Z')
    })
    const collected = await collect({ 'escrow.kdbx': bytes }, { items: [uuidOf(entry)] })
    expect(deeds(collected)).toEqual([['delete', uuidOf(entry), at('2026-11-01'), 'success']])
    expect(told(collected)).toEqual([])
  })

  test('that some program touched later than it was changed was perhaps looked at, by nobody known', async () => {
    const { bytes } = await simple((_, { times }) => {
      times.lastAccessTime = new Date('2026-11-02T00:00:00Z')
    })
    expect(deeds(await collect({ 'escrow.kdbx': bytes })).at(-1)).toEqual(['view', 'Escrow/Ada', at('2026-11-02'), 'unknown'])
  })

  test('with as much history as is kept may have been changed before', async () => {
    const { bytes } = await simple((database) => {
      database.meta.historyMaxItems = 1
    })
    expect(told(await collect({ 'escrow.kdbx': bytes }))).toEqual([
      ['incomplete', 'the entry Escrow/Ada of escrow.kdbx has as many earlier states as the database keeps: still earlier ones may have been dropped'],
    ])
  })

  test.each(['creationTime', 'lastModTime'] as const)('without its %s is a gap, and the rest is told', async (name) => {
    const { bytes } = await simple((_, { times }) => {
      times[name] = undefined
    })
    const collected = await collect({ 'escrow.kdbx': bytes })
    const element = name === 'creationTime' ? 'CreationTime' : 'LastModificationTime'
    expect(told(collected)).toEqual([['unreadable', `the entry Escrow/Ada of escrow.kdbx: ${element} is missing or no time`]])
    expect(deeds(collected)).toHaveLength(2)
  })

  test('whose name another one has, too, is a gap, and both are told', async () => {
    const { bytes } = await simple((database) => inGroup(database, 'Ada', [CREATED]))
    const collected = await collect({ 'escrow.kdbx': bytes })
    expect(deeds(collected)).toHaveLength(3)
    expect(told(collected)).toEqual([['contradiction', 'two entries of escrow.kdbx are called Escrow/Ada']])
  })

  test('of an older copy of the database remembers what the younger one forgot, and each change is one event', async () => {
    const { database, bytes, entry } = await simple()
    entry.history.splice(0)
    entry.times.lastModTime = entry.times.lastAccessTime = new Date('2026-11-01T00:00:00Z')
    const younger = await toFile(database)
    const collected = await collect({ 'a.kdbx': bytes, 'b.kdbx': younger }, { over: { files: ['a.kdbx', 'b.kdbx'] } })
    expect(deeds(collected).map((deed) => (deed as [string])[0])).toEqual(['create', 'update', 'update'])
  })

  test('later than the collection is unreadable', async () => {
    const collected = await collect({ 'escrow.kdbx': (await simple()).bytes }, { over: { collected: '2026-10-01T00:00:00Z' } })
    expect(deeds(collected).map((deed) => (deed as [string])[0])).toEqual(['create'])
    expect(told(collected)).toEqual([['unreadable', 'a record of escrow.kdbx is later than its collection']])
  })
})

describe('the key', () => {
  const keyFile = Uint8Array.from({ length: 100 }, (_, index) => index)
  const locked = async (password: string | null, file: Uint8Array): Promise<Uint8Array> => {
    const database = aDatabase('4 Argon2id', credentials(password, file))
    inGroup(database, 'Ada', [CREATED, CHANGED])
    return toFile(database)
  }
  const { 'password-env': _, ...keyless } = source

  test('may be a password and a file', async () => {
    const documents = { 'escrow.kdbx': await locked(PASSWORD, keyFile), 'escrow.keyx': keyFile }
    const collected = await collect(documents, { over: { 'key-file': 'escrow.keyx' } })
    expect([deeds(collected).length, told(collected)]).toEqual([2, []])
    expect(told(await collect(documents))).toEqual([['authentication', 'escrow.kdbx: it does not open with the key that is given, or it is cut']])
  })

  test.each([32, 100])('may be a file of %d bytes alone, which stays as it is and leaves no digest', async (length) => {
    const bytes = keyFile.slice(0, length)
    const shared = Uint8Array.from(bytes)
    const documents = { 'escrow.kdbx': await locked(null, bytes), 'escrow.key': shared }
    const collected = await collectFrom(keepassxc, { ...keyless, 'key-file': 'escrow.key' }, documents, ['Escrow/Ada'])
    expect([deeds(collected).length, told(collected)]).toEqual([2, []])
    expect(collected.source.files.map(({ file }) => file)).toEqual(['escrow.kdbx'])
    expect(shared).toEqual(bytes)
  })

  test.each<[string, Given, unknown[]]>([
    ['is wrong', { env: { KEY: 'another' } }, ['authentication', 'escrow.kdbx: it does not open with the key that is given, or it is cut']],
    ['is not in the environment', { env: {} }, ['authentication', 'the environment variable KEY is not set, which holds the password']],
    ['is nothing', { env: { KEY: '' } }, ['authentication', 'the environment variable KEY is not set, which holds the password']],
    ['has a file that is not there', { over: { 'key-file': 'x.key' } }, ['absent', 'the key file: x.key is not there']],
  ])('that %s is a gap', async (_name, given, gap) => {
    const collected = await collect({ 'escrow.kdbx': (await simple()).bytes }, given)
    expect(told(collected)).toEqual([gap])
    expect(deeds(collected)).toEqual([])
  })

  test('is in nothing that is given back', async () => {
    for (const KEY of [PASSWORD, 'another password of nobody'])
      expect(JSON.stringify(await collect({ 'escrow.kdbx': (await simple()).bytes }, { env: { KEY } }))).not.toContain('password of nobody')
  })
})

describe('a file that cannot be read', () => {
  const cut = 'escrow.kdbx: it is cut or broken'
  test.each<[string, unknown, unknown[]]>([
    ['no database', 'not a database at all', ['unreadable', 'escrow.kdbx: it is no KeePass database']],
    ['nothing', '', ['unreadable', 'escrow.kdbx is empty, and an empty file is no empty log']],
    ['too short', Uint8Array.of(3, 0xd9, 0xa2, 0x9a), ['unreadable', cut]],
    [
      'of the future',
      Uint8Array.of(3, 0xd9, 0xa2, 0x9a, 0x67, 0xfb, 0x4b, 0xb5, 0, 0, 5, 0),
      ['unreadable', 'escrow.kdbx: it is a KeePass database of a version that is not read'],
    ],
    ['not there', undefined, ['absent', 'escrow.kdbx is not there']],
  ])('is %s', async (_, document, gap) => {
    const collected = await collect(document === undefined ? {} : { 'escrow.kdbx': document })
    expect(told(collected)).toEqual([gap])
  })

  const forged = async (name: string, value: number, format: (typeof formats)[number] = '4 Argon2id'): Promise<unknown[]> => {
    const database = aDatabase(format)
    const bytes = Buffer.from(await toFile(database))
    // The header says it in clear: a name of one letter, then the length and the number.
    const mark = Buffer.from([1, 0, 0, 0, name.charCodeAt(0), name === 'V' || name === 'P' ? 4 : 8, 0, 0, 0])
    const place = bytes.indexOf(mark) + mark.length
    expect(place).toBeGreaterThan(mark.length)
    if (name === 'V' || name === 'P') bytes.writeUInt32LE(value, place)
    else bytes.writeBigUInt64LE(BigInt(value), place)
    resealHeader(bytes)
    return told(await collect({ 'escrow.kdbx': Uint8Array.from(bytes) }))
  }

  test('asks for more memory, passes, lanes or rounds than are given, or for what is not known', async () => {
    const MEBIBYTE = 1_048_576
    expect(await forged('M', 1025 * MEBIBYTE)).toEqual([['unreadable', 'escrow.kdbx: its key takes 1025 MiB of memory, and at most 1024 MiB are given']])
    expect(await forged('I', 2 ** 40)).toEqual([['unreadable', 'escrow.kdbx: its key takes more passes over memory than are tried']])
    expect(await forged('P', 65)).toEqual([['unreadable', 'escrow.kdbx: its key takes more passes over memory than are tried']])
    expect(await forged('P', 64)).toEqual([
      ['unreadable', 'escrow.kdbx: its key cannot be derived as it asks: there is too little memory, or its numbers do not go together'],
    ])
    expect(await forged('V', 0x10)).toEqual([['unreadable', 'escrow.kdbx: its key is derived by a version of Argon2 that is not known here']])
    expect(await forged('R', 100_000_001, '4 AES')).toEqual([['unreadable', 'escrow.kdbx: its key takes more than 100 million rounds, which is not tried']])
  })

  test('derives its key in a way that is not known', async () => {
    const bytes = Buffer.from(await toFile(aDatabase()))
    const mark = bytes.indexOf('$UUID') + 9
    bytes.fill(7, mark, mark + 16)
    expect(told(await collect({ 'escrow.kdbx': Uint8Array.from(bytes) }))).toEqual([
      ['unreadable', 'escrow.kdbx: its key is derived in a way that is not known here'],
    ])
  })

  test('has a time without a zone, which every machine would read in its own way', async () => {
    const database = aDatabase('3.1')
    const entry = inGroup(database, 'Ada', [CREATED])
    entry.times.creationTime = { toISOString: () => '2026-03-15T10:00:00' } as Date
    expect(told(await collect({ 'escrow.kdbx': await toFile(database) }))).toEqual([['unreadable', 'escrow.kdbx: it has times without a zone']])
  })

  test('may be packed, and is a gap beside others that are read', async () => {
    const { bytes } = await simple()
    const collected = await collect({ 'a.kdbx': bytes, 'b.kdbx': gzipSync(bytes) }, { over: { files: ['a.kdbx', 'b.kdbx'] } })
    expect(deeds(collected)).toHaveLength(2)
    expect(told(collected)).toEqual([['unreadable', 'b.kdbx: it is no KeePass database']])
  })
})

describe('properties', () => {
  const whole = new Map<string, Uint8Array>()
  beforeAll(async () => {
    for (const format of ['3.1', '4 Argon2id'] as const) {
      const database = aDatabase(format)
      inGroup(database, 'Ada', [CREATED, CHANGED])
      whole.set(format, await toFile(database))
    }
  })

  test.each(['3.1', '4 Argon2id'])('a database %s that is cut anywhere is a gap and no exception', async (format) => {
    const bytes = whole.get(format)!
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: bytes.length - 1 }), async (length) => {
        const collected = await collect({ 'escrow.kdbx': bytes.slice(0, length) })
        expect(deeds(collected)).toEqual([])
        expect(told(collected)).toHaveLength(1)
      }),
      { numRuns: 60 },
    )
  })

  test.each(['3.1', '4 Argon2id'])('a database %s of which a byte is changed tells the same or is a gap', async (format) => {
    const bytes = whole.get(format)!
    const right = deeds(await collect({ 'escrow.kdbx': bytes }))
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (place, difference) => {
        const changed = Uint8Array.from(bytes)
        changed[place]! ^= difference
        const collected = await collect({ 'escrow.kdbx': changed })
        if (told(collected).length === 0) expect(deeds(collected)).toEqual(right)
        else expect(deeds(collected)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})

test('no code that lies in an entry leaves the reader, wherever in it', async () => {
  const database = aDatabase()
  const codes = (): string => canaries.map(() => plant()).join('\n')
  for (const title of ['Ada', 'Grace']) {
    const entry = inGroup(database, title, [CREATED])
    const fill = async (): Promise<void> => {
      for (const name of ['UserName', 'URL', 'Notes', 'codes in clear']) entry.fields.set(name, codes())
      for (const name of ['Password', 'codes']) entry.fields.set(name, secret(codes()))
      entry.fields.set(plant(), plant())
      entry.tags = [plant()]
      entry.overrideUrl = plant()
      entry.customData = new Map([[plant(), { value: codes() }]])
      entry.autoType.defaultSequence = plant()
      entry.binaries.set(`${plant()}.txt`, await database.createBinary(secret(codes())))
    }
    await fill()
    entry.pushHistory()
    await fill()
    entry.times.lastModTime = new Date(CHANGED)
  }
  inGroup(database, plant(), [CREATED])
  database.meta.name = plant()
  database.meta.desc = codes()
  const bytes = await toFile(database)
  const collected = await collect({ 'escrow.kdbx': bytes })
  expect(deeds(collected).length).toBeGreaterThan(1)
  expect(leaks(JSON.stringify(collected))).toEqual([])
  // Of an entry that cannot be read, too.
  const broken = aDatabase('3.1')
  inGroup(broken, 'Ada', [CREATED]).fields.set('Notes', codes())
  const cut = await toFile(broken)
  expect(leaks(JSON.stringify(await collect({ 'escrow.kdbx': cut.slice(0, cut.length - 40) })))).toEqual([])
})
