/**
 * The second promise, where providers are asked: fifty codes are planted in every place where a provider could return
 * one, and looked for, in plain and in common encodings, in whatever a run prints, writes, keeps and tells.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { canaries, leaks, plant } from './support/canaries.ts'
import { credentialsFor, liveCopy, serveExample, type Serving, sparekeyLive } from './support/live-command-line.ts'
import type { Answer } from './support/servers/serve.ts'

const PATIENCE = { timeout: 180_000 }

/** The codes of an account as Google sends them, whatever the mask asks for, and more in fields that no description has. */
const withCodes = (answer: Answer): Answer => {
  const list = JSON.parse(answer.body) as { items?: object[] }
  const items = Array.from({ length: 10 }, () => ({ kind: 'admin#directory#verificationCode', verificationCode: plant(), backup: plant() }))
  return { ...answer, body: JSON.stringify({ ...list, items, note: plant() }) }
}

const refusal = (): Answer => ({
  status: 403,
  body: JSON.stringify({ error: { code: 403, message: `codes are ${plant()}`, errors: [{ reason: 'forbidden', message: plant() }] } }),
})
const cut = (answer: Answer): Answer => ({ ...withCodes(answer), body: withCodes(answer).body.slice(0, -30) })

/** A record with codes that nobody asked for. */
const spiked = (answer: Answer): Answer => {
  const body = JSON.parse(answer.body) as { data?: { organization?: object } }
  if (body.data?.organization === undefined) return answer
  const organization = { ...body.data.organization, samlIdentityProvider: { recoveryCodes: [plant(), plant()] } }
  return { ...answer, body: JSON.stringify({ ...body, data: { organization } }) }
}

const scenarios: readonly (readonly [string, Serving])[] = [
  [
    'in the codes of Google, in the seeds of AWS and in an answer of GraphQL',
    { google: { bendCodes: (_, answer) => withCodes(answer) }, iam: { plant }, github: { respond: spiked } },
  ],
  ['in refusals', { google: { bendCodes: () => refusal() }, iam: { plant, denied: { ListMFADevices: 'all' } } }],
  ['in answers that are cut', { google: { bendCodes: (_, answer) => cut(answer) } }],
]

/** Every file below a folder, temporary ones included. */
const everything = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')

test.each(scenarios)('codes %s are nowhere', PATIENCE, async (_, serving) => {
  const providers = await serveExample(serving)
  const cwd = liveCopy(providers)
  const env = credentialsFor(providers)
  const outputs = ['json=out/a.json', 'markdown=out/a.md', 'junit=out/a.xml', 'text=out/a.txt'].flatMap((output) => ['-o', output])
  const ended = [
    await sparekeyLive(['audit', '--all', ...outputs, '--keep-raw', 'evidence/live'], cwd, env),
    await sparekeyLive(['collect', '-o', 'inventory.json'], cwd, env),
    await sparekeyLive(['doctor'], cwd, env),
  ]
  expect(ended.every(({ code }) => code !== null && code < 4)).toBe(true)
  const text = [...ended.flatMap(({ stdout, stderr }) => [stdout, stderr]), everything(cwd)].join('\n')
  expect(text).toContain('"schema": "sparekey-inventory/1"')
  expect(leaks(text)).toEqual([])
  rmSync(cwd, { recursive: true })
})

test('the search would find a leak', () => {
  expect(leaks(`x ${Buffer.from(canaries[7]!).toString('base64')} x`).length).toBeGreaterThan(0)
  expect(leaks(`x ${canaries[3]!} x`).length).toBeGreaterThan(0)
})
