import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batches } from '../../src/disk/bytes.ts'

/** What a reader who copies each batch has in the end. */
const gather = (pieces: readonly string[]): { readonly bytes: Buffer; readonly batches: number } => {
  const copies = Array.from(batches(pieces), (batch) => Buffer.from(batch))
  return { bytes: Buffer.concat(copies), batches: copies.length }
}

test('pieces of any length come as their bytes, in order', () => {
  const unit = fc.constantFrom('a', 'ä', '→', '😀', '\u{0}')
  const piece = fc.tuple(unit, fc.constantFrom(0, 1, 7, 80_000, 87_381, 87_382, 262_144, 300_000)).map(([character, times]) => character.repeat(times))
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      expect(gather(pieces).bytes.equals(Buffer.from(pieces.join('')))).toBe(true)
    }),
    { numRuns: 100 },
  )
})

test('many small pieces are few batches, and nothing is none', () => {
  expect(gather(Array.from({ length: 100_000 }, () => 'piece\n')).batches).toBe(3)
  expect(gather([]).batches).toBe(0)
  expect(gather(['', '']).batches).toBe(0)
})
