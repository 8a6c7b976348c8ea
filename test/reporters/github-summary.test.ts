import { expect, test } from 'vitest'
import summary from '../../src/reporters/github-summary.ts'
import { aQuietReport, aReport, HOSTILE } from '../support/a-report.ts'
import { toHtml, toText } from '../support/markdown.ts'
import { manyFindings, manyOf } from '../support/many.ts'
import { told } from '../support/told.ts'

const MIB = 1_048_576

test('is the report as it stood', async () => {
  await expect(told(summary, aReport())).toMatchFileSnapshot('../golden/summary.md')
})

test('says the verdict first, and no section that would be empty', () => {
  const text = toText(told(summary, aQuietReport()))
  expect(text).toContain('The policy is met, and proven.')
  expect(text).not.toMatch(/Overdue|failures|Waived/)
})

test('has a row for everything that is told', () => {
  const report = aReport()
  const html = toHtml(told(summary, report))
  const rows = html.split('<tr>').length - 1
  const tables = html.split('<thead>').length - 1
  const { fail, unknown } = report.summary
  expect(rows - tables).toBe(fail + unknown + report.gaps.length + report.waivers.length + report.controls.length)
  expect(toHtml(told(summary, report, { all: true }))).toContain('Passed, or not applicable (5)')
})

test('makes no link, picture, mention or tag of a name', () => {
  const html = toHtml(told(summary, aReport(), { all: true }))
  expect(html.replace(/<\/?(?:h[23]|p|strong|table|thead|tbody|tr|t[hd]|code|wbr|br|ul|li)(?: align="\w+")?>/g, '')).not.toMatch(/<\/?[a-z!]/i)
  expect(html).not.toMatch(/href|src=/)
  expect(html).not.toContain(HOSTILE.bidi)
})

test('stays within what GitHub takes, whole to the last row, and says how many it leaves out', () => {
  const text = told(summary, manyOf(20_000))
  expect(Buffer.byteLength(text)).toBeLessThan(MIB)
  expect(Buffer.byteLength(text)).toBeGreaterThan(MIB / 2)
  // A row is a line of a table, below two lines of its head.
  const rows = text.split('\n').filter((line) => /^\| (?!Severity|---)/.test(line)).length
  const [, more] = /and (\d+) more findings: see the whole report\./.exec(text)!
  expect(rows + Number(more)).toBe(20_000)
  // What comes after the cut is told by its number.
  const tail = text.slice(text.indexOf('### Gaps'))
  expect(toHtml(tail)).toContain('<p>and 5 more controls: see the whole report.</p>')
})

test('counts bytes and not characters', () => {
  const findings = manyFindings(3_000).map((finding) => ({ ...finding, message: 'é→😀'.repeat(200) }))
  expect(Buffer.byteLength(told(summary, aReport({ findings })))).toBeLessThan(MIB)
})
