import { expect, test } from 'vitest'
import { dangers } from '../../src/shell/surroundings.ts'

const safe = { env: {}, execArgv: [] }

test.each([
  ['certificates that nobody checks', { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }],
  ['answers that are printed', { env: { NODE_DEBUG: 'fs,http' } }],
  ['answers that fetch prints', { env: { NODE_DEBUG: 'undici' } }],
  ['a debugger', { execArgv: ['--inspect-brk=127.0.0.1:9229'] }],
  ['a heap profile', { env: { NODE_OPTIONS: '--max-old-space-size=64 --heap-prof' } }],
  ['a heap snapshot on a signal', { env: { NODE_OPTIONS: '--heapsnapshot-signal=SIGUSR2' } }],
])('%s is a danger', (_, over) => {
  expect(dangers({ ...safe, ...over })).toHaveLength(1)
})

test.each([
  ['nothing', {}],
  ['certificates that are checked', { env: { NODE_TLS_REJECT_UNAUTHORIZED: '1' } }],
  ['other debugging', { env: { NODE_DEBUG: 'fs,timer' } }],
  ['other options', { env: { NODE_OPTIONS: '--max-old-space-size=64' }, execArgv: ['--import=x'] }],
])('%s is none', (_, over) => {
  expect(dangers({ ...safe, ...over })).toEqual([])
})
