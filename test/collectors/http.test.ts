/** The door: what it lets out, and what it takes for an answer. */
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { type Door, type DoorOptions, lackIn, openDoor, Refused } from '../../src/collectors/http.ts'
import type { Lack } from '../../src/model/inventory.ts'
import { aLive } from '../support/live.ts'
import { type Answer, serve, type Served, type WireFault, wireFaults } from '../support/servers/serve.ts'

const BODY = JSON.stringify([{ login: 'ada' }, { login: 'grace' }])
let served: Served | undefined

afterEach(async () => {
  await served?.close()
  served = undefined
})

const start = async (fault?: WireFault, answer: Answer = { status: 200, body: BODY }): Promise<Served> =>
  (served = await serve({ answer: () => answer, plan: () => fault, now: aLive().now }))

const doorTo = ({ origin }: Served, over: Partial<DoorOptions> = {}): Door =>
  openDoor({ origins: [origin], mayPost: (path) => path === '/graphql', live: aLive(), ...over })

const lackOf = async (work: Promise<unknown>): Promise<Lack | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => lackIn(error),
  )

describe('an answer', () => {
  test('is handed on whole, with its digest, its time and its status', async () => {
    const server = await start()
    const line = doorTo(server).line()
    expect(await (await line.fetch(`${server.origin}/orgs/acme/members`)).json()).toHaveLength(2)
    expect(line.last()).toMatchObject({ at: aLive().now(), status: 200, sha256: createHash('sha256').update(BODY).digest('hex') })
    expect(Buffer.from(line.last()!.bytes).toString()).toBe(BODY)
  })

  test('that says no is an answer as well', async () => {
    const server = await start('403')
    const line = doorTo(server).line()
    expect((await line.fetch(server.origin)).status).toBe(403)
    expect(line.last()?.status).toBe(403)
  })

  test('is asked for unpacked', async () => {
    const server = await start()
    await doorTo(server)
      .line()
      .fetch(server.origin, { headers: { 'accept-encoding': 'gzip' } })
    expect(server.asked[0]?.headers['accept-encoding']).toBe('identity')
  })

  test.each<[WireFault, Lack['reason']]>([
    ['hangs', 'unavailable'],
    ['drips', 'unavailable'],
    ['reset', 'unavailable'],
    ['reset-in-body', 'unavailable'],
    ['cut-body', 'unavailable'],
    ['cut-chunk', 'unavailable'],
    ['packed', 'unreadable'],
    ['redirect', 'unavailable'],
    ['skewed-clock', 'contradiction'],
  ])('that %s is none: %s', async (fault, reason) => {
    const server = await start(fault)
    const line = doorTo(server).line()
    expect((await lackOf(line.fetch(server.origin)))?.reason).toBe(reason)
    expect(line.last()).toBeUndefined()
  })

  test('of every other fault is for the reader to judge', async () => {
    const judged = wireFaults.filter(
      (fault) => !['hangs', 'drips', 'reset', 'reset-in-body', 'cut-body', 'cut-chunk', 'packed', 'redirect', 'skewed-clock'].includes(fault),
    )
    for (const fault of judged) {
      const server = await start(fault)
      expect([fault, (await doorTo(server).line().fetch(server.origin)).status >= 200]).toEqual([fault, true])
      await server.close()
    }
  })

  test('from nobody says so, and with which error', async () => {
    const server = await start()
    await server.close()
    expect(await lackOf(doorTo(server).line().fetch(server.origin))).toEqual({ reason: 'unavailable', detail: 'no whole answer (ECONNREFUSED)' })
  })
})

describe('a request', () => {
  test.each(['http://127.0.0.1:9/elsewhere', 'https://example.test/', 'http://user:secret@127.0.0.1/'])('to %s is not sent', async (url) => {
    const server = await start()
    expect((await lackOf(doorTo(server).line().fetch(url)))?.reason).toBe('unreadable')
    expect(server.asked).toEqual([])
  })

  test.each(['DELETE', 'PUT', 'PATCH', 'POST'])('of %s is not sent', async (method) => {
    const server = await start()
    await expect(doorTo(server).line().fetch(`${server.origin}/orgs/acme`, { method })).rejects.toThrow('only reads')
    expect(server.asked).toEqual([])
  })

  test('that reads by POST is sent where that was allowed', async () => {
    const server = await start()
    await doorTo(server).line().fetch(`${server.origin}/graphql`, { method: 'POST', body: '{}' })
    expect(server.asked.map(({ method, path, body }) => [method, path, body])).toEqual([['POST', '/graphql', '{}']])
  })

  test('ends as soon as it is given up', async () => {
    const server = await start('hangs')
    const interrupt = new AbortController()
    const line = doorTo(server, { live: aLive({ signal: interrupt.signal, second: 60_000 }) }).line()
    const asked = line.fetch(server.origin)
    setTimeout(() => {
      interrupt.abort(new Error('given up'))
    }, 20)
    await expect(asked).rejects.toThrow('given up')
  })
})

describe('an answer that may hold codes', () => {
  const CODES = '{"items":[{"verificationCode":"12345678"}]}'
  const shrink = (): Uint8Array => Buffer.from('{"remaining":1}')

  test('is shrunk before anybody sees it, zeroed, and not hashed', async () => {
    const server = await start(undefined, { status: 200, body: CODES })
    let seen: Uint8Array = new Uint8Array()
    const line = doorTo(server).secretLine((bytes) => {
      seen = bytes
      expect(Buffer.from(bytes).toString()).toBe(CODES)
      return shrink()
    })
    expect(await (await line.fetch(server.origin)).text()).toBe('{"remaining":1}')
    expect(Buffer.from(seen).every((byte) => byte === 0)).toBe(true)
    expect(JSON.stringify(line.last())).not.toContain('12345678')
    expect(line.last()?.sha256).toBeUndefined()
  })

  test('and says no, is shown to nobody', async () => {
    const server = await start(undefined, { status: 403, body: CODES })
    const line = doorTo(server).secretLine(shrink)
    expect(await (await line.fetch(server.origin)).text()).not.toContain('12345678')
  })

  test('is zeroed also when it cannot be shrunk', async () => {
    const server = await start(undefined, { status: 200, body: CODES })
    let seen: Uint8Array = new Uint8Array()
    const line = doorTo(server).secretLine((bytes) => {
      seen = bytes
      throw new Refused({ reason: 'unreadable', detail: 'no such list' })
    })
    expect(await lackOf(line.fetch(server.origin))).toEqual({ reason: 'unreadable', detail: 'no such list' })
    expect(Buffer.from(seen).every((byte) => byte === 0)).toBe(true)
  })
})

test('what an SDK wraps is found again', () => {
  const lack: Lack = { reason: 'unavailable', detail: 'no answer in time' }
  expect(lackIn(new Error('a', { cause: new Error('b', { cause: new Refused(lack) }) }))).toEqual(lack)
  expect(lackIn(new Error('something else'))).toBeUndefined()
})
