/** An HTML parser by the standard judges the sheets; a browser prints them. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { codeSets } from '../support/a-report.ts'
import { tempFolder } from '../support/temp-folder.ts'
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
  })

  test('control: a sheet that is too long would be seen', () => {
    const html = documents['examples/acme']
    const long = html.replace('</tbody>', `${'<tr><th scope="row">More</th><td>more</td></tr>'.repeat(40)}</tbody>`)
    expect(pages(long)).toBeGreaterThan(html.split('<article').length - 1)
  })
})
