/**
 * `npm run bench [-- SUBJECT…]`: speed as a ratio to named peers of the same run, median of the rounds, and peak memory. Needs a built dist/.
 * Without a subject, all of them. What each measures, and which sizes of it the environment may change, stands in its file.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rounds } from './measure.js'

const SUBJECTS = ['start', 'findings', 'accounts', 'logs']

const asked = process.argv.slice(2)
const unknown = asked.find((subject) => !SUBJECTS.includes(subject))
if (unknown !== undefined) throw new Error(`there is no "${unknown}" to measure; there are ${SUBJECTS.join(', ')}`)

console.log(`Node ${process.version}, medians of ${rounds} rounds`)
for (const subject of asked.length === 0 ? SUBJECTS : asked) {
  const { default: measure } = await import(`./${subject}.js`)
  const folder = mkdtempSync(join(tmpdir(), `sparekey-bench-${subject}-`))
  try {
    await measure(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
