import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseVaultLine, type UnreadableVaultLine, type VaultRecord } from '../../src/parsers/vault-audit.ts'
import { at } from '../support/builders.ts'

/** Text that a record may hold and that may never be carried. */
const CANARY = '73019284'

const request = {
  id: 'b1c2',
  operation: 'read',
  mount_point: 'escrow/',
  mount_type: 'kv',
  namespace: { id: 'root' },
  path: 'escrow/data/github/ada',
  remote_address: '10.1.2.7',
  client_token: 'hmac-sha256:5d',
  data: { data: { codes: CANARY, count: Number(CANARY) }, [CANARY]: 1 },
  headers: { 'x-escrow-ticket': ['INC-4711'], 'x-other': [CANARY], authorization: CANARY },
}

const auth = {
  display_name: 'oidc-ada',
  entity_id: '0d2f',
  token_type: 'service',
  policies: ['escrow'],
  policy_results: { allowed: true },
  metadata: { role: 'escrow', note: CANARY },
  client_token: 'hmac-sha256:5d',
}

const record = {
  time: '2026-08-20T09:14:03.412345678Z',
  type: 'response',
  auth,
  request,
  response: { mount_type: 'kv', data: { data: { codes: CANARY, one: Number(CANARY) }, [CANARY]: CANARY }, headers: { 'x-more': [CANARY] } },
}

type Part = Readonly<Record<string, unknown>>

/** The record with something else in it; an `undefined` takes a field away. */
const aLine = (over: { top?: Part; request?: Part; auth?: Part } = {}): string =>
  JSON.stringify({ ...record, request: { ...request, ...over.request }, auth: { ...auth, ...over.auth }, ...over.top })

const parse = (line: string): VaultRecord => {
  const parsed = parseVaultLine(line)
  if ('unreadable' in parsed) throw new Error(parsed.unreadable)
  return parsed
}

describe('a record', () => {
  test('is carried by an allow-list, and nothing of its values is', () => {
    expect(parse(aLine())).toEqual({
      type: 'response',
      time: at('2026-08-20T09:14:03.412Z'),
      requestId: 'b1c2',
      items: ['escrow/data/github/ada', 'escrow/github/ada'],
      action: 'view',
      plain: { item: 'escrow/data/github/ada', action: 'view' },
      hasNamespace: true,
      refused: false,
      wrapped: false,
      actor: 'oidc-ada',
      actorKind: 'human',
      ticket: 'INC-4711',
    })
    expect(JSON.stringify(parse(aLine()))).not.toContain(CANARY)
  })

  test.each(['@cee: ', 'vault: ', '<13>Aug 20 host ', ''])('may have the prefix %j', (prefix) => {
    expect(parse(`${prefix}${aLine()}`)).toEqual(parse(aLine()))
  })

  test('with a prefix that is too long is unreadable', () => {
    expect(parseVaultLine(`${'x'.repeat(65)}${aLine()}`)).toEqual({ unreadable: 'not valid JSON' })
  })

  test('may end as a line of Windows does', () => {
    expect(parse(`${aLine()}\r`)).toEqual(parse(aLine()))
  })

  test.each(['2026-08-20T09:14:03Z', '2026-08-20T09:14:03.4Z', '2026-08-20T09:14:03.412345678Z', '2026-08-20T11:14:03.1+02:00'])(
    'may have the time %s',
    (time) => {
      expect(Math.floor(parse(aLine({ top: { time } })).time / 1000)).toBe(at('2026-08-20T09:14:03Z') / 1000)
    },
  )

  test.each([
    ['2026-08-20T09:14:03'],
    ['2026-08-20T09:14:60Z'],
    ['0001-01-01T00:00:00Z'],
    ['1970-01-01T00:00:00Z'],
    ['2026-02-30T00:00:00Z'],
    [''],
    [1777000000],
    [null],
  ])('with the time %j is unreadable', (time) => {
    expect(parseVaultLine(aLine({ top: { time } }))).toMatchObject({ unreadable: 'time is missing or no time' })
  })
})

describe('what was done', () => {
  const done = (operation: string, path: string): VaultRecord['action'] => parse(aLine({ request: { operation, path, mount_point: 'escrow/' } })).action
  test.each([
    ['read', 'escrow/data/x', 'view'],
    ['create', 'escrow/data/x', 'create'],
    ['update', 'escrow/data/x', 'update'],
    ['patch', 'escrow/data/x', 'update'],
    ['delete', 'escrow/data/x', 'delete'],
    ['list', 'escrow/data/x', undefined],
    ['help', 'escrow/data/x', undefined],
    ['read', 'escrow/metadata/x', undefined],
    ['list', 'escrow/metadata/x', undefined],
    ['update', 'escrow/metadata/x', undefined],
    ['delete', 'escrow/metadata/x', 'delete'],
    ['read', 'escrow/subkeys/x', undefined],
    ['update', 'escrow/delete/x', 'delete'],
    ['update', 'escrow/undelete/x', 'create'],
    ['update', 'escrow/destroy/x', 'delete'],
    ['read', 'escrow/github/ada', 'view'],
    ['update', 'escrow/github/ada', 'update'],
    ['read', 'escrow/data', 'view'],
    ['list', 'escrow/', undefined],
    ['read', 'auth/token/lookup-self', 'view'],
  ] as const)('%s of %s is %s', (operation, path, action) => {
    expect(done(operation, path)).toBe(action)
  })

  test.each(['READ', 'copy', ''])('the operation %j is not known', (operation) => {
    expect(parseVaultLine(aLine({ request: { operation } }))).toMatchObject({
      unreadable: 'request.operation is missing or not known',
      items: ['escrow/data/github/ada', 'escrow/github/ada'],
    })
  })
})

test.each([
  ['sys/audit/file/', 'delete', 'disable', 'file/'],
  ['sys/audit/file', 'update', 'enable', 'file'],
  ['sys/audit/', 'read', undefined, undefined],
  ['sys/audit', 'update', undefined, undefined],
  ['sys/audit/file', 'read', undefined, undefined],
  ['sys/remount', 'update', 'move', undefined],
  ['sys/raw/logical/x', 'read', 'raw', undefined],
  ['sys/raw/logical/x', 'list', undefined, undefined],
] as const)('%s, %s, does to the system: %s', (path, operation, system, device) => {
  const parsed = parse(aLine({ request: { path, operation, mount_point: 'sys/' } }))
  expect([parsed.system, parsed.device]).toEqual([system, device])
})

describe('the names of an item', () => {
  const names = (over: Part): readonly string[] => parse(aLine({ request: over })).items
  test.each([
    ['KV version 2', { mount_point: 'secret/', path: 'secret/data/a/b' }, ['secret/data/a/b', 'secret/a/b']],
    ['metadata of KV version 2', { mount_point: 'secret/', path: 'secret/metadata/a/b' }, ['secret/metadata/a/b', 'secret/data/a/b', 'secret/a/b']],
    ['destroy of KV version 2', { mount_point: 'secret/', path: 'secret/destroy/a' }, ['secret/destroy/a', 'secret/data/a', 'secret/a']],
    ['KV version 1', { mount_point: 'secret/', path: 'secret/a/b' }, ['secret/a/b']],
    ['a mount of several segments', { mount_point: 'teams/it/kv/', path: 'teams/it/kv/data/a' }, ['teams/it/kv/data/a', 'teams/it/kv/a']],
    ['a record without its mount', { mount_point: undefined, path: 'secret/data/a' }, ['secret/data/a', 'secret/a']],
    ['a mount that is not the one of the path', { mount_point: 'other/', path: 'secret/data/a' }, ['secret/data/a', 'secret/a']],
    ['a namespace', { mount_point: 'kv/', path: 'kv/data/a', namespace: { id: 'x', path: 'it/' } }, ['it/kv/data/a', 'it/kv/a']],
    [
      'a namespace that is written before the mount, too',
      { mount_point: 'it/kv/', path: 'kv/data/a', namespace: { id: 'x', path: 'it/' } },
      ['it/kv/data/a', 'it/kv/a'],
    ],
    [
      'a namespace called as the mount in it',
      { mount_point: 'kv/kv/', path: 'kv/metadata/a', namespace: { id: 'x', path: 'kv/' } },
      ['kv/kv/metadata/a', 'kv/kv/data/a', 'kv/kv/a'],
    ],
    [
      'a path below a mount of KV version 1 in a namespace, which may hold a verb',
      { mount_point: 'it/kv/', path: 'kv/a/data/b', namespace: { id: 'x', path: 'it/' } },
      ['it/kv/a/data/b'],
    ],
    ['a namespace without a path', { mount_point: 'kv/', path: 'kv/a', namespace: { id: 'root' } }, ['kv/a']],
    [
      'a namespace and a mount without their last slash',
      { mount_point: 'it/kv', path: 'kv/data/a', namespace: { id: 'x', path: 'it' } },
      ['it/kv/data/a', 'it/kv/a'],
    ],
    ['a mount whose name only begins as the path does', { mount_point: 'kv/a', path: 'kv/adata/x' }, ['kv/adata/x']],
    ['an item that is called data', { mount_point: 'kv/', path: 'kv/data' }, ['kv/data']],
  ])('of %s', (_, over, expected) => {
    expect(names(over)).toEqual(expected)
  })
})

describe('whether it was refused', () => {
  test.each([
    ['an error', { top: { error: '1 error occurred:\n\t* permission denied' } }, true],
    ['no error', {}, false],
    ['an empty error', { top: { error: '' } }, false],
    ['null for the error', { top: { error: null } }, false],
    ['allowed: false', { auth: { policy_results: { allowed: false } } }, true],
    ['allowed: null', { auth: { policy_results: { allowed: null } } }, false],
    ['no policy results', { auth: { policy_results: undefined } }, false],
  ])('%s', (_, over, refused) => {
    expect(parse(aLine(over)).refused).toBe(refused)
  })

  test('the text of an error is never carried', () => {
    expect(JSON.stringify(parse(aLine({ top: { error: CANARY } })))).not.toContain(CANARY)
  })

  test('a wrapped answer is told apart', () => {
    expect(parse(aLine({ top: { response: { wrap_info: { ttl: 60, token: CANARY } } } }))).toMatchObject({ wrapped: true })
    expect(JSON.stringify(parse(aLine({ top: { response: { wrap_info: { token: CANARY } } } })))).not.toContain(CANARY)
  })
})

describe('who did it', () => {
  const who = (over: Part): [string | undefined, string] => {
    const { actor, actorKind } = parse(aLine({ auth: over }))
    return [actor, actorKind]
  }
  test.each([
    ['a person', {}, ['oidc-ada', 'human']],
    ['an entity without a name', { display_name: undefined }, ['0d2f', 'unknown']],
    ['a blank name', { display_name: ' ' }, ['0d2f', 'unknown']],
    ['nobody', { display_name: undefined, entity_id: undefined }, [undefined, 'unknown']],
    ['root', { display_name: 'root', entity_id: undefined }, ['root', 'unknown']],
    ['a token', { display_name: 'token' }, ['token', 'unknown']],
    ['a batch token', { token_type: 'batch' }, ['oidc-ada', 'service']],
    ['approle', { display_name: 'approle' }, ['approle', 'service']],
    ['kubernetes', { display_name: 'kubernetes-prod' }, ['kubernetes-prod', 'service']],
    ['a name that only begins like a mount', { display_name: 'certainly-ada' }, ['certainly-ada', 'human']],
  ])('%s', (_, over, expected) => {
    expect(who(over)).toEqual(expected)
  })

  test('without auth nobody is named', () => {
    expect(parse(aLine({ top: { auth: undefined } })).actor).toBeUndefined()
  })
})

describe('the ticket', () => {
  const ticket = (headers: unknown, metadata: unknown = {}): string | undefined => parse(aLine({ request: { headers }, auth: { metadata } })).ticket
  test.each([
    ['a header in any case', { 'X-Escrow-TICKET': ['INC-1'] }, {}, 'INC-1'],
    ['a header with one text', { 'x-ticket': 'INC-1' }, {}, 'INC-1'],
    ['the first text of which something is seen', { 'x-ticket': ['', ' ', '\u200b', 'INC-1'] }, {}, 'INC-1'],
    ['none where nothing of it is seen', { 'x-ticket': ['\u200b'] }, { ticket: '\u2060' }, undefined],
    ['none where only its HMAC is there, which may be that of no text', { 'x-ticket': [`hmac-sha256:${'a'.repeat(64)}`] }, {}, undefined],
    ['the metadata of the token', {}, { ticket: 'INC-2' }, 'INC-2'],
    ['the header before the metadata', { 'x-ticket': ['INC-1'] }, { ticket: 'INC-2' }, 'INC-1'],
    ['the metadata when the header is blank', { 'x-ticket': [''] }, { ticket: 'INC-2' }, 'INC-2'],
    ['none', { 'x-other': ['INC-1'] }, { other: 'INC-2' }, undefined],
    ['none where the headers are no mapping', ['x-ticket', 'INC-1'], {}, undefined],
    ['none where the ticket is a number', { 'x-ticket': [4711] }, { ticket: 4711 }, undefined],
    ['none where there are no headers', undefined, undefined, undefined],
  ])('%s', (_, headers, metadata, expected) => {
    expect(ticket(headers, metadata)).toBe(expected)
  })
})

describe('a line that cannot be read', () => {
  const items = ['escrow/data/github/ada', 'escrow/github/ada']
  test.each<[string, string, UnreadableVaultLine]>([
    ['with a path given twice', aLine().replace('"path":', '"path":"secret/data/other","path":'), { unreadable: 'JSON in which a key is given twice' }],
    ['without a type', aLine({ top: { type: undefined } }), { unreadable: 'type is neither request nor response', items }],
    ['of another type', aLine({ top: { type: 'event' } }), { unreadable: 'type is neither request nor response', items }],
    ['without a time', aLine({ top: { time: undefined } }), { unreadable: 'time is missing or no time', items }],
    ['without an id', aLine({ request: { id: undefined } }), { unreadable: 'request.id is missing', items }],
    ['without an operation', aLine({ request: { operation: undefined } }), { unreadable: 'request.operation is missing or not known', items }],
    ['without a path', aLine({ request: { path: undefined } }), { unreadable: 'request.path is missing' }],
    ['with a path that is no text', aLine({ request: { path: ['escrow'] } }), { unreadable: 'request.path is missing' }],
    ['without a request', aLine({ top: { request: undefined } }), { unreadable: 'request.path is missing' }],
    ['that is no record', '[1, 2]', { unreadable: 'request.path is missing' }],
    ['that is cut', aLine().slice(0, -20), { unreadable: 'not valid JSON' }],
    ['that is text', 'audit log rotated', { unreadable: 'not valid JSON' }],
    ['that is 100,000 deep', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, { unreadable: 'nested deeper than 64 levels' }],
  ])('%s says what is missing, and its item when that is there', (_, line, expected) => {
    expect(parseVaultLine(line)).toMatchObject(expected)
  })

  test('never holds a value, whichever field is gone or strange', () => {
    for (const part of ['top', 'request', 'auth'] as const) {
      for (const key of Object.keys({ top: record, request, auth }[part])) {
        for (const value of [undefined, null, 5, '', [], {}, true]) {
          expect(JSON.stringify(parseVaultLine(aLine({ [part]: { [key]: value } })))).not.toContain(CANARY)
        }
      }
    }
  })
})

describe('where the log leaves something out', () => {
  test('of the mount, the item has the names that it has under any', () => {
    const { items } = parse(aLine({ request: { path: 'team/secret/data/x', mount_point: undefined } }))
    expect(items).toEqual(['team/secret/data/x', 'team/secret/x'])
  })

  test('of the namespace, it says so', () => {
    expect(parse(aLine({ request: { namespace: undefined } })).hasNamespace).toBe(false)
    expect(parse(aLine({ request: { namespace: { id: 'a1b2c' } } })).hasNamespace).toBe(false)
    expect(parse(aLine({ request: { namespace: { id: 'a1b2c', path: 'team-a/' } } })).hasNamespace).toBe(true)
  })

  test('a secret of version 1 may be called like a verb of version 2', () => {
    expect(parse(aLine({ request: { path: 'secret/metadata/x', mount_point: 'secret/' } }))).toMatchObject({
      action: undefined,
      plain: { item: 'secret/metadata/x', action: 'view' },
    })
  })
})

describe('properties', () => {
  test('a JSON value is a record or unreadable', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.string()), (value) => {
        const parsed = parseVaultLine(typeof value === 'string' ? value : JSON.stringify(value))
        expect('unreadable' in parsed || typeof parsed.time === 'number').toBe(true)
      }),
    )
  })

  test('a record with strange fields is a record or unreadable, and carries no value', () => {
    const part = (keys: readonly string[]): fc.Arbitrary<Part> => fc.dictionary(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 })
    fc.assert(
      fc.property(part(Object.keys(record)), part(Object.keys(request)), part(Object.keys(auth)), (top, inRequest, inAuth) => {
        const parsed = parseVaultLine(aLine({ top, request: inRequest, auth: inAuth }))
        expect('unreadable' in parsed || typeof parsed.time === 'number').toBe(true)
        expect(JSON.stringify(parsed)).not.toContain(CANARY)
      }),
      { numRuns: 500 },
    )
  })
})
