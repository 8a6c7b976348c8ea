import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { FLAGS } from '../../src/shell/engine.ts'

test('the engine knows what it is told', () => {
  const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8', maxBuffer: 16 * 1_048_576 })
  for (const flag of FLAGS) expect(known).toContain(`  ${flag.replace('--no-', '--').replace(/=.*/, '')} `)
})

/** What the engine says to a flag; it goes on whatever it thinks of it. */
const saidTo = (flag: string): string =>
  spawnSync(process.execPath, ['-e', `require('node:v8').setFlagsFromString(${JSON.stringify(flag)})`], { encoding: 'utf8' }).stderr

test.each(FLAGS)('it is told %s without a word', (flag) => {
  expect(saidTo(flag)).toBe('')
  expect(saidTo(`${flag}-not`)).not.toBe('')
})
