import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { happenedBy } from '../../src/audit/happened.ts'
import type { CodeSet, Copy, EscrowEvent } from '../../src/model/inventory.ts'
import { rowsOf } from '../../src/model/rows.ts'
import { aCodeSet, aCopy, anEscrowEvent, AS_OF, type Over } from '../support/builders.ts'

const to = (events: readonly EscrowEvent[], ...copies: readonly Copy[]) => idsOf(events, aCodeSet({ copies }))
const idsOf = (events: readonly EscrowEvent[], ...history: readonly CodeSet[]) =>
  happenedBy(AS_OF, events)
    .to({ history })
    .map(({ id }) => id)

const events = (...overs: readonly Over<EscrowEvent>[]): readonly EscrowEvent[] => overs.map((over, index) => anEscrowEvent({ id: String(index + 1), ...over }))
const copy = (over: Over<Copy> = {}): Copy => aCopy({ location: 'vault-hq', item: 'github/ada', ...over })

describe('to a copy', () => {
  test('happens what happens to its item where it lies', () => {
    expect(to(events({}, { item: 'github/grace' }, { location: 'vault-lab' }, {}), copy())).toEqual(['1', '4'])
    expect(to(events({}), copy({ location: 'nowhere' }))).toEqual([])
  })

  test('happens what happens to the whole location from when it first lay there', () => {
    const opened = events({ item: undefined, time: 99 }, { item: undefined, time: 100 }, { item: undefined, time: 100, location: 'vault-lab' })
    expect(to(opened, copy({ stored: 100 }))).toEqual(['2'])
    expect(to(opened, copy({ stored: 100, item: undefined }))).toEqual(['2'])
    expect(idsOf(opened, aCodeSet({ generated: 100, copies: [copy({ stored: undefined })] }))).toEqual(['2'])
    expect(idsOf(opened, aCodeSet({ generated: undefined, copies: [copy({ stored: undefined })] }))).toEqual(['1', '2'])
  })

  test('happens what happens to the whole location from when a record first shows its codes there', () => {
    const opened = events({ item: undefined, time: 60 }, { time: 50 }, { time: 70 }, { item: undefined, time: 80 }, { item: 'github/grace', time: 1 })
    const seen = (generated: number | undefined, stored: number) => idsOf(opened, aCodeSet({ generated, copies: [copy({ stored })] }))
    expect(seen(50, 100)).toEqual(['2', '1', '3', '4'])
    expect(seen(51, 100)).toEqual(['2', '3', '4'])
    expect(seen(undefined, 100)).toEqual(['2', '1', '3', '4'])
    expect(seen(90, 100)).toEqual(['2', '3'])
    expect(seen(55, 60)).toEqual(['2', '1', '3', '4'])
  })

  test('nothing happens that is later than as-of', () => {
    expect(to(events({ time: AS_OF }, { time: AS_OF + 1 }, { time: AS_OF + 1, item: undefined }), copy())).toEqual(['1'])
  })
})

test('the first record that names a copy counts, of a log that shows whatever is stored', () => {
  const named = (...overs: readonly Over<EscrowEvent>[]) => happenedBy(AS_OF, events(...overs)).first(copy())?.time
  expect(named({ time: 30 }, { time: 20 }, { time: 10, sourceType: 'custody' }, { time: 5, item: 'github/grace' }, { time: 4, location: 'vault-lab' })).toBe(20)
  expect(named({ sourceType: 'custody' })).toBeUndefined()
  expect(named()).toBeUndefined()
})

test('what happens to several copies, or to earlier sets, happens once, in order of time', () => {
  const some = events({ time: 30 }, { time: 20, item: undefined }, { time: 10, item: 'github/ada-old' })
  const sets = [aCodeSet({ copies: [copy({ stored: 1 }), copy({ stored: 1 })] }), aCodeSet({ copies: [copy({ stored: 1, item: 'github/ada-old' })] })]
  expect(idsOf(some, ...sets, aCodeSet({ copies: undefined }))).toEqual(['3', '2', '1'])
})

test('accounts that share an item share its events, which are made once for those that follow one another', () => {
  const made: number[] = []
  const rows = rowsOf(2, (row) => {
    made.push(row)
    return anEscrowEvent({ id: String(row), ...(row === 1 ? { item: undefined } : {}) })
  })
  const happened = happenedBy(AS_OF, rows)
  const sets = { history: [aCodeSet({ copies: [copy({ stored: 1 })] })] }
  const [first, second] = [happened.to(sets), happened.to(sets)]
  expect(first.map(({ id }) => id)).toEqual(['0', '1'])
  expect(second[0]).toBe(first[0])
  expect(second[1]).toBe(first[1])
  expect(made).toEqual([0, 1, 0])
  happened.to({ history: [] })
  expect(happened.to(sets)[0]).not.toBe(first[0])
})

test('one event that two devices tell leaves all others where they are', () => {
  const looked: number[] = []
  const told = events({ id: 'a', outcome: 'unknown' }, { id: 'b', outcome: 'unknown' }, { id: 'a' }, { id: 'b' }, { id: 'c', item: 'github/grace' })
  const rows = rowsOf(told.length, (row) => {
    looked.push(row)
    return told[row] as EscrowEvent
  })
  const happened = happenedBy(AS_OF, rows)
  const before = looked.length
  const seen = happened.to({ history: [aCodeSet({ copies: [copy()] })] })
  expect(seen.map(({ id, outcome }) => [id, outcome]).sort()).toEqual([
    ['a', 'success'],
    ['b', 'success'],
  ])
  happened.to({ history: [aCodeSet({ copies: [copy({ item: 'github/grace' })] })] })
  expect(looked.slice(before)).toEqual([4])
})

test('one event that two devices tell is one', () => {
  const twice = events({ id: 'r-1', outcome: 'unknown' }, { id: 'r-1' }, { id: 'r-2' }, { id: 'r-1', actor: 'somebody-else' })
  expect(to(twice, copy()).sort()).toEqual(['r-1', 'r-1', 'r-2'])
  const all = happenedBy(
    AS_OF,
    rowsOf(twice.length, (row) => ({ ...(twice[row] as EscrowEvent) })),
  )
  expect(all.to({ history: [aCodeSet({ copies: [copy()] })] }).map(({ id, outcome, actor }) => [id, outcome, actor])).toEqual(
    expect.arrayContaining([
      ['r-1', 'success', 'oidc-ada'],
      ['r-2', 'success', 'oidc-ada'],
      ['r-1', 'success', 'somebody-else'],
    ]),
  )
})

test('where each has an id of its own, each is looked at once, and again when somebody asks', () => {
  const looked: number[] = []
  const rows = rowsOf(3, (row) => {
    looked.push(row)
    return anEscrowEvent({ id: String(row), item: `github/${String(row)}` })
  })
  const happened = happenedBy(AS_OF, rows)
  expect(looked).toEqual([0, 1, 2])
  happened.to({ history: [aCodeSet({ copies: [copy({ item: 'github/1' })] })] })
  expect(looked).toEqual([0, 1, 2, 1])
})

test('what is later than as-of is told with its source, an event of two devices once', () => {
  const from = (source: string, over: Over<EscrowEvent> = {}) => anEscrowEvent({ time: AS_OF + 1, origin: { source, file: 'audit.jsonl', line: 1 }, ...over })
  expect(happenedBy(AS_OF, [from('vault-hq', { id: 'a' }), from('vault-lab', { id: 'b' }), from('vault-hq', { id: 'c', time: AS_OF })]).later).toEqual([
    'vault-hq',
    'vault-lab',
  ])
  expect(happenedBy(AS_OF, [from('vault-hq'), from('vault-hq')]).later).toEqual(['vault-hq'])
})

test('events in columns and in lists are the same', () => {
  const some = fc.array(
    fc
      .record({
        id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
        item: fc.constantFrom('github/ada', 'github/grace', undefined),
        time: fc.constantFrom(10, 20, AS_OF, AS_OF + 1),
      })
      .map(anEscrowEvent),
    { maxLength: 6 },
  )
  fc.assert(
    fc.property(some, (list) => {
      const inColumns = rowsOf(list.length, (row) => ({ ...(list[row] as EscrowEvent) }))
      const sets = { history: [aCodeSet({ copies: [copy({ stored: 15 })] })] }
      expect(happenedBy(AS_OF, inColumns).to(sets)).toEqual(happenedBy(AS_OF, list).to(sets))
    }),
  )
})

test('an item that more than a hundred thousand events are about is as good as any other', () => {
  const many = rowsOf(150_000, (row) => anEscrowEvent({ id: String(row), time: row }))
  expect(happenedBy(AS_OF, many).to({ history: [aCodeSet({ copies: [copy()] })] })).toHaveLength(150_000)
})
