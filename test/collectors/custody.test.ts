import { describe, expect, test } from 'vitest'
import custody from '../../src/collectors/custody/collector.ts'
import type { CustodySource } from '../../src/model/configuration.ts'
import type { Collected, EscrowEvent } from '../../src/model/inventory.ts'
import { at } from '../support/builders.ts'
import { collectFrom } from '../support/collecting.ts'

const source: CustodySource = { id: 'safe-form', type: 'custody', location: 'hq-safe', files: ['form.csv'], covers: { from: '2026-01-01' } }
const HEADER = 'row_id,container_id,opened_at,tz,opened_by,second_person,item_id,action,ticket'
const aRow = (
  id: string,
  over: { item?: string; at?: string; by?: string; second?: string; action?: string; ticket?: string; container?: string } = {},
): string =>
  [
    id,
    over.container ?? 'SAFE-1',
    over.at ?? '2026-08-20T11:10',
    'Europe/Berlin',
    over.by ?? 'A. Lovelace',
    over.second ?? 'G. Hopper',
    over.item ?? 'bag 0031',
    over.action ?? 'view',
    over.ticket ?? 'INC-1',
  ].join(',')

const collect = (...rows: readonly string[]): Promise<Collected> => collectFrom(custody, source, { 'form.csv': [HEADER, ...rows].join('\n') }, ['bag 0031'])
const eventsOf = ({ facts }: Collected): readonly EscrowEvent[] => [...(facts.escrowEvents ?? [])]
const told = ({ gaps }: Collected): unknown[] => gaps.map(({ reason, line, detail }) => [reason, line, detail])

describe('a row', () => {
  test('is an event of people, and the second person is a witness', async () => {
    const collected = await collect(aRow('1'))
    expect(collected.facts.escrowEvents).toEqual([
      {
        id: 'SAFE-1|1',
        source: 'safe-form',
        sourceType: 'custody',
        location: 'hq-safe',
        item: 'bag 0031',
        time: at('2026-08-20T09:10:00Z'),
        timeBasis: 'wall',
        actor: 'A. Lovelace',
        actorKind: 'human',
        action: 'view',
        ticket: 'INC-1',
        outcome: 'success',
        evidence: 'manual',
        origin: { source: 'safe-form', file: 'form.csv', line: 2 },
      },
    ])
    expect(collected.gaps).toEqual([])
    expect(collected.source).toMatchObject({ grade: 'manual', records: 1, unreadable: 0 })
  })

  test('of an inventory or about another item is no event', async () => {
    const collected = await collect(aRow('1', { action: 'inventory' }), aRow('2', { item: 'bag 0032' }))
    expect([collected.facts.escrowEvents, collected.gaps, collected.source.records]).toEqual([[], [], 2])
  })

  test('of a return is no event beside that of the removal', async () => {
    const collected = await collect(aRow('1', { action: 'remove' }), aRow('2', { action: 'return', at: '2026-08-21T11:10' }))
    expect(eventsOf(collected).map(({ id, outcome }) => [id, outcome])).toEqual([['SAFE-1|1', 'success']])
  })

  test('that takes a copy out is an access, and one that replaces it an update', async () => {
    expect(eventsOf(await collect(aRow('1', { action: 'remove' }), aRow('2', { action: 'replace' }))).map(({ action }) => action)).toEqual(['view', 'update'])
  })

  test('that nobody signed has no actor', async () => {
    const [event] = eventsOf(await collect(aRow('1', { by: '' })))
    expect(event).toMatchObject({ actorKind: 'unknown' })
    expect(event).not.toHaveProperty('actor')
  })
})

describe('a number that is there twice', () => {
  test('with the same words is one row', async () => {
    const collected = await collect(aRow('1'), aRow('1'))
    expect(eventsOf(collected)).toHaveLength(1)
    expect(collected.gaps).toEqual([])
  })

  test.each<[string, Parameters<typeof aRow>[1]]>([
    ['another person', { by: 'R. Perlman' }],
    ['another time', { at: '2026-08-20T11:11' }],
    ['another item', { item: 'bag 0032' }],
    ['no ticket', { ticket: '' }],
    ['a ticket of which nothing is seen', { ticket: '\u200b' }],
    ['another action', { action: 'inventory' }],
  ])('with %s is a gap', async (_, over) => {
    for (const rows of [
      [aRow('1'), aRow('1', over)],
      [aRow('1', over), aRow('1')],
    ]) {
      expect(told(await collect(...rows))).toEqual([['unreadable', 3, 'line 3 of form.csv: it has the number of another row, and says something else']])
    }
  })

  test('in another container is another row', async () => {
    expect(eventsOf(await collect(aRow('1'), aRow('1', { container: 'SAFE-2' })))).toHaveLength(2)
  })

  test('in two files is one row', async () => {
    const form = [HEADER, aRow('1')].join('\n')
    const collected = await collectFrom(custody, { ...source, files: ['a.csv', 'b.csv'] }, { 'a.csv': form, 'b.csv': form }, ['bag 0031'])
    expect(eventsOf(collected)).toHaveLength(1)
    expect(collected.gaps).toEqual([])
  })
})

describe('what cannot be read', () => {
  test.each<[string, string, unknown[]]>([
    ['an hour that the clocks had twice', aRow('1', { at: '2026-10-25T02:30' }), ['unreadable', 2, 'line 2 of form.csv: opened_at is no time in the zone tz']],
    ['a row without an item', aRow('1', { item: '' }), ['unreadable', 2, 'line 2 of form.csv: item_id is blank']],
    ['a row with too few cells', '1,SAFE-1', ['unreadable', 2, 'line 2 of form.csv: 2 cells where the header has 9']],
  ])('%s is a gap', async (_, row, gap) => {
    expect(told(await collect(row))).toEqual([gap])
  })

  test('of a check that shows a seal needs its time, and of a mere check does not', async () => {
    expect(told(await collect(aRow('1', { action: 'inventory', at: '' })))).toEqual([])
    const form = [`${HEADER},bag_intact`, `${aRow('1', { action: 'inventory', at: '' })},n`].join('\n')
    expect(told(await collectFrom(custody, source, { 'form.csv': form }, ['bag 0031']))).toEqual([
      ['unreadable', 2, 'line 2 of form.csv: opened_at is no time in the zone tz'],
    ])
  })

  test('of an item that is nearly a registered one is a gap', async () => {
    expect(told(await collect(aRow('1', { item: 'bag 31', at: '' })))).toEqual([['unreadable', 2, 'line 2 of form.csv: opened_at is no time in the zone tz']])
  })

  test('of another item is none', async () => {
    expect(told(await collect(aRow('1', { item: 'bag 0032', at: '2026-10-25T02:30' })))).toEqual([])
  })

  test.each<[string, unknown, string]>([
    ['another table', 'a,b\n1,2\n', 'form.csv is no custody form: the header lacks row_id, container_id, opened_at, tz, opened_by, item_id, action, ticket'],
    ['an empty file', '', 'form.csv is empty, and an empty file is no empty log'],
    ['no text', Uint8Array.of(0xff), 'form.csv is no custody form: not UTF-8 text'],
  ])('%s is a gap', async (_, document, detail) => {
    expect(told(await collectFrom(custody, source, { 'form.csv': document }))).toEqual([['unreadable', undefined, detail]])
  })

  test('a file that is not there is a gap', async () => {
    expect(told(await collectFrom(custody, source, {}))).toEqual([['absent', undefined, 'form.csv is not there']])
  })
})

test('a row that names the one who opened as the second person is told, and is a gap besides', async () => {
  const collected = await collect(aRow('1', { second: 'a. lovelace' }), aRow('2', { item: 'bag 0032', second: 'A. Lovelace' }))
  const words = 'line 2 of form.csv: second_person is nobody else than opened_by'
  expect([eventsOf(collected).length, told(collected)]).toEqual([1, [['unreadable', 2, words]]])
  expect(told(await collect(aRow('1', { action: 'inventory', second: 'A.  Lovelace' })))).toEqual([['unreadable', 2, words]])
})

test('a row that was closed before it was opened is told, and is a gap besides', async () => {
  const closing = async (item: string): Promise<Collected> =>
    collectFrom(custody, source, { 'form.csv': [`${HEADER},closed_at`, `${aRow('1', { item })},2026-08-20T11:09`].join('\n') }, ['bag 0031'])
  const collected = await closing('bag 0031')
  expect([eventsOf(collected).length, told(collected)]).toEqual([1, [['unreadable', 2, 'line 2 of form.csv: closed_at is earlier than opened_at']]])
  expect((await closing('bag 0099')).gaps).toEqual([])
})

describe('the numbers of the rows', () => {
  const missing = async (rows: readonly string[], other: Partial<CustodySource> = {}): Promise<unknown[]> =>
    (await collectFrom(custody, { ...source, ...other }, { 'form.csv': [HEADER, ...rows].join('\n') }, ['bag 0031'])).gaps.map(({ reason, detail, hides }) => [
      reason,
      detail,
      hides,
    ])
  const gap = (detail: string): unknown[] => ['incomplete', detail, { location: 'hq-safe' }]
  const rows = (...ids: readonly string[]): string[] => ids.map((id) => aRow(id, { action: 'inventory' }))

  test.each<[string, string[], string[]]>([
    ['follow one another', rows('31', '32', '33'), []],
    ['follow one another in any order, also on rows about other items', [aRow('3'), aRow('1'), aRow('2', { item: 'bag 0099' })], []],
    ['follow one another, also on a row that cannot be read', [aRow('1'), aRow('2', { at: 'noon', item: 'bag 0099' }), aRow('3')], []],
    ['leave one out', rows('31', '33'), ['the row 32 of SAFE-1 is missing']],
    ['leave several out', rows('7', '1', '3'), ['the row 2 of SAFE-1 is missing', 'the rows 4 to 6 of SAFE-1 are missing']],
    ['run on where the year before them changes', rows('2025-019', '2025-020', '2026-021'), []],
    ['leave one out where the year changes', rows('2025-019', '2026-021'), ['the row 20 of SAFE-1 is missing']],
    ['begin anew with each month', rows('08-001', '08-002', '09-001', '09-002', '09-003'), []],
    ['leave one out in a month', rows('08-001', '08-002', '09-001', '09-003'), ['the row 2 of SAFE-1 is missing']],
    ['are of each container', [aRow('1'), aRow('5', { container: 'SAFE-2' })], []],
    ['are no numbers', rows('a', 'b', 'x-y'), []],
  ])('%s', async (_, lines, expected) => {
    expect(await missing(lines)).toEqual(expected.map(gap))
  })

  test('need not follow one another where the source says so', async () => {
    expect(await missing(rows('31', '33'), { numbered: false })).toEqual([])
    expect(await missing(rows('31', '33'), { numbered: true })).toHaveLength(1)
  })
})

describe('the seal of a bag', () => {
  const SEALED = `${HEADER},bag_no_before,bag_no_after,bag_intact`
  let row = 0
  const aSealed = (day: number, action: string, before: string, after: string, intact = 'y', item = 'bag 0031'): string => {
    row += 1
    return `${aRow(String(row), { at: `2026-08-${String(day).padStart(2, '0')}T11:10`, action, item })},${before},${after},${intact}`
  }
  const unlogged = async (...rows: readonly string[]): Promise<unknown[]> => {
    const collected = await collectFrom(custody, source, { 'form.csv': [SEALED, ...rows].join('\n') }, ['bag 0031', 'bag 0032'])
    expect(collected.gaps).toEqual([])
    return eventsOf(collected)
      .filter(({ outcome }) => outcome === 'unknown')
      .map(({ origin: { line }, action, actor, ticket, item }) => [line, action, actor, ticket, item])
  }
  const found = (line: number): unknown[] => [line, 'view', undefined, undefined, 'bag 0031']

  test.each<[string, () => string[], number[]]>([
    ['that stays the same', () => [aSealed(1, 'inventory', 'TEB 1', 'TEB 1'), aSealed(8, 'inventory', 'TEB 1', 'TEB 1')], []],
    [
      'that an opening changes',
      () => [aSealed(1, 'inventory', 'TEB 1', 'TEB 1'), aSealed(2, 'view', 'TEB 1', 'TEB 2'), aSealed(8, 'inventory', 'teb  2', 'TEB 2')],
      [],
    ],
    ['that changes without one', () => [aSealed(1, 'inventory', 'TEB 1', 'TEB 1'), aSealed(8, 'inventory', 'TEB 2', 'TEB 2')], [3]],
    ['that an opening finds changed', () => [aSealed(1, 'view', 'TEB 1', 'TEB 2'), aSealed(8, 'view', 'TEB 3', 'TEB 4')], [3]],
    ['that a check changes', () => [aSealed(1, 'inventory', 'TEB 1', 'TEB 2')], [2]],
    ['that is found broken', () => [aSealed(1, 'inventory', 'TEB 1', 'TEB 1', 'N')], [2]],
    [
      'that is renewed when the bag comes back',
      () => [aSealed(1, 'remove', 'TEB 1', ''), aSealed(2, 'return', '', 'TEB 2'), aSealed(8, 'inventory', 'TEB 2', 'TEB 2')],
      [],
    ],
    [
      'that a check does not write down',
      () => [aSealed(1, 'view', 'TEB 1', 'TEB 2'), aSealed(2, 'inventory', '', ''), aSealed(8, 'inventory', 'TEB 3', 'TEB 3')],
      [3, 4],
    ],
    ['that an opening does not write down', () => [aSealed(1, 'inventory', 'TEB 1', 'TEB 1'), aSealed(2, 'view', 'TEB 1', '')], [3]],
    ['that an opening did not look at', () => [aSealed(1, 'inventory', 'TEB 1', 'TEB 1'), aSealed(2, 'view', '', 'TEB 2')], [3]],
    [
      'of rows in another order',
      () => [aSealed(8, 'inventory', 'TEB 2', 'TEB 2'), aSealed(2, 'view', 'TEB 1', 'TEB 2'), aSealed(1, 'inventory', 'TEB 1', 'TEB 1')],
      [],
    ],
    ['of another bag', () => [aSealed(1, 'inventory', 'TEB 1', 'TEB 1'), aSealed(8, 'inventory', 'TEB 2', 'TEB 2', 'y', 'bag 0032')], []],
    [
      'of a bag that nobody registered',
      () => [aSealed(1, 'inventory', 'TEB 1', 'TEB 1', 'y', 'bag 0099'), aSealed(8, 'inventory', 'TEB 2', 'TEB 2', 'y', 'bag 0099')],
      [],
    ],
  ])('%s', async (_, rows, lines) => {
    expect(await unlogged(...rows())).toEqual(lines.map(found))
  })

  test('that two registered bags have proves nothing of either', async () => {
    const rows = [aSealed(1, 'inventory', 'TEB 1', 'TEB 1'), aSealed(2, 'inventory', 'TEB 1', 'TEB 1', 'y', 'bag 0032')]
    expect(await unlogged(...rows)).toEqual([found(2), [3, 'view', undefined, undefined, 'bag 0032']])
  })

  test('need not be written down', async () => {
    expect((await collect(aRow('1'), aRow('2', { action: 'inventory' }))).gaps).toEqual([])
  })
})

describe('a bag that comes back', () => {
  const when = (day: number): string => `2026-08-${String(day).padStart(2, '0')}T11:10`
  const took = (day: number, item?: string): string => aRow(`1-${String(day)}`, { action: 'remove', at: when(day), ...(item === undefined ? {} : { item }) })
  const back = (day: number): string => aRow(`2-${String(day)}`, { action: 'return', at: when(day) })
  const unlogged = async (rows: readonly string[], over: Partial<CustodySource> = {}): Promise<unknown[]> => {
    const document = [HEADER, ...rows].join('\n')
    const collected = await collectFrom(custody, { ...source, numbered: false, ...over }, { 'form.csv': document }, ['bag 0031'])
    expect(collected.gaps).toEqual([])
    return eventsOf(collected)
      .filter(({ outcome }) => outcome === 'unknown')
      .map(({ origin: { line }, action, actor, ticket }) => [line, action, actor, ticket])
  }
  const found = (line: number): unknown[] => [line, 'view', undefined, undefined]

  test.each<[string, string[], number[]]>([
    ['as it was taken', [took(1), back(2)], []],
    ['as it was taken, in rows of another order', [back(2), took(1)], []],
    ['though nobody took it', [back(2)], [2]],
    ['before it is taken', [back(1), took(2)], [2]],
    ['twice', [took(1), back(2), back(3)], [4]],
    ['each time that it was taken', [took(1), back(2), took(3), back(4)], []],
    ['though another was taken', [took(1, 'bag 0099'), back(2)], [3]],
    ['after it was opened where it lies', [aRow('0', { at: when(1) }), back(2)], [3]],
  ])('%s', async (_, rows, lines) => {
    expect(await unlogged(rows)).toEqual(lines.map(found))
  })

  test('may have been taken before the time that the form covers', async () => {
    expect(await unlogged([back(2)], { covers: { from: '2026-08-03' } })).toEqual([])
    expect(await unlogged([back(2), back(4)], { covers: { from: '2026-08-03' } })).toEqual([found(3)])
    expect(await unlogged([took(1), back(4)], { covers: { from: '2026-08-03' } })).toEqual([])
  })

  test('at a time that nobody can read is a gap', async () => {
    expect(told(await collect(aRow('1', { action: 'return', at: '' })))).toEqual([['unreadable', 2, 'line 2 of form.csv: opened_at is no time in the zone tz']])
  })
})

describe('an item that is nearly a registered one', () => {
  const nearly = async (registered: string, item: string, action = 'view'): Promise<unknown[]> =>
    told(await collectFrom(custody, source, { 'form.csv': [HEADER, aRow('1', { item, action })].join('\n') }, [registered]))
  const gap = [['unreadable', 2, 'line 2 of form.csv: item_id is no registered item, and nearly one']]

  test.each([
    ['bag 0031', 'bag 31'],
    ['0031', '31'],
    ['bag 0031', 'bga 0031'],
    ['bag 0031', 'bag-0031.'],
    ['bag 0031', 'bag \uff13\uff11'],
    ['S1-007', 'S1 7'],
    ['esc-github-org-acme', 'esc\u2013github\u2013org\u2013acme'],
    ['esc-github-org-acme', 'esc github org acme'],
    ['esc-github-org-acme', 'EscGithubOrgAcme'],
    ['schlüssel-tüte-grün', 'SCHLÜSSEL-TÜTE-GRÜN'],
    ['schlüssel-tüte-grün', 'schlu\u0308ssel-tu\u0308te-gru\u0308n'],
    ['straßenkasse der fußballer: große', 'STRASSENKASSE DER FUSSBALLER: GROSSE'],
  ])('is told: %s, %s', async (registered, item) => {
    expect(await nearly(registered, item)).toEqual(gap)
    expect(await nearly(registered, item, 'return')).toEqual(gap)
    expect(await nearly(registered, item, 'inventory')).toEqual([])
  })

  test.each([
    ['bag 0031', 'bag 310'],
    ['bag 0031', 'bag 3100'],
    ['bag 100', 'bag 1'],
    ['S1-007', 'S10-7'],
    ['esc-github-org-acme', 'esc-gitlab-org-beta'],
  ])('is not: %s, %s', async (registered, item) => {
    expect(await nearly(registered, item)).toEqual([])
  })
})

describe('a cell that may mean a registered item beside others', () => {
  test.each(['bag 0031; bag 0032', 'bag 0032/bag 0031', 'bag 0032 and bag 0031', 'the bag 0031', 'bag 0031 (copy)', '*', 'All', 'everything'])(
    'is told: %s',
    async (item) => {
      expect(told(await collect(aRow('1', { item })))).toEqual([
        ['unreadable', 2, 'line 2 of form.csv: item_id is no registered item, and may mean one beside others: give each item a row of its own'],
      ])
    },
  )

  test('is told as unreadable where the row is', async () => {
    for (const item of ['bag 0031; bag 0032', 'bag0031'])
      expect(told(await collect(aRow('1', { item, at: 'yesterday' })))).toEqual([['unreadable', 2, 'line 2 of form.csv: opened_at is no time in the zone tz']])
  })

  test.each(['bag 0032', 'bag 00310', 'bag 0031 2', 'cupboard', 'bag 0032; bag 0033', 'xbag 0031x; y'])('is left aside where it does not: %s', async (item) => {
    expect(told(await collect(aRow('1', { item })))).toEqual([])
  })
})
