import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import vault from '../../src/collectors/vault/collector.ts'
import { openFolder } from '../../src/files.ts'
import type { VaultSource } from '../../src/model/configuration.ts'
import type { Collected, EscrowEvent } from '../../src/model/inventory.ts'
import { at } from '../support/builders.ts'
import { collectFrom, type Documents } from '../support/collecting.ts'
import { tempFolder } from '../support/temp-folder.ts'

const ITEM = 'secret/data/escrow/ada'
const source: VaultSource = { id: 'vault-hq', type: 'vault', location: 'vault-hq', files: ['audit.jsonl'], covers: { from: '2026-01-01' } }

type Part = Readonly<Record<string, unknown>>
const aLine = (type: 'request' | 'response', over: Part = {}, inRequest: Part = {}): string =>
  JSON.stringify({
    time: type === 'request' ? '2026-10-08T09:00:00.1Z' : '2026-10-08T09:00:00.12Z',
    type,
    auth: { display_name: 'oidc-ada', token_type: 'service', policy_results: { allowed: true } },
    request: { id: 'r-1', operation: 'read', mount_point: 'secret/', path: ITEM, ...inRequest },
    ...over,
  })
const request = aLine('request')
const response = aLine('response')
const ERROR = { error: '1 error occurred:\n\t* permission denied\n\n' }

const collect = (lines: readonly string[], other: Partial<VaultSource> = {}, items: readonly string[] = [ITEM]): Promise<Collected> =>
  collectFrom(vault, { ...source, ...other }, { 'audit.jsonl': lines.join('\n') }, items)
const eventsOf = ({ facts }: Collected): readonly EscrowEvent[] => [...(facts.escrowEvents ?? [])]
const outcomes = async (...lines: string[]): Promise<string[]> => eventsOf(await collect(lines)).map(({ outcome }) => outcome)

describe('an access', () => {
  test('is a request with its response', async () => {
    const collected = await collect([request, response])
    expect(eventsOf(collected)).toEqual([
      {
        id: 'r-1',
        source: 'vault-hq',
        sourceType: 'vault',
        location: 'vault-hq',
        item: ITEM,
        time: at('2026-10-08T09:00:00.120Z'),
        timeBasis: 'server',
        actor: 'oidc-ada',
        actorKind: 'human',
        action: 'view',
        outcome: 'success',
        evidence: 'server',
        origin: { source: 'vault-hq', file: 'audit.jsonl', line: 2 },
      },
    ])
    expect(collected.gaps).toEqual([])
    expect(collected.source).toMatchObject({ records: 2, unreadable: 0, grade: 'server', location: 'vault-hq' })
  })

  test.each<[string, string[], string[]]>([
    ['a response alone', [response], ['success']],
    ['a request alone', [request], ['unknown']],
    ['a response with an error', [request, aLine('response', ERROR)], ['denied']],
    ['a request that was refused', [aLine('request', ERROR)], ['denied']],
    ['a request with an error and a response without', [aLine('request', ERROR), response], ['unknown']],
    ['two responses that contradict each other', [response, aLine('response', ERROR)], ['unknown']],
    ['allowed: false', [aLine('request', { auth: { policy_results: { allowed: false } } })], ['denied']],
    ['null for the error', [request, aLine('response', { error: null })], ['success']],
    ['a wrapped answer', [request, aLine('response', { response: { wrap_info: { ttl: 60 } } })], ['unknown']],
    ['the lines of two devices', [request, request, response, response], ['success']],
    ['the lines in another order', [response, request], ['success']],
    ['two requests', [request, response, aLine('request', {}, { id: 'r-2' }), aLine('response', {}, { id: 'r-2' })], ['success', 'success']],
    ['a response that lacks the mount', [request, aLine('response', {}, { mount_point: undefined })], ['success']],
  ])('%s', async (_, lines, expected) => {
    expect(await outcomes(...lines)).toEqual(expected)
  })

  test('has the ticket and the actor of whichever line tells them', async () => {
    const [event] = eventsOf(await collect([aLine('request', {}, { headers: { 'x-escrow-ticket': ['INC-1'] } }), aLine('response', { auth: undefined })]))
    expect(event).toMatchObject({ ticket: 'INC-1', actor: 'oidc-ada' })
  })

  test('is found by either name of the item', async () => {
    expect(eventsOf(await collect([response], {}, ['secret/escrow/ada']))).toMatchObject([{ item: 'secret/escrow/ada' }])
  })

  test('to an item that nobody registered is not carried', async () => {
    const collected = await collect([request, response], {}, ['secret/data/escrow/grace'])
    expect([eventsOf(collected), collected.gaps, collected.source.records]).toEqual([[], [], 2])
  })

  test.each(['secret/metadata/escrow/ada', 'secret/subkeys/escrow/ada'])('to %s shows no code', async (path) => {
    expect(eventsOf(await collect([aLine('response', {}, { path })]))).toEqual([])
  })
})

describe('a wrapped answer', () => {
  const TOKEN = `hmac-sha256:${'a'.repeat(64)}`
  const NEXT = `hmac-sha256:${'b'.repeat(64)}`
  const GRACE = { auth: { display_name: 'oidc-grace', token_type: 'service' } }
  const wrapped = [request, aLine('response', { response: { wrap_info: { ttl: 60, token: TOKEN } } })]
  const pair = (id: string, path: string, inRequest: Part, over: Part = {}, inAnswer: Part = {}): string[] => {
    const asked = { id, path, operation: 'update', mount_point: undefined, ...inRequest }
    return [aLine('request', { ...GRACE, ...over }, asked), aLine('response', { ...GRACE, ...over, time: '2026-10-08T10:00:00Z', ...inAnswer }, asked)]
  }
  const unwrap = (inRequest: Part, over: Part = {}): string[] => pair('r-9', 'sys/wrapping/unwrap', inRequest, over)
  const seen = async (...lines: string[]): Promise<unknown[]> =>
    eventsOf(await collect(lines)).map(({ id, item, actor, outcome }) => [id, item, actor, outcome])
  const nobody = ['r-1', ITEM, 'oidc-ada', 'unknown']
  const byGrace = ['r-9', ITEM, 'oidc-grace', 'success']

  test('was perhaps seen, until it is known who opened it', async () => {
    expect(await seen(...wrapped)).toEqual([nobody])
  })

  test.each<[string, string[], unknown]>([
    ['with the token in the request', unwrap({ data: { token: TOKEN } }), byGrace],
    ['with the token as the credential', unwrap({ client_token: TOKEN }), byGrace],
    ['in the old way', pair('r-9', 'cubbyhole/response', { client_token: TOKEN, operation: 'read' }), byGrace],
    [
      'by whoever has the token',
      unwrap({ client_token: TOKEN }, { auth: { display_name: 'x', policies: ['response-wrapping'] } }),
      ['r-9', ITEM, undefined, 'success'],
    ],
    ['with another token', unwrap({ data: { token: NEXT } }), nobody],
    ['and was refused', unwrap({ data: { token: TOKEN } }, ERROR), nobody],
    ['with a token in clear', unwrap({ data: { token: 'hvs.a' } }), nobody],
    [
      'after it was wrapped anew',
      [
        ...pair('r-8', 'sys/wrapping/rewrap', { data: { token: TOKEN } }, {}, { response: { wrap_info: { ttl: 60, token: NEXT } } }),
        ...unwrap({ data: { token: NEXT } }),
      ],
      byGrace,
    ],
    [
      'and wrapped anew only',
      pair('r-8', 'sys/wrapping/rewrap', { data: { token: TOKEN } }, {}, { response: { wrap_info: { ttl: 60, token: NEXT } } }),
      nobody,
    ],
  ])('that somebody opened %s', async (_, lines, expected) => {
    expect(await seen(...wrapped, ...lines)).toEqual([expected])
    expect(await seen(...lines, ...wrapped)).toEqual([expected])
  })

  test('was seen when it was opened, under the ticket of the request for it', async () => {
    const asked = aLine('request', {}, { headers: { 'x-escrow-ticket': ['INC-1'] } })
    expect(eventsOf(await collect([asked, wrapped[1]!, ...unwrap({ data: { token: TOKEN } })]))).toMatchObject([
      { time: at('2026-10-08T10:00:00Z'), ticket: 'INC-1', action: 'view', origin: { line: 4 } },
    ])
  })

  test('of a control group is answered once more when it is opened', async () => {
    const deferred = aLine('response', { forwarded_from: 'unwrap-deferred', time: '2026-10-08T10:00:00Z' })
    expect(await seen(...wrapped, deferred)).toEqual([nobody, ['r-1unwrap-deferred', ITEM, 'oidc-ada', 'success']])
  })

  test('leaves no token in what is carried', async () => {
    const collected = await collect([...wrapped, ...unwrap({ data: { token: TOKEN } })])
    expect(JSON.stringify(collected)).not.toContain('hmac-sha256')
  })
})

describe('the system', () => {
  const ofSystem = (type: 'request' | 'response', path: string, operation: string, over: Part = {}): string =>
    aLine(type, { time: '2026-10-08T08:00:00Z', ...over }, { id: 'r-5', path, operation, mount_point: 'sys/' })
  const disable = [ofSystem('request', 'sys/audit/file', 'delete'), ofSystem('response', 'sys/audit/file', 'delete')]
  const enable = aLine('response', { time: '2026-10-08T08:30:00Z' }, { id: 'r-6', path: 'sys/audit/file', operation: 'update', mount_point: 'sys/' })
  const reasons = async (lines: readonly string[]): Promise<string[]> => (await collect(lines)).gaps.map(({ reason }) => reason)

  test.each<[string, string[], number]>([
    ['another device wrote on', [...disable, request, response], 0],
    ['no record follows', disable, 1],
    ['the next that is written is that a device was enabled', [...disable, enable, request, response], 1],
    ['it was refused', [ofSystem('request', 'sys/audit/file', 'delete'), ofSystem('response', 'sys/audit/file', 'delete', ERROR)], 0],
    ['another was refused', [...disable, aLine('response', ERROR, { id: 'r-6', path: 'sys/audit/b', operation: 'delete', mount_point: 'sys/' })], 0],
    ['the devices were only listed', [ofSystem('response', 'sys/audit', 'read')], 0],
  ])('that disabled a device, and %s', async (_, lines, count) => {
    expect(await reasons(lines)).toEqual(Array(count).fill('incomplete'))
  })

  test.each<[string, Partial<VaultSource>, number]>([
    ['while nobody claims that the log covers it, is no gap once another device writes', { covers: { from: '2026-10-09' } }, 0],
    ['across the beginning of what the log covers, is one', { covers: { from: '2026-10-08T08:15:00Z' } }, 1],
    ['after the end of what the log covers, is none', { covers: { from: '2026-01-01', to: '2026-10-08T08:00:00Z' } }, 0],
  ])('that disabled a device %s', async (_, over, count) => {
    expect((await collect([...disable, enable, request, response], over)).gaps).toHaveLength(count)
  })

  test('that disabled the last device is dark from then on, whatever the log is said to cover', async () => {
    expect((await collect(disable, { covers: { from: '2026-10-09' } })).gaps).toHaveLength(1)
  })

  test.each<[string, string[], Partial<VaultSource>, string[]]>([
    ['hides what may lie in it', [ofSystem('request', 'sys/remount', 'update'), ofSystem('response', 'sys/remount', 'update')], {}, ['incomplete']],
    ['of which only the request is known does so, too', [ofSystem('request', 'sys/remount', 'update')], {}, ['incomplete']],
    ['and was refused hides nothing', [ofSystem('request', 'sys/remount', 'update'), ofSystem('response', 'sys/remount', 'update', ERROR)], {}, []],
    ['before the time of the log hides nothing', [ofSystem('response', 'sys/remount', 'update')], { covers: { from: '2026-10-09' } }, []],
    ['whose state was asked for hides nothing', [ofSystem('response', 'sys/remount/status/x', 'read')], {}, []],
  ])('that moved a mount %s', async (_, lines, over, expected) => {
    expect((await collect([...lines, request, response], over)).gaps.map(({ reason }) => reason)).toEqual(expected)
  })

  test('that disabled one of two devices is seen to write on by the file of the other', async () => {
    const documents: Documents = { 'a.jsonl': disable.join('\n'), 'b.jsonl': [...disable, request, response].join('\n') }
    expect((await collectFrom(vault, { ...source, files: ['a.jsonl', 'b.jsonl'] }, documents, [ITEM])).gaps).toEqual([])
    expect((await collectFrom(vault, { ...source, files: ['a.jsonl'] }, documents, [ITEM])).gaps).toHaveLength(1)
  })

  test.each<[string, string[], unknown[]]>([
    ['and answered', [ofSystem('response', 'sys/raw/logical/x', 'read')], ['unknown']],
    ['and refused', [ofSystem('response', 'sys/raw/logical/x', 'read', ERROR)], ['denied']],
  ])('whose storage itself was asked for, %s, may have shown every item', async (_, lines, expected) => {
    const events = eventsOf(await collect(lines))
    expect(events.map(({ outcome }) => outcome)).toEqual(expected)
    expect(events[0]).toMatchObject({ action: 'export' })
    expect(events[0]).not.toHaveProperty('item')
  })
})

describe('several audit devices', () => {
  const devices = { 'file/': ['a.jsonl'], syslog: ['b.jsonl'] }
  const change = (name: string, operation: string, time: string, over: Part = {}): string =>
    aLine('response', { time, ...over }, { id: `${name} ${time}`, path: `sys/audit/${name}`, operation, mount_point: 'sys/' })
  const told = async (a: readonly string[], b: readonly string[], over: Partial<VaultSource> = {}): Promise<[number, unknown[]]> => {
    const documents = { 'a.jsonl': a.join('\n'), 'b.jsonl': b.join('\n') }
    const collected = await collectFrom(vault, { ...source, files: ['a.jsonl', 'b.jsonl'], devices, ...over }, documents, [ITEM])
    return [eventsOf(collected).length, collected.gaps.map(({ reason, detail }) => [reason, detail])]
  }
  const other = aLine('response', { time: '2026-01-02T00:00:00Z' }, { id: 'r-0', path: 'secret/data/other' })
  const lacks = (from: string, device: string, more = ''): unknown[] => [
    'contradiction',
    `a request of 2026-10-08T09:00:00.100Z is in the log of the audit device ${from} and not in that of ${device}${more}`,
  ]
  const second = [aLine('request', {}, { id: 'r-2' }), aLine('response', {}, { id: 'r-2' })]

  test.each<[string, string[], string[], unknown[]]>([
    ['each have every request about a registered item', [request, response], [request, response], []],
    ['may each have a part of a request', [request], [response], []],
    ['of which one lacks a request contradict each other', [request, response], [other], [lacks('file', 'syslog')]],
    [
      'of which each lacks one do so twice',
      [request, response, other],
      [aLine('request', {}, { id: 'r-2' })],
      [lacks('syslog', 'file'), lacks('file', 'syslog')],
    ],
    ['of which one lacks several say so once', [request, response, ...second], [other], [lacks('file', 'syslog', ' (and 1 more)')]],
    [
      'of which one was disabled before go on with the other',
      [change('syslog/', 'delete', '2026-10-01T00:00:00Z'), request, response],
      [other, change('syslog/', 'delete', '2026-10-01T00:00:00Z')],
      [],
    ],
    [
      'of which one was refused to be disabled both go on',
      [change('syslog/', 'delete', '2026-10-01T00:00:00Z', { type: 'request' }), change('syslog/', 'delete', '2026-10-01T00:00:00Z', ERROR), request, response],
      [other],
      [lacks('file', 'syslog')],
    ],
    [
      'are each told when they are enabled, which enables none called test',
      [change('test', 'update', '2026-01-01T00:00:00Z', { type: 'request', auth: undefined }), request, response],
      [other, request, response],
      [],
    ],
    ['of which one was enabled later begin with the other', [request, response, change('syslog', 'update', '2026-10-09T00:00:00Z')], [other], []],
    [
      'of which one was enabled, disabled and enabled again before both have it',
      [
        change('syslog', 'update', '2026-02-01T00:00:00Z'),
        change('syslog', 'delete', '2026-03-01T00:00:00Z'),
        aLine('response', { time: '2026-03-02T00:00:00Z' }, { id: 'r-0', path: 'secret/data/other' }),
        change('syslog', 'update', '2026-04-01T00:00:00Z'),
        request,
        response,
      ],
      [other],
      [lacks('file', 'syslog')],
    ],
    [
      'are not all, when one is enabled that nobody named',
      [request, response, change('socket/', 'update', '2026-10-09T00:00:00Z')],
      [request, response],
      [['not-configured', 'there is an audit device socket, and the source does not name its files']],
    ],
  ])('%s', async (_, a, b, gaps) => {
    const [events, found] = await told(a, b)
    expect(events).toBe(new Set([...a, ...b].flatMap((line) => /"r-[12]"/.exec(line) ?? [])).size)
    expect(found).toEqual(gaps)
  })

  test('need not have what is older than the log is said to cover', async () => {
    expect(await told([request, response], [other], { covers: { from: '2026-10-09' } })).toEqual([1, []])
  })

  test('of which one has no file that is read are not all', async () => {
    const gap = [['absent', 'no record of the audit device syslog was read']]
    expect(await told([request, response], [request, response], { files: ['a.jsonl'] })).toEqual([1, gap])
    expect(await told([request, response], [request, response], { devices: { file: ['a.jsonl', 'b.jsonl'], syslog: ['c.jsonl'] } })).toEqual([1, gap])
  })

  test('count by their union where the source does not name them', async () => {
    const { devices: _, ...unnamed } = { ...source, devices, files: ['a.jsonl', 'b.jsonl'] }
    const documents = { 'a.jsonl': [request, response, change('socket/', 'update', '2026-10-09T00:00:00Z')].join('\n'), 'b.jsonl': other }
    expect((await collectFrom(vault, unnamed, documents, [ITEM])).gaps).toEqual([])
  })
})

describe('a line that cannot be read', () => {
  test('about an item that is registered, or nobody knows which, is a gap', async () => {
    for (const line of [aLine('response', { time: 'now' }), '{"type":"response"}', 'cut {"', aLine('response', {}, { path: undefined })]) {
      const collected = await collect([request, response, line])
      expect(collected.gaps).toMatchObject([
        {
          about: 'escrowEvents',
          reason: 'unreadable',
          hides: { location: 'vault-hq' },
          file: 'audit.jsonl',
          line: 3,
          detail: expect.stringContaining('line 3 of audit.jsonl: ') as string,
        },
      ])
      expect(collected.source).toMatchObject({ records: 3, unreadable: 1 })
      expect(eventsOf(collected)).toHaveLength(1)
    }
  })

  test('about another item is none', async () => {
    const collected = await collect([aLine('response', { time: 'now' }, { path: 'secret/data/other' })])
    expect([collected.gaps, collected.source.unreadable]).toEqual([[], 0])
  })

  test('is told with its place for the first twenty, and the rest as a number', async () => {
    const { gaps, source: told } = await collect([request, response, ...Array<string>(25).fill('{')])
    expect(gaps).toHaveLength(21)
    expect(gaps.at(-1)).toMatchObject({ detail: '5 further records of the log cannot be read', hides: { location: 'vault-hq' } })
    expect(told.unreadable).toBe(25)
  })
})

describe('the time of a log', () => {
  const covers = async (other: Partial<VaultSource>): Promise<unknown> => (await collect([response], other)).facts.logs?.[0]?.covers
  const asOf = at('2026-11-23')

  test.each<[string, Partial<VaultSource>, unknown]>([
    ['is what it claims to cover, up to its collection', {}, { from: at('2026-01-01'), to: asOf }],
    ['ends where the claim ends', { covers: { from: '2026-01-01', to: '2026-06-01T12:00:00Z' } }, { from: at('2026-01-01'), to: at('2026-06-01T12:00:00Z') }],
    ['never goes beyond its collection', { covers: { from: '2026-01-01', to: '2027-01-01' } }, { from: at('2026-01-01'), to: asOf }],
    ['never goes beyond a collection that is named', { collected: '2026-11-20T00:00:00Z' }, { from: at('2026-01-01'), to: at('2026-11-20') }],
    ['is empty where it begins after its end', { covers: { from: '2026-12-01' } }, undefined],
  ])('%s', async (_, other, expected) => {
    expect(await covers(other)).toEqual(expected)
  })

  test('is not known where nothing is claimed', async () => {
    const { covers: _, ...silent } = source
    const collected = await collectFrom(vault, silent, { 'audit.jsonl': response }, [ITEM])
    expect(collected.facts.logs).toEqual([
      { source: 'vault-hq', sourceType: 'vault', location: 'vault-hq', grade: 'server', collectedAt: asOf, lastRecord: at('2026-10-08T09:00:00.120Z') },
    ])
  })

  test('a record more than five minutes later than the collection is unreadable', async () => {
    const within = await collect([response], { collected: '2026-10-08T08:55:00.120Z' })
    expect(eventsOf(within)).toHaveLength(1)
    expect(within.source.unreadable).toBe(0)
    const later = await collect([response], { collected: '2026-10-08T08:55:00.119Z' })
    expect(eventsOf(later)).toEqual([])
    expect(later.source.unreadable).toBe(1)
    expect(later.gaps).toContainEqual(expect.objectContaining({ reason: 'unreadable', line: 1, hides: { location: 'vault-hq' } }))
  })
})

describe('a log that was silent', () => {
  const silences = async (other: Partial<VaultSource>): Promise<unknown> => (await collect([response], other)).facts.logs?.[0]?.silences
  const record = at('2026-10-08T09:00:00.120Z')

  test('for longer than its source allows says where, from the beginning of what it covers to the end', async () => {
    expect(await silences({ 'max-silence': '30d' })).toEqual([
      { from: at('2026-01-01'), to: record },
      { from: record, to: at('2026-11-23') },
    ])
    expect(await silences({ 'max-silence': '60d' })).toEqual([{ from: at('2026-01-01'), to: record }])
    expect(await silences({ 'max-silence': '60d', collected: '2026-10-08T08:55:00.120Z' })).toEqual([
      { from: at('2026-01-01'), to: at('2026-10-08T08:55:00.120Z') },
    ])
  })

  test.each<[string, Partial<VaultSource>]>([
    ['no longer than that', { 'max-silence': '366d' }],
    ['and whose source does not say how long it may be', {}],
    ['and covers nothing', { 'max-silence': '1d', covers: { from: '2026-12-01' } }],
  ])('%s says nothing', async (_, other) => {
    expect(await silences(other)).toBeUndefined()
  })
})

describe('the files of a log', () => {
  const read = (documents: Documents, files: readonly string[]): Promise<Collected> => {
    const folder = tempFolder(documents)
    return collectFrom(vault, { ...source, files: [...files] }, {}, [ITEM], { files: openFolder(folder, false) })
  }
  const other = aLine('response', {}, { id: 'r-2' })

  test('are read by glob, each once, in order of name', async () => {
    const collected = await read({ 'log/b.jsonl': other, 'log/a.jsonl': response, 'log/c.txt': 'no' }, ['log/*.jsonl', 'log/a.jsonl', 'log/**/*.jsonl'])
    expect(collected.source.files.map(({ file }) => file)).toEqual(['log/a.jsonl', 'log/b.jsonl'])
    expect(eventsOf(collected).map(({ id, origin }) => [id, origin.file])).toEqual([
      ['r-1', 'log/a.jsonl'],
      ['r-2', 'log/b.jsonl'],
    ])
    expect(collected.gaps).toEqual([])
  })

  test('may hold a request in one and its response in another', async () => {
    expect(eventsOf(await read({ 'a.jsonl': request, 'b.jsonl': response }, ['*.jsonl'])).map(({ outcome }) => outcome)).toEqual(['success'])
  })

  test('may be packed', async () => {
    const collected = await read({ 'a.jsonl.gz': gzipSync(`${request}\n${response}\n`) }, ['*.gz'])
    expect(eventsOf(collected)).toMatchObject([{ origin: { file: 'a.jsonl.gz', line: 2 } }])
    expect(collected.gaps).toEqual([])
  })

  test('are read in the order in which they were written, so that what follows on a disabled device is found', async () => {
    const disabled = aLine('response', {}, { path: 'sys/audit/file', operation: 'delete', id: 'r-9' })
    const collected = await read({ 'a.log': other, 'a.log.1': disabled, 'a.log.2.gz': gzipSync(response) }, ['a.log*'])
    expect(collected.gaps).toEqual([])
    expect((await read({ 'a.log': disabled, 'a.log.1': other }, ['a.log*'])).gaps).toMatchObject([{ reason: 'incomplete', file: 'a.log' }])
  })

  test('may change their names while they are read, which is a gap', async () => {
    const folder = tempFolder({ 'a.log': response, 'b.log': other })
    const files = openFolder(folder, false)
    const rotating: typeof files.open = async (path) => {
      const opened = await files.open(path)
      if (path === 'b.log') {
        renameSync(join(folder, 'a.log'), join(folder, 'a.log.1'))
        writeFileSync(join(folder, 'a.log'), response)
      }
      return opened
    }
    const collected = await collectFrom(vault, { ...source, files: ['*.log'] }, {}, [ITEM], { files: { ...files, open: rotating } })
    expect(collected.gaps).toMatchObject([{ reason: 'unreadable', file: 'a.log', detail: 'another file took the place of a.log while the log was read' }])
  })

  test('may be packed in several members', async () => {
    expect(eventsOf(await read({ 'a.gz': Buffer.concat([gzipSync(`${response}\n`), gzipSync(other)]) }, ['a.gz']))).toHaveLength(2)
  })

  const packed = gzipSync(`${response}\n`.repeat(2_000) + other)
  test.each<[string, Uint8Array]>([
    ['cut', packed.subarray(0, -20)],
    ['cut before its checksum', packed.subarray(0, -8)],
    ['wrong in its checksum', Buffer.concat([packed.subarray(0, -8), Buffer.alloc(4), packed.subarray(-4)])],
    ['followed by something else', Buffer.concat([packed, Buffer.from('garbage')])],
    ['not packed at all', Buffer.from(response)],
  ])('a packed file that is %s is a gap', async (_, bytes) => {
    const collected = await read({ 'a.gz': bytes }, ['a.gz'])
    expect(collected.gaps).toMatchObject([{ reason: 'unreadable', file: 'a.gz', detail: 'a.gz cannot be unpacked to its end' }])
    expect(collected.source.unreadable).toBe(1)
  })

  test.each<[string, Documents, readonly string[], 'absent' | 'unreadable']>([
    ['is not there', {}, ['a.jsonl'], 'absent'],
    ['matches nothing', { 'a.txt': '' }, ['*.jsonl'], 'absent'],
    ['is empty', { 'a.jsonl': '' }, ['a.jsonl'], 'unreadable'],
    ['is empty and packed', { 'a.gz': gzipSync('') }, ['a.gz'], 'unreadable'],
    ['is empty and not packed as it says', { 'a.gz': '' }, ['a.gz'], 'unreadable'],
  ])('a file that %s is a gap', async (_, documents, files, reason) => {
    const collected = await read({ 'b.jsonl': response, ...documents }, [
      'b.jsonl',
      ...files.filter((file) => file !== '*.jsonl'),
      ...files.filter((file) => file === '*.jsonl').map(() => 'none/*.jsonl'),
    ])
    expect(collected.gaps).toMatchObject([{ reason, hides: { location: 'vault-hq' } }])
    expect(eventsOf(collected)).toHaveLength(1)
  })

  test('with blank lines only is a gap: it has no record', async () => {
    expect((await read({ 'a.jsonl': '\n\n' }, ['a.jsonl'])).gaps).toMatchObject([{ reason: 'unreadable', file: 'a.jsonl' }])
  })
})

describe('what stands in clear', () => {
  const withData = (data: unknown, path?: string): string => {
    const record = JSON.parse(aLine('response', {}, path === undefined ? {} : { path })) as object
    return JSON.stringify({ ...record, response: { data } })
  }

  test('at a registered item is told by its place, once, and never by its value', async () => {
    const collected = await collect([request, withData({ data: { codes: '73019284' } }), withData({ data: { codes: '73019285' } })])
    expect(collected.facts.plaintexts).toEqual([
      {
        source: 'vault-hq',
        location: 'vault-hq',
        item: ITEM,
        path: 'response.data.data.codes',
        what: 'string',
        time: at('2026-10-08T09:00:00.120Z'),
        origin: { source: 'vault-hq', file: 'audit.jsonl', line: 2 },
      },
    ])
    expect(JSON.stringify(collected)).not.toContain('7301928')
  })

  test('at another item is not looked at', async () => {
    expect((await collect([withData({ data: { codes: '73019284' } }, 'secret/data/other')])).facts.plaintexts).toEqual([])
  })
})

describe('the last record', () => {
  const lastOf = async (lines: readonly string[], other: Partial<VaultSource> = {}) => (await collect(lines, other)).facts.logs?.[0]?.lastRecord

  test('is the latest of all, also of those about other items', async () => {
    const other = aLine('response', { time: '2026-11-01T00:00:00Z' }, { path: 'secret/data/other' })
    expect(await lastOf([other, response])).toBe(at('2026-11-01'))
  })

  test('is none that is later than the audit or than the collection', async () => {
    const future = aLine('response', { time: '2027-01-01T00:00:00Z' }, { path: 'secret/data/other' })
    expect(await lastOf([response, future])).toBe(at('2026-10-08T09:00:00.120Z'))
    expect(await lastOf([response], { collected: '2026-10-08T08:55:00.119Z' })).toBeUndefined()
    expect(await lastOf([response], { collected: '2026-10-08T08:55:00.120Z' })).toBe(at('2026-10-08T09:00:00.120Z'))
  })
})
