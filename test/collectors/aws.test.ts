import { describe, expect, test } from 'vitest'
import aws from '../../src/collectors/aws/collector.ts'
import type { AwsSource } from '../../src/model/configuration.ts'
import type { Account, Collected } from '../../src/model/inventory.ts'
import { at } from '../support/builders.ts'
import { collectFrom, type Documents } from '../support/collecting.ts'

const ACCOUNT = '111122223333'
const SCOPE = `aws:${ACCOUNT}/*`
const NOBODY = { accounts: [] }
const source: AwsSource = {
  id: 'aws-prod',
  type: 'aws',
  account: ACCOUNT,
  files: {
    'credential-report': 'report.csv',
    'credential-report-generated': '2026-11-22T21:00:00Z',
    'account-summary': 'summary.json',
    'virtual-mfa-devices': 'virtual.json',
    'mfa-devices': 'devices.json',
  },
}

const HEADER = 'user,arn,password_enabled,mfa_active'
const root = (mfa = 'true', account = ACCOUNT): string => `<root_account>,arn:aws:iam::${account}:root,not_supported,${mfa}`
const aUser = (user: string, mfa = 'true', password = 'true', account = ACCOUNT): string => `${user},arn:aws:iam::${account}:user/${user},${password},${mfa}`
const aReport = (...rows: readonly string[]): string => [HEADER, ...rows].join('\n')
const aSummary = (over: object = {}): unknown => ({ SummaryMap: { Users: 2, AccountMFAEnabled: 1, ...over } })
const aDevice = (name: string): unknown => ({ SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/${name}`, EnableDate: '2024-06-02T08:00:00Z' })
const virtual = {
  VirtualMFADevices: [{ ...(aDevice('root-account-mfa-device') as object), User: { Arn: `arn:aws:iam::${ACCOUNT}:root` } }],
  IsTruncated: false,
}

/** Root and ada with a second factor, and deploy, which has only keys; with another answer here and there. */
const collect = (over: Documents = {}, other: Partial<AwsSource> = {}): Promise<Collected> => {
  const documents = {
    'report.csv': aReport(root(), aUser('ada'), aUser('deploy', 'false', 'false')),
    'summary.json': aSummary(),
    'virtual.json': virtual,
    'devices.json': { ada: [aDevice('ada-phone')], deploy: [] },
    ...over,
  }
  return collectFrom(aws, { ...source, ...other }, Object.fromEntries(Object.entries(documents).filter(([, document]) => document !== undefined)))
}

const accountOf = ({ facts }: Collected, user: string): Account => {
  const account = facts.accounts?.find(({ id }) => id === `aws:${ACCOUNT}/${user}`)
  if (account === undefined) throw new Error(`no account ${user}`)
  return account
}
const gapsOf = ({ gaps }: Collected): unknown[] => gaps.map(({ fact, reason, hides }) => [fact, reason, 'scope' in hides ? hides.scope : hides])
const REPORT = 'aws credential report'

describe('who has a second factor', () => {
  test('is whom the report says to have one', async () => {
    const collected = await collect()
    expect(collected.facts.accounts?.map(({ id, holder, mfa, method }) => [id, holder, mfa, method])).toEqual([
      [`aws:${ACCOUNT}/root`, 'person', 'enrolled', 'not-reported'],
      [`aws:${ACCOUNT}/ada`, 'person', 'enrolled', 'not-reported'],
      [`aws:${ACCOUNT}/deploy`, 'machine', 'not-enrolled', 'not-reported'],
    ])
    expect(accountOf(collected, 'ada').proofs).toEqual([
      { origin: { source: 'aws-prod', file: 'report.csv', line: 3 }, fact: 'mfa_active', value: 'yes' },
      { origin: { source: 'aws-prod', file: 'report.csv', line: 3 }, fact: 'password_enabled', value: 'yes' },
    ])
    expect(collected.gaps).toEqual([])
    expect(collected.source).toMatchObject({ records: 3, unreadable: 0, collectedAt: at('2026-11-22T21:00:00Z') })
  })

  test.each<[string, Documents, Account['mfa']]>([
    ['false, and no device is listed', { 'report.csv': aReport(root(), aUser('ada', 'false'), aUser('deploy')), 'devices.json': { ada: [] } }, 'not-enrolled'],
    ['false, and a device is listed', { 'report.csv': aReport(root(), aUser('ada', 'false'), aUser('deploy')) }, 'unknown'],
    [
      'false, and her list of devices has none that can be read',
      { 'report.csv': aReport(root(), aUser('ada', 'false'), aUser('deploy')), 'devices.json': { ada: [{}], deploy: [] } },
      'unknown',
    ],
    [
      'false, and the devices of the user were not asked for',
      { 'report.csv': aReport(root(), aUser('ada', 'false'), aUser('deploy')), 'devices.json': { deploy: [] } },
      'unknown',
    ],
    ['false, and there is no list of devices', { 'report.csv': aReport(root(), aUser('ada', 'false'), aUser('deploy')), 'devices.json': undefined }, 'unknown'],
    ['true, and no device is listed', { 'devices.json': { ada: [], deploy: [] } }, 'unknown'],
    ['true, and the devices of the user were not asked for', { 'devices.json': { deploy: [] } }, 'unknown'],
    ['true, and there is no list of devices', { 'devices.json': undefined }, 'unknown'],
    ['true, and her list of devices has none that can be read', { 'devices.json': { ada: [{}], deploy: [] } }, 'unknown'],
    ['no_information', { 'report.csv': aReport(root(), aUser('ada', 'no_information'), aUser('deploy')) }, 'unknown'],
    ['not_supported', { 'report.csv': aReport(root(), aUser('ada', 'not_supported'), aUser('deploy')) }, 'unknown'],
    ['blank', { 'report.csv': aReport(root(), aUser('ada', ''), aUser('deploy')) }, 'unknown'],
    ['true, of another account', { 'report.csv': aReport(root(), aUser('ada', 'true', 'true', '444455556666'), aUser('deploy')) }, 'unknown'],
  ])('mfa_active is %s', async (_, over, mfa) => {
    expect(accountOf(await collect(over), 'ada').mfa).toBe(mfa)
  })

  test.each<[string, Documents, Account['mfa']]>([
    ['true, and the summary says so', {}, 'enrolled'],
    [
      'false, and the summary says so',
      {
        'report.csv': aReport(root('false'), aUser('ada'), aUser('deploy')),
        'summary.json': aSummary({ AccountMFAEnabled: 0 }),
        'virtual.json': { VirtualMFADevices: [], IsTruncated: false },
      },
      'not-enrolled',
    ],
    ['true, and the summary says 0', { 'summary.json': aSummary({ AccountMFAEnabled: 0 }) }, 'unknown'],
    ['false, and the summary says 1', { 'report.csv': aReport(root('false'), aUser('ada'), aUser('deploy')) }, 'unknown'],
    ['true, and the summary says "1"', { 'summary.json': aSummary({ AccountMFAEnabled: '1' }) }, 'unknown'],
    ['true, and the only device is on no list', { 'virtual.json': { VirtualMFADevices: [], IsTruncated: false } }, 'enrolled'],
    [
      'false, and a virtual device of root is listed',
      { 'report.csv': aReport(root('false'), aUser('ada'), aUser('deploy')), 'summary.json': aSummary({ AccountMFAEnabled: 0 }) },
      'unknown',
    ],
    ['no_information', { 'report.csv': aReport(root('no_information'), aUser('ada'), aUser('deploy')) }, 'unknown'],
  ])('root: mfa_active is %s', async (_, over, mfa) => {
    expect(accountOf(await collect(over), 'root').mfa).toBe(mfa)
  })

  test('user names are the same in any case', async () => {
    const collected = await collect({ 'devices.json': { ADA: [aDevice('x')], Deploy: [] } })
    expect(accountOf(collected, 'ada').mfa).toBe('enrolled')
    expect(collected.gaps).toEqual([])
  })

  test.each([
    ['true', 'person'],
    ['false', 'machine'],
    ['no_information', 'unknown'],
    ['not_supported', 'unknown'],
    ['', 'unknown'],
  ])('password_enabled %j is a %s', async (password, holder) => {
    expect(accountOf(await collect({ 'report.csv': aReport(root(), aUser('ada', 'true', password), aUser('deploy')) }), 'ada').holder).toBe(holder)
  })

  test('nothing of a device but its serial number is looked at', async () => {
    const collected = await collect({
      'virtual.json': {
        VirtualMFADevices: [{ ...virtual.VirtualMFADevices[0], Base32StringSeed: 'JBSWY3DPEHPK3PXP', QRCodePNG: 'iVBOR' }],
        IsTruncated: false,
      },
    })
    expect(JSON.stringify(collected)).not.toMatch(/JBSWY|iVBOR/)
  })
})

test('without a list of devices among the files, what the report says of somebody without one stands', async () => {
  const { 'mfa-devices': _, ...others } = source.files!
  const report = aReport(root(), aUser('ada', 'false'), aUser('deploy', 'false', 'false'))
  expect(accountOf(await collect({ 'report.csv': report }, { files: others }), 'ada').mfa).toBe('not-enrolled')
})

test('a device that was enabled after the report was made shows that both are right', async () => {
  const report = aReport(root(), aUser('ada', 'false'), aUser('deploy', 'false', 'false'))
  const withDate = (EnableDate?: string): Promise<Collected> =>
    collect({ 'report.csv': report, 'devices.json': { ada: [{ ...(aDevice('ada-phone') as object), EnableDate }], deploy: [] } })
  expect(accountOf(await withDate('2026-11-22T22:00:00Z'), 'ada').mfa).toBe('enrolled')
  expect(accountOf(await withDate('2026-11-22T20:00:00Z'), 'ada').mfa).toBe('unknown')
  expect(accountOf(await withDate('2026-11-24T00:00:00Z'), 'ada').mfa).toBe('unknown')
  expect(accountOf(await withDate('tomorrow'), 'ada').mfa).toBe('unknown')
  expect(accountOf(await withDate(), 'ada').mfa).toBe('unknown')
})

describe('an answer that is not whole', () => {
  const users = (count: number): Documents => ({ 'summary.json': aSummary({ Users: count }) })
  test.each<[string, Documents, unknown[]]>([
    ['fewer users than the summary counts', users(3), [[REPORT, 'incomplete', SCOPE]]],
    ['more users than the summary counts', users(1), [[REPORT, 'incomplete', SCOPE]]],
    ['no count of users', { 'summary.json': { SummaryMap: {} } }, [['aws account summary', 'unreadable', SCOPE]]],
    ['a count in words', { 'summary.json': aSummary({ Users: '2' }) }, [['aws account summary', 'unreadable', SCOPE]]],
    ['no summary', { 'summary.json': undefined }, [['aws account summary', 'absent', SCOPE]]],
    ['an empty summary', { 'summary.json': '' }, [['aws account summary', 'unreadable', SCOPE]]],
    ['no row of root', { 'report.csv': aReport(aUser('ada'), aUser('deploy', 'false', 'false')) }, [[REPORT, 'incomplete', SCOPE]]],
    [
      'a row with too few cells',
      { 'report.csv': `${aReport(root(), aUser('ada'), aUser('deploy', 'false', 'false'))}\nlinus` },
      [[REPORT, 'unreadable', SCOPE]],
    ],
    ['virtual devices that go on', { 'virtual.json': { ...virtual, IsTruncated: true } }, [['aws virtual MFA devices', 'incomplete', NOBODY]]],
    ['virtual devices that do not say whether they go on', { 'virtual.json': { VirtualMFADevices: [] } }, [['aws virtual MFA devices', 'incomplete', NOBODY]]],
    ['no virtual devices', { 'virtual.json': undefined }, [['aws virtual MFA devices', 'absent', NOBODY]]],
    ['no devices', { 'devices.json': undefined }, [['aws MFA devices', 'absent', NOBODY]]],
    ['a user of the devices whom the report lacks', { 'devices.json': { ada: [aDevice('x')], deploy: [], linus: [] } }, [[REPORT, 'contradiction', SCOPE]]],
    [
      'a row of another account',
      { 'report.csv': aReport(root(), aUser('ada', 'true', 'true', '444455556666'), aUser('deploy', 'false', 'false')) },
      [
        [REPORT, 'contradiction', NOBODY],
        [REPORT, 'incomplete', SCOPE],
      ],
    ],
    [
      'a row without an ARN',
      { 'report.csv': aReport(root(), 'ada,,true,true', aUser('deploy', 'false', 'false')) },
      [
        [REPORT, 'contradiction', NOBODY],
        [REPORT, 'incomplete', SCOPE],
      ],
    ],
    [
      'a row of another account in the place of a user',
      { 'report.csv': aReport(root(), aUser('ada'), aUser('deploy', 'false', 'false'), aUser('linus', 'true', 'true', '444455556666')), ...users(3) },
      [
        [REPORT, 'contradiction', NOBODY],
        [REPORT, 'incomplete', SCOPE],
      ],
    ],
    [
      'a user twice, one in the place of somebody else',
      { 'report.csv': aReport(root(), aUser('ada'), aUser('Ada'), aUser('deploy', 'false', 'false')), ...users(3) },
      [
        [REPORT, 'contradiction', SCOPE],
        [REPORT, 'incomplete', SCOPE],
      ],
    ],
    [
      'a user twice, and as many users as the summary counts',
      { 'report.csv': aReport(root(), aUser('ada'), aUser('ada'), aUser('deploy', 'false', 'false')) },
      [[REPORT, 'contradiction', SCOPE]],
    ],
    ['root twice', { 'report.csv': aReport(root(), root(), aUser('ada'), aUser('deploy', 'false', 'false')) }, [[REPORT, 'contradiction', SCOPE]]],
  ])('%s', async (_, over, gaps) => {
    expect(gapsOf(await collect(over))).toEqual(gaps)
  })

  test('a row that is there a second time is told by its line', async () => {
    const collected = await collect({ 'report.csv': aReport(root(), aUser('ada'), aUser('deploy', 'false', 'false'), aUser('ADA')) })
    expect(collected.gaps).toMatchObject([{ detail: 'line 5 of report.csv gives ADA a second time', file: 'report.csv', line: 5 }])
  })

  test('a user who is called root is not root a second time', async () => {
    const collected = await collect({ 'report.csv': aReport(root(), aUser('root'), aUser('ada')), 'devices.json': { ada: [aDevice('x')], root: [] } })
    expect(collected.gaps).toEqual([])
  })

  test.each<[string, unknown]>([
    ['gone', undefined],
    ['empty', ''],
    ['a web page', '<html><body>Sign in</body></html>'],
    ['without the column mfa_active', 'user,arn,password_enabled\n'],
    ['not UTF-8', Uint8Array.of(0xff, 0xfe)],
  ])('a report that is %s shows nobody enrolled', async (_, report) => {
    const collected = await collect({ 'report.csv': report })
    expect(gapsOf(collected)).toContainEqual([REPORT, report === undefined ? 'absent' : 'unreadable', SCOPE])
    expect(new Set(collected.facts.accounts?.map(({ mfa }) => mfa))).toEqual(new Set(['unknown']))
    expect(accountOf(collected, 'root')).toMatchObject({ holder: 'person', mfa: 'unknown' })
  })

  test('a report without the time of its making says nothing', async () => {
    const { 'credential-report-generated': _, ...undated } = source.files!
    const collected = await collect({}, { files: undated })
    expect(gapsOf(collected)).toEqual([[REPORT, 'stale', NOBODY]])
    expect(collected.facts.accounts?.map(({ holder, mfa }) => [holder, mfa])).toEqual(Array(3).fill(['unknown', 'unknown']))
  })

  test('a user whom only the device lists name is there, and unknown', async () => {
    const collected = await collect({
      'virtual.json': {
        VirtualMFADevices: [
          ...virtual.VirtualMFADevices,
          { ...(aDevice('linus') as object), User: { UserName: 'Linus', Arn: `arn:aws:iam::${ACCOUNT}:user/Linus` } },
        ],
        IsTruncated: false,
      },
    })
    expect(accountOf(collected, 'linus')).toMatchObject({ holder: 'unknown', mfa: 'unknown' })
  })

  test('a user who is called root takes nothing from root', async () => {
    const collected = await collect({ 'report.csv': aReport(root('false'), aUser('root'), aUser('ada')), 'summary.json': aSummary({ AccountMFAEnabled: 0 }) })
    expect(collected.facts.accounts?.filter(({ id }) => id === `aws:${ACCOUNT}/root`).map(({ mfa }) => mfa)).not.toContain('not-enrolled')
  })
})
