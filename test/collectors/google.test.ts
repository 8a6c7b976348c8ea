import { describe, expect, test } from 'vitest'
import google from '../../src/collectors/google/collector.ts'
import type { GoogleSource } from '../../src/model/configuration.ts'
import type { Account, Collected } from '../../src/model/inventory.ts'
import { DAY } from '../../src/model/time.ts'
import { AS_OF, at } from '../support/builders.ts'
import { collectFrom, type Documents } from '../support/collecting.ts'

const ADA = 'google:ada@acme.test'
const EVERYONE = 'google:*'
const source: GoogleSource = { id: 'google-acme', type: 'google', customer: 'my_customer', files: { users: 'users.json' } }
const withCounts: Partial<GoogleSource> = { files: { users: 'users.json', 'code-counts': 'counts.json' } }

type Part = Readonly<Record<string, unknown>>
const aUser = (email: string, over: Part = { isEnrolledIn2Sv: true }): Part => ({ kind: 'admin#directory#user', primaryEmail: email, ...over })
const aPage = (users: unknown, over: Part = {}): Part => ({ kind: 'admin#directory#users', users, ...over })

const collect = (documents: Documents = {}, other: Partial<GoogleSource> = {}): Promise<Collected> => {
  const all: Documents = { 'users.json': aPage([aUser('ada@acme.test'), aUser('grace@acme.test')]), ...documents }
  return collectFrom(google, { ...source, ...other }, Object.fromEntries(Object.entries(all).filter(([, document]) => document !== undefined)))
}
const mfaOf = ({ facts }: Collected, id = ADA): Account['mfa'] | undefined => facts.accounts?.find((account) => account.id === id)?.mfa
const gapsOf = ({ gaps }: Collected): unknown[] =>
  gaps.map(({ about, reason, hides }) => [about, reason, 'scope' in hides ? hides.scope : 'accounts' in hides ? hides.accounts : hides])

describe('who has a second factor', () => {
  test('is whose isEnrolledIn2Sv is true', async () => {
    const collected = await collect()
    expect(collected.facts.accounts?.[0]).toEqual({
      id: ADA,
      holder: 'person',
      mfa: 'enrolled',
      method: 'not-reported',
      proofs: [{ origin: { source: 'google-acme', file: 'users.json', record: '/users/0' }, fact: 'isEnrolledIn2Sv', value: 'true' }],
    })
    expect(collected.gaps).toEqual([])
    expect(collected.facts).toMatchObject({ codeCounts: [], codeEvents: [], providerLogs: [] })
  })

  test.each<[string, Part, Account['mfa']]>([
    ['false', { isEnrolledIn2Sv: false }, 'not-enrolled'],
    ['absent', {}, 'unknown'],
    ['null', { isEnrolledIn2Sv: null }, 'unknown'],
    ['"true"', { isEnrolledIn2Sv: 'true' }, 'unknown'],
    ['"false"', { isEnrolledIn2Sv: 'false' }, 'unknown'],
    ['1', { isEnrolledIn2Sv: 1 }, 'unknown'],
    ['0', { isEnrolledIn2Sv: 0 }, 'unknown'],
    ['enforced, and not known', { isEnforcedIn2Sv: true }, 'unknown'],
  ])('isEnrolledIn2Sv is %s', async (_, over, mfa) => {
    expect(mfaOf(await collect({ 'users.json': aPage([aUser('ada@acme.test', over)]) }))).toBe(mfa)
  })

  test('several pages are one list', async () => {
    const collected = await collect({ 'users.json': [aPage([aUser('ada@acme.test')], { nextPageToken: 'x' }), aPage([aUser('grace@acme.test', {})])] })
    expect(collected.facts.accounts?.map(({ id, proofs }) => [id, proofs[0]?.origin.record])).toEqual([
      [ADA, '/0/users/0'],
      ['google:grace@acme.test', '/1/users/0'],
    ])
    expect(collected.gaps).toEqual([])
  })
})

describe('a user list that is not whole', () => {
  test.each<[string, unknown, string]>([
    ['a further page', aPage([aUser('ada@acme.test')], { nextPageToken: 'x' }), 'incomplete'],
    ['the last of several pages has a further one', [aPage([aUser('ada@acme.test')]), aPage([], { nextPageToken: 'x' })], 'incomplete'],
    ['another kind', aPage([aUser('ada@acme.test')], { kind: 'admin#directory#groups' }), 'unreadable'],
    ['no kind', { users: [] }, 'unreadable'],
    ['no users', aPage(undefined), 'unreadable'],
    ['users that are no list', aPage({}), 'unreadable'],
    ['no user', aPage([]), 'incomplete'],
    ['a user without an address', aPage([aUser('ada@acme.test'), { isEnrolledIn2Sv: true }]), 'unreadable'],
    ['null', null, 'unreadable'],
    ['an error', { error: { code: 403 } }, 'unreadable'],
    ['one page that is an error', [aPage([aUser('ada@acme.test')]), { error: {} }], 'unreadable'],
    ['a web page', '<!doctype html>', 'unreadable'],
    ['an empty file', '', 'unreadable'],
    ['no file', undefined, 'absent'],
  ])('%s', async (_, users, reason) => {
    expect(gapsOf(await collect({ 'users.json': users }))).toEqual([['accounts', reason, EVERYONE]])
  })

  test('no page at all is a gap', async () => {
    expect(gapsOf(await collect({ 'users.json': [] }))).toEqual([['accounts', 'incomplete', EVERYONE]])
  })
})

describe('how many codes are left', () => {
  test('is what the counts say', async () => {
    const collected = await collect({ 'counts.json': { 'ada@acme.test': 0, 'Grace@acme.test': 10 } }, withCounts)
    expect(collected.facts.codeCounts).toEqual([
      { account: ADA, remaining: 0, origin: { source: 'google-acme', file: 'counts.json', record: '/ada@acme.test' } },
      { account: 'google:Grace@acme.test', remaining: 10, origin: { source: 'google-acme', file: 'counts.json', record: '/Grace@acme.test' } },
    ])
    expect(collected.gaps).toEqual([])
  })

  test.each<[string, Part]>([
    ['absent', {}],
    ['negative', { 'ada@acme.test': -1 }],
    ['a text', { 'ada@acme.test': '7' }],
    ['a fraction', { 'ada@acme.test': 1.5 }],
    ['null', { 'ada@acme.test': null }],
    ['a list', { 'ada@acme.test': [1, 2] }],
    ['too large to be a count', { 'ada@acme.test': 1e300 }],
  ])('is a gap for the one account whose count is %s', async (_, counts) => {
    const collected = await collect({ 'counts.json': { ...counts, 'grace@acme.test': 3 } }, withCounts)
    expect(collected.facts.codeCounts?.map(({ account }) => account)).toEqual(['google:grace@acme.test'])
    expect(gapsOf(collected)).toEqual([['codeCounts', 'absent', [ADA]]])
  })

  test.each<[string, unknown, string]>([
    ['gone', undefined, 'absent'],
    ['empty', '', 'unreadable'],
    ['a list', [1], 'unreadable'],
    ['null', null, 'unreadable'],
  ])('is a gap for everyone when the counts are %s', async (_, counts, reason) => {
    expect(gapsOf(await collect({ 'counts.json': counts }, withCounts))).toEqual([['codeCounts', reason, EVERYONE]])
  })

  test.each([[4], ['4'], [null]])('of an account that the user list lacks (%j) tells that the list is not whole', async (count) => {
    const collected = await collect({ 'counts.json': { 'ada@acme.test': 1, 'grace@acme.test': 1, 'linus@acme.test': count } }, withCounts)
    expect(mfaOf(collected, 'google:linus@acme.test')).toBe('unknown')
    expect(gapsOf(collected)).toEqual([['accounts', 'contradiction', EVERYONE]])
  })
})

describe('a login with a backup code', () => {
  const method = (value: unknown): Part => ({ name: 'login_challenge_method', ...(Array.isArray(value) ? { multiValue: value } : { value }) })
  const status = (value: unknown): Part => ({ name: 'login_challenge_status', ...(Array.isArray(value) ? { multiValue: value } : { value }) })
  const PASSED = 'Challenge Passed.'
  const anEvent = (parameters: unknown, name = 'login_verification'): Part => ({ type: 'login', name, parameters })
  const anItem = (events: unknown, over: Part = {}, id: Part = {}): Part => ({
    kind: 'admin#reports#activity',
    id: { time: '2026-05-02T08:00:00.000Z', uniqueQualifier: '77', applicationName: 'login', ...id },
    actor: { email: 'ada@acme.test' },
    events,
    ...over,
  })
  const activities = (items: unknown, over: Part = {}): Part => ({ kind: 'admin#reports#activities', items, ...over })
  const collectLogin = (log: unknown): Promise<Collected> => collect({ 'login.json': log }, { files: { users: 'users.json', 'login-activity': 'login.json' } })
  const ofEvent = (parameters: unknown, name?: string): Promise<Collected> => collectLogin(activities([anItem([anEvent(parameters, name)])]))
  const told = ({ facts }: Collected): unknown[] => (facts.codeEvents ?? []).map(({ account, kind, outcome }) => [account, kind, outcome])
  const used = (outcome: string): unknown[] => [[ADA, 'used', outcome]]

  test('is a use of her code', async () => {
    const collected = await ofEvent([{ name: 'is_second_factor', boolValue: true }, method('backup_code'), status(PASSED)])
    expect(collected.facts.codeEvents).toEqual([
      {
        account: ADA,
        kind: 'used',
        outcome: 'success',
        time: at('2026-05-02T08:00:00Z'),
        origin: { source: 'google-acme', file: 'login.json', record: '/items/0' },
      },
    ])
    expect(collected.gaps).toEqual([])
    expect(collected.facts.providerLogs).toEqual([{ source: 'google-acme', scope: EVERYONE, since: AS_OF - 180 * DAY }])
  })

  test.each<[string, unknown, string | undefined, unknown[]]>([
    ['in multiValue', [method(['password', 'backup_code']), status([PASSED])], undefined, used('success')],
    ['as idv_backup_code', [method('idv_backup_code'), status(PASSED)], undefined, used('success')],
    ['as login_challenge', [method('backup_code'), status(PASSED)], 'login_challenge', used('success')],
    ['as login_success', [method('backup_code')], 'login_success', used('unknown')],
    ['without a status', [method('backup_code')], undefined, used('unknown')],
    ['that passed after a failure', [method('backup_code'), status(['Challenge Failed.', PASSED])], undefined, used('unknown')],
    ['that failed', [method('backup_code'), status('Challenge Failed.')], undefined, []],
    ['that was left incomplete', [method('backup_code'), status('Incomplete.')], undefined, []],
    ['of another method', [method('security_key'), status(PASSED)], undefined, []],
    ['of a method that only sounds like it', [method('no_backup_codes'), status(PASSED)], undefined, []],
    ['that is a failure by name', [method('backup_code'), status(PASSED)], 'login_failure', []],
    ['without parameters that matter', [{ name: 'login_type', value: 'google_password' }], undefined, []],
  ])('%s', async (_, parameters, name, events) => {
    const collected = await ofEvent(parameters, name)
    expect(told(collected)).toEqual(events)
    expect(collected.gaps).toEqual([])
  })

  test.each<[string, unknown]>([
    ['with a strange status', [method('backup_code'), status('Challenge Unclear.')]],
    ['with a method without a value', [{ name: 'login_challenge_method' }]],
    ['with a parameter without a name', [{ value: 'backup_code' }]],
    ['with parameters that are no list', {}],
  ])('%s cannot be read', async (_, parameters) => {
    const collected = await ofEvent(parameters)
    expect(told(collected)).toEqual([])
    expect(gapsOf(collected)).toEqual([['codeEvents', 'unreadable', EVERYONE]])
    expect(collected.source.unreadable).toBe(1)
  })

  test.each<[string, Part]>([
    ['an event without a name', anItem([{ parameters: [] }])],
    ['no actor', anItem([anEvent([method('backup_code'), status(PASSED)])], { actor: {} })],
    ['no events', anItem(undefined)],
    ['no time', anItem([], {}, { time: undefined })],
    ['a time without an offset', anItem([], {}, { time: '2026-05-02T08:00:00' })],
    ['another application', anItem([], {}, { applicationName: 'admin' })],
  ])('in a record with %s cannot be read', async (_, item) => {
    const collected = await collectLogin(activities([item]))
    expect(told(collected)).toEqual([])
    expect(gapsOf(collected)).toEqual([['codeEvents', 'unreadable', EVERYONE]])
  })

  test('is one, though the log has it twice', async () => {
    const item = anItem([anEvent([method('backup_code'), status(PASSED)])])
    expect(told(await collectLogin([activities([item], { nextPageToken: 'x' }), activities([item])]))).toEqual(used('success'))
    expect(
      told(await collectLogin(activities([item, anItem([anEvent([method('backup_code'), status(PASSED)])], {}, { uniqueQualifier: '78' })]))),
    ).toHaveLength(2)
    const unnumbered = anItem([anEvent([method('backup_code'), status(PASSED)])], {}, { uniqueQualifier: undefined })
    expect(told(await collectLogin(activities([unnumbered, unnumbered])))).toHaveLength(1)
    // Something else under the id of a use does not hide it.
    expect(told(await collectLogin(activities([anItem([anEvent([], 'logout')]), item])))).toEqual(used('success'))
  })

  test.each<[string, unknown, unknown[]]>([
    ['without items is empty', activities(undefined), []],
    ['with no item is empty', activities([]), []],
    ['with a further page is not whole', activities([], { nextPageToken: 'x' }), [['codeEvents', 'incomplete', EVERYONE]]],
    ['of another kind is none', activities([], { kind: 'admin#reports#usageReports' }), [['codeEvents', 'unreadable', EVERYONE]]],
    ['with items that are no list is none', activities({}), [['codeEvents', 'unreadable', EVERYONE]]],
    ['that is an error is none', { error: { code: 403 } }, [['codeEvents', 'unreadable', EVERYONE]]],
    ['that is a web page is none', '<html>', [['codeEvents', 'unreadable', EVERYONE]]],
    ['that is empty is none', '', [['codeEvents', 'unreadable', EVERYONE]]],
    ['that is gone is none', undefined, [['codeEvents', 'absent', EVERYONE]]],
  ])('a log %s', async (_, log, gaps) => {
    expect(gapsOf(await collectLogin(log))).toEqual(gaps)
  })
})

describe('an administrator', () => {
  const anItem = (name: string, parameters: unknown, applicationName = 'admin'): Part => ({
    id: { time: '2026-05-01T10:00:00.000Z', uniqueQualifier: '-1', applicationName },
    actor: { email: 'admin@acme.test' },
    events: [{ type: 'USER_SETTINGS', name, parameters }],
  })
  const collectAdmin = (item: Part): Promise<Collected> =>
    collect({ 'admin.json': { kind: 'admin#reports#activities', items: [item] } }, { files: { users: 'users.json', 'admin-activity': 'admin.json' } })
  const email = [{ name: 'USER_EMAIL', value: 'ada@acme.test' }]

  test.each([
    ['GENERATE_2SV_SCRATCH_CODES', 'generated'],
    ['DELETE_2SV_SCRATCH_CODES', 'deleted'],
  ])('%s: her codes are %s', async (name, kind) => {
    const collected = await collectAdmin(anItem(name, email))
    expect(collected.facts.codeEvents).toMatchObject([{ account: ADA, kind, outcome: 'success', time: at('2026-05-01T10:00:00Z') }])
    expect(collected.gaps).toEqual([])
  })

  test('may do something else', async () => {
    const collected = await collectAdmin(anItem('GENERATE_BACKUP_CODES', undefined))
    expect([collected.facts.codeEvents, collected.gaps]).toEqual([[], []])
  })

  test.each<[string, unknown]>([
    ['no address', []],
    ['no parameters', undefined],
    ['an address without a value', [{ name: 'USER_EMAIL' }]],
  ])('whose record has %s cannot be read', async (_, parameters) => {
    expect(gapsOf(await collectAdmin(anItem('GENERATE_2SV_SCRATCH_CODES', parameters)))).toEqual([['codeEvents', 'unreadable', EVERYONE]])
  })

  test('is not looked for in the log of logins', async () => {
    expect(gapsOf(await collectAdmin(anItem('GENERATE_2SV_SCRATCH_CODES', email, 'login')))).toEqual([['codeEvents', 'unreadable', EVERYONE]])
  })
})

describe('a list that is there several times', () => {
  const twice = (first: readonly Part[], second: readonly Part[], ...more: readonly (readonly Part[])[]): Part[] =>
    [first, second, ...more].map((users) => aPage(users))
  const [ada, grace, linus] = ['ada', 'grace', 'linus'].map((name) => aUser(`${name}@acme.test`)) as [Part, Part, Part]

  test('is one list, where both agree', async () => {
    const collected = await collect({ 'users.json': twice([ada, grace], [grace, ada]) })
    expect(collected.facts.accounts?.map(({ id, mfa }) => [id, mfa])).toEqual([
      [ADA, 'enrolled'],
      ['google:grace@acme.test', 'enrolled'],
    ])
    expect(collected.gaps).toEqual([])
  })

  test.each<[string, Part[]]>([
    ['is not in both', twice([ada, grace], [ada])],
    ['is in the second only', twice([ada], [ada, grace])],
    ['is enrolled in one', twice([ada, grace], [ada, aUser('grace@acme.test', { isEnrolledIn2Sv: false })])],
    ['was in an earlier one only', twice([ada, grace], [ada], [ada], [ada])],
  ])('leaves unknown who %s', async (_, users) => {
    const collected = await collect({ 'users.json': users })
    expect([mfaOf(collected), mfaOf(collected, 'google:grace@acme.test')]).toEqual(['enrolled', 'unknown'])
    expect(gapsOf(collected)).toEqual([['accounts', 'contradiction', EVERYONE]])
  })

  test('is judged by its last two', async () => {
    expect(gapsOf(await collect({ 'users.json': twice([ada], [ada, grace], [ada, grace], [grace, ada]) }))).toEqual([])
  })

  test('is not what lists of other users are', async () => {
    const collected = await collect({ 'users.json': twice([ada, grace], [linus]) })
    expect(collected.facts.accounts).toHaveLength(3)
    expect(collected.gaps).toEqual([])
  })
})

describe('a kept log', () => {
  const withLog = { files: { users: 'users.json', 'login-activity': 'login.json' } }
  const reach = async (times: readonly string[], other: Partial<GoogleSource> = {}): Promise<unknown> => {
    const items = times.map((time) => ({ id: { time, applicationName: 'login' }, events: [] }))
    const { facts } = await collect({ 'login.json': [{ kind: 'admin#reports#activities', items }] }, { ...withLog, ...other })
    return facts.providerLogs
  }

  test.each<[string, readonly string[], Partial<GoogleSource>, string]>([
    ['as far as its first record', ['2026-11-12T00:00:00Z', '2026-08-30T06:50:00.125Z', '2026-09-14T00:00:00Z'], {}, '2026-08-30T06:50:00Z'],
    ['no further than Google keeps it', ['2025-08-30T06:50:00Z'], {}, '2026-05-27T00:00:00Z'],
    ['no further than the window of the source', ['2026-08-30T06:50:00Z'], { 'activity-window': '30d' }, '2026-10-24T00:00:00Z'],
    ['to nothing without a record', [], {}, '2026-11-23T00:00:00Z'],
  ])('reaches back %s', async (_, times, other, since) => {
    expect(await reach(times, other)).toEqual([{ source: 'google-acme', scope: EVERYONE, since: at(since) }])
  })
})

describe('activities of a customer', () => {
  const files = { users: 'users.json', 'login-activity': 'login.json', 'admin-activity': 'admin.json' }
  const aUse = (customerId: string | undefined, email = 'ada@acme.test'): Part => ({
    id: { time: '2026-05-02T08:00:00.000Z', uniqueQualifier: email, applicationName: 'login', customerId },
    actor: { email },
    events: [{ name: 'login_verification', parameters: [{ name: 'login_challenge_method', value: 'backup_code' }] }],
  })
  const anAct = (customerId: string | undefined): Part => ({ id: { time: '2026-05-02T08:00:00.000Z', applicationName: 'admin', customerId }, events: [] })
  const aLog = (...items: readonly Part[]): Part => ({ kind: 'admin#reports#activities', items })
  const collectLogs = (customer: string, login: unknown, admin: unknown): Promise<Collected> =>
    collect({ 'login.json': login, 'admin.json': admin }, { customer, files })
  const who = ({ facts }: Collected): unknown => facts.codeEvents?.map(({ account }) => account)
  const reasons = ({ gaps }: Collected): unknown => gaps.map(({ fact, reason, hides, detail }) => [fact, reason, hides, detail])
  const hides = { scope: EVERYONE }
  const MIXED = 'the activities are of more than one customer: C0other, C0ours'

  test.each<[string, string, Part, Part]>([
    ['that was asked for', 'C0ours', aLog(aUse('C0ours')), aLog(anAct('C0ours'))],
    ['of whoever asks', 'my_customer', aLog(aUse('C0ours')), aLog(anAct('C0ours'))],
    ['that is named by some records', 'my_customer', aLog(aUse('C0ours')), aLog(anAct(undefined))],
    ['that is not named by any', 'C0ours', aLog(aUse(undefined)), aLog(anAct(undefined))],
  ])('%s are taken', async (_, customer, login, admin) => {
    const collected = await collectLogs(customer, login, admin)
    expect(who(collected)).toEqual([ADA])
    expect(collected.gaps).toEqual([])
  })

  test('of another are none of ours, and leave it open what happened', async () => {
    const collected = await collectLogs('C0ours', aLog(aUse('C0other', 'x@other.test')), aLog(anAct('C0ours'), anAct('C0other')))
    expect(who(collected)).toEqual([])
    const detail = 'it has records of C0other, and C0ours was asked for'
    expect(reasons(collected)).toEqual([
      ['google login activity', 'contradiction', hides, `login.json: ${detail}`],
      ['google admin activity', 'contradiction', hides, `admin.json: ${detail}`],
    ])
    expect(collected.gaps[0]?.advice).toBe('Give credentials of C0ours, and collect anew.')
  })

  test('are of one customer, in both logs', async () => {
    const collected = await collectLogs('my_customer', aLog(aUse('C0ours')), aLog(anAct('C0other')))
    expect(reasons(collected)).toEqual([
      ['google login activity', 'contradiction', hides, `login.json: ${MIXED}`],
      ['google admin activity', 'contradiction', hides, `admin.json: ${MIXED}`],
    ])
  })

  test('are of one customer, on all pages of a log', async () => {
    const pages = [{ ...aLog(aUse('C0ours')), nextPageToken: 'x' }, aLog(aUse('C0other', 'x@other.test'))]
    const collected = await collectLogs('my_customer', pages, aLog(anAct(undefined)))
    expect(reasons(collected)).toEqual([['google login activity', 'contradiction', hides, `login.json: ${MIXED}`]])
  })
})
