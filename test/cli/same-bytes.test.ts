/** The same evidence gives the same bytes: whatever the zone, the language and the folder of whoever runs it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { reporters } from '../../src/reporters/index.ts'
import { AS_OF, copyOf, sparekey, temporaryFolder } from '../support/command-line.ts'

const FORMATS = [...reporters.keys()]

/** Every report of one run, from files. */
const reportsOf = (config: string, cwd: string, env: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => {
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-test-'))
  try {
    const outputs = FORMATS.flatMap((format) => ['-o', `${format}=${join(folder, format)}`])
    const { code, stderr } = sparekey(['audit', '--all', '--as-of', AS_OF, '--config', config, ...outputs], { cwd, env })
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/^sparekey: The policy is not met\./) as string })
    return Object.fromEntries(FORMATS.map((format) => [format, readFileSync(join(folder, format), 'utf8')]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

let first: ReturnType<typeof reportsOf>
beforeAll(() => {
  first = reportsOf('sparekey.yaml', 'examples/acme')
})

test.each([
  { TZ: 'America/New_York', LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8' },
  { TZ: 'Australia/Lord_Howe', LANG: 'sv_SE.UTF-8', LC_ALL: 'sv_SE.UTF-8' },
  { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
  { TZ: 'Pacific/Kiritimati', LANG: 'C', LC_ALL: 'C' },
])('in $TZ with $LANG', (env) => {
  expect(reportsOf('sparekey.yaml', 'examples/acme', env)).toEqual(first)
})

/** GitHub finds a file by its way from the working folder: these formats name files so, and say the same otherwise. */
const FROM_HERE: readonly string[] = ['sarif', 'github-annotations']

const others = (reports: typeof first): typeof first => Object.fromEntries(Object.entries(reports).filter(([format]) => !FROM_HERE.includes(format)))

test('in another working folder', () => {
  const above = reportsOf('examples/acme/sparekey.yaml', '.')
  expect(others(above)).toEqual(others(first))
  for (const format of FROM_HERE) expect(above[format]?.replaceAll('examples/acme/', '')).toBe(first[format])
  expect(others(reportsOf('../sparekey.yaml', 'examples/acme/evidence'))).toEqual(others(first))
})

test('in another place on the disk, and for another time of its files', () => {
  const copy = copyOf('acme')
  const elsewhere = temporaryFolder()
  expect(others(reportsOf(relative(elsewhere, join(copy, 'sparekey.yaml')), elsewhere))).toEqual(others(first))
  const away = reportsOf(join(copy, 'sparekey.yaml'), '.')
  expect(others(away)).toEqual(others(first))
  for (const format of FROM_HERE) expect(away[format]).not.toContain(copy)
})

test('with colours asked for, and in a narrow terminal', () => {
  expect(reportsOf('sparekey.yaml', 'examples/acme', { FORCE_COLOR: '1', COLUMNS: '20', TERM: 'xterm-256color' })).toEqual(first)
})

test.each(FORMATS)('%s is on stdout what it is in a file, and names no folder of the machine', (format) => {
  const { stdout } = sparekey(['audit', '--all', '--as-of', AS_OF, '-o', format], { cwd: 'examples/acme' })
  expect(stdout).toBe(first[format])
  expect(stdout).not.toContain(process.cwd())
})
