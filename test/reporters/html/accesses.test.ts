import { describe, expect, test } from 'vitest'
import type { Report, ReportedAccess, ReportedCodeSet, ReportedGap, ReportedSource } from '../../../src/model/report.ts'
import { accessHistory } from '../../../src/reporters/html/accesses.ts'
import { accesses, codeSets } from '../../support/a-report.ts'

const AS_OF = '2026-11-23T00:00:00.000Z'
const COLLECTED = '2026-11-22T21:00:00.000Z'

const log = (over: Partial<ReportedSource> = {}): ReportedSource => ({
  id: 'vault-hq',
  type: 'vault',
  location: 'vault-hq',
  grade: 'server',
  covers: { from: '2025-11-01T00:00:00.000Z', to: AS_OF },
  records: 10,
  unreadable: 0,
  later: 0,
  collectedAt: AS_OF,
  files: [],
  ...over,
})
const set = (over: Partial<ReportedCodeSet> = {}): ReportedCodeSet => ({
  ...codeSets[0]!,
  generated: '2024-01-01T00:00:00.000Z',
  copies: [{ location: 'vault-hq', stored: '2024-01-01T00:00:00.000Z' }],
  ...over,
})
const history = (over: Partial<Report> = {}) => accessHistory({ accesses: [], codeSets: [set()], sources: [log()], gaps: [], asOf: AS_OF, ...over })
const unseen = (over: Partial<Report> = {}): readonly string[] =>
  [...history(over).months].filter(([, month]) => month.unseen.length > 0).map(([month]) => month)
const monthsFrom = (first: string): readonly string[] => [...history().months.keys()].filter((month) => month >= first)

describe('accesses', () => {
  const access = (at: string, audited: ReportedAccess['audited'] = 'yes'): ReportedAccess => ({ ...accesses[0]!, at, audited })

  test('stand in their month by whether they are audited', () => {
    const { months } = history({
      accesses: [access('2026-10-01T00:00:00.000Z'), access('2026-10-31T23:59:59.999Z', 'no'), access('2026-10-02T00:00:00.000Z', 'unknown')],
    })
    expect(months.get('2026-10')).toEqual({ yes: 1, no: 1, unknown: 1, unseen: [] })
    expect([...months.values()].reduce((sum, { yes, no, unknown }) => sum + yes + no + unknown, 0)).toBe(3)
  })

  test('of this month and the twelve before it; earlier ones are counted together', () => {
    const told = history({ accesses: [access('2025-11-01T00:00:00.000Z', 'no'), access('2025-10-31T23:59:59.999Z', 'no')] })
    expect([...told.months.keys()]).toHaveLength(13)
    expect(told.months.get('2025-11')).toMatchObject({ no: 1 })
    expect(told.earlier).toEqual({ yes: 0, no: 1, unknown: 0 })
  })
})

test('says whether a copy lies anywhere', () => {
  expect([history().hasPlaces, history({ codeSets: [set({ copies: [] })] }).hasPlaces]).toEqual([true, false])
})

describe('a month is not seen', () => {
  test('nowhere, where the log covers all', () => {
    expect(unseen()).toEqual([])
  })

  test('before the log begins, and in the month in which it does', () => {
    expect(unseen({ sources: [log({ covers: { from: '2026-02-01T00:00:00.001Z', to: AS_OF } })] })).toEqual(['2025-11', '2025-12', '2026-01', '2026-02'])
    expect(unseen({ sources: [log({ covers: { from: '2026-02-01T00:00:00.000Z', to: AS_OF } })] })).toEqual(['2025-11', '2025-12', '2026-01'])
  })

  test('after it ends', () => {
    expect(unseen({ sources: [log({ covers: { from: '2025-11-01T00:00:00.000Z', to: '2026-09-30T00:00:00.000Z' } })] })).toEqual(monthsFrom('2026-09'))
  })

  test('not for the hours since the log was collected, in the month of the audit alone', () => {
    const collected = (collectedAt: string): Partial<Report> => ({
      sources: [log({ collectedAt, covers: { from: '2025-11-01T00:00:00.000Z', to: collectedAt } })],
    })
    expect(unseen(collected(COLLECTED))).toEqual([])
    expect(unseen(collected('2026-10-31T23:00:00.000Z'))).toEqual(['2026-10', '2026-11'])
  })

  test('at all, where no source reads a log of the place, or it does not say what it covers', () => {
    expect(unseen({ sources: [] })).toEqual(monthsFrom('2025-11'))
    const { covers: _covers, ...silent } = log()
    expect(unseen({ sources: [silent] })).toEqual(monthsFrom('2025-11'))
  })

  test('at all, where records could not be read or the source has a gap', () => {
    const gap: ReportedGap = { fact: 'log', source: 'vault-hq', reason: 'incomplete', detail: 'a part is missing' }
    expect(unseen({ sources: [log({ unreadable: 1 })] })).toEqual(monthsFrom('2025-11'))
    expect(unseen({ gaps: [gap] })).toEqual(monthsFrom('2025-11'))
    expect(unseen({ gaps: [{ ...gap, source: 'github-acme' }] })).toEqual([])
  })

  test('only from when a copy lay there', () => {
    const stored = (copies: ReportedCodeSet['copies']): readonly string[] => unseen({ sources: [], codeSets: [set({ copies: copies ?? [] })] })
    expect(stored([{ location: 'vault-hq', stored: '2026-10-05T00:00:00.000Z' }])).toEqual(['2026-10', '2026-11'])
    expect(stored([{ location: 'vault-hq' }])).toEqual(monthsFrom('2025-11'))
    expect(stored([])).toEqual([])
    expect(unseen({ sources: [], codeSets: [set({ generated: '2026-11-01T00:00:00.000Z', copies: [{ location: 'vault-hq' }] })] })).toEqual(['2026-11'])
  })

  test('only until the codes were dead', () => {
    const sets = [set({ generated: '2026-03-01T00:00:00.000Z', copies: [] }), set({ current: 'no' })]
    expect(unseen({ sources: [], codeSets: sets })).toEqual(['2025-11', '2025-12', '2026-01', '2026-02'])
    const other = [set({ account: 'github:ada', generated: '2026-03-01T00:00:00.000Z', copies: [] }), set({ current: 'no' })]
    expect(unseen({ sources: [], codeSets: other })).toEqual(monthsFrom('2025-11'))
  })

  test('while any copy lay there that was good', () => {
    const early = { ...set({ current: 'no' }), copies: [{ location: 'vault-hq', stored: '2024-01-01T00:00:00.000Z' }] }
    const late = set({ generated: '2026-03-01T00:00:00.000Z', copies: [{ location: 'vault-hq', stored: '2026-03-02T00:00:00.000Z' }] })
    expect(unseen({ sources: [], codeSets: [late, early] })).toEqual(monthsFrom('2025-11'))
  })

  test('where the register does not say where the copies lie', () => {
    const { copies: _copies, ...unsaid } = set({ generated: '2026-10-01T00:00:00.000Z' })
    expect(history({ codeSets: [unsaid] }).months.get('2026-10')?.unseen).toEqual(['places that the register does not name'])
    expect(unseen({ codeSets: [unsaid] })).toEqual(['2026-10', '2026-11'])
    expect(unseen({ codeSets: [{ ...unsaid, current: 'no' }] })).toEqual([])
  })

  test('and says of which places', () => {
    const copies = ['vault-hq', 'notes', 'attic'].map((location) => ({ location }))
    expect(history({ codeSets: [set({ copies })] }).months.get('2026-10')?.unseen).toEqual(['attic', 'notes'])
  })
})
