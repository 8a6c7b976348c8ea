import { expect, test } from 'vitest'
import { hasColours } from '../../src/cli/print.ts'

test.each([
  ['a terminal has colours', { isTerminal: true }, true],
  ['a pipe has none', { isTerminal: false }, false],
  ['NO_COLOR takes them away', { isTerminal: true, env: { NO_COLOR: '1' } }, false],
  ['an empty NO_COLOR says nothing', { isTerminal: true, env: { NO_COLOR: '' } }, true],
  ['FORCE_COLOR gives them to a pipe', { isTerminal: false, env: { FORCE_COLOR: '1' } }, true],
  ['FORCE_COLOR=0 takes them away', { isTerminal: true, env: { FORCE_COLOR: '0' } }, false],
  ['NO_COLOR goes over FORCE_COLOR', { isTerminal: true, env: { NO_COLOR: '1', FORCE_COLOR: '1' } }, false],
  ['--no-color goes over FORCE_COLOR', { isTerminal: true, wanted: false, env: { FORCE_COLOR: '1' } }, false],
  ['a dumb terminal has none', { isTerminal: true, env: { TERM: 'dumb' } }, false],
])('%s', (_, ambience, expected) => {
  expect(hasColours({ wanted: true, env: {}, ...ambience })).toBe(expected)
})
