/**
 * The second promise: no backup code is held, printed or hashed. Fifty codes are planted in every place where a
 * provider, a log or a form could carry one, and looked for, in plain and in common encodings, in the inventory and in
 * every report. A reporter that leaks must be caught by the same search.
 */
import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { collect } from '../src/collectors/collect.ts'
import { reporters } from '../src/reporters/index.ts'
import { ACME, type Acme, AS_OF, openAcme } from './support/acme.ts'
import { canaries, leaks, plant } from './support/canaries.ts'
import { aLive } from './support/live.ts'
import { memoryFiles, readFolder } from './support/memory-files.ts'

type Json = Record<string, unknown>

/** A code beside every field of every record, under a name that a provider might use. */
const planted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(planted)
  if (typeof value !== 'object' || value === null) return value
  return {
    ...Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, planted(inner)])),
    verificationCode: plant(),
    codes: [plant(), { code: plant() }],
    number: Number(plant().replace(/\D/g, '').slice(0, 8)),
  }
}

const plantInVault = (line: string): string => {
  const record = JSON.parse(line) as { request: Json; response?: Json }
  const data = (): Json => ({ data: { codes: [plant(), plant()], code1: plant(), code2: Number(plant().replace(/\D/g, '').slice(0, 8)) } })
  return JSON.stringify({
    ...record,
    request: { ...record.request, data: data() },
    ...(record.response === undefined ? {} : { response: { ...record.response, data: data(), warnings: [plant()] } }),
  })
}

const plantInCsv = (text: string): string => {
  const [header = '', ...rows] = text.trimEnd().split('\n')
  const names = header.split(',')
  const columns = ['reason', 'remarks', 'scan_ref', 'bag_no_after', 'access_key_1_last_used_service']
    .map((name) => names.indexOf(name))
    .filter((column) => column !== -1)
  return [
    header,
    ...rows.map((row) =>
      row
        .split(',')
        .map((cell, column) => (columns.includes(column) ? plant() : cell))
        .join(','),
    ),
  ].join('\n')
}

const plantIn = (file: string, bytes: Uint8Array): Uint8Array => {
  const text = Buffer.from(bytes).toString('utf8')
  if (file.endsWith('code-counts.json')) {
    // As if the answer of the call that returns codes had been kept.
    const counts = JSON.parse(text) as Record<string, number>
    return Buffer.from(
      JSON.stringify({ ...counts, 'grace@acme.test': [{ verificationCode: plant() }, { verificationCode: plant() }], items: [{ verificationCode: plant() }] }),
    )
  }
  if (file.endsWith('.jsonl')) return Buffer.from(`${text.trimEnd().split('\n').map(plantInVault).join('\n')}\nnot JSON, and a code: ${plant()}\n`)
  return Buffer.from(file.endsWith('.csv') ? plantInCsv(text) : JSON.stringify(planted(JSON.parse(text))))
}

let acme: Acme
let changed: Map<string, Uint8Array>

beforeAll(async () => {
  acme = await openAcme()
  changed = new Map([...acme.evidence].map(([file, bytes]) => [file, plantIn(file, bytes)]))
})

test('every code is planted', () => {
  const everything = [...changed.values()].map((bytes) => Buffer.from(bytes).toString('utf8')).join('\n')
  expect(canaries.filter((code) => !everything.includes(code))).toEqual([])
})

test('no code is in the inventory', async () => {
  const { configuration, declared } = acme.loaded
  const inventory = await collect(configuration.sources, declared, {
    files: memoryFiles(new Map([...readFolder(ACME), ...changed])),
    asOf: AS_OF,
    live: aLive(),
  })
  expect(inventory.facts.escrowEvents.length).toBeGreaterThan(5)
  expect(leaks(JSON.stringify(inventory))).toEqual([])
})

test.each([...reporters.keys()])('no code is in the %s report', async (name) => {
  const report = await acme.auditWith(changed)
  const text = [...reporters.get(name)!(report, { all: true, colour: false })].join('')
  expect(text).toContain('github')
  expect(leaks(text)).toEqual([])
})

test('the search would find a leak', async () => {
  const report = await acme.auditWith(changed)
  const careless = JSON.stringify({ ...report, raw: Buffer.from(changed.get('evidence/vault/audit.jsonl')!).toString('utf8') })
  expect(leaks(careless).length).toBeGreaterThan(10)
  expect(leaks(createHash('sha256').update(canaries[0]!).digest('hex'))).toHaveLength(1)
})
