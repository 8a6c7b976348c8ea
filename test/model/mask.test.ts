import { describe, expect, test } from 'vitest'
import { coverName, maskCodes } from '../../src/model/mask.ts'
import { atOnce } from '../support/at-once.ts'

/** No code of anybody: each is only of the shape. */
const codes: readonly (readonly [string, string])[] = [
  ['Google, in one', '12345678'],
  ['Google, as it is shown', '1234 5678'],
  ['GitHub', 'a1b2c-3d4e5'],
  ['GitHub, in capitals', 'A1B2C-3D4E5'],
  ['a registrar, groups of four', 'abcd-1234-efgh'],
  ['Microsoft, letters and digits with hyphens', 'ABCDE-12345-FGHIJ-67890-KLMNO'],
  ['Microsoft, letters and digits with blanks', 'ABCDE 12345 FGHIJ 67890 KLMNO'],
  ['Microsoft, digits with hyphens', '12345-67890-12345-67890-12345'],
  ['Microsoft, digits in one', '1234567890123456789012345'],
  ['Dropbox, sixteen digits', '1234567890123456'],
  ['Dropbox, sixteen digits with blanks', '1234 5678 9012 3456'],
  ['Bitwarden, in one', 'abcd1234efgh5678ijkl9012mnop3456'],
  ['Bitwarden, with blanks', 'abcd 1234 efgh 5678 ijkl 9012 mnop 3456'],
  ['six digits', '123456'],
]

describe('codes are covered', () => {
  for (const [shape, code] of codes) {
    for (const [place, before, after] of [
      ['alone', '', ''],
      ['quoted', 'codes: ["', '"]'],
      ['in a list', '- ', ' # spare'],
      ['before a comma', 'code=', ', next'],
      ['at the end of a sentence', 'It is ', '.'],
    ] as const) {
      test(`${shape}, ${place}`, () => {
        expect(maskCodes(`${before}${code}${after}`)).toBe(`${before}${'•'.repeat(code.length)}${after}`)
      })
    }
  }

  test('each of several on a line', () => {
    expect(maskCodes('12345678, 87654321 a1b2c-3d4e5')).toBe('••••••••, •••••••• •••••••••••')
  })
})

describe('what people must read stays', () => {
  const plain: readonly (readonly [string, string])[] = [
    ['a date', 'generated: 2026-03-15'],
    ['a time', 'generated: 2026-03-15T10:00:00Z'],
    ['a time with milliseconds and an offset', '2026-03-15T10:00:00.123+01:00'],
    ['an AWS account', 'account: aws:111122223333/root'],
    ['an AWS account in quotes', 'account: "111122223333"'],
    ['a file name with short parts', 'evidence/log-2026-11.jsonl'],
    ['an incident', 'INC-104'],
    ['a waiver', 'W-2026-014'],
    ['a control', 'BC-03'],
    ['a ticket', 'ACME-17'],
    ['words', 'the two-step login of the it-director is missing'],
    ['words with hyphens', 'missing-storage-kind organization-backup-codes'],
    ['a number', 'issued: 16, line 12345'],
    ['a bag', 'item: "bag 0031"'],
    ['an e-mail address', 'ada@acme.test'],
    ['a path', 'secret/data/escrow/github/ada'],
    ['a duration', 'interval: 365d'],
    ['nothing', ''],
  ]
  for (const [what, text] of plain)
    test(what, () => {
      expect(maskCodes(text)).toBe(text)
    })
})

describe('names', () => {
  test.each(codes)('that are a code are covered: %s', (_, code) => {
    expect(coverName(code)).toBe('•'.repeat(code.length))
  })

  test.each([
    ...['ada@acme.test', 'it-director', 'jdoe42', 'user01', 'Zoë 123456', 'Ada Lovelace', 'A. Lovelace', 'payroll-2026', 'employee 12345678'],
    ...['production', 'prod2026', 'tier-1', 'gold-2026', 'p1', 'europe-north1', 'europe-west10', 'us-east-1a', 'hall-0815', 'EAST-WEST', 'hq', '4th floor'],
    ...['7c9e6679-7425-40de-944b-e07fc1f90ae7', '111122223333', 'oidc-a1b2c3d4e5', 'secret/data/escrow/github/ada1234'],
  ])('that people give are shown whole: %s', (name) => {
    expect(coverName(name)).toBe(name)
  })
})

test('hostile text takes no long time', () => {
  const hostile = [
    'abcd '.repeat(2_000),
    'a1b2-'.repeat(2_000),
    '1234 '.repeat(2_000),
    'a'.repeat(10_000),
    '1'.repeat(10_000),
    '-'.repeat(10_000),
    'a1'.repeat(5_000),
  ]
  const lengths = atOnce(() => hostile.map((text) => maskCodes(text).length))
  expect(lengths).toEqual(hostile.map(({ length }) => length))
})
