/**
 * Every reader of logs, with its log cut, split and with parts of a record taken away: what it does not tell any more it
 * says that it cannot read. A cut between two records leaves no trace in a log that does not count them, so that is left out.
 */
import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { collectors } from '../src/collectors/index.ts'
import { readingWith } from '../src/files.ts'
import type { Collector } from '../src/model/collector.ts'
import type { Files } from '../src/model/files.ts'
import type { Collected } from '../src/model/inventory.ts'
import { aContext, inLists, toBytes } from './support/collecting.ts'
import { type Reader, readers } from './support/readers.ts'

/** One file in memory, in pieces of these lengths, again and again. */
const inPieces = (path: string, bytes: Uint8Array, lengths: readonly number[]): Files => {
  const open: Files['open'] = (asked) =>
    Promise.resolve(
      asked !== path
        ? undefined
        : {
            // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable of what is there already
            chunks: (async function* () {
              for (let at = 0, piece = 0; at < bytes.length; piece += 1) {
                const length = lengths[piece % lengths.length]!
                yield bytes.subarray(at, at + length)
                at += length
              }
            })(),
            sha256: () => createHash('sha256').update(bytes).digest('hex'),
            resumed: undefined,
            mark: () => undefined,
            parts: () => {
              throw new Error('nobody asks for parts')
            },
            isStill: () => Promise.resolve(true),
          },
    )
  return { list: (asked) => Promise.resolve(asked === path ? [path] : []), open, read: readingWith(open) }
}

const collect = async ({ source, item }: Reader, bytes: Uint8Array, lengths: readonly number[] = [65_536]): Promise<Collected> => {
  const context = aContext({}, { files: inPieces(source.files[0]!, bytes, lengths), items: () => new Set([item]) })
  return inLists(await (collectors[source.type] as Collector).collect(source, context))
}

const eventsOf = ({ facts }: Collected): unknown => facts.escrowEvents
const logOf = (reader: Reader): Uint8Array => toBytes(Object.values(reader.files(reader.ada))[0])

/** A JSON value with one place of it taken away, for each place. */
const withoutEach = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return (value as unknown[]).flatMap((item, index, all) => withoutEach(item).map((less) => all.with(index, less)))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const { [key]: _, ...rest } = value as Record<string, unknown>
    return [rest, ...withoutEach(inner).map((less) => ({ ...value, [key]: less }))]
  })
}

/** The log with one field of one record taken away, or one cell blank, for each. */
const fieldsTakenAway = (reader: Reader): readonly string[] => {
  const text = Buffer.from(logOf(reader)).toString('utf8')
  const lines = text.split('\n')
  if (reader.source.files[0]!.endsWith('.csv'))
    return lines.slice(1).flatMap((line, index) => line.split(',').map((_, cell) => lines.with(index + 1, line.split(',').with(cell, '').join(',')).join('\n')))
  if (lines.length === 1) return withoutEach(JSON.parse(text)).map((value) => JSON.stringify(value))
  return lines.flatMap((line, index) => withoutEach(JSON.parse(line)).map((value) => lines.with(index, JSON.stringify(value)).join('\n')))
}

describe.each(readers.map((reader) => [`${reader.source.type} (${reader.source.files.join('')}, ${reader.silent})`, reader] as const))('%s', (_, reader) => {
  const bytes = logOf(reader)
  /** Where a record ends and nothing says that another follows. */
  const ends = new Set([0, bytes.length, ...[...bytes].flatMap((byte, at) => (byte === 10 ? [at, at + 1] : []))])

  test('that is cut within a record tells the same or has a gap', async () => {
    const whole = await collect(reader, bytes)
    expect(whole.gaps).toEqual([])
    for (let length = 1; length < bytes.length; length += 1) {
      if (ends.has(length)) continue
      const cut = await collect(reader, bytes.subarray(0, length))
      if (cut.gaps.length === 0) expect([length, eventsOf(cut)]).toEqual([length, eventsOf(whole)])
    }
  })

  test('that comes in whatever pieces tells the same', async () => {
    const whole = await collect(reader, bytes)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 }), async (lengths) => {
        expect(await collect(reader, bytes, lengths)).toEqual(whole)
      }),
      { numRuns: 50 },
    )
  })

  test('of which any field is taken away still tells of the opening, or has a gap', async () => {
    const taken = fieldsTakenAway(reader)
    expect(taken.length).toBeGreaterThan(5)
    for (const text of taken) {
      const { facts, gaps } = await collect(reader, Buffer.from(text))
      const isTold = [...(facts.escrowEvents ?? [])].some(({ item, action }) => (item === reader.item || item === undefined) && action === 'view')
      expect([text, isTold || gaps.length > 0]).toEqual([text, true])
    }
  })
})
