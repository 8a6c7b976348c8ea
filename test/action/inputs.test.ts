import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readInputs } from '../../src/action/inputs.ts'
import { reporters } from '../../src/index.ts'
import { parseInstant } from '../../src/model/time.ts'

const reading = (said: Readonly<Record<string, string>>): ReturnType<typeof readInputs> => readInputs((name) => said[name] ?? '')

const NOTHING = { config: 'sparekey.yaml', allowIncomplete: false, trackingIssue: false, label: 'sparekey', token: '' }

test('what is not said is left to the configuration', () => {
  expect(reading({})).toEqual({ inputs: NOTHING })
})

test('every input is read', () => {
  const said = {
    config: 'audit/sparekey.yaml',
    inventory: 'inventory.json',
    baseline: 'last.json',
    'as-of': '2026-11-23T00:00:00Z',
    'fail-on': 'high',
    'allow-incomplete': 'true',
    reports: '\n  text\n\n  junit=out/audit.xml\n',
    'tracking-issue': 'true',
    'issue-label': 'backup codes',
    'github-token': 'made-up-token',
  }
  expect(reading(said)).toEqual({
    inputs: {
      config: 'audit/sparekey.yaml',
      inventory: 'inventory.json',
      baseline: 'last.json',
      asOf: parseInstant('2026-11-23T00:00:00Z'),
      failOn: 'high',
      allowIncomplete: true,
      reports: [{ format: 'text' }, { format: 'junit', path: 'out/audit.xml' }],
      trackingIssue: true,
      label: 'backup codes',
      token: 'made-up-token',
    },
  })
})

test.each([
  [{ 'as-of': '2026-11-23' }, 'as-of: a time with an offset, such as 2026-11-23T00:00:00Z, is expected'],
  [{ 'as-of': '2026-02-30T00:00:00Z' }, 'as-of: a time with an offset, such as 2026-11-23T00:00:00Z, is expected'],
  [{ 'fail-on': 'hgih' }, 'fail-on: one of critical, high, medium, low, info is expected; did you mean high?'],
  [{ 'allow-incomplete': 'yes' }, 'allow-incomplete: true or false is expected'],
  [{ 'tracking-issue': 'on' }, 'tracking-issue: true or false is expected'],
  [{ 'tracking-issue': 'true' }, 'github-token: the tracking issue is kept with a token, and none is given'],
  [{ 'issue-label': 'a,b' }, 'issue-label: the name of a label is expected: up to 50 characters, and no comma'],
  [{ reports: 'audit.xml' }, 'reports: there is no report format audit.xml; did you mean junit=audit.xml?'],
  [{ reports: 'json=a\nmarkdown=./a' }, 'reports: ./a is written twice; give each report a file of its own'],
])('%j: %s', (said, flaw) => {
  expect(reading(said)).toEqual({ flaws: [flaw] })
})

test('every flaw is told at once', () => {
  const read = reading({ 'as-of': 'today', 'fail-on': 'all', reports: 'pdf\nword' })
  expect('flaws' in read && read.flaws.map((flaw) => flaw.split(':')[0])).toEqual(['as-of', 'fail-on', 'reports', 'reports'])
})

interface Declared {
  readonly inputs: Readonly<Record<string, { default?: string }>>
  readonly outputs: Readonly<Record<string, object>>
  readonly runs: { readonly using: string }
}
const declared = parse(readFileSync('action.yml', 'utf8')) as Declared

test('action.yml declares the inputs that are read, and none has a default that goes over the configuration', () => {
  const asked = new Set<string>()
  readInputs((name) => {
    asked.add(name)
    return ''
  })
  expect(Object.keys(declared.inputs).sort()).toEqual([...asked].sort())
  expect(Object.entries(declared.inputs).filter(([, input]) => input.default !== undefined)).toEqual([
    ['github-token', expect.objectContaining({ default: '${{ github.token }}' })],
  ])
  expect(declared.runs.using).toBe('node24')
})

test('action.yml declares an output for every format of a report', () => {
  const formats = Object.keys(declared.outputs).flatMap((name) => (name.startsWith('report-') ? [name.slice('report-'.length)] : []))
  expect(formats.sort()).toEqual([...reporters.keys()].sort())
})
