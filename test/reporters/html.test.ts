import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { everyFinding } from '../../src/model/finding-order.ts'
import type { Report } from '../../src/model/report.ts'
import html from '../../src/reporters/html.ts'
import { aQuietReport, aReport } from '../support/a-report.ts'
import { told } from '../support/told.ts'

const page = (report: Report = aReport(), options: Parameters<typeof told>[2] = {}): string => told(html, report, options)
/** What a reader sees, in one line. */
const seen = (text: string): string =>
  text
    .replace(/<(style|script|title)>[^]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
const section = (text: string, id: string): string => seen(`<${text.split(` aria-labelledby="${id}"`)[1]?.split('</section>')[0] ?? ''}`)

test('is the report as it stood', async () => {
  await expect(page()).toMatchFileSnapshot('../golden/report.html')
})

test('says first whether the policy is proven, what fails and what could not be seen', () => {
  const text = page()
  expect(section(text, 'verdict')).toMatch(/The policy is not met\. 4 failures are open: 1 critical, 2 high, 1 medium\. 3 verdicts are unknown/)
  expect(section(text, 'verdict')).toContain(
    'fail 7 1 critical, 2 high, 1 medium, 3 low unknown 3 2 critical, 1 info excepted 2 1 waived, 1 known pass 4 proven',
  )
  expect(section(text, 'fails')).toContain('BC-04 github:grace: Backup codes are 398 days old; the limit is 365 days.')
  expect(section(text, 'fails')).toContain('and 2 more')
  expect(section(text, 'unseen')).toContain('It is not known whether github:linus has a second factor.')
  expect(section(text, 'unseen')).toContain('no source reads a log of ops-notes (register)')
})

test('shows each finding once, with its evidence and what to do', () => {
  const text = page(aReport(), { all: true })
  for (const { fingerprint } of everyFinding(aReport())) expect(text.split(`id="${fingerprint}"`)).toHaveLength(2)
  const grace = seen(text.split('<strong>github:grace</strong>')[1]!.split('</details>')[0]!)
  expect(grace).toContain('Due 2026-10-20, 34 days ago')
  expect(grace).toContain('generated: 2025-10-20T09:00:00.000Z escrow/register.yaml:59 · collected 2026-11-23 00:00 UTC')
  expect(grace).toContain('What to do GitHub: Settings → Password and authentication → Recovery codes → Generate new recovery codes.')
})

test('says of what it leaves out how much it is', () => {
  expect(page()).toContain('4 passes and 1 that do not apply are counted above; <code>--all</code> lists them, too.')
  expect(page(aReport(), { all: true })).not.toContain('are counted above')
})

test('keeps the waiver and its reason in sight', () => {
  expect(seen(page())).toContain('Does not count waived until 2026-12-31 by ada@acme.test (W-2026-014: The account closes with the migration)')
})

test('tells gaps, waivers that do not hold, limits, and the digest of every file', () => {
  const text = page()
  expect(section(text, 'gaps-title')).toContain('log of ops-notes not configured no source reads a log of ops-notes register escrow/register.yaml:97')
  expect(section(text, 'waivers-title')).toContain('W-2026-009 BC-03 github:katherine expired it expired at the end of 2026-10-31')
  expect(section(text, 'limits-title')).toContain('No source shows whether a code of these accounts was used at the provider.')
  for (const digit of ['a', 'b', 'c', 'd', 'e']) expect(text).toContain(digit.repeat(64))
})

test('of very many gaps it tells the first, and how many more there are', () => {
  const report = aReport()
  const gaps = Array.from({ length: 1_002 }, (_, index) => ({ ...report.gaps[0]!, detail: `gap ${String(index)} of many` }))
  const text = section(page({ ...report, gaps }), 'gaps-title')
  expect(text).toContain('gap 999 of many')
  expect(text).not.toContain('gap 1000 of many')
  expect(text).toContain('And 2 more: the JSON report has each.')
})

test('says so where there is nothing to tell', () => {
  const text = page(aQuietReport())
  expect(section(text, 'fails')).toContain('Nothing that was judged fails.')
  expect(section(text, 'unseen')).toContain('Every verdict could be reached.')
  expect(section(text, 'gaps-title')).toContain('The evidence has no gaps that are known.')
  expect(text).toContain('<p>Nothing failed and nothing is unknown.</p>')
  expect(text).not.toContain('<form')
})

test('tells what the policy disables and what became of the baseline', () => {
  const report: Report = {
    ...aReport(),
    disabled: [{ id: 'BC-11', title: 'Unasked', rule: 'expired', severity: 'low', reason: 'We have none' }],
    baseline: {
      file: 'before.json',
      sha256: 'f'.repeat(64),
      asOf: '2026-10-01T00:00:00.000Z',
      policy: { id: 'organization-backup-codes', sha256: 'a'.repeat(64) },
      known: 1,
      fixed: [{ control: 'BC-04', rule: 'over-age', subject: 'github:ada' }],
      unseen: [],
      unasked: [],
    },
  }
  expect(section(page(report), 'controls-title')).toContain('BC-11 Unasked (low): We have none')
  expect(section(page(report), 'baseline-title')).toContain('BC-04 github:ada no longer fails')
})

test('tells the controls by requirement when it is asked', () => {
  expect(page()).not.toContain('By requirement')
  const text = section(page(aReport(), { groupBy: 'nist-800-53' }), 'requirements-title')
  expect(text).toContain('IA-5(f)')
  expect(text).toMatch(/Not met: BC-04 Backup codes are regenerated every year \(direct, confirmed\)/)
})

test('allows itself its own style and script and nothing else', () => {
  const text = page()
  const hash = (tag: string): string => {
    const [, content] = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(text)!
    return `'sha256-${createHash('sha256').update(content!).digest('base64')}'`
  }
  expect(text).toContain(`content="default-src 'none'; script-src ${hash('script')}; style-src ${hash('style')}; base-uri 'none'; form-action 'none'"`)
  expect(text.replace(/<(style|script)>[^]*?<\/\1>/g, '')).not.toMatch(/<link|<img|<iframe|\bsrc=|href="(?!#)|style="|\son\w+=/)
})

test('makes no markup of a name and hides nothing', () => {
  const text = page(aReport(), { all: true })
  const tags = (of: string): ReadonlySet<string> =>
    new Set([...of.replace(/<(style|script)>[^]*?<\/\1>/g, '').matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, tag]) => tag!))
  const ours = tags(page(aReport({ findings: [...everyFinding(aReport())].filter(({ subject }) => !subject.startsWith('custom:')) })))
  expect([...tags(text)].filter((tag) => !ours.has(tag))).toEqual([])
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
})

test('is told in pieces, a finding a piece', () => {
  const pieces = [...html(aReport(), { all: true, colour: false })]
  expect(pieces.filter((piece) => piece.split('<details class="finding"').length > 2)).toEqual([])
  expect(pieces.filter((piece) => piece.includes('<details class="finding"'))).toHaveLength([...everyFinding(aReport())].length)
})

test('says which digest is that of records only', () => {
  const report = aReport()
  const sources = report.sources.map((source) => ({ ...source, files: source.files.map((file) => ({ ...file, of: 'records' as const })) }))
  expect(seen(page({ ...report, sources }))).toMatch(/[0-9a-f]{64} of its records/)
  expect(seen(page())).not.toContain('of its records')
})
