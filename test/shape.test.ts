/** Whoever adds one of a kind adds four things: the file, the line in the index, the test, the page. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { collectors } from '../src/collectors/index.ts'
import { loadReporter } from '../src/outputs.ts'
import { reporters } from '../src/reporters/index.ts'
import { rules } from '../src/rules/index.ts'

/** The names of the files in a folder, without the ending that they must have. */
const names = (folder: string, ending: string, apart: readonly string[] = []): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map(({ name }) => name.slice(0, -ending.length))
    .filter((name) => !apart.includes(name))
    .sort()

describe('reporters', () => {
  const ids = [...reporters.keys()].sort()

  test('every reporter has one file and one line in the index', () => {
    // What the reporters share.
    expect(
      names('src/reporters', '.ts', [
        'index',
        'anchor',
        'escape',
        'handlebars',
        'lines',
        'pieces',
        'requirements',
        'rotations',
        'sections',
        'table',
        'tree',
        'trend',
        'wording',
      ]),
    ).toEqual(ids)
  })

  test('every reporter can be loaded alone, and nothing else', async () => {
    for (const [id, reporter] of reporters) expect(await loadReporter(id)).toBe(reporter)
    expect(await loadReporter('pieces')).toBeUndefined()
  })

  test('every reporter has one test', () => {
    expect(names('test/reporters', '.test.ts', ['anchor', 'escape', 'pieces', 'requirements', 'rotations', 'sections', 'trend', 'wording'])).toEqual(ids)
  })

  test('every reporter has one page', () => {
    // A template is a reporter that the user brings.
    expect(names('docs/reporters', '.md', ['template'])).toEqual(ids)
  })
})

describe('rules', () => {
  const ids = rules.map(({ id }) => id).sort()

  test('every rule has one file and one line in the index', () => {
    expect(names('src/rules', '.ts', ['index'])).toEqual(ids)
  })

  test('every rule has one test', () => {
    expect(names('test/rules', '.test.ts')).toEqual(ids)
  })

  test('every rule has one page', () => {
    expect(names('docs/rules', '.md', ['README'])).toEqual(ids)
  })

  test('every rule can be named in a policy, with parameters of its own, and no other can', () => {
    const { $defs } = JSON.parse(readFileSync('schemas/policy.schema.json', 'utf8')) as {
      $defs: {
        control: {
          properties: { rule: { enum: string[] } }
          allOf: { if: { properties: { rule: { const: string } } }; then: { properties: { params: { $ref: string } } } }[]
        }
      }
    }
    const { properties, allOf } = $defs.control
    expect([...properties.rule.enum].sort()).toEqual(ids)
    expect(allOf.map((one) => [one.if.properties.rule.const, one.then.properties.params.$ref]).sort()).toEqual(ids.map((id) => [id, `#/$defs/${id}`]))
  })
})

describe('collectors', () => {
  const types = Object.keys(collectors).sort()

  test('every collector has one file and one line in the index, under its type', () => {
    const folders = readdirSync('src/collectors').filter((name) => existsSync(`src/collectors/${name}/collector.ts`))
    expect(folders.sort()).toEqual(types)
    expect(Object.entries(collectors).filter(([type, collector]) => collector.type !== type)).toEqual([])
  })

  test('every collector has one test', () => {
    const tests = names('test/collectors', '.test.ts')
    expect(types.filter((type) => !tests.includes(type))).toEqual([])
  })

  test('every collector has one page', () => {
    expect(names('docs/collectors', '.md', ['README'])).toEqual(types)
  })

  test('every collector can be named in a configuration, and no other can', () => {
    const { $defs } = JSON.parse(readFileSync('schemas/configuration.schema.json', 'utf8')) as {
      $defs: Readonly<Record<string, { properties?: { type?: { const?: string } } }>>
    }
    const named = Object.values($defs).flatMap(({ properties }) => (properties?.type?.const === undefined ? [] : [properties.type.const]))
    expect(named.sort()).toEqual(types)
  })
})
