/** What is found with a state, against what a full read finds, day after day. */
import { copyFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import vault from '../src/collectors/vault/collector.ts'
import { openFolder } from '../src/files.ts'
import type { VaultSource } from '../src/model/configuration.ts'
import type { Collected } from '../src/model/inventory.ts'
import type { Memory } from '../src/model/memory.ts'
import { readState } from '../src/state.ts'
import { at } from './support/builders.ts'
import { aContext, inLists } from './support/collecting.ts'
import { tempFolder } from './support/temp-folder.ts'

const ITEM = 'secret/data/escrow/ada'
const source: VaultSource = { id: 'vault-hq', type: 'vault', location: 'vault-hq', files: ['log/*'], covers: { from: '2026-01-01' } }

let ids = 0
const of = (path: string, { time = '2026-10-08T09:00:00.12Z', ...inRequest }: Readonly<Record<string, string>> = {}): string => {
  ids += 1
  const request = { id: `r-${String(ids)}`, operation: 'read', mount_point: 'secret/', namespace: { id: 'root' }, path, ...inRequest }
  return `${JSON.stringify({ time, type: 'response', auth: { display_name: 'oidc-ada' }, request })}\n`
}
const other = (): string => of('secret/data/app/config')
const ours = (): string => of(ITEM)

/** Reads a log as one run of many does, whose state lies beside it. */
interface Night {
  readonly asOf?: number
  readonly items?: readonly string[]
  readonly version?: string
  /** What the source says besides. */
  readonly over?: Partial<VaultSource>
}

/** How many bytes a run has read of the files of the log. */
let read = 0

const collect = async (folder: string, memory: Memory | undefined, { asOf = at('2026-11-23'), items = [ITEM], over = {} }: Night): Promise<Collected> => {
  const files = openFolder(folder, false)
  const counting: typeof files.open = async (path, opening) => {
    const opened = await files.open(path, opening)
    if (opened === undefined) return undefined
    const chunks = (async function* () {
      for await (const chunk of opened.chunks) {
        read += chunk.byteLength
        yield chunk
      }
    })()
    return { ...opened, chunks }
  }
  return inLists(await vault.collect({ ...source, ...over }, aContext({}, { files: { ...files, open: counting }, memory, asOf, items: () => new Set(items) })))
}

/** The same is found with the state as without; gives how many bytes were read with it, and why it was refused. */
const night = async (folder: string, how: Night = {}): Promise<{ read: number; refused: string | undefined; collected: Collected }> => {
  const state = await readState(join(folder, 'state.json'), how.version ?? '1')
  read = 0
  const collected = await collect(folder, state.memory, how)
  const readNow = read
  expect(collected).toEqual(await collect(folder, undefined, how))
  writeFileSync(join(folder, 'state.json'), [...state.write()].join(''))
  return { read: readNow, refused: state.refused, collected }
}

const log = 'log/audit.jsonl'
const startWith = (text: string): { folder: string; path: string; append: (text: string) => void } => {
  const folder = tempFolder({ [log]: text })
  const path = join(folder, log)
  const append = (more: string): void => {
    writeFileSync(path, more, { flag: 'a' })
  }
  return { folder, path, append }
}

describe('a run with a state', () => {
  test('reads what is new, and nothing where nothing is', async () => {
    const { folder, append } = startWith(other() + ours() + other())
    expect((await night(folder)).read).toBeGreaterThan(0)
    expect((await night(folder)).read).toBe(0)
    const more = ours() + other()
    append(more)
    const second = await night(folder)
    expect(second.read).toBe(more.length)
    expect(second.collected.facts.escrowEvents).toHaveLength(2)
    expect((await night(folder)).read).toBe(0)
  })

  test('reads nothing but the lines that told something, where the digest is that of the records, and notices when one is another', async () => {
    // More than is known again by its windows.
    const [many, hers, later] = [other().repeat(400), ours(), ours()]
    const { folder, path, append } = startWith(many + hers + many)
    const how = { over: { digest: 'records' } } as const
    expect((await night(folder, how)).read).toBeGreaterThan(0)
    expect((await night(folder, how)).read).toBe(0)
    append(later)
    expect((await night(folder, how)).read).toBe(later.length)
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replace(hers, hers.replace('oidc-ada', 'oidc-eve')))
    const changed = await night(folder, how)
    expect(changed.read).toBe(text.length)
    expect([...(changed.collected.facts.escrowEvents ?? [])].map(({ actor }) => actor)).toEqual(['oidc-eve', 'oidc-ada'])
    expect((await night(folder)).read).toBe(text.length)
  })

  test('reads a line again that had not ended', async () => {
    const { folder, append } = startWith(other() + ours().slice(0, 100))
    expect((await night(folder)).collected.gaps).toHaveLength(1)
    append('x"}\n')
    expect((await night(folder)).collected.gaps).toHaveLength(1)
    const half = ours()
    append(half.slice(0, -1))
    expect((await night(folder)).collected.facts.escrowEvents).toHaveLength(1)
    append('\n')
    expect((await night(folder)).collected.facts.escrowEvents).toHaveLength(1)
  })

  test('knows a file again under another name, and reads the new one', async () => {
    const { folder, path, append } = startWith(other() + ours())
    await night(folder)
    append(ours())
    await night(folder)
    renameSync(path, `${path}.1`)
    writeFileSync(path, ours())
    const rotated = await night(folder)
    expect([...(rotated.collected.facts.escrowEvents ?? [])].map(({ origin }) => origin.file)).toEqual([`${log}.1`, `${log}.1`, log])
    expect(rotated.read).toBe(readFileSync(path).length)
    writeFileSync(`${path}.1.gz`, gzipSync(readFileSync(`${path}.1`)))
    rmSync(`${path}.1`)
    expect((await night(folder)).collected.facts.escrowEvents).toHaveLength(3)
  })

  test('knows where the log was silent, and learns anew where that is first asked for', async () => {
    const on = (day: string): string => of('secret/data/app/config', { time: `2026-${day}T00:00:00Z` })
    const { folder, append } = startWith(on('01-02') + on('01-03') + on('03-01') + on('03-02'))
    const over = { covers: { from: '2026-01-01' }, 'max-silence': '7d' } as const
    const silences = ({ collected }: Awaited<ReturnType<typeof night>>): readonly string[] | undefined =>
      collected.facts.logs?.[0]?.silences?.map(({ from, to }) => [from, to].map((time) => new Date(time).toISOString().slice(5, 10)).join('/'))
    await night(folder)
    expect((await night(folder)).read).toBe(0)
    const first = await night(folder, { over })
    expect(first.read).toBeGreaterThan(0)
    expect(silences(first)).toEqual(['01-03/03-01', '03-02/11-23'])
    append(on('03-20'))
    const second = await night(folder, { over })
    expect(second.read).toBe(on('03-20').length)
    expect(silences(second)).toEqual(['01-03/03-01', '03-02/03-20', '03-20/11-23'])
  })

  test.each<[string, (path: string) => void]>([
    [
      'cut',
      (path) => {
        truncateSync(path, 200)
      },
    ],
    [
      'emptied',
      (path) => {
        truncateSync(path, 0)
      },
    ],
    [
      'copied and begun anew, and longer by now',
      (path) => {
        copyFileSync(path, `${path}.1`)
        writeFileSync(path, ours() + other() + other() + other() + other())
      },
    ],
    [
      'copied and begun anew',
      (path) => {
        copyFileSync(path, `${path}.1`)
        writeFileSync(path, ours())
      },
    ],
    [
      'another at its beginning',
      (path) => {
        writeFileSync(path, readFileSync(path, 'utf8').replace('app/config', 'escrow/ada'))
      },
    ],
    [
      'another at its end',
      (path) => {
        writeFileSync(path, readFileSync(path, 'utf8').slice(0, -2) + ' \n')
      },
    ],
    [
      'gone',
      (path) => {
        rmSync(path)
      },
    ],
  ])('reads a file anew that was %s', async (_, change) => {
    const { folder, path } = startWith(other() + ours() + other())
    await night(folder)
    change(path)
    await night(folder)
    await night(folder)
  })

  test('knows which record was the last as time goes on', async () => {
    const { folder } = startWith(
      other() + of('secret/data/app/config', { time: '2026-11-22T00:00:00Z' }) + of(ITEM, { time: '2026-11-24T00:00:00Z' }) + other(),
    )
    const last = async (asOf: string): Promise<[number | undefined, number]> => {
      const { collected, read } = await night(folder, { asOf: at(asOf) })
      return [collected.facts.logs?.[0]?.lastRecord, read]
    }
    const size = readFileSync(join(folder, log)).length
    expect(await last('2026-11-23')).toEqual([at('2026-11-22'), size])
    expect(await last('2026-11-23T12:00:00Z')).toEqual([at('2026-11-22'), 0])
    expect(await last('2026-11-25')).toEqual([at('2026-11-24'), 0])
    expect(await last('2026-11-21')).toEqual([at('2026-10-08T09:00:00.120Z'), size])
  })

  test('goes on waiting for what follows on a device that was disabled', async () => {
    const { folder, append } = startWith(other() + of('sys/audit/file', { operation: 'delete' }))
    expect((await night(folder)).collected.gaps).toHaveLength(1)
    append(other())
    expect((await night(folder)).collected.gaps).toEqual([])
  })

  test('tells again what could not be read', async () => {
    const { folder, append } = startWith(other() + 'junk\n')
    await night(folder)
    append(other())
    expect((await night(folder)).collected.gaps).toMatchObject([{ line: 2 }])
  })

  test('reads everything where other items are registered', async () => {
    const { folder } = startWith(other() + ours())
    await night(folder)
    expect((await night(folder, { items: ['secret/data/app/config'] })).collected.facts.escrowEvents).toHaveLength(1)
  })

  test('finds the same whatever happens night by night', async () => {
    const lines = fc.array(
      fc.constantFrom(
        other,
        ours,
        () => 'junk\n',
        () => ours().slice(0, -30),
        () => '\n',
        () => of('sys/audit/file', { operation: 'delete' }),
      ),
      { maxLength: 5 },
    )
    const happening = fc.tuple(fc.constantFrom('grow', 'grow', 'grow', 'rotate', 'copytruncate', 'truncate', 'pack'), lines, fc.nat(2000))
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 2, maxLength: 6 }), fc.constantFrom('files', 'records'), async (nights, digest) => {
        const { folder, path, append } = startWith(other())
        for (const [what, more, size] of nights) {
          if (what === 'rotate') renameSync(path, `${path}.1`)
          if (what === 'copytruncate') {
            copyFileSync(path, `${path}.1`)
            truncateSync(path, 0)
          }
          if (what === 'truncate') truncateSync(path, Math.min(size, readFileSync(path).length))
          if (what === 'pack') writeFileSync(`${path}-20261001.gz`, gzipSync(readFileSync(path)))
          append(more.map((line) => line()).join(''))
          await night(folder, { over: { digest } })
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('a state is refused', () => {
  const tampered = async (change: (text: string) => string, how: Night = {}): Promise<string | undefined> => {
    const { folder } = startWith(other() + ours())
    await night(folder)
    const path = join(folder, 'state.json')
    writeFileSync(path, change(readFileSync(path, 'utf8')))
    return (await night(folder, how)).refused
  }

  test.each<[string, (text: string) => string, string]>([
    ['that is not whole', (text) => text.slice(0, -30), 'it is not valid JSON'],
    ['that is empty', () => '', 'it is not valid JSON'],
    ['that is something else', () => '{}', 'it is no sparekey-state/1'],
    ['in which a record was taken away', (text) => text.replace(/"seen":\[\{.*?\}\]/, '"seen":[]'), 'it was changed since it was written'],
    ['in which a number is another', (text) => text.replace('"records":2', '"records":3'), 'it was changed since it was written'],
  ])('%s', async (_, change, why) => {
    expect(await tampered(change)).toBe(why)
  })

  test('of another version', async () => {
    expect(await tampered((text) => text, { version: '2' })).toBe('another version of sparekey wrote it')
    expect(await tampered((text) => text)).toBeUndefined()
  })
})

test('a state holds no byte of a log beyond what an event needs', async () => {
  const { folder } = startWith(of(ITEM, { data: '73019284-code' }) + other() + 'junk 73019284-code\n' + 'half a line 73019284-code'.repeat(10))
  await night(folder)
  const text = readFileSync(join(folder, 'state.json'), 'utf8')
  const saved = /"digest":"([^"]*)"/.exec(text)?.[1] ?? ''
  expect(saved).not.toBe('')
  expect(text + Buffer.from(saved, 'base64').toString('latin1')).not.toMatch(/7301|code/)
})
