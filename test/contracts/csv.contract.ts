/** Another reader, that of Python, judges our CSV files. */
import { execFileSync } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import { needing } from './parts.ts'
import { type Name, names, tellAll } from './told-formats.ts'

const parts = needing('python')

/** Strict: a quote in the wrong place, or a line that ends within one, is a mistake. */
const READ = `
import csv, io, json, sys
text = sys.stdin.buffer.read().decode('utf-8', 'strict')
print(json.dumps(list(csv.reader(io.StringIO(text, newline=''), strict=True))))
`

const read = (text: string): readonly (readonly string[])[] =>
  JSON.parse(execFileSync(parts.at('python'), ['-c', READ], { input: text, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] })) as string[][]

/** What Excel, LibreOffice and Google Sheets take as a formula. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

describe('Python’s csv', () => {
  let documents: Readonly<Record<Name, string>>
  beforeAll(async () => {
    if (parts.areThere) documents = await tellAll('csv')
  })

  test.each(names)('reads %s: as many cells in every row, and no formula', (name) => {
    const [header, ...rows] = read(documents[name])
    expect(header).toContain('fingerprint')
    expect(rows.filter((row) => row.length !== header!.length)).toEqual([])
    expect(rows.flat().filter((cell) => FORMULA.test(cell))).toEqual([])
    expect(rows.length > 0).toBe(name !== 'nothing to tell')
  })

  test('control: a quote that is not closed is refused', () => {
    expect(() => read(documents['examples/acme'].replace(/"(?=\r\n|,)/, ''))).toThrow()
  })

  test('control: a row with a cell too many would be seen, and so would a formula', () => {
    const [header, ...rows] = read(`${documents['nothing to tell']}=1,${','.repeat(18)}\r\n`)
    expect(rows.filter((row) => row.length !== header!.length)).toHaveLength(1)
    expect(rows.flat().filter((cell) => FORMULA.test(cell))).toEqual(['=1'])
  })
})
