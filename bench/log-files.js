/** Logs of any size, the same at each run, of which one line in a hundred is about a registered item; and the organisation that they are about. */
import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const BLOCK = 1_048_576
const RELEVANT = 100
const START = Date.parse('2026-05-10T00:00:00Z')
const END = Date.parse('2026-11-22T00:00:00Z')

/** The name of the one item in a Vault, and where it lies. */
export const VAULT_ITEM = 'secret/data/escrow/github/user-0'

const hmac = (index) => `hmac-sha256:${createHash('sha256').update(String(index)).digest('hex')}`
const uuid = (index) => `${(Math.imul(index, 2654435761) >>> 0).toString(16).padStart(8, '0')}-7312-4626-aacc-${index.toString(16).padStart(12, '0')}`

/** A request and its response, as an audit device of Vault writes them. Values of which nothing depends are the same in all. */
const vaultPair = () => {
  const auth = {
    client_token: hmac(1),
    accessor: hmac(2),
    display_name: 'kubernetes-app',
    policies: ['default', 'app-reader'],
    token_policies: ['default', 'app-reader'],
    policy_results: { allowed: true, granting_policies: [{ name: 'app-reader', namespace_id: 'root', type: 'acl' }] },
    metadata: { role: 'app', service_account_name: 'app', service_account_namespace: 'production', ticket: 'SEC-1' },
    entity_id: uuid(3),
    token_type: 'service',
    token_ttl: 3600,
    token_issue_time: '2026-05-09T09:10:00Z',
  }
  const request = {
    id: '<ID>',
    client_id: uuid(3),
    operation: 'read',
    mount_point: 'secret/',
    mount_type: 'kv',
    mount_class: 'secret',
    client_token: hmac(1),
    client_token_accessor: hmac(2),
    namespace: { id: 'root' },
    path: '<PATH>',
    remote_address: '10.1.2.7',
    remote_port: 50022,
  }
  const data = { data: { password: hmac(4), username: hmac(5) }, metadata: { version: 4, created_time: '2026-05-01T10:00:00.12Z', destroyed: false } }
  const lines = [
    { time: '<TIME>.412345678Z', type: 'request', auth, request },
    { time: '<TIME>.413033332Z', type: 'response', auth, request, response: { mount_point: 'secret/', mount_type: 'kv', data } },
  ]
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** Writes blocks of records until there are enough; times are even from the first to the last. */
const writeRecords = (path, isEnough, toText, share) => {
  const file = openSync(path, 'w')
  let [block, written, index] = ['', 0, 0]
  while (!isEnough(written + block.length, index)) {
    block += toText(index, new Date(START + Math.floor((END - START) * Math.min(1, share(written + block.length, index)))).toISOString())
    index += 1
    if (block.length < BLOCK) continue
    writeSync(file, block)
    written += block.length
    block = ''
  }
  writeSync(file, block)
  closeSync(file)
  return index
}

/** A Vault log of so many bytes. */
export const writeVaultLog = (path, bytes) => {
  const pair = vaultPair()
  writeRecords(
    path,
    (length) => length >= bytes,
    (index, time) =>
      pair
        .replaceAll('<ID>', uuid(index))
        .replaceAll('<TIME>', time.slice(0, 19))
        .replaceAll('<PATH>', index % RELEVANT === 0 ? VAULT_ITEM : `secret/data/app/service-${index % 977}/config`),
    (length) => length / bytes,
  )
}

/** So many events of Bitwarden, one a line, of which one in a hundred is about one of so many tracked items. */
export const writeBitwardenLog = (path, events, items) => {
  const event = JSON.stringify({
    object: 'event',
    type: 1107,
    itemId: '<ITEM>',
    ...{ collectionId: null, groupId: null, policyId: null, memberId: null, actingUserId: uuid(7), installationId: null, date: '<TIME>', device: 9 },
    ...{ ipAddress: '198.51.100.7', secretId: null, projectId: null, serviceAccountId: null },
  })
  writeRecords(
    path,
    (_, index) => index >= events,
    (index, time) => `${event.replace('<ITEM>', uuid(index % RELEVANT === 0 ? (index / RELEVANT) % items : items + index)).replace('<TIME>', time)}\n`,
    (_, index) => index / events,
  )
}

const account = (index, location, item) => ({
  account: `github:user-${index}`,
  name: 'GitHub Work',
  owner: `user-${index}@acme.test`,
  generated: '2026-05-02T15:00:00Z',
  issued: 16,
  remaining: 15,
  status: 'active',
  copies: [{ location, item, stored: '2026-05-02T15:02:00Z' }],
})

/** Writes an organisation with one log, of which so many items are registered, and whose digest is of that; gives the path of its configuration. */
export const writeOwner = (folder, type, log, items, digest) => {
  mkdirSync(folder)
  const location = { id: 'place', kind: 'vault', encrypted: true, site: 'hq', administrators: ['it-director'] }
  const sets = Array.from({ length: items }, (_, index) => account(index, location.id, type === 'vault' ? VAULT_ITEM : uuid(index)))
  writeFileSync(join(folder, 'register.jsonl'), [location, ...sets].map((line) => `${JSON.stringify(line)}\n`).join(''))
  writeFileSync(join(folder, 'roster.yaml'), 'version: 1\npeople: []\n')
  writeFileSync(
    join(folder, 'policy.yaml'),
    `policy: bench
title: Bench
roles: { it-director: { access: all } }
controls:
  - { id: B-1, title: Only who may opens copies, rule: access-outside-role, severity: high }
  - { id: B-2, title: The log goes on, rule: log-silent, severity: high }
`,
  )
  const path = join(folder, 'sparekey.yaml')
  writeFileSync(
    path,
    `version: 1
policy: policy.yaml
register: register.jsonl
roster: roster.yaml
sources:
  - { id: log, type: ${type}, digest: ${digest}, location: place, files: ['${log}'], covers: { from: 2026-05-01 } }
`,
  )
  return path
}
