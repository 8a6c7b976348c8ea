/**
 * `npm run bench`: speed as a ratio to a named peer of the same run, median of the rounds. Needs a built dist/.
 *
 *   accounts  an audit of N accounts with a JUnit file   ÷ parsing their register with JSON.parse and nothing else
 *   vault     an audit of a Vault log of N MiB           ÷ reading it with readline and JSON.parse
 *   start     an audit of the example organisation       ÷ node -e 0
 *
 * ROUNDS, ACCOUNTS and MEBIBYTES in the environment change the sizes.
 */
import { spawnSync } from 'node:child_process'
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'

const size = (name, otherwise) => Number(process.env[name] ?? otherwise)
const rounds = size('ROUNDS', 5)
const accounts = size('ACCOUNTS', 20_000)
const mebibytes = size('MEBIBYTES', 64)
const AS_OF = '2026-11-23T00:00:00Z'
const CLI = 'dist/cli/main.js'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-bench-'))

const codeSet = (index) => ({
  account: `github:user-${index}`,
  name: 'GitHub Work',
  owner: `user-${index}@acme.test`,
  tier: 'production',
  generated: '2026-05-02T15:00:00Z',
  issued: 16,
  remaining: 15,
  status: 'active',
  copies: [
    { location: 'vault-hq', item: `secret/data/escrow/github/user-${index}`, stored: '2026-05-02T15:02:00Z' },
    { location: 'hq-safe', item: `bag ${index}`, stored: '2026-05-03' },
  ],
})

const organisation = (name, count) => {
  const at = join(folder, name)
  mkdirSync(at)
  const locations = [
    { id: 'vault-hq', kind: 'vault', encrypted: true, site: 'eu-west-1' },
    { id: 'hq-safe', kind: 'safe', site: 'hq' },
  ]
  writeFileSync(
    join(at, 'register.jsonl'),
    [...locations, ...Array.from({ length: count }, (_, index) => codeSet(index))].map((entry) => `${JSON.stringify(entry)}\n`).join(''),
  )
  writeFileSync(join(at, 'roster.yaml'), 'version: 1\npeople: []\n')
  writeFileSync(join(at, 'policy.yaml'), readFileSync('policies/first.yaml'))
  writeFileSync(
    join(at, 'sparekey.yaml'),
    `version: 1\npolicy: policy.yaml\nregister: register.jsonl\nroster: roster.yaml\nsources:\n  - { id: vault-hq, type: vault, location: vault-hq, files: [audit.jsonl], covers: { from: 2026-01-01 } }\n`,
  )
  return at
}

/** A log like that of the example, over and over, with fresh request ids. */
const writeLog = async (path, bytes) => {
  const lines = readFileSync('examples/acme/evidence/vault/audit.jsonl', 'utf8').trimEnd().split('\n')
  const out = createWriteStream(path)
  for (let written = 0, round = 0; written < bytes; round += 1) {
    const block = `${lines.map((line) => line.replace(/"id":"[0-9a-f]{8}-/, `"id":"${String(round).padStart(8, '0')}-`)).join('\n')}\n`
    written += block.length
    if (!out.write(block)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
}

const run = (...args) => {
  const started = performance.now()
  const { status, error } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (error !== undefined || ![0, 1, 3].includes(status)) throw new Error(`${args.join(' ')} ended with ${status}`)
  return performance.now() - started
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

const compare = (name, ours, peer, peerName) => {
  const pairs = Array.from({ length: rounds }, () => [ours(), peer()])
  const [time, peerTime] = [0, 1].map((index) => median(pairs.map((pair) => pair[index])))
  const ratio = median(pairs.map(([a, b]) => a / b))
  console.log(`${name.padEnd(10)} ${(time / 1000).toFixed(2).padStart(7)} s   ${peerName}: ${(peerTime / 1000).toFixed(2)} s   ratio ${ratio.toFixed(2)}`)
}

const audit = (at, ...more) => run(CLI, 'audit', '--config', join(at, 'sparekey.yaml'), '--as-of', AS_OF, ...more)
const PARSE = `for (const line of require('fs').readFileSync(process.argv[1], 'utf8').split('\\n')) if (line) JSON.parse(line)`
const READLINE = `require('readline').createInterface({ input: require('fs').createReadStream(process.argv[1]) }).on('line', (line) => JSON.parse(line))`

try {
  const many = organisation('accounts', accounts)
  await writeLog(join(many, 'audit.jsonl'), 1)
  const large = organisation('vault', 100)
  await writeLog(join(large, 'audit.jsonl'), mebibytes * 1_048_576)
  console.log(`${accounts} accounts, ${mebibytes} MiB of log, ${rounds} rounds`)
  compare(
    'accounts',
    () => audit(many, '-o', `junit=${join(many, 'out.xml')}`),
    () => run('-e', PARSE, join(many, 'register.jsonl')),
    'JSON.parse',
  )
  compare(
    'vault',
    () => audit(large, '-o', `json=${join(large, 'out.json')}`),
    () => run('-e', READLINE, join(large, 'audit.jsonl')),
    'readline + JSON.parse',
  )
  compare(
    'start',
    () => audit('examples/acme', '-o', 'text'),
    () => run('-e', '0'),
    'node -e 0',
  )
} finally {
  rmSync(folder, { recursive: true })
}
