import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { FLAG } from '../../src/shell/engine.ts'

test('the engine knows what it is told', () => {
  const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8', maxBuffer: 16 * 1_048_576 })
  expect(known).toContain(`  ${FLAG.replace('--no-', '--')} `)
})

test('it is told so without a word', () => {
  const said = execFileSync(process.execPath, ['-e', `require('node:v8').setFlagsFromString(${JSON.stringify(FLAG)})`], { encoding: 'utf8', stdio: 'pipe' })
  expect(said).toBe('')
})
