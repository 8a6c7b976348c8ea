/** How long it takes to read a Vault log of MEBIBYTES, beside readline and JSON.parse. */
import { createWriteStream, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { compare, run, size, sparekey } from './measure.js'
import { AS_OF, writeOrganisation } from './organisation.js'

const mebibytes = size('MEBIBYTES', 64)

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

const READLINE = `require('readline').createInterface({ input: require('fs').createReadStream(process.argv[1]) }).on('line', (line) => JSON.parse(line))`

export default async (folder) => {
  const at = join(folder, 'organisation')
  await writeOrganisation(at, 100)
  const log = join(at, 'audit.jsonl')
  await writeLog(log, mebibytes * 1_048_576)
  compare(
    `${mebibytes} MiB of Vault log`,
    { name: 'audit', run: () => sparekey(['audit', '--config', join(at, 'sparekey.yaml'), '--as-of', AS_OF, '-o', `json=${join(at, 'out.json')}`]) },
    [{ name: 'readline + JSON.parse', run: () => run(['-e', READLINE, log]) }],
  )
}
