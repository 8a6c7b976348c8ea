/** What init writes is right as it is, and its examples are right once they are no comments any more. */
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { loadRegister } from '../../src/collectors/register/register.ts'
import { loadRoster } from '../../src/collectors/roster/roster.ts'
import { openFolder } from '../../src/files.ts'
import type { Checked } from '../../src/model/mistake.ts'
import { loadConfiguration } from '../../src/policy/load-configuration.ts'
import { loadPolicy } from '../../src/policy/load-policy.ts'
import { type Starter, starterFiles } from '../../src/starter/files.ts'
import { aContext } from '../support/collecting.ts'
import { valueIn } from '../support/mistakes.ts'

const none: Starter = { policy: 'sparekey:organization', githubOrganizations: [], awsAccounts: [], googleCustomers: [] }
const all: Starter = {
  policy: 'sparekey:first',
  githubOrganizations: ['acme', 'acme-labs'],
  awsAccounts: ['111122223333'],
  googleCustomers: ['my_customer'],
  vault: "evidence/it's *.jsonl",
  bitwarden: 'events.json',
  custody: '[safe].csv',
  workflow: '1.2.3',
}

const textOf = (starter: Starter, path: string): string => starterFiles(starter).find((file) => file.path === path)!.text

/** The examples in the place of the empty lists. */
const uncommented = (text: string): string =>
  text.replaceAll(/^([a-z-]+): \[\]\n((?:#  .*\n)+)/gm, (_, key: string, lines: string) => `${key}:\n${lines.replaceAll(/^#/gm, '')}`)

const load = (path: string, text: string): Checked<unknown> | Promise<Checked<unknown>> => {
  const file = { file: path, sha256: '', bytes: Buffer.from(text) }
  if (path === 'sparekey.yaml') {
    const { mistakes, configuration } = loadConfiguration(file)
    return configuration === undefined ? { mistakes } : { value: configuration }
  }
  if (path.endsWith('register.yaml')) return loadRegister(file)
  if (path.endsWith('roster.yaml')) return loadRoster(file)
  return loadPolicy({ files: aContext({ [path]: text }).files, shipped: openFolder('policies', false) }, [
    { path, named: (message) => ({ file: path, message }) },
  ])
}

const PATHS = ['sparekey.yaml', 'policies/backup-codes.yaml', 'escrow/register.yaml', 'escrow/roster.yaml']

describe.each([
  ['with nothing said', none],
  ['with everything said', all],
])('%s', (_, starter) => {
  test.each(PATHS)('%s is right', async (path) => {
    valueIn(await load(path, textOf(starter, path)))
  })

  test.each(PATHS.filter((path) => !path.startsWith('policies')))('the examples in %s are right', async (path) => {
    const text = textOf(starter, path)
    const locations = starter === all ? text.replace('locations:\n', 'locations:\n  - { id: hq-safe, kind: safe }\n') : text
    valueIn(await load(path, uncommented(locations)))
  })

  test('the adjustments that the policy suggests are right', async () => {
    const text = textOf(starter, 'policies/backup-codes.yaml').replaceAll(/^# (adjust:| {2}- )/gm, '$1')
    expect(text).toContain('\nadjust:\n  - ')
    valueIn(await load('policies/backup-codes.yaml', text))
  })
})

test('nothing that nobody said stands in the register: what is not known stays unknown', () => {
  expect(textOf(all, 'escrow/register.yaml')).not.toMatch(/^[^#]*(encrypted|site|administrators)/m)
})

describe('the workflow', () => {
  const text = textOf(all, '.github/workflows/sparekey.yml')

  test('may read and no more, but for the sign-in to AWS, and runs no code of strangers', () => {
    const workflow = parse(text) as {
      on: object
      permissions: object
      jobs: { audit: { permissions: object; steps: readonly { uses?: string; run?: string }[] } }
    }
    expect(Object.keys(workflow.on)).toEqual(['schedule', 'workflow_dispatch'])
    expect(workflow.permissions).toEqual({})
    expect(workflow.jobs.audit.permissions).toEqual({ contents: 'read', 'id-token': 'write' })
    expect(textOf({ ...all, awsAccounts: [] }, '.github/workflows/sparekey.yml')).not.toContain('id-token')
    for (const { uses } of workflow.jobs.audit.steps) expect(uses ?? '@'.padEnd(41, 'a')).toMatch(/@[0-9a-f]{40}$/)
    expect(text).toContain('npx --yes sparekey@1.2.3 audit')
  })

  test('uses the action where one is named, with the one permission more that its issue needs', () => {
    const action = `acme/sparekey@${'a'.repeat(40)}`
    const withAction = parse(textOf({ ...all, action }, '.github/workflows/sparekey.yml')) as {
      jobs: { audit: { permissions: object; steps: readonly { uses?: string; run?: string; with?: object; env?: object }[] } }
    }
    const { permissions, steps } = withAction.jobs.audit
    expect(permissions).toEqual({ contents: 'read', issues: 'write', 'id-token': 'write' })
    expect(steps.at(-1)).toMatchObject({ uses: action, with: { 'tracking-issue': true }, env: { AWS_REGION: 'us-east-1' } })
    expect(JSON.stringify(steps)).not.toContain('npx')
    expect(text).not.toContain('issues: write')
  })

  test('is not there when nobody wants it', () => {
    expect(starterFiles(none).map(({ path }) => path)).toEqual(PATHS)
  })
})
