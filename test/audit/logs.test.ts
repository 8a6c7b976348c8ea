import { describe, expect, test } from 'vitest'
import { covers, toCoverage, uniteEvents } from '../../src/audit/logs.ts'
import type { EscrowEvent, Grade, Log } from '../../src/model/inventory.ts'
import { CLOCK_TOLERANCE } from '../../src/model/time.ts'
import { aLog, anEscrowEvent, at } from '../support/builders.ts'

const day = (text: string) => at(`2026-${text}`)
const from = (start: string, end: string): Log => aLog({ covers: { from: day(start), to: day(end) } })

describe('coverage', () => {
  test('of a location that no source reads is none', () => {
    expect(toCoverage('vault-hq', [], true)).toEqual({ location: 'vault-hq', spans: [], silences: [], whole: true, storings: [] })
  })

  test.each<[string, Grade[], Grade]>([
    ['server', ['server', 'server'], 'server'],
    ['manual, of which the silence says less', ['server', 'manual'], 'manual'],
    ['client, which says least', ['client', 'manual', 'server'], 'client'],
  ])('has the weakest grade: %s', (_name, grades, weakest) => {
    expect(
      toCoverage(
        'vault-hq',
        grades.map((grade) => aLog({ grade })),
        true,
      ).grade,
    ).toBe(weakest)
  })

  test.each<[boolean, string[]]>([
    [true, ['vault']],
    [true, ['vault', 'cloudtrail']],
    [true, ['custody', 'onepassword']],
    [true, ['bitwarden', 'onepassword']],
    ...['custody', 'keepassxc', 'log', 'mapped'].map((type): [boolean, string[]] => [false, [type]]),
  ])('shows each storing: %s of %j', (expected, types) => {
    const logs = types.map((sourceType) => aLog({ sourceType: sourceType }))
    expect(toCoverage('vault-hq', logs, true).storings.length > 0).toBe(expected)
  })

  test('was read when the last of the sources was', () => {
    const logs = [aLog({ collectedAt: day('11-01') }), aLog({ collectedAt: day('11-20') }), aLog({ collectedAt: day('11-10') })]
    expect(toCoverage('vault-hq', logs, false)).toMatchObject({ collectedAt: day('11-20'), whole: false })
  })

  test.each<[string, Log[], [string, string][]]>([
    ['two that meet are one', [from('03-01', '05-01'), from('01-01', '03-01')], [['01-01', '05-01']]],
    ['two that overlap are one', [from('01-01', '03-10'), from('03-01', '05-01')], [['01-01', '05-01']]],
    ['one within another adds nothing', [from('01-01', '05-01'), from('02-01', '03-01')], [['01-01', '05-01']]],
    [
      'two with a hole between them stay two',
      [from('03-02', '05-01'), from('01-01', '03-01')],
      [
        ['01-01', '03-01'],
        ['03-02', '05-01'],
      ],
    ],
  ])('in spans: %s', (_name, logs, spans) => {
    expect(toCoverage('vault-hq', logs, true).spans).toEqual(spans.map(([start, end]) => ({ from: day(start), to: day(end) })))
  })

  test.each<[string, [string, string][], [string, string][]]>([
    [
      'without those within it',
      [
        ['02-01', '02-10'],
        ['03-01', '03-05'],
      ],
      [
        ['01-01', '02-01'],
        ['02-10', '03-01'],
        ['03-05', '05-01'],
      ],
    ],
    ['from the end of one with which it begins', [['01-01', '01-10']], [['01-10', '05-01']]],
    ['to the start of one with which it ends', [['04-01', '05-01']], [['01-01', '04-01']]],
    ['not at all where it was silent throughout', [['01-01', '05-01']], []],
  ])('speaks for the time of a log without its silences: %s', (_name, silences, spans) => {
    const toSpan = ([start, end]: [string, string]) => ({ from: day(start), to: day(end) })
    const log = { ...from('01-01', '05-01'), silences: silences.map(toSpan) }
    expect(toCoverage('vault-hq', [log], true)).toMatchObject({ spans: spans.map(toSpan), silences: silences.map(toSpan) })
  })

  test('has the silences of all logs, in order of time', () => {
    const [a, b, c, d] = ['02-01', '02-02', '02-03', '02-04'].map(day) as [number, number, number, number]
    const logs = [
      aLog({ silences: [{ from: b, to: c }] }),
      aLog(),
      aLog({
        silences: [
          { from: a, to: d },
          { from: b, to: d },
        ],
      }),
      aLog({ silences: [{ from: a, to: c }] }),
    ]
    expect(toCoverage('vault-hq', logs, true).silences).toEqual([
      { from: a, to: c },
      { from: a, to: d },
      { from: b, to: c },
      { from: b, to: d },
    ])
  })

  test('tells the items of every database in order of place, and when each was seen', () => {
    const state = (line: number, changed: string) => ({ item: 'github/ada', changed: day(changed), origin: { source: 'vault-hq', file: 'db.kdbx', line } })
    const logs = [
      aLog({ items: [state(2, '03-01'), state(1, '05-01')], collectedAt: day('11-01') }),
      aLog(),
      aLog({ items: [state(1, '04-01')], collectedAt: day('11-20') }),
    ]
    expect(toCoverage('vault-hq', logs, true).items).toEqual([
      { ...state(1, '04-01'), seen: day('11-20') },
      { ...state(1, '05-01'), seen: day('11-01') },
      { ...state(2, '03-01'), seen: day('11-01') },
    ])
  })

  test('has no items where nothing is a database, and an empty list of a database that has none of them', () => {
    expect(toCoverage('vault-hq', [aLog()], true)).not.toHaveProperty('items')
    expect(toCoverage('vault-hq', [aLog({ items: [] })], true).items).toEqual([])
  })

  test('of a log that does not say what it covers is none', () => {
    const { covers: _covers, ...silent } = aLog()
    expect(toCoverage('vault-hq', [silent], true).spans).toEqual([])
  })
})

describe('a span', () => {
  const log = toCoverage('vault-hq', [from('01-01', '03-01'), from('04-01', '05-01')], true)
  test.each<[string, string, boolean]>([
    ['01-01', '03-01', true],
    ['01-02', '02-28', true],
    ['04-01', '05-01', true],
    ['01-01', '03-02', false],
    ['02-01', '04-02', false],
    ['03-31', '05-01', false],
  ])('from %s to %s is covered: %s', (start, end, expected) => {
    expect(covers(log, day(start), day(end))).toBe(expected)
  })
})

describe('records of several devices', () => {
  const of = (over: Partial<EscrowEvent> = {}, line = 1): EscrowEvent => anEscrowEvent({ ...over, origin: { source: 'vault-hq', file: 'audit.jsonl', line } })

  test('that tell of one event are one, told where it was first read', () => {
    expect(uniteEvents([of({}, 2), of({}, 1)])).toEqual([of({}, 1)])
  })

  test('of which one does not know the outcome leave what the other knows', () => {
    expect(uniteEvents([of({ outcome: 'unknown' }, 1), of({ outcome: 'denied' }, 2)])).toEqual([of({ outcome: 'denied' }, 1)])
    expect(uniteEvents([of({ outcome: 'unknown' }, 1), of({ outcome: 'unknown' }, 2)])).toEqual([of({ outcome: 'unknown' }, 1)])
  })

  test('are of one event where they are not further apart than clocks, whatever their order', () => {
    const [early, late] = [of({}, 2), of({ time: of().time + CLOCK_TOLERANCE }, 1)]
    expect(uniteEvents([early, late])).toEqual([late])
    expect(uniteEvents([late, early])).toEqual([late])
    const later = of({ time: late.time + 1 }, 3)
    expect(uniteEvents([later, late, early])).toEqual([late, later])
  })

  test('that contradict each other leave the outcome unknown', () => {
    expect(uniteEvents([of({ outcome: 'denied' }, 1), of({ outcome: 'success' }, 2)])).toEqual([of({ outcome: 'unknown' }, 1)])
  })

  test.each<[string, Partial<EscrowEvent>]>([
    ['actors', { actor: 'somebody-else' }],
    ['deeds', { action: 'delete' }],
    ['tickets', { ticket: 'SEC-other' }],
    ['items', { item: 'secret/other' }],
    ['locations', { location: 'elsewhere' }],
    ['ids', { id: 'r-2' }],
    ['times', { time: anEscrowEvent().time + CLOCK_TOLERANCE + 1 }],
  ])('that name different %s are told apart', (_what, over) => {
    const events = [of(), of(over, 2)]
    expect(uniteEvents(events)).toEqual(events)
  })
})
