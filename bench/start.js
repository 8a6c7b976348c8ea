/** How long small runs take, beside a Node process that does nothing, and beside the same runs of ESLint and Spectral. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CLI, compare, median, rounds, run, sparekey } from './measure.js'
import { AS_OF, writeOrganisation } from './organisation.js'
import { peers } from './peers.js'

const ACCOUNTS = 10

const ESLINT = 'node_modules/eslint/bin/eslint.js'

/** The ids and dates of the register as one file, and rules that each must have them: what Spectral can say of ten accounts. */
const writeForSpectral = (folder) => {
  const accounts = Array.from({ length: ACCOUNTS }, (_, index) => ({ account: `github:user-${index}`, generated: '2026-05-02T15:00:00Z', issued: 16 }))
  const rules = Object.fromEntries(
    ['account', 'generated', 'issued'].map((field) => [`has-${field}`, { given: '$.accounts[*]', then: { field, function: 'truthy' } }]),
  )
  writeFileSync(join(folder, 'accounts.json'), JSON.stringify({ accounts }))
  writeFileSync(join(folder, 'rules.json'), JSON.stringify({ rules }))
  return ['lint', '--ruleset', join(folder, 'rules.json'), join(folder, 'accounts.json')]
}

const AIMS = { version: '15 ms', audit: '60 ms' }

/** The medians over the empty process of the same round, which is what an aim speaks of. */
const overEmpty = (title, kinds) => {
  console.log(`\n${title}`)
  const rows = Array.from({ length: rounds }, () => {
    const empty = run(['-e', '0']).time
    return [empty, ...kinds.map(({ go }) => go().time - empty)]
  })
  const medianAt = (at) => median(rows.map((row) => row[at])).toFixed(0)
  console.log(`  ${'node -e 0'.padEnd(40)} ${medianAt(0).padStart(6)} ms`)
  kinds.forEach(({ name, goal }, at) => {
    console.log(`  ${name.padEnd(40)} ${`+${medianAt(at + 1)}`.padStart(6)} ms${goal === undefined ? '' : `   goal: ≤ ${goal}`}`)
  })
}

export default async (folder) => {
  const at = join(folder, 'ten')
  await writeOrganisation(at, ACCOUNTS)
  const audit = (config) => sparekey(['audit', '--config', config, '--as-of', AS_OF, '-o', 'text'])
  const spectral = join(peers(), '@stoplight/spectral-cli/dist/index.js')
  const linting = writeForSpectral(folder)
  overEmpty('start-up', [
    { name: '--version', go: () => run([CLI, '--version']), goal: AIMS.version },
    { name: '--help', go: () => run([CLI, '--help']) },
    { name: `audit of ${ACCOUNTS} accounts`, go: () => audit(join(at, 'sparekey.yaml')), goal: AIMS.audit },
    { name: 'audit of the example', go: () => audit('examples/acme/sparekey.yaml') },
    { name: 'eslint --version', go: () => run([ESLINT, '--version']) },
    { name: 'spectral --version', go: () => run([spectral, '--version']) },
  ])
  compare(`an audit of ${ACCOUNTS} accounts, beside a linter on one small file`, { name: 'audit', run: () => audit(join(at, 'sparekey.yaml')) }, [
    { name: 'eslint on one file', run: () => run([ESLINT, 'bench/parse.js']), goal: '≤ 0.5' },
    { name: `spectral on ${ACCOUNTS} accounts`, run: () => run([spectral, ...linting], { allowed: [0, 1] }), goal: '≤ 0.2' },
  ])
}
