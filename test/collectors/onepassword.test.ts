import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import onepassword from '../../src/collectors/onepassword/collector.ts'
import type { OnepasswordSource } from '../../src/model/configuration.ts'
import type { Collected, EscrowEvent } from '../../src/model/inventory.ts'
import { at } from '../support/builders.ts'
import { collectFrom, type Documents } from '../support/collecting.ts'
import { anAudit, aPage, aSignIn, aUsage, ITEM } from '../support/onepassword.ts'

const source: OnepasswordSource = { id: 'op', type: 'onepassword', location: 'onepassword-acme', files: ['usages.json'], covers: { from: '2026-01-01' } }

const collect = (document: unknown, over: Partial<OnepasswordSource> = {}): Promise<Collected> =>
  collectFrom(onepassword, { ...source, ...over }, document === undefined ? {} : { 'usages.json': document }, [ITEM])
const eventsOf = ({ facts }: Collected): readonly EscrowEvent[] => [...(facts.escrowEvents ?? [])]
const told = ({ gaps }: Collected): string[] => gaps.map(({ reason, detail }) => `${reason}: ${detail}`)
const lines = (...records: unknown[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('')

describe('a usage', () => {
  test('of a registered item is carried', async () => {
    const collected = await collect(aPage([aUsage()]))
    expect(eventsOf(collected)).toEqual([
      {
        id: '56YE2TYN2VFYRLNSHKPW5NVT5E',
        source: 'op',
        sourceType: 'onepassword',
        location: 'onepassword-acme',
        item: ITEM,
        time: at('2026-10-08T09:00:00Z'),
        timeBasis: 'client',
        actor: 'grace@acme.test',
        actorKind: 'human',
        action: 'view',
        outcome: 'success',
        evidence: 'client',
        origin: { source: 'op', file: 'usages.json', line: 1, record: '/items/0' },
      },
    ])
    expect(collected.gaps).toEqual([])
    expect(collected.source).toMatchObject({ grade: 'client', records: 1, unreadable: 0 })
  })

  test('names its item in capitals or not', async () => {
    expect(eventsOf(await collect(aPage([aUsage({ item_uuid: ITEM.toLowerCase() })])))).toMatchObject([{ item: ITEM }])
  })

  test.each<[string, unknown]>([
    ['of another item', aUsage({ item_uuid: 'OTHER' })],
    ['that is an audit event', anAudit()],
    ['that is a sign-in attempt', aSignIn()],
  ])('%s is counted, and not carried', async (_, record) => {
    const collected = await collect(aPage([record, aUsage({ item_uuid: 'ANOTHER' })]))
    expect([eventsOf(collected), collected.gaps, collected.source.records]).toEqual([[], [], 2])
  })

  test('that is there twice is one; two records of one id that differ are two', async () => {
    expect(eventsOf(await collect([aPage([aUsage()]), aPage([aUsage()])]))).toHaveLength(1)
    expect(eventsOf(await collect(aPage([aUsage(), aUsage({ action: 'export' })])))).toHaveLength(2)
  })
})

test('a log without any item usage shows no access', async () => {
  const gaps = [{ reason: 'incomplete', hides: { location: source.location }, detail: 'no record is of an item usage, and they alone show who saw an item' }]
  expect((await collect(aPage([anAudit()]))).gaps).toMatchObject(gaps)
  expect((await collect(aPage([]))).gaps).toMatchObject(gaps)
  expect((await collect(aPage([anAudit(), aUsage({ item_uuid: 'another' })]))).gaps).toEqual([])
})

test('the export of a vault concerns every item, perhaps', async () => {
  const [event] = eventsOf(await collect(aPage([anAudit({ action: 'export' })])))
  expect(event).toMatchObject({ action: 'export', outcome: 'unknown' })
  expect(event).not.toHaveProperty('item')
})

describe('a file', () => {
  test.each<[string, unknown, string]>([
    ['of one page', aPage([aUsage()]), '/items/0'],
    ['of one page over several lines', JSON.stringify(aPage([aUsage()]), undefined, 2), '/items/0'],
    ['of pages in a list', [aPage([], { has_more: true }), aPage([aUsage()])], '/1/items/0'],
    ['of a page a line', lines(aPage([], { has_more: true }), aPage([aUsage()])), '/items/0'],
    ['of a record a line', lines(anAudit(), aUsage()), 'none'],
    ['of a list of records', [anAudit(), aUsage()], '/1'],
  ])('%s is read', async (_, document, record) => {
    const collected = await collect(document)
    expect(eventsOf(collected).map(({ origin }) => origin.record ?? 'none')).toEqual([record])
    expect(collected.gaps).toEqual([])
  })

  test.each<[string, unknown, string]>([
    ['whose last page has another after it', aPage([], { has_more: true }), 'unreadable: usages.json: a further page was not fetched (has_more)'],
    ['whose last page does not say', aPage([], {}), 'unreadable: usages.json: the last page does not say whether another follows (has_more)'],
    ['that is empty', '', 'unreadable: usages.json is empty, and an empty file is no empty log'],
    ['that is not there', undefined, 'absent: usages.json is not there'],
    ['that is cut', JSON.stringify(aPage([aUsage()])).slice(0, -3), 'unreadable: line 1 of usages.json: not valid JSON, or cut'],
    [
      'of an error',
      { Error: { Message: 'Unauthorized' } },
      'unreadable: line 1 of usages.json: neither an item usage nor an audit event nor a sign-in attempt',
    ],
    ['in which a key is given twice', '{"items":[],"items":[],"has_more":false}', 'unreadable: line 1 of usages.json: JSON in which a key is given twice'],
    ['with a record that cannot be read', aPage([aUsage({ timestamp: 'x' })]), 'unreadable: record /items/0 of usages.json: timestamp is missing or no time'],
    ['with a record that is null', aPage([null]), 'unreadable: record /items/0 of usages.json: neither an item usage nor an audit event nor a sign-in attempt'],
  ])('%s is a gap', async (_, document, gap) => {
    const collected = await collect(document)
    expect(told(collected)).toEqual([gap])
    expect(collected.gaps[0]?.hides).toEqual({ location: 'onepassword-acme' })
  })

  test('takes nothing from another', async () => {
    const documents: Documents = { 'a.json': '{', 'b.json': aPage([aUsage()]) }
    const collected = await collectFrom(onepassword, { ...source, files: ['a.json', 'b.json'] }, documents, [ITEM])
    expect([eventsOf(collected).length, collected.gaps.length]).toEqual([1, 1])
  })
})

test('a record of another item that cannot be read is no gap', async () => {
  const collected = await collect(aPage([aUsage({ item_uuid: 'OTHER', timestamp: null })]))
  expect([collected.gaps, collected.source.unreadable]).toEqual([[], 0])
})

test('whatever fields are taken away or changed, a usage of the item gives an event or a gap', async () => {
  const changes = fc.dictionary(fc.constantFrom(...Object.keys(aUsage())), fc.constantFrom<unknown>(undefined, null, 5, '', {}), { minKeys: 1, maxKeys: 3 })
  await fc.assert(
    fc.asyncProperty(changes, async (over) => {
      const collected = await collect(aPage([aUsage(over)]))
      expect(eventsOf(collected).length + collected.gaps.length).toBe(1)
    }),
  )
})

test('no record is lost, whatever the JSON values and wherever the lines are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 5 }), async (values) => {
      const collected = await collect(aPage([...values, aUsage()]))
      expect([collected.source.records, collected.source.unreadable, eventsOf(collected).length]).toEqual([values.length + 1, values.length, 1])
    }),
  )
})

test('nothing of a record but what is taken is carried', async () => {
  const planted = 'a1b2c-d3e4f'
  const collected = await collect(
    aPage([aUsage({ details: planted, client: { app_name: planted } }), aUsage({ action: planted }), anAudit({ aux_info: planted })]),
  )
  expect(JSON.stringify(collected)).not.toContain(planted)
})
