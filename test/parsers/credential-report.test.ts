import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CredentialRow, parseCredentialReport } from '../../src/parsers/credential-report.ts'
import type { UnreadableRow } from '../../src/parsers/csv.ts'

const COLUMNS = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  'access_key_1_active',
  'cert_1_active',
]
const cellsOf = (user: string, over: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
  user,
  arn: user === '<root_account>' ? 'arn:aws:iam::111122223333:root' : `arn:aws:iam::111122223333:user/${user}`,
  user_creation_time: '2024-06-01T10:00:00+00:00',
  password_enabled: user === '<root_account>' ? 'not_supported' : 'true',
  password_last_used: 'no_information',
  mfa_active: 'true',
  ...over,
})
const aReport = (rows: readonly Readonly<Record<string, string>>[], columns = COLUMNS): string =>
  [columns, ...rows.map((cells) => columns.map((column) => cells[column] ?? 'N/A'))]
    .map((cells) => cells.map((cell) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','))
    .join('\n')

const rowsOf = (text: string): readonly (CredentialRow | UnreadableRow)[] => {
  const report = parseCredentialReport(Buffer.from(text))
  if ('unreadable' in report) throw new Error(report.unreadable)
  return report.rows
}

const ada = { line: 2, user: 'ada', isRoot: false, account: '111122223333', passwordEnabled: 'yes', mfaActive: 'yes' }

describe('a row', () => {
  test('is read by the names of the columns', () => {
    expect(rowsOf(aReport([cellsOf('ada')]))).toEqual([ada])
    expect(rowsOf(aReport([cellsOf('ada')], [...COLUMNS].reverse()))).toEqual([ada])
    expect(rowsOf(aReport([cellsOf('ada')], [...COLUMNS, 'additional_credentials_info']))).toEqual([ada])
  })

  test('of <root_account> is root', () => {
    expect(rowsOf(aReport([cellsOf('<root_account>')]))).toEqual([
      { line: 2, user: 'root', isRoot: true, account: '111122223333', passwordEnabled: 'not-supported', mfaActive: 'yes' },
    ])
  })

  test('of a user who is called root is that user', () => {
    expect(rowsOf(aReport([cellsOf('root')]))).toMatchObject([{ user: 'root', isRoot: false }])
  })

  test.each([
    ['true', 'yes'],
    ['TRUE', 'yes'],
    ['True', 'yes'],
    ['false', 'no'],
    ['FALSE', 'no'],
    ['N/A', 'unknown'],
    ['no_information', 'unknown'],
    ['not_supported', 'unknown'],
    ['', 'unknown'],
    ['1', 'unknown'],
    ['yes', 'unknown'],
    ['truee', 'unknown'],
  ])('with mfa_active %j is %s', (cell, mfaActive) => {
    expect(rowsOf(aReport([cellsOf('ada', { mfa_active: cell })]))).toMatchObject([{ mfaActive }])
  })

  test.each([
    ['true', 'yes'],
    ['FALSE', 'no'],
    ['not_supported', 'not-supported'],
    ['N/A', 'unknown'],
    ['no_information', 'unknown'],
    ['', 'unknown'],
    ['constructor', 'unknown'],
  ])('with password_enabled %j is %s', (cell, passwordEnabled) => {
    expect(rowsOf(aReport([cellsOf('ada', { password_enabled: cell })]))).toMatchObject([{ passwordEnabled }])
  })

  test.each(['=1+1', '+x', '-x', '@SUM', 'a,b', 'a=b.c_d-e', 'x'.repeat(64), 'constructor'])('of the user %s keeps its columns', (user) => {
    expect(rowsOf(aReport([cellsOf(user), cellsOf('ada')]))).toEqual([
      { ...ada, user },
      { ...ada, line: 3 },
    ])
  })

  test.each([
    ['of another account', 'arn:aws:iam::444455556666:user/ada', '444455556666'],
    ['of China', 'arn:aws-cn:iam::111122223333:user/ada', '111122223333'],
    ['of a user below a path', 'arn:aws:iam::111122223333:user/it/ada', '111122223333'],
    ['that is none', 'ada', undefined],
    ['of a role', 'arn:aws:iam::111122223333:role/ada', undefined],
    ['of eleven digits', 'arn:aws:iam::11112222333:user/ada', undefined],
  ])('with an ARN %s', (_, arn, account) => {
    expect((rowsOf(aReport([cellsOf('ada', { arn })]))[0] as CredentialRow).account).toBe(account)
  })

  test('without a user, or with a comma that is not quoted, is unreadable', () => {
    expect(rowsOf(aReport([cellsOf(''), cellsOf('ada')]))).toEqual([
      { line: 2, unreadable: 'user is blank' },
      { ...ada, line: 3 },
    ])
    expect(rowsOf(aReport([cellsOf('a;b')]).replaceAll('a;b', 'a,b'))).toEqual([{ line: 2, unreadable: '12 cells where the header has 10' }])
  })
})

describe('a report that is none', () => {
  test.each(['user', 'arn', 'password_enabled', 'mfa_active'])('lacks the column %s', (column) => {
    expect(
      parseCredentialReport(
        Buffer.from(
          aReport(
            [cellsOf('ada')],
            COLUMNS.filter((name) => name !== column),
          ),
        ),
      ),
    ).toEqual({
      unreadable: `the header lacks ${column}`,
    })
  })

  test('has another case in its header, is a web page, or empty', () => {
    expect(parseCredentialReport(Buffer.from(aReport([]).replace('mfa_active', 'MFA_Active')))).toEqual({ unreadable: 'the header lacks mfa_active' })
    expect(parseCredentialReport(Buffer.from('<html><body>Sign in</body></html>'))).toHaveProperty('unreadable')
    expect(parseCredentialReport(Buffer.from(''))).toEqual({ unreadable: 'no header' })
  })
})

test('every row is read or unreadable, and an unknown word never means yes or no', () => {
  const cell = fc.string().map((text) => text.replace(/[\r\n]/g, ' '))
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, cell)), (table) => {
      const text = [
        COLUMNS.join(','),
        ...table.map(([user, password, mfa]) =>
          COLUMNS.map((column) => `"${({ user, password_enabled: password, mfa_active: mfa }[column] ?? 'N/A').replaceAll('"', '""')}"`).join(','),
        ),
      ].join('\n')
      const rows = rowsOf(text)
      expect(rows.map(({ line }) => line)).toEqual(table.map((_, index) => index + 2))
      for (const [index, row] of rows.entries()) {
        if (!('unreadable' in row)) expect(row.mfaActive !== 'unknown').toBe(/^(?:true|false)$/i.test(table[index]![2].trim()))
      }
    }),
  )
})
