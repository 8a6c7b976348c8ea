import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inOrderOfWriting } from '../../src/collectors/rotation.ts'

test.each<[string, string[]]>([
  ['by age', ['audit.log.10.gz', 'audit.log.2.zst', 'audit.log.1', 'audit.log']],
  ['by day', ['audit.log-20260819.gz', 'audit.log-20260820', 'audit.log']],
  ['by a day in the name', ['audit-2026-08-19.jsonl', 'audit-2026-08-20.jsonl.gz']],
  ['of two logs', ['a.log.1', 'a.log', 'b.log.1', 'b.log']],
  ['of one age, packed and not', ['a.log.1', 'a.log.1.gz', 'a.log']],
  ['in folders', ['x/a.log.1', 'x/a.log', 'y/a.log']],
])('rotated files come in the order in which they were written: %s', (_, expected) => {
  fc.assert(
    fc.property(fc.shuffledSubarray(expected, { minLength: expected.length }), (paths) => {
      expect(inOrderOfWriting(paths)).toEqual(expected)
    }),
  )
})
