import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openCodeSetRows } from '../../src/collectors/register/code-set-rows.ts'
import { toCodeSetOnLine } from '../../src/collectors/register/to-facts.ts'

const FILE = 'register.jsonl'
const day = fc.constantFrom('2026-03-15', '2026-05-02T15:00:00Z', '2025-01-01T00:00:00.123Z')
const count = fc.nat(20)

/** Code sets as a line may give them. */
const written = fc.record(
  {
    account: fc.constantFrom('github:ada', 'google:eve@acme.test'),
    status: fc.constantFrom('active', 'spent', 'revoked'),
    name: fc.string(),
    owner: fc.string(),
    tier: fc.string(),
    generated: day,
    issued: count,
    remaining: count,
    used: fc.array(fc.record({ at: day, code: count }, { requiredKeys: ['at'] }), { maxLength: 2 }),
    tested: day,
    since: day,
    expires: day,
    reviewed: day,
    checked: day,
    plan: fc.string(),
    copies: fc.array(fc.record({ location: fc.constantFrom('vault-hq', 'hq-safe'), item: fc.string(), stored: day }, { requiredKeys: ['location'] }), {
      maxLength: 3,
    }),
  },
  { requiredKeys: ['account', 'status'] },
)

test('code sets in columns are those that were added, field by field', () => {
  fc.assert(
    fc.property(fc.array(written), (documents) => {
      const sets = documents.map((document, index) => toCodeSetOnLine(FILE, index + 1, document as Parameters<typeof toCodeSetOnLine>[2]))
      const rows = openCodeSetRows(FILE)
      for (const set of sets) rows.add(set)
      expect([...rows.rows()]).toStrictEqual(sets)
      expect(rows.rows().length).toBe(sets.length)
    }),
  )
})
