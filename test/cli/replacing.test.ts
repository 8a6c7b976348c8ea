/** What was read for a run is never replaced by what it writes: it may be the only record that an organisation has. */
import { linkSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { AS_OF, copyOf, sparekey } from '../support/command-line.ts'

const FILES = ['sparekey.yaml', 'escrow/register.yaml', 'escrow/roster.yaml', 'policies/first.yaml', 'policies/waivers.yaml', 'evidence/vault/audit.jsonl']
const said = (path: string): string => `sparekey: ${path} was read for this, and a report would take its place: give the report another file\n`

describe('a file that was read', () => {
  test.each(FILES)('is not replaced by a report: %s', (path) => {
    const cwd = copyOf('acme')
    const before = readFileSync(join(cwd, path), 'utf8')
    const { code, stderr } = sparekey(['audit', '--as-of', AS_OF, '-o', 'csv=out.csv', '-o', `json=${path}`], { cwd })
    expect([code, stderr]).toEqual([2, said(path)])
    expect(readFileSync(join(cwd, path), 'utf8')).toBe(before)
  })

  test('is not replaced under another name either', () => {
    const cwd = copyOf('acme')
    mkdirSync(join(cwd, 'links'))
    linkSync(join(cwd, 'escrow/register.yaml'), join(cwd, 'links/hard.yaml'))
    symlinkSync(join(cwd, 'escrow'), join(cwd, 'links/escrow'))
    for (const path of ['links/hard.yaml', 'links/escrow/register.yaml'])
      expect(sparekey(['audit', '--as-of', AS_OF, '-o', `json=${path}`], { cwd })).toMatchObject({ code: 2, stderr: said(path) })
  })

  test('is not replaced by an inventory, and an inventory not by the report that is made of it', () => {
    const cwd = copyOf('acme')
    expect(sparekey(['collect', '--as-of', AS_OF, '-o', 'escrow/register.yaml'], { cwd })).toMatchObject({ code: 2, stderr: said('escrow/register.yaml') })
    expect(sparekey(['collect', '--as-of', AS_OF, '-o', 'inventory.json'], { cwd }).code).toBe(0)
    const audited = sparekey(['audit', '--as-of', AS_OF, '--inventory', 'inventory.json', '-o', 'json=inventory.json'], { cwd })
    expect(audited).toMatchObject({ code: 2, stderr: said('inventory.json') })
  })

  test('a report of an earlier run is', () => {
    const cwd = copyOf('acme')
    for (const _ of [1, 2]) expect(sparekey(['audit', '--as-of', AS_OF, '-o', 'json=out.json'], { cwd }).code).toBe(1)
  })
})

test('what is no state is not replaced by one', () => {
  const cwd = copyOf('acme')
  const before = readFileSync(join(cwd, 'escrow/register.yaml'), 'utf8')
  const { code, stderr } = sparekey(['audit', '--as-of', AS_OF, '--state', 'escrow/register.yaml'], { cwd })
  expect([code, stderr]).toEqual([4, 'sparekey: escrow/register.yaml is no state of sparekey, and the state would take its place: give --state another file\n'])
  expect(readFileSync(join(cwd, 'escrow/register.yaml'), 'utf8')).toBe(before)
})
