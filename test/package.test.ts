/** What is published is what is tested: the package is packed, installed where nothing else is, and used. */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packagesIn, product } from '../scripts/bundle.js'
import { AS_OF } from './support/command-line.ts'

let folder: string
let packed: readonly { readonly path: string; readonly mode: number }[]

const npm = (...args: readonly string[]): string =>
  execFileSync('npm', [...args, '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--cache', join(folder, 'cache')], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })

const installed = (path: string): string => join(folder, 'node_modules/sparekey', path)

const sparekey = (...args: readonly string[]): { readonly code: number | null; readonly stdout: string; readonly stderr: string } => {
  const { status, stdout, stderr } = spawnSync(join(folder, 'node_modules/.bin/sparekey'), args, { cwd: folder, encoding: 'utf8' })
  return { code: status, stdout, stderr }
}

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sparekey-package-')))
  writeFileSync(join(folder, 'package.json'), '{ "name": "somewhere", "private": true, "type": "module" }')
  const [{ filename, files }] = JSON.parse(npm('pack', resolve('.'), '--json')) as [{ filename: string; files: typeof packed }]
  packed = files
  npm('install', join(folder, filename))
  cpSync('examples/acme', join(folder, 'acme'), { recursive: true })
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('the package', () => {
  test('holds these files and no others', async () => {
    const names = packed.map(({ path }) => path.replace(/^dist\/chunks\/.*?(\.js|\.js\.map)$/, 'dist/chunks/*$1')).sort()
    await expect(`${[...new Set(names)].join('\n')}\n`).toMatchFileSnapshot('golden/package-files.txt')
  })

  test('brings nothing with it, and runs nothing when it is installed', () => {
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['sparekey'])
    const { dependencies, scripts } = JSON.parse(readFileSync(installed('package.json'), 'utf8')) as { dependencies?: unknown; scripts: object }
    expect(dependencies).toBeUndefined()
    expect(Object.keys(scripts).filter((name) => /^(?:pre|post)?install$/.test(name))).toEqual([])
  })

  test('names no folder of the machine that it was built on', () => {
    const found = packed.filter(({ path }) => readFileSync(installed(path), 'utf8').includes(process.cwd()))
    expect(found).toEqual([])
  })

  test('can be run', () => {
    expect(statSync(installed('dist/cli/main.js')).mode & 0o111).not.toBe(0)
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(sparekey('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })

  test('begins an organisation and finds it right', () => {
    expect(sparekey('init', 'new', '--yes', '--github-org', 'acme').code).toBe(0)
    expect(sparekey('validate', '--config', 'new/sparekey.yaml').code).toBe(0)
  })

  test('audits the example as the sources do', () => {
    const { code, stdout } = sparekey('audit', '--config', 'acme/sparekey.yaml', '--as-of', AS_OF, '-o', 'json', '--all')
    expect(code).toBe(1)
    const built = spawnSync(process.execPath, ['dist/cli/main.js', 'audit', '--config', 'examples/acme/sparekey.yaml', '--as-of', AS_OF, '-o', 'json', '--all'])
    expect(stdout).toBe(built.stdout.toString())
  })

  test('is a library whose types say what it does', () => {
    const program = `import { isMistaken, parseInstant, reporters, runAudit, type Report } from 'sparekey'
      const asOf: number | undefined = parseInstant('${AS_OF}')
      const audited = await runAudit({ config: 'acme/sparekey.yaml', asOf: asOf ?? 0 })
      if (isMistaken(audited)) throw new Error(audited.mistakes.map(({ message }) => message).join())
      const report: Report = audited.value.report
      // @ts-expect-error a report has no such field
      void report.nothing
      for (const piece of reporters.get('csv')?.(report, { all: false, colour: false }) ?? []) process.stdout.write(piece)
      `
    writeFileSync(join(folder, 'use.ts'), program)
    // Only the types of Node are there beside it.
    mkdirSync(join(folder, 'node_modules/@types'), { recursive: true })
    for (const name of ['@types/node', 'undici-types']) symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name))
    const options = ['--module', 'nodenext', '--target', 'es2023', '--strict', '--types', 'node', 'use.ts']
    const compiled = spawnSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), ...options], { cwd: folder, encoding: 'utf8' })
    expect(compiled.stdout).toBe('')
    const used = spawnSync(process.execPath, ['use.js'], { cwd: folder, encoding: 'utf8' })
    expect({ status: used.status, stderr: used.stderr }).toEqual({ status: 0, stderr: '' })
    expect(used.stdout).toContain('BC-')
  })
})

describe('what is bundled', () => {
  const digests = (files: readonly { readonly path: string; readonly contents: Uint8Array }[]): readonly string[] =>
    files.map(({ path, contents }) => `${path} ${createHash('sha256').update(contents).digest('hex')}`)

  test('is the same from another folder', async () => {
    const elsewhere = join(folder, 'elsewhere')
    for (const part of ['src', 'package.json', 'tsconfig.json']) cpSync(part, join(elsewhere, part), { recursive: true })
    const here = await product(process.cwd())
    cpSync('node_modules', join(elsewhere, 'node_modules'), { recursive: true, filter: (source) => !source.includes('.cache') })
    const there = await product(elsewhere)
    expect(digests(there.files)).toEqual(digests(here.files))
    expect(
      here.files.every(({ path, contents }) => createHash('sha256').update(readFileSync(path)).digest().equals(createHash('sha256').update(contents).digest())),
    ).toBe(true)
  }, 240_000)

  test('is in the notices and in the bill of materials, each package by its name', async () => {
    const { inputs } = await product(process.cwd())
    const packages = packagesIn(inputs).map((path) => JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as { name: string; version: string })
    expect(packages.length).toBeGreaterThan(50)
    const notices = readFileSync(installed('dist/THIRD-PARTY-NOTICES.txt'), 'utf8')
    expect(packages.filter(({ name, version }) => !notices.includes(`\n${name} ${version} (`))).toEqual([])
    const bills = [0, 1].map(() => execFileSync(process.execPath, ['scripts/sbom.js'], { encoding: 'utf8', maxBuffer: 2 ** 26 }))
    expect(bills[1]).toBe(bills[0])
    const bill = JSON.parse(bills[0]!) as { components: { name: string; version: string }[] }
    expect(bill.components.map(({ name, version }) => `${name}@${version}`).sort()).toEqual(
      [...new Set(packages.map(({ name, version }) => `${name}@${version}`))].sort(),
    )
    expect(bills[0]).not.toMatch(/serialNumber|timestamp/)
  })
})
