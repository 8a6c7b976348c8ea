import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BitwardenEvent, parseBitwardenEvent, parseBitwardenPages } from '../../src/parsers/bitwarden-events.ts'
import { at } from '../support/builders.ts'

const ITEM = '3767a302-8208-4dc6-b842-030428a1cfad'
const ADA = 'e756dd4d-bac6-4e71-aa68-da0b1ae04874'

const event = {
  object: 'event',
  type: 1107,
  itemId: ITEM,
  collectionId: null,
  groupId: null,
  policyId: null,
  memberId: null,
  actingUserId: ADA,
  installationId: null,
  date: '2026-08-20T09:14:03.412Z',
  device: 9,
  ipAddress: '198.51.100.7',
  secretId: null,
  projectId: null,
  serviceAccountId: null,
}

type Part = Readonly<Record<string, unknown>>
const anEvent = (over: Part = {}): Part => JSON.parse(JSON.stringify({ ...event, ...over })) as Part

const parse = (value: unknown): BitwardenEvent => {
  const parsed = parseBitwardenEvent(value)
  if ('unreadable' in parsed) throw new Error(parsed.unreadable)
  return parsed
}

describe('an event', () => {
  test('of the public model', () => {
    expect(parse(anEvent())).toEqual({
      key: expect.any(String) as string,
      outcome: 'success',
      item: ITEM,
      time: at('2026-08-20T09:14:03.412Z'),
      actor: ADA,
      actorKind: 'human',
      action: 'view',
      evidence: 'client',
    })
  })

  test('of the internal model', () => {
    const internal = { type: 1112, cipherId: ITEM, organizationUserId: null, actingUserId: ADA, date: event.date, deviceType: 9 }
    expect(parse(internal)).toMatchObject({ item: ITEM, actor: ADA, action: 'copy' })
  })

  test('of both models, which name one item, or of which one names none', () => {
    for (const both of [
      { itemId: ITEM, cipherId: ITEM },
      { itemId: null, cipherId: ITEM },
      { itemId: ITEM, cipherId: null },
    ])
      expect(parse(anEvent(both))).toMatchObject({ item: ITEM, action: 'view' })
    expect(parse(anEvent({ type: 1602, itemId: null, cipherId: null }))).not.toHaveProperty('item')
  })

  test('of the secrets manager has the secret and the service account for item and actor', () => {
    expect(parse(anEvent({ type: 2100, itemId: null, secretId: 's-1', actingUserId: null, serviceAccountId: 'sa-1' }))).toMatchObject({
      item: 's-1',
      actor: 'sa-1',
      actorKind: 'service',
      action: 'view',
      evidence: 'server',
    })
  })

  test('of the whole organisation has no item', () => {
    const parsed = parse(anEvent({ type: 1602, itemId: null }))
    expect(parsed).toMatchObject({ action: 'export', evidence: 'client' })
    expect(parsed).not.toHaveProperty('item')
  })

  test('of the system has no actor', () => {
    const parsed = parse(anEvent({ type: 1101, actingUserId: null }))
    expect(parsed).not.toHaveProperty('actor')
    expect(parsed.actorKind).toBe('unknown')
  })

  test.each([
    [1100, 'create', 'server'],
    [1101, 'update', 'server'],
    [1102, 'delete', 'server'],
    [1103, 'update', 'server'],
    [1104, 'update', 'server'],
    [1105, 'share', 'server'],
    [1106, 'acl', 'server'],
    [1107, 'view', 'client'],
    [1108, 'view', 'client'],
    [1109, 'view', 'client'],
    [1110, 'view', 'client'],
    [1111, 'copy', 'client'],
    [1112, 'copy', 'client'],
    [1113, 'copy', 'client'],
    [1114, 'use', 'client'],
    [1115, 'delete', 'server'],
    [1116, 'create', 'server'],
    [1117, 'view', 'client'],
    [1118, 'view', 'client'],
    [1119, 'view', 'client'],
    [1123, 'view', 'client'],
    [1132, 'view', 'client'],
    [1199, 'view', 'client'],
    [1602, 'export', 'client'],
    [2100, 'view', 'server'],
    [2101, 'create', 'server'],
    [2102, 'update', 'server'],
    [2103, 'delete', 'server'],
    [2104, 'delete', 'server'],
    [2105, 'create', 'server'],
  ] as const)('of type %i is %s', (type, action, evidence) => {
    expect(parse(anEvent({ type }))).toMatchObject({ action, evidence })
  })

  test.each([1000, 1200, 3000, 11070, 1107.5, -1])('of type %d tells nothing that is known of an item', (type) => {
    expect(parseBitwardenEvent(anEvent({ type }))).toHaveProperty('unreadable')
  })

  test.each([1000, 1500, 1700])('of type %d is about no item', (type) => {
    expect(parse(anEvent({ type, itemId: null })).action).toBeUndefined()
  })

  test.each([1100, 1107, 1112, 1118, 1119, 1199, 2100, 2105, 2199])('of type %d is about an item, and unreadable where it names none', (type) => {
    const unreadable = 'it is about an item, and does not name it'
    for (const none of [{ itemId: null }, { itemId: null, secretId: '' }, { itemId: null, cipherId: null, projectId: 'p-1' }])
      expect(parseBitwardenEvent(anEvent({ type, ...none }))).toEqual({ unreadable })
  })

  test.each([1099, 1200, 2099, 2200])('of type %d, beside those of items, may name none', (type) => {
    expect(parse(anEvent({ type, itemId: null })).action).toBeUndefined()
  })

  test.each([1603, 1903])('of type %d opened the whole vault, and does not say what was looked at', (type) => {
    expect(parse(anEvent({ type, itemId: null }))).toMatchObject({ action: 'export', outcome: 'unknown' })
  })

  test('may have a time of three or of seven digits', () => {
    expect(parse(anEvent({ date: '2023-03-13T07:14:37.1381554Z' })).time).toBe(at('2023-03-13T07:14:37.138Z'))
    expect(parse(anEvent({ date: '2023-03-13T07:14:37Z' })).time).toBe(at('2023-03-13T07:14:37Z'))
  })

  test('is the same only when all that tells it apart is', () => {
    expect(parse(anEvent()).key).toBe(parse(anEvent({ installationId: 'x' })).key)
    for (const over of [
      { type: 1108 },
      { itemId: 'y' },
      { actingUserId: 'y' },
      { date: '2026-08-20T09:14:03.413Z' },
      { device: 8 },
      { ipAddress: '198.51.100.8' },
      { memberId: 'm' },
    ]) {
      expect(parse(anEvent(over)).key).not.toBe(parse(anEvent()).key)
    }
  })
})

describe('an event that cannot be read', () => {
  test.each([
    ['without a type', { type: undefined }, { unreadable: 'type is missing', item: ITEM }],
    ['with a type in words', { type: 'Cipher_ClientViewed' }, { unreadable: 'type is missing', item: ITEM }],
    ['without an item', { itemId: undefined }, { unreadable: 'itemId is missing, or is not the cipherId' }],
    ['with an item that is a number', { itemId: 5 }, { unreadable: 'itemId is missing, or is not the cipherId' }],
    ['with two items', { cipherId: 'another' }, { unreadable: 'itemId is missing, or is not the cipherId' }],
    ['with an item beside a number', { cipherId: 5 }, { unreadable: 'itemId is missing, or is not the cipherId' }],
    ['with a blank item', { itemId: '' }, { unreadable: 'itemId is missing, or is not the cipherId' }],
    ['without an actor', { actingUserId: undefined }, { unreadable: 'actingUserId is missing', item: ITEM }],
    ['with an actor that is a number', { actingUserId: 5 }, { unreadable: 'actingUserId is missing', item: ITEM }],
    ['without a date', { date: undefined }, { unreadable: 'date is missing or no time', item: ITEM }],
    ['with a date without an offset', { date: '2026-08-20T09:14:03.412' }, { unreadable: 'date is missing or no time', item: ITEM }],
    ['of the organisation without a date', { type: 1602, itemId: null, date: null }, { unreadable: 'date is missing or no time' }],
  ])('%s says what is missing, and its item when that is there', (_, over, expected) => {
    expect(parseBitwardenEvent(anEvent(over))).toEqual(expected)
  })

  test.each([[null], ['event'], [[]], [{}], [5]])('is %j', (value) => {
    expect(parseBitwardenEvent(value)).toHaveProperty('unreadable')
  })

  test('is every JSON value that is none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(fc.constantFrom(...Object.keys(event)), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }), (value, over) => {
        expect(parseBitwardenEvent(value)).toHaveProperty('unreadable')
        const parsed = parseBitwardenEvent(anEvent(over))
        expect('unreadable' in parsed || typeof parsed.time === 'number').toBe(true)
      }),
    )
  })
})

describe('pages of events', () => {
  const aPage = (data: unknown, more: Part = { continuationToken: null }): Part => ({ object: 'list', data, ...more })
  const records = (value: unknown): unknown => {
    const pages = parseBitwardenPages(value)
    return 'unreadable' in pages ? pages : { ...pages, events: pages.events.map(({ record }) => record) }
  }
  const unsaid = 'the last page does not say whether another follows (continuationToken)'
  const within = 'a page ends within one instant, and its server goes on after that: further events of the instant may be lost'
  const unfetched = 'a further page was not fetched (continuationToken)'

  test.each([
    ['one that is the last', aPage([1, 2]), { events: ['/data/0', '/data/1'] }],
    ['an empty one', aPage([]), { events: [] }],
    ['one without a token', aPage([1], {}), { events: ['/data/0'], cut: unsaid }],
    ['one with a token', aPage([1], { continuationToken: 'x' }), { events: ['/data/0'], cut: unfetched }],
    [
      'several, each event at its place in the file',
      [aPage([1], { continuationToken: 'x' }), aPage([2, 3])],
      { events: ['/0/data/0', '/1/data/0', '/1/data/1'] },
    ],
    ['several of which the last has a token', [aPage([1]), aPage([2], { continuationToken: '' })], { events: ['/0/data/0', '/1/data/0'], cut: unfetched }],
    ['none', [], { events: [], cut: unsaid }],
    [
      'one of an own server that breaks off among events of one instant',
      [aPage([event, event], { continuationToken: '-8584400000000000000' }), aPage([event])],
      { events: ['/0/data/0', '/0/data/1', '/1/data/0'], cut: within },
    ],
    [
      'one of an own server that ends with an instant of one event',
      [aPage([1, event], { continuationToken: '5246' }), aPage([2])],
      { events: ['/0/data/0', '/0/data/1', '/1/data/0'] },
    ],
    [
      'one of the cloud, whose token is no instant',
      [aPage([event, event], { continuationToken: '1!48!aGVsbG8' }), aPage([2])],
      { events: ['/0/data/0', '/0/data/1', '/1/data/0'] },
    ],
    ['an error', { object: 'error', message: 'x' }, { unreadable: 'not a list of events' }],
    ['a list of another kind', { object: 'list', data: {}, continuationToken: null }, { unreadable: 'not a list of events' }],
    ['events alone', [event], { unreadable: 'not a list of events' }],
    ['null', null, { unreadable: 'not a list of events' }],
    ['one page that is none among others', [aPage([1]), null], { unreadable: 'not a list of events' }],
  ])('%s', (_, value, expected) => {
    expect(records(value)).toEqual(expected)
  })

  test('are pages or unreadable, whatever the JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const pages = parseBitwardenPages(value)
        expect('unreadable' in pages || Array.isArray(pages.events)).toBe(true)
      }),
    )
  })
})
