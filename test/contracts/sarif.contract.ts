/** The SARIF schema, and Microsoft's own validator with the rules of SARIF and of GitHub code scanning, judge our SARIF files. */
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { tempFolder } from '../support/temp-folder.ts'
import { needing } from './parts.ts'
import { type Name, names, tellAll } from './told-formats.ts'

const parts = needing('packages')
const run = promisify(execFile)

/** The project has no address of its own yet that a tool could name. */
const KNOWN = new Set(['SARIF2005 Warning_ProvideToolnformationUri'])

interface Judgement {
  readonly runs: readonly { readonly results?: readonly { readonly ruleId: string; readonly message: { readonly id: string } }[] }[]
}

let documents: Readonly<Record<Name, string>>
let bySchema: (text: string) => readonly string[]
const multitool = (): string => join(parts.at('packages'), '@microsoft/sarif-multitool-linux')

beforeAll(async () => {
  if (!parts.areThere) return
  documents = await tellAll('sarif')
  const load = createRequire(join(parts.at('packages'), 'judges.js'))
  const { default: addFormats } = load('ajv-formats') as { default: (ajv: object) => void }
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats(ajv)
  const validate = ajv.compile(JSON.parse(readFileSync(join(multitool(), 'sarif-2.1.0.json'), 'utf8').replace(/^\u{feff}/u, '')) as object)
  bySchema = (text) => (validate(JSON.parse(text)) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`))
})

const byMultitool = async (text: string): Promise<readonly string[]> => {
  const folder = tempFolder()
  const [file, output] = [join(folder, 'report.sarif'), join(folder, 'judgement.sarif')]
  writeFileSync(file, text)
  const program = join(multitool(), 'Sarif.Multitool')
  chmodSync(program, 0o755)
  // It ends well whatever it finds: only what it writes counts.
  await run(program, ['validate', file, '--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning', '--output', output, '--log', 'ForceOverwrite'], {
    env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
  })
  if (!existsSync(output)) throw new Error('the validator wrote no judgement')
  const judgement = JSON.parse(readFileSync(output, 'utf8').replace(/^\u{feff}/u, '')) as Judgement
  return judgement.runs
    .flatMap(({ results = [] }) => results.map(({ ruleId, message }) => `${ruleId} ${message.id}`))
    .filter((complaint) => !KNOWN.has(complaint))
}

/** The same file with something else in it. */
const bent = (name: Name, pattern: RegExp, by: string): string => {
  const text = documents[name].replace(pattern, by)
  expect(text).not.toBe(documents[name])
  return text
}

describe('the SARIF schema', () => {
  test.each(names)('takes %s', (name) => {
    expect(bySchema(documents[name])).toEqual([])
  })

  test.each([
    ['a level that there is not', /"level": "error"/, '"level": "fatal"'],
    ['a kind that there is not', /"kind": "open"/, '"kind": "unknown"'],
    ['a line 0', /"startLine": \d+/, '"startLine": 0'],
  ])('control: %s is refused', (_, pattern, by) => {
    expect(bySchema(bent('examples/acme', pattern, by))).not.toEqual([])
  })
})

describe('Sarif.Multitool, with the rules of SARIF and of GitHub', () => {
  test.each(names)('takes %s', async (name) => {
    expect(await byMultitool(documents[name])).toEqual([])
  })

  test.each([
    ['a result without a place', /"locations": \[[^]*?\n {10}\]/, '"locations": []'],
    ['a result of a rule that there is not', /"ruleIndex": \d+/, '"ruleIndex": 99'],
    ['a place that is no URI', /"uri": "/, '"uri": "a\\\\b '],
    ['a rule without help', /"help": \{[^}]*\},/, ''],
  ])('control: %s is refused', async (_, pattern, by) => {
    expect(await byMultitool(bent('examples/acme', pattern, by))).not.toEqual([])
  })
})
