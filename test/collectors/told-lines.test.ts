/** The digest of the records of a log, against the text that the documentation says it is of, and against tools that every system has. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import bitwarden from '../../src/collectors/bitwarden/collector.ts'
import { openToldLines, readToldLines } from '../../src/collectors/told-lines.ts'
import vault from '../../src/collectors/vault/collector.ts'
import { openFolder } from '../../src/files.ts'
import type { BitwardenSource, VaultSource } from '../../src/model/configuration.ts'
import type { Collected } from '../../src/model/inventory.ts'
import { aContext, inLists } from '../support/collecting.ts'
import { tempFolder } from '../support/temp-folder.ts'

const ITEM = 'secret/data/escrow/ada'
const source: VaultSource = { id: 'vault-hq', type: 'vault', location: 'vault-hq', files: ['audit.jsonl'], covers: { from: '2026-01-01' } }

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')

let ids = 0
const of = (path: string, over: object = {}, operation = 'read'): string => {
  ids += 1
  const request = { id: `r-${String(ids)}`, operation, mount_point: 'secret/', namespace: { id: 'root' }, path }
  return JSON.stringify({ time: '2026-10-08T09:00:00Z', type: 'response', auth: { display_name: 'oidc-ada' }, request, ...over })
}
const other = (): string => of('secret/data/app/config')

const collect = async (text: string, digest: 'files' | 'records', path = 'audit.jsonl'): Promise<Collected> => {
  const context = aContext({}, { files: openFolder(tempFolder({ [path]: text }), false), items: () => new Set([ITEM]) })
  return inLists(await vault.collect({ ...source, files: [path], digest }, context))
}

/** The digest of a log of which these lines tell something, by number; '' in place of a text: the number alone. */
const digestOf = (log: string, told: readonly (readonly [number, string])[]): string =>
  sha256(`${told.map(([number, text]) => `${String(number)}:${text}\n`).join('')}${String(Buffer.byteLength(log))}\n`)

const fileOf = ({ source: { files } }: Collected): Collected['source']['files'][number] | undefined => files[0]

describe('the digest of the records of a Vault log', () => {
  const first = other()
  const ours = of(ITEM)

  test.each<[string, readonly string[], readonly (readonly [number, string])[]]>([
    [
      'has the first record and those about items',
      [first, other(), ours, other()],
      [
        [1, first],
        [3, ours],
      ],
    ],
    [
      'has a record about metadata of an item',
      [ours, of('secret/metadata/escrow/ada')],
      [
        [1, ours],
        [2, of('secret/metadata/escrow/ada')],
      ],
    ],
    [
      'has the lines as they lie',
      [first, `${ours}\r`],
      [
        [1, first],
        [2, `${ours}\r`],
      ],
    ],
    [
      'has of a line that cannot be read only the number',
      [first, 'junk'],
      [
        [1, first],
        [2, ''],
      ],
    ],
    [
      'has of a line in which a value stands in clear only the number',
      [first, of(ITEM, { response: { data: { data: { codes: 'x' } } } })],
      [
        [1, first],
        [2, ''],
      ],
    ],
  ])('%s', async (_, lines, told) => {
    const log = lines.map((line) => `${line}\n`).join('')
    const expected = told.map(([number, text]) => [number, text === '' ? '' : lines[number - 1]!] as const)
    const collected = await collect(log, 'records')
    expect(fileOf(collected)).toEqual({ file: 'audit.jsonl', sha256: digestOf(log, expected), of: 'records' })
  })

  test('has what may open a wrapped answer, what matters to all items, and what follows on the disabling of a device', async () => {
    const opening = of('sys/wrapping/unwrap').replace('"path"', '"data":{"token":"hmac-sha256:1"},"path"')
    const lines = [first, opening, of('sys/raw/core'), of('sys/mounts'), of('sys/audit/file', {}, 'delete'), other(), other()]
    const log = lines.map((line) => `${line}\n`).join('')
    const told = [1, 2, 3, 5, 6].map((number) => [number, lines[number - 1]!] as const)
    expect(fileOf(await collect(log, 'records'))?.sha256).toBe(digestOf(log, told))
  })

  test('is taken anew by tools of the system, as the documentation says', async () => {
    const log = [first, ours, other(), of('secret/metadata/escrow/ada'), other()].map((line) => `${line}\n`).join('')
    const folder = tempFolder({ 'audit.jsonl': log })
    const script = String.raw`{ awk 'NR == 1 || /"path":"secret\/(data\/|metadata\/)?escrow\// { print NR ":" $0 }' audit.jsonl; printf '%s\n' $(wc -c < audit.jsonl); } > digested`
    execFileSync('sh', ['-c', script], { cwd: folder })
    const collected = await vault.collect({ ...source, digest: 'records' }, aContext({}, { files: openFolder(folder, false), items: () => new Set([ITEM]) }))
    const { bytes } = (await openFolder(folder, false).read('digested')) as { bytes: Uint8Array }
    expect(fileOf(collected)?.sha256).toBe(sha256(bytes))
  })

  test('is another one when a line that tells something is another, and the same when one that tells nothing is', async () => {
    const [hers, his] = [of(ITEM), other()]
    const digest = async (lines: readonly string[]): Promise<string | undefined> =>
      fileOf(await collect(lines.map((line) => `${line}\n`).join(''), 'records'))?.sha256
    const usual = await digest([first, hers, his])
    expect(await digest([first, hers.replace('oidc-ada', 'oidc-eve'), his])).not.toBe(usual)
    expect(await digest([first, hers, his.replace('oidc-ada', 'oidc-eve')])).toBe(usual)
    expect(await digest([first, hers, `${his} `])).not.toBe(usual)
    expect(await digest([first, his, hers])).not.toBe(usual)
  })

  test('changes nothing that is found, and a file without it has none of its kind', async () => {
    const log = fc.array(
      fc.constantFrom(
        other,
        () => of(ITEM),
        () => 'junk',
        () => '',
        () => of('sys/audit/file', {}, 'delete'),
      ),
      { minLength: 1, maxLength: 8 },
    )
    await fc.assert(
      fc.asyncProperty(log, async (lines) => {
        const text = lines.map((line) => `${line()}\n`).join('')
        const [records, files] = [await collect(text, 'records'), await collect(text, 'files')]
        const withoutFiles = ({ source: told, ...rest }: Collected): unknown => ({ ...rest, source: { ...told, files: [] } })
        expect(withoutFiles(records)).toEqual(withoutFiles(files))
        expect(fileOf(files)).toEqual({ file: 'audit.jsonl', sha256: sha256(text) })
      }),
      { numRuns: 40 },
    )
  })
})

describe('the digest of the records of Bitwarden events', () => {
  const item = '5e59c8b8-3b4f-4d1c-9c1e-2f5b0a6d7e11'
  const events: BitwardenSource = { id: 'bitwarden', type: 'bitwarden', location: 'place', files: ['events.jsonl'], digest: 'records' }
  const event = (itemId: string | null, type = 1107): string =>
    JSON.stringify({ object: 'event', type, itemId, actingUserId: 'u-1', date: '2026-10-08T09:00:00.000Z' })

  test('has those about items and those about all', async () => {
    const lines = [event('00000000-0000-0000-0000-000000000000'), event(item.toUpperCase()), event(null, 1602), event(null, 1000), 'junk']
    const log = lines.map((line) => `${line}\n`).join('')
    const files = openFolder(tempFolder({ 'events.jsonl': log }), false)
    const collected = await bitwarden.collect(events, aContext({}, { files, items: () => new Set([item]) }))
    expect(fileOf(collected)).toEqual({
      file: 'events.jsonl',
      sha256: digestOf(log, [
        [2, lines[1]!],
        [3, lines[2]!],
        [5, ''],
      ]),
      of: 'records',
    })
  })

  test('is not asked for of pages, which are read as a whole', async () => {
    const log = JSON.stringify({ object: 'list', data: [JSON.parse(event(item))], continuationToken: null })
    const files = openFolder(tempFolder({ 'events.json': log }), false)
    const collected = await bitwarden.collect({ ...events, files: ['events.json'] }, aContext({}, { files, items: () => new Set([item]) }))
    expect(fileOf(collected)).toEqual({ file: 'events.json', sha256: sha256(log) })
  })
})

describe('lines that told something', () => {
  const text = Buffer.from('one\ntwo\nthree\n')
  const read = (bytes: Uint8Array) =>
    // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable of what is there already
    async function* (parts: readonly { readonly at: number; readonly length: number }[]): AsyncGenerator<Uint8Array> {
      for (const { at, length } of parts) yield bytes.subarray(at, at + length)
    }
  const told = () => {
    const lines = openToldLines()
    lines.add({ number: 1, at: 0 }, text.subarray(0, 3))
    lines.add({ number: 2, at: 4 }, undefined)
    lines.add({ number: 3, at: 8 }, text.subarray(8, 13))
    return lines
  }

  test('are known again where they still stand', async () => {
    const again = await readToldLines(read(text), told().told())
    expect(again?.end(14)).toBe(told().end(14))
    expect(again?.end(14)).toBe(sha256('1:one\n2:\n3:three\n14\n'))
  })

  test('are not where one is another', async () => {
    expect(await readToldLines(read(Buffer.from('one\ntwo\nthref\n')), told().told())).toBeUndefined()
    expect(await readToldLines(read(Buffer.from('one\ntwo\nthr')), told().told())).toBeUndefined()
    expect(await readToldLines(read(Buffer.from('one\ntwx\nthree\n')), told().told())).toBeDefined()
  })
})
