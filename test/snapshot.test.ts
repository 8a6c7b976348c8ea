/** An inventory as a file: the same inventory when it is read again, and no other file is one. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { collect } from '../src/collectors/collect.ts'
import { formats } from '../src/model/formats.ts'
import type { Inventory } from '../src/model/inventory.ts'
import { readSnapshot, writeSnapshot } from '../src/snapshot.ts'
import { ACME, AS_OF, openAcme } from './support/acme.ts'
import { inventories } from './support/arbitraries.ts'
import { aLive } from './support/live.ts'
import { memoryFiles, readFolder } from './support/memory-files.ts'

const textOf = (inventory: Inventory): string => [...writeSnapshot(inventory)].join('')

const read = (text: string) => readSnapshot({ file: 'inventory.json', sha256: createHash('sha256').update(text).digest('hex'), bytes: Buffer.from(text) })

const messageOf = (text: string): string | undefined => {
  const checked = read(text)
  return 'mistakes' in checked ? checked.mistakes[0]?.message : undefined
}

let acme: Inventory

beforeAll(async () => {
  const { configuration, declared } = (await openAcme()).loaded
  acme = await collect(configuration.sources, declared, { files: memoryFiles(readFolder(ACME)), asOf: AS_OF, live: aLive() })
})

test('that of the example organisation is read as it was written', () => {
  expect(read(textOf(acme))).toEqual({
    value: { ...acme, facts: { ...acme.facts, codeSets: [...acme.facts.codeSets], escrowEvents: [...acme.facts.escrowEvents] } },
  })
})

test('that of any organisation is', () => {
  fc.assert(
    fc.property(inventories, (inventory) => {
      expect(JSON.stringify(read(textOf(inventory)))).toBe(JSON.stringify({ value: inventory }))
    }),
    { numRuns: 200 },
  )
})

test('its schema accepts it', () => {
  const ajv = new Ajv2020({ strict: false, formats })
  for (const name of ['common', 'report', 'inventory']) {
    ajv.addSchema(JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8')) as object, `${name}.schema.json`)
  }
  const validate = ajv.getSchema('inventory.schema.json')!
  expect([validate(JSON.parse(textOf(acme))), validate.errors]).toEqual([true, null])
})

test('has one record a line, and its times as people write them', () => {
  const lines = textOf(acme).split('\n')
  expect(lines.filter((line) => line.includes('"id":"github:ada"'))).toHaveLength(1)
  expect(lines.find((line) => line.includes('"account":"github:ada"') && line.includes('"copies"'))).toContain('"generated":"20')
})

describe('no inventory', () => {
  test.each<[string, () => string, string]>([
    ['is an empty file', () => '', 'it is no inventory: not valid JSON'],
    ['is a web page', () => '<!doctype html>', 'it is no inventory: a web page, not JSON'],
    ['is another document', () => '{"members": []}', 'it is no inventory'],
    ['is a list', () => '[]', 'it is no inventory'],
    ['is a report', () => '{"schema": "sparekey-report/1"}', 'it is a report, not an inventory'],
    ['is one of another version', () => textOf(acme).replace('inventory/1', 'inventory/2'), 'it is no inventory'],
    ['is a file that was cut', () => textOf(acme).slice(0, -100), 'it is no inventory: not valid JSON'],
    [
      'is one in which a verdict was made better',
      () => textOf(acme).replace('"not-enrolled"', '"enrolled"'),
      'it was cut or changed after it was collected: its digest does not fit',
    ],
    [
      'is one that lost an account',
      () => textOf(acme).replace(/\n +\{"id":"aws:[^\n]*\n/, '\n'),
      'it was cut or changed after it was collected: its digest does not fit',
    ],
  ])('%s', (_, text, message) => {
    expect(messageOf(text())).toBe(message)
  })

  test('is one with a digest that fits and shapes that do not', () => {
    const forged = textOf({
      ...acme,
      facts: { ...acme.facts, codeCounts: [{ account: 'google:ada@acme.test', remaining: -1, origin: { source: 's', file: 'f' } }] },
    })
    expect(messageOf(forged)).toBe('it is no inventory of this version')
  })

  test('never quotes what it has', () => {
    expect(JSON.stringify(read('{"schema": "sparekey-inventory/1", "code": "12345678"}'))).not.toContain('12345678')
  })
})
