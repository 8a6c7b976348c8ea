import { expect, test } from 'vitest'
import { everyFinding } from '../../src/model/finding-order.ts'
import type { Finding } from '../../src/model/report.ts'
import markdown from '../../src/reporters/markdown.ts'
import { aQuietReport, aReport, HOSTILE } from '../support/a-report.ts'
import { toHtml, toText } from '../support/markdown.ts'
import { told } from '../support/told.ts'

/** The text under a heading, as a reader sees it. */
const section = (page: string, title: string): string => toText(page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '')

test('is the report as it stood', async () => {
  await expect(told(markdown, aReport())).toMatchFileSnapshot('../golden/report.md')
})

test('says first whether the policy holds, and why not', () => {
  const page = toText(told(markdown, aReport()))
  expect(page).toContain('The policy is not met. 4 failures are open: 1 critical, 2 high, 1 medium. 3 verdicts are unknown')
  expect(page).toContain('1 failure is waived. 1 failure is known from the baseline. 3 failures are below the threshold, medium.')
  expect(page.indexOf('The policy is not met')).toBeLessThan(page.indexOf('Summary'))
})

test.each([
  ['The policy is not met.', { outcome: 'fail' }, {}],
  ['The policy is not met. 1 failure is open: 1 critical. The run was told to end well in spite of failures.', { outcome: 'fail' }, { exitZero: true }],
  ['The policy is not proven.', { outcome: 'unknown' }, {}],
  ['The policy is not proven. 1 verdict is unknown', { outcome: 'unknown' }, { allowIncomplete: true }],
  ['The policy is met, with exceptions.', { outcome: 'fail', standing: 'waived' }, {}],
  ['The policy is met, with exceptions.', { outcome: 'fail', severity: 'low' }, {}],
  ['The policy is met, and proven. 1 verdict is a pass.', { outcome: 'pass' }, {}],
  ['The policy speaks about nothing that was found.', { outcome: 'not-applicable' }, {}],
] as const)('says "%s"', (sentence, finding: Partial<Finding>, gate) => {
  const [first] = everyFinding(aQuietReport())
  expect(toText(told(markdown, aReport({ findings: [{ ...first!, ...finding }], gate })))).toContain(sentence)
})

test('tells what is overdue, what falls due soon and what may wait', () => {
  const page = told(markdown, aReport())
  expect(section(page, 'Overdue')).toMatch(/2026-10-20\s*34 days ago\s*github:grace/)
  expect(section(page, 'Overdue')).not.toContain('octo-bot')
  const due = section(page, 'Falls due in the next 90 days')
  expect(due).toMatch(/2026-12-10\s+17 days\s+github:katherine\s+katherine@acme.test\s+BC-03, BC-04/)
  expect(due).toContain('2027-02-21')
  expect(due).not.toContain('2027-09-14')
})

test('puts every fail and every unknown in one section, with its evidence', () => {
  const report = aReport()
  const page = told(markdown, report)
  const told_ = report.findings
  expect([...page.matchAll(/^### (\d+)\. /gm)].map(([, number]) => Number(number))).toEqual(told_.map((_, index) => index + 1))
  expect(section(page, 'Waived')).toContain('W-2026-014')
  expect(section(page, 'Known from the baseline')).toContain('github:radia')
  expect(section(page, 'What could not be seen')).toContain('no source reads a log of ops-notes')
})

test('leaves out what there is nothing to say about', () => {
  const page = told(markdown, aQuietReport())
  expect(section(page, 'Overdue')).toBe('Nothing that was judged is overdue.')
  expect(section(page, 'Falls due in the next 90 days')).toBe('Nothing falls due by 2027-02-21.')
  expect(section(page, 'Failures')).toBe('None.')
  expect(section(page, 'Waived')).toBe('Nothing is waived.')
  expect(page).not.toContain('Known from the baseline')
  expect(page).not.toContain('What passed')
})

test('tells what passed and what does not apply when asked', () => {
  const rest = section(told(markdown, aReport(), { all: true }), 'What passed and what does not apply')
  expect(rest).toMatch(/github:ada\s+BC-01\s+pass/)
  expect(rest).toMatch(/aws:111122223333\/deploy\s+BC-01\s+not-applicable/)
})

test('lets no name become markup, a link, a picture, a mention or a cell', () => {
  const html = toHtml(told(markdown, aReport(), { all: true }))
  expect(html).not.toMatch(/<(?:a|img|script|input|pre|del|em)\b/)
  // Outside <code> GitHub makes mentions, references and emoji.
  const prose = html.replace(/<code>[^]*?<\/code>/g, '')
  expect(prose).not.toMatch(/[@#]\w|GH-\d|:tada:/)
  for (const table of html.match(/<table>[^]*?<\/table>/g) ?? []) {
    const widths = (table.match(/<tr>[^]*?<\/tr>/g) ?? []).map((row) => row.split(/<t[hd]\b/).length - 1)
    expect(new Set(widths).size).toBe(1)
  }
  expect(html).toContain('\\u{202e}')
  expect(html).not.toContain('\u{202e}')
  expect(toText(told(markdown, aReport()))).toContain(HOSTILE.markup)
})

test('says which digest is that of records only', () => {
  const report = aReport()
  const sources = report.sources.map((source) => ({ ...source, files: source.files.map((file) => ({ ...file, of: 'records' as const })) }))
  expect(section(told(markdown, { ...report, sources }), 'Sources')).toContain('of its records')
  expect(section(told(markdown, report), 'Sources')).not.toContain('of its records')
})
