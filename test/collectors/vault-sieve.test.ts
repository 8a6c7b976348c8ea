/** What is passed over, against what is found when every line is parsed. A blank after a line changes nothing that it says, and keeps it from being passed over. */
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { openKernel } from '../../src/collectors/kernel.ts'
import vault from '../../src/collectors/vault/collector.ts'
import type { VaultSource } from '../../src/model/configuration.ts'
import type { Files } from '../../src/model/files.ts'
import type { Collected, Gap } from '../../src/model/inventory.ts'
import { parseInstant } from '../../src/model/time.ts'
import { aContext, inLists } from '../support/collecting.ts'
import { memoryFiles } from '../support/memory-files.ts'

const ITEM = 'secret/data/escrow/ada'
const source: VaultSource = { id: 'vault-hq', type: 'vault', location: 'vault-hq', files: ['audit.jsonl'], covers: { from: '2026-01-01' } }

/** A file in memory in chunks of a size, each in the same memory as the one before. */
const inChunks = (bytes: Uint8Array, size: number): Files => {
  const files = memoryFiles(new Map([['audit.jsonl', bytes]]))
  return {
    ...files,
    open: async (path) => {
      const opened = await files.open(path)
      const memory = new Uint8Array(size)
      return (
        opened && {
          ...opened,
          // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable of what is there already
          chunks: (async function* () {
            for (let at = 0; at < bytes.length; at += size) {
              const part = bytes.subarray(at, at + size)
              memory.fill(0x7d)
              memory.set(part)
              yield memory.subarray(0, part.length)
            }
          })(),
        }
      )
    },
  }
}

const collect = async (bytes: Uint8Array, size: number, items = [ITEM]): Promise<Collected> =>
  inLists(await vault.collect(source, aContext({}, { files: inChunks(bytes, size), items: () => new Set(items) })))

/** The same lines, of which none is passed over. */
const withBlanks = (bytes: Uint8Array): Buffer => {
  const lines = Buffer.from(bytes).toString('latin1').split('\n')
  return Buffer.from(lines.map((line, index) => (index === lines.length - 1 || line === '' ? line : `${line} `)).join('\n'), 'latin1')
}

const of = (path: string, over: object = {}, inRequest: object = {}): string =>
  JSON.stringify({
    time: '2026-10-08T09:00:00.12Z',
    type: 'response',
    auth: { display_name: 'oidc-ada', policies: ['default'], policy_results: { allowed: true } },
    request: { id: 'r-1', operation: 'read', mount_point: 'secret/', namespace: { id: 'root' }, path, remote_address: '10.0.0.1', ...inRequest },
    ...over,
  })
const OTHER = 'secret/data/app/config'

const time = fc.constantFrom(
  ...['2026-10-08T09:00:00.12Z', '2026-10-08T09:00:00Z', '2026-11-01T00:00:00.123456789Z', '2026-09-01T00:00:00+02:00', '2026-09-01T00:00:00.5-01:00'],
  ...['2026-02-29T00:00:00Z', '2026-12-24T00:00:00Z', '2026-10-31T23:59:59Z', '2026-10-31T23:59:60Z', '2026-10-08'],
)
const path = fc.constantFrom(
  ...[
    ITEM,
    'secret/escrow/ada',
    'secret/metadata/escrow/ada',
    OTHER,
    'secret/data/app/ada',
    'secret/metadata/escrow/',
    'escrow/ada',
    'ada',
    'auth/token/lookup-self',
  ],
  ...['sys/audit/file', 'sys/raw/core', 'sys/wrapping/unwrap', 'sys/internal/ui/mounts/secret', 'cubbyhole/response', 'secret/data/ä/ada', 'secret/data/a"b'],
)
const over = fc.constantFrom(
  {},
  { error: 'denied' },
  { response: { data: { path: OTHER } } },
  { type: 'request' },
  { type: undefined },
  { response: { wrap_info: {} } },
)
const inRequest = fc.constantFrom<object>(
  ...[{}, {}, { namespace: { id: 'x', path: 'team/' } }, { namespace: undefined }, { operation: 'delete' }, { operation: 'update' }, { id: 'r-2' }],
  ...[{ data: { path: ITEM } }, { data: { path: OTHER, token: 'hmac-sha256:1' } }, { headers: { 'x-ticket': ['INC-1'] } }, { mount_point: undefined }],
)
const line = fc.tuple(time, path, over, inRequest).map(([when, where, more, inside]) => of(where, { time: when, ...more }, inside))
/** Other ways to write the same, and what damages a line. */
const written = fc
  .tuple(
    line,
    fc.constantFrom<(text: string) => string>(
      ...[
        (text: string) => text,
        (text: string) => text,
        (text: string) => text,
        (text: string) => `${text}\r`,
        (text: string) => text.replaceAll('ada', '\\u0061da'),
        (text: string) => text.replaceAll('ada', '\\u0061d\\u0061').replace('"path"', '"p\\u0061th"'),
        (text: string) => text.replaceAll('/', '\\/'),
        (text: string) => text.replaceAll('":', '": '),
        (text: string) => `@cee: ${text}`,
        (text: string) => text.slice(0, text.indexOf('"path":"') - 30) + text,
        (text: string) => text.slice(0, text.length / 2),
        (text: string) => text.slice(text.length / 2),
        (text: string) => text.replace('"path":"', '"path":"other","path":"'),
        (text: string) => text.replace('"path":"', '"path":"other","p\\u0061th":"'),
        (text: string) => text.replace('"type"', '"time":"2026-11-02T00:00:00Z","type"'),
        (text: string) => text.replace('"id"', '"\u0000"'),
        () => '',
        () => ' \t',
        () => 'junk',
      ],
    ),
  )
  .map(([text, write]) => Buffer.from(write(text)))
const junk = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))
const log = fc
  .tuple(fc.array(fc.oneof({ weight: 12, arbitrary: written }, { weight: 1, arbitrary: junk }), { minLength: 1, maxLength: 12 }), fc.boolean())
  .map(([lines, isEnded]) => Buffer.concat(lines.flatMap((bytes, index) => (index < lines.length - 1 || isEnded ? [bytes, Buffer.from('\n')] : [bytes]))))

const placesOf = (gaps: readonly Gap[]): string[] => gaps.map(({ detail }) => detail)
/** A line, that cannot be read, whose request still shows that it is about something else. */
const SHOWS_OTHER = /^\{"time":"[^]*"request":\{[^]*"path":"(?!sys\/(?!internal\/)|cubbyhole\/)[ !#-[\]-~]+"[,}][^]*\}\r?$/

/** The same is found; what is not told is only that a line about something else cannot be read. */
const expectTheSame = async (bytes: Buffer, size: number, items?: string[]): Promise<void> => {
  const fast = await collect(bytes, size, items)
  const whole = await collect(withBlanks(bytes), 1_048_576, items)
  expect(fast.facts).toEqual(whole.facts)
  expect(fast.source.records).toBe(whole.source.records)
  const lines = bytes.toString('latin1').split('\n')
  const told = new Set(placesOf(fast.gaps))
  expect(placesOf(whole.gaps)).toEqual(expect.arrayContaining([...told]))
  for (const { detail, line: number } of whole.gaps.filter(({ detail }) => !told.has(detail))) {
    expect(detail).toMatch(/: (?:not valid JSON|JSON in which a key is given twice)$/)
    const text = lines[(number ?? 0) - 1] ?? ''
    expect(text).toMatch(SHOWS_OTHER)
    expect(text).not.toMatch(/"path":"[^"]*ada"/)
  }
}

describe('a log of which lines are passed over tells the same as one that is parsed', () => {
  test('however it is written, and whatever its chunks', async () => {
    await fc.assert(
      fc.asyncProperty(log, fc.integer({ min: 1, max: 3000 }), (bytes, size) => expectTheSame(bytes, size)),
      { numRuns: 150 },
    )
  })

  test('whatever byte of it is another', async () => {
    await fc.assert(
      fc.asyncProperty(
        log,
        fc.nat(),
        fc.oneof(fc.constantFrom(...Buffer.from('"\\{}:,\n\r a0\u0000/')), fc.nat(255)),
        fc.constantFrom(64, 999, 5000),
        (bytes, at, byte, size) => {
          const changed = Buffer.from(bytes)
          if (changed.length > 0) changed[at % changed.length] = byte
          return expectTheSame(changed, size)
        },
      ),
      { numRuns: 250 },
    )
  })

  test('at each byte of a line about an item, whatever it becomes', async () => {
    const before = `${of(OTHER)}\n`
    const ours = of(ITEM)
    for (let at = 0; at < ours.length; at += 1) {
      for (const byte of '"\\}\n') {
        const changed = ours.slice(0, at) + byte + ours.slice(at + 1)
        const bytes = Buffer.from(`${before}${changed}\n${before}`)
        const [fast, whole] = [await collect(bytes, 5000), await collect(withBlanks(bytes), 5000)]
        expect([fast.facts, fast.gaps, at]).toEqual([whole.facts, whole.gaps, at])
      }
    }
  })

  test('where a device was disabled, and a record about something else shows that another went on', async () => {
    const disabled = of('sys/audit/file', {}, { operation: 'delete', id: 'r-9' })
    for (const lines of [
      [disabled, of(OTHER)],
      [of(OTHER), disabled, of(OTHER), of(OTHER)],
      [of(OTHER), disabled],
    ]) {
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''))
      const fast = await collect(bytes, 5000)
      expect(fast).toEqual({ ...(await collect(withBlanks(bytes), 5000)), source: fast.source })
      expect(fast.gaps).toHaveLength(lines.at(-1) === disabled ? 1 : 0)
    }
  })

  test('for items of any name', async () => {
    const items = fc.uniqueArray(fc.oneof(path, fc.string({ minLength: 1, maxLength: 6 })), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 20, max: 2000 }), async (names, size) => {
        const bytes = Buffer.from([OTHER, ...names, OTHER].map((name) => `${of(name)}\n`).join(''))
        const [fast, whole] = [await collect(bytes, size, names), await collect(withBlanks(bytes), size, names)]
        expect([fast.facts, fast.gaps]).toEqual([whole.facts, whole.gaps])
      }),
      { numRuns: 200 },
    )
  })
})

const kernel = openKernel({ next: 'nextOfVault', names: ['ada'], isFolded: false })

/** The time of a line that is passed over. */
const timeOfPassed = (line: string, latest = Infinity): number | undefined => {
  const bytes = Buffer.from(`${line}\n`)
  kernel.take(bytes, latest)
  const isPassed = kernel.next(0) === bytes.length
  expect(kernel.passed()).toBe(isPassed ? 1 : 0)
  return kernel.latest()?.time
}

describe('a line', () => {
  test.each<[string, string, boolean]>([
    ['about another item', of(OTHER), true],
    ['about another item, with the end of a line of Windows', `${of(OTHER)}\r`, true],
    ['about the item', of(ITEM), false],
    ['about another item of the same last name', of('secret/data/app/ada'), false],
    ['about another item, that cannot be parsed', of(OTHER).replace('"auth"', 'auth'), true],
    ['that names the item elsewhere', of(OTHER, {}, { data: { path: ITEM } }), false],
    ['of which the path is not that of the request', of(OTHER, {}, { path: undefined, data: { path: OTHER } }), false],
    ['of which the path stands in the answer', of(OTHER, { response: { data: { path: OTHER } } }, { path: undefined }), false],
    ['with an escape', of(OTHER).replace('app', '\\u0061pp'), false],
    ['with a second time', of(OTHER).replace('"type"', '"time":"2026-11-02T00:00:00Z","type"'), false],
    ['with a second time after a blank', of(OTHER).replace('"type"', '"time" : "2026-11-02T00:00:00Z","type"'), false],
    ['with a second path after a blank', of(OTHER).replace('"path"', `"path": "${ITEM}","path"`), false],
    ['of which the path is blank', of('  '), false],
    ['that is cut', of(OTHER).slice(0, -3), false],
    ['in which another begins', of(ITEM).slice(0, 60) + of(OTHER), false],
    ['with a zero byte', of(OTHER).replace('oidc-ada', 'oidc\u0000'), false],
    ['about an audit device', of('sys/audit/file'), false],
    ['about the storage', of('sys/raw/core'), false],
    ['that asks what there is', of('sys/internal/ui/mounts/secret'), true],
    ['with a time in a zone', of(OTHER, { time: '2026-09-01T00:00:00+02:00' }), false],
    ['that begins otherwise', ` ${of(OTHER)}`, false],
  ])('%s', (_, text, expected) => {
    expect(timeOfPassed(text) !== undefined).toBe(expected)
  })
})

describe('a time in the bytes', () => {
  const plainTimeOf = (text: string): number | undefined => timeOfPassed(of(OTHER, { time: '<TIME>' }).replace('<TIME>', () => text))

  test('is what it is as a text, or is left to whoever parses the line', () => {
    const instant = fc.date({ min: new Date('1971-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    const text = fc.tuple(
      instant,
      fc.constantFrom('', '.1', '.12', '.123', '.123456', '.123456789', '.1234567890', '.'),
      fc.constantFrom('Z', 'z', '+00:00', ''),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          text.map(([at, digits, zone]) => `${at.toISOString().slice(0, 19)}${digits}${zone}`),
          time,
        ),
        fc.nat(25),
        // A quotation mark ends the text, and a backslash begins an escape, which no passed line has.
        fc.string({ maxLength: 1 }).filter((sign) => sign !== '"' && sign !== '\\'),
        (when, at, sign) => {
          for (const each of [when, when.slice(0, at) + sign + when.slice(at + 1)]) {
            const plain = plainTimeOf(each)
            expect(plain ?? parseInstant(each)).toBe(parseInstant(each))
          }
        },
      ),
      { numRuns: 2000 },
    )
  })

  test.each<[string, string | undefined]>([
    ['2026-10-08T09:00:00Z', '2026-10-08T09:00:00.000Z'],
    ['2026-10-08T09:00:00.1Z', '2026-10-08T09:00:00.100Z'],
    ['2026-10-08T23:59:59.123456789Z', '2026-10-08T23:59:59.123Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000Z'],
    ['2100-02-29T00:00:00Z', undefined],
    ['2026-02-29T00:00:00Z', undefined],
    ['2026-04-31T00:00:00Z', undefined],
    ['2026-13-01T00:00:00Z', undefined],
    ['2026-00-01T00:00:00Z', undefined],
    ['2026-10-00T00:00:00Z', undefined],
    ['1970-12-31T00:00:00Z', undefined],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['2026-10-08T24:00:00Z', undefined],
    ['2026-10-08T09:60:00Z', undefined],
    ['2026-10-08T09:00:60Z', undefined],
    ['2026-10-08T09:00:00.Z', undefined],
    ['2026-10-08T09:00:00.1234567890Z', undefined],
    ['2026-10-08 09:00:00Z', undefined],
    ['2026-10-08T09:00:00+02:00', undefined],
  ])('%s is %s', (text, expected) => {
    const found = plainTimeOf(text)
    expect(found === undefined ? undefined : new Date(found).toISOString()).toBe(expected)
  })

  test('keeps a line from being passed over when it is too late', () => {
    const noon = Date.UTC(2026, 9, 8, 12)
    expect(timeOfPassed(of(OTHER, { time: '2026-10-08T12:00:00Z' }), noon)).toBe(noon)
    expect(timeOfPassed(of(OTHER, { time: '2026-10-08T12:00:00.001Z' }), noon)).toBeUndefined()
  })
})

describe('many lines', () => {
  const line = (path: string, time: string): string => `${of(path, { time })}\n`

  test('are passed over up to one that is to be read, and from it on; the latest of them is told', () => {
    const lines = [
      line(OTHER, '2026-10-08T09:00:00Z'),
      line(OTHER, '2026-10-09T09:00:00Z'),
      line(ITEM, '2026-10-11T09:00:00Z'),
      line(OTHER, '2026-10-07T09:00:00Z'),
    ]
    const bytes = Buffer.from(`${lines.join('')}{"time":"2026`)
    const ends = lines.map((_, index) => lines.slice(0, index + 1).join('').length)
    kernel.take(bytes, Infinity)
    expect([kernel.next(0), kernel.passed()]).toEqual([ends[1], 2])
    expect([kernel.next(ends[1]!), kernel.passed()]).toEqual([ends[1], 2])
    expect([kernel.next(ends[2]!), kernel.passed()]).toEqual([ends[3], 3])
    expect(kernel.latest()).toEqual({ time: Date.parse('2026-10-09T09:00:00Z'), start: ends[0], end: ends[1]! - 1 })
  })

  test('with signs beyond ASCII are passed over where they are UTF-8', () => {
    const name = '{"display_name":"oidc-ädä"'
    const other = line(OTHER, '2026-10-08T09:00:00Z')
    const text = other + other.replace('{"display_name":"oidc-ada"', name) + other
    for (const [bytes, passed] of [
      [Buffer.from(text), 3],
      [Buffer.from(text, 'latin1'), 1],
      // What is cut at the end of a chunk is whole in the next.
      [Buffer.concat([Buffer.from(text), Buffer.from('{"time":"ä').subarray(0, -1)]), 3],
    ] as const) {
      kernel.take(bytes, Infinity)
      kernel.next(0)
      expect(kernel.passed()).toBe(passed)
    }
  })

  test('with signs beyond ASCII are passed over after the rest of one that was cut', () => {
    const rest = Buffer.from('ä"}\n').subarray(1)
    const bytes = Buffer.concat([rest, Buffer.from(line(OTHER, '2026-10-08T09:00:00Z').replace('oidc-ada', 'oidc-ädä'))])
    kernel.take(bytes, Infinity)
    expect([kernel.next(rest.length), kernel.passed()]).toEqual([bytes.length, 1])
  })

  test('that are longer than what a kernel takes are read', () => {
    const bytes = Buffer.alloc(5_000_000, line(OTHER, '2026-10-08T09:00:00Z'))
    kernel.take(bytes, Infinity)
    expect([kernel.next(0), kernel.passed(), kernel.latest()]).toEqual([0, 0, undefined])
  })
})

test('without WebAssembly every line is read, and tells the same', async () => {
  const bytes = Buffer.from([OTHER, ITEM, OTHER].map((name) => `${of(name)}\n`).join(''))
  const expected = await collect(bytes, 5000)
  vi.stubGlobal('WebAssembly', undefined)
  try {
    expect(openKernel({ next: 'nextOfVault', names: [], isFolded: false }).next(0)).toBe(0)
    expect(await collect(bytes, 5000)).toEqual(expected)
  } finally {
    vi.unstubAllGlobals()
  }
})

describe('names', () => {
  test('of any number and length are all found', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z0-9_-]{1,40}$/), { minLength: 1, maxLength: 400 }), (names) => {
        const own = openKernel({ next: 'nextOfVault', names, isFolded: false })
        for (const name of names) {
          own.take(Buffer.from(`${of(`secret/data/app/${name}`)}\n`), Infinity)
          expect(own.next(0)).toBe(0)
        }
      }),
      { numRuns: 20 },
    )
  })
})
