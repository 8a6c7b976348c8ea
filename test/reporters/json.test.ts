import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { everyFinding } from '../../src/model/finding-order.ts'
import { jsonText } from '../../src/model/json-text.ts'
import json from '../../src/reporters/json.ts'
import { accesses, aQuietReport, aReport, codeSets } from '../support/a-report.ts'
import { told } from '../support/told.ts'

const schema = JSON.parse(readFileSync('schemas/report.schema.json', 'utf8')) as object
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema)

test('is the report as it stood', async () => {
  await expect(told(json, aReport())).toMatchFileSnapshot('../golden/report.json')
})

test('is the whole report, indented by two blanks', () => {
  const report = aReport()
  const findings = [...everyFinding(report)]
  expect(told(json, report, { all: true })).toBe(`${jsonText({ ...report, findings, codeSets }, 2)}\n`)
  expect(told(json, { ...report, findings: [] })).toBe(`${jsonText({ ...report, findings: [], codeSets: undefined, accesses: undefined }, 2)}\n`)
})

test('is not confused by a title that looks like its own marks', () => {
  const report = aReport()
  const odd = { ...report, policy: { ...report.policy, title: '…\n  "findings": []' } }
  expect(told(json, odd)).toBe(`${jsonText({ ...odd, codeSets: undefined, accesses: undefined }, 2)}\n`)
})

test('obeys the published schema', () => {
  for (const report of [aReport(), aQuietReport()]) {
    for (const all of [true, false]) {
      validate(JSON.parse(told(json, report, { all })))
      expect(validate.errors).toBeNull()
    }
  }
  expect(validate({ ...aReport(), exitCode: 2 })).toBe(false)
})

test('tells fails and unknowns whatever their standing, and the rest when asked', () => {
  const outcomes = (all: boolean): readonly string[] => {
    const { findings } = JSON.parse(told(json, aReport(), { all })) as { findings: { outcome: string; standing: string }[] }
    return [...new Set(findings.map(({ outcome, standing }) => `${outcome} ${standing}`))].sort()
  }
  expect(outcomes(false)).toEqual(['fail known', 'fail open', 'fail waived', 'unknown open'])
  expect(outcomes(true)).toEqual(['fail known', 'fail open', 'fail waived', 'not-applicable open', 'pass open', 'unknown open'])
})

test('tells the code sets and the accesses with --all', () => {
  expect(JSON.parse(told(json, aReport()))).not.toHaveProperty('codeSets')
  expect(JSON.parse(told(json, aReport()))).not.toHaveProperty('accesses')
  expect(JSON.parse(told(json, aReport(), { all: true }))).toHaveProperty('codeSets', JSON.parse(jsonText(codeSets)))
  expect(JSON.parse(told(json, aReport(), { all: true }))).toHaveProperty('accesses', JSON.parse(jsonText(accesses)))
})

test('gives a finding a piece', () => {
  const pieces = [...json(aReport(), { all: true, colour: false })]
  expect(pieces.filter((piece) => piece.includes('"fingerprint": '))).toHaveLength([...everyFinding(aReport())].length)
  expect(pieces.filter((piece) => (piece.match(/"fingerprint": /g) ?? []).length > 1)).toEqual([])
})
