/**
 * The collector against a Google on loopback. What it says of an organisation must be what is true of it, or that it is
 * not known: whatever goes wrong with whichever answer, once or from then on.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { afterAll, describe, expect, test } from 'vitest'
import google from '../../src/collectors/google/collector.ts'
import type { GoogleSource } from '../../src/model/configuration.ts'
import type { Account, Collected, Gap } from '../../src/model/inventory.ts'
import type { Live, Progress } from '../../src/model/live.ts'
import { DAY, HOUR } from '../../src/model/time.ts'
import { AS_OF, at } from '../support/builders.ts'
import { aContext } from '../support/collecting.ts'
import { keepRaw } from '../support/keep-raw.ts'
import { aLive } from '../support/live.ts'
import { memoryFiles, readFolder } from '../support/memory-files.ts'
import {
  anOrganisation,
  exampleOrganisation,
  type GoogleFault,
  googleFaults,
  keyFile,
  liveCodes,
  READY_TOKEN,
  SCOPES,
  SERVICE_ACCOUNT,
  serveGoogle,
  type ServingGoogle,
  SUBJECT,
  workloadFile,
} from '../support/servers/google.ts'
import { type Asked, type Served, type WireFault, wireFaults } from '../support/servers/serve.ts'

const folder = mkdtempSync(join(tmpdir(), 'google-live-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
let written = 0
const writeFile = (content: unknown): string => {
  const path = join(folder, `${String((written += 1))}.json`)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const EVERYONE = 'google:*'
const READY = { GOOGLE_OAUTH_ACCESS_TOKEN: READY_TOKEN }
const example = exampleOrganisation()
const now = (): number => AS_OF

type Over = Omit<Partial<ServingGoogle>, 'now'> & { readonly source?: Partial<GoogleSource>; readonly live?: Partial<Live> }

interface Run {
  readonly collected: Collected
  readonly asked: readonly Asked[]
}

const sourceAt = ({ origin }: Served, over: Partial<GoogleSource> = {}): GoogleSource => ({
  id: 'google-acme',
  type: 'google',
  customer: 'my_customer',
  'code-counts': true,
  'base-url': origin,
  'token-url': `${origin}/token`,
  'iam-url': origin,
  ...over,
})

/** Collects the example organisation, or another, served as it is said. */
const run = async ({ source, live, ...serving }: Over = {}, env: (served: Served) => Live['env'] = () => READY): Promise<Run> => {
  const served = await serveGoogle({ organisation: example, now, ...serving })
  try {
    const collected = await google.collect(sourceAt(served, source), aContext({}, { live: aLive({ env: env(served), ...live }) }))
    return { collected, asked: served.asked }
  } finally {
    await served.close()
  }
}

const kept = (): Promise<Collected> =>
  google.collect(
    {
      id: 'google-acme',
      type: 'google',
      customer: 'my_customer',
      files: Object.fromEntries(['users', 'login-activity', 'admin-activity', 'code-counts'].map((name) => [name, `evidence/google/${name}.json`])),
    },
    aContext({}, { files: memoryFiles(readFolder('examples/acme')) }),
  )

/** The facts, wherever they stand, but for how far back a log reaches: for which time it was asked does not stand in a kept one. */
const factsOf = ({ facts: { providerLogs: _, ...facts } }: Collected): unknown =>
  JSON.parse(JSON.stringify(facts), (key, value: unknown) => (key === 'origin' ? undefined : value)) as unknown
const gapsOf = ({ gaps }: Collected): unknown[] =>
  gaps.map(({ about, reason, hides }) => [about, reason, 'scope' in hides ? hides.scope : 'accounts' in hides ? hides.accounts : hides])
const reasonsOf = ({ gaps }: Collected): string[] => [...new Set(gaps.map(({ reason }) => reason))]
const mfaOf = ({ facts }: Collected): Readonly<Record<string, Account['mfa']>> => Object.fromEntries((facts.accounts ?? []).map(({ id, mfa }) => [id, mfa]))
const gapAbout = ({ gaps }: Collected, about: Gap['about']): Gap | undefined => gaps.find((gap) => gap.about === about)

describe('the example organisation, asked directly', () => {
  test('has the same facts as in its kept files', async () => {
    const { collected } = await run()
    expect(factsOf(collected)).toEqual(factsOf(await kept()))
    expect(collected.gaps).toEqual([])
    expect(collected.facts.accounts?.length).toBeGreaterThan(3)
    expect(collected.facts.codeEvents?.length).toBeGreaterThan(0)
  })

  test('is asked with the least number of requests, each told with its count and its digest, without token or code', async () => {
    const { collected, asked } = await run()
    const users = example.users.length
    expect(asked.map(({ method }) => method)).toEqual(Array.from({ length: 2 + 1 + 1 + users }, () => 'GET'))
    const { requests = [] } = collected.source
    expect(requests.map(({ endpoint, records, sha256 }) => [endpoint, records, sha256?.length])).toMatchSnapshot()
    expect(collected.source.collectedAt).toBe(AS_OF)
    expect(collected.source.files).toEqual([])
  })

  test('is asked for what is read and for nothing else', async () => {
    const { asked } = await run()
    for (const { path, query } of asked) {
      const fields = path.endsWith('/users')
        ? 'kind,nextPageToken,users(primaryEmail,isEnrolledIn2Sv)'
        : path.endsWith('/verificationCodes')
          ? 'kind,etag,items(kind)'
          : 'kind,nextPageToken,items(id,actor(email),events(name,parameters))'
      expect(query.get('fields')).toBe(fields)
    }
    const login = asked.filter(({ path }) => path.endsWith('/login'))
    expect(login.map(({ query }) => query.get('eventName'))).toEqual([null])
    // The window, and two days more for events that are filed late.
    expect([login[0]?.query.get('startTime'), login[0]?.query.get('endTime')]).toEqual(['2026-05-25T00:00:00.000Z', '2026-11-23T00:00:00.000Z'])
  })

  test('is the same in small pages', async () => {
    const whole = await run()
    const paged = await run({ pageSize: 1 })
    expect(factsOf(paged.collected)).not.toEqual({})
    const sorted = ({ collected }: Run): unknown[] => [mfaOf(collected), collected.gaps, collected.facts.codeCounts?.length, collected.facts.codeEvents?.length]
    expect(sorted(paged)).toEqual(sorted(whole))
    expect(paged.asked.length).toBeGreaterThan(whole.asked.length + 5)
  })

  test('has the same facts when what was kept of it is read again', async () => {
    const keep = keepRaw()
    const { collected } = await run({ pageSize: 2, live: { keep } })
    const files = keep.keys.get('google-acme') ?? {}
    const again = await google.collect({ id: 'google-acme', type: 'google', customer: 'my_customer', files }, aContext({}, { files: memoryFiles(keep.files) }))
    expect([...keep.files.keys()].sort()).toEqual(['admin-activity', 'code-counts', 'login-activity', 'users'].map((name) => `google-acme/${name}.json`))
    expect({ ...again.facts, providerLogs: [] }).toEqual({ ...collected.facts, providerLogs: [] })
    const sinceOf = ({ facts }: Collected): unknown => facts.providerLogs?.map(({ since }) => new Date(since).toISOString())
    expect(sinceOf(collected)).toEqual(['2026-05-27T00:00:00.000Z'])
    expect(sinceOf(again)).toEqual(['2026-08-30T06:50:00.000Z'])
    expect(again.gaps).toEqual(collected.gaps)
    expect([again.source.records, again.source.unreadable]).toEqual([collected.source.records, collected.source.unreadable])
    expect(JSON.parse(Buffer.from(keep.files.get('google-acme/code-counts.json')!).toString())).toEqual(example.codes)
  })

  test('is the customer that was asked for, or it is a gap', async () => {
    const ours = await run({ source: { customer: 'C03az79cb' } })
    expect(ours.collected.gaps).toEqual([])
    expect(factsOf(ours.collected)).toEqual(factsOf(await kept()))
    const { collected } = await run({ source: { customer: 'C0other' } })
    expect(gapsOf(collected)).toEqual(Array(2).fill(['codeEvents', 'contradiction', 'google:*']))
    expect(collected.gaps[0]?.detail).toBe('google-acme/login-activity.json: it has records of C03az79cb, and C0other was asked for')
    expect(collected.facts.codeEvents).toEqual([])
  })

  test('is not counted unless that is asked for', async () => {
    const { collected, asked } = await run({ source: { 'code-counts': false } })
    expect(asked.filter(({ path }) => path.includes('verificationCodes'))).toEqual([])
    expect([collected.facts.codeCounts, collected.gaps]).toEqual([[], []])
  })

  test('of which a shorter window is asked for is known for that window only', async () => {
    const { collected, asked } = await run({ source: { 'activity-window': '30d' } })
    expect(collected.facts.providerLogs).toEqual([{ source: 'google-acme', scope: EVERYONE, since: AS_OF - 30 * DAY }])
    expect(asked.find(({ path }) => path.endsWith('/login'))?.query.get('startTime')).toBe('2026-10-22T00:00:00.000Z')
    const long = await run({ source: { 'activity-window': '52w' } })
    expect(long.collected.facts.providerLogs?.[0]?.since).toBe(AS_OF - 180 * DAY)
  })

  test('tells how far it is', async () => {
    const told: Progress[] = []
    await run({ live: { tell: (progress) => told.push(progress) } })
    expect([...new Set(told.map(({ what }) => what))]).toEqual(['the user list', 'the login activity', 'the admin activity', 'the code counts'])
  })

  test('of which only the first pages are looked at shows what may be seen', async () => {
    const { asked } = await run({ pageSize: 1, live: { probe: true, keep: keepRaw() } })
    expect(asked.map(({ path }) => path.split('/').at(-1))).toEqual(['users', 'login', 'admin', 'verificationCodes'])
  })
})

describe('permission', () => {
  test.each<[string, string, string[]]>([
    ['users', SCOPES.users, ['accounts', 'codeCounts']],
    ['activities', SCOPES.activities, ['codeEvents']],
    ['codes', SCOPES.codes, ['codeCounts']],
  ])('that is missing for %s is named, and the rest is known', async (_, scope, about) => {
    const scopes = Object.values(SCOPES).filter((one) => one !== scope)
    const { collected } = await run({ scopes })
    expect([...new Set(collected.gaps.map((gap) => gap.about))]).toEqual(about)
    for (const { reason, detail, advice = '' } of collected.gaps) {
      expect(reason).toBe('permission')
      expect(detail).toContain(scope)
      expect(advice).toContain(scope)
    }
    // Whoever asks with a token for each scope is told the same.
    const delegated = await run({ scopes, source: { subject: SUBJECT } }, () => ({ GOOGLE_APPLICATION_CREDENTIALS: writeFile(keyFile()) }))
    expect([...new Set(delegated.collected.gaps.map((gap) => gap.about))]).toEqual(about)
    for (const { reason, detail, advice = '' } of delegated.collected.gaps)
      expect([reason, detail.includes(scope), advice.includes(scope)]).toEqual(['permission', true, true])
  })
})

describe('credentials', () => {
  const delegated: Partial<GoogleSource> = { subject: SUBJECT }
  const keyless: Partial<GoogleSource> = { subject: SUBJECT, 'service-account': SERVICE_ACCOUNT }
  const application = (content: unknown): Live['env'] => ({ GOOGLE_APPLICATION_CREDENTIALS: writeFile(content) })

  test.each<[string, Partial<GoogleSource>, (served: Served) => Live['env']]>([
    ['a ready token', {}, () => READY],
    ['a ready token under another name', { 'token-env': 'OURS' }, () => ({ OURS: ` ${READY_TOKEN}\n` })],
    ['a ready token before anything else', keyless, () => ({ ...READY, GOOGLE_APPLICATION_CREDENTIALS: '/nowhere' })],
    ['a service-account key', delegated, () => application(keyFile())],
    ['no key, but a key that may sign', keyless, () => application(keyFile())],
    ['no key, by a workload with a token from an address', keyless, ({ origin }) => application(workloadFile(origin))],
    [
      'no key, by a workload with a token from a file',
      keyless,
      ({ origin }) => application(workloadFile(origin, { credential_source: { file: writeFile('workload-token') } })),
    ],
    ['no key, by the machine', keyless, ({ origin }) => ({ GCE_METADATA_HOST: new URL(origin).host })],
  ])('%s', async (_, source, env) => {
    const { collected, asked } = await run({ source }, env)
    expect(collected.gaps).toEqual([])
    expect(factsOf(collected)).toEqual(factsOf(await kept()))
    // Nothing but signing and asking for a token is ever sent.
    expect(asked.filter(({ method, path }) => method !== 'GET' && !/^(\/token|\/v1\/token|.*:signJwt|.*:generateAccessToken)$/.test(path))).toEqual([])
  })

  test('are a token for each scope, and the one that may touch codes is used for nothing else', async () => {
    const { asked } = await run({ source: delegated }, () => application(keyFile()))
    const byPath = new Map(asked.map(({ path, headers }) => [path.split('/').at(-1)!, headers.authorization]))
    expect(new Set([byPath.get('users'), byPath.get('login'), byPath.get('verificationCodes')]).size).toBe(3)
    expect(byPath.get('admin')).toBe(byPath.get('login'))
    expect(asked.filter(({ path }) => path === '/token')).toHaveLength(3)
    const asksForCodes = await run({ source: { ...delegated, 'code-counts': false } }, () => application(keyFile()))
    expect(asksForCodes.asked.filter(({ path }) => path === '/token')).toHaveLength(2)
  })

  test.each<[string, Partial<GoogleSource>, (served: Served) => Live['env'], RegExp]>([
    ['none', {}, () => ({}), /GOOGLE_OAUTH_ACCESS_TOKEN is not set/],
    ['a token that is none', {}, () => ({ GOOGLE_OAUTH_ACCESS_TOKEN: 'two\nlines' }), /no access token/],
    ['a token that is not known', {}, () => ({ GOOGLE_OAUTH_ACCESS_TOKEN: 'unknown' }), /does not take the access token \(status 401\)/],
    ['no subject', {}, () => application(keyFile()), /no subject/],
    ['no file', delegated, () => ({ GOOGLE_APPLICATION_CREDENTIALS: '/nowhere/key.json' }), /cannot be read/],
    ['a file that is none', delegated, () => application('PRIVATE'), /no credentials file/],
    [
      'a workload without a service account, for which the subject would be ignored',
      delegated,
      ({ origin }) => application(workloadFile(origin)),
      /no service-account key/,
    ],
    ['a user', delegated, () => application({ type: 'authorized_user', client_id: 'x', client_secret: 'y', refresh_token: 'z' }), /no service-account key/],
    ['a key that is none', delegated, () => application(keyFile({ private_key: 'PRIVATE' })), /cannot be used/],
    ['a key without an address', delegated, () => application(keyFile({ client_email: undefined })), /no client_email/],
    ['a key of another universe', delegated, () => application(keyFile({ universe_domain: 'elsewhere.test' })), /another universe/],
    ['a key of somebody else', delegated, () => application(keyFile({ client_email: 'other@acme.test' })), /does not take the credentials \(status 400\)/],
    ['a program', keyless, ({ origin }) => application(workloadFile(origin, { credential_source: { executable: { command: '/bin/true' } } })), /no other way/],
    ['a kind that is not taken', keyless, () => application({ type: 'impersonated_service_account' }), /of a kind/],
    [
      'a workload that is not known',
      keyless,
      ({ origin }) => application(workloadFile(origin, { credential_source: { file: writeFile('other') } })),
      /is not taken/,
    ],
    ['no machine of Google', keyless, () => ({ GCE_METADATA_HOST: '127.0.0.1:9' }), /no credentials that may sign/],
  ])('that are %s are a gap', async (_, source, env, detail) => {
    const { collected } = await run({ source }, env)
    expect(gapsOf(collected)).toEqual(['accounts', 'codeCounts', 'codeEvents', 'codeEvents'].map((about) => [about, 'authentication', EVERYONE]))
    for (const gap of collected.gaps) {
      expect(gap.detail).toMatch(detail)
      expect(JSON.stringify(gap)).not.toMatch(/PRIVATE|unknown"|two/)
    }
    expect(collected.facts).toMatchObject({ accounts: [], codeCounts: [], codeEvents: [] })
  })

  test('that may not sign name the role', async () => {
    const { collected } = await run({ source: keyless, maySign: false }, () => application(keyFile()))
    expect(reasonsOf(collected)).toEqual(['permission'])
    expect(collected.gaps[0]?.detail).toContain('roles/iam.serviceAccountTokenCreator')
    expect(collected.gaps[0]?.advice).toContain(SERVICE_ACCOUNT)
  })

  test('of a subject that is not delegated name the scope', async () => {
    const { collected } = await run({ source: { ...keyless, subject: 'nobody@acme.test' } }, () => application(keyFile()))
    expect(collected.gaps.map(({ reason }) => reason)).toEqual(['permission', 'permission', 'permission', 'permission'])
    expect(collected.gaps[0]?.detail).toContain(SCOPES.users)
  })

  test.each([...wireFaults].filter((fault) => fault !== 'skewed-clock'))('and a token endpoint with the fault %s', async (fault) => {
    const plan: ServingGoogle['plan'] = (_, { path }) => (path === '/token' ? fault : undefined)
    const { collected } = await run({ source: delegated, plan, live: { second: 2 } }, () => application(keyFile()))
    expect(Object.values(mfaOf(collected))).toEqual([])
    expect(collected.gaps).toHaveLength(4)
    expect(reasonsOf(collected)).not.toContain('permission')
  })
})

describe('a list that is not whole', () => {
  const organisation = anOrganisation(10, { codes: {} })
  const users = (index: number, path: string): boolean => path === '/admin/directory/v1/users' && index >= 0
  const listed = (fault: GoogleFault, when: (index: number) => boolean, over: Over = {}): Promise<Run> => {
    let seen = -1
    return run({
      organisation,
      pageSize: 3,
      source: { 'code-counts': false },
      plan: (index, { path }) => (users(index, path) && when((seen += 1)) ? fault : undefined),
      ...over,
    })
  }

  test.each<[GoogleFault, string]>([
    ['loop', 'incomplete'],
    ['lost-page', 'contradiction'],
    ['duplicate-page', 'incomplete'],
    ['empty-list', 'incomplete'],
    ['wrong-kind', 'unreadable'],
    ['second-sweep-differs', 'contradiction'],
    ['quota-for-long', 'rate-limited'],
  ])('for ever, by %s, is a gap', async (fault, reason) => {
    const { collected } = await listed(fault, (index) => index >= (fault === 'duplicate-page' ? 1 : 0))
    expect(gapsOf(collected)).toContainEqual(['accounts', reason, EVERYONE])
  })

  test.each<GoogleFault>(['lost-page', 'duplicate-page', 'empty-list', 'second-sweep-differs'])('once, by %s, is asked for again', async (fault) => {
    const { collected } = await listed(fault, (index) => index === (fault === 'second-sweep-differs' ? 5 : 1))
    expect(collected.gaps).toEqual([])
    expect(Object.values(mfaOf(collected)).filter((mfa) => mfa === 'enrolled')).toHaveLength(9)
  })

  test('leaves unknown who differs, and nobody else', async () => {
    const { collected } = await listed('second-sweep-differs', () => true)
    expect(mfaOf(collected)['google:user-000006@acme.test']).toBe('unknown')
    expect(Object.values(mfaOf(collected)).filter((mfa) => mfa === 'enrolled')).toHaveLength(9)
    expect(gapAbout(collected, 'accounts')?.detail).toContain('do not agree about 1 users')
  })

  test('still shows who is not enrolled, and proves nobody to be', async () => {
    const { collected } = await listed('wrong-kind', (index) => index === 3)
    expect(Object.values(mfaOf(collected)).sort()).toEqual([...Array.from({ length: 1 }, () => 'not-enrolled'), ...Array.from({ length: 8 }, () => 'unknown')])
  })

  test('of logins is a gap, and shows the uses that came', async () => {
    let seen = 0
    const { collected } = await run({ pageSize: 1, plan: (_, { path }) => (path.endsWith('/login') && (seen += 1) === 4 ? 'loop' : undefined) })
    expect(gapsOf(collected)).toEqual([['codeEvents', 'incomplete', EVERYONE]])
    expect(collected.facts.codeEvents?.length).toBeGreaterThan(0)
  })
})

describe('the codes of an account', () => {
  const KATHERINE = 'google:katherine@acme.test'
  const organisation = { ...example, codes: { 'ada@acme.test': 10, 'grace@acme.test': 9, 'katherine@acme.test': 8, 'radia@acme.test': 7 } }
  const codes = liveCodes(organisation)
  const encodings = codes.flatMap((code) => [
    code,
    Buffer.from(code).toString('base64').replace(/=+$/, ''),
    Buffer.from(code).toString('hex'),
    Array.from(code).reverse().join(''),
    ...['md5', 'sha1', 'sha256'].flatMap((name) => (['hex', 'base64'] as const).map((form) => createHash(name).update(code).digest(form))),
  ])
  const withCodes =
    (status: number): ServingGoogle['bendCodes'] =>
    (email, answer) =>
      email === 'katherine@acme.test'
        ? { status, body: JSON.stringify({ error: { code: status, message: answer.body, errors: [{ reason: answer.body }] } }) }
        : answer
  const cut: ServingGoogle['bendCodes'] = (email, answer) => (email === 'katherine@acme.test' ? { status: 200, body: answer.body.slice(0, -30) } : answer)

  test.each<[string, ServingGoogle['bendCodes'], string[]]>([
    ['that come despite the mask', (_, answer) => answer, []],
    ['in another answer', withCodes(200), ['unreadable']],
    ['in half an answer', cut, ['unreadable']],
    [
      'in a redirection',
      (email, answer) => (email === 'katherine@acme.test' ? { ...answer, status: 302, headers: { location: `/${codes[0]!}` } } : answer),
      ['unavailable'],
    ],
    ['in a refusal', withCodes(403), ['permission']],
    ['in an answer that there is no such user', withCodes(404), ['permission']],
    ['in a complaint', withCodes(400), ['unavailable']],
    ['in a fault', withCodes(500), ['unavailable']],
    ['in an answer that asks for patience', withCodes(429), ['rate-limited']],
  ])('%s are counted or a gap, and are found nowhere', async (_, bendCodes, reasons) => {
    const keep = keepRaw()
    const told: Progress[] = []
    const { collected } = await run({ organisation, bendCodes: bendCodes!, live: { keep, tell: (progress) => told.push(progress) } })
    expect(reasonsOf(collected)).toEqual(reasons)
    expect(
      collected.facts.codeCounts?.every(({ account, remaining }) => organisation.codes[account.slice('google:'.length) as 'ada@acme.test'] === remaining),
    ).toBe(true)
    expect(collected.facts.codeCounts?.some(({ account }) => account === KATHERINE)).toBe(reasons.length === 0)
    if (reasons.length > 0)
      expect(collected.gaps.every(({ about, hides }) => about === 'codeCounts' && 'accounts' in hides && hides.accounts.includes(KATHERINE))).toBe(true)
    const everything = [
      JSON.stringify(collected),
      JSON.stringify(told),
      ...[...keep.files.values()].map((bytes) => Buffer.from(bytes).toString('latin1')),
    ].join()
    expect(encodings.filter((code) => everything.includes(code))).toEqual([])
    for (const { endpoint, sha256 } of collected.source.requests ?? []) if (endpoint.includes('verificationCodes')) expect(sha256).toBeUndefined()
  })

  test('that come despite the mask are told of', async () => {
    const told: Progress[] = []
    await run({ plan: () => 'codes-despite-mask', live: { tell: (progress) => told.push(progress) } })
    expect(told.at(-1)?.what).toContain('counted and dropped')
  })

  test('are not asked for on and on when nobody may be counted', async () => {
    const { collected, asked } = await run({ organisation: anOrganisation(200), scopes: [SCOPES.users, SCOPES.activities] })
    expect(asked.filter(({ path }) => path.includes('verificationCodes')).length).toBeLessThan(30)
    expect(collected.gaps.filter(({ about }) => about === 'codeCounts')).toHaveLength(1)
  })

  test('are not asked for under an address that is none', async () => {
    const users = [...example.users, { ...example.users[0], primaryEmail: '../../users' }]
    const { collected, asked } = await run({ organisation: { ...example, users } })
    expect(asked.filter(({ path }) => path.includes('verificationCodes'))).toHaveLength(example.users.length)
    expect(gapsOf(collected)).toEqual([['codeCounts', 'unreadable', ['google:../../users']]])
  })
})

describe('patience', () => {
  test('is had when Google asks for it, and told', async () => {
    const told: Progress[] = []
    const { collected } = await run({
      plan: (index) => (index === 1 || index === 4 || index === 9 ? 'quota' : index === 6 ? '429' : undefined),
      live: { tell: (progress) => told.push(progress) },
    })
    expect(collected.gaps).toEqual([])
    expect(told.filter(({ waitingUntil }) => waitingUntil !== undefined && waitingUntil > AS_OF).map(({ what }) => what)).toContain('the user list')
  })

  test('has an end', async () => {
    for (const fault of ['quota', 'quota-for-long', '429'] as const) {
      const { collected, asked } = await run({ plan: () => fault, live: { second: 2 } })
      expect(gapsOf(collected)).toEqual(['accounts', 'codeCounts', 'codeEvents', 'codeEvents'].map((about) => [about, 'rate-limited', EVERYONE]))
      expect(asked.length).toBeLessThanOrEqual(12)
    }
  })

  test('is not had with a refusal', async () => {
    const { asked } = await run({ plan: () => '403' })
    expect(asked).toHaveLength(3)
  })
})

describe('interruption', () => {
  test.each([0, 1, 2, 3, 5])('at request %i ends it at once', async (index) => {
    const stop = new AbortController()
    const reason = new Error('stopped')
    const started = performance.now()
    await expect(
      run({
        plan: (at) => {
          if (at < index) return undefined
          setTimeout(() => {
            stop.abort(reason)
          }, 5)
          return 'hangs'
        },
        live: { signal: stop.signal, second: 1000 },
      }),
    ).rejects.toBe(reason)
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  test('while it waits ends it at once', async () => {
    const stop = new AbortController()
    const reason = new Error('stopped')
    await expect(
      run({
        plan: () => 'quota',
        live: {
          signal: stop.signal,
          second: 1000,
          tell: ({ waitingUntil }) =>
            waitingUntil === undefined
              ? undefined
              : setTimeout(() => {
                  stop.abort(reason)
                }, 5),
        },
      }),
    ).rejects.toBe(reason)
  })
})

describe('whatever goes wrong', () => {
  const truth = new Map(
    example.users.map(({ primaryEmail, isEnrolledIn2Sv }) => [`google:${String(primaryEmail)}`, isEnrolledIn2Sv === true ? 'enrolled' : 'not-enrolled']),
  )
  /** A list that lacks something without a trace: there is no total, and no second source. */
  const isBeyondSight = (fault: string, path: string): boolean => ['lost-page', 'empty-list', 'duplicate-page'].includes(fault) && path.includes('/reports/')

  const faults: readonly (GoogleFault | WireFault)[] = [...wireFaults, ...googleFaults]
  test('with whichever answer, once or from then on, nothing false is said, and nothing missing goes untold', { timeout: 60_000 }, async () => {
    const sound = await run({ pageSize: 3 })
    const uses = JSON.stringify(factsOf({ ...sound.collected, facts: { codeEvents: sound.collected.facts.codeEvents ?? [] } }))
    const limit = pLimit(24)
    const secrets = [READY_TOKEN, ...liveCodes(example)]
    let silent = 0
    const one = async (index: number, fault: GoogleFault | WireFault, forEver: boolean): Promise<void> => {
      const beyond = new Set<string>()
      const keep = keepRaw()
      const { collected } = await run({
        pageSize: 3,
        live: { keep, second: 2 },
        plan: (at, { path }) => {
          if (at !== index && !(forEver && at > index)) return undefined
          if (isBeyondSight(fault, path)) beyond.add(path)
          return fault
        },
      })
      const name = `${fault} ${forEver ? 'from' : 'at'} ${String(index)}`
      const { accounts = [], codeCounts = [], codeEvents = [] } = collected.facts
      for (const { id, mfa } of accounts) if (mfa !== 'unknown') expect([name, id, mfa]).toEqual([name, id, truth.get(id)])
      for (const { account, remaining } of codeCounts)
        expect([name, account, remaining]).toEqual([name, account, example.codes[account.slice('google:'.length)]])
      const hidden = (about: Gap['about']): readonly Gap[] => collected.gaps.filter((gap) => gap.about === about)
      if (hidden('accounts').length === 0) expect([name, accounts.length]).toEqual([name, truth.size])
      const uncounted = hidden('codeCounts').flatMap(({ hides }) => ('accounts' in hides ? hides.accounts : [...truth.keys()]))
      if (hidden('accounts').length === 0) {
        const told = [...uncounted, ...codeCounts.map(({ account }) => account)]
        expect([name, [...truth.keys()].filter((id) => !told.includes(id))]).toEqual([name, []])
      }
      if (hidden('codeEvents').length === 0 && beyond.size === 0)
        expect([name, JSON.stringify(factsOf({ ...collected, facts: { codeEvents } }))]).toEqual([name, uses])
      if (collected.gaps.length === 0) silent += 1
      const everything = JSON.stringify(collected) + [...keep.files.values()].map((bytes) => Buffer.from(bytes).toString('latin1')).join()
      expect([name, secrets.filter((secret) => everything.includes(secret))]).toEqual([name, []])
    }
    const runs: Promise<void>[] = []
    // Every fault at every request, and each of them once and from then on, in turns.
    for (const [number, fault] of faults.entries()) for (const index of sound.asked.keys()) runs.push(limit(one, index, fault, (number + index) % 2 === 1))
    await Promise.all(runs)
    // The harness sees: most faults that stay leave a gap.
    expect(runs.length).toBe(faults.length * sound.asked.length)
    expect(silent).toBeLessThan(runs.length / 2)
  })
})

test('fifty thousand users take a hundred requests a sweep, and a clock that is an hour off is no clock', { timeout: 30_000 }, async () => {
  const { asked } = await run({ organisation: anOrganisation(2_000), source: { 'code-counts': false } })
  expect(asked.filter(({ path }) => path.endsWith('/users'))).toHaveLength(2 * (2_000 / 500))
  const skewed = await run({ live: { now: () => AS_OF + 2 * HOUR } })
  expect(reasonsOf(skewed.collected)).toEqual(['contradiction'])
  expect(at('2026-11-23')).toBe(AS_OF)
})
