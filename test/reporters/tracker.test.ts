import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Finding, ReportedCodeSet } from '../../src/model/report.ts'
import tracker from '../../src/reporters/tracker.ts'
import { aReport, codeSets, HOSTILE } from '../support/a-report.ts'
import { aFinding } from '../support/builders.ts'
import { told } from '../support/told.ts'

/** The cells of the one sheet of a set, by their titles. */
const sheetOf = (set: Partial<ReportedCodeSet>, findings: readonly Finding[] = []): Readonly<Record<string, string>> => {
  const page = told(tracker, { ...aReport({ findings }), codeSets: [{ ...codeSets[0]!, ...set }] })
  return Object.fromEntries(
    [...page.matchAll(/<th scope="row">([^<]+)<\/th><td>(.*?)<\/td>/g)].map(([, title, content]) => [title!, content!.replace(/<[^>]+>/g, ' ').trim()]),
  )
}

const rotation = (over: Partial<Finding>): Finding => ({ ...aFinding(), subject: 'github:grace', control: 'BC-04', rule: 'over-age', outcome: 'pass', ...over })

test('is the report as it stood', async () => {
  await expect(told(tracker, aReport())).toMatchFileSnapshot('../golden/tracker.html')
})

test('has a sheet for each set that may be the current one; with --all for earlier ones, too', () => {
  const sheets = (all: boolean): number => told(tracker, aReport(), { all }).split('<article').length - 1
  expect(sheets(false)).toBe(codeSets.filter(({ current }) => current !== 'no').length)
  expect(sheets(true)).toBe(codeSets.length)
})

test('says that there is none', () => {
  expect(told(tracker, { ...aReport(), codeSets: [] })).toContain('The register has no code set that counts today.')
})

test('has the fields of the tracker', () => {
  expect(sheetOf({})).toMatchObject({
    Service: 'GitHub',
    Account: 'github:grace · GitHub Work',
    Owner: 'grace@acme.test',
    Generated: '2025-10-20',
    Status: 'active',
    'Storage location 1': 'vault-hq (vault), at eu-west-1, item secret/data/escrow/github/grace, stored 2025-10-20',
    'Storage location 2': 'hq-safe (safe), at hq, item bag 0031',
    'Further storage locations': 'branch-safe',
  })
})

describe('next rotation', () => {
  test.each([
    ['of no control', {}, [], 'not known: no control asks for one, or the register does not say when the codes were generated'],
    ['of a set that passes', {}, [rotation({ due: '2027-10-20T09:00:00.000Z' })], '2027-10-20'],
    ['of the control that asks first', {}, [rotation({ due: '2027-10-20T09:00:00.000Z' }), rotation({ due: '2027-04-20T09:00:00.000Z' })], '2027-04-20'],
    ['of a set over age', {}, [rotation({ outcome: 'fail', due: '2026-10-20T09:00:00.000Z' })], 'overdue since 2026-10-20'],
    [
      'of a review',
      {},
      [rotation({ control: 'BC-09', rule: 'review-overdue', due: '2027-01-01T00:00:00.000Z' })],
      expect.stringContaining('not known') as string,
    ],
    ['of a lost set', { status: 'lost' }, [rotation({ due: '2027-10-20T09:00:00.000Z' })], 'now: the set is lost'],
    ['of codes that change when one is used', { rotation: 'on-use' }, [], 'when a code is used'],
    ['of codes that never change', { rotation: 'none' }, [], 'none: the service does not regenerate them'],
  ] as const)('%s', (_, set, findings, expected) => {
    expect(sheetOf(set, findings)['Next rotation']).toEqual(expected)
  })
})

test.each([
  ['both agree', { remaining: 14, counted: 14 }, '14 of 16'],
  ['they disagree', { remaining: 15, counted: 14 }, '14 of 16: the register says 15, the provider 14'],
  ['the register alone', { remaining: 0, counted: undefined }, '0 of 16'],
  ['nobody says', { remaining: undefined, counted: undefined }, 'not known'],
])('remaining codes: %s', (_, set, expected) => {
  expect(sheetOf(set as Partial<ReportedCodeSet>)['Remaining']).toBe(expected)
})

test('has the account where a page may begin: above all fields, where a browser repeats it, and above the signatures', () => {
  const page = told(tracker, { ...aReport(), codeSets: [codeSets[0]!] })
  expect(page).toContain('<thead>\n<tr><th scope="row">Account</th><td>github:grace · GitHub Work</td></tr>\n</thead>')
  expect(page).toMatch(/<div class="end">\n<p>github:grace · [^<]*<\/p>\n<table class="signatures">/)
})

test('crosses out the positions that were used', () => {
  const page = told(tracker, aReport())
  expect(page).toContain('<li>4</li><li class="used">5</li><li>6</li>')
  expect(sheetOf({ used: [] })['Used codes']).toMatch(/^none/)
  expect(sheetOf({ used: undefined } as unknown as Partial<ReportedCodeSet>)['Used codes']).toMatch(/^not known/)
})

test('tells what failed or is unknown about the account, and never that all is well where nothing was asked', () => {
  expect(told(tracker, aReport())).toContain('<li>BC-04, fail: Backup codes are 398 days old; the limit is 365 days.</li>')
  expect(sheetOf({})['Failed or unknown']).toBe('nothing, of what the policy asks')
})

test('allows itself its own style and nothing else', () => {
  const page = told(tracker, aReport())
  const [, style] = /<style>([^]*?)<\/style>/.exec(page)!
  expect(page).toContain(`style-src 'sha256-${createHash('sha256').update(style!).digest('base64')}'`)
  expect(page).toContain("default-src 'none'")
  expect(page).not.toMatch(/<script|<link|<img|href=|src=|style="|\son\w+=/)
})

test('makes no markup of a name and hides nothing', () => {
  const page = told(tracker, aReport(), { all: true })
  const tags = new Set([...page.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, tag]) => tag))
  const ours = 'html head meta title style body header h1 p main article h2 table tbody thead tr th td ul ol li br div footer'.split(' ')
  expect([...tags].filter((tag) => !ours.includes(tag!))).toEqual([])
  expect(page).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
  expect(page).not.toContain(HOSTILE.long)
})
