/** The published JSON Schema of OSCAL 1.2.1 assessment results judges our OSCAL files. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, test } from 'vitest'
import { needing } from './parts.ts'
import { type Name, names, tellAll } from './told-formats.ts'

const parts = needing('published', 'packages')

describe('OSCAL 1.2.1 assessment results', () => {
  let documents: Readonly<Record<Name, string>>
  let complaints: (text: string) => readonly string[]
  beforeAll(async () => {
    if (!parts.areThere) return
    documents = await tellAll('oscal')
    const { default: addFormats } = createRequire(join(parts.at('packages'), 'judges.js'))('ajv-formats') as { default: (ajv: object) => void }
    const ajv = new Ajv({ strict: false, allErrors: true })
    addFormats(ajv)
    const validate = ajv.compile(JSON.parse(readFileSync(join(parts.at('published'), 'oscal', 'assessment-results.schema.json'), 'utf8')) as object)
    complaints = (text) => (validate(JSON.parse(text)) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`))
  })

  test.each(names)('takes %s', (name) => {
    expect(complaints(documents[name])).toEqual([])
  })

  test.each([
    ['a UUID of another version', /"uuid": "(.{14})5/, '"uuid": "$11'],
    ['a state that there is not', /"state": "not-satisfied"/, '"state": "unknown"'],
    ['an observation without a method', /"methods": \[[^\]]*\],/, ''],
    ['a title of two lines', /"title": "/, '"title": "one\\ntwo'],
    ['an empty list', /"observations": \[\n[^]*\n {8}\],\n {8}"local-definitions"/, '"observations": [],\n"local-definitions"'],
    ['a value that begins with a blank', /"value": "/, '"value": " '],
  ])('control: %s is refused', (_, pattern, by) => {
    const text = documents['examples/acme']
    const bent = text.replace(pattern, by)
    expect(bent).not.toBe(text)
    expect(complaints(bent)).not.toEqual([])
  })
})
