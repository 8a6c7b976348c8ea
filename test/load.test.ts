import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { everyFinding } from '../src/model/finding-order.ts'
import { load } from '../src/load.ts'
import type { Report } from '../src/model/report.ts'
import { runAudit } from '../src/run.ts'
import { AS_OF } from './support/builders.ts'
import { mistakesIn, valueIn } from './support/mistakes.ts'
import { tempFolder } from './support/temp-folder.ts'

const CONFIGURATION = `version: 1
policy: policies/p.yaml
waivers: policies/w.yaml
register: escrow/register.yaml
roster: escrow/roster.yaml
sources:
  - { id: vault-hq, type: vault, location: vault-hq, files: [evidence/audit.jsonl] }
  - id: github-acme
    type: github
    organization: acme
    files:
      members: evidence/members.json
      security-logs: { ada: evidence/log.json }
`
const documents = {
  'sparekey.yaml': CONFIGURATION,
  'policies/p.yaml': 'policy: p\ntitle: T\ncontrols:\n  - { id: A, title: T, rule: over-age, severity: high }\n',
  'policies/w.yaml': 'waivers: []\n',
  'escrow/register.yaml': 'version: 1\nlocations:\n  - { id: vault-hq, kind: vault }\ncode-sets: []\n',
  'escrow/roster.yaml': 'version: 1\npeople: []\n',
}
type Paths = keyof typeof documents

/** The folder with other texts here and there; `undefined`: the file is gone. */
const aFolder = (over: Partial<Record<Paths, string | undefined>> = {}): string =>
  tempFolder(Object.fromEntries(Object.entries({ ...documents, ...over }).filter(([, text]) => text !== undefined)))
const loadFrom = (folder: string, options: { policy?: string; allowOutside?: boolean } = {}) => load({ config: join(folder, 'sparekey.yaml'), ...options })
const configured = (from: string, to: string): { 'sparekey.yaml': string } => ({ 'sparekey.yaml': CONFIGURATION.replace(from, to) })

describe('what people write', () => {
  test('is loaded from the folder of the configuration, wherever one stands', async () => {
    const loaded = valueIn(await loadFrom(aFolder()))
    expect(loaded.policy.controls.map(({ id }) => id)).toEqual(['A'])
    expect(loaded.declared.written.map(({ id, file, records }) => [id, file.file, records])).toContainEqual([
      'register',
      'escrow/register.yaml',
      expect.any(Number),
    ])
    expect(loaded.waivers).toEqual([])
  })

  test('is named with all that is read, patterns resolved, and with what may lie beside', async () => {
    const logs = `  - { id: own-log, type: log, location: vault-hq, files: ['logs/*.jsonl'], keys: keys.txt }\n`
    const trail = `  - { id: trail, type: cloudtrail, location: vault-hq, files: [t.json], digests: { files: [d.json], public-keys: [k.json] } }\n`
    const folder = tempFolder({
      ...documents,
      'sparekey.yaml': `${CONFIGURATION}${logs}${trail}`,
      ...Object.fromEntries(['logs/1.jsonl', 'logs/2.jsonl', 'keys.txt', 't.json', 'd.json', 'k.json', 'evidence/members.json'].map((path) => [path, '{}'])),
    })
    const { reads } = valueIn(await load({ config: join(folder, 'sparekey.yaml'), history: join(folder, 'h.jsonl') }))
    const written = ['sparekey.yaml', 'policies/p.yaml', 'policies/w.yaml', 'escrow/register.yaml', 'escrow/roster.yaml', 'h.jsonl']
    const logFiles = ['logs/1.jsonl', 'logs/2.jsonl', 'logs/1.jsonl.checkpoint', 'logs/2.jsonl.checkpoint', 'keys.txt']
    const kept = ['evidence/members.json', ...logFiles, 't.json', 'd.json', 'd.json.head.json', 'k.json']
    expect([...reads].sort()).toEqual([...written, ...kept].map((path) => join(folder, path)).sort())
  })

  test('may do without waivers', async () => {
    expect(valueIn(await loadFrom(aFolder(configured('waivers: policies/w.yaml\n', '')))).waivers).toEqual([])
  })

  test('does not need its evidence to be there: that is a gap', async () => {
    const { report } = valueIn(await runAudit({ config: join(aFolder(), 'sparekey.yaml'), asOf: AS_OF }))
    expect(report.gaps.map(({ file, reason }) => [file, reason])).toEqual(
      expect.arrayContaining([
        ['evidence/audit.jsonl', 'absent'],
        ['evidence/members.json', 'absent'],
        ['evidence/log.json', 'absent'],
      ]) as unknown,
    )
    expect(report.exitCode).toBe(3)
  })
})

describe('mistakes', () => {
  test('of every file come in one run', async () => {
    const folder = aFolder({
      ...configured('location: vault-hq', 'location: vault-hg'),
      'policies/p.yaml': 'policy: p\ncontrols: []\n',
      'policies/w.yaml': 'waivers: {}\n',
      'escrow/roster.yaml': 'version: 2\n',
    })
    expect(mistakesIn(await loadFrom(folder))).toEqual([
      'sparekey.yaml:7:44 the register has no location vault-hg (did you mean vault-hq?)',
      'policies/p.yaml:1:1 the key title is missing (What stands above the report.)',
      'policies/p.yaml:2:11 at least one entry is needed',
      'policies/w.yaml:1:10 a list is expected, and this is a mapping',
      'escrow/roster.yaml:1:1 the key people is missing (Everybody who holds codes or can open a copy.)',
      'escrow/roster.yaml:1:10 1 is expected',
    ])
  })

  test.each<[string, string, string, string]>([
    ['shape', 'version: 1', 'version: 2', 'sparekey.yaml:1:10 1 is expected'],
    ['syntax', 'sources:', 'x: [\nsources:', 'sparekey.yaml:'],
    ['a repeated key', 'version: 1', 'version: 1\nversion: 1', 'sparekey.yaml:2:1 the key is given twice'],
  ])('of the others come also when the configuration is broken (%s)', async (_, from, to, expected) => {
    const folder = aFolder({
      ...configured(from, to),
      'policies/p.yaml': '',
      'policies/w.yaml': '',
      'escrow/register.yaml': '',
      'escrow/roster.yaml': undefined,
    })
    const told = mistakesIn(await loadFrom(folder))
    expect(told[0]).toContain(expected)
    expect(told).toContainEqual(expect.stringMatching(/^sparekey\.yaml:\d+:9 escrow\/roster\.yaml is not there$/))
    for (const file of ['policies/p.yaml:1:1 a mapping', 'policies/w.yaml:1:1 a mapping', 'escrow/register.yaml:1:1 a mapping']) {
      expect(told).toContainEqual(expect.stringContaining(file))
    }
  })

  test.each<[Paths, string]>([
    ['policies/p.yaml', 'sparekey.yaml:2:9 policies/p.yaml is not there'],
    ['policies/w.yaml', 'sparekey.yaml:3:10 policies/w.yaml is not there'],
    ['escrow/register.yaml', 'sparekey.yaml:4:11 escrow/register.yaml is not there'],
    ['escrow/roster.yaml', 'sparekey.yaml:5:9 escrow/roster.yaml is not there'],
  ])('%s that is not there is told where it is named', async (path, expected) => {
    expect(mistakesIn(await loadFrom(aFolder({ [path]: undefined })))).toEqual([expected])
  })

  test('a second policy that is not there is told at its own place', async () => {
    expect(mistakesIn(await loadFrom(aFolder(configured('policy: policies/p.yaml', 'policy: [policies/p.yaml, q.yaml]'))))).toEqual([
      'sparekey.yaml:2:27 q.yaml is not there',
    ])
  })

  test('no configuration is told with its name', async () => {
    const [told, ...more] = mistakesIn(await loadFrom(tempFolder()))
    expect(told).toMatch(/^sparekey\.yaml .*is not there.*\(name the configuration with --config\)$/)
    expect(more).toEqual([])
    const { mistakes } = (await load({ config: tempFolder() })) as { mistakes: readonly { message: string }[] }
    expect(mistakes).toHaveLength(1)
    expect(mistakes[0]?.message).toContain('is a folder, not a file')
  })

  test('a code in the place of a path is not told, also when the configuration is broken', async () => {
    for (const broken of ['', 'version: 2\n']) {
      const text = `${broken}${CONFIGURATION.replace(broken === '' ? 'x' : 'version: 1\n', '')}`
        .replace('policies/w.yaml', '"73019284"')
        .replace('escrow/roster.yaml', '"3f9a1-7c2e8"')
      const checked = await loadFrom(aFolder({ 'sparekey.yaml': text }))
      expect(mistakesIn(checked).length).toBeGreaterThan(1)
      expect(JSON.stringify(checked)).not.toMatch(/73019284|3f9a1|7c2e8/)
    }
  })
})

describe('a path that leaves the folder of the configuration', () => {
  const beside = (): { folder: string; outside: string } => {
    const outside = tempFolder({
      ...Object.fromEntries(Object.entries(documents).map(([path, text]) => [`conf/${path}`, text])),
      ...Object.fromEntries(Object.entries(documents).map(([path, text]) => [`other/${path}`, text])),
      'other/members.json': [],
      'other/x.jsonl': '{}',
    })
    return { outside, folder: join(outside, 'conf') }
  }

  test.each([
    ['digests: { files: [../other/x.jsonl], public-keys: [keys.json] }', 'cloudtrail', '../other/x.jsonl'],
    ['digests: { files: [digest.json], public-keys: [../other/x.jsonl] }', 'cloudtrail', '../other/x.jsonl'],
    ['password-env: P, key-file: ../other/members.json', 'keepassxc', '../other/members.json'],
  ])('%s of a source is refused where it is named', async (key, type, to) => {
    const { folder } = beside()
    writeFileSync(join(folder, 'sparekey.yaml'), CONFIGURATION.replace('type: vault', `type: ${type}, ${key}`))
    expect(mistakesIn(await loadFrom(folder))).toEqual([expect.stringContaining(`${to} lies outside the folder of the configuration`)])
    expect(await loadFrom(folder, { allowOutside: true })).toHaveProperty('value')
  })

  test.each<[string, string, string]>([
    ['policies/p.yaml', '../other/policies/p.yaml', 'sparekey.yaml:2:9 '],
    ['policies/w.yaml', '../other/policies/w.yaml', 'sparekey.yaml:3:10 '],
    ['escrow/register.yaml', '../other/escrow/register.yaml', 'sparekey.yaml:4:11 '],
    ['escrow/roster.yaml', '../other/escrow/roster.yaml', 'sparekey.yaml:5:9 '],
    ['evidence/audit.jsonl', '../other/x.jsonl', 'sparekey.yaml:7:62 '],
    ['evidence/audit.jsonl', '../other/*.jsonl', 'sparekey.yaml:7:62 '],
    ['evidence/members.json', '../other/members.json', 'sparekey.yaml:12:16 '],
    ['evidence/log.json', 'evidence/../../other/members.json', 'sparekey.yaml:13:29 '],
  ])('%s as %s is refused where it is named, and allowed with allowOutside', async (from, to, place) => {
    const { folder } = beside()
    writeFileSync(join(folder, 'sparekey.yaml'), CONFIGURATION.replace(from, to.includes('*') ? `'${to}'` : to))
    expect(mistakesIn(await loadFrom(folder))).toEqual([`${place}${to} lies outside the folder of the configuration (allow it with --allow-outside)`])
    expect(await loadFrom(folder, { allowOutside: true })).toHaveProperty('value')
  })

  test('by an absolute path', async () => {
    const { folder, outside } = beside()
    const absolute = join(outside, 'other/escrow/register.yaml')
    writeFileSync(join(folder, 'sparekey.yaml'), CONFIGURATION.replace('escrow/register.yaml', absolute))
    const [told] = mistakesIn(await loadFrom(folder))
    expect(told).toMatch(/^sparekey\.yaml:4:11 .* lies outside the folder of the configuration \(allow it with --allow-outside\)$/)
    expect(await loadFrom(folder, { allowOutside: true })).toHaveProperty('value')
  })

  test('by a symbolic link, also one that a glob finds', async () => {
    const { folder, outside } = beside()
    rmSync(join(folder, 'escrow/register.yaml'))
    symlinkSync(join(outside, 'other/escrow/register.yaml'), join(folder, 'escrow/register.yaml'))
    symlinkSync(join(outside, 'other/x.jsonl'), join(folder, 'policies/x.jsonl'))
    writeFileSync(join(folder, 'sparekey.yaml'), CONFIGURATION.replace('evidence/audit.jsonl', `'policies/*.jsonl'`))
    expect(mistakesIn(await loadFrom(folder))).toEqual([
      'sparekey.yaml:4:11 escrow/register.yaml leads outside the folder of the configuration (allow it with --allow-outside)',
      'sparekey.yaml:7:62 policies/x.jsonl leads outside the folder of the configuration (allow it with --allow-outside)',
    ])
    expect(await loadFrom(folder, { allowOutside: true })).toHaveProperty('value')
  })

  test('in what a policy extends', async () => {
    const { folder } = beside()
    const child = 'policy: p\ntitle: T\nextends: [../../other/policies/p.yaml]\ncontrols:\n  - { id: B, title: T, rule: over-age, severity: high }\n'
    writeFileSync(join(folder, 'policies/p.yaml'), child)
    expect(mistakesIn(await loadFrom(folder))).toEqual([
      'policies/p.yaml:3:11 ../other/policies/p.yaml lies outside the folder of the configuration (allow it with --allow-outside)',
    ])
    expect(valueIn(await loadFrom(folder, { allowOutside: true })).policy.controls.map(({ id }) => id)).toEqual(['A', 'B'])
  })

  test('is allowed for the policy that is given by hand', async () => {
    const { folder, outside } = beside()
    writeFileSync(join(outside, 'mine.yaml'), documents['policies/p.yaml'].replace('id: A', 'id: MINE'))
    expect(valueIn(await loadFrom(folder, { policy: join(outside, 'mine.yaml') })).policy.controls.map(({ id }) => id)).toEqual(['MINE'])
  })
})

describe('what is no file', () => {
  test('is refused where it is named', async () => {
    const folder = aFolder({
      'sparekey.yaml': CONFIGURATION.replace('policies/w.yaml', 'policies').replace('evidence/audit.jsonl', 'pipe').replace('evidence/members.json', 'escrow'),
    })
    execFileSync('/usr/bin/mkfifo', [join(folder, 'pipe')])
    expect(mistakesIn(await loadFrom(folder))).toEqual([
      'sparekey.yaml:3:10 policies is a folder, not a file',
      'sparekey.yaml:7:62 pipe is no plain file',
      'sparekey.yaml:12:16 escrow is a folder, not a file',
    ])
  })
})

describe('the example organisation', () => {
  const ACME = 'examples/acme'
  const auditAt = async (folder: string): Promise<Report> => valueIn(await runAudit({ config: join(folder, 'sparekey.yaml'), asOf: AS_OF })).report

  interface Expected {
    readonly exitCode: number
    readonly findings: readonly { control: string; rule: string; subject: string; outcome: string; standing: string }[]
  }

  test('has the findings that it must have, and no other', async () => {
    const expected = JSON.parse(readFileSync(join(ACME, 'expected-first.json'), 'utf8')) as Expected
    const report = await auditAt(ACME)
    const told = report.findings.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown')
    const inOrder = (findings: Expected['findings']): string[] =>
      findings.map(({ control, rule, subject, outcome, standing }) => [control, rule, subject, outcome, standing].join(' ')).sort()
    expect(inOrder(told)).toEqual(inOrder(expected.findings))
    expect(report.exitCode).toBe(expected.exitCode)
  })

  test('gives the same report with its register in JSON lines', async () => {
    const folder = tempFolder()
    cpSync(ACME, folder, { recursive: true })
    const register = parse(readFileSync(join(ACME, 'escrow/register.yaml'), 'utf8')) as Record<'services' | 'locations' | 'code-sets', readonly unknown[]>
    const lines = [...register.services, ...register.locations, ...register['code-sets']].map((entry) => JSON.stringify(entry))
    writeFileSync(join(folder, 'escrow/register.jsonl'), `${lines.join('\n')}\n`)
    writeFileSync(join(folder, 'sparekey.yaml'), readFileSync(join(ACME, 'sparekey.yaml'), 'utf8').replace('escrow/register.yaml', 'escrow/register.jsonl'))

    /** The report without where the register lies: its file, its lines, its hash, and the hash of the configuration that names it. */
    const withoutPlace = (report: unknown): unknown =>
      JSON.parse(JSON.stringify(report), (key, value: unknown) => {
        const { source, file } = (typeof value === 'object' && value !== null ? value : {}) as { source?: unknown; file?: unknown }
        if (key === 'fingerprint') return undefined
        if (
          source === 'register' ||
          (key !== '' && ['register', 'configuration'].includes(String((value as { id?: unknown } | null)?.id))) ||
          (typeof file === 'string' && (file.startsWith('escrow/register') || file === 'sparekey.yaml'))
        )
          return { ...(value as object), file: undefined, line: undefined, sha256: undefined }
        return value
      })
    const sorted = (report: unknown): unknown =>
      JSON.parse(
        JSON.stringify(report, (_, value: unknown) =>
          Array.isArray(value) ? [...(value as unknown[])].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : value,
        ),
      )
    const whole = (report: Report): unknown => ({ ...report, findings: [...everyFinding(report)] })
    const inLines = await auditAt(folder)
    expect(inLines.findings.length).toBeGreaterThan(20)
    expect(sorted(withoutPlace(whole(inLines)))).toEqual(sorted(withoutPlace(whole(await auditAt(ACME)))))
  })
})
