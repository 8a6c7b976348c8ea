/**
 * FINDINGS findings as JUnit, SARIF and CSV, beside JSON.stringify of the same findings and junit-report-builder: the writing alone, and how
 * much memory it takes beyond the findings. GROWTH=1 also measures ten times as many.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildSync } from 'esbuild'
import { compare, median, rounds, size } from './measure.js'
import { peers } from './peers.js'

const findings = size('FINDINGS', 100_000)

/** What the program writes with, as a module: no door leads to it. */
const bytesModule = (folder) => {
  const outfile = join(folder, 'bytes.mjs')
  buildSync({ entryPoints: ['src/disk/bytes.ts'], bundle: true, platform: 'node', format: 'esm', outfile, logLevel: 'error' })
  return pathToFileURL(outfile).href
}

export default (folder) => {
  const NODE_PATH = peers()
  const BYTES = bytesModule(folder)
  const written = (way, count) => () =>
    JSON.parse(
      execFileSync(process.execPath, ['bench/write-findings.js', way, String(count), join(folder, 'written')], {
        encoding: 'utf8',
        env: { ...process.env, NODE_PATH, BYTES },
      }),
    )
  const bare = median(Array.from({ length: rounds }, () => written('nothing', findings)().peak))
  for (const format of ['junit', 'sarif', 'csv']) {
    compare(`${findings} findings as ${format}`, { name: format, run: written(format, findings), goal: `≤ ${bare + 50} MiB, of which ${bare} before` }, [
      { name: 'JSON.stringify', run: written('stringify', findings), goal: '≤ 2.5' },
      ...(format === 'junit' ? [{ name: 'junit-report-builder', run: written('junit-report-builder', findings), goal: '≤ 0.33' }] : []),
    ])
    if (process.env.GROWTH === undefined) continue
    compare(
      `${10 * findings} findings as ${format}`,
      { name: format, run: written(format, 10 * findings) },
      [{ name: 'a tenth of them', run: written(format, findings), goal: '≤ 11' }],
      1,
    )
  }
}
