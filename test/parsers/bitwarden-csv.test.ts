import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BitwardenRow, parseBitwardenCsv, type UnreadableBitwardenRow } from '../../src/parsers/bitwarden-csv.ts'
import { at } from '../support/builders.ts'

const COLUMNS = ['message', 'appIcon', 'appName', 'userId', 'userName', 'userEmail', 'date', 'ip', 'type', 'installationId']
const ADA = 'e756dd4d-bac6-4e71-aa68-da0b1ae04874'
const aRow = (over: Readonly<Record<string, string>> = {}): readonly string[] => {
  const row: Readonly<Record<string, string>> = {
    message: 'Viewed item 3767a302.',
    appIcon: 'bwi-globe',
    appName: 'Web vault - Chrome',
    userId: ADA,
    userName: 'Ada',
    userEmail: 'ada@acme.test',
    date: '2026-08-20T09:14:03.412Z',
    ip: '198.51.100.7',
    type: 'Cipher_ClientViewed',
    ...over,
  }
  return COLUMNS.map((name) => row[name] ?? '')
}
const parse = (...rows: (readonly string[])[]): readonly (BitwardenRow | UnreadableBitwardenRow)[] => {
  const csv = parseBitwardenCsv(Buffer.from(stringify([COLUMNS, ...rows])))
  if ('unreadable' in csv) throw new Error(csv.unreadable)
  return csv.rows
}

test('a row says who did what, and how the id of the item begins', () => {
  expect(parse(aRow())).toEqual([
    {
      line: 2,
      key: expect.any(String) as string,
      beginnings: ['3767a302'],
      time: at('2026-08-20T09:14:03.412Z'),
      actorKind: 'human',
      actor: ADA,
      action: 'view',
      outcome: 'success',
      evidence: 'client',
    },
  ])
})

test.each([
  ['Elemento 3767A302 visualizado', ['3767a302']],
  [
    'Wiederhergestellt: <a href="#/organizations/0badcafe-0000-4000-8000-000000000000/vault?itemId=3767a302-8208-4dc6-b842-030428a1cfad">3767a302</a>',
    ['0badcafe', '3767a302', '3767a302'],
  ],
  ['“3767a302”を表示しました', ['3767a302']],
])('%s names its item', (message, beginnings) => {
  expect(parse(aRow({ message }))).toMatchObject([{ beginnings }])
})

test.each([
  ['Cipher_Created', 'create', 'server'],
  ['Cipher_Updated', 'update', 'server'],
  ['Cipher_SoftDeleted', 'delete', 'server'],
  ['Cipher_Shared', 'share', 'server'],
  ['Cipher_UpdatedCollections', 'acl', 'server'],
  ['Cipher_ClientToggledHiddenFieldVisible', 'view', 'client'],
  ['Cipher_ClientToggledTOTPSeedVisible', 'view', 'client'],
  ['Cipher_ClientSomethingNew', 'view', 'client'],
  ['Cipher_ClientCopiedHiddenField', 'copy', 'client'],
  ['Cipher_ClientCopiedLicenseNumber', 'copy', 'client'],
  ['Cipher_ClientAutofilled', 'use', 'client'],
  ['Secret_Retrieved', 'view', 'server'],
  ['Organization_ClientExportedVault', 'export', 'client'],
] as const)('%s is %s, told by the %s', (type, action, evidence) => {
  expect(parse(aRow({ type }))).toMatchObject([{ action, evidence, outcome: 'success' }])
})

test.each(['Organization_VaultAccessed', 'ProviderOrganization_VaultAccessed'])('%s may have shown every item', (type) => {
  const [row] = parse(aRow({ type, message: 'x' }))
  expect(row).toMatchObject({ action: 'export', outcome: 'unknown' })
  expect(row).not.toHaveProperty('beginnings')
})

test.each(['User_LoggedIn', 'OrganizationUser_Updated', 'Collection_Created', 'Policy_Updated'])('%s is about no item', (type) => {
  const [row] = parse(aRow({ type, message: 'Edited user 3767a302' }))
  expect([row, 'beginnings' in row!]).toMatchObject([{ action: undefined }, false])
})

describe('a row that cannot be read', () => {
  test.each([
    ['of a type that is not known', { type: 'Cipher_Peeked' }, { unreadable: 'type is none that is known', beginnings: ['3767a302'] }],
    ['of a type in numbers', { type: '1107' }, { unreadable: 'type is none that is known', beginnings: ['3767a302'] }],
    ['without a type', { type: '' }, { unreadable: 'type is none that is known', beginnings: ['3767a302'] }],
    ['whose item is not told', { message: 'Viewed an item' }, { unreadable: 'message does not name an item' }],
    ['without a date', { date: '' }, { unreadable: 'date is missing or no time', beginnings: ['3767a302'] }],
    ['with a date without an offset', { date: 'Aug 20, 2026, 9:14:03 AM' }, { unreadable: 'date is missing or no time', beginnings: ['3767a302'] }],
  ])('%s says so', (_, over, expected) => {
    expect(parse(aRow(over))).toEqual([{ line: 2, ...expected }])
  })

  test('has too few cells', () => {
    expect(parse(['x'], aRow())).toMatchObject([{ unreadable: '1 cells where the header has 10' }, { action: 'view' }])
  })
})

test('a file without the columns is none', () => {
  expect(parseBitwardenCsv(Buffer.from('message,type\nx,y\n'))).toEqual({ unreadable: 'the header lacks userId, date, appName, ip' })
})

test('no row is lost, whatever is in it', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.string(), { minLength: 10, maxLength: 10 })), (rows) => {
      const named = rows.map(([first = '', ...rest]) => [`x${first}`, ...rest])
      expect(parse(...named)).toHaveLength(rows.length)
    }),
  )
})
