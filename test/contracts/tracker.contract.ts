/** An HTML parser by the standard judges the sheets; a browser prints them. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { codeSets } from '../support/a-report.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { needing } from './parts.ts'
import { type Name, names, tellAll } from './told-formats.ts'

const parts = needing('packages')

interface Node {
  readonly nodeName: string
  readonly attrs?: readonly { readonly name: string; readonly value: string }[]
  readonly childNodes?: readonly Node[]
}

let documents: Readonly<Record<Name, string>>
beforeAll(async () => {
  documents = await tellAll('tracker')
})

describe('parse5', () => {
  let parse: (html: string, options: object) => Node
  beforeAll(() => {
    if (parts.areThere) ({ parse } = createRequire(join(parts.at('packages'), 'judges.js'))('parse5') as { parse: typeof parse })
  })
  const errors = (html: string): readonly string[] => {
    const found: string[] = []
    parse(html, {
      sourceCodeLocationInfo: true,
      onParseError: ({ code, startLine }: { code: string; startLine: number }) => found.push(`line ${String(startLine)}: ${code}`),
    })
    return found
  }
  const walk = (node: Node): readonly Node[] => [node, ...(node.childNodes ?? []).flatMap(walk)]
  const elements = (html: string): readonly string[] => [
    ...new Set(walk(parse(html, {})).map(({ nodeName, attrs = [] }) => [nodeName, ...attrs.map(({ name }) => name)].join(' '))),
  ]

  test.each(names)('finds no mistake in %s', (name) => {
    expect(errors(documents[name])).toEqual([])
  })

  test('finds the same elements and attributes whatever names mean', () => {
    const ours = new Set([...elements(documents['examples/acme']), 'li class'])
    expect(elements(documents['the same with --all']).filter((element) => !ours.has(element))).toEqual([])
  })

  test('control: a name that is not escaped is seen', () => {
    const html = documents['examples/acme'].replace('<td>GitHub</td>', '<td><img src=x onerror=alert(1)></td>')
    expect(elements(html)).toContain('img src onerror')
    expect(errors(documents['examples/acme'].replace('<article ', '<article id="a" id="b" '))).not.toEqual([])
  })
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
