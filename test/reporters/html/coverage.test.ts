import { expect, test } from 'vitest'
import type { Report, ReportedCodeSet, ReportedGap, ReportedSource } from '../../../src/model/report.ts'
import { coverage } from '../../../src/reporters/html/coverage.ts'
import { codeSets } from '../../support/a-report.ts'

const log: ReportedSource = {
  id: 'vault-hq',
  type: 'vault',
  location: 'vault-hq',
  grade: 'server',
  covers: { from: '2026-01-01T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' },
  records: 10,
  unreadable: 0,
  later: 0,
  collectedAt: '2026-11-23T00:00:00.000Z',
  files: [],
}
const { location: _location, grade: _grade, covers: _covers, ...list } = { ...log, id: 'github-acme', type: 'github' }
const gap = (source: string): ReportedGap => ({ fact: 'audit log', source, reason: 'plan', detail: 'it is not included' })
const set = (over: Partial<ReportedCodeSet>): ReportedCodeSet => ({ ...codeSets[0]!, ...over })

const told = (report: Partial<Pick<Report, 'sources' | 'gaps' | 'codeSets'>>) => coverage({ sources: [log, list], gaps: [], codeSets: [], ...report })
const lacks = (report: Parameters<typeof told>[0]): unknown => Object.fromEntries(told(report).map((one) => [one.name, one.lacks]))

test('tells what each source is and what a log covers', () => {
  expect(told({})).toEqual([
    {
      kind: 'source',
      name: 'vault-hq',
      about: 'vault, log of vault-hq, told by the server',
      span: log.covers,
      collectedAt: log.collectedAt,
      records: 10,
      lacks: [],
    },
    { kind: 'source', name: 'github-acme', about: 'github', collectedAt: log.collectedAt, records: 10, lacks: [] },
  ])
})

test.each([
  ['gaps', { gaps: [gap('vault-hq'), gap('vault-hq')] }, ['2 gaps']],
  ['records that could not be read', { sources: [{ ...log, unreadable: 2 }] }, ['2 of 12 records unreadable']],
  [
    'a log that does not say what it covers',
    { sources: [{ ...list, id: 'vault-hq', location: 'vault-hq', grade: 'server' as const }] },
    ['does not say what it covers'],
  ],
])('says that something is missing: %s', (_, report, expected) => {
  expect(lacks(report)).toMatchObject({ 'vault-hq': expected })
})

test('does not lose a source that gave nothing but a gap', () => {
  expect(lacks({ gaps: [gap('google-acme')] })).toMatchObject({ 'google-acme': ['1 gap', 'gave nothing'] })
})

test('names every place of copies of which no source reads a log; an earlier set has none to lose', () => {
  const sets = [
    set({ copies: [{ location: 'vault-hq' }, { location: 'notes' }, { location: 'attic' }] }),
    set({ current: 'unknown', copies: [{ location: 'cellar' }] }),
    set({ current: 'no', copies: [{ location: 'shed' }] }),
  ]
  const places = told({ codeSets: sets }).filter(({ kind }) => kind === 'place')
  expect(places.map((place) => [place.name, place.lacks])).toEqual([
    ['attic', ['no source reads its log']],
    ['cellar', ['no source reads its log']],
    ['notes', ['no source reads its log']],
  ])
})

test('says where the register does not say where copies lie', () => {
  const { copies: _copies, ...unsaid } = set({})
  expect(lacks({ codeSets: [unsaid, { ...unsaid, current: 'no' }] })).toMatchObject({ 'places that the register does not name': ['no source reads its log'] })
  expect(told({ codeSets: [set({ copies: [] })] })).toHaveLength(2)
})

test('leaves out what says how to judge', () => {
  expect(told({ sources: ['configuration', 'waivers', 'register', 'roster'].map((id) => ({ ...list, id, type: id })) }).map(({ name }) => name)).toEqual([
    'register',
    'roster',
  ])
})
