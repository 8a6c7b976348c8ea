import { describe, expect, test } from 'vitest'
import type { Report } from '../../../src/model/report.ts'
import { figuresOf } from '../../../src/reporters/html/figures.ts'
import { aReport, codeSets } from '../../support/a-report.ts'

const figure = (id: string, report: Report = aReport()) => figuresOf(report).find((one) => one.id === id)!
const empty: Report = { ...aReport({ findings: [] }), codeSets: [], accesses: [], sources: [], gaps: [], controls: [] }

test('each has a sentence, a table whose rows fit its head, and the sentence in the picture', () => {
  for (const report of [aReport(), empty]) {
    for (const { says, head, rows, picture, id } of figuresOf(report)) {
      expect(says).toMatch(/\.$/)
      expect(rows.filter((row) => row.length !== head.length)).toEqual([])
      expect(picture).toContain(`<desc id="${id}-desc">${says}</desc>`)
    }
  }
})

test('each legend has every kind that its picture may draw', () => {
  for (const { legend, picture } of figuresOf(aReport())) {
    const drawn = new Set([...picture.matchAll(/class="k-(\w+)"/g)].map(([, kind]) => kind))
    if (legend.length > 0) expect([...drawn].filter((kind) => !legend.some((one) => one.kind === kind))).toEqual([])
  }
})

describe('what there is to see', () => {
  test('of rotations', () => {
    expect(figure('timeline').says).toBe('Code sets: 1 overdue, 1 needed now, 1 without a day, 1 not known.')
    expect(figure('timeline', empty).says).toBe('No control of the policy asks for rotations.')
    expect(figure('timeline', { ...aReport(), codeSets: [] }).says).toBe('Code sets: none is registered.')
  })

  test('of accesses', () => {
    expect(figure('accesses').says).toBe('4 accesses: 2 unaudited, 1 not known, 1 audited. The logs do not wholly cover 13 months.')
    expect(figure('accesses', empty).says).toBe('No access was seen. No place of copies is known.')
  })

  test('of ages', () => {
    expect(figure('ages').says).toBe('The oldest code set is 398 days old. The age of 3 code sets is not known.')
    expect(figure('ages', empty).says).toBe('No code set of a known age.')
    expect(figure('ages', { ...aReport(), codeSets: [codeSets[0]!] }).says).toBe('The oldest code set is 398 days old.')
  })

  test('of coverage', () => {
    expect(figure('coverage').says).toMatch(/^Of 2 sources no gap is known\. 3 sources lack something\. 3 places of copies have no log\.$/)
    expect(figure('coverage', empty).says).toBe('Of 0 sources no gap is known.')
  })
})

test('a long list of accounts is named in part', () => {
  const sets = Array.from({ length: 20 }, (_, index) => ({ ...codeSets[0]!, account: `github:${String(index)}`, rotation: 'none' as const }))
  const row = figure('timeline', { ...aReport(), codeSets: sets }).rows.find(([when]) => when === 'no day')!
  expect(row).toEqual(['no day', '20', 'github:0, github:1, github:2, github:3, github:4, github:5, github:6, github:7 and 12 more'])
})

test('of many sources the picture has the first, and says that the table has more', () => {
  const [source] = aReport().sources
  const sources = Array.from({ length: 50 }, (_, index) => ({ ...source!, id: `source-${String(index)}` }))
  const { note, rows, picture } = figure('coverage', { ...aReport(), sources, gaps: [], codeSets: [] })
  expect(note).toContain('10 more stand in the table.')
  expect(rows).toHaveLength(50)
  expect(picture).not.toContain('source-49')
})
