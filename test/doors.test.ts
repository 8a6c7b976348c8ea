/** The doors between the rooms are proved by forcing them: each planted violation must be caught by the rule that guards it. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

interface Planted {
  readonly file: string
  readonly text: string
  readonly caught: string
}

const forced: readonly Planted[] = [
  { file: 'src/model/planted.ts', text: "export { rules } from '../rules/index.ts'", caught: 'model-opens-only-its-own-doors' },
  { file: 'src/parsers/planted.ts', text: "export { loadWaivers } from '../policy/load-waivers.ts'", caught: 'parsers-opens-only-its-own-doors' },
  { file: 'src/policy/planted.ts', text: "export { collect } from '../collectors/collect.ts'", caught: 'policy-opens-only-its-own-doors' },
  { file: 'src/collectors/planted.ts', text: "export { audit } from '../audit/audit.ts'", caught: 'collectors-opens-only-its-own-doors' },
  { file: 'src/rules/planted.ts', text: "export { parseJson } from '../parsers/json.ts'", caught: 'rules-opens-only-its-own-doors' },
  { file: 'src/rules/planted-stranger.ts', text: "export { default } from './over-age.ts'", caught: 'rules-are-strangers' },
  { file: 'src/rules/planted-disk.ts', text: "export { readFileSync } from 'node:fs'", caught: 'only-worldly-rooms-touch-the-world' },
  { file: 'src/audit/planted.ts', text: "export { reporters } from '../reporters/index.ts'", caught: 'audit-opens-only-its-own-doors' },
  { file: 'src/reporters/planted.ts', text: "export { exitCode } from '../audit/exit-code.ts'", caught: 'reporters-opens-only-its-own-doors' },
  { file: 'src/reporters/planted-process.ts', text: "export { spawn } from 'node:child_process'", caught: 'only-worldly-rooms-touch-the-world' },
  { file: 'src/collectors/aws/planted.ts', text: "export { toAccounts } from '../github/members.ts'", caught: 'providers-are-strangers' },
  { file: 'src/parsers/planted-sdk.ts', text: "export { default } from 'kdbxweb'", caught: 'sdks-stay-with-their-collector' },
  { file: 'src/disk/planted.ts', text: "export { whileLocked } from '../log/lock.ts'", caught: 'disk-opens-only-its-own-doors' },
  { file: 'src/log/planted.ts', text: "export { openFolder } from '../files.ts'", caught: 'log-opens-only-its-own-doors' },
  { file: 'src/cases/planted.ts', text: "export { rules } from '../rules/index.ts'", caught: 'cases-opens-only-its-own-doors' },
  { file: 'src/playbooks/planted.ts', text: "export { loadPolicy } from '../policy/load-policy.ts'", caught: 'playbooks-opens-only-its-own-doors' },
  { file: 'src/cli/planted.ts', text: "export { rules } from '../rules/index.ts'", caught: 'shells-use-the-front-door' },
  { file: 'src/action/planted.ts', text: "export { auditCommand } from '../cli/audit.ts'", caught: 'shells-use-the-front-door' },
  { file: 'src/action/planted-sdk.ts', text: "export { Octokit } from '@octokit/rest'", caught: 'sdks-stay-with-their-collector' },
  { file: 'src/shell/planted.ts', text: "export { reporters } from '../reporters/index.ts'", caught: 'shells-use-the-front-door' },
  { file: 'src/planted.ts', text: "export * from './cli/main.ts'", caught: 'nobody-imports-a-shell' },
  { file: 'src/model/planted-orphan.ts', text: 'export const alone = true', caught: 'no-orphans' },
  { file: 'src/model/planted-circle-back.ts', text: "import { there } from './planted-circle.ts'\nexport const back = () => there", caught: 'no-circles' },
  { file: 'src/model/planted-nowhere.ts', text: "export { nothing } from './nowhere.ts'", caught: 'resolvable' },
  { file: 'src/model/planted-test.ts', text: "export { openAcme } from '../../test/support/acme.ts'", caught: 'src-never-imports-test' },
]

/** The other half of the circle, which is told once. */
const accomplice = {
  file: 'src/model/planted-circle.ts',
  text: "import { back } from './planted-circle-back.ts'\nexport const there = () => back",
  caught: 'no-circles',
}

const banned: readonly Planted[] = [
  { file: 'src/rules/planted-clock.ts', text: 'export const now = Date.now()', caught: 'no-restricted-properties' },
  { file: 'src/audit/planted-today.ts', text: 'export const today = new Date()', caught: 'no-restricted-syntax' },
  { file: 'src/model/planted-chance.ts', text: 'export const chance = Math.random()', caught: 'no-restricted-properties' },
  { file: 'src/reporters/planted-environment.ts', text: "export const home = process.env['HOME']", caught: 'no-restricted-globals' },
  { file: 'src/parsers/planted-network.ts', text: "export const answer = fetch('https://acme.test')", caught: 'no-restricted-globals' },
  { file: 'src/rules/planted-wait.ts', text: 'export const wait = async () => { await Promise.resolve() }', caught: 'no-restricted-syntax' },
  { file: 'src/audit/planted-locale.ts', text: "export const order = 'a'.localeCompare('b')", caught: 'no-restricted-properties' },
]

const root = resolve('.')
let copy: string

const run = (tool: string, ...args: string[]): { status: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules', tool), ...args], {
    cwd: copy,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  return { status, output: stdout + stderr }
}

const plant = (planted: readonly Planted[]): void => {
  for (const { file, text } of planted) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    writeFileSync(join(copy, file), `${text}\n`)
  }
}

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'sparekey-doors-'))
  for (const part of ['src', 'test', 'package.json', 'tsconfig.json', 'eslint.config.js', '.dependency-cruiser.js'])
    cpSync(part, join(copy, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  plant([...forced, accomplice, ...banned])
})

afterAll(() => {
  rmSync(copy, { recursive: true })
})

describe('a forced door is caught', () => {
  let violations: readonly { from: string; rule: { name: string } }[]

  beforeAll(() => {
    const { output } = run('dependency-cruiser/bin/dependency-cruise.mjs', 'src', '--config', '.dependency-cruiser.js', '--output-type', 'json')
    violations = (JSON.parse(output) as { summary: { violations: typeof violations } }).summary.violations
  })

  test.each(forced)('$file: $caught', ({ file, caught }) => {
    expect(violations.filter(({ from }) => from === file).map(({ rule }) => rule.name)).toContain(caught)
  })

  test('nothing else is', () => {
    const planted = new Set([...forced, accomplice, ...banned].map(({ file }) => file))
    expect(violations.filter(({ from }) => !planted.has(from))).toEqual([])
  })
})

describe('what a pure room may not use is caught', () => {
  let messages: ReadonlyMap<string, readonly string[]>

  beforeAll(() => {
    const { output } = run('eslint/bin/eslint.js', '--format', 'json', ...banned.map(({ file }) => file))
    const results = JSON.parse(output) as { filePath: string; messages: { ruleId: string }[] }[]
    messages = new Map(results.map(({ filePath, messages: found }) => [filePath, found.map(({ ruleId }) => ruleId)]))
  })

  test.each(banned)('$file: $caught', ({ file, caught }) => {
    const found = [...messages].find(([path]) => path.endsWith(file))?.[1]
    expect(found).toContain(caught)
  })
})
