import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Line, splitLines } from '../../src/parsers/lines.ts'

const split = (chunks: readonly Uint8Array[], longest?: number): Line[] => {
  const splitter = splitLines(longest === undefined ? {} : { longest })
  return [...chunks.flatMap((chunk) => [...splitter.push(chunk)]), ...splitter.end()]
}

/** What lines say, wherever they stand. */
const said = (lines: readonly Line[]): Pick<Line, 'number' | 'text' | 'unreadable'>[] => lines.map(({ at: _at, bytes: _bytes, ...line }) => line)

const ofText = (text: string, longest?: number): Pick<Line, 'number' | 'text' | 'unreadable'>[] => said(split([Buffer.from(text)], longest))

/** Bytes in pieces that end at the cuts. */
const inChunks = (bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] => {
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  return [...ends, bytes.length].map((end, index) => bytes.slice(index === 0 ? 0 : ends[index - 1], end))
}

describe('lines', () => {
  test('are numbered, and blank ones are left out', () => {
    expect(ofText('a\n\n  \nb\n')).toEqual([
      { number: 1, text: 'a' },
      { number: 4, text: 'b' },
    ])
  })

  test('need no newline at the end', () => {
    expect(ofText('a\nb')).toEqual([
      { number: 1, text: 'a' },
      { number: 2, text: 'b' },
    ])
    expect(ofText('')).toEqual([])
    expect(ofText('\n')).toEqual([])
  })

  test('may end as those of Windows do', () => {
    expect(ofText('a\r\n\r\nb\r\n').map(({ number, text }) => [number, text?.trim()])).toEqual([
      [1, 'a'],
      [3, 'b'],
    ])
  })

  test('begin without a byte order mark', () => {
    expect(ofText('\u{feff}{"a":1}\n')).toEqual([{ number: 1, text: '{"a":1}' }])
  })

  test('that are no UTF-8 are told, and the others read', () => {
    expect(said(split([Buffer.from('a\n'), Buffer.from([0xff, 0xfe, 10]), Buffer.from('b')]))).toEqual([
      { number: 1, text: 'a' },
      { number: 2, unreadable: 'not UTF-8 text' },
      { number: 3, text: 'b' },
    ])
  })

  test('that are too long are told, and the others read', () => {
    const longest = 1_048_576
    expect(ofText(`${'x'.repeat(longest)}\n${'y'.repeat(longest + 1)}\nz`, longest)).toEqual([
      { number: 1, text: 'x'.repeat(longest) },
      { number: 2, unreadable: 'longer than 1 MiB' },
      { number: 3, text: 'z' },
    ])
  })

  test('of 400 MiB need the memory of the longest that is allowed', () => {
    const splitter = splitLines({ longest: 1_048_576 })
    const before = process.memoryUsage().arrayBuffers
    let most = 0
    for (let chunk = 0; chunk < 400; chunk += 1) {
      expect([...splitter.push(Buffer.alloc(1_048_576, 'x'))]).toEqual([])
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
    }
    expect(said(splitter.end())).toEqual([{ number: 1, unreadable: 'longer than 1 MiB' }])
    expect(most).toBeLessThan(300 * 1_048_576)
  })

  test('are the same however the bytes come', () => {
    const text = fc.array(fc.constantFrom('a', 'é', '🔑', '\n', '\r\n', ' ', '{"x":1}'), { maxLength: 30 }).map((parts) => Buffer.from(parts.join('')))
    fc.assert(
      fc.property(fc.oneof(text, fc.uint8Array({ maxLength: 60 })), fc.array(fc.nat()), fc.integer({ min: 1, max: 20 }), (bytes, cuts, longest) => {
        expect(split(inChunks(bytes, cuts), longest)).toEqual(split([bytes], longest))
        expect(split([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(split([bytes]))
      }),
    )
  })

  test('lie where they say, with the bytes that they have', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }).map((bytes) => bytes.map((byte) => (byte < 40 ? 10 : byte))),
        fc.array(fc.nat()),
        (bytes, cuts) => {
          const whole = Buffer.from(bytes)
          for (const { number, at, bytes: own } of split(inChunks(bytes, cuts))) {
            const end = whole.indexOf(10, at)
            expect(Buffer.from(own ?? [])).toEqual(whole.subarray(at, end === -1 ? whole.length : end))
            expect(whole.subarray(0, at).filter((byte) => byte === 10)).toHaveLength(number - 1)
          }
        },
      ),
    )
  })

  test('are all there, as a text or as unreadable', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constant('\u{ffff}'.repeat(30)))), (texts) => {
        const lines = texts.map((text) => text.replaceAll('\n', ' '))
        const told = ofText(lines.join('\n'), 40)
        const expected = lines.flatMap((text, index) => (text.replace(/^\u{feff}/u, '').trim() === '' ? [] : [index + 1]))
        expect(told.map(({ number }) => number)).toEqual(expected)
        expect(told.every(({ text, unreadable }) => (text === undefined) !== (unreadable === undefined))).toBe(true)
      }),
    )
  })
})
