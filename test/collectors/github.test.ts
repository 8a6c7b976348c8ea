import { describe, expect, test } from 'vitest'
import github from '../../src/collectors/github/collector.ts'
import type { GithubSource } from '../../src/model/configuration.ts'
import { toAccounts } from '../../src/collectors/github/members.ts'
import type { Kept } from '../../src/collectors/reading.ts'
import type { Account, Collected, Lack } from '../../src/model/inventory.ts'
import { DAY } from '../../src/model/time.ts'
import { AS_OF, at } from '../support/builders.ts'
import { collectFrom, type Documents } from '../support/collecting.ts'

const files = {
  members: 'members.json',
  'members-graphql': 'graphql.json',
  'members-2fa-disabled': 'disabled.json',
  'members-2fa-insecure': 'insecure.json',
  organization: 'organization.json',
}
const source: GithubSource = { id: 'github-acme', type: 'github', organization: 'acme', files }

const aUser = (login: string, type = 'User'): unknown => ({ login, id: 1, type })
const anEdge = (login: string, hasTwoFactorEnabled: unknown = true): unknown => ({ hasTwoFactorEnabled, role: 'MEMBER', node: { login } })
const aPage = (edges: readonly unknown[], over: Readonly<Record<string, unknown>> = {}): unknown => ({
  data: { organization: { membersWithRole: { totalCount: edges.length, pageInfo: { hasNextPage: false, endCursor: 'x' }, edges, ...over } } },
})
const ours = { login: 'acme', two_factor_requirement_enabled: true }

/** An organisation of ada and grace, both enrolled, with another answer here and there; `undefined`: the file is gone. */
const collect = (over: Documents = {}, other: Partial<GithubSource> = {}): Promise<Collected> => {
  const documents = {
    'members.json': [aUser('ada'), aUser('grace')],
    'graphql.json': aPage([anEdge('ada'), anEdge('grace')]),
    'disabled.json': [],
    'insecure.json': [],
    'organization.json': ours,
    ...over,
  }
  return collectFrom(github, { ...source, ...other }, Object.fromEntries(Object.entries(documents).filter(([, document]) => document !== undefined)))
}

const accountOf = (collected: Collected, login: string): Account => {
  const account = collected.facts.accounts?.find(({ id }) => id === `github:${login}`)
  if (account === undefined) throw new Error(`no account ${login}`)
  return account
}
const gapsOf = ({ gaps }: Collected): unknown[] => gaps.map(({ fact, reason, hides }) => [fact, reason, 'scope' in hides ? hides.scope : hides])

const MEMBERS = 'github members'
const SECOND_FACTOR = 'github members with their second factor'
const DISABLED = 'github members without a second factor'
const INSECURE = 'github members with an insecure second factor'
const NOBODY = { accounts: [] }

describe('who has a second factor', () => {
  test('is whom GraphQL names and the list of disabled members does not', async () => {
    const collected = await collect()
    expect(accountOf(collected, 'ada')).toEqual({
      id: 'github:ada',
      holder: 'person',
      mfa: 'enrolled',
      method: 'secure',
      proofs: [
        {
          origin: { source: 'github-acme', file: 'graphql.json', record: '/data/organization/membersWithRole/edges/0' },
          fact: 'hasTwoFactorEnabled',
          value: 'true',
        },
        { origin: { source: 'github-acme', file: 'members.json', record: '/0' }, fact: 'member' },
      ],
    })
    expect(collected.gaps).toEqual([])
    expect(collected.source.files.map(({ file }) => file)).toEqual(['disabled.json', 'graphql.json', 'insecure.json', 'members.json', 'organization.json'])
  })

  test.each<[string, Documents, Account['mfa'], Account['method']]>([
    ['false', { 'graphql.json': aPage([anEdge('ada', false), anEdge('grace')]) }, 'not-enrolled', 'unknown'],
    ['null', { 'graphql.json': aPage([anEdge('ada', null), anEdge('grace')]) }, 'unknown', 'unknown'],
    ['absent', { 'graphql.json': aPage([{ node: { login: 'ada' } }, anEdge('grace')]) }, 'unknown', 'unknown'],
    ['"true"', { 'graphql.json': aPage([anEdge('ada', 'true'), anEdge('grace')]) }, 'unknown', 'unknown'],
    ['1', { 'graphql.json': aPage([anEdge('ada', 1), anEdge('grace')]) }, 'unknown', 'unknown'],
    ['true, and she is on the list of disabled members', { 'disabled.json': [aUser('ada')] }, 'unknown', 'unknown'],
    [
      'null, and she is on that list',
      { 'disabled.json': [aUser('ada')], 'graphql.json': aPage([anEdge('ada', null), anEdge('grace')]) },
      'not-enrolled',
      'unknown',
    ],
    [
      'false, and she is on that list',
      { 'disabled.json': [aUser('ADA')], 'graphql.json': aPage([anEdge('ada', false), anEdge('grace')]) },
      'not-enrolled',
      'unknown',
    ],
    ['true, and she is on the insecure list', { 'insecure.json': [aUser('Ada')] }, 'enrolled', 'insecure'],
    ['true, and there is no insecure list', { 'insecure.json': undefined }, 'enrolled', 'unknown'],
    ['true, and the insecure list has a record without a login', { 'insecure.json': [{ id: 5 }] }, 'enrolled', 'unknown'],
    ['true, and there is no list of disabled members', { 'disabled.json': undefined }, 'unknown', 'unknown'],
    ['true, and that list has a record without a login', { 'disabled.json': [{ id: 5 }] }, 'unknown', 'unknown'],
    [
      'true and false in two edges',
      { 'graphql.json': aPage([anEdge('ada', false), anEdge('Ada', true), anEdge('grace')], { totalCount: 2 }) },
      'unknown',
      'unknown',
    ],
    [
      'false and true in two edges',
      { 'graphql.json': aPage([anEdge('ada', true), anEdge('Ada', false), anEdge('grace')], { totalCount: 2 }) },
      'unknown',
      'unknown',
    ],
    ['null, and null in a second edge', { 'graphql.json': aPage([anEdge('ada', null), anEdge('ada', null), anEdge('grace')]) }, 'unknown', 'unknown'],
  ])('hasTwoFactorEnabled is %s', async (_, over, mfa, method) => {
    expect(accountOf(await collect(over), 'ada')).toMatchObject({ mfa, method })
  })

  test.each<[string, unknown]>([
    ['null', { login: 'acme', two_factor_requirement_enabled: null }],
    ['absent', { login: 'acme' }],
    ['a text', { login: 'acme', two_factor_requirement_enabled: 'true' }],
  ])('two_factor_requirement_enabled is %s: the lists prove nothing', async (_, organization) => {
    const collected = await collect({
      'organization.json': organization,
      'insecure.json': [aUser('grace')],
      'graphql.json': aPage([anEdge('ada'), anEdge('grace', null)]),
    })
    expect(accountOf(collected, 'ada')).toMatchObject({ mfa: 'unknown', method: 'unknown' })
    expect(accountOf(collected, 'grace')).toMatchObject({ mfa: 'unknown', method: 'unknown' })
    expect(gapsOf(collected)).toEqual([['github organisation', 'permission', NOBODY]])
  })

  test('a requirement that is off lets the lists prove', async () => {
    const collected = await collect({ 'organization.json': { login: 'ACME', two_factor_requirement_enabled: false } })
    expect(accountOf(collected, 'ada')).toMatchObject({ mfa: 'enrolled', method: 'secure' })
  })

  test('the object of another organisation lets them prove nothing', async () => {
    const collected = await collect({ 'organization.json': { login: 'other', two_factor_requirement_enabled: true } })
    expect(accountOf(collected, 'ada').mfa).toBe('unknown')
    expect(gapsOf(collected)).toEqual([['github organisation', 'contradiction', NOBODY]])
  })

  test('with the REST lists alone only the disabled are known', async () => {
    const { members, organization } = files
    const collected = await collect(
      { 'disabled.json': [aUser('ada')] },
      { files: { members, organization, 'members-2fa-disabled': 'disabled.json', 'members-2fa-insecure': 'insecure.json' } },
    )
    expect(accountOf(collected, 'ada').mfa).toBe('not-enrolled')
    expect(accountOf(collected, 'grace').mfa).toBe('unknown')
    expect(gapsOf(collected)).toEqual([[SECOND_FACTOR, 'not-configured', 'github:*']])
  })

  test('a member of whom the lists say different things may be anything', async () => {
    const collected = await collect({ 'members.json': [aUser('ada', 'Bot'), { login: 'grace' }] })
    expect(accountOf(collected, 'ada').holder).toBe('unknown')
    expect(accountOf(collected, 'grace').holder).toBe('unknown')
  })

  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('the login %s is one like any other', async (login) => {
    const collected = await collect({ 'members.json': [aUser(login)], 'graphql.json': aPage([anEdge(login, false)]) })
    expect(collected.facts.accounts).toHaveLength(1)
    expect(accountOf(collected, login)).toMatchObject({ mfa: 'not-enrolled' })
  })

  test('logins are the same in any case', async () => {
    const collected = await collect({ 'members.json': [aUser('Ada'), aUser('GRACE')] })
    expect(collected.facts.accounts?.map(({ id, mfa }) => [id, mfa])).toEqual([
      ['github:Ada', 'enrolled'],
      ['github:GRACE', 'enrolled'],
    ])
    expect(collected.gaps).toEqual([])
  })
})

describe('an answer that is not whole', () => {
  const refusal = { message: 'Only owners can use this filter.', documentation_url: 'x', status: '422' }
  test.each<[string, Documents, unknown[]]>([
    ['a message for the members', { 'members.json': refusal }, [[MEMBERS, 'unreadable', 'github:*']]],
    ['a message for GraphQL', { 'graphql.json': refusal }, [[SECOND_FACTOR, 'unreadable', 'github:*']]],
    ['a message for the disabled list', { 'disabled.json': refusal }, [[DISABLED, 'unreadable', NOBODY]]],
    ['a message for the insecure list', { 'insecure.json': refusal }, [[INSECURE, 'unreadable', NOBODY]]],
    ['null for the members', { 'members.json': null }, [[MEMBERS, 'unreadable', 'github:*']]],
    ['a web page', { 'members.json': '<html></html>' }, [[MEMBERS, 'unreadable', 'github:*']]],
    ['an empty file', { 'graphql.json': '' }, [[SECOND_FACTOR, 'unreadable', 'github:*']]],
    ['no file', { 'members.json': undefined }, [[MEMBERS, 'absent', 'github:*']]],
    ['data: null', { 'graphql.json': { data: null, errors: [{ message: 'x' }] } }, [[SECOND_FACTOR, 'unreadable', 'github:*']]],
    [
      'errors beside data',
      { 'graphql.json': { ...(aPage([anEdge('ada'), anEdge('grace')]) as object), errors: [{ message: 'x' }] } },
      [[SECOND_FACTOR, 'incomplete', 'github:*']],
    ],
    ['a total that is higher', { 'graphql.json': aPage([anEdge('ada'), anEdge('grace')], { totalCount: 3 }) }, [[SECOND_FACTOR, 'incomplete', 'github:*']]],
    ['a total that is lower', { 'graphql.json': aPage([anEdge('ada'), anEdge('grace')], { totalCount: 1 }) }, [[SECOND_FACTOR, 'incomplete', 'github:*']]],
    ['no total', { 'graphql.json': aPage([anEdge('ada'), anEdge('grace')], { totalCount: undefined }) }, [[SECOND_FACTOR, 'incomplete', 'github:*']]],
    [
      'hasNextPage',
      { 'graphql.json': aPage([anEdge('ada'), anEdge('grace')], { pageInfo: { hasNextPage: true } }) },
      [[SECOND_FACTOR, 'incomplete', 'github:*']],
    ],
    ['no pageInfo', { 'graphql.json': aPage([anEdge('ada'), anEdge('grace')], { pageInfo: undefined }) }, [[SECOND_FACTOR, 'incomplete', 'github:*']]],
    [
      'an edge without a login',
      { 'graphql.json': aPage([anEdge('ada'), anEdge('grace'), { node: null }], { totalCount: 2 }) },
      [[SECOND_FACTOR, 'incomplete', 'github:*']],
    ],
    ['a member without a login', { 'members.json': [aUser('ada'), aUser('grace'), {}] }, [[MEMBERS, 'incomplete', 'github:*']]],
    ['a member in REST alone', { 'members.json': [aUser('ada'), aUser('grace'), aUser('linus')] }, [[MEMBERS, 'contradiction', 'github:*']]],
    ['a member in GraphQL alone', { 'members.json': [aUser('ada')] }, [[MEMBERS, 'contradiction', 'github:*']]],
    ['nobody at all', { 'members.json': [], 'graphql.json': aPage([]) }, [[MEMBERS, 'incomplete', 'github:*']]],
    [
      'two edges that disagree',
      { 'graphql.json': aPage([anEdge('ada'), anEdge('ada', false), anEdge('grace')], { totalCount: 2 }) },
      [[SECOND_FACTOR, 'incomplete', 'github:*']],
    ],
  ])('%s', async (_, over, gaps) => {
    expect(gapsOf(await collect(over))).toEqual(gaps)
  })

  test('a member whom one of the two lists lacks is not enrolled for certain', async () => {
    const collected = await collect({ 'members.json': [aUser('ada'), aUser('linus')] })
    expect(accountOf(collected, 'linus').mfa).toBe('unknown')
    expect(accountOf(collected, 'grace').mfa).toBe('unknown')
    expect(accountOf(collected, 'ada').mfa).toBe('enrolled')
  })

  test('a login of the disabled list alone is no member for certain', async () => {
    expect(accountOf(await collect({ 'disabled.json': [aUser('linus')] }), 'linus').mfa).toBe('unknown')
  })

  test('without the member list, which was not configured, GraphQL is enough', async () => {
    const { members: _, ...others } = files
    const collected = await collect({}, { files: others })
    expect(accountOf(collected, 'ada').mfa).toBe('enrolled')
    expect(collected.gaps).toEqual([])
  })
})

describe('GraphQL in pages', () => {
  const first = (over: object = {}): unknown => aPage([anEdge('ada')], { totalCount: 2, pageInfo: { hasNextPage: true }, ...over })
  const second = (over: object = {}): unknown => aPage([anEdge('grace')], { totalCount: 2, ...over })

  test('is read as a whole', async () => {
    const collected = await collect({ 'graphql.json': [first(), second()] })
    expect(collected.gaps).toEqual([])
    expect(accountOf(collected, 'grace')).toMatchObject({
      mfa: 'enrolled',
      proofs: [{ origin: { record: '/1/data/organization/membersWithRole/edges/0' } }, {}],
    })
  })

  test.each<[string, unknown[]]>([
    ['without the second', [first()]],
    ['with a total that changed', [first(), second({ totalCount: 3 })]],
    ['of which the last has a further one', [first(), second({ pageInfo: { hasNextPage: true } })]],
    ['with the first twice', [first(), first()]],
  ])('%s is not whole', async (_, pages) => {
    expect(gapsOf(await collect({ 'graphql.json': pages }))).toContainEqual([SECOND_FACTOR, 'incomplete', 'github:*'])
  })

  test.each<[string, unknown[]]>([
    ['none', []],
    ['one that is none', [first(), { message: 'Bad credentials' }]],
  ])('%s: nobody is enrolled', async (_, pages) => {
    const collected = await collect({ 'graphql.json': pages })
    expect(collected.facts.accounts?.map(({ mfa }) => mfa)).toEqual(['unknown', 'unknown'])
    expect(collected.gaps.length).toBeGreaterThan(0)
  })
})

describe('the logs', () => {
  const used = { action: 'user.two_factor_recover', actor: 'ada', user: 'ada', created_at: 1_776_000_000_000 }
  const collectLog = (log: unknown, other: Partial<GithubSource> = { files: { ...files, 'security-logs': { ada: 'log.json' } } }): Promise<Collected> =>
    collect({ 'log.json': log }, other)

  test('of a member tell what happened to her codes', async () => {
    const actions = [
      'two_factor_authentication.recovery_codes_regenerated',
      'two_factor_authentication.enabled',
      'user.two_factor_recovery_codes_viewed',
      'user.two_factor_recovery_codes_downloaded',
      'user.two_factor_recovery_codes_printed',
      'user.two_factor_recover',
      'user.login',
      'constructor',
    ]
    const collected = await collectLog(actions.map((action, index) => ({ action, user: 'Ada', created_at: 1_776_000_000_000 + index })))
    expect(collected.facts.codeEvents?.map(({ account, kind }) => [account, kind])).toEqual([
      ['github:ada', 'generated'],
      ['github:ada', 'generated'],
      ['github:ada', 'viewed'],
      ['github:ada', 'viewed'],
      ['github:ada', 'viewed'],
      ['github:ada', 'used'],
    ])
    expect(collected.facts.codeEvents?.[0]).toMatchObject({
      time: at('2026-04-12T13:20:00Z'),
      outcome: 'success',
      origin: { source: 'github-acme', file: 'log.json', record: '/0' },
    })
    expect(collected.facts.providerLogs).toMatchObject([{ source: 'github-acme', scope: 'github:ada' }])
    expect(collected.source).toMatchObject({ records: 10, unreadable: 0 })
  })

  test('of the organisation tell about its SSO codes', async () => {
    const actions = ['generated', 'viewed', 'downloaded', 'printed'].map((what) => `org.recovery_codes_${what}`)
    const collected = await collectLog(
      [...actions, 'org.recovery_code_used', 'org.recovery_code_failed', 'org.recovery_codes_regenerated'].map((action) => ({
        '@timestamp': 1_777_000_000_000,
        action,
        org: 'Acme',
      })),
      { files: { ...files, 'audit-log': 'log.json' } },
    )
    expect(collected.facts.codeEvents?.map(({ account, kind }) => [account, kind])).toEqual(
      ['generated', 'viewed', 'viewed', 'viewed', 'used'].map((kind) => ['github-org:acme', kind]),
    )
    expect(collected.facts.providerLogs).toMatchObject([{ source: 'github-acme', scope: 'github-org:acme' }])
  })

  test.each<[string, unknown[], Partial<GithubSource>, string]>([
    ['as far as its first record', ['2026-08-02T10:00:00Z', '2026-07-01T08:59:58Z', '2026-11-12T09:30:00Z'], {}, '2026-07-01T08:59:58Z'],
    ['as far as the second of that record, as registers tell times', ['2026-07-01T08:59:58.733Z'], {}, '2026-07-01T08:59:58Z'],
    ['no further than GitHub keeps it', ['2024-01-01T00:00:00Z'], {}, '2026-05-27T00:00:00Z'],
    ['no further than the window of the source', ['2026-05-30T00:00:00Z'], { 'activity-window': '30d' }, '2026-10-24T00:00:00Z'],
    ['to nothing without a record', [], {}, '2026-11-23T00:00:00Z'],
    ['to nothing without a record, whenever it was collected', [], { collected: '2026-11-20T00:00:00Z' }, '2026-11-20T00:00:00Z'],
  ])('that are kept reach back %s', async (_, times, other, since) => {
    const log = times.map((time) => ({ action: 'repo.create', org: 'acme', created_at: at(String(time)) }))
    const { facts } = await collectLog(log, { files: { ...files, 'audit-log': 'log.json' }, ...other })
    expect(facts.providerLogs).toEqual([{ source: 'github-acme', scope: 'github-org:acme', since: at(since) }])
  })

  test('of a member that are kept reach back to their first record, and 90 days at most', async () => {
    const reach = async (time: string): Promise<unknown> =>
      (await collectLog([{ action: 'user.login', user: 'ada', created_at: at(time) }])).facts.providerLogs?.map(({ since }) => since)
    expect(await reach('2026-10-05T07:01:44.9Z')).toEqual([at('2026-10-05T07:01:44Z')])
    expect(await reach('2026-01-05T07:01:44Z')).toEqual([AS_OF - 90 * DAY])
  })

  test.each([[[]], [[[]]], [[[], []]]])('without any record (%j) prove nothing', async (log) => {
    const { gaps } = await collectLog(log)
    expect(gaps).toMatchObject([{ reason: 'incomplete', fact: 'github security log of ada', hides: { accounts: ['github:ada'] } }])
  })

  describe('of an organisation that had another name', () => {
    const inLog = (org: string | undefined, org_id: number | undefined, action = 'org.recovery_code_used'): unknown => ({
      action,
      created_at: 1_776_000_000_000,
      ...(org === undefined ? {} : { org }),
      ...(org_id === undefined ? {} : { org_id }),
    })
    const ofToday = inLog('acme', 7, 'repo.create')
    const collectOrg = (log: unknown): Promise<Collected> => collectLog(log, { files: { ...files, 'audit-log': 'log.json' } })

    test('tell what happened under it where the number is the same, on whichever page', async () => {
      for (const log of [
        [ofToday, inLog('acme-labs', 7)],
        [[inLog('acme-labs', 7)], [ofToday]],
        [ofToday, inLog(undefined, 7)],
      ]) {
        const collected = await collectOrg(log)
        expect(collected.facts.codeEvents).toMatchObject([{ account: 'github-org:acme', kind: 'used' }])
        expect(collected.gaps).toEqual([])
      }
    })

    test('reach back to what is told under it, and not to what is told of others', async () => {
      const told = (org: string, org_id: number, time: string): unknown => ({ action: 'repo.create', org, org_id, created_at: at(time) })
      const { facts } = await collectOrg([
        told('acme', 7, '2026-09-01T00:00:00Z'),
        told('acme-labs', 7, '2026-08-01T00:00:00Z'),
        told('other', 8, '2026-07-01T00:00:00Z'),
      ])
      expect(facts.providerLogs).toMatchObject([{ since: at('2026-08-01T00:00:00Z') }])
    })

    test.each<[string, unknown[], string]>([
      ['have no number', [inLog('acme', undefined, 'repo.create'), inLog('acme-labs', undefined)], 'of acme-labs, not of acme, in 1 of its records'],
      ['have another number', [ofToday, inLog('acme-labs', 8), inLog('ACME-labs', 8)], 'of acme-labs, not of acme, in 2 of its records'],
      [
        'have a number where ours have none',
        [inLog('acme', undefined, 'repo.create'), inLog('acme-labs', 7)],
        'of acme-labs, not of acme, in 1 of its records',
      ],
      ['have no name, and another number', [ofToday, inLog(undefined, 8)], 'of org_id 8, not of acme, in 1 of its records'],
    ])('leave it open whose codes were used where the records %s', async (_, log, detail) => {
      const collected = await collectOrg(log)
      expect(collected.facts.codeEvents).toEqual([])
      expect(collected.gaps).toMatchObject([
        { reason: 'contradiction', detail: `log.json tells of codes ${detail}`, hides: { accounts: ['github-org:acme'] }, record: '/1' },
      ])
    })

    test('tell where it would help to keep the number', async () => {
      const advices = async (...log: unknown[]): Promise<unknown> => (await collectOrg(log)).gaps.map(({ advice }) => advice)
      expect(await advices(ofToday, inLog('acme-labs', undefined))).toEqual(['Keep org_id with the records: where it is the same, acme had another name then.'])
      expect(await advices(ofToday, inLog('acme-labs', 8))).toEqual([undefined])
    })

    test('may tell of others what is not about codes', async () => {
      expect((await collectOrg([ofToday, inLog('other', 8, 'repo.transfer')])).gaps).toEqual([])
    })

    test('cannot be of two organisations of one name', async () => {
      const collected = await collectOrg([ofToday, inLog('Acme', 8, 'repo.create')])
      expect(collected.gaps).toMatchObject([{ reason: 'contradiction', detail: 'log.json: the records of acme are of more than one org_id (7, 8)' }])
    })
  })

  test('leave out what is about somebody else', async () => {
    expect((await collectLog([{ ...used, user: 'grace' }])).facts.codeEvents).toEqual([])
    expect(
      (await collectLog([{ action: 'org.recovery_code_used', org: 'other', created_at: 1 }], { files: { ...files, 'audit-log': 'log.json' } })).facts
        .codeEvents,
    ).toEqual([])
  })

  test.each<[string, unknown, string]>([
    ['that is gone', undefined, 'absent'],
    ['that is empty', '', 'unreadable'],
    ['that is a message', { message: 'Not Found' }, 'unreadable'],
    ['with a record without an action', [{ ...used, action: undefined }], 'unreadable'],
    ['with a record without a time', [{ ...used, created_at: undefined }], 'unreadable'],
    ['with a time in words', [{ ...used, created_at: '2026-04-12' }], 'unreadable'],
    ['with a time in seconds', [{ ...used, created_at: 1_776_000_000 }], 'unreadable'],
    ['with the time 0', [{ ...used, created_at: 0 }], 'unreadable'],
    ['with a record that is null', [null], 'unreadable'],
  ])('%s hide what happened to the codes of that account alone', async (_, log, reason) => {
    const { gaps } = await collectLog(log)
    expect(gaps).toEqual([expect.objectContaining({ about: 'codeEvents', reason, fact: 'github security log of ada', hides: { accounts: ['github:ada'] } })])
  })

  test("are nobody's when none is configured", async () => {
    expect((await collect()).facts).toMatchObject({ codeEvents: [], providerLogs: [] })
  })
})

test.each([30, 100])('a filtered list of just %i members may be the first page of more', async (count) => {
  const many = Array.from({ length: count }, (_, index) => aUser(`user-${String(index)}`))
  const collected = await collect({ 'insecure.json': many })
  expect(accountOf(collected, 'ada')).toMatchObject({ mfa: 'enrolled', method: 'unknown' })
  expect(collected.gaps.map(({ reason }) => reason)).toContain('incomplete')
})

describe('a REST list in pages', () => {
  const users = (count: number, from = 0): unknown[] => Array.from({ length: count }, (_, index) => aUser(`user-${String(from + index)}`))

  test('is read as one', async () => {
    const collected = await collect({ 'members.json': [[aUser('ada')], [aUser('grace')], []], 'disabled.json': [[]], 'insecure.json': [[]] })
    expect(collected.gaps).toEqual([])
    expect(accountOf(collected, 'grace')).toMatchObject({ mfa: 'enrolled', proofs: [{}, { origin: { file: 'members.json', record: '/1/0' } }] })
    expect(collected.source.records).toBe(2)
  })

  test.each<[string, unknown[], boolean]>([
    ['a page of 30', [users(30)], false],
    ['a page of 100', [users(100)], false],
    ['two pages of 100', [users(100), users(100, 100)], false],
    ['two pages of 30', [users(30), users(30, 30)], false],
    ['a page of 30 and an empty one', [users(30), []], true],
    ['a page of 100 and an empty one', [users(100), []], true],
    ['a page of 100 and one of 30', [users(100), users(30, 100)], true],
    ['a page of 99', [users(99)], true],
  ])('that ends with %s is whole: %s', async (_, pages, isWhole) => {
    const collected = await collect({ 'insecure.json': pages })
    expect(accountOf(collected, 'ada').method).toBe(isWhole ? 'secure' : 'unknown')
    expect(gapsOf(collected)).toEqual(isWhole ? [] : [[INSECURE, 'incomplete', NOBODY]])
  })
})

describe('outside collaborators', () => {
  const theirs = { 'outside-collaborators': 'all.json', 'outside-collaborators-2fa-disabled': 'off.json', 'outside-collaborators-2fa-insecure': 'sms.json' }
  const collectOutside = (over: Documents = {}, named: Partial<typeof theirs> = theirs): Promise<Collected> =>
    collect(
      { 'all.json': [aUser('rita'), aUser('sam'), aUser('tom')], 'off.json': [aUser('rita')], 'sms.json': [aUser('Sam')], ...over },
      { files: { ...files, ...named } },
    )
  const OUTSIDE = 'github outside collaborators'

  test('are known by the lists that name them, and by nothing else', async () => {
    const collected = await collectOutside()
    expect(collected.gaps).toEqual([])
    expect(accountOf(collected, 'rita')).toMatchObject({ mfa: 'not-enrolled', method: 'unknown', holder: 'person' })
    expect(accountOf(collected, 'sam')).toMatchObject({ mfa: 'unknown', method: 'insecure' })
    expect(accountOf(collected, 'tom')).toMatchObject({ mfa: 'unknown', method: 'unknown' })
    expect(accountOf(collected, 'tom').doubt).toContain('only who has none')
    expect(accountOf(collected, 'ada').mfa).toBe('enrolled')
  })

  test.each<[string, Documents, Partial<typeof theirs>, unknown[], Account['mfa']]>([
    ['the list of all', { 'all.json': undefined }, theirs, [[OUTSIDE, 'absent', 'github:*']], 'not-enrolled'],
    ['the list of the disabled', { 'off.json': undefined }, theirs, [[`${OUTSIDE} without a second factor`, 'absent', NOBODY]], 'unknown'],
    ['the list of the insecure', { 'sms.json': undefined }, theirs, [[`${OUTSIDE} with an insecure second factor`, 'absent', NOBODY]], 'not-enrolled'],
    [
      'two of three names',
      {},
      { 'outside-collaborators': 'all.json' },
      [
        [`${OUTSIDE} without a second factor`, 'not-configured', NOBODY],
        [`${OUTSIDE} with an insecure second factor`, 'not-configured', NOBODY],
      ],
      'unknown',
    ],
    [
      'the right to see',
      { 'organization.json': { login: 'acme', two_factor_requirement_enabled: null } },
      theirs,
      [['github organisation', 'permission', NOBODY]],
      'unknown',
    ],
    ['whoever left since', { 'all.json': [aUser('sam')] }, theirs, [], 'unknown'],
  ])('without %s', async (_, over, named, gaps, mfa) => {
    const collected = await collectOutside(over, named)
    expect(gapsOf(collected)).toEqual(gaps)
    expect(accountOf(collected, 'rita').mfa).toBe(mfa)
  })

  test('who are members too are judged as members', async () => {
    const collected = await collectOutside({ 'all.json': [aUser('Ada')], 'off.json': [], 'sms.json': [] })
    expect(collected.facts.accounts?.map(({ id, mfa }) => [id, mfa])).toEqual([
      ['github:ada', 'enrolled'],
      ['github:grace', 'enrolled'],
    ])
  })

  test('who were members a moment ago are one account', async () => {
    const collected = await collectOutside({ 'disabled.json': [aUser('rita')] })
    expect(collected.facts.accounts?.filter(({ id }) => id === 'github:rita')).toMatchObject([{ mfa: 'not-enrolled' }])
  })

  test('of a source that names none of their lists are not spoken of', async () => {
    expect((await collectOutside({}, {})).facts.accounts).toHaveLength(2)
  })
})

describe('the log of an enterprise', () => {
  const used = { action: 'business.recovery_code_used', business: 'acme-inc', created_at: 1_777_000_000_000, _document_id: 'one' }
  const collectLog = (log: unknown, enterprise?: string): Promise<Collected> =>
    collect({ 'log.json': log }, { files: { ...files, 'enterprise-audit-log': 'log.json' }, ...(enterprise === undefined ? {} : { enterprise }) })

  test('tells about its SSO codes, in pages or not, each event once', async () => {
    for (const log of [
      [used, used, { ...used, _document_id: 'two' }],
      [[used], [used, { ...used, _document_id: 'two' }]],
    ]) {
      const collected = await collectLog(log, 'acme-inc')
      expect(collected.gaps).toEqual([])
      expect(collected.facts.codeEvents?.map(({ account, kind }) => [account, kind])).toEqual([
        ['github-enterprise:acme-inc', 'used'],
        ['github-enterprise:acme-inc', 'used'],
      ])
      expect(collected.facts.providerLogs).toMatchObject([{ source: 'github-acme', scope: 'github-enterprise:acme-inc' }])
    }
  })

  test.each<[string, unknown, string | undefined, string]>([
    ['of another enterprise', [{ ...used, business: 'other' }], 'acme-inc', 'contradiction'],
    [
      'that tells of the codes of another',
      [
        { ...used, action: 'business.x' },
        { ...used, business: 'other' },
      ],
      'acme-inc',
      'contradiction',
    ],
    ['of nobody who is named', [used], undefined, 'not-configured'],
    ['that is none', { message: 'Not Found' }, 'acme-inc', 'unreadable'],
  ])('%s is a gap', async (_, log, enterprise, reason) => {
    const collected = await collectLog(log, enterprise)
    expect(collected.gaps.map((gap) => gap.reason)).toEqual([reason])
    expect(collected.facts.codeEvents).toEqual([])
  })
})

test('a security log may be named beside the organisation', async () => {
  const log = [{ action: 'user.two_factor_recover', user: 'ada', created_at: 1_776_000_000_000 }]
  const collected = await collect({ 'log.json': log }, { 'security-logs': { ada: 'log.json' } })
  expect(collected.facts.codeEvents).toMatchObject([{ account: 'github:ada', kind: 'used' }])
})

test('a log that could not be read is none that shows anything', async () => {
  expect((await collect({}, { files: { ...files, 'audit-log': 'log.json' } })).facts.providerLogs).toEqual([])
})

test('nobody of whom GraphQL shows anything is a matter of permission', async () => {
  const collected = await collect({ 'graphql.json': aPage([anEdge('ada', null), anEdge('grace', null)]) })
  expect(gapsOf(collected)).toEqual([[MEMBERS, 'permission', NOBODY]])
})

describe('a document of which only a part came', () => {
  const short: Lack = { reason: 'unavailable', detail: 'the answer stopped', advice: 'Try again.' }
  const kept = (file: string, value: unknown, isShort: boolean): Kept<unknown> => ({ file, value, ...(isShort ? { short } : {}) })
  const none: Kept<unknown> = { reason: 'not-configured', detail: 'none' }
  const judge = (which: string): ReturnType<typeof toAccounts> =>
    toAccounts('github-acme', 'acme', {
      organization: kept('organization.json', ours, false),
      members: kept('members.json', [[aUser('ada'), aUser('bob')]], which === 'members'),
      graphql: kept('graphql.json', [aPage([anEdge('ada'), anEdge('bob', false)])], which === 'graphql'),
      disabled: kept('disabled.json', [[aUser('bob')]], which === 'disabled'),
      insecure: kept('insecure.json', [[]], which === 'insecure'),
      outside: kept('outside.json', [[aUser('rita')]], which === 'outside'),
      outsideDisabled: which === 'outside' ? kept('off.json', [[aUser('rita')]], true) : none,
      outsideInsecure: none,
    })

  test.each(['members', 'graphql', 'disabled', 'insecure', 'outside'])('%s: it proves no pass, and a fail still', (which) => {
    const { accounts, gaps } = judge(which)
    const of = (login: string): string =>
      accounts
        .filter(({ id }) => id === `github:${login}`)
        .map(({ mfa, method }) => `${mfa} ${method}`)
        .join()
    expect(of('bob')).toBe('not-enrolled unknown')
    expect(of('ada')).toBe(which === 'insecure' ? 'enrolled unknown' : which === 'outside' ? 'enrolled secure' : 'unknown unknown')
    expect(of('rita')).toBe(which === 'outside' ? 'not-enrolled unknown' : 'unknown unknown')
    const hides = which === 'members' || which === 'graphql' || which === 'outside' ? { scope: 'github:*' } : NOBODY
    expect(gaps.filter(({ advice }) => advice === 'Try again.')[0]).toMatchObject({ reason: 'unavailable', detail: 'the answer stopped', hides })
    expect(gaps.map(({ reason }) => reason)).not.toContain('contradiction')
  })
})

test('a source without files and without credentials is a gap, and nothing is asked', async () => {
  const { files: _, ...live } = source
  const collected = await collectFrom(github, live, {})
  expect(gapsOf(collected)).toEqual([
    [MEMBERS, 'authentication', 'github:*'],
    ['github audit log', 'authentication', { accounts: ['github-org:acme'] }],
  ])
  expect(collected.facts).toEqual({ accounts: [], codeEvents: [], providerLogs: [] })
  expect(collected.source.requests).toEqual([])
})
