import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asKdbxItem, type KdbxGroup, readKdbxEntries } from '../../src/parsers/kdbx-entries.ts'

type Entry = KdbxGroup['entries'][number]

const uuid = (digit: string): { bytes: ArrayBuffer } => ({ bytes: Uint8Array.from({ length: 16 }, () => Number.parseInt(digit + digit, 16)).buffer })
const hex = (digit: string): string => digit.repeat(32)
const day = (number: number): Date => new Date(Date.UTC(2026, 0, number))
const times = (created: Date | undefined, changed: Date | undefined, over: Partial<Entry['times']> = {}): Entry['times'] => ({
  creationTime: created,
  lastModTime: changed,
  lastAccessTime: changed,
  locationChanged: created,
  ...over,
})
const anEntry = (over: Partial<Entry> = {}): Entry => ({
  uuid: uuid('a'),
  fields: new Map([['Title', 'Ada']]),
  times: times(day(1), day(3)),
  history: [{ times: times(day(1), day(1)) }],
  ...over,
})
const aGroup = (over: Partial<KdbxGroup> = {}): KdbxGroup => ({ uuid: uuid('0'), name: 'Root', groups: [], entries: [], ...over })
const read = (groups: readonly KdbxGroup[], over: { deleted?: Parameters<typeof readKdbxEntries>[0]['deletedObjects']; bin?: string; kept?: number } = {}) =>
  readKdbxEntries({
    groups,
    deletedObjects: over.deleted ?? [],
    meta: { recycleBinUuid: over.bin === undefined ? undefined : uuid(over.bin), historyMaxItems: over.kept },
  })
const instant = (number: number): number => day(number).getTime()

describe('an entry', () => {
  test('is called by the groups in which it lies, without the outermost', () => {
    const inner = aGroup({ uuid: uuid('2'), name: 'GitHub', entries: [anEntry({ uuid: uuid('b') })] })
    const group = aGroup({ uuid: uuid('1'), name: 'Escrow', groups: [inner], entries: [anEntry()] })
    expect(read([aGroup({ groups: [group], entries: [anEntry({ uuid: uuid('c') })] })]).map((one) => [one.uuid, one.path])).toEqual([
      [hex('c'), 'Ada'],
      [hex('a'), 'Escrow/Ada'],
      [hex('b'), 'Escrow/GitHub/Ada'],
    ])
  })

  test('remembers its changes in order, each once, whatever the order of its history', () => {
    const history = [5, 2, 5].map((number) => ({ times: times(day(1), day(number)) }))
    expect(read([aGroup({ entries: [anEntry({ times: times(day(1), day(9)), history })] })])).toEqual([
      { uuid: hex('a'), path: 'Ada', created: instant(1), changed: [2, 5, 9].map(instant), isCut: false },
    ])
  })

  test('may have a title that is protected in memory, or none', () => {
    const fields = new Map([['Title', { getText: () => 'Grace' }]])
    expect(read([aGroup({ entries: [anEntry({ fields }), anEntry({ fields: new Map() })] })]).map(({ path }) => path)).toEqual(['Grace', ''])
  })

  test.each<[Partial<Entry['times']>, string | undefined]>([
    [{ creationTime: undefined }, 'CreationTime is missing or no time'],
    [{ lastModTime: new Date(NaN) }, 'LastModificationTime is missing or no time'],
    [{ creationTime: new Date(0), lastModTime: new Date('0001-01-01T00:00:00Z') }, 'CreationTime and LastModificationTime is missing or no time'],
    [{ locationChanged: undefined, lastAccessTime: undefined }, undefined],
  ])('with %j is unreadable: %s', (over, why) => {
    expect(read([aGroup({ entries: [anEntry({ times: times(day(1), day(3), over) })] })])[0]?.unreadable).toBe(why)
  })

  test.each([
    [2, undefined, false],
    [10, undefined, true],
    [2, 2, true],
    [0, 0, true],
    [50, -1, false],
  ])('with %d earlier states where %s are kept may have been cut: %s', (count, kept, isCut) => {
    const history = Array.from({ length: count }, (_, index) => ({ times: times(day(1), day(index + 1)) }))
    expect(read([aGroup({ entries: [anEntry({ history })] })], kept === undefined ? {} : { kept })[0]?.isCut).toBe(isCut)
  })

  test.each([
    [3, undefined],
    [4, instant(4)],
    [2, undefined],
  ])('that was touched on day %d, and changed on the third, was looked at: %s', (touched, looked) => {
    expect(read([aGroup({ entries: [anEntry({ times: times(day(1), day(3), { lastAccessTime: day(touched) }) })] })])[0]?.looked).toBe(looked)
  })

  test('is deleted where it lies in the recycle bin or in a group of it, since it came there', () => {
    const thrown = anEntry({ times: times(day(1), day(3), { locationChanged: day(7) }) })
    const bin = aGroup({ uuid: uuid('f'), name: 'Recycle Bin', groups: [aGroup({ uuid: uuid('1'), name: 'Old', entries: [thrown] })] })
    expect(read([aGroup({ groups: [bin] })], { bin: 'f' })[0]).toMatchObject({ path: 'Recycle Bin/Old/Ada', deleted: instant(7) })
    expect(read([aGroup({ groups: [bin] })])[0]).not.toHaveProperty('deleted')
    const undated = anEntry({ times: times(day(1), day(3), { locationChanged: undefined }) })
    expect(read([aGroup({ groups: [{ ...bin, entries: [undated] }] })], { bin: 'f' })[0]?.unreadable).toBe('LocationChanged is missing or no time')
  })
})

test('what was deleted for good has left its UUID and a time', () => {
  expect(
    read([], {
      deleted: [
        { uuid: uuid('d'), deletionTime: day(4) },
        { uuid: uuid('e'), deletionTime: undefined },
        { uuid: undefined, deletionTime: day(4) },
      ],
    }),
  ).toEqual([
    { uuid: hex('d'), changed: [], deleted: instant(4), isCut: false },
    { uuid: hex('e'), changed: [], isCut: false, unreadable: 'DeletionTime is missing or no time' },
  ])
})

test('no entry is lost, whatever the groups and times', () => {
  const time = fc.option(fc.date({ noInvalidDate: false }), { nil: undefined })
  const someTimes = fc.record({ creationTime: time, lastModTime: time, lastAccessTime: time, locationChanged: time })
  const entry = fc.record({
    uuid: fc.constantFrom(uuid('a'), uuid('b')),
    fields: fc.constant(new Map([['Title', 'x']])),
    times: someTimes,
    history: fc.array(fc.record({ times: someTimes }), { maxLength: 3 }),
  })
  const groupOf = (depth: number): fc.Arbitrary<KdbxGroup> =>
    fc.record({
      uuid: fc.constantFrom(uuid('1'), uuid('f')),
      name: fc.option(fc.string(), { nil: undefined }),
      groups: depth === 0 ? fc.constant([]) : fc.array(groupOf(depth - 1), { maxLength: 2 }),
      entries: fc.array(entry, { maxLength: 3 }),
    })
  const count = ({ groups, entries }: KdbxGroup): number => groups.reduce((sum, inner) => sum + count(inner), entries.length)
  fc.assert(
    fc.property(groupOf(3), (root) => {
      const found = read([root], { bin: 'f' })
      expect(found).toHaveLength(count(root))
      for (const { changed, created, unreadable } of found) {
        expect(changed).toEqual([...changed].sort((a, b) => a - b))
        if (created === undefined || changed.length === 0) expect(unreadable).toBeDefined()
      }
    }),
  )
})

test.each([
  ['{8FC49A36-8B29-4CB6-9F20-B5B51F7F497C}', '8fc49a368b294cb69f20b5b51f7f497c'],
  ['8fc49a368b294cb69f20b5b51f7f497c', '8fc49a368b294cb69f20b5b51f7f497c'],
  ['/Escrow/Ada ', 'escrow/ada'],
  ['Escrow/8fc49a36-8b29', 'escrow/8fc49a36-8b29'],
])('%s is compared as %s', (item, expected) => {
  expect(asKdbxItem(item)).toBe(expected)
})
