/** The YAML language server of editors judges the published schemas: what it offers, shows and finds wrong in each kind of file. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { globSync } from 'tinyglobby'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { starterFiles } from '../../src/starter/files.ts'
import { type Diagnostic, type Editor, startLanguageServer } from './language-server.ts'
import { needing } from './parts.ts'

const parts = needing('packages')

let editor: Editor
beforeAll(async () => {
  if (parts.areThere)
    editor = await startLanguageServer(join(parts.at('packages'), 'yaml-language-server/bin/yaml-language-server'), pathToFileURL(resolve('.')).href)
})
afterAll(async () => {
  if (parts.areThere) await editor.close()
})

const uriOf = (name: string): string => pathToFileURL(resolve(name)).href

let opened = 0
/** A text of a kind, as if it lay in the repository; `|` is where the cursor stands. */
const open = async (kind: string, marked: string) => {
  const text = `# yaml-language-server: $schema=${resolve('schemas')}/${kind}.schema.json\n${marked}`
  const cursor = text.lastIndexOf('|')
  const plain = cursor === -1 ? text : text.slice(0, cursor) + text.slice(cursor + 1)
  const before = text.slice(0, cursor).split('\n')
  opened += 1
  const uri = uriOf(`open-${String(opened)}.yaml`)
  const found = await editor.open(uri, plain)
  return { uri, found, line: before.length - 1, character: before.at(-1)!.length }
}

const offered = async (kind: string, marked: string): Promise<readonly string[]> => {
  const { uri, line, character } = await open(kind, marked)
  return editor.complete(uri, line, character)
}

const shown = async (kind: string, marked: string): Promise<string> => {
  const { uri, line, character } = await open(kind, marked)
  return editor.hover(uri, line, character)
}

/** LINE:COLUMN, 1-based as editors show them, without the line that names the schema. */
const placeOf = ({ range: { start } }: Diagnostic): string => `${String(start.line)}:${String(start.character + 1)}`

const control = 'policy: p\ntitle: P\ncontrols:\n  - id: A\n    title: A\n    rule: over-age\n    severity: high\n'
const configuration = 'version: 1\npolicy: p.yaml\nregister: r.yaml\nroster: o.yaml\nsources: []\n'
const register = 'version: 1\nlocations:\n  - id: safe\n    kind: safe\ncode-sets:\n  - account: github:ada\n    status: active\n'
const roster = 'version: 1\npeople:\n  - id: ada\n'
const waivers =
  'waivers:\n  - id: W\n    control: A\n    subject: github:ada\n    reason: x\n    owner: a\n    approved-by: b\n    created: 2026-10-01\n    expires: 2026-12-31\n'

describe('completion offers', () => {
  test.each([
    ['configuration', 'the keys', '|', ['version', 'policy', 'waivers', 'register', 'roster', 'sources', 'max-evidence-age', 'reports', 'fail-on']],
    ['configuration', 'severities', `${configuration}fail-on: |`, ['critical', 'high', 'medium', 'low', 'info']],
    ['policy', 'the keys', '|', ['policy', 'title', 'extends', 'roles', 'controls', 'adjust']],
    ['policy', 'the keys of a control', `${control}    |`, ['params', 'select', 'overrides', 'allow-empty', 'references']],
    ['policy', 'rules', 'policy: p\ntitle: P\ncontrols:\n  - rule: |', ['over-age', 'rotation-due', 'mfa-missing', 'log-tampered']],
    ['policy', 'the parameters of the rule', `${control}    params:\n      |`, ['interval']],
    [
      'policy',
      'the parameters of an adjustment',
      'policy: p\ntitle: P\nextends: []\nadjust:\n  - control: A\n    params:\n      |',
      ['interval', 'minimum', 'grace'],
    ],
    ['policy', 'the shipped policies', 'policy: p\ntitle: P\nextends:\n  - |', ['sparekey:first', 'sparekey:organization']],
    ['register', 'kinds of location', 'version: 1\nlocations:\n  - kind: |', ['vault', 'password-manager', 'safe', 'paper']],
    ['register', 'what a code set may be', 'version: 1\ncode-sets:\n  - status: |', ['active', 'spent', 'lost', 'compromised', 'revoked']],
    ['roster', 'the keys of a person', `${roster}    |`, ['identities', 'roles', 'left']],
    ['waivers', 'the keys of a waiver', 'waivers:\n  - id: W\n    |', ['control', 'subject', 'reason', 'owner', 'approved-by', 'created', 'expires']],
  ] as const)('%s: %s', async (kind, _, text, labels) => {
    expect(await offered(kind, text)).toEqual(expect.arrayContaining([...labels]))
  })
})

describe('hover shows what a key means', () => {
  test.each([
    ['configuration', `${configuration}max-evidence-|age: 7d`, 'Older collections make their facts unknown'],
    ['policy', control.replace('severity', 'sever|ity'), 'How serious a failure is'],
    ['policy', `${control}    params:\n      inter|val: 30d\n`, 'How old codes may become'],
    ['policy', 'policy: p\ntitle: P\nextends: []\nadjust:\n  - control: A\n    disab|led: x\n', 'Why the control is not judged'],
    ['register', register.replace('status', 'sta|tus'), 'current'],
    ['register', register.replace('kind', 'ki|nd'), 'What kind of place'],
    ['roster', `${roster}    le|ft: 2026-08-31\n`, 'No longer with the organisation'],
    ['waivers', waivers.replace('expires', 'expi|res'), 'The last day on which it holds'],
  ] as const)('%s: %s', async (kind, text, words) => {
    expect(await shown(kind, text)).toContain(words)
  })
})

describe('what is wrong is marked where it stands', () => {
  test.each([
    ['configuration', 'a key', `${configuration}fail-onn: high\n`, '6:1'],
    ['configuration', 'a value', `${configuration}fail-on: hihg\n`, '6:10'],
    ['policy', 'a key', control.replace('severity', 'sevrity'), '7:5'],
    ['policy', 'a value', control.replace('over-age', 'over-old'), '6:11'],
    ['policy', 'a parameter of another rule', `${control}    params: { grace: 1d }\n`, '8:15'],
    ['register', 'a key', register.replace('status', 'state'), '7:5'],
    ['register', 'a value', register.replace('kind: safe', 'kind: box'), '4:11'],
    ['roster', 'a key', `${roster}    lft: 2026-08-31\n`, '4:5'],
    ['roster', 'a value', roster.replace('version: 1', 'version: 2'), '1:10'],
    ['waivers', 'a key', waivers.replace('approved-by', 'approver'), '7:5'],
    ['waivers', 'a value', waivers.replace('id: W', 'id: ""'), '2:9'],
  ] as const)('%s: %s', async (kind, _, text, place) => {
    expect((await open(kind, text)).found.map(placeOf)).toContain(place)
  })

  test.each([
    ['configuration', configuration],
    ['policy', control],
    ['register', register],
    ['roster', roster],
    ['waivers', waivers],
  ] as const)('control: a right %s has no mark', async (kind, text) => {
    expect((await open(kind, text)).found).toEqual([])
  })
})

describe('of the files that there are', () => {
  test.each(globSync(['policies/*.yaml', 'examples/acme/**/*.yaml'], { ignore: ['**/tests/**'] }).sort())(
    '%s has no mark, and its schema is found',
    async (file) => {
      const uri = uriOf(file)
      const text = readFileSync(file, 'utf8')
      expect(await editor.open(uri, text)).toEqual([])
      const first = text.split('\n').findIndex((line) => /^[a-z]/.test(line))
      expect(await editor.hover(uri, first, 1)).not.toBe('')
    },
  )

  const starter = { policy: 'sparekey:organization', githubOrganizations: ['acme'], awsAccounts: ['111122223333'], googleCustomers: ['C01'], vault: '*.jsonl' }
  test.each(starterFiles(starter).map(({ path, text }) => [path, text] as const))('%s, as init writes it, has no mark', async (path, text) => {
    // The schemas that init puts beside it are those of this repository.
    const named = text.replace(/\$schema=\S*\/([a-z]+\.schema\.json)/, (_, name: string) => `$schema=${resolve('schemas', name)}`)
    expect(await editor.open(uriOf(`begun/${path}`), named)).toEqual([])
  })
})
