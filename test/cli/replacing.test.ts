/** What was read for a run is never replaced by what it writes: it may be the only record that an organisation has. */
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { AS_OF, copyOf, edit, sparekey, temporaryFolder } from '../support/command-line.ts'
import { credentialsFor, liveCopy, serveExample, sparekeyLive } from '../support/live-command-line.ts'

const FILES = ['sparekey.yaml', 'escrow/register.yaml', 'escrow/roster.yaml', 'policies/first.yaml', 'policies/waivers.yaml', 'evidence/vault/audit.jsonl']
const said = (path: string, what = 'a report'): string =>
  `sparekey: ${path} was read for this, and ${what} would take its place: give ${what.replace('a ', 'the ')} another file\n`

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
    const collected = sparekey(['collect', '--as-of', AS_OF, '-o', 'escrow/register.yaml'], { cwd })
    expect(collected).toMatchObject({ code: 2, stderr: said('escrow/register.yaml', 'the inventory') })
    expect(sparekey(['collect', '--as-of', AS_OF, '-o', 'inventory.json'], { cwd }).code).toBe(0)
    const audited = sparekey(['audit', '--as-of', AS_OF, '--inventory', 'inventory.json', '-o', 'json=inventory.json'], { cwd })
    expect(audited).toMatchObject({ code: 2, stderr: said('inventory.json') })
  })

  test.each([
    ['calendar', ['--as-of', AS_OF], FILES],
    ['forecast', ['--as-of', AS_OF, '--to', '2027-03-31'], ['escrow/register.yaml']],
    ['simulate', ['--as-of', AS_OF, '--policy', 'policies/organization.yaml'], ['policies/first.yaml', 'policies/organization.yaml']],
    ['playbook', ['lost-device', '--as-of', AS_OF], ['escrow/roster.yaml', 'evidence/vault/audit.jsonl']],
  ])('is not replaced by what %s writes', (command, args, files) => {
    const cwd = copyOf('acme')
    for (const path of files) {
      const before = readFileSync(join(cwd, path), 'utf8')
      const { code, stdout, stderr } = sparekey([command, ...args, '-o', `markdown=${path}`], { cwd })
      expect([code, stdout, stderr]).toEqual([2, '', said(path)])
      expect(readFileSync(join(cwd, path), 'utf8')).toBe(before)
    }
  })

  test('is not replaced where it is the history that the configuration names', () => {
    const cwd = copyOf('acme', [{ file: 'sparekey.yaml', find: 'fail-on: medium', replace: 'fail-on: medium\nhistory: history.jsonl' }])
    expect(sparekey(['audit', '--as-of', AS_OF, '-o', 'csv=out.csv'], { cwd }).code).toBe(1)
    expect(sparekey(['calendar', '--as-of', AS_OF, '-o', 'json=history.jsonl'], { cwd })).toMatchObject({ code: 2, stderr: said('history.jsonl') })
  })

  test('is not replaced where it is one of two reports that are compared', () => {
    const cwd = copyOf('acme')
    for (const path of ['one.json', 'two.json']) expect(sparekey(['audit', '--as-of', AS_OF, '-o', `json=${path}`], { cwd }).code).toBe(1)
    for (const path of ['one.json', 'two.json'])
      expect(sparekey(['diff', 'one.json', 'two.json', '-o', `json=${path}`], { cwd })).toMatchObject({ code: 2, stderr: said(path) })
  })

  test('is not replaced where it is a case, its policy, or what that extends', () => {
    const cwd = temporaryFolder()
    const policy = 'policy: base\ntitle: T\ncontrols: [{ id: A, title: T, rule: over-age, severity: high }]\n'
    const cases = 'policy: policy.yaml\nas-of: 2026-11-23T00:00:00Z\ncases: [{ name: One, expect: [{ control: A, subject: "*", outcome: unknown }] }]\n'
    writeFileSync(join(cwd, 'base.yaml'), policy)
    writeFileSync(join(cwd, 'policy.yaml'), 'policy: p\ntitle: T\nextends: [base.yaml]\n')
    writeFileSync(join(cwd, 'cases.yaml'), cases)
    expect(sparekey(['test', 'cases.yaml', '-o', 'junit=out.xml'], { cwd }).code).toBe(0)
    for (const path of ['cases.yaml', 'policy.yaml', 'base.yaml'])
      expect(sparekey(['test', 'cases.yaml', '-o', `junit=${path}`], { cwd })).toMatchObject({ code: 2, stderr: said(path) })
    expect(readFileSync(join(cwd, 'cases.yaml'), 'utf8')).toBe(cases)
  })

  test('is not replaced where a source reads it beside another', () => {
    const cwd = copyOf('acme')
    expect(sparekey(['log', 'open', '--log', 'log.jsonl', '--origin', 'escrow.acme.test/hq', '--new-key', 'key.pem'], { cwd }).code).toBe(0)
    const source = '\n  - { id: own-log, type: log, location: hq-safe, files: [log.jsonl], keys: keys.txt }\n'
    edit(cwd, { file: 'sparekey.yaml', find: 'sources:\n', replace: `sources:${source}` })
    writeFileSync(join(cwd, 'keys.txt'), '')
    for (const path of ['log.jsonl', 'log.jsonl.checkpoint', 'keys.txt'])
      expect(sparekey(['audit', '--as-of', AS_OF, '-o', `json=${path}`], { cwd })).toMatchObject({ code: 2, stderr: said(path) })
  })

  test('a report of an earlier run is', () => {
    const cwd = copyOf('acme')
    for (const _ of [1, 2]) expect(sparekey(['audit', '--as-of', AS_OF, '-o', 'json=out.json'], { cwd }).code).toBe(1)
  })
})

describe('nothing is asked and nothing written', () => {
  test('where a report would replace what is read', { timeout: 60_000 }, async () => {
    const providers = await serveExample()
    const cwd = liveCopy(providers)
    for (const args of [
      ['audit', '-o', 'csv=out.csv', '-o', 'json=escrow/register.yaml'],
      ['collect', '-o', 'escrow/register.yaml'],
      ['calendar', '-o', 'csv=out.csv', '-o', 'json=escrow/register.yaml'],
    ])
      expect((await sparekeyLive(args, cwd, credentialsFor(providers))).code).toBe(2)
    const { github, google, iam } = providers
    expect([github, google, iam].flatMap(({ asked }) => asked)).toEqual([])
    expect(existsSync(join(cwd, 'out.csv'))).toBe(false)
  })

  test.each([
    [
      ['-o', 'json=a/new.json', '-o', 'csv=way/new.json'],
      'a/new.json and way/new.json are one file, and two reports would be written to it: give each report a file of its own',
    ],
    [['--history', 'a/new.jsonl', '-o', 'json=way/new.jsonl'], 'way/new.jsonl is the history, and a report would take its place: give the report another file'],
    [['--state', 'a/state.json', '-o', 'json=way/state.json'], 'way/state.json is the state, and a report would take its place: give the report another file'],
  ])('where two things would be one file: %s', (args, words) => {
    const cwd = copyOf('acme')
    mkdirSync(join(cwd, 'a'))
    symlinkSync('a', join(cwd, 'way'))
    const { code, stderr } = sparekey(['audit', '--as-of', AS_OF, ...args], { cwd })
    expect([code, stderr]).toEqual([2, `sparekey: ${words}\n`])
    expect(readdirSync(join(cwd, 'a'))).toEqual([])
  })
})

test('what is no state is not replaced by one', () => {
  const cwd = copyOf('acme')
  const before = readFileSync(join(cwd, 'escrow/register.yaml'), 'utf8')
  const { code, stderr } = sparekey(['audit', '--as-of', AS_OF, '--state', 'escrow/register.yaml'], { cwd })
  expect([code, stderr]).toEqual([4, 'sparekey: escrow/register.yaml is no state of sparekey, and the state would take its place: give --state another file\n'])
  expect(readFileSync(join(cwd, 'escrow/register.yaml'), 'utf8')).toBe(before)
})
