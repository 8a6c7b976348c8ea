/**
 * An audit of ACCOUNTS accounts by 20 controls, from JSON lines to JSON and JUnit, beside parsing the same lines and nothing else.
 * GROWTH=1 also measures ten times as many, which takes some GB of disk.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { compare, run, size, sparekey, warm } from './measure.js'
import { AS_OF, writeOrganisation } from './organisation.js'

const accounts = size('ACCOUNTS', 100_000)

const linesOf = (at) => ['register.jsonl', 'audit.jsonl'].map((file) => join(at, file))

const audit = (at) =>
  sparekey(['audit', '--config', join(at, 'sparekey.yaml'), '--as-of', AS_OF, '-o', `json=${join(at, 'out.json')}`, '-o', `junit=${join(at, 'out.xml')}`])

export default async (folder) => {
  const many = join(folder, 'many')
  await writeOrganisation(many, accounts)
  for (const path of linesOf(many)) await warm(path)
  compare(`${accounts} accounts by 20 controls`, { name: 'audit', run: () => audit(many), goal: '≤ 250 MiB' }, [
    { name: 'parsing alone', run: () => run(['bench/parse.js', ...linesOf(many)]), goal: '≤ 3' },
  ])
  if (process.env.GROWTH === undefined) return
  const tenfold = join(folder, 'tenfold')
  await writeOrganisation(tenfold, 10 * accounts)
  compare(
    `${10 * accounts} accounts`,
    { name: 'audit', run: () => audit(tenfold), goal: '< 2000 MiB' },
    [{ name: 'a tenth of them', run: () => audit(many), goal: '≤ 12' }],
    1,
  )
  rmSync(tenfold, { recursive: true })
}
