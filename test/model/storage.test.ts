import { expect, test } from 'vitest'
import { storageKind } from '../../src/model/storage.ts'
import { aLocation } from '../support/builders.ts'

test.each([
  ['digital', ['vault', 'password-manager', 'file', 'email', 'notes', 'chat']],
  ['physical', ['safe', 'paper', 'hardware-token']],
  ['unknown', ['other']],
] as const)('%s: %s', (expected, kinds) => {
  for (const kind of kinds) expect(storageKind(aLocation({ kind }))).toBe(expected)
})
