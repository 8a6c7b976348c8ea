/** What we are compared with, in the pinned versions of `bench/packages`, installed under `.cache/bench` when it is not there yet. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const CACHE = resolve('.cache/bench')

/** The `node_modules` of the peers. A peer's own script is to be run with it as NODE_PATH, or to import by the path. */
export const peers = () => {
  const version = createHash('sha256').update(readFileSync('bench/packages/package-lock.json')).digest('hex')
  const marker = join(CACHE, 'installed')
  if (!existsSync(marker) || readFileSync(marker, 'utf8') !== version) {
    console.log('installing the peers …')
    rmSync(CACHE, { recursive: true, force: true })
    mkdirSync(CACHE, { recursive: true })
    for (const file of ['package.json', 'package-lock.json']) cpSync(join('bench/packages', file), join(CACHE, file))
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: CACHE, stdio: ['ignore', 'ignore', 'inherit'] })
    writeFileSync(marker, version)
  }
  return join(CACHE, 'node_modules')
}
