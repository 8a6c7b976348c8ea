/**
 * moto answers as IAM and STS, and enforces the policies of IAM and the signatures: an account is made through its own API, and
 * our collector looks at it. Where moto 5.2 is not as IAM:
 * - it says of every credential report that it was made on 2 February 2015, which `mended` sets right;
 * - the report has no row of root, whose device cannot be made either: so there is always a gap;
 * - ListUsers and ListMFADevices have one page only; a list of virtual devices whose last page is full goes on to an empty one;
 * - a role that nobody made can be assumed, as long as no policies are enforced; where a trust policy asks for an external id, only
 *   a wrong one is refused, and none is not;
 * - names are not quoted in the report, so a comma in one breaks its row (our reader then says that it cannot be read).
 */
import {
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  IAMClient,
  type IAMClientConfig,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers'
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import aws from '../../src/collectors/aws/collector.ts'
import type { AwsSource } from '../../src/model/configuration.ts'
import type { Collected } from '../../src/model/inventory.ts'
import { aContext } from '../support/collecting.ts'
import { aLive } from '../support/live.ts'
import { type Between, forward, serveBetween } from './between.ts'
import { needing } from './parts.ts'
import { type Running, start } from './running.ts'

const parts = needing('python')

/** moto's own account, and one that is reached through a role. */
const ACCOUNT = '123456789012'
const OTHER = '111122223333'
const ROLE = `arn:aws:iam::${ACCOUNT}:role/sparekey`
const EXTERNAL_ID = 'acme-7'
const OTHER_ROLE = `arn:aws:iam::${OTHER}:role/sparekey`

interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}
const ANYBODY: Keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' }

let moto: Running
/** Between our collector and moto: it changes what `collect` says. */
let between: Between
let auditor: Keys

/** The policies of the docs: what whoever reads may do, which is to be the least that is needed, and whom a role trusts. */
interface Policy {
  readonly Statement: readonly [{ readonly Action: string | readonly string[] }]
}
const policies = [...readFileSync('docs/collectors/aws.md', 'utf8').matchAll(/```json\n(.*?)```/gs)].map(([, text = '']) => JSON.parse(text) as Policy)
const actions = policies.flatMap(({ Statement: [{ Action }] }) => (Array.isArray(Action) ? (Action as readonly string[]) : []))
/** The trust policy of the docs, with our reader in the place of theirs, since moto looks at who asks. */
const trust = JSON.stringify(policies.find((policy) => JSON.stringify(policy).includes('sts:ExternalId'))).replace(
  /arn:aws:iam::\d+:role\/sparekey/,
  `arn:aws:iam::${ACCOUNT}:user/auditor`,
)
const allowing = (...allowed: readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: allowed, Resource: '*' }] })

const asAnybody = (credentials: NonNullable<IAMClientConfig['credentials']> = ANYBODY): IAMClient =>
  new IAMClient({ region: 'us-east-1', endpoint: moto.origin, credentials })

const addUser = async (iam: IAMClient, name: string, { password, devices = [] }: { password: boolean; devices?: readonly string[] }): Promise<void> => {
  await iam.send(new CreateUserCommand({ UserName: name }))
  if (password) await iam.send(new CreateLoginProfileCommand({ UserName: name, Password: 'Not-A-Real-1!' }))
  for (const device of devices) {
    const { VirtualMFADevice } = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: device }))
    const SerialNumber = VirtualMFADevice?.SerialNumber
    await iam.send(new EnableMFADeviceCommand({ UserName: name, SerialNumber, AuthenticationCode1: '123456', AuthenticationCode2: '654321' }))
  }
}

/** From now on moto takes only what the policies of whoever asks allow; or everything. */
const enforce = async (isOn: boolean): Promise<void> => {
  const { status } = await fetch(`${moto.origin}/moto-api/reset-auth`, { method: 'POST', body: isOn ? '0' : 'inf' })
  if (status !== 200) throw new Error(`moto answered with ${String(status)}`)
}

/** What the user may do whom our collector runs as. */
const allowAuditor = (...allowed: readonly string[]): Promise<unknown> =>
  asAnybody().send(new PutUserPolicyCommand({ UserName: 'auditor', PolicyName: 'sparekey', PolicyDocument: allowing(...allowed) }))

const MOTO_TIME = '<GeneratedTime>2015-02-02T20:02:02Z</GeneratedTime>'
const mended = (body: string): string => body.replace(MOTO_TIME, `<GeneratedTime>${new Date(Date.now() - 60_000).toISOString()}</GeneratedTime>`)

interface Collecting {
  readonly over?: Partial<AwsSource>
  /** What is made of each question on its way to moto, and of each answer on its way back. */
  readonly question?: Change
  readonly answer?: Change
}
type Change = (body: string) => string
const asItIs: Change = (body) => body
let changes: { readonly question: Change; readonly answer: Change }

const collect = (keys: Keys, { over = {}, question = asItIs, answer = mended }: Collecting = {}): Promise<Collected> => {
  changes = { question, answer }
  return aws.collect(
    { id: 'aws', type: 'aws', account: ACCOUNT, ...over },
    aContext(
      {},
      {
        live: aLive({
          now: Date.now,
          second: 1000,
          env: {
            AWS_ENDPOINT_URL_IAM: between.origin,
            AWS_ENDPOINT_URL_STS: between.origin,
            AWS_ACCESS_KEY_ID: keys.accessKeyId,
            AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
          },
        }),
      },
    ),
  )
}

const accountsOf = ({ facts }: Collected): Readonly<Record<string, string>> =>
  Object.fromEntries((facts.accounts ?? []).map(({ id, holder, mfa }) => [id.split('/')[1]!, `${holder} ${mfa}`]))
const gapsOf = ({ gaps }: Collected): readonly string[] => gaps.map(({ reason, detail }) => `${reason}: ${detail}`)

const NO_ROOT = 'incomplete: aws/credential-report.csv has no row of the root account'

beforeAll(async () => {
  if (!parts.areThere) return
  moto = await start(parts.at('python'), ['-m', 'moto.server', '-H', '127.0.0.1', '-p', '0'], /Running on (http:\/\/127\.0\.0\.1:\d+)/)
  between = await serveBetween(async (asked, body) => {
    const answer = await forward(moto.origin, asked, Buffer.from(changes.question(body.toString('utf8'))))
    return { ...answer, body: Buffer.from(changes.answer(answer.body.toString('utf8'))) }
  })

  const iam = asAnybody()
  await addUser(iam, 'ada', { password: true, devices: ['ada-phone', 'ada-key'] })
  await addUser(iam, 'grace', { password: true })
  await addUser(iam, 'Linus+ops=on.call@acme.test', { password: true, devices: ['linus-phone'] })
  await addUser(iam, 'deploy', { password: false })
  await iam.send(new CreateAccessKeyCommand({ UserName: 'deploy' }))
  await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'of-nobody' }))
  await addUser(iam, 'auditor', { password: false })
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'auditor' }))
  auditor = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
  await iam.send(new CreateRoleCommand({ RoleName: 'sparekey', AssumeRolePolicyDocument: trust }))
  await iam.send(new PutRolePolicyCommand({ RoleName: 'sparekey', PolicyName: 'sparekey', PolicyDocument: allowing(...actions) }))

  const there = asAnybody(
    fromTemporaryCredentials({
      masterCredentials: ANYBODY,
      params: { RoleArn: OTHER_ROLE, RoleSessionName: 'set-up' },
      clientConfig: { region: 'us-east-1', endpoint: moto.origin },
    }),
  )
  await addUser(there, 'katherine', { password: true, devices: ['katherine-phone'] })
})

afterAll(async () => {
  if (!parts.areThere) return
  await between.close()
  await moto.end()
})

const PEOPLE = {
  ada: 'person enrolled',
  grace: 'person not-enrolled',
  'Linus+ops=on.call@acme.test': 'person enrolled',
  deploy: 'machine not-enrolled',
  auditor: 'machine not-enrolled',
  root: 'person unknown',
}

describe('moto, by the AWS SDK', () => {
  afterEach(async () => {
    if (parts.areThere) await enforce(false)
  })

  test('with the policy of the docs, enforced: who is enrolled, who is not, who is a machine', async () => {
    await allowAuditor(...actions)
    await enforce(true)
    const collected = await collect(auditor)
    expect(accountsOf(collected)).toEqual(PEOPLE)
    expect(gapsOf(collected)).toEqual([NO_ROOT])
  })

  test('through a role whose policies are those of the docs', async () => {
    await allowAuditor('sts:AssumeRole')
    await enforce(true)
    const collected = await collect(auditor, { over: { role: ROLE, 'external-id': EXTERNAL_ID } })
    const withoutId = await collect(auditor, { over: { role: ROLE, 'external-id': 'of-somebody-else' } })
    const withoutRole = await collect(auditor)
    expect(accountsOf(collected)).toEqual(PEOPLE)
    expect(gapsOf(collected)).toEqual([NO_ROOT])
    for (const barred of [withoutId, withoutRole]) {
      expect(accountsOf(barred)).toEqual({ root: 'person unknown' })
      expect(new Set(barred.gaps.map(({ reason }) => reason))).toEqual(new Set(['permission']))
    }
  })

  test('through a role in another account', async () => {
    const collected = await collect(ANYBODY, { over: { account: OTHER, role: OTHER_ROLE } })
    expect(accountsOf(collected)).toEqual({ katherine: 'person enrolled', root: 'person unknown' })
    expect(gapsOf(collected)).toEqual([NO_ROOT])
  })

  test.each(actions)('without %s, which the docs call needed, that permission is named as missing', async (action) => {
    await allowAuditor(...actions.filter((other) => other !== action))
    await enforce(true)
    const collected = await collect(auditor)
    expect(gapsOf(collected).filter((gap) => gap.startsWith('permission') && gap.includes(action))).not.toEqual([])
  })

  test('without sts:AssumeRole that permission is named as missing', async () => {
    await allowAuditor(...actions)
    await enforce(true)
    const collected = await collect(auditor, { over: { role: ROLE, 'external-id': EXTERNAL_ID } })
    expect(gapsOf(collected).filter((gap) => gap.startsWith('permission') && gap.includes('sts:AssumeRole'))).not.toEqual([])
    expect(accountsOf(collected)).toEqual({ root: 'person unknown' })
  })

  test('with a secret that is not the one, nobody is known', async () => {
    await enforce(true)
    const collected = await collect({ ...auditor, secretAccessKey: 'not-the-one' })
    expect(new Set(collected.gaps.map(({ reason }) => reason))).toEqual(new Set(['authentication']))
    expect(accountsOf(collected)).toEqual({ root: 'person unknown' })
  })

  test('in pages of two devices the list is the same', async () => {
    const collected = await collect(ANYBODY, { question: (body) => body.replace('MaxItems=1000', 'MaxItems=2') })
    const pages = collected.source.requests?.filter(({ endpoint }) => endpoint.includes('ListVirtualMFADevices')).map(({ records }) => records)
    expect(pages).toEqual([2, 1])
    expect(accountsOf(collected)).toEqual(PEOPLE)
  })

  test('control: a report of 2015, as moto says of each, shows nobody enrolled or not', async () => {
    const collected = await collect(ANYBODY, { answer: asItIs })
    expect(Object.values(accountsOf(collected)).filter((account) => !account.endsWith(' unknown'))).toEqual([])
    expect(collected.gaps.map(({ reason }) => reason)).toContain('stale')
  })

  test('control: with credentials of one account another is not known', async () => {
    const collected = await collect(ANYBODY, { over: { account: OTHER } })
    expect(Object.values(accountsOf(collected)).filter((account) => !account.endsWith(' unknown'))).toEqual([])
    expect(collected.gaps.map(({ reason }) => reason)).toContain('contradiction')
  })
})
