import { describe, expect, test } from 'vitest'
import { openAsking, type Page, type Wanted } from '../../src/collectors/asking.ts'
import type { Lack, RequestRecord } from '../../src/model/inventory.ts'
import { type KeepRaw, NotKept, type Progress } from '../../src/model/live.ts'
import { AS_OF } from '../support/builders.ts'
import { aLive } from '../support/live.ts'

const lack: Lack = { reason: 'permission', detail: '403: Members: read is missing', advice: 'Give the App Members: read.' }
const wanted: Wanted = { what: 'the member list', key: 'members', name: 'members.json', shape: 'pages', lackOf: () => lack }

const request = (page: number): RequestRecord => ({ endpoint: `GET /members?page=${String(page)}`, at: AS_OF, records: 1 })
const page = (number: number): Page => ({ value: [number], records: 1, request: request(number), raw: Buffer.from(`[${String(number)}]`) })

// eslint-disable-next-line @typescript-eslint/require-await -- pages that are there already
async function* pages(count: number, broken = false): AsyncGenerator<Page> {
  for (let number = 1; number <= count; number += 1) yield page(number)
  if (broken) throw new Error('secret')
}

interface Kept {
  readonly files: Map<string, string>
  readonly keep: KeepRaw
}

const keeping = (fails = false): Kept => {
  const files = new Map<string, string>()
  return {
    files,
    keep: {
      open: (source, key, name) => {
        let text = ''
        return Promise.resolve({
          write: (bytes) => {
            if (fails) return Promise.reject(new NotKept('no space'))
            text += Buffer.from(bytes).toString()
            return Promise.resolve()
          },
          commit: () => Promise.resolve(void files.set(`${source} ${key} ${name}`, text)),
          discard: () => Promise.resolve(),
        })
      },
      note: () => undefined,
    },
  }
}

describe('a list', () => {
  test('is what its pages say, and every answer is told', async () => {
    const told: Progress[] = []
    const asking = openAsking('github-acme', aLive({ tell: (progress) => told.push(progress) }))
    expect(await asking.pages(wanted, pages(3))).toEqual({ file: 'github-acme/members.json', value: [[1], [2], [3]] })
    expect(asking.requests()).toEqual([1, 2, 3].map(request))
    expect(told.at(-1)).toEqual({ source: 'github-acme', what: 'the member list', pages: 3, records: 3 })
  })

  test('that breaks off is short: what came is there, with the reason', async () => {
    const told: Progress[] = []
    const asking = openAsking('github-acme', aLive({ tell: (progress) => told.push(progress) }))
    const short = { ...lack, detail: 'the member list: 403: Members: read is missing' }
    expect(await asking.pages(wanted, pages(2, true))).toEqual({ file: 'github-acme/members.json', value: [[1], [2]], short })
    expect(told.at(-1)?.lack).toEqual(lack)
  })

  test('of which nothing came is the reason', async () => {
    const kept = await openAsking('github-acme', aLive()).pages(wanted, pages(0, true))
    expect(kept).toEqual({ file: 'github-acme/members.json', ...lack, detail: 'the member list: 403: Members: read is missing' })
  })

  test('that is given up is thrown, and is no gap', async () => {
    const signal = AbortSignal.abort(new Error('given up'))
    await expect(openAsking('github-acme', aLive({ signal })).pages(wanted, pages(1, true))).rejects.toThrow('secret')
  })

  test('is asked for one page only to see what may be seen', async () => {
    const asking = openAsking('github-acme', aLive({ probe: true }))
    await asking.pages(wanted, pages(5))
    expect(asking.requests()).toHaveLength(1)
  })
})

describe('raw answers', () => {
  test('of a list are one array of all answers', async () => {
    const { files, keep } = keeping()
    await openAsking('github-acme', aLive({ keep })).pages(wanted, pages(2))
    expect([...files]).toEqual([['github-acme members members.json', '[[1],\n[2]]\n']])
  })

  test('of one answer are the answer', async () => {
    const { files, keep } = keeping()
    await openAsking('github-acme', aLive({ keep })).one({ ...wanted, shape: 'one' }, () => Promise.resolve(page(7)))
    expect([...files.values()]).toEqual(['[7]'])
  })

  test.each([
    ['a list that breaks off', true, false],
    ['a first page', false, true],
  ])('of %s are not kept', async (_, broken, probe) => {
    const { files, keep } = keeping()
    await openAsking('github-acme', aLive({ keep, probe })).pages(wanted, pages(2, broken))
    expect(files.size).toBe(0)
  })

  test('that cannot be written are no gap of the provider', async () => {
    const { keep } = keeping(true)
    await expect(openAsking('github-acme', aLive({ keep })).pages(wanted, pages(2))).rejects.toThrow(NotKept)
  })
})

describe('an answer that holds codes although nobody asked for them', () => {
  // eslint-disable-next-line @typescript-eslint/require-await -- pages that are there already
  async function* withCodes(): AsyncGenerator<Page> {
    yield page(1)
    yield { ...page(2), request: { ...request(2), sha256: 'a'.repeat(64) }, raw: Buffer.from('{"recoveryCodes":["12345-67890"]}') }
    yield page(3)
  }

  test('is neither kept nor hashed, and the list is read on', async () => {
    const { files, keep } = keeping()
    const asking = openAsking('github-acme', aLive({ keep }))
    expect(await asking.pages(wanted, withCodes())).toEqual({ file: 'github-acme/members.json', value: [[1], [2], [3]] })
    expect(files.size).toBe(0)
    expect(asking.requests()[1]).toEqual(request(2))
  })
})
