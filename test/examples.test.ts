/** What the repository shows is what it does: shipped policies, the example organisation, every YAML block and every link of the docs. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { globSync } from 'tinyglobby'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { loadCases } from '../src/cases/load-cases.ts'
import { loadRegister } from '../src/collectors/register/register.ts'
import { loadRoster } from '../src/collectors/roster/roster.ts'
import { openFolder } from '../src/files.ts'
import type { Files, WholeFile } from '../src/model/files.ts'
import { type Checked, isMistaken } from '../src/model/mistake.ts'
import type { Policy } from '../src/model/policy.ts'
import { parseInstant } from '../src/model/time.ts'
import { loadConfiguration } from '../src/policy/load-configuration.ts'
import { loadPolicy } from '../src/policy/load-policy.ts'
import { loadWaivers } from '../src/policy/load-waivers.ts'
import { reporters } from '../src/reporters/index.ts'
import { runAudit } from '../src/run.ts'
import { memoryFiles, readFolder } from './support/memory-files.ts'

const GENERATED = ['node_modules', '.cache', 'dist', 'coverage', 'test/golden', 'test/transcripts', 'test/fixtures']
const find = (pattern: string): string[] => globSync(pattern, { dot: true, ignore: [...GENERATED.map((folder) => `${folder}/**`), '.git/**'] }).sort()
const pages = find('**/*.md')

const mistakesOf = (checked: Checked<unknown>): readonly string[] =>
  isMistaken(checked) ? checked.mistakes.map(({ file, line, message }) => `${file}:${String(line)} ${message}`) : []

const inMemory = (file: string, text: string): WholeFile => ({ file, sha256: '', bytes: Buffer.from(text) })

const loadPolicyAt = (files: Files, path: string): Promise<Checked<Policy>> =>
  loadPolicy({ files, shipped: openFolder('policies', false) }, [{ path, named: (message) => ({ file: path, message }) }])

describe('the shipped policies', () => {
  const shipped = find('policies/*.yaml')

  test('there are some', () => {
    expect(shipped).not.toEqual([])
  })

  test.each(shipped)('%s loads', async (path) => {
    expect(mistakesOf(await loadPolicyAt(openFolder('.', false), path))).toEqual([])
  })

  test('the first is that of the example organisation', () => {
    const withoutSchema = (path: string): string => readFileSync(path, 'utf8').replace(/^#.*\n/, '')
    expect(withoutSchema('policies/first.yaml')).toBe(withoutSchema('examples/acme/policies/first.yaml'))
  })
})

describe('the policies of the example organisation', () => {
  interface Expected {
    readonly asOf: string
    readonly exitCode: number
    readonly findings: readonly Readonly<Record<'control' | 'rule' | 'subject' | 'outcome' | 'standing', string>>[]
    readonly why: Readonly<Record<string, string>>
  }
  const named = (finding: Expected['findings'][number]): string => [finding.control, finding.rule, finding.subject, finding.outcome, finding.standing].join(' ')

  test.each([
    ['first.yaml', 'expected-first.json', 23],
    ['organization.yaml', 'expected.json', 44],
  ])('%s gives exactly the findings of %s', async (policy, file, count) => {
    const expected = JSON.parse(readFileSync(`examples/acme/${file}`, 'utf8')) as Expected
    const audited = await runAudit({
      config: 'examples/acme/sparekey.yaml',
      policy: `examples/acme/policies/${policy}`,
      asOf: parseInstant(expected.asOf)!,
    })
    if (isMistaken(audited)) throw new Error(mistakesOf(audited).join('\n'))
    const { report } = audited.value
    const told = report.findings.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown')
    expect(told.map(named).sort()).toEqual(expected.findings.map(named).sort())
    expect(told).toHaveLength(count)
    expect(report.exitCode).toBe(expected.exitCode)
    expect(Object.keys(expected.why).sort()).toEqual(expected.findings.map(({ control, subject }) => `${control}|${subject}`).sort())
  })
})

test('the excerpt in the README is what the audit prints', async () => {
  const [, excerpt = ''] = /^```text\n(.*?)^```$/ms.exec(readFileSync('README.md', 'utf8')) ?? []
  const audited = await runAudit({ config: 'examples/acme/sparekey.yaml', asOf: parseInstant('2026-11-23T00:00:00Z')! })
  if (isMistaken(audited)) throw new Error(mistakesOf(audited).join('\n'))
  const printed = [...reporters.get('text')!(audited.value.report, { all: false, colour: false })].join('')
  const pieces = excerpt.split(/^…\n/m)
  expect(pieces.length).toBeGreaterThan(1)
  for (const piece of pieces) expect(printed).toContain(piece)
})

interface Block {
  readonly page: string
  readonly line: number
  readonly language: string
  readonly text: string
}

/** The fenced blocks of a page, with the line on which each begins. */
const blocksOf = (page: string): readonly Block[] => {
  const text = readFileSync(page, 'utf8')
  return [...text.matchAll(/^( *)```([a-z]+)\n(.*?)^ *```$/gms)].map(([, indent = '', language = '', inner = ''], index, all) => ({
    page,
    line: text.slice(0, all[index]?.index).split('\n').length,
    language,
    text: inner.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }))
}

describe('the blocks of the docs', () => {
  const blocks = pages.flatMap(blocksOf)
  const shippedPolicies = readFolder('policies')

  /** By the comment with which a block begins. */
  const loaders: Readonly<Record<string, (block: Block) => Checked<unknown> | Promise<Checked<unknown>>>> = {
    'sparekey.yaml': ({ text }) => loadConfiguration(inMemory('sparekey.yaml', text)),
    policy: ({ text }) => loadPolicyAt(memoryFiles(new Map([...shippedPolicies, ['block.yaml', Buffer.from(text)]])), 'block.yaml'),
    'register.yaml': ({ text }) => loadRegister(inMemory('register.yaml', text)),
    'roster.yaml': ({ text }) => loadRoster(inMemory('roster.yaml', text)),
    'waivers.yaml': ({ text }) => loadWaivers(inMemory('waivers.yaml', text)),
    cases: ({ text }) => loadCases(inMemory('cases.yaml', text)),
    // Not ours: only YAML.
    workflow: ({ text }) => ({ value: parse(text) as unknown }),
  }
  const bySchema: Readonly<Record<string, string>> = {
    configuration: 'sparekey.yaml',
    policy: 'policy',
    register: 'register.yaml',
    roster: 'roster.yaml',
    waivers: 'waivers.yaml',
    cases: 'cases',
  }
  const kindOf = ({ text }: Block): string => {
    const [, schema] = /^# yaml-language-server: \$schema=\S*\/([a-z]+)\.schema\.json\n/.exec(text) ?? []
    return schema === undefined ? (/^# (\S+)/.exec(text)?.[1] ?? '') : (bySchema[schema] ?? '')
  }

  test.each(blocks.filter(({ language }) => language === 'yaml').map((block) => [`${block.page}:${String(block.line)}`, block] as const))(
    'the YAML of %s is right',
    async (_, block) => {
      const load = loaders[kindOf(block)]
      expect(load, 'a YAML block begins with a comment that names its kind').toBeDefined()
      expect(mistakesOf(await load!(block))).toEqual([])
    },
  )

  test.each(blocks.filter(({ language }) => language === 'jsonl').map((block) => [`${block.page}:${String(block.line)}`, block] as const))(
    'the register lines of %s are right',
    (_, { text }) => {
      expect(mistakesOf(loadRegister(inMemory('register.jsonl', text)))).toEqual([])
    },
  )

  test('a mistake in one would be seen', async () => {
    const block = {
      page: '',
      line: 1,
      language: 'yaml',
      text: '# policy\npolicy: x\ntitle: X\ncontrols: [{ id: A, title: A, rule: over-old, severity: high }]\n',
    }
    expect(mistakesOf(await loaders[kindOf(block)]!(block))).not.toEqual([])
  })
})

describe('the links', () => {
  const prose = (page: string): string =>
    readFileSync(page, 'utf8')
      .replaceAll(/^ *```.*?^ *```$/gms, '')
      .replaceAll(/`[^`\n]*`/g, 'code')

  /** The anchors that GitHub gives to the headings of a page. */
  const anchorsOf = (page: string): ReadonlySet<string> =>
    new Set(
      [
        ...readFileSync(page, 'utf8')
          .replaceAll(/^ *```.*?^ *```$/gms, '')
          .matchAll(/^#+ (.+)$/gm),
      ].map(([, title = '']) =>
        title
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
          .trim()
          .replaceAll(' ', '-'),
      ),
    )

  test.each(pages)('of %s lead somewhere', (page) => {
    const targets = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target))
    const dead = targets.filter((target) => {
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? page : join(dirname(page), path)
      if (!existsSync(file)) return true
      return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).has(anchor)
    })
    expect(dead).toEqual([])
  })

  const schemas = find('**/*.yaml').flatMap((file) => {
    const [, schema] = /^# yaml-language-server: \$schema=(\S+)$/m.exec(readFileSync(file, 'utf8')) ?? []
    return schema === undefined ? [] : [[file, schema] as const]
  })

  test('YAML files name their schema', () => {
    expect(schemas.length).toBeGreaterThan(5)
  })

  test.each(schemas)('the schema of %s is %s', (file, schema) => {
    expect(existsSync(join(dirname(file), schema))).toBe(true)
  })
})
