import fc from 'fast-check'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import bitwarden from '../../src/collectors/bitwarden/collector.ts'
import { openKernel } from '../../src/collectors/kernel.ts'
import { openFolder } from '../../src/files.ts'
import type { BitwardenSource } from '../../src/model/configuration.ts'
import type { Collected } from '../../src/model/inventory.ts'
import { at } from '../support/builders.ts'
import { collectFrom } from '../support/collecting.ts'
import { tempFolder } from '../support/temp-folder.ts'

const ITEM = '3767a302-8208-4dc6-b842-030428a1cfad'
const OTHER = '7c1f0000-8208-4dc6-b842-030428a1cfad'
const source: BitwardenSource = { id: 'bw', type: 'bitwarden', location: 'bw', files: ['events.jsonl'], covers: { from: '2026-01-01' } }

const of = (over: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ object: 'event', type: 1107, itemId: ITEM, memberId: null, actingUserId: 'u-1', date: '2026-08-20T09:14:03.412Z', device: 9, ...over })

const collect = (lines: string): Promise<Collected> => collectFrom(bitwarden, source, { 'events.jsonl': lines }, [ITEM])

describe('events, one a line', () => {
  test('are read, those of other items too as far as they tell the time', async () => {
    const collected = await collect([of(), of({ itemId: OTHER, date: '2026-09-01T00:00:00.1234567Z' }), of({ itemId: null, type: 1602 }), ''].join('\n'))
    expect(collected.facts.escrowEvents).toMatchObject([
      { item: ITEM, action: 'view', origin: { file: 'events.jsonl', line: 1 } },
      { action: 'export', origin: { line: 3 } },
    ])
    expect(collected.facts.logs).toMatchObject([{ lastRecord: at('2026-09-01T00:00:00.123Z') }])
    expect([collected.gaps, collected.source.records]).toEqual([[], 3])
  })

  test('may be packed, and beside pages and tables of other files', async () => {
    const folder = tempFolder({
      'a.ndjson.gz': gzipSync(`${of()}\n`),
      'b.json': JSON.stringify({ object: 'list', data: [of({ type: 1112 })].map((text) => JSON.parse(text) as unknown), continuationToken: null }),
    })
    const collected = await collectFrom(bitwarden, { ...source, files: ['*'] }, {}, [ITEM], { files: openFolder(folder, false) })
    expect([...(collected.facts.escrowEvents ?? [])].map(({ action, origin }) => [action, origin.file])).toEqual([
      ['copy', 'b.json'],
      ['view', 'a.ndjson.gz'],
    ])
    expect(collected.gaps).toEqual([])
  })

  test.each<[string, string, number]>([
    ['a line that is none', 'junk', 1],
    ['a page', `{"object":"list","data":[${of()}],"continuationToken":null}`, 1],
    ['an event without a time', of({ date: undefined }), 1],
    ['an event of another item without a time', of({ itemId: OTHER, date: undefined }), 0],
    ['a view of which the item is null', of({ itemId: null }), 1],
    ['a retrieval of which the secret is null', of({ type: 2100, itemId: null, secretId: null }), 1],
    ['a retrieval of another secret', of({ type: 2100, itemId: null, secretId: OTHER }), 0],
    ['no line', '\n', 1],
  ])('%s is a gap where it may be about an item', async (_, text, gaps) => {
    expect((await collect(text)).gaps).toHaveLength(gaps)
  })

  test('tell the same as where every line is parsed, whatever byte is another', async () => {
    const event = fc
      .record({
        itemId: fc.constantFrom(ITEM, ITEM.toUpperCase(), OTHER, OTHER, OTHER, null),
        type: fc.constantFrom(1107, 1112, 1602, 2100, 1000, 9999, 'x'),
        date: fc.constantFrom('2026-08-20T09:14:03.412Z', '2026-08-21T09:14:03.4121234Z', '2026-12-24T00:00:00Z', '2026-08-20T11:14:03+02:00', 'x'),
        secretId: fc.constantFrom(null, ITEM),
      })
      .map(of)
    const written = fc.tuple(
      event,
      fc.constantFrom<(text: string) => string>(
        ...[(text: string) => text, (text: string) => text, (text: string) => `${text}\r`, (text: string) => text.slice(0, 60) + text],
        ...[
          (text: string) => text.replaceAll('3767', '\\u0033767'),
          (text: string) => text.replaceAll(':', ': '),
          (text: string) => text.slice(0, -9),
          () => '',
        ],
        ...[(text: string) => text.replace('"itemId"', '"cipherId"'), (text: string) => text.replace('"itemId"', `"itemId":"${OTHER}","itemId"`)],
      ),
    )
    const log = fc.array(
      written.map(([text, write]) => write(text)),
      { minLength: 1, maxLength: 8 },
    )
    await fc.assert(
      fc.asyncProperty(log, fc.nat(), fc.constantFrom('', '"', '\\', '{', '}', ',', '\n', '\u0000', 'a'), async (lines, place, sign) => {
        const text = `${lines.join('\n')}\n`
        const where = place % text.length
        const changed = sign === '' ? text : text.slice(0, where) + sign + text.slice(where + 1)
        const [fast, whole] = [await collect(changed), await collect(changed.replaceAll('\n', ' \n'))]
        expect(fast.facts).toEqual(whole.facts)
        expect(fast.source.records).toBe(whole.source.records)
        const told = new Set(fast.gaps.map(({ detail }) => detail))
        expect(whole.gaps.map(({ detail }) => detail)).toEqual(expect.arrayContaining([...told]))
        for (const { detail, line = 0 } of whole.gaps.filter((gap) => !told.has(gap.detail))) {
          expect(detail).toMatch(/: (?:not valid JSON|JSON in which a key is given twice)$/)
          expect(changed.split('\n')[line - 1]).toMatch(/^\{[^{\\]*"itemId":"(?!3767a302-8208-4dc6-b842-030428a1cfad")[!#-~]+"[,}][^{\\]*\}\r?$/)
        }
      }),
      { numRuns: 400 },
    )
  })
})

test.each<[string, string, boolean]>([
  ['about another item', of({ itemId: OTHER }), true],
  ['about the item', of(), false],
  ['about the item in other letters', of({ itemId: ITEM.toUpperCase() }), false],
  ['about no item', of({ itemId: null }), false],
  ['of the internal model', of({ itemId: undefined, cipherId: OTHER }), false],
  ['with a record in it', of({ itemId: OTHER, more: {} }), false],
  ['with an escape', of({ itemId: OTHER, more: '"' }), false],
  ['about two', of({ itemId: OTHER }).replace('"type"', `"itemId":"${ITEM}","type"`), false],
  ['about two, the second after a blank', of({ itemId: OTHER }).replace('"type"', `"itemId" :"${ITEM}","type"`), false],
  ['with two times, the second after a blank', of({ itemId: OTHER }).replace('"type"', '"date": "2026-01-01T00:00:00Z","type"'), false],
  ['with two times', of({ itemId: OTHER }).replace('"type"', '"date":"2026-01-01T00:00:00Z","type"'), false],
])('an event %s is passed over: %s', (_, text, expected) => {
  const kernel = openKernel({ next: 'nextOfBitwarden', names: [ITEM], isFolded: true })
  kernel.take(Buffer.from(`${text}\n`), Infinity)
  kernel.next(0)
  expect(kernel.passed()).toBe(expected ? 1 : 0)
})
