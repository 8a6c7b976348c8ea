/**
 * How long a whole audit takes that reads a large log, beside programs that do less with it: a Vault log of MEBIBYTES
 * (path needle) and EVENTS of Bitwarden with ITEMS tracked (id set), plain, .gz, .zst, and again with --state; by the
 * digest of the records, and beside it by that of all bytes.
 * FULL=1: 2 GB and 0.25 GB of Vault log, 5 million events. WITHOUT=jq,readline leaves out slow peers.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compare, run, runProgram, size, sparekey, warm } from './measure.js'
import { AS_OF } from './organisation.js'
import { VAULT_ITEM, writeBitwardenLog, writeOwner, writeVaultLog } from './log-files.js'
import { peers } from './peers.js'

const isFull = process.env.FULL === '1'
const mebibytes = isFull ? [1907, 238] : [size('MEBIBYTES', 238)]
const events = size('EVENTS', isFull ? 5_000_000 : 600_000)
const items = size('ITEMS', 20_000)
const without = new Set((process.env.WITHOUT ?? '').split(','))

const READLINE = `require('readline').createInterface({ input: require('fs').createReadStream(process.argv[1]) }).on('line', (line) => JSON.parse(line))`

const audit = (config, ...args) => sparekey(['audit', '--config', config, '--as-of', AS_OF, '-o', `json=${config}.out.json`, ...args])

const COLUMNS = {
  vault: `{time: 'VARCHAR', type: 'VARCHAR', request: 'STRUCT(id VARCHAR, path VARCHAR, operation VARCHAR)', auth: 'STRUCT(display_name VARCHAR)'}`,
  bitwarden: `{type: 'INTEGER', itemId: 'VARCHAR', actingUserId: 'VARCHAR', date: 'VARCHAR'}`,
}

/** A whole process that asks DuckDB for the records about the items, and the latest time of all. */
const duckdb = (modules, { type, log, config }, threads) => {
  const read = `read_ndjson('${log}', columns=${COLUMNS[type]})`
  const query =
    type === 'vault'
      ? `SELECT time, type, request.id, auth.display_name FROM ${read} WHERE request.path = '${VAULT_ITEM}'`
      : `SELECT date, type, actingUserId FROM ${read} WHERE itemId IN (SELECT copies[1].item FROM read_ndjson('${join(config, '../register.jsonl')}', columns={copies: 'STRUCT(item VARCHAR)[]'}) WHERE copies IS NOT NULL)`
  const script = `
    import { DuckDBInstance } from ${JSON.stringify(pathToFileURL(join(modules, '@duckdb/node-api/lib/index.js')).href)}
    const connection = await (await DuckDBInstance.create(':memory:', { threads: '${threads}' })).connect()
    const rows = await (await connection.runAndReadAll(${JSON.stringify(query)})).getRows()
    if (rows.length === 0) throw new Error('DuckDB found nothing')`
  return run(['--input-type=module', '-e', script])
}

const FILTER = {
  vault: `select(.request.path == "${VAULT_ITEM}") | .request.id`,
  bitwarden: 'select(.type == 1602)',
}

/** Peers that a machine has not, or that are left out. */
const present = (wanted) =>
  wanted.filter(({ name, program }) => {
    if (without.has(name.split(' ')[0])) return false
    if (program === undefined) return true
    try {
      execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' })
      return true
    } catch {
      console.log(`  (${program} is not there)`)
      return false
    }
  })

const program = (name, command, args, goal) => ({ name, program: command, goal, run: () => runProgram(command, args) })

const packed = (log, command, args, suffix) => {
  execFileSync(command, [...args, log], { stdio: 'ignore' })
  return `${log}${suffix}`
}

const measureLog = async (folder, title, type, log, itemCount, goals) => {
  const modules = without.has('DuckDB') ? undefined : peers()
  const owner = (name, file, digest = 'records') => writeOwner(join(folder, name), type, file, itemCount, digest)
  const outside = '--allow-outside'
  const plain = owner(`${title}-plain`, log)
  const ofFiles = owner(`${title}-files`, log, 'files')
  const one = { type, log, config: plain }
  await warm(log)
  const reading = { name: 'audit, digest: records', goal: goals.memory, run: () => audit(plain, outside) }
  compare(
    title,
    reading,
    present([
      program('wc -l', 'wc', ['-l', log], goals.wc),
      { name: 'audit, digest: files', run: () => audit(ofFiles, outside) },
      program('sha256sum', 'sha256sum', [log], 'digest: files names it'),
      ...(modules === undefined
        ? []
        : [
            { name: 'DuckDB, 2 threads', goal: goals.duckdb, run: () => duckdb(modules, one, 2) },
            { name: 'DuckDB, 1 thread', run: () => duckdb(modules, one, 1) },
          ]),
      program('jq', 'jq', [FILTER[type], log]),
      { name: 'readline + JSON.parse', run: () => run(['-e', READLINE, log]) },
    ]),
  )

  const state = join(folder, `${title}.state.json`)
  audit(plain, outside, '--state', state)
  const empty = join(folder, `${title}-small.jsonl`)
  if (type === 'vault') writeVaultLog(empty, 1)
  else writeBitwardenLog(empty, 1, 1)
  const small = owner(`${title}-small`, empty)
  compare(`${title}, again with --state, nothing new`, { name: 'audit --state', goal: 'start-up only', run: () => audit(plain, outside, '--state', state) }, [
    { name: 'audit of one record', run: () => audit(small, outside) },
  ])
  if (type !== 'vault') return

  const gz = packed(log, 'gzip', ['-1', '-k', '-f'], '.gz')
  const ofGz = owner(`${title}-gz`, gz)
  compare(`${title}, .gz`, { name: 'audit', goal: goals.memory, run: () => audit(ofGz, outside) }, [program('gzip -dc', 'gzip', ['-dc', gz], '0.55')])
  if (present([program('zstd', 'zstd', [])]).length === 0) return
  const zst = packed(log, 'zstd', ['-1', '-q', '-f', '-k'], '.zst')
  const ofZst = owner(`${title}-zst`, zst)
  compare(`${title}, .zst`, { name: 'audit', goal: goals.memory, run: () => audit(ofZst, outside) }, [program('zstd -dc', 'zstd', ['-dcq', zst], '1.5')])
}

export default async (folder) => {
  for (const amount of mebibytes) {
    const log = join(folder, `vault-${amount}.jsonl`)
    writeVaultLog(log, amount * 1_048_576)
    await measureLog(folder, `${amount} MiB of Vault log`, 'vault', log, 1, { wc: '2.5', duckdb: '0.45', memory: '100 MiB' })
  }
  const log = join(folder, 'bitwarden.jsonl')
  writeBitwardenLog(log, events, items)
  await measureLog(folder, `${events} events of Bitwarden, ${items} items`, 'bitwarden', log, items, { wc: '8', duckdb: '1', memory: '130 MiB' })
}
