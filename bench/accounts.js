/**
 * An audit of ACCOUNTS accounts by 20 controls, from JSON lines to JSON and JUnit: beside parsing the same lines and nothing else,
 * beside json-rules-engine and DuckDB, and of a tenth of them beside Spectral, all with the same controls and the same failures.
 * GROWTH=1 also measures ten times as many, which takes some GB of disk.
 */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CONTROLS } from './accounts/controls.js'
import { prepareSpectral } from './accounts/spectral.js'
import { compare, printed, run, size, sparekey, warm } from './measure.js'
import { AS_OF, writeOrganisation } from './organisation.js'
import { peers } from './peers.js'

const accounts = size('ACCOUNTS', 100_000)

const linesOf = (at) => ['register.jsonl', 'audit.jsonl'].map((file) => join(at, file))

const audit = (at) =>
  sparekey(['audit', '--config', join(at, 'sparekey.yaml'), '--as-of', AS_OF, '-o', `json=${join(at, 'out.json')}`, '-o', `junit=${join(at, 'out.xml')}`])

/** How many accounts fail each control, by an audit. */
const failuresOf = (at) => {
  audit(at)
  const { controls } = JSON.parse(readFileSync(join(at, 'out.json'), 'utf8'))
  return Object.fromEntries(CONTROLS.map(({ id }) => [id, controls.find((control) => control.id === id).summary.fail]))
}

/** Who finds something else does something else, and its time says nothing. */
const mustAgree = (name, ours, theirs) => {
  if (JSON.stringify(ours) !== JSON.stringify(theirs)) throw new Error(`${name} finds ${JSON.stringify(theirs)}, and the audit ${JSON.stringify(ours)}`)
}

const write = async (folder, name, count) => {
  const at = join(folder, name)
  await writeOrganisation(at, count)
  for (const path of linesOf(at)) await warm(path)
  return at
}

const besideEngines = (at, installed) => {
  const engine = (name) => [`bench/accounts/${name}.js`, installed, at, AS_OF]
  const failures = failuresOf(at)
  for (const name of ['json-rules-engine', 'duckdb']) mustAgree(name, failures, JSON.parse(printed(engine(name))))
  compare(`${accounts} accounts by ${CONTROLS.length} controls`, { name: 'audit', run: () => audit(at), goal: '≤ 250 MiB' }, [
    { name: 'parsing alone', run: () => run(['bench/parse.js', ...linesOf(at)]), goal: '≤ 3' },
    { name: 'json-rules-engine', run: () => run(engine('json-rules-engine')), goal: '≤ 0.1' },
    { name: 'DuckDB', run: () => run(engine('duckdb')) },
  ])
}

const besideSpectral = async (at, installed, count) => {
  const spectral = [join(installed, '@stoplight/spectral-cli/dist/index.js'), ...(await prepareSpectral(at, AS_OF))]
  // Spectral ends with 1 when it finds something.
  const lint = () => run(spectral, { allowed: [0, 1] })
  lint()
  const told = readFileSync(join(at, 'spectral.xml'), 'utf8').match(/<failure/g)?.length ?? 0
  mustAgree(
    'Spectral',
    Object.values(failuresOf(at)).reduce((sum, fails) => sum + fails, 0),
    told,
  )
  compare(`${count} accounts by ${CONTROLS.length} controls`, { name: 'audit', run: () => audit(at) }, [{ name: 'Spectral', run: lint, goal: '≤ 0.083' }])
}

export default async (folder) => {
  const installed = peers()
  const many = await write(folder, 'many', accounts)
  besideEngines(many, installed)
  const tenth = await write(folder, 'tenth', accounts / 10)
  await besideSpectral(tenth, installed, accounts / 10)
  if (process.env.GROWTH === undefined) return
  const tenfold = await write(folder, 'tenfold', 10 * accounts)
  compare(
    `${10 * accounts} accounts`,
    { name: 'audit', run: () => audit(tenfold), goal: '< 2000 MiB' },
    [{ name: 'a tenth of them', run: () => audit(many), goal: '≤ 12' }],
    1,
  )
  rmSync(tenfold, { recursive: true })
}
