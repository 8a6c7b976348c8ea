/** A run is remembered only once all its reports are written, and once. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { expect, test } from 'vitest'
import type { KeptReport } from '../../src/model/report.ts'
import { AS_OF, copyOf, sparekey } from '../support/command-line.ts'

const audit = (cwd: string, ...args: readonly string[]) => sparekey(['audit', '--as-of', AS_OF, '--history', 'history.jsonl', ...args], { cwd })
const read = (cwd: string, path: string): string => readFileSync(join(cwd, path), 'utf8')

test('a run of which a report failed is not remembered', () => {
  const cwd = copyOf('tidy')
  writeFileSync(join(cwd, 'wrong.md.hbs'), '{{baseline.file}}')
  expect(audit(cwd, '-o', 'template=wrong.md.hbs:out/a.md', '-o', 'json=out/a.json').code).toBe(4)
  expect([existsSync(join(cwd, 'out/a.json')), existsSync(join(cwd, 'out/a.md')), existsSync(join(cwd, 'history.jsonl'))]).toEqual([true, false, false])
})

test('a run of which nothing was judged is not remembered', () => {
  const cwd = copyOf('tidy', [{ file: 'policy.yaml', find: 'severity: high', replace: 'severity: hgih' }])
  expect(audit(cwd).code).toBe(2)
  expect(existsSync(join(cwd, 'history.jsonl'))).toBe(false)
})

test('the same run again is told alike and appends nothing; only the digest of the history is another', () => {
  const cwd = copyOf('tidy')
  const withoutHistory = ({ sources, ...report }: KeptReport) => ({ ...report, sources: sources.filter(({ id }) => id !== 'history') })
  const [first, second, third] = ['a', 'b', 'c'].map((name) => {
    expect(audit(cwd, '-o', `json=${name}.json`).code).toBe(0)
    return { report: read(cwd, `${name}.json`), history: read(cwd, 'history.jsonl') }
  })
  expect(second?.history).toBe(first?.history)
  expect(third).toEqual(second)
  expect(withoutHistory(JSON.parse(second!.report) as KeptReport)).toEqual(withoutHistory(JSON.parse(first!.report) as KeptReport))
})

/** The text of a built file and of all that it imports at once. */
const atOnce = (file: string, seen = new Set<string>()): string => {
  if (seen.has(file)) return ''
  seen.add(file)
  const text = readFileSync(file, 'utf8')
  const imported = [...text.matchAll(/(?:from|import) ?"(\.{1,2}\/[^"]+)"/g)].map(([, path]) => join(dirname(file), path!))
  return [text, ...imported.map((path) => atOnce(path, seen))].join('\n')
}

test('the compiler of templates is loaded only where there is a template', () => {
  const COMPILER = 'You must pass a string or Handlebars AST to Handlebars.compile'
  expect(readdirSync('dist/chunks').some((chunk) => readFileSync(join('dist/chunks', chunk), 'utf8').includes(COMPILER))).toBe(true)
  for (const entry of ['dist/index.js', 'dist/cli/main.js']) expect(atOnce(entry)).not.toContain(COMPILER)
})
