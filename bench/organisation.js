/** Organisations of any size, the same at each run: a register and a Vault log in JSON lines, a form for the safe, and the policy that they are judged by. */
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'

export const AS_OF = '2026-11-23T00:00:00Z'

/** The controls of the shipped policy that a register and the logs of its locations can prove, twenty of them. */
const CONTROLS = 20
const UNSEEN = new Set(['mfa-missing', 'too-few-devices', 'stale-escrow', 'log-silent', 'log-tampered', 'plaintext-in-log'])

const locations = [
  { id: 'vault-hq', kind: 'vault', encrypted: true, site: 'eu-west-1', administrators: ['it-director'] },
  { id: 'hq-safe', kind: 'safe', site: 'hq', administrators: ['it-director'] },
]

/** One account in twenty has a problem, each twentieth of them another one. */
const problems = [
  { generated: '2025-03-15T10:00:00Z' },
  { remaining: 2 },
  { issued: 10, remaining: 9 },
  { name: 'work' },
  { reviewed: '2026-05-01' },
  { checked: '2026-09-01' },
  { status: 'lost', since: '2026-11-01T09:00:00Z' },
  { tested: undefined },
]

/** How many people own the accounts: each has some. */
const OWNERS = 200

const codeSet = (index) => ({
  account: `github:user-${index}`,
  name: 'GitHub Work',
  owner: `owner-${index % OWNERS}@acme.test`,
  tier: index % 3 === 0 ? 'production' : 'office',
  generated: '2026-05-02T15:00:00Z',
  issued: 16,
  remaining: 15,
  tested: '2026-05-02T15:10:00Z',
  status: 'active',
  reviewed: '2026-10-01',
  checked: '2026-11-10',
  plan: 'Annual (May 2)',
  copies: [
    { location: 'vault-hq', item: `secret/data/escrow/github/user-${index}`, stored: '2026-05-02T15:02:00Z' },
    { location: 'hq-safe', item: `bag ${index}`, stored: '2026-05-03' },
  ],
  ...(index % 20 === 0 ? problems[(index / 20) % problems.length] : {}),
})

const person = (id, roles = []) =>
  `  - id: ${id}\n    identities: { vault: [oidc-${id.split('@')[0]}] }\n    roles: [${roles.map((role) => `{ role: ${role}, from: 2024-01-01 }`).join(', ')}]\n`

/** A request and its response, by whoever keeps the vault, as an audit device of Vault writes them. */
const pairOfLines = (index, operation, time) => {
  const id = `${index.toString(16).padStart(8, '0')}-7312-4626-${operation === 'read' ? 'aacc' : 'bacc'}-0cbf6407ec38`
  const hmac = (text) => `hmac-sha256:${text.padEnd(64, '0').slice(0, 64)}`
  const auth = {
    client_token: hmac('d3125bff3c26285776da1ac8e6c4de1f54a866d621f77ea4f42e683acb57c095'),
    accessor: hmac('4c924d12586893acd3b9728c7e3fea41eda8524f99e0e7d70941996af703f4c6'),
    display_name: 'oidc-ada',
    policies: ['default', 'escrow'],
    policy_results: { allowed: true, granting_policies: [{ name: 'escrow', namespace_id: 'root', type: 'acl' }] },
    metadata: { role: 'escrow', ticket: `SEC-${index}` },
    entity_id: '73de021a-6a91-4c20-a89c-2f4be1b64e75',
    token_type: 'service',
    token_ttl: 3600,
  }
  const request = {
    id,
    client_id: '73de021a-6a91-4c20-a89c-2f4be1b64e75',
    operation,
    mount_point: 'secret/',
    mount_type: 'kv',
    mount_class: 'secret',
    client_token: hmac('d3125bff3c26285776da1ac8e6c4de1f54a866d621f77ea4f42e683acb57c095'),
    namespace: { id: 'root' },
    path: `secret/data/escrow/github/user-${index}`,
    remote_address: '10.1.2.7',
    remote_port: 50022,
  }
  const response = {
    mount_point: 'secret/',
    mount_type: 'kv',
    mount_class: 'secret',
    data: { data: { codes: hmac('3260c5b3f5cf057ca43e444e0355da4103b748bc07d6ec7f0bcae0ee2ed30779') } },
  }
  return [
    { time: `${time}.412345678Z`, type: 'request', auth, request },
    { time: `${time}.413033332Z`, type: 'response', auth, request, response },
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')
}

/** Writes pieces of text one after the other, however many there are. */
const writeAll = async (path, pieces) => {
  const out = createWriteStream(path, { highWaterMark: 1_048_576 })
  let block = ''
  for (const piece of pieces) {
    block += piece
    if (block.length < 262_144) continue
    if (!out.write(block)) await once(out, 'drain')
    block = ''
  }
  out.end(block)
  await once(out, 'close')
}

function* registerLines(accounts) {
  for (const location of locations) yield `${JSON.stringify(location)}\n`
  for (let index = 0; index < accounts; index += 1) yield `${JSON.stringify(codeSet(index))}\n`
}

/** Every copy was put into the vault once, and one in ten was looked at since. */
function* logLines(accounts) {
  for (let index = 0; index < accounts; index += 1) yield pairOfLines(index, 'create', '2026-05-02T15:02:00')
  for (let index = 0; index < accounts; index += 10) yield pairOfLines(index, 'read', '2026-10-08T16:30:52')
}

/** The policy as shipped, cut down to controls that this evidence can prove. */
const policyText = () => {
  const policy = parse(readFileSync('policies/organization.yaml', 'utf8'))
  const controls = policy.controls.filter(({ rule }) => !UNSEEN.has(rule)).slice(0, CONTROLS)
  if (controls.length < CONTROLS) throw new Error(`the shipped policy has only ${controls.length} controls that the evidence can prove`)
  return stringify({ ...policy, controls })
}

const CUSTODY = readFileSync('examples/acme/evidence/safe/custody-hq.csv', 'utf8').split('\n')[0]

/** Writes an organisation of so many accounts into a new folder. Its inputs in JSON lines are `register.jsonl` and `audit.jsonl`. */
export const writeOrganisation = async (folder, accounts) => {
  mkdirSync(folder)
  await writeAll(join(folder, 'register.jsonl'), registerLines(accounts))
  await writeAll(join(folder, 'audit.jsonl'), logLines(accounts))
  writeFileSync(join(folder, 'custody.csv'), `${CUSTODY}\n`)
  const owners = Array.from({ length: OWNERS }, (_, index) => person(`owner-${index}@acme.test`))
  writeFileSync(join(folder, 'roster.yaml'), `version: 1\npeople:\n${person('ada@acme.test', ['it-director'])}${owners.join('')}`)
  writeFileSync(join(folder, 'policy.yaml'), policyText())
  writeFileSync(
    join(folder, 'sparekey.yaml'),
    `version: 1
policy: policy.yaml
register: register.jsonl
roster: roster.yaml
sources:
  - { id: vault-hq, type: vault, location: vault-hq, files: [audit.jsonl], covers: { from: 2026-01-01 } }
  - { id: hq-safe, type: custody, location: hq-safe, files: [custody.csv], covers: { from: 2026-01-01 } }
`,
  )
}
