import { expect, test } from 'vitest'
import { isKeyName } from '../../src/model/key-name.ts'

test.each([
  ['escrow.acme.test/hq', true],
  ['Ada+Grace', false],
  ['Ada Grace', false],
  ['', false],
])('whether %j may be the name of a key: %j', (name, is) => {
  expect(isKeyName(name)).toBe(is)
})
