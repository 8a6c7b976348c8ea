/**
 * `npm run bench`: speed as a ratio to a named peer of the same run, median of the rounds, and peak memory. Needs a built dist/.
 *
 *   accounts  an audit of N accounts by 20 controls, to JSON and JUnit   ÷ parsing the same JSON lines and nothing else
 *   growth    the same of 10 × N accounts                                ÷ that of N accounts
 *   vault     an audit of a Vault log of N MiB                           ÷ reading it with readline and JSON.parse
 *   start     an audit of the example organisation                       ÷ node -e 0
 *
 * ROUNDS, ACCOUNTS and MEBIBYTES in the environment change the sizes; GROWTH=1 asks for the second, which takes some GB of disk.
 */
import { spawnSync } from 'node:child_process'
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { AS_OF, writeOrganisation } from './organisation.js'

const size = (name, otherwise) => Number(process.env[name] ?? otherwise)
const rounds = size('ROUNDS', 5)
const accounts = size('ACCOUNTS', 100_000)
const mebibytes = size('MEBIBYTES', 64)
const CLI = 'dist/cli/main.js'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-bench-'))

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

/** Says its peak memory in MiB as it ends. */
const SAYS_MEMORY = `--import=data:text/javascript,${encodeURIComponent("process.on('exit', () => process.stderr.write('peak ' + Math.round(process.resourceUsage().maxRSS / 1024) + '\\n'))")}`

/** A whole process: its milliseconds and its peak memory in MiB. */
const run = (...args) => {
  const started = performance.now()
  const { status, error, stderr } = spawnSync(process.execPath, [SAYS_MEMORY, ...args], { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
  if (error !== undefined || ![0, 1, 3].includes(status)) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return { time: performance.now() - started, peak: Number(/peak (\d+)/.exec(stderr)?.[1]) }
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`

const compare = (name, ours, peer, peerName, times = rounds) => {
  const pairs = Array.from({ length: times }, () => [ours(), peer()])
  const [time, peerTime] = [0, 1].map((index) => median(pairs.map((pair) => pair[index].time)))
  const [peak, peerPeak] = [0, 1].map((index) => median(pairs.map((pair) => pair[index].peak)))
  const ratio = median(pairs.map(([a, b]) => a.time / b.time))
  console.log(`${name.padEnd(10)} ${seconds(time).padStart(9)}, ${peak} MiB   ${peerName}: ${seconds(peerTime)}, ${peerPeak} MiB   ratio ${ratio.toFixed(2)}`)
}

const audit = (at, ...more) => run(CLI, 'audit', '--config', join(at, 'sparekey.yaml'), '--as-of', AS_OF, ...more)
const toBoth = (at) => audit(at, '-o', `json=${join(at, 'out.json')}`, '-o', `junit=${join(at, 'out.xml')}`)
const READLINE = `require('readline').createInterface({ input: require('fs').createReadStream(process.argv[1]) }).on('line', (line) => JSON.parse(line))`

/** Reads a file once, so that it lies in memory for whoever comes first. */
const warm = async (path) => {
  for await (const chunk of createReadStream(path)) void chunk
}

try {
  console.log(`${accounts} accounts, ${mebibytes} MiB of log, ${rounds} rounds`)
  const many = join(folder, 'many')
  await writeOrganisation(many, accounts)
  const lines = ['register.jsonl', 'audit.jsonl'].map((file) => join(many, file))
  for (const path of lines) await warm(path)
  compare(
    'accounts',
    () => toBoth(many),
    () => run('bench/parse.js', ...lines),
    'parsing alone',
  )
  if (process.env.GROWTH !== undefined) {
    const tenfold = join(folder, 'tenfold')
    await writeOrganisation(tenfold, 10 * accounts)
    compare(
      'growth',
      () => toBoth(tenfold),
      () => toBoth(many),
      'a tenth',
      1,
    )
    rmSync(tenfold, { recursive: true })
  }
  const large = join(folder, 'large')
  await writeOrganisation(large, 100)
  await writeLog(join(large, 'audit.jsonl'), mebibytes * 1_048_576)
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
