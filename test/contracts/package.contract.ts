/** publint and Are The Types Wrong judge the package as it is published. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { needing } from './parts.ts'

const parts = needing('packages')

const pack = (from: string, to: string): string => {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', from, '--json', '--ignore-scripts', '--offline', '--pack-destination', to], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  ) as [{ filename: string }]
  return join(to, filename)
}

/** A package whose library is not where it says, and whose types speak of another kind of module. */
const wrongPackage = (within: string): string => {
  const folder = join(within, 'wrong')
  mkdirSync(folder)
  const exported = { types: './index.d.cts', default: './index.js' }
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'wrong', version: '1.0.0', type: 'module', exports: { '.': exported, './other': './gone.js' } }),
  )
  writeFileSync(join(folder, 'index.js'), 'export const one = 1\n')
  writeFileSync(join(folder, 'index.d.cts'), 'export declare const one: number\n')
  return folder
}

let folder: string
let ours: string
let wrong: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sparekey-packages-'))
  ours = pack(resolve('.'), folder)
  wrong = pack(wrongPackage(folder), folder)
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const run = (program: string, ...args: readonly string[]): { readonly code: number | null; readonly told: string } => {
  const { bin } = JSON.parse(readFileSync(join(parts.at('packages'), program, 'package.json'), 'utf8')) as { bin: Readonly<Record<string, string>> }
  const [script] = Object.values(bin)
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(parts.at('packages'), program, script!), ...args], { encoding: 'utf8' })
  return { code: status, told: `${stdout}${stderr}` }
}

describe('publint', () => {
  test('finds nothing wrong', () => {
    const { code, told } = run('publint', ours, '--strict')
    expect(told).toContain('All good!')
    expect(code).toBe(0)
  })

  test('control: finds what is not there', () => {
    const { code, told } = run('publint', wrong, '--strict')
    expect(told).toContain('gone.js')
    expect(code).toBe(1)
  })
})

describe('Are The Types Wrong', () => {
  const judge = (tarball: string) => run('@arethetypeswrong/cli', tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-color')

  test('finds that they are right', () => {
    const { code, told } = judge(ours)
    expect(told).toContain('"sparekey"')
    expect(code).toBe(0)
  })

  test('control: finds types of another kind of module', () => {
    expect(judge(wrong).code).toBe(1)
  })
})
