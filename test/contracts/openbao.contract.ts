/** OpenBao itself serves secrets and writes its audit logs, and our reader says who came by which. */
import { createServer } from 'node:net'
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import vault from '../../src/collectors/vault/collector.ts'
import { openFolder } from '../../src/files.ts'
import type { VaultSource } from '../../src/model/configuration.ts'
import type { Collected } from '../../src/model/inventory.ts'
import { formatDay } from '../../src/model/time.ts'
import { collectFrom } from '../support/collecting.ts'
import { needing } from './parts.ts'
import { type Running, start } from './running.ts'

const parts = needing('openbao')

const CODE = 'hq7tz-2k9xw'
/** One for all tests, as they go on with one log. */
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sparekey-')))
const today = formatDay(Date.now())
const source: VaultSource = { id: 'bao', type: 'vault', location: 'hq', files: ['first.log', 'second.log'], covers: { from: today } }
/** As the configuration names them, whose devices are those of the server below. */
const devices = { first: ['first.log'], second: ['second.log'] }

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port)
      })
    })
  })

const configuration = (port: number): string => `
storage "inmem" {}
listener "tcp" {
  address = "127.0.0.1:${String(port)}"
  tls_disable = true
}
api_addr = "http://127.0.0.1:${String(port)}"
raw_storage_endpoint = true
unsafe_allow_api_audit_creation = true
audit "file" "first" { options = { file_path = ${JSON.stringify(join(folder, 'first.log'))} } }
audit "file" "second" { options = { file_path = ${JSON.stringify(join(folder, 'second.log'))} } }
`

interface Asking {
  readonly token?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}
interface Answer {
  readonly status: number
  readonly body: unknown
}

let server: Running
let origin: string
let root: string
let ada: string
let eve: string

const ask = async (method: string, path: string, { token = root, body, headers = {} }: Asking = {}): Promise<Answer> => {
  const response = await fetch(`${origin}/v1/${path}`, {
    method,
    headers: { 'x-vault-token': token, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
}
/** Asks for what must be done before anything can be judged. */
const must = async (...[method, path, asking]: Parameters<typeof ask>): Promise<Answer['body']> => {
  const { status, body } = await ask(method, path, asking)
  if (status >= 300) throw new Error(`${method} ${path} ended with ${String(status)}: ${JSON.stringify(body)}`)
  return body
}

/** What lies in an answer. */
const at = (answer: unknown, ...way: readonly (string | number)[]): unknown =>
  way.reduce<unknown>((value, key) => (value as Readonly<Record<string | number, unknown>>)[key], answer)
const textAt = (answer: unknown, ...way: readonly (string | number)[]): string => {
  const text = at(answer, ...way)
  if (typeof text !== 'string') throw new Error(`no text at ${way.join('.')}`)
  return text
}

const logIn = async (name: string, policies: string): Promise<string> => {
  await must('POST', `auth/userpass/users/${name}`, { body: { password: 'not-a-real-one', token_policies: policies } })
  return textAt(await must('POST', `auth/userpass/login/${name}`, { body: { password: 'not-a-real-one' } }), 'auth', 'client_token')
}

const MAY_READ = ['secret', 'old', 'moved'].map((mount) => `path "${mount}/*" { capabilities = ["create", "read", "update", "patch", "delete", "list"] }`)

beforeAll(async () => {
  if (!parts.areThere) return
  const port = await freePort()
  origin = `http://127.0.0.1:${String(port)}`
  const file = join(folder, 'openbao.hcl')
  writeFileSync(file, configuration(port))
  server = await start(parts.at('openbao'), ['server', `-config=${file}`], /(OpenBao server started)/)
  const made = await must('PUT', 'sys/init', { token: '', body: { secret_shares: 1, secret_threshold: 1 } })
  root = textAt(made, 'root_token')
  await must('PUT', 'sys/unseal', { body: { key: textAt(made, 'keys', 0) } })
  await must('POST', 'sys/mounts/secret', { body: { type: 'kv', options: { version: '2' } } })
  await must('POST', 'sys/mounts/old', { body: { type: 'kv', options: { version: '1' } } })
  await must('POST', 'sys/auth/userpass', { body: { type: 'userpass' } })
  await must('PUT', 'sys/policies/acl/escrow', { body: { policy: MAY_READ.join('\n') } })
  await must('PUT', 'sys/config/auditing/request-headers/x-escrow-ticket', { body: { hmac: false } })
  ada = await logIn('ada', 'escrow')
  eve = await logIn('eve', 'default')
})

afterAll(async () => {
  if (parts.areThere) await server.end()
  rmSync(folder, { recursive: true })
})

const collect = (items: readonly string[], over: Partial<VaultSource> = {}): Promise<Collected> =>
  collectFrom(vault, { ...source, ...over }, {}, items, { files: openFolder(folder, false), asOf: Date.now() })
const deeds = ({ facts }: Collected): string[] =>
  [...(facts.escrowEvents ?? [])].map(({ action, actor, outcome, ticket }) => [action, actor, outcome, ...(ticket === undefined ? [] : [ticket])].join(' '))
const reasons = ({ gaps }: Collected): string[] => gaps.map(({ reason, detail }) => `${reason}: ${detail}`)

const secret = (name: string): string => `secret/data/escrow/${name}`
const withCodes = { data: { codes: CODE } }

describe('OpenBao', () => {
  test('writes down what was done with a secret of KV version 2, and we read it', async () => {
    const item = secret('ada')
    await must('POST', item, { token: ada, body: withCodes })
    await must('GET', item, { token: ada })
    await must('GET', item, { token: ada, headers: { 'x-escrow-ticket': 'SEC-7' } })
    await must('PATCH', item, { token: ada, body: withCodes, headers: { 'content-type': 'application/merge-patch+json' } })
    await must('GET', 'secret/metadata/escrow/ada', { token: ada })
    await must('LIST', 'secret/metadata/escrow', { token: ada })
    await must('GET', 'secret/subkeys/escrow/ada', { token: ada })
    await must('DELETE', item, { token: ada })
    await must('POST', 'secret/undelete/escrow/ada', { token: ada, body: { versions: [2] } })
    await must('POST', 'secret/destroy/escrow/ada', { token: ada, body: { versions: [1] } })
    await must('DELETE', 'secret/metadata/escrow/ada', { token: ada })
    const actions = ['create', 'view', 'view', 'update', 'delete', 'create', 'delete', 'delete']
    const done = actions.map((action, index) => `${action} userpass-ada success${index === 2 ? ' SEC-7' : ''}`)
    const collected = await collect([item])
    expect(deeds(collected)).toEqual(done)
    expect(collected.gaps).toEqual([])
    expect(collected.source.unreadable).toBe(0)
    // The register may leave out the verb.
    expect(deeds(await collect(['secret/escrow/ada']))).toEqual(done)
    for (const { time } of collected.facts.escrowEvents ?? []) expect(Math.abs(Date.now() - time)).toBeLessThan(60_000)
  })

  test('and with one of KV version 1', async () => {
    await must('POST', 'old/escrow/data/grace', { token: ada, body: { codes: CODE } })
    await must('GET', 'old/escrow/data/grace', { token: ada })
    await must('DELETE', 'old/escrow/data/grace', { token: ada })
    const deedsOf = ['create', 'view', 'delete'].map((action) => `${action} userpass-ada success`)
    expect(deeds(await collect(['old/escrow/data/grace']))).toEqual(deedsOf)
  })

  test('and what was refused', async () => {
    const item = secret('refused')
    expect((await ask('GET', item, { token: eve })).status).toBe(403)
    expect((await ask('GET', item, { token: 'nobody' })).status).toBe(403)
    expect(deeds(await collect([item]))).toEqual(['view userpass-eve denied', 'view  denied'])
  })

  test('and what lies in a namespace, which it writes before the mount and not before the path', async () => {
    await must('POST', 'sys/namespaces/team')
    await must('POST', 'team/sys/mounts/secret', { body: { type: 'kv', options: { version: '2' } } })
    await must('POST', 'team/secret/data/escrow/namespaced', { body: withCodes })
    await must('GET', 'secret/data/escrow/namespaced', { headers: { 'x-vault-namespace': 'team' } })
    expect(deeds(await collect(['team/secret/data/escrow/namespaced']))).toEqual(['create root success', 'view root success'])
    expect(deeds(await collect(['team/secret/escrow/namespaced']))).toEqual(['create root success', 'view root success'])
    expect(deeds(await collect([secret('namespaced')]))).toEqual([])
  })

  test('and who opened what was wrapped', async () => {
    const item = secret('wrapped')
    await must('POST', item, { token: ada, body: withCodes })
    const wrapped = await must('GET', item, { token: ada, headers: { 'x-vault-wrap-ttl': '60s', 'x-escrow-ticket': 'SEC-8' } })
    expect(deeds(await collect([item]))).toEqual(['create userpass-ada success', 'view userpass-ada unknown SEC-8'])
    const again = await must('POST', 'sys/wrapping/rewrap', { body: { token: textAt(wrapped, 'wrap_info', 'token') } })
    const opened = await must('POST', 'sys/wrapping/unwrap', { token: eve, body: { token: textAt(again, 'wrap_info', 'token') } })
    expect(textAt(opened, 'data', 'data', 'codes')).toBe(CODE)
    expect(deeds(await collect([item]))).toEqual(['create userpass-ada success', 'view userpass-eve success SEC-8'])
  })

  test('in each of its devices alone and in both, whether every line is parsed or not', async () => {
    const items = ['ada', 'refused', 'wrapped'].map(secret)
    const both = await collect(items, { devices })
    expect(both.gaps).toEqual([])
    for (const over of [{ files: ['first.log'] }, { files: ['second.log'] }, { 'max-silence': '1d' }])
      expect(deeds(await collect(items, over))).toEqual(deeds(both))
  })

  test('and we carry no code, no token and no HMAC, of which its own log has many', async () => {
    const log = readFileSync(join(folder, 'first.log'))
    expect([log.includes('hmac-sha256:'), log.includes(CODE)]).toEqual([true, false])
    const carried = JSON.stringify(await collect([...['ada', 'refused', 'wrapped'].map(secret), 'old/escrow/data/grace']))
    for (const text of [CODE, 'hmac-sha256:', root, ada, eve]) expect(carried).not.toContain(text)
  })

  test('and where a device writes the codes themselves, which is a finding', async () => {
    expect((await collect([secret('ada')])).facts.plaintexts).toEqual([])
    await must('POST', 'sys/mounts/secret/tune', { body: { audit_non_hmac_request_keys: ['codes'], audit_non_hmac_response_keys: ['codes'] } })
    await must('POST', secret('clear'), { token: ada, body: withCodes })
    await must('GET', secret('clear'), { token: ada })
    expect(readFileSync(join(folder, 'first.log')).includes(CODE)).toBe(true)
    const collected = await collect([secret('clear')])
    expect((collected.facts.plaintexts ?? []).map(({ path, what }) => `${what} ${path}`)).toEqual([
      'string request.data.data.codes',
      'string response.data.data.codes',
    ])
    expect(JSON.stringify(collected)).not.toContain(CODE)
  })

  test('and what reads the storage below every path', async () => {
    expect(deeds(await collect([secret('raw')]))).toEqual([])
    await ask('GET', 'sys/raw/core/mounts')
    const [deed, ...others] = deeds(await collect([secret('raw')]))
    expect(others).toEqual([])
    expect(deed).toBe('export root unknown')
  })

  test('and that a device was not disabled, which it refuses', async () => {
    expect((await ask('DELETE', 'sys/audit/second')).status).toBe(400)
    expect(reasons(await collect([secret('ada')], { devices }))).toEqual([])
  })

  test('and that a device was enabled and disabled, of which nobody named the files', async () => {
    const third = join(folder, 'third.log')
    await must('POST', 'sys/audit/third', { body: { type: 'file', options: { file_path: third } } })
    await ask('GET', 'secret/metadata/escrow/refused')
    await must('DELETE', 'sys/audit/third')
    await must('GET', 'sys/audit')
    const items = [secret('ada')]
    expect(reasons(await collect(items, { devices }))).toEqual([expect.stringContaining('there is an audit device third')])
    const all = { files: [...source.files, 'third.log'], devices: { ...devices, third: ['third.log'] } }
    expect(reasons(await collect(items, all))).toEqual([])
  })

  test('and that a mount was moved: what lay in it has another name now', async () => {
    await must('POST', 'sys/remount', { body: { from: 'old', to: 'moved' } })
    const told = reasons(await collect([secret('ada')]))
    expect(told).toEqual([expect.stringContaining('a mount was moved')])
  })

  test('and whose file lacks a request contradicts the other', async () => {
    const lines = readFileSync(join(folder, 'second.log'), 'utf8').split('\n')
    writeFileSync(join(folder, 'robbed.log'), lines.filter((line) => !line.includes('escrow/ada"') || !line.includes('"read"')).join('\n'))
    const robbed = { files: ['first.log', 'robbed.log'], devices: { first: ['first.log'], second: ['robbed.log'] } }
    expect(reasons(await collect([secret('ada')], robbed))).toContainEqual(
      expect.stringContaining('is in the log of the audit device first and not in that of second'),
    )
  })
})
