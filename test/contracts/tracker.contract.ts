/** An HTML parser by the standard judges the sheets; a browser prints them. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Finding, ReportedCodeSet } from '../../src/model/report.ts'
import tracker from '../../src/reporters/tracker.ts'
import { aReport, codeSets } from '../support/a-report.ts'
import { aFinding } from '../support/builders.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { told } from '../support/told.ts'
import { judgeMarkup } from './markup.ts'
import { needing } from './parts.ts'
import { type Name, tellAll } from './told-formats.ts'

let documents: Readonly<Record<Name, string>>
beforeAll(async () => {
  documents = await tellAll('tracker')
})

judgeMarkup({
  parts: needing('packages'),
  documents: () => documents,
  others: ['li class'],
  unescaped: ['<td>GitHub</td>', '<td><img src=x onerror=alert(1)></td>'],
  doubled: ['<article ', '<article id="a" id="b" '],
})

describe('Chromium', () => {
  const browser = needing('browser')
  /** On paper of Letter, which is what Chromium takes where nobody says; on A4 where the page does. */
  const onA4 = (html: string): string => html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '').replace('@page {', '@page { size: A4;')
  const pages = (html: string): number => {
    const folder = tempFolder({ 'tracker.html': html })
    const pdf = join(folder, 'tracker.pdf')
    writeFileSync(pdf, '')
    execFileSync(
      browser.at('browser'),
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        `--user-data-dir=${join(folder, 'profile')}`,
        '--no-pdf-header-footer',
        `--print-to-pdf=${pdf}`,
        join(folder, 'tracker.html'),
      ],
      { stdio: 'ignore', timeout: 50_000 },
    )
    return (readFileSync(pdf, 'latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length
  }

  test.each(['examples/acme', 'the same with --all'] as const)('prints a page for each sheet of %s', (name) => {
    const sheets = documents[name].split('<article').length - 1
    expect(sheets).toBeGreaterThanOrEqual(codeSets.length)
    expect(pages(documents[name])).toBe(sheets)
    expect(pages(onA4(documents[name]))).toBe(sheets)
  })

  test('prints a page for a sheet with much on it', () => {
    const copies = Array.from({ length: 5 }, (_, index) => ({
      ...codeSets[0]!.copies![0]!,
      location: `location-${String(index)}`,
      item: `secret/data/escrow/operations/github/grace-${String(index)}`,
    }))
    const used = Array.from({ length: 6 }, (_, index) => ({ at: '2026-05-02T08:00:00.000Z', code: index + 1 }))
    const set: ReportedCodeSet = { ...codeSets[0]!, issued: 50, expires: '2027-03-15T00:00:00.000Z', copies, used }
    const message = 'No ticket and no incident covers it: radia@acme.test (oidc-radia) viewed the copy at vault-hq on 2026-04-11T04:14:03.412Z (and 1 more).'
    const findings = Array.from({ length: 9 }, (_, index): Finding => ({
      ...aFinding(),
      subject: 'github:grace',
      control: `BC-0${String(index)}`,
      message,
      fingerprint: String(index).repeat(64),
    }))
    const html = told(tracker, { ...aReport({ findings }), codeSets: [set, { ...set, account: 'github:ada' }] })
    expect(html).toContain('and 4 more')
    expect([pages(html), pages(onA4(html))]).toEqual([2, 2])
  })

  test('control: a sheet that is too long would be seen', () => {
    const html = documents['examples/acme']
    const long = html.replace('</tbody>', `${'<tr><th scope="row">More</th><td>more</td></tr>'.repeat(40)}</tbody>`)
    expect(pages(long)).toBeGreaterThan(html.split('<article').length - 1)
  })
})
