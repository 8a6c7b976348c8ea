import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import mapped from '../../src/collectors/mapped/collector.ts'
import type { MappedSource } from '../../src/model/configuration.ts'
import type { Collected, EscrowEvent } from '../../src/model/inventory.ts'
import { at } from '../support/builders.ts'
import { collectFrom } from '../support/collecting.ts'

const source: MappedSource = {
  id: 'pam',
  type: 'mapped',
  location: 'pam-hq',
  files: ['log.csv'],
  format: 'csv',
  columns: { time: 'Time', actor: 'User', action: 'Operation', item: 'Secret', outcome: 'Result', ticket: 'Ticket' },
  actions: { checkout: 'view', list: 'none' },
  outcomes: { ok: 'success', refused: 'denied' },
  time: { form: 'instant', clock: 'server' },
  grade: 'client',
  covers: { from: '2026-01-01' },
}
const HEADER = ['No', 'Time', 'User', 'Operation', 'Secret', 'Result', 'Ticket']
const aRow = (over: Readonly<Record<string, string>> = {}): readonly string[] => {
  const row: Readonly<Record<string, string>> = {
    No: '1',
    Time: '2026-10-08T09:00:00Z',
    User: 'grace',
    Operation: 'checkout',
    Secret: 'esc-ada',
    Result: 'ok',
    Ticket: 'INC-104',
    ...over,
  }
  return HEADER.map((name) => row[name] ?? '')
}
const collect = (rows: readonly (readonly string[])[], over: Partial<MappedSource> = {}): Promise<Collected> =>
  collectFrom(mapped, { ...source, ...over }, { 'log.csv': stringify([HEADER, ...rows]) }, ['esc-ada'])
const eventsOf = ({ facts }: Collected): readonly EscrowEvent[] => [...(facts.escrowEvents ?? [])]
const told = ({ gaps }: Collected): string[] => gaps.map(({ reason, detail }) => `${reason}: ${detail}`)

describe('a record', () => {
  test('about a registered item is carried, with the grade that was declared', async () => {
    const collected = await collect([aRow()])
    expect(eventsOf(collected)).toEqual([
      {
        id: expect.any(String) as string,
        source: 'pam',
        sourceType: 'mapped',
        location: 'pam-hq',
        item: 'esc-ada',
        time: at('2026-10-08T09:00:00Z'),
        timeBasis: 'server',
        actor: 'grace',
        actorKind: 'unknown',
        action: 'view',
        ticket: 'INC-104',
        outcome: 'success',
        evidence: 'client',
        origin: { source: 'pam', file: 'log.csv', line: 2 },
      },
    ])
    expect(collected.gaps).toEqual([])
    expect(collected.source).toMatchObject({ grade: 'client', records: 1, unreadable: 0 })
  })

  test.each<[string, Readonly<Record<string, string>>, number]>([
    ['of an item in capitals', { Secret: 'ESC-ADA' }, 1],
    ['of another item', { Secret: 'esc-grace' }, 0],
    ['of nothing that shows a copy', { Operation: 'list' }, 0],
    ['that was refused', { Result: 'refused' }, 1],
  ])('%s', async (_, over, count) => {
    const collected = await collect([aRow(over)])
    expect([eventsOf(collected).length, collected.gaps, collected.source.records]).toEqual([count, [], 1])
  })

  test('of which nothing of the ticket is seen has none', async () => {
    const [event] = eventsOf(await collect([aRow({ Ticket: '\u200b' })]))
    expect(event).toMatchObject({ action: 'view' })
    expect(event).not.toHaveProperty('ticket')
  })

  test('that is there twice is one; two that differ are two', async () => {
    expect(eventsOf(await collect([aRow(), aRow()]))).toHaveLength(1)
    expect(eventsOf(await collect([aRow(), aRow({ User: 'ada' })]))).toHaveLength(2)
    const columns = { ...source.columns, id: 'No' }
    expect(eventsOf(await collect([aRow(), aRow({ User: 'ada' })], { columns }))).toHaveLength(2)
    expect(eventsOf(await collect([aRow(), aRow({ No: '2' })], { columns }))).toHaveLength(2)
  })

  test('calls people as the roster does in the log that the configuration names', async () => {
    expect(eventsOf(await collect([aRow()], { identities: 'vault' }))).toMatchObject([{ sourceType: 'vault' }])
    expect((await collect([aRow()], { identities: 'vault' })).facts.logs).toMatchObject([{ sourceType: 'mapped' }])
  })
})

describe('JSON lines', () => {
  const lines = (...records: unknown[]): string => records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record))).join('\n')
  const aLine = { Time: '2026-10-08T09:00:00Z', User: 'grace', Operation: 'checkout', Secret: 'esc-ada', Result: 'ok', Ticket: null }
  const collectLines = (text: string): Promise<Collected> => collectFrom(mapped, { ...source, format: 'json-lines' }, { 'log.csv': text }, ['esc-ada'])

  test('are read', async () => {
    const collected = await collectLines(lines({ ...aLine, Secret: 'other' }, '', aLine))
    expect(eventsOf(collected)).toMatchObject([{ item: 'esc-ada', origin: { line: 3 } }])
    expect(eventsOf(collected)[0]).not.toHaveProperty('ticket')
    expect([collected.gaps, collected.source.records]).toEqual([[], 2])
  })

  test.each([
    ['that is no JSON', 'hello', 'not valid JSON'],
    ['that is cut', JSON.stringify(aLine).slice(0, -1), 'not valid JSON'],
    ['in which a key is given twice', '{"Secret":"other","Secret":"esc-ada"}', 'JSON in which a key is given twice'],
    ['without an item', { ...aLine, Secret: undefined }, 'Secret is missing, which names the item'],
  ])('with a line %s are told', async (_, line, what) => {
    expect(told(await collectLines(lines(aLine, line)))).toEqual([`unreadable: line 2 of log.csv: ${what}`])
  })

  test('lose no line, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue({ maxDepth: 2 })), async (values) => {
        const collected = await collectLines(lines(aLine, ...values.map((value) => JSON.stringify(value))))
        expect([collected.source.records, collected.source.unreadable, eventsOf(collected).length]).toEqual([values.length + 1, values.length, 1])
      }),
    )
  })
})

describe('what cannot be read', () => {
  test.each<[string, string | undefined, string]>([
    ['a file that lacks a column', 'Time,User\n', 'unreadable: log.csv is no log of this mapping: the header lacks Operation, Secret, Result, Ticket'],
    ['an empty file', '', 'unreadable: log.csv is empty, and an empty file is no empty log'],
    ['no file', undefined, 'absent: log.csv is not there'],
    ['no record', `${HEADER.join(',')}\n`, 'unreadable: there is no record at all'],
    ['a row without all its cells', `${HEADER.join(',')}\nx,y\n`, 'unreadable: line 2 of log.csv: 2 cells where the header has 7'],
  ])('%s is a gap', async (_, document, gap) => {
    const collected = await collectFrom(mapped, source, document === undefined ? {} : { 'log.csv': document }, ['esc-ada'])
    expect(told(collected)).toEqual([gap])
    expect(collected.gaps[0]?.hides).toEqual({ location: 'pam-hq' })
  })

  test('a record about the item is a gap, and one about another is none', async () => {
    expect(told(await collect([aRow({ Time: '' }), aRow({ Time: '', Secret: 'esc-grace' })]))).toEqual([
      'unreadable: line 2 of log.csv: Time is no time of the form instant',
    ])
  })
})

describe('a cell that is no registered item', () => {
  const beside = 'unreadable: line 2 of log.csv: Secret is no registered item, and may mean one beside others, or all'

  test.each(['esc-ada, esc-grace', 'esc-grace;ESC-ADA', '/Vault/esc-ada', 'esc-*', '*', 'ALL', 'esc-ada\u200b'])(
    'is told where it may mean one: %s',
    async (Secret) => {
      const collected = await collect([aRow({ Secret })])
      expect([told(collected), eventsOf(collected)]).toEqual([[beside], []])
      expect(collected.gaps[0]?.hides).toEqual({ location: 'pam-hq' })
    },
  )

  test.each<[string, Readonly<Record<string, string>>]>([
    ['it means others', { Secret: 'esc-grace, esc-alan' }],
    ['it shows no copy', { Secret: '*', Operation: 'list' }],
    ['it was refused', { Secret: 'esc-ada, esc-grace', Result: 'refused' }],
  ])('is left aside where %s', async (_, over) => {
    expect(told(await collect([aRow(over)]))).toEqual([])
  })

  test('is told as unreadable where the record is', async () => {
    expect(told(await collect([aRow({ Secret: 'esc-ada, esc-grace', Time: '' })]))).toEqual([
      'unreadable: line 2 of log.csv: Time is no time of the form instant',
    ])
  })
})

describe('the sequence', () => {
  const columns = { ...source.columns, sequence: 'No' }
  const numbered = (...numbers: string[]): Promise<Collected> =>
    collect(
      numbers.map((No) => aRow({ No, Secret: 'esc-grace' })),
      { columns, grade: 'server' },
    )

  test('whose number two different records have is none', async () => {
    const rows = (day: string, ...numbers: string[]): (readonly string[])[] => numbers.map((No) => aRow({ No, Secret: 'esc-grace', Time: `${day}T11:10:00Z` }))
    const over = { columns, grade: 'server' as const }
    const contradiction = 'contradiction: two different records have the number 1'
    expect(told(await collect([...rows('2025-08-20', '1', '2', '3', '4'), ...rows('2026-08-20', '1', '4')], over))).toEqual([contradiction])
    expect(told(await collect([...rows('2025-08-20', '1', '2'), ...rows('2026-08-20', '2', '1')], over))).toEqual([contradiction])
    expect(told(await collect([...rows('2025-08-20', '1', '2'), ...rows('2025-08-20', '2', '1')], over))).toEqual([])
  })

  test.each([
    [['1', '2', '3'], []],
    [['3', '1', '2', '2'], []],
    [['7', '8'], []],
    [['1', '3'], ['incomplete: the record 2 is missing']],
    [
      ['9', '1', '2', '5'],
      ['incomplete: the records 3 to 4 are missing', 'incomplete: the records 6 to 8 are missing'],
    ],
    [['1', 'x'], ['unreadable: line 3 of log.csv: No is no whole number']],
    [['1', ''], ['unreadable: line 3 of log.csv: No is no whole number']],
    [['1', '2', '3', '2'], []],
  ])('%j', async (numbers, gaps) => {
    const collected = await numbered(...numbers)
    expect(told(collected)).toEqual(gaps)
    expect(collected.source.grade).toBe('server')
  })
})

test('nothing of a record but what is mapped is carried', async () => {
  const planted = 'a1b2c-d3e4f'
  const columns = { ...source.columns }
  const collected = await collect([aRow({ No: planted }), aRow({ Operation: planted }), aRow({ Result: planted }), aRow({ Time: planted })], { columns })
  expect(JSON.stringify(collected)).not.toContain(planted)
})
