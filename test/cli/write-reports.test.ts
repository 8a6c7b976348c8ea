/** Where a report was not written, and what kept it: each path as one would write it in the working folder. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { AS_OF, copyOf, sparekey } from '../support/command-line.ts'

test.each([
  ['reports/open.md.hbs', 'reports/open.md.hbs'],
  ['tidy/open.md.hbs', 'tidy/open.md.hbs'],
])('a template that fails is named from the working folder: %s', (template, told) => {
  const cwd = dirname(copyOf('tidy'))
  mkdirSync(join(cwd, 'reports'))
  writeFileSync(join(cwd, template), 'Since\n{{baseline.file}}')
  const { code, stderr } = sparekey(['audit', '--config', 'tidy/sparekey.yaml', '--as-of', AS_OF, '-o', `template=${template}:out/open.md`], { cwd })
  expect(stderr).toContain(`sparekey: out/open.md was not written: ${told}:2:`)
  expect(code).toBe(4)
})

test('a template that the configuration names is named so, too', () => {
  const cwd = dirname(copyOf('tidy', [{ file: 'sparekey.yaml', find: 'version: 1', replace: 'version: 1\nreports: ["template=open.md.hbs:out/open.md"]' }]))
  writeFileSync(join(cwd, 'tidy/open.md.hbs'), '{{baseline.file}}')
  const { stderr } = sparekey(['audit', '--config', 'tidy/sparekey.yaml', '--as-of', AS_OF], { cwd })
  expect(stderr).toContain('sparekey: tidy/out/open.md was not written: tidy/open.md.hbs:1:')
})
