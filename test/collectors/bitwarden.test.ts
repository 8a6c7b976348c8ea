import { describe, expect, test } from 'vitest'
import bitwarden from '../../src/collectors/bitwarden/collector.ts'
import type { BitwardenSource } from '../../src/model/configuration.ts'
import type { Collected, EscrowEvent } from '../../src/model/inventory.ts'
import { at } from '../support/builders.ts'
import { collectFrom, type Documents } from '../support/collecting.ts'

const ITEM = '3767a302-8208-4dc6-b842-030428a1cfad'
const ADA = 'e756dd4d-bac6-4e71-aa68-da0b1ae04874'
const source: BitwardenSource = { id: 'bitwarden-acme', type: 'bitwarden', location: 'bitwarden-acme', files: ['events.json'], covers: { from: '2026-01-01' } }

type Part = Readonly<Record<string, unknown>>
const anEvent = (over: Part = {}): Part => ({
  object: 'event',
  type: 1107,
  itemId: ITEM,
  actingUserId: ADA,
  date: '2026-08-20T09:14:03.412Z',
  device: 9,
  ...over,
})
const aPage = (data: readonly unknown[], over: Part = { continuationToken: null }): Part => ({ object: 'list', data, ...over })

const collect = (document: unknown, other: Partial<BitwardenSource> = {}): Promise<Collected> =>
  collectFrom(bitwarden, { ...source, ...other }, document === undefined ? {} : { 'events.json': document }, [ITEM])
const eventsOf = ({ facts }: Collected): readonly EscrowEvent[] => [...(facts.escrowEvents ?? [])]

describe('an event', () => {
  test('about a registered item is carried', async () => {
    const collected = await collect(aPage([anEvent()]))
    expect(collected.facts.escrowEvents).toEqual([
      {
        id: expect.any(String) as string,
        source: 'bitwarden-acme',
        sourceType: 'bitwarden',
        location: 'bitwarden-acme',
        item: ITEM,
        time: at('2026-08-20T09:14:03.412Z'),
        timeBasis: 'client',
        actor: ADA,
        actorKind: 'human',
        action: 'view',
        outcome: 'success',
        evidence: 'client',
        origin: { source: 'bitwarden-acme', file: 'events.json', record: '/data/0' },
      },
    ])
    expect(collected.gaps).toEqual([])
    expect(collected.source).toMatchObject({ grade: 'client', records: 1, unreadable: 0 })
  })

  test('of the server keeps the time of the server', async () => {
    expect(eventsOf(await collect(aPage([anEvent({ type: 1101 })])))).toMatchObject([{ timeBasis: 'server', evidence: 'server', action: 'update' }])
  })

  test('that exports the whole vault concerns every item', async () => {
    const [event] = eventsOf(await collect(aPage([anEvent({ type: 1602, itemId: null })])))
    expect(event).toMatchObject({ action: 'export' })
    expect(event).not.toHaveProperty('item')
  })

  test.each([
    ['about another item', anEvent({ itemId: 'other' })],
    ['about no item', anEvent({ type: 1000, itemId: null })],
    ['of a kind that shows nothing', anEvent({ type: 1500, itemId: null })],
  ])('%s is not carried', async (_, event) => {
    const collected = await collect(aPage([event]))
    expect([collected.facts.escrowEvents, collected.gaps, collected.source.records]).toEqual([[], [], 1])
  })

  test('that is there twice is one', async () => {
    expect(eventsOf(await collect([aPage([anEvent()]), aPage([anEvent()])]))).toHaveLength(1)
    expect(eventsOf(await collect(aPage([anEvent(), anEvent({ type: 1111 })])))).toHaveLength(2)
  })

  test('of several pages has its place in the file', async () => {
    expect(eventsOf(await collect([aPage([]), aPage([anEvent()])]))).toMatchObject([{ origin: { record: '/1/data/0' } }])
  })

  test('without an actor has none', async () => {
    const [event] = eventsOf(await collect(aPage([anEvent({ actingUserId: null })])))
    expect(event).toMatchObject({ actorKind: 'unknown' })
    expect(event).not.toHaveProperty('actor')
  })
})

describe('an export of the web vault', () => {
  const HEADER = 'message,appIcon,appName,userId,userName,userEmail,date,ip,type,installationId'
  const row = (message: string, type = 'Cipher_ClientViewed', date = '2026-08-20T09:14:03.412Z'): string =>
    `${message},,Web vault,${ADA},Ada,ada@acme.test,${date},198.51.100.7,${type},`
  const collectCsv = (rows: readonly string[], items: readonly string[] = [ITEM]): Promise<Collected> =>
    collectFrom(bitwarden, { ...source, files: ['events.csv'] }, { 'events.csv': [HEADER, ...rows].join('\n') }, items)

  test('names the item by how its id begins', async () => {
    const collected = await collectCsv([row('Viewed item 3767a302.'), row('Viewed item 0badcafe.')])
    expect(eventsOf(collected)).toMatchObject([{ item: ITEM, actor: ADA, action: 'view', origin: { file: 'events.csv', line: 2 } }])
    expect([collected.gaps, collected.source.records]).toEqual([[], 2])
  })

  test('may mean each of the registered items that begin so', async () => {
    const twin = ITEM.replace('8208', '9999')
    expect(eventsOf(await collectCsv([row('Viewed item 3767a302.')], [ITEM, twin])).map(({ item }) => item)).toEqual([ITEM, twin])
  })

  test('of the whole vault concerns every item', async () => {
    const [event] = eventsOf(await collectCsv([row('Exported vault', 'Organization_ClientExportedVault')]))
    expect(event).toMatchObject({ action: 'export' })
    expect(event).not.toHaveProperty('item')
  })

  test.each<[string, string[], number]>([
    ['a row of the item that cannot be read', [row('Viewed item 3767a302.', 'Cipher_ClientViewed', 'yesterday')], 1],
    ['a row of another item that cannot be read', [row('Viewed item 0badcafe.', 'Cipher_ClientViewed', 'yesterday')], 0],
    ['a row that names no item', [row('Viewed an item')], 1],
    ['a row without all its cells', ['x'], 1],
    ['no row at all', [], 1],
  ])('with %s', async (_, rows, gaps) => {
    expect((await collectCsv(rows)).gaps).toHaveLength(gaps)
  })

  test('without its columns is none', async () => {
    const collected = await collectFrom(bitwarden, { ...source, files: ['events.csv'] }, { 'events.csv': 'a,b\n' }, [ITEM])
    expect(collected.gaps).toMatchObject([{ reason: 'unreadable', detail: expect.stringContaining('no export of the web vault') as string }])
  })
})

describe('Vaultwarden', () => {
  const ofVaultwarden = (over: Part = {}): Part => ({
    type: 1112,
    userId: null,
    organizationId: 'o-1',
    cipherId: ITEM,
    collectionId: null,
    groupId: null,
    organizationUserId: null,
    actingUserId: ADA,
    date: '2026-08-20T09:14:03.412000Z',
    deviceType: 2,
    ipAddress: '198.51.100.7',
    policyId: null,
    ...over,
  })

  test('has the names of the internal model, and repeats the last event of a page', async () => {
    const collected = await collect([
      aPage([ofVaultwarden({ type: 1107 }), ofVaultwarden()], { continuationToken: '2026-08-20T09:14:03.412000Z' }),
      aPage([ofVaultwarden()]),
    ])
    expect(eventsOf(collected).map(({ action }) => action)).toEqual(['view', 'copy'])
    expect(collected.gaps).toEqual([])
  })

  test('that never gets beyond one instant has not told everything', async () => {
    const stuck = aPage([ofVaultwarden()], { continuationToken: '2026-08-20T09:14:03.412000Z' })
    expect((await collect([stuck, stuck, aPage([])])).gaps).toMatchObject([
      { reason: 'unreadable', detail: expect.stringContaining('same continuationToken') as string },
    ])
  })

  test('that records no events says the same as where nothing happened: nothing', async () => {
    expect((await collect(aPage([]))).gaps).toMatchObject([{ reason: 'unreadable', detail: expect.stringContaining('ORG_EVENTS_ENABLED') as string }])
  })
})

describe('what cannot be read', () => {
  const gapsOf = ({ gaps }: Collected): unknown[] => gaps.map(({ about, reason, hides, record }) => [about, reason, hides, record])
  const gap = (record?: string, reason = 'unreadable'): unknown[] => ['escrowEvents', reason, { location: 'bitwarden-acme' }, record]

  test.each<[string, unknown, unknown[]]>([
    ['an event without a date', aPage([anEvent(), anEvent({ date: undefined })]), [gap('/data/1')]],
    ['an event of the whole vault without a date', aPage([anEvent({ type: 1602, itemId: null, date: 'x' })]), [gap('/data/0')]],
    ['an event without an item', aPage([anEvent({ itemId: undefined })]), [gap('/data/0')]],
    ['a view of which the item is null', aPage([anEvent(), anEvent({ itemId: null })]), [gap('/data/1')]],
    ['a retrieval of which item and secret are null', aPage([anEvent({ type: 2100, itemId: null, secretId: null })]), [gap('/data/0')]],
    ['a record that is null', aPage([null]), [gap('/data/0')]],
    ['a page that goes on', aPage([anEvent()], { continuationToken: 'x' }), [gap()]],
    ['a page that does not say whether it goes on', aPage([anEvent()], {}), [gap()]],
    ['an error', { object: 'error' }, [gap()]],
    ['a web page', '<html>', [gap()]],
    ['an empty file', '', [gap()]],
    ['no file', undefined, [gap(undefined, 'absent')]],
    ['a list of nothing', [], [gap()]],
  ])('%s is a gap', async (_, document, gaps) => {
    expect(gapsOf(await collect(document))).toEqual(gaps)
  })

  test('about another item is none', async () => {
    const collected = await collect(aPage([anEvent({ itemId: 'other', date: undefined })]))
    expect([collected.gaps, collected.source.unreadable]).toEqual([[], 0])
  })

  test('one file takes nothing from another', async () => {
    const documents: Documents = { 'a.json': '{', 'b.json': aPage([anEvent()]) }
    const collected = await collectFrom(bitwarden, { ...source, files: ['a.json', 'b.json'] }, documents, [ITEM])
    expect(eventsOf(collected)).toHaveLength(1)
    expect(gapsOf(collected)).toEqual([gap()])
  })
})

test('an event later than the collection is unreadable', async () => {
  const collected = await collect(aPage([anEvent()]), { collected: '2026-08-20T09:00:00Z' })
  expect(eventsOf(collected)).toEqual([])
  expect(collected.source.unreadable).toBe(1)
  expect(collected.gaps.map(({ reason }) => reason)).toEqual(['unreadable'])
})
