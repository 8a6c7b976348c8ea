/** GitHub asked itself, over real connections to a made-up one: what comes, what is sent for it, and what is made of everything that can go wrong. */
import { generateKeyPairSync } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import github from '../../src/collectors/github/collector.ts'
import type { GithubSource } from '../../src/model/configuration.ts'
import type { Collected } from '../../src/model/inventory.ts'
import type { Live, Progress } from '../../src/model/live.ts'
import { DAY } from '../../src/model/time.ts'
import { AS_OF } from '../support/builders.ts'
import { aContext, collectFrom, type Documents } from '../support/collecting.ts'
import { keepRaw } from '../support/keep-raw.ts'
import { aLive } from '../support/live.ts'
import {
  A_TOKEN,
  APP_TOKEN,
  type FakeOrganization,
  type FakeUser,
  type GithubFault,
  type GithubOptions,
  madeUp,
  serveGithub,
  theExample,
} from '../support/servers/github.ts'
import type { Asked, Served, WireFault } from '../support/servers/serve.ts'

const open: Served[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

const serving = async (options: GithubOptions = {}): Promise<Served> => {
  const server = await serveGithub(options)
  open.push(server)
  return server
}

const source: GithubSource = { id: 'github-acme', type: 'github', organization: 'acme' }

/** What the collector makes of a server. */
const ask = (server: Served, over: Partial<GithubSource> = {}, live: Partial<Live> = {}, documents: Documents = {}): Promise<Collected> =>
  github.collect(
    { ...source, 'base-url': server.origin, ...over },
    aContext(documents, { live: aLive({ env: { GITHUB_TOKEN: A_TOKEN }, second: 100, ...live }) }),
  )

const askedOf = ({ asked }: Served): string[] =>
  asked.map(
    ({ method, path, query }) =>
      `${method} ${path}${['filter', 'page', 'order'].map((key) => (query.has(key) ? ` ${key}=${query.get(key) ?? ''}` : '')).join('')}`,
  )
const mfaOf = ({ facts }: Collected): Record<string, string> =>
  Object.fromEntries((facts.accounts ?? []).map(({ id, mfa, method }) => [id, `${mfa} ${method}`]))
const gapsOf = ({ gaps }: Collected): unknown[] => gaps.map(({ fact, reason }) => [fact, reason])

/** Facts without the place where each stood: live answers come in pages, and have names of their own. */
const withoutPlaces = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'origin' ? undefined : inner)))

const kept: NonNullable<GithubSource['files']> = {
  members: 'members.json',
  'members-graphql': 'members-graphql.json',
  'members-2fa-disabled': 'members-2fa-disabled.json',
  'members-2fa-insecure': 'members-2fa-insecure.json',
  organization: 'organization.json',
  'audit-log': 'audit-log.json',
}

describe('the example organisation', () => {
  test('served live gives the facts of its kept files', async () => {
    const documents = Object.fromEntries(
      Object.values(kept as Readonly<Record<string, string>>).map((name) => [name, readFileSync(`examples/acme/evidence/github/${name}`)]),
    )
    const log = { 'log.json': readFileSync('examples/acme/evidence/github/security-log-ada.json') }
    const fromFiles = await collectFrom(github, { ...source, files: kept, 'security-logs': { ada: 'log.json' } }, { ...documents, ...log })
    const live = await ask(await serving(), { 'security-logs': { ada: 'log.json' } }, {}, log)
    expect(live.gaps).toEqual([])
    expect(fromFiles.gaps).toEqual([])
    expect(live.facts.codeEvents).toHaveLength(2)
    // Live the audit log is asked for from the oldest record on, and is whole for all of the time that was asked for.
    const inOrder = ({ facts: { providerLogs: _, ...facts } }: Collected): unknown =>
      withoutPlaces({ ...facts, codeEvents: [...(facts.codeEvents ?? [])].sort((a, b) => a.time - b.time) })
    expect(inOrder(live)).toEqual(inOrder(fromFiles))
    const reachOf = ({ facts }: Collected): unknown => facts.providerLogs?.map(({ scope, since }) => [scope, new Date(since).toISOString()])
    const ofAda = ['github:ada', '2026-09-02T06:58:00.000Z']
    expect(reachOf(live)).toEqual([['github-org:acme', '2026-05-27T00:00:00.000Z'], ofAda])
    expect(reachOf(fromFiles)).toEqual([['github-org:acme', '2026-06-11T08:20:31.000Z'], ofAda])
    expect(live.source.files.map(({ file }) => file)).toEqual(['log.json'])
    expect(live.source.collectedAt).toBe(AS_OF)
  })

  test('is asked serially, the filtered lists first', async () => {
    const server = await serving()
    const { source: record } = await ask(server)
    expect(askedOf(server)).toEqual([
      'GET /orgs/acme',
      'GET /orgs/acme/members filter=2fa_disabled',
      'GET /orgs/acme/members filter=2fa_insecure',
      'GET /orgs/acme/members filter=all',
      'POST /graphql',
      'GET /orgs/acme/outside_collaborators filter=2fa_disabled',
      'GET /orgs/acme/outside_collaborators filter=2fa_insecure',
      'GET /orgs/acme/outside_collaborators filter=all',
      'GET /orgs/acme/audit-log order=asc',
    ])
    expect(server.asked.at(-1)?.query.get('phrase')).toBe('action:org created:>=2026-05-27')
    expect(server.asked.at(-1)?.query.get('include')).toBe('web')
    expect(record.requests?.map(({ endpoint }) => endpoint)).toEqual([
      'GET /orgs/acme',
      'GET /orgs/acme/members?filter=2fa_disabled&page=1',
      'GET /orgs/acme/members?filter=2fa_insecure&page=1',
      'GET /orgs/acme/members?filter=all&page=1',
      'POST /graphql membersWithRole page=1',
      'GET /orgs/acme/outside_collaborators?filter=2fa_disabled&page=1',
      'GET /orgs/acme/outside_collaborators?filter=2fa_insecure&page=1',
      'GET /orgs/acme/outside_collaborators?filter=all&page=1',
      'GET /orgs/acme/audit-log?phrase=action:org+created:>=2026-05-27&page=1',
    ])
    expect(record.requests?.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256 ?? ''))).toBe(true)
  })

  test.each<[string, string, number]>([
    ['30d', '2026-10-24', 30],
    ['400d', '2026-05-27', 180],
  ])('an activity window of %s asks for the log since %s', async (window, date, days) => {
    const server = await serving()
    const { facts } = await ask(server, { 'activity-window': window })
    const first = server.asked.find(({ path }) => path.endsWith('audit-log'))
    expect(first?.query.get('phrase')).toBe(`action:org created:>=${date}`)
    expect(facts.providerLogs).toEqual([{ source: 'github-acme', scope: 'github-org:acme', since: AS_OF - days * DAY }])
  })
})

const outside: readonly FakeUser[] = [
  { login: 'rita', mfa: 'disabled' },
  { login: 'sam', mfa: 'insecure' },
  { login: 'tom', mfa: 'secure' },
]

/** Events of SSO codes at the enterprise. */
const inEnterprise = (action: string, index: number, over: object = {}): Readonly<Record<string, unknown>> => ({
  '@timestamp': AS_OF - DAY + index,
  _document_id: `e-${String(index)}`,
  action,
  actor: 'ada',
  business: 'acme-inc',
  created_at: AS_OF - DAY + index,
  ...over,
})

describe('many', () => {
  test('250 members take no more requests than their pages', async () => {
    const server = await serving({ organization: madeUp(250) })
    const collected = await ask(server)
    expect(collected.gaps).toEqual([])
    expect(collected.facts.accounts).toHaveLength(250)
    expect(collected.facts.accounts?.filter(({ mfa }) => mfa === 'enrolled')).toHaveLength(214)
    const count = (mark: string): number => askedOf(server).filter((one) => one.includes(mark)).length
    expect([
      count('members filter=all'),
      count('graphql'),
      count('members filter=2fa_disabled'),
      count('members filter=2fa_insecure'),
      server.asked.length,
    ]).toEqual([3, 3, 1, 1, 13])
  })

  test('GraphQL is not held up by a second for each page', async () => {
    const server = await serving({ organization: madeUp(12), largestPage: 1 })
    const before = performance.now()
    expect((await ask(server)).gaps).toEqual([])
    expect(performance.now() - before).toBeLessThan(10_000)
  })

  test.each([30, 100])('a list of just %i is asked for one more page', async (count) => {
    const members = madeUp(count + 5).members.map(({ login }, index): FakeUser => ({ login, mfa: index < count ? 'disabled' : 'secure' }))
    const server = await serving({ organization: madeUp(0, { members }) })
    const collected = await ask(server)
    expect(askedOf(server).filter((one) => one.includes('members filter=2fa_disabled'))).toHaveLength(2)
    expect(collected.gaps).toEqual([])
  })

  test('a list that ends with a full page although more follow is read on', async () => {
    const members = madeUp(150).members.map(({ login }): FakeUser => ({ login, mfa: 'disabled' }))
    const server = await serving({
      organization: madeUp(0, { members }),
      plan: (_, { query }) => (query.get('filter') === '2fa_disabled' ? 'no-link' : undefined),
    })
    const collected = await ask(server)
    expect(collected.gaps).toEqual([])
    expect(collected.facts.accounts?.every(({ proofs }) => proofs.some(({ fact }) => fact.startsWith('on the list')))).toBe(true)
  })

  describe('the list of insecure methods', () => {
    const isInsecure = ({ path, query }: Asked): boolean => path.endsWith('/members') && query.get('filter') === '2fa_insecure'
    /** 250 members of whom 150 have an insecure method; before each second page of the readings so many first ones mend theirs. */
    const shifting = (times: number): { readonly organization: FakeOrganization; readonly plan: NonNullable<GithubOptions['plan']> } => {
      const members = madeUp(250).members.map(({ login }, index): FakeUser => ({ login, mfa: index < 150 ? 'insecure' : 'secure' }))
      let mended = 0
      return {
        organization: madeUp(0, { members }),
        plan: (_, asked) => {
          if (isInsecure(asked) && asked.query.get('page') === '2' && mended < times) {
            members[mended] = { login: `user-${String(mended)}`, mfa: 'secure' }
            mended += 1
          }
          return undefined
        },
      }
    }
    const readings = (server: Served): number => askedOf(server).filter((one) => one === 'GET /orgs/acme/members filter=2fa_insecure').length

    test.each([
      [0, 2],
      [1, 3],
    ])('of two pages that shifts %i times is read %i times, and misses nobody', async (times, count) => {
      const server = await serving(shifting(times))
      const collected = await ask(server)
      expect(collected.gaps).toEqual([])
      expect(mfaOf(collected)['github:user-100']).toBe('enrolled insecure')
      expect(mfaOf(collected)['github:user-200']).toBe('enrolled secure')
      expect(readings(server)).toBe(count)
    })

    test('that goes on shifting proves no secure one, and is not kept', async () => {
      const raw = keepRaw()
      const server = await serving(shifting(9))
      const collected = await ask(server, {}, { keep: raw })
      expect(collected.gaps).toMatchObject([
        { reason: 'contradiction', detail: 'the list of members with an insecure second factor: no two readings of its pages name the same members' },
      ])
      expect(mfaOf(collected)['github:user-100']).toBe('enrolled insecure')
      expect(mfaOf(collected)['github:user-200']).toBe('enrolled unknown')
      expect(readings(server)).toBe(3)
      expect(raw.keys.get('github-acme')).not.toHaveProperty('members-2fa-insecure')
    })

    test('of one page is read once', async () => {
      const server = await serving({ organization: madeUp(250) })
      await ask(server)
      expect(readings(server)).toBe(1)
    })
  })

  const aLog = (count: number): FakeOrganization['auditLog'] =>
    Array.from({ length: count }, (_, index) => ({
      _document_id: `d-${String(index)}`,
      action: index === count - 1 ? 'org.recovery_code_used' : 'org.update_member',
      created_at: AS_OF - DAY + index,
      org: 'acme',
    }))

  test('a long log is followed by its cursor', async () => {
    const server = await serving({ organization: madeUp(2, { auditLog: aLog(250) }) })
    const collected = await ask(server)
    expect(askedOf(server).filter((one) => one.includes('audit-log'))).toHaveLength(3)
    expect(collected.gaps).toEqual([])
    expect(collected.facts.codeEvents).toMatchObject([{ kind: 'used', origin: { file: 'github-acme/audit-log.json', record: '/2/49' } }])
    expect(collected.source.records).toBe(250 + 2 + 1 + 1)
  })

  test('a log that ends with a full page is whole when its newest record is on it', async () => {
    const server = await serving({ organization: madeUp(2, { auditLog: aLog(100) }) })
    const collected = await ask(server)
    expect(askedOf(server).slice(-2)).toEqual(['GET /orgs/acme/audit-log order=asc', 'GET /orgs/acme/audit-log order=desc'])
    expect(collected.gaps).toEqual([])
    expect(collected.facts.codeEvents).toHaveLength(1)
  })

  test('and is not when a newer one is not', async () => {
    const server = await serving({
      organization: madeUp(2, { auditLog: aLog(150) }),
      plan: (_, { path, query }) => (path.endsWith('audit-log') && query.get('order') === 'asc' ? 'no-link' : undefined),
    })
    expect(gapsOf(await ask(server))).toEqual([['github audit log', 'incomplete']])
  })

  test('a log in which nothing of the organisation happened is whole when something else did', async () => {
    const other = { _document_id: 'other', action: 'repo.create', created_at: AS_OF - DAY, org: 'acme' }
    const collected = await ask(await serving({ organization: madeUp(2, { auditLog: [other] }) }))
    expect(collected.gaps).toEqual([])
    expect(collected.facts.codeEvents).toEqual([])
  })

  test('and one without any record proves nothing', async () => {
    expect(gapsOf(await ask(await serving({ organization: madeUp(2, { auditLog: [] }) })))).toEqual([['github audit log', 'incomplete']])
  })

  test('a list of members without a second factor that lacks one of them is asked for again, and then proves nothing', async () => {
    const isDisabled = ({ query }: Asked): boolean => query.get('filter') === '2fa_disabled'
    const once = await serving({ organization: madeUp(9), plan: (index, asked) => (isDisabled(asked) && index < 3 ? 'empty-list' : undefined) })
    expect((await ask(once)).gaps).toEqual([])
    const always = await ask(await serving({ organization: madeUp(9), plan: (_, asked) => (isDisabled(asked) ? 'empty-list' : undefined) }))
    expect(gapsOf(always)).toContainEqual(['github members without a second factor', 'contradiction'])
    expect(new Set(always.facts.accounts?.map(({ mfa }) => mfa))).toEqual(new Set(['unknown', 'not-enrolled']))
  })
})

test.each<[GithubFault, string]>([
  ['loop', 'a page came twice, and another one not at all'],
  ['lost-page', 'page 1 leads to page 3'],
  ['foreign-next', 'the provider points to another address'],
])('a list whose first page has a %s is not whole', async (fault, detail) => {
  const members = madeUp(5).members.map(({ login }, index): FakeUser => ({ login, mfa: index === 0 ? 'secure' : 'disabled' }))
  const plan = (_: number, { path, query }: Asked): GithubFault | undefined =>
    path.endsWith('/members') && query.get('filter') === '2fa_disabled' && !query.has('page') ? fault : undefined
  const server = await serving({ organization: madeUp(0, { members }), largestPage: 2, plan })
  const collected = await ask(server, {}, { second: 10 })
  const reason = fault === 'foreign-next' ? 'unreadable' : 'incomplete'
  expect(collected.gaps).toMatchObject([{ fact: 'github members without a second factor', reason }])
  expect(collected.gaps[0]?.detail).toBe(`the list of members without a second factor: ${detail}`)
  expect(mfaOf(collected)['github:user-0']).toBe('unknown unknown')
})

test.each<[GithubFault, string]>([
  ['loop', 'the pages lead back to one that was there before'],
  ['duplicate-page', 'a page came twice, and another one not at all'],
])('a log with a %s is not whole', async (fault, detail) => {
  const auditLog = [0, 1, 2, 3, 4].map((index) => ({
    _document_id: String(index),
    action: 'org.recovery_code_used',
    created_at: AS_OF - DAY + index,
    org: 'acme',
  }))
  const plan = (_: number, { path, query }: Asked): GithubFault | undefined => (path.endsWith('audit-log') && query.has('after') ? fault : undefined)
  const collected = await ask(await serving({ organization: madeUp(1, { auditLog }), largestPage: 2, plan }))
  expect(collected.gaps).toMatchObject([{ reason: 'incomplete', detail: `the audit log: ${detail}`, hides: { accounts: ['github-org:acme'] } }])
})

describe('outside collaborators', () => {
  test('are accounts of which only a missing second factor is known', async () => {
    const server = await serving({ organization: madeUp(1, { outside }) })
    const collected = await ask(server)
    expect(collected.gaps).toEqual([])
    expect(mfaOf(collected)).toEqual({
      'github:user-0': 'enrolled secure',
      'github:rita': 'not-enrolled unknown',
      'github:sam': 'unknown insecure',
      'github:tom': 'unknown unknown',
    })
    expect(collected.facts.accounts?.find(({ id }) => id === 'github:tom')?.doubt).toMatch(/^GitHub shows an organisation nothing/)
  })

  test('who are members are judged as members', async () => {
    const server = await serving({ organization: madeUp(1, { outside: [{ login: 'User-0', mfa: 'secure' }] }) })
    expect(mfaOf(await ask(server))).toEqual({ 'github:user-0': 'enrolled secure' })
  })

  test('cannot be told completely without their list', async () => {
    const server = await serving({
      organization: madeUp(1, { outside }),
      plan: (_, { path, query }) => (path.endsWith('outside_collaborators') && query.get('filter') === 'all' ? '404' : undefined),
    })
    const collected = await ask(server)
    expect(gapsOf(collected)).toEqual([['github outside collaborators', 'permission']])
    expect(collected.gaps[0]?.hides).toEqual({ scope: 'github:*' })
    expect(mfaOf(collected)).toMatchObject({ 'github:rita': 'not-enrolled unknown', 'github:sam': 'unknown insecure' })
  })
})

describe('permissions', () => {
  test('of a reader who is no owner are named', async () => {
    const collected = await ask(await serving({ may: [] }))
    const [first] = collected.gaps
    expect(first).toMatchObject({
      reason: 'permission',
      advice: 'Give the GitHub App, or the fine-grained token of an owner, the organisation permission "Members: read".',
    })
    expect(first?.detail).toContain('status 422: what is missing is the organisation permission "Members: read"')
    expect(gapsOf(collected)).toContainEqual(['github organisation', 'permission'])
    expect(gapsOf(collected)).toContainEqual(['github audit log', 'permission'])
    expect(new Set(collected.facts.accounts?.map(({ mfa }) => mfa))).toEqual(new Set(['unknown']))
  })

  test('for the audit log alone leave the members known', async () => {
    const collected = await ask(await serving({ may: ['owner'] }))
    expect(collected.gaps).toMatchObject([{ fact: 'github audit log', reason: 'permission', hides: { accounts: ['github-org:acme'] } }])
    expect(collected.gaps[0]?.detail).toContain('"Administration: read"')
    expect(collected.facts.providerLogs).toEqual([])
    expect(mfaOf(collected)['github:ada']).toBe('enrolled secure')
  })

  test.each<[string, Partial<GithubSource>, Live['env'], string]>([
    ['none', {}, {}, 'no token: GITHUB_TOKEN is not set'],
    ['none under another name', { 'token-env': 'AUDIT_TOKEN' }, { GITHUB_TOKEN: A_TOKEN }, 'no token: AUDIT_TOKEN is not set'],
    ['a text of two lines', {}, { GITHUB_TOKEN: 'one\ntwo' }, 'GITHUB_TOKEN holds no token'],
    ['no key for the App', { app: { id: 7 } }, { GITHUB_TOKEN: A_TOKEN }, 'no private key: GITHUB_APP_PRIVATE_KEY is not set'],
    ['a key that is none', { app: { id: 7 } }, { GITHUB_APP_PRIVATE_KEY: 'hunter2' }, 'GITHUB_APP_PRIVATE_KEY holds no private key in PEM'],
  ])('credentials: %s', async (_, over, env, detail) => {
    const server = await serving()
    const collected = await ask(server, over, { env })
    expect(server.asked).toEqual([])
    expect(new Set(collected.gaps.map(({ reason }) => reason))).toEqual(new Set(['authentication']))
    expect(collected.gaps.every((gap) => gap.detail.endsWith(detail))).toBe(true)
    expect(JSON.stringify(collected)).not.toMatch(/hunter2|one\\ntwo/)
    expect(collected.facts.accounts).toEqual([])
  })

  test('a token that is not taken is not sent again and again', async () => {
    const server = await serving({ tokens: [] })
    const collected = await ask(server)
    expect(askedOf(server)).toEqual(['GET /orgs/acme'])
    expect(new Set(collected.gaps.map(({ reason }) => reason))).toEqual(new Set(['authentication']))
  })

  test.each<[string, string | undefined, string[], number]>([
    ['shows a plan without one', 'team', [['github audit log', 'plan']].flat(), 8],
    ['shows no plan, and there is no log', undefined, [['github audit log', 'plan']].flat(), 9],
  ])('the organisation %s: no audit log is a matter of the plan', async (_, plan, gap, requests) => {
    const { plan: __, ...others } = theExample()
    const server = await serving({ organization: { ...others, ...(plan === undefined ? {} : { plan }) } })
    const collected = await ask(server)
    expect(gapsOf(collected)).toEqual([gap])
    expect(server.asked).toHaveLength(requests)
  })
})

describe('an enterprise', () => {
  const organization = madeUp(1, {
    enterprise: {
      slug: 'acme-inc',
      auditLog: [
        inEnterprise('business.recovery_codes_generated', 0),
        inEnterprise('business.recovery_codes_printed', 1),
        inEnterprise('business.recovery_code_used', 2),
        inEnterprise('business.recovery_code_used', 2),
        inEnterprise('business.recovery_code_failed', 3),
        inEnterprise('business.recovery_code_used', 4, { business: 'acme-old', business_id: 9 }),
        inEnterprise('business.add_member', 5, { business: 'other-inc' }),
        inEnterprise('business.add_member', 6, { business_id: 9 }),
      ],
    },
  })

  test('tells what happened to its codes, each event once', async () => {
    const server = await serving({ organization })
    const collected = await ask(server, { enterprise: 'acme-inc' })
    expect(collected.gaps).toEqual([])
    expect(collected.facts.codeEvents?.map(({ account, kind }) => [account, kind])).toEqual(
      ['generated', 'viewed', 'used', 'used'].map((kind) => ['github-enterprise:acme-inc', kind]),
    )
    expect(server.asked.at(-1)?.query.get('phrase')).toBe('action:business created:>=2026-05-27')
    expect(collected.facts.providerLogs?.map(({ scope }) => scope)).toEqual(['github-org:acme', 'github-enterprise:acme-inc'])
  })

  test('that the token may not see is a gap', async () => {
    const collected = await ask(await serving({ organization, may: ['owner', 'audit-log'] }), { enterprise: 'acme-inc' })
    expect(collected.gaps).toMatchObject([{ fact: 'github enterprise audit log', reason: 'permission', hides: { accounts: ['github-enterprise:acme-inc'] } }])
    expect(collected.gaps[0]?.detail).toContain('"read:audit_log"')
  })
})

describe('a GitHub Enterprise Server', () => {
  test('has everything under its own path', async () => {
    const server = await serving({ prefix: '/api/v3' })
    const collected = await ask(server, { 'base-url': `${server.origin}/api/v3/` })
    expect(collected.gaps).toEqual([])
    expect(mfaOf(collected)['github:ada']).toBe('enrolled secure')
    expect(askedOf(server)).toContain('POST /api/graphql')
  })

  test('may not know the filter for insecure methods', async () => {
    const server = await serving({ prefix: '/api/v3', filters: ['all', '2fa_disabled'] })
    const collected = await ask(server, { 'base-url': `${server.origin}/api/v3` })
    expect(gapsOf(collected)).toEqual([
      ['github members with an insecure second factor', 'unavailable'],
      ['github outside collaborators with an insecure second factor', 'unavailable'],
    ])
    expect(collected.gaps[0]?.hides).toEqual({ accounts: [] })
    expect(mfaOf(collected)['github:ada']).toBe('enrolled unknown')
  })
})

describe('a GitHub App', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
  const app = { installation: 42, permissions: ['members', 'organization_administration'] }

  test.each<[string, NonNullable<GithubSource['app']>, string, string[]]>([
    ['whose installation is looked up', { id: 7 }, pem, ['GET /orgs/acme/installation', 'POST /app/installations/42/access_tokens']],
    ['whose installation is named', { id: 7, installation: 42 }, pem, ['POST /app/installations/42/access_tokens']],
    ['with its key on one line', { id: 7, installation: 42 }, pem.replaceAll('\n', '\\n'), ['POST /app/installations/42/access_tokens']],
  ])('%s takes one token with the least rights', async (_, named, key, first) => {
    const server = await serving({ app, tokens: [] })
    const collected = await ask(server, { app: named }, { env: { GITHUB_APP_PRIVATE_KEY: key } })
    expect(collected.gaps).toEqual([])
    expect(mfaOf(collected)['github:ada']).toBe('enrolled secure')
    expect(askedOf(server).slice(0, first.length)).toEqual(first)
    expect(askedOf(server).filter((one) => one.includes('access_tokens'))).toHaveLength(1)
    expect(JSON.parse(server.asked[first.length - 1]?.body ?? '')).toEqual({ permissions: { members: 'read', organization_administration: 'read' } })
    expect(JSON.stringify(collected)).not.toContain(APP_TOKEN)
  })

  test('on a server of its own', async () => {
    const server = await serving({ app, tokens: [], prefix: '/api/v3' })
    const collected = await ask(server, { app: { id: 7 }, 'base-url': `${server.origin}/api/v3` }, { env: { GITHUB_APP_PRIVATE_KEY: pem } })
    expect(collected.gaps).toEqual([])
  })

  test('without the right to see the audit log still sees the members', async () => {
    const server = await serving({ app: { ...app, permissions: ['members'] }, tokens: [], may: ['owner'] })
    const collected = await ask(server, { app: { id: 7 } }, { env: { GITHUB_APP_PRIVATE_KEY: pem } })
    expect(gapsOf(collected)).toEqual([['github audit log', 'permission']])
    expect(mfaOf(collected)['github:ada']).toBe('enrolled secure')
  })

  test('never asks for the log of an enterprise, which it cannot see', async () => {
    const server = await serving({ app, tokens: [] })
    const collected = await ask(server, { app: { id: 7 }, enterprise: 'acme-inc' }, { env: { GITHUB_APP_PRIVATE_KEY: pem } })
    expect(gapsOf(collected)).toEqual([['github enterprise audit log', 'permission']])
    expect(askedOf(server).join()).not.toContain('enterprises')
  })

  test.each<[string, WireFault | GithubFault, string]>([
    ['401', '401', 'authentication'],
    ['404', '404', 'permission'],
    ['500', '500', 'unavailable'],
    ['reset', 'reset', 'unavailable'],
    ['web-page', 'web-page', 'unreadable'],
    ['null', 'null', 'unreadable'],
    ['rate-limited-for-long', 'rate-limited-for-long', 'rate-limited'],
  ])('that is answered with %s is a gap', async (_, fault, reason) => {
    for (const at of [0, 1]) {
      const server = await serving({ app, tokens: [], plan: (index) => (index >= at ? fault : undefined) })
      const collected = await ask(server, { app: { id: 7 } }, { env: { GITHUB_APP_PRIVATE_KEY: pem }, second: 10 })
      expect(collected.facts.accounts).toEqual([])
      expect(new Set(collected.gaps.map((gap) => gap.reason))).toEqual(new Set([reason]))
    }
  })

  test('is given a moment in which its new token is not known everywhere', async () => {
    const server = await serving({ app, tokens: [], plan: (index) => (index === 2 || index === 3 ? '401' : undefined) })
    expect((await ask(server, { app: { id: 7 } }, { env: { GITHUB_APP_PRIVATE_KEY: pem }, second: 20 })).gaps).toEqual([])
  })
})

describe('rate limits', () => {
  test.each<[GithubFault | WireFault, number]>([
    ['rate-limited', 3],
    ['secondary-limit', 3],
    ['429', 60],
  ])('%s, once, is waited for and told', async (fault, seconds) => {
    const told: Progress[] = []
    const server = await serving({ plan: (index) => (index === 3 ? fault : undefined) })
    const collected = await ask(server, {}, { tell: (progress) => told.push(progress), second: 10 })
    expect(collected.gaps).toEqual([])
    const [wait, ...others] = told.filter(({ waitingUntil }) => waitingUntil !== undefined)
    expect(others).toEqual([])
    expect(wait?.what).toBe('the member list')
    expect(Math.abs((wait?.waitingUntil ?? 0) - AS_OF - seconds * 1000)).toBeLessThanOrEqual(1000)
    expect(server.asked).toHaveLength(10)
  })

  test.each<[GithubFault | WireFault, number]>([
    ['rate-limited', 7],
    ['rate-limited-for-long', 4],
    ['secondary-limit', 7],
    ['429', 7],
  ])('%s, for ever, is given up after %i requests', async (fault, requests) => {
    const server = await serving({ plan: (index) => (index >= 3 ? fault : undefined) })
    const collected = await ask(server, {}, { second: 10 })
    expect(server.asked).toHaveLength(requests)
    expect(new Set(collected.gaps.map(({ reason }) => reason))).toEqual(new Set(['rate-limited']))
    expect(collected.facts.accounts?.filter(({ mfa }) => mfa === 'enrolled')).toEqual([])
  })

  test.each<[GithubFault, number, string[]]>([
    ['graphql-rate-limited', 8, ['rate-limited']],
    ['graphql-forbidden', 9, ['permission']],
    ['graphql-error', 9, ['unavailable']],
  ])('and refusals of GraphQL are known by their type: %s', async (fault, requests, reasons) => {
    const server = await serving({ plan: (_, { path }) => (path === '/graphql' ? fault : undefined) })
    const collected = await ask(server, {}, { second: 10 })
    expect(server.asked).toHaveLength(requests)
    expect([...new Set(collected.gaps.map(({ reason }) => reason))]).toEqual(reasons)
    expect(collected.facts.accounts?.filter(({ mfa }) => mfa === 'enrolled')).toEqual([])
  })
})

describe('a total that drifts', () => {
  test('is counted once more', async () => {
    // The first page of GraphQL lacks a member; the second sweep is whole.
    const server = await serving({ plan: (index) => (index === 4 ? 'cut-list' : undefined) })
    const collected = await ask(server)
    expect(collected.gaps).toEqual([])
    expect(askedOf(server).slice(3, 7)).toEqual(['GET /orgs/acme/members filter=all', 'POST /graphql', 'GET /orgs/acme/members filter=all', 'POST /graphql'])
  })

  test('and is a gap when it drifts again', async () => {
    const server = await serving({ plan: (_, { path }) => (path === '/graphql' ? 'cut-list' : undefined) })
    const collected = await ask(server)
    expect(gapsOf(collected)).toEqual([
      ['github members with their second factor', 'incomplete'],
      ['github members', 'contradiction'],
    ])
    expect(askedOf(server).filter((one) => one.includes('graphql'))).toHaveLength(2)
  })
})

test('a silent provider is not asked for every list', async () => {
  const server = await serving({ plan: () => 'reset' })
  const collected = await ask(server)
  expect(server.asked).toHaveLength(4)
  expect(new Set(collected.gaps.map(({ reason }) => reason))).toEqual(new Set(['unavailable']))
})

test('a probe asks for the first page of each list alone', async () => {
  const server = await serving({ organization: madeUp(9, { outside, auditLog: [] }), largestPage: 2 })
  const collected = await ask(server, {}, { probe: true, keep: keepRaw() })
  expect(server.asked).toHaveLength(9)
  expect(collected.gaps).toEqual([])
  const refused = await ask(await serving({ may: [], largestPage: 2 }), {}, { probe: true })
  expect(new Set(refused.gaps.map(({ reason }) => reason))).toEqual(new Set(['permission']))
})

test('an interruption ends it at once', async () => {
  for (const plan of [(): WireFault => 'hangs', (): GithubFault => 'rate-limited']) {
    const server = await serving({ plan })
    const controller = new AbortController()
    const before = performance.now()
    const collecting = ask(server, {}, { signal: controller.signal, second: 1000 })
    setTimeout(() => {
      controller.abort(new Error('interrupted'))
    }, 50)
    await expect(collecting).rejects.toThrow('interrupted')
    expect(performance.now() - before).toBeLessThan(10_000)
  }
})

test('raw answers are kept in files from which the kept reader makes the same facts', async () => {
  const organization = madeUp(7, {
    outside,
    enterprise: { slug: 'acme-inc', auditLog: [inEnterprise('business.recovery_code_used', 0), inEnterprise('business.x', 1)] },
  })
  const raw = keepRaw()
  const live = await ask(await serving({ organization, largestPage: 2 }), { enterprise: 'acme-inc' }, { keep: raw })
  const files = raw.keys.get('github-acme') ?? {}
  expect(Object.keys(files)).toHaveLength(10)
  const replayed = await collectFrom(github, { ...source, enterprise: 'acme-inc', files }, Object.fromEntries(raw.files))
  expect(live.gaps).toEqual([])
  expect(replayed.gaps).toEqual([])
  // How far back a log was asked for does not stand in its records.
  const withoutReach = ({ facts: { providerLogs: _, ...facts } }: Collected): unknown => facts
  expect(withoutReach(replayed)).toEqual(withoutReach(live))
  expect(replayed.source.records).toBe(live.source.records)
})

test('no token is in what was learned or kept', async () => {
  const raw = keepRaw()
  const server = await serving({ plan: (index) => (index === 2 ? '403' : undefined) })
  const collected = await ask(server, {}, { keep: raw })
  expect(server.asked.every(({ headers }) => headers.authorization === `token ${A_TOKEN}`)).toBe(true)
  expect(JSON.stringify(collected)).not.toContain(A_TOKEN)
  for (const bytes of raw.files.values()) expect(Buffer.from(bytes).toString()).not.toContain(A_TOKEN)
})

test('no query selects what an identity provider would answer with codes', () => {
  const texts = readdirSync('src/collectors', { recursive: true, withFileTypes: true })
    // The one file that names the field does so to keep nothing that has it.
    .filter((entry) => entry.isFile() && entry.name !== 'asking.ts')
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  expect(texts.filter((text) => text.includes('membersWithRole')).length).toBeGreaterThan(0)
  expect(texts.filter((text) => /recovery_?codes\s*[{(\n}]|recoveryCodes/i.test(text))).toEqual([])
})
