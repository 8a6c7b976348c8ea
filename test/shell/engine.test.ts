import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { FLAGS } from '../../src/shell/engine.ts'

test('the engine knows what it is told', () => {
  const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8', maxBuffer: 16 * 1_048_576 })
  for (const flag of FLAGS) expect(known).toContain(`  ${flag.replace('--no-', '--').replace(/=.*/, '')} `)
})

test.each(FLAGS)('it is told %s without a word', (flag) => {
  const said = execFileSync(process.execPath, ['-e', `require('node:v8').setFlagsFromString(${JSON.stringify(flag)})`], { encoding: 'utf8', stdio: 'pipe' })
  expect(said).toBe('')
})
