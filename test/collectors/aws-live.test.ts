/** The AWS collector against a made-up IAM on loopback, through the real SDK. */
import { afterEach, describe, expect, test } from 'vitest'
import aws from '../../src/collectors/aws/collector.ts'
import type { AwsSource } from '../../src/model/configuration.ts'
import type { Account, Collected } from '../../src/model/inventory.ts'
import type { Live, Progress } from '../../src/model/live.ts'
import { AS_OF, at } from '../support/builders.ts'
import { aContext, collectFrom, type Documents } from '../support/collecting.ts'
import { keepRaw } from '../support/keep-raw.ts'
import { aLive } from '../support/live.ts'
import { assumedKey, assumedToken, exampleAccount, type IamAccount, type IamServing, madeUpAccount, serveIam } from '../support/servers/iam.ts'
import type { Served } from '../support/servers/serve.ts'

const ACCOUNT = '111122223333'
const SECRET = 'wJalrXUtnFEMI-made-up-secret-key-EXAMPLE'
const source: AwsSource = { id: 'aws-prod', type: 'aws', account: ACCOUNT }
const now = (): number => AS_OF

const keys = { AWS_ACCESS_KEY_ID: 'AKIAMADEUPFORTESTS00', AWS_SECRET_ACCESS_KEY: SECRET }
const open: Served[] = []
const start = async (account: IamAccount, serving: IamServing = {}): Promise<Served> => {
  const served = await serveIam(account, { now, ...serving })
  open.push(served)
  return served
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((served) => served.close()))
})

const envFor = ({ origin }: Served, over: Live['env'] = {}): Live['env'] => ({ ...keys, AWS_ENDPOINT_URL_IAM: origin, AWS_ENDPOINT_URL_STS: origin, ...over })
const collectLive = (served: Served, over: Partial<Live> = {}, other: Partial<AwsSource> = {}): Promise<Collected> =>
  collectFrom(aws, { ...source, ...other }, {}, [], { live: aLive({ env: envFor(served), second: 20, ...over }) })

const accountOf = ({ facts }: Collected, user: string): Account | undefined => facts.accounts?.find(({ id }) => id === `aws:${ACCOUNT}/${user}`)
const mfaOf = (collected: Collected, user: string): Account['mfa'] | undefined => accountOf(collected, user)?.mfa
const gapsOf = ({ gaps }: Collected): unknown[] => gaps.map(({ fact, reason }) => [fact, reason])
const actionsOf = ({ asked }: Served): string[] => asked.map(({ body }) => new URLSearchParams(body).get('Action') ?? '')

const withUser = (account: IamAccount, user: string, { mfa, devices }: { mfa: boolean; devices: IamAccount['virtual'] }): IamAccount => ({
  ...account,
  report: account.report.replace(new RegExp(`^(${user},.*?N/A),true,`, 'm'), `$1,${String(mfa)},`),
  devices: new Map([...account.devices, [user, devices]]),
  virtual: [...account.virtual.filter(({ User }) => User.UserName !== user), ...devices],
})
const aDevice = (user: string, enabled: string): IamAccount['virtual'][number] => ({
  SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/${user}-new`,
  EnableDate: enabled,
  User: { UserName: user, Arn: `arn:aws:iam::${ACCOUNT}:user/${user}` },
})
/** Grace without a second factor. */
const graceless = (): IamAccount => withUser(exampleAccount(), 'grace', { mfa: false, devices: [] })

const files = {
  'credential-report': 'aws-prod/credential-report.csv',
  'credential-report-generated': '2026-11-22T21:00:00Z',
  'account-summary': 'aws-prod/account-summary.json',
  'virtual-mfa-devices': 'aws-prod/virtual-mfa-devices.json',
  'mfa-devices': 'aws-prod/mfa-devices.json',
}
const documentsOf = ({ report, summary, virtual, devices }: IamAccount): Documents => ({
  [files['credential-report']]: report,
  [files['account-summary']]: { SummaryMap: summary },
  [files['virtual-mfa-devices']]: { VirtualMFADevices: virtual, IsTruncated: false },
  [files['mfa-devices']]: Object.fromEntries(devices),
})

describe('an account that is asked', () => {
  test.each([
    ['the example', exampleAccount()],
    ['one of whose people has no second factor', graceless()],
    ['one of many users, in pages', madeUpAccount(25)],
  ])('gives the same facts as its kept files: %s', async (_, account) => {
    const served = await start(account, { pageSize: 4 })
    const live = await collectLive(served)
    const kept = await collectFrom(aws, { ...source, files }, documentsOf(account))
    expect(live.facts).toEqual(kept.facts)
    expect(live.gaps).toEqual([])
    expect(live.source).toMatchObject({ id: 'aws-prod', records: kept.source.records, unreadable: 0, collectedAt: at('2026-11-22T21:00:00Z'), files: [] })
  })

  test('is asked for no more than is needed, and says what it was asked', async () => {
    const served = await start(exampleAccount())
    const { source: record } = await collectLive(served)
    expect(record.requests?.map(({ endpoint, records }) => [endpoint, records])).toEqual([
      ['POST / Action=GenerateCredentialReport', 0],
      ['POST / Action=GenerateCredentialReport', 0],
      ['POST / Action=GetCredentialReport', 4],
      ['POST / Action=GetAccountSummary', 1],
      ['POST / Action=ListVirtualMFADevices', 4],
      ['POST / Action=ListMFADevices&UserName=ada', 1],
      ['POST / Action=ListMFADevices&UserName=grace', 2],
    ])
    expect(actionsOf(served)).toHaveLength(7)
    expect(record.requests?.every(({ sha256, at }) => /^[0-9a-f]{64}$/.test(sha256 ?? '') && at === AS_OF)).toBe(true)
    expect(served.asked.every(({ headers }) => headers.authorization?.includes('/us-east-1/iam/aws4_request') === true)).toBe(true)
  })

  test('of many users gives them in the order of the report, a few side by side', async () => {
    const served = await start(madeUpAccount(60), { notReadyFor: 0 })
    const progress: Progress[] = []
    const warnings: string[] = []
    const warn = ({ name }: Error): number => warnings.push(name)
    process.on('warning', warn)
    const live = await collectLive(served, { tell: (one) => progress.push(one), second: 1000 })
    await new Promise((resolve) => setTimeout(resolve, 0))
    process.off('warning', warn)
    expect(warnings).toEqual([])
    expect(live.facts.accounts?.map(({ id }) => id).slice(1)).toEqual(
      Array.from({ length: 60 }, (_, index) => `aws:${ACCOUNT}/user-${String(index).padStart(5, '0')}`),
    )
    expect(live.source.requests?.slice(-60).map(({ endpoint }) => endpoint.slice(-10))).toEqual(
      Array.from({ length: 60 }, (_, index) => `user-${String(index).padStart(5, '0')}`),
    )
    expect(served.asked).toHaveLength(1 + 1 + 1 + 1 + 60)
    expect(progress.at(-1)).toMatchObject({ source: 'aws-prod', what: 'the MFA devices of the users', pages: 60, records: 40 })
  })

  test('in another partition is asked with a signature of its region', async () => {
    const served = await start(exampleAccount())
    await collectLive(served, {}, { region: 'cn-north-1' })
    expect(served.asked[0]?.headers.authorization).toContain('/cn-north-1/iam/aws4_request')
  })

  test('through a role is asked with the credentials of the role', async () => {
    const served = await start(exampleAccount())
    const live = await collectLive(served, {}, { role: `arn:aws:iam::${ACCOUNT}:role/sparekey`, 'external-id': 'acme-7' })
    expect(live.gaps).toEqual([])
    expect(mfaOf(live, 'ada')).toBe('enrolled')
    const [assumed, ...others] = served.asked
    expect(Object.fromEntries(new URLSearchParams(assumed?.body))).toMatchObject({
      Action: 'AssumeRole',
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/sparekey`,
      RoleSessionName: 'sparekey',
      ExternalId: 'acme-7',
    })
    expect(assumed?.headers.authorization).toContain(keys.AWS_ACCESS_KEY_ID)
    expect(others).toHaveLength(7)
    expect(others.every(({ headers }) => headers.authorization?.includes(assumedKey) === true && headers['x-amz-security-token'] === assumedToken)).toBe(true)
  })
})

describe('the report is as old as four hours, and is not believed alone', () => {
  const report = '2026-11-22T21:00:00Z'
  test.each<[string, boolean, IamAccount['virtual'], Account['mfa'] | undefined]>([
    ['no second factor, and none on her own list', false, [], 'not-enrolled'],
    ['no second factor, and a device that came after the report', false, [aDevice('grace', '2026-11-22T23:30:00Z')], 'enrolled'],
    ['no second factor, and a device that came before the report', false, [aDevice('grace', '2026-11-22T20:59:59Z')], 'unknown'],
    ['no second factor, and a device of the very time', false, [aDevice('grace', report)], 'unknown'],
    ['no second factor, and a device of tomorrow', false, [aDevice('grace', '2026-11-23T12:00:00Z')], 'unknown'],
    [
      'no second factor, and one device before and one after',
      false,
      [aDevice('grace', '2026-11-22T23:30:00Z'), aDevice('grace', '2025-01-01T00:00:00Z')],
      'unknown',
    ],
    ['a second factor, and a device that came after the report', true, [aDevice('grace', '2026-11-22T23:30:00Z')], 'enrolled'],
    ['a second factor, and none on her own list', true, [], 'unknown'],
  ])('%s', async (_, mfa, devices, expected) => {
    const account = withUser(exampleAccount(), 'grace', { mfa, devices })
    const live = await collectLive(await start(account))
    expect(mfaOf(live, 'grace')).toBe(expected)
    const kept = await collectFrom(aws, { ...source, files }, documentsOf(account))
    expect(live.facts).toEqual(kept.facts)
  })

  test('says what proves it', async () => {
    const live = await collectLive(await start(withUser(exampleAccount(), 'grace', { mfa: false, devices: [aDevice('grace', '2026-11-22T23:30:00Z')] })))
    expect(accountOf(live, 'grace')?.proofs.map(({ origin, fact, value }) => [origin.file, fact, value])).toEqual([
      ['aws-prod/credential-report.csv', 'mfa_active', 'no'],
      ['aws-prod/credential-report.csv', 'password_enabled', 'yes'],
      ['aws-prod/mfa-devices.json', 'EnableDate of an MFA device, later than the report', '2026-11-22T23:30:00.000Z'],
    ])
    const fails = await collectLive(await start(graceless()))
    expect(accountOf(fails, 'grace')?.proofs.at(-1)).toEqual({
      origin: { source: 'aws-prod', file: 'aws-prod/mfa-devices.json' },
      fact: 'MFA devices',
      value: 'none',
    })
  })

  test('root whose device came after the report has a second factor', async () => {
    const account = exampleAccount()
    const root = { User: { Arn: `arn:aws:iam::${ACCOUNT}:root` }, SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/root-account-mfa-device` }
    const late = { ...account, report: account.report.replace('not_supported,not_supported,true', 'not_supported,not_supported,false') }
    expect(mfaOf(await collectLive(await start(late)), 'root')).toBe('unknown')
    expect(mfaOf(await collectLive(await start({ ...late, virtual: [{ ...root, EnableDate: '2026-11-22T22:00:00Z' }] })), 'root')).toBe('enrolled')
    expect(mfaOf(await collectLive(await start({ ...late, summary: { Users: 3, AccountMFAEnabled: 0 }, virtual: [] })), 'root')).toBe('not-enrolled')
  })

  test.each<[string, string, unknown]>([
    ['4 h 15 min old', '2026-11-22T19:45:00Z', undefined],
    ['older than 4 h 15 min', '2026-11-22T19:44:59Z', 'stale'],
    ['5 min in the future', '2026-11-23T00:05:00Z', undefined],
    ['further in the future', '2026-11-23T00:05:01Z', 'future'],
    ['of no time', '', 'unreadable'],
  ])('a report that is %s', async (_, generated, reason) => {
    const keep = keepRaw()
    const served = await start({ ...exampleAccount(), generated })
    const live = await collectLive(served, { keep })
    expect(live.gaps.find(({ fact }) => fact === 'aws credential report')?.reason).toBe(reason)
    expect(new Set(live.facts.accounts?.map(({ mfa }) => mfa))).toEqual(new Set(reason === undefined ? ['enrolled', 'not-enrolled'] : ['unknown']))
    if (reason !== undefined) {
      expect(actionsOf(served)).not.toContain('ListMFADevices')
      expect(keep.keys.get('aws-prod')).not.toHaveProperty('credential-report')
    }
  })

  test('the credentials of another account are seen', async () => {
    const live = await collectLive(await start({ ...exampleAccount(), report: exampleAccount().report.replaceAll(ACCOUNT, '444455556666') }))
    expect(live.gaps.find(({ fact }) => fact === 'aws credential report')).toMatchObject({ reason: 'contradiction', hides: { scope: `aws:${ACCOUNT}/*` } })
    expect(JSON.stringify(live.facts)).not.toContain('deploy')
    expect(new Set(live.facts.accounts?.map(({ mfa }) => mfa))).toEqual(new Set(['unknown']))
  })

  test('a report that never gets ready is waited for, and not for ever', async () => {
    const served = await start(exampleAccount(), { notReadyFor: 1_000_000 })
    const live = await collectLive(served, { second: 10 })
    expect(live.gaps[0]).toMatchObject({ fact: 'aws credential report', reason: 'unavailable', detail: expect.stringContaining('60 seconds') as string })
    expect(actionsOf(served).filter((action) => action === 'GenerateCredentialReport')).toHaveLength(31)
  })
})

describe('what is refused is named', () => {
  const actions = ['GenerateCredentialReport', 'GetCredentialReport', 'GetAccountSummary', 'ListVirtualMFADevices', 'ListMFADevices']
  test.each(actions)('%s is not allowed', async (action) => {
    const live = await collectLive(await start(graceless(), { denied: { [action]: 'all' } }))
    const gaps = live.gaps.filter(({ reason }) => reason === 'permission')
    expect(gaps.map(({ detail, advice }) => [detail, advice])).toContainEqual([
      expect.stringContaining(`the permission iam:${action} is missing`) as string,
      `Allow iam:${action} to the user or role that Sparekey runs as.`,
    ])
    const mfa = { ada: mfaOf(live, 'ada'), grace: mfaOf(live, 'grace'), root: mfaOf(live, 'root') }
    if (action === 'ListVirtualMFADevices') expect(mfa).toEqual({ ada: 'enrolled', grace: 'not-enrolled', root: 'enrolled' })
    else if (action === 'ListMFADevices') expect(mfa).toEqual({ ada: 'unknown', grace: 'unknown', root: 'enrolled' })
    else if (action === 'GetAccountSummary') expect(mfa).toEqual({ ada: 'enrolled', grace: 'not-enrolled', root: 'unknown' })
    // She is on the list of virtual devices, so she is there; the report would say the rest.
    else expect(mfa).toEqual({ ada: 'unknown', grace: undefined, root: 'unknown' })
    expect(JSON.stringify(live)).not.toMatch(/somebody/)
  })

  test('the own lists of some users alone', async () => {
    const live = await collectLive(await start(graceless(), { denied: { ListMFADevices: ['grace'] } }))
    expect([mfaOf(live, 'ada'), mfaOf(live, 'grace'), mfaOf(live, 'deploy')]).toEqual(['enrolled', 'unknown', 'not-enrolled'])
    expect(live.gaps.map(({ detail }) => detail)).toEqual(['the MFA devices of the users: the permission iam:ListMFADevices is missing (had for 1 of 2 users)'])
  })

  test('a user who is gone since the report is unknown', async () => {
    const account = exampleAccount()
    const live = await collectLive(await start({ ...account, devices: new Map([...account.devices].filter(([user]) => user !== 'ada')) }))
    expect([mfaOf(live, 'ada'), mfaOf(live, 'grace')]).toEqual(['unknown', 'enrolled'])
    expect(gapsOf(live)).toEqual([['aws MFA devices', 'absent']])
  })

  test.each<[string, string, RegExp]>([
    ['ExpiredToken', 'authentication', /valid/],
    ['InvalidClientTokenId', 'authentication', /valid/],
    ['SignatureDoesNotMatch', 'authentication', /clock/],
    ['RequestTimeTooSkewed', 'authentication', /clock/],
    ['AccessDenied', 'permission', /iam:/],
    ['RequestLimitExceeded', 'rate-limited', /^$/],
  ])('%s', async (code, reason, advice) => {
    // The clock of this machine: the SDK signs by it, and tries again where the provider's is another.
    const served = await start(exampleAccount(), { code, now: Date.now })
    const live = await collectLive(served, { second: 5, now: Date.now })
    expect(live.gaps.map((gap) => gap.reason)).toEqual(Array(4).fill(reason))
    expect(live.gaps[0]?.advice ?? '').toMatch(advice)
    // Credentials that are not taken are not tried again and again.
    if (reason === 'authentication') expect(served.asked).toHaveLength(1)
  })

  test('a role that may not be assumed', async () => {
    const served = await start(exampleAccount(), { denied: { AssumeRole: 'all' } })
    const live = await collectLive(served, {}, { role: `arn:aws:iam::${ACCOUNT}:role/sparekey` })
    expect(live.gaps[0]).toMatchObject({
      reason: 'permission',
      detail: `the making of the credential report: the role arn:aws:iam::${ACCOUNT}:role/sparekey: the permission sts:AssumeRole is missing`,
      advice: expect.stringContaining('trust policy') as string,
    })
    expect(new Set(actionsOf(served))).toEqual(new Set(['AssumeRole']))
  })

  test('no credentials', async () => {
    const served = await start(exampleAccount())
    // The chain of the SDK reads the environment of this process: nothing there, and no asking the machine for its role.
    const before = { ...process.env }
    Object.assign(process.env, { AWS_EC2_METADATA_DISABLED: 'true', AWS_SHARED_CREDENTIALS_FILE: '/nowhere', AWS_CONFIG_FILE: '/nowhere' })
    try {
      const live = await collectLive(served, { env: { AWS_ENDPOINT_URL_IAM: served.origin } })
      expect(live.gaps.map(({ reason }) => reason)).toEqual(Array(4).fill('authentication'))
      expect(live.gaps[0]?.advice).toContain('AWS_PROFILE')
      expect(served.asked).toEqual([])
    } finally {
      process.env = before
    }
  })

  test('an address without TLS that is not of this machine', async () => {
    const live = await collectLive(await start(exampleAccount()), { env: { ...keys, AWS_ENDPOINT_URL_IAM: 'http://iam.example.test' } })
    expect(live.gaps[0]).toMatchObject({ reason: 'unavailable', detail: expect.stringContaining('not an https address') as string })
  })
})

describe('a check', () => {
  const probe = { probe: true }
  test('asks for one user only', async () => {
    const served = await start(madeUpAccount(30), { notReadyFor: 0 })
    const live = await collectLive(served, probe)
    expect(actionsOf(served)).toEqual(['GenerateCredentialReport', 'GetCredentialReport', 'GetAccountSummary', 'ListVirtualMFADevices', 'ListMFADevices'])
    expect(live.gaps).toEqual([])
  })

  test('does not wait for a report, and says so', async () => {
    const served = await start(madeUpAccount(30))
    const live = await collectLive(served, probe)
    expect(actionsOf(served)).toEqual(['GenerateCredentialReport', 'GetAccountSummary', 'ListVirtualMFADevices'])
    expect(live.gaps[0]).toMatchObject({ reason: 'unavailable', detail: expect.stringContaining('does not wait') as string })
  })
})

describe('raw answers that are kept', () => {
  const replay = async (account: IamAccount, serving: IamServing = {}): Promise<{ live: Collected; again: Collected }> => {
    const keep = keepRaw()
    const live = await collectLive(await start(account, serving), { keep })
    return { live, again: await collectFrom(aws, { ...source, files: keep.keys.get('aws-prod') ?? {} }, Object.fromEntries(keep.files)) }
  }

  test.each<[string, IamAccount, IamServing]>([
    ['of the example', exampleAccount(), { pageSize: 1 }],
    ['of people without a second factor', madeUpAccount(12), {}],
    ['without the own list of one user', graceless(), { denied: { ListMFADevices: ['grace'] } }],
    ['without any own list', graceless(), { denied: { ListMFADevices: 'all' } }],
    ['without the summary', exampleAccount(), { denied: { GetAccountSummary: 'all' } }],
    ['without the virtual devices', exampleAccount(), { denied: { ListVirtualMFADevices: 'all' } }],
    ['with virtual devices that do not end', madeUpAccount(12), { pageSize: 5, plan: (_, { body }) => (body.includes('ListVirtual') ? 'loop' : undefined) }],
  ])('give the same facts again: %s', async (_, account, serving) => {
    const { live, again } = await replay(account, serving)
    expect(again.facts).toEqual(live.facts)
  })

  test('are the report as it came, and of the devices no more than is read', async () => {
    const keep = keepRaw()
    await collectLive(await start(exampleAccount()), { keep })
    expect([...keep.files.keys()].sort()).toEqual(
      Object.values(files)
        .filter((file) => file.includes('/'))
        .sort(),
    )
    expect(Buffer.from(keep.files.get(files['credential-report']) ?? []).toString()).toBe(exampleAccount().report)
    expect(keep.keys.get('aws-prod')?.['credential-report-generated']).toBe('2026-11-22T21:00:00.000Z')
    const virtual = JSON.parse(Buffer.from(keep.files.get(files['virtual-mfa-devices']) ?? []).toString()) as { VirtualMFADevices: object[] }
    expect(Object.keys(virtual.VirtualMFADevices[2] ?? {})).toEqual(['SerialNumber', 'EnableDate', 'User'])
  })
})

describe('whatever goes wrong', () => {
  test.each<[string, (xml: string) => string, string]>([
    ['does not say whether it has ended', (xml) => xml.replace('<IsTruncated>false</IsTruncated>', ''), 'incomplete'],
    ['goes on without saying where', (xml) => xml.replace('<IsTruncated>false', '<IsTruncated>true'), 'incomplete'],
    ['is of somebody else', (xml) => xml.replaceAll('<UserName>ada', '<UserName>mallory'), 'contradiction'],
    ['does not say whose it is', (xml) => xml.replaceAll(/<UserName>.*?<\/UserName>/g, ''), 'contradiction'],
    ['has elements of another name', (xml) => xml.replaceAll('member>', 'device>'), 'unreadable'],
    ['is no list', (xml) => xml.replace(/<MFADevices>.*<\/MFADevices>/, ''), 'unreadable'],
    ['is the answer to something else', (xml) => xml.replaceAll('ListMFADevicesResponse', 'GetAccountSummaryResponse'), 'unreadable'],
    ['is followed by something', (xml) => `${xml}<more/>`, 'unreadable'],
  ])('a list of devices that %s says nothing', async (_, change, reason) => {
    const rewrite = (xml: string, action: string): string => (action === 'ListMFADevices' && xml.includes('<UserName>ada') ? change(xml) : xml)
    const live = await collectLive(await start(exampleAccount(), { rewrite }))
    expect(gapsOf(live)).toEqual([['aws MFA devices', reason]])
    expect([mfaOf(live, 'ada'), mfaOf(live, 'grace')]).toEqual(['unknown', 'enrolled'])
  })

  test('throttled once, it is asked again', async () => {
    for (const fault of ['throttled', '503', 'reset'] as const) {
      const live = await collectLive(await start(exampleAccount(), { plan: (index) => (index % 2 === 0 ? fault : undefined) }))
      expect(live.gaps).toEqual([])
    }
  })

  test('throttled for long, it says until when it waits, and gives up', async () => {
    const told: Progress[] = []
    const served = await start(exampleAccount(), { plan: (index) => (index === 4 ? 'throttled-for-long' : undefined) })
    const live = await collectLive(served, { tell: (one) => told.push(one) })
    expect(gapsOf(live)).toEqual([
      ['aws virtual MFA devices', 'rate-limited'],
      ['aws MFA devices', 'rate-limited'],
    ])
    expect([mfaOf(live, 'ada'), mfaOf(live, 'deploy')]).toEqual(['unknown', 'not-enrolled'])
    expect(told.some(({ waitingUntil }) => waitingUntil !== undefined && waitingUntil > AS_OF)).toBe(true)
    expect(served.asked.length).toBeLessThan(4 + 4 + 2 * 4 + 1)
  })

  test.each<[string, number]>([
    ['the report is made', 0],
    ['the lists of users are asked for', 4],
  ])('interrupted while %s, it ends at once', async (_, at) => {
    const served = await start(madeUpAccount(30), { plan: (index) => (index >= at ? 'hangs' : undefined), notReadyFor: 0 })
    const stop = new AbortController()
    const why = new Error('interrupted')
    const running = collectLive(served, { signal: stop.signal, second: 1000 })
    while (served.asked.length <= at) await new Promise((resolve) => setTimeout(resolve, 5))
    const before = Date.now()
    stop.abort(why)
    await expect(running).rejects.toBe(why)
    expect(Date.now() - before).toBeLessThan(500)
  })

  test('interrupted while it waits, it ends at once', async () => {
    const served = await start(exampleAccount(), { notReadyFor: 1000 })
    const stop = new AbortController()
    const running = collectLive(served, { signal: stop.signal, second: 1000 })
    while (served.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    const before = Date.now()
    stop.abort(new Error('interrupted'))
    await expect(running).rejects.toThrow('interrupted')
    expect(Date.now() - before).toBeLessThan(500)
  })
})

test('no seed, no secret and no token is in what comes of it', async () => {
  let next = 0
  const seeds: string[] = []
  const plant = (): string => {
    seeds.push(`SEED${String((next += 1)).padStart(4, '0')}JBSWY3DPEHPK3PXP`)
    return seeds.at(-1)!
  }
  const keep = keepRaw()
  const told: Progress[] = []
  const served = await start(exampleAccount(), { plant })
  const live = await collectLive(served, { keep, tell: (one) => told.push(one) }, { role: `arn:aws:iam::${ACCOUNT}:role/sparekey` })
  expect(mfaOf(live, 'ada')).toBe('enrolled')
  expect(seeds.length).toBeGreaterThan(10)
  const everything = JSON.stringify([live, told, [...keep.keys]]) + [...keep.files.values()].map((bytes) => Buffer.from(bytes).toString()).join('\n')
  const sent = served.asked.map(({ body, headers }) => `${body} ${JSON.stringify(headers)}`).join('\n')
  for (const secret of [...seeds, SECRET, 'made-up-secret-key']) {
    for (const text of [secret, Buffer.from(secret).toString('base64'), Buffer.from(secret).toString('hex')]) {
      expect(everything).not.toContain(text)
      expect(sent).not.toContain(text)
    }
  }
  expect(everything).not.toContain(assumedToken)
  expect(everything).not.toContain(keys.AWS_ACCESS_KEY_ID)
})

test('kept files are read without the SDK', async () => {
  const collected = await aws.collect({ ...source, files }, aContext(documentsOf(exampleAccount())))
  expect(collected.source.requests).toBeUndefined()
  expect(collected.source.files).toHaveLength(4)
})
