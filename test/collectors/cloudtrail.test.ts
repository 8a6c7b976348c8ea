import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import cloudtrail from '../../src/collectors/cloudtrail/collector.ts'
import type { CloudtrailSource } from '../../src/model/configuration.ts'
import type { Collected, EscrowEvent, Integrity } from '../../src/model/inventory.ts'
import { at } from '../support/builders.ts'
import {
  ACCOUNT,
  aChainOfDigests,
  aListing,
  aRecord,
  aSession,
  headOf,
  type HourOfFiles,
  keyPair,
  logName,
  publicKeys,
  REGION,
  SECRET,
  strangerPair,
  type Written,
} from '../support/cloudtrail.ts'
import { collectFrom, type Documents } from '../support/collecting.ts'

const source: CloudtrailSource = { id: 'trail', type: 'cloudtrail', location: 'aws-secrets', files: ['log.json'], covers: { from: '2026-01-01' } }

type Part = Readonly<Record<string, unknown>>
const collect = (records: readonly unknown[], over: Partial<CloudtrailSource> = {}, items: readonly string[] = [SECRET]): Promise<Collected> =>
  collectFrom(cloudtrail, { ...source, ...over }, { 'log.json': { Records: [...records, aListing()] } }, items)
const eventsOf = ({ facts }: Collected): readonly EscrowEvent[] => [...(facts.escrowEvents ?? [])]
const integrityOf = ({ facts }: Collected): Integrity | undefined => facts.logs?.[0]?.integrity
const told = ({ gaps }: Collected): string[] => gaps.map(({ reason, detail }) => `${reason}: ${detail}`)

describe('a record', () => {
  test('of a secret that was read is an access that the server saw', async () => {
    const collected = await collect([aRecord()])
    expect(eventsOf(collected)).toEqual([
      {
        id: 'dfd6d93a-0000-4000-8000-000000000001',
        source: 'trail',
        sourceType: 'cloudtrail',
        location: 'aws-secrets',
        item: SECRET,
        time: at('2026-10-08T09:00:00Z'),
        timeBasis: 'server',
        actor: `${ACCOUNT}/EscrowCustodian/grace`,
        actorKind: 'unknown',
        action: 'view',
        outcome: 'success',
        evidence: 'server',
        origin: { source: 'trail', file: 'log.json', record: '/Records/0' },
      },
    ])
    expect(collected.gaps).toEqual([])
    expect(collected.source).toMatchObject({ grade: 'server', records: 2, unreadable: 0 })
  })

  test.each<[string, Part, string, readonly string[]]>([
    ['an ARN without its ending', { requestParameters: { secretId: SECRET.slice(0, -7) } }, SECRET, ['view']],
    ['a name', { requestParameters: { secretId: 'escrow/github/ada' } }, SECRET, ['view']],
    ['a name, where the register has a name', { requestParameters: { secretId: 'escrow/github/ada' } }, 'escrow/github/ada', ['view']],
    ['an ARN, where the register has a name', {}, 'escrow/github/ada', ['view']],
    ['the ARN of its replica', { requestParameters: { secretId: SECRET.replace(REGION, 'eu-central-1') } }, SECRET, ['view']],
    ['the name of a secret in another account', { requestParameters: { secretId: 'escrow/github/ada' }, recipientAccountId: '444455556666' }, SECRET, []],
    ['the ARN of another secret', { requestParameters: { secretId: SECRET.replace('ada', 'grace') } }, SECRET, []],
    ['a name of which it is the beginning', { requestParameters: { secretId: 'escrow/github/ada2' } }, 'escrow/github/ada', []],
    ['an old answer', { eventName: 'DeleteSecret', requestParameters: null, responseElements: { aRN: SECRET } }, SECRET, ['delete']],
  ])('names its secret by %s', async (_, over, item, actions) => {
    const collected = await collect([aRecord(over)], {}, [item])
    expect(eventsOf(collected).map(({ action }) => action)).toEqual(actions)
    expect(collected.gaps).toEqual([])
  })

  test.each<[string, Part, string | undefined]>([
    ['a role session', {}, `${ACCOUNT}/EscrowCustodian/grace`],
    ['a role session with a source identity', { userIdentity: aSession('INC-104', 'grace') }, `${ACCOUNT}/source-identity:grace`],
    ['an IAM user', { userIdentity: { type: 'IAMUser', accountId: ACCOUNT, userName: 'ada', arn: `arn:aws:iam::${ACCOUNT}:user/ada` } }, `${ACCOUNT}/ada`],
    ['root', { userIdentity: { type: 'Root', accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root` } }, `${ACCOUNT}/root`],
    ['a service', { userIdentity: { type: 'AWSService', invokedBy: 'secretsmanager.amazonaws.com' } }, 'secretsmanager.amazonaws.com'],
    ['another account', { userIdentity: { type: 'AWSAccount', accountId: '444455556666', principalId: 'AIDAEXAMPLE' } }, '444455556666/AIDAEXAMPLE'],
    ['a name that is hidden', { userIdentity: { type: 'IAMUser', accountId: ACCOUNT, userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' } }, undefined],
    ['nobody', { userIdentity: undefined }, undefined],
    ['a kind that is not known', { userIdentity: { type: 'New', arn: 'arn:x' } }, 'arn:x'],
  ])('has %s for its actor', async (_, over, actor) => {
    const [event] = eventsOf(await collect([aRecord(over)]))
    expect(event?.actor).toBe(actor)
  })

  test('of a session that took the name of somebody is not theirs', async () => {
    const [event] = eventsOf(await collect([aRecord({ userIdentity: aSession('source-identity:grace') })]))
    expect(event?.actor).not.toBe(`${ACCOUNT}/source-identity:grace`)
  })

  test.each<[Part, string]>([
    [{ errorCode: 'AccessDenied', errorMessage: 'not authorized' }, 'denied'],
    [{ errorCode: 'AccessDeniedException' }, 'denied'],
    [{ errorCode: 'ResourceNotFoundException' }, 'error'],
    [{ errorMessage: 'not authorized' }, 'unknown'],
    [{ errorCode: 5 }, 'unknown'],
    [{ errorCode: null, errorMessage: null }, 'success'],
  ])('with %j has the outcome %s', async (over, outcome) => {
    expect(eventsOf(await collect([aRecord(over)]))).toMatchObject([{ outcome }])
  })

  test.each<[string, string | undefined]>([
    ['PutSecretValue', 'update'],
    ['UpdateSecret', 'update'],
    ['UpdateSecretVersionStage', 'update'],
    ['RotateSecret', 'update'],
    ['DeleteSecret', 'delete'],
    ['RestoreSecret', 'create'],
    ['PutResourcePolicy', 'acl'],
    ['ReplicateSecretToRegions', 'share'],
    ['DescribeSecret', undefined],
    ['GetResourcePolicy', undefined],
  ])('of %s is %s', async (eventName, action) => {
    const collected = await collect([aRecord({ eventName })])
    expect(eventsOf(collected).map((event) => event.action)).toEqual(action === undefined ? [] : [action])
    expect(collected.gaps).toEqual([])
  })

  test('of a new secret has its name', async () => {
    expect(eventsOf(await collect([aRecord({ eventName: 'CreateSecret', requestParameters: { name: 'escrow/github/ada' } })]))).toMatchObject([
      { action: 'create' },
    ])
  })

  test('of another service is counted, and its time is the time of the log', async () => {
    const collected = await collect([aListing({ eventTime: '2026-11-20T00:00:00Z' })])
    expect(eventsOf(collected)).toEqual([])
    expect(collected.facts.logs?.[0]?.lastRecord).toBe(at('2026-11-20'))
  })
})

describe('the ticket', () => {
  const record = aRecord({ userIdentity: aSession('INC-104-grace') })

  test('is the name of the session, where the configuration says so', async () => {
    const [event] = eventsOf(await collect([record], { 'session-ticket': '^INC-[0-9]+' }))
    expect(event).toMatchObject({ ticket: 'INC-104-grace' })
  })

  test.each<[string, Partial<CloudtrailSource>, Part]>([
    ['where it does not', {}, record],
    ['of another form', { 'session-ticket': '^INC-[0-9]+' }, aRecord()],
    ['of no role', { 'session-ticket': '.' }, aRecord({ userIdentity: { type: 'IAMUser', accountId: ACCOUNT, userName: 'INC-104' } })],
  ])('is none %s', async (_, over, one) => {
    const [event] = eventsOf(await collect([one], over))
    expect(event).not.toHaveProperty('ticket')
  })
})

describe('one access', () => {
  const other = { eventID: 'dfd6d93a-0000-4000-8000-000000000002' }

  test.each<[string, Part[], number]>([
    ['delivered twice', [aRecord(), aRecord()], 1],
    ['of two requests', [aRecord(), aRecord(other)], 2],
    ['of one id by two people', [aRecord(), aRecord({ userIdentity: aSession('mallory') })], 2],
    [
      'told by the account of the caller and that of the owner',
      [
        aRecord({ sharedEventID: 's-1' }),
        aRecord({ ...other, sharedEventID: 's-1', userIdentity: { type: 'AWSAccount', accountId: '444455556666', principalId: 'AIDAEXAMPLE' } }),
      ],
      1,
    ],
    [
      'told by the account of the owner alone',
      [aRecord({ sharedEventID: 's-1', userIdentity: { type: 'AWSAccount', accountId: '444455556666', principalId: 'AIDAEXAMPLE' } })],
      1,
    ],
    [
      'of several secrets, each of which has a record',
      [aRecord(), aRecord({ ...other, eventName: 'BatchGetSecretValue', requestParameters: { secretIdList: [SECRET, 'other'] } })],
      1,
    ],
    ['of several secrets alone', [aRecord({ eventName: 'BatchGetSecretValue', requestParameters: { secretIdList: ['other', SECRET] } })], 1],
    [
      'of several secrets, an hour after that of one',
      [aRecord(), aRecord({ ...other, eventTime: '2026-10-08T10:00:00Z', eventName: 'BatchGetSecretValue', requestParameters: { secretIdList: [SECRET] } })],
      2,
    ],
    [
      'of secrets by a filter, each of which has a record',
      [aRecord(), aRecord({ ...other, eventName: 'BatchGetSecretValue', requestParameters: { filters: [] } })],
      1,
    ],
  ])('%s', async (_, records, count) => {
    const collected = await collect(records)
    expect(eventsOf(collected)).toHaveLength(count)
    expect(collected.gaps).toEqual([])
  })
})

describe('secrets that were read by a filter', () => {
  const batch = (over: Part = {}): Part =>
    aRecord({ eventID: 'batch', eventName: 'BatchGetSecretValue', requestParameters: { filters: [{ key: 'name', values: ['escrow/'] }] }, ...over })
  const ofOther = (over: Part = {}): Part => aRecord({ eventID: 'one', requestParameters: { secretId: 'other' }, ...over })
  const alone = 'incomplete: on 2026-10-08T09:00:00.000Z secrets were read by a filter (BatchGetSecretValue), and there is no record of which'

  test.each<[string, readonly Part[], readonly string[]]>([
    ['alone', [batch()], [alone]],
    ['beside a record of one of them', [batch(), ofOther()], []],
    ['beside a record that comes before, and was refused', [ofOther({ errorCode: 'AccessDenied' }), batch()], []],
    ['five minutes before a record', [batch(), ofOther({ eventTime: '2026-10-08T09:05:00Z' })], []],
    ['longer before', [batch(), ofOther({ eventTime: '2026-10-08T09:05:01Z' })], [alone]],
    ['five minutes after a record', [ofOther({ eventTime: '2026-10-08T08:55:00Z' }), batch()], []],
    ['longer after', [ofOther({ eventTime: '2026-10-08T08:54:59Z' }), batch()], [alone]],
    ['beside a record of somebody else', [batch(), ofOther({ userIdentity: aSession('ada') })], [alone]],
    ['beside another batch', [batch(), batch({ eventID: 'other', requestParameters: { secretIdList: ['other'] } })], [alone]],
    ['beside a listing', [batch(), aRecord({ eventID: 'list', eventName: 'ListSecrets', requestParameters: null })], [alone]],
    ['and refused', [batch({ errorCode: 'AccessDenied' })], []],
    ['with a message and no error', [batch({ errorMessage: 'x' })], [alone]],
    ['before the time of the log', [batch({ eventTime: '2025-12-01T00:00:00Z' })], []],
  ])('%s', async (_, records, gaps) => {
    expect(told(await collect(records))).toEqual(gaps)
  })

  test('and by whom is not told, beside a record that does not tell either', async () => {
    const nobody = { userIdentity: {} }
    expect(told(await collect([batch(nobody), ofOther(nobody)]))).toEqual([])
    expect(told(await collect([batch(nobody), ofOther()]))).toEqual([alone])
  })
})

describe('what cannot be read', () => {
  test.each<[string, unknown, string]>([
    ['without a source', aRecord({ eventSource: undefined }), 'eventSource is missing'],
    ['without a name', aRecord({ eventName: undefined }), 'eventName is missing'],
    ['of a name that nobody knows', aRecord({ eventName: 'GetSecretValues' }), 'eventName is none that is known'],
    ['without a time', aRecord({ eventTime: undefined }), 'eventTime is missing or no time'],
    ['without an id', aRecord({ eventID: undefined }), 'eventID is missing'],
    ['without a secret', aRecord({ requestParameters: null }), 'requestParameters.secretId is missing'],
    ['that is null', null, 'no record'],
    ['that is a text', 'x', 'no record'],
  ])('a record %s is a gap', async (_, record, what) => {
    const collected = await collect([record])
    expect(told(collected)).toEqual([`unreadable: record /Records/0 of log.json: ${what}`])
    expect(collected.source).toMatchObject({ records: 2, unreadable: 1 })
  })

  test.each<[string, unknown]>([
    ['about another secret', aRecord({ eventTime: undefined, requestParameters: { secretId: 'other' } })],
    ['of a request that was refused before its secret was read', aRecord({ requestParameters: null, errorCode: 'AccessDenied' })],
  ])('a record %s is none', async (_, record) => {
    expect((await collect([record])).gaps).toEqual([])
  })

  test.each<[string, unknown, string]>([
    ['an empty file', '', 'unreadable: log.json is empty, and an empty file is no empty log'],
    ['no file', undefined, 'absent: log.json is not there'],
    ['a web page', '<html>', 'unreadable: line 1 of log.json: not valid JSON, or cut'],
    ['a cut file', JSON.stringify({ Records: [aRecord(), aListing()] }).slice(0, -2), 'unreadable: line 1 of log.json: not valid JSON, or cut'],
    ['a key given twice', '{"Records":[],"Records":[]}', 'unreadable: line 1 of log.json: JSON in which a key is given twice'],
    ['a list that is none', { Records: null }, 'unreadable: line 1 of log.json: eventSource is missing'],
    ['a digest', aChainOfDigests([{}])[0]!.text, 'unreadable: line 1 of log.json: eventSource is missing'],
    ['a page that goes on', { Events: [], NextToken: 'x' }, 'unreadable: line 1 of log.json: a further page was not fetched (NextToken)'],
  ])('%s is a gap', async (_, document, gap) => {
    const collected = await collectFrom(cloudtrail, source, document === undefined ? {} : { 'log.json': document }, [SECRET])
    expect(told(collected)).toEqual([gap])
    expect(collected.gaps[0]?.hides).toEqual({ location: 'aws-secrets' })
  })
})

describe('a file', () => {
  const event = (record: Part): Part => ({ EventId: record['eventID'], EventName: record['eventName'], CloudTrailEvent: JSON.stringify(record) })

  test.each<[string, unknown]>([
    ['of LookupEvents', { Events: [event(aRecord())] }],
    ['of LookupEvents, over several lines', JSON.stringify({ Events: [event(aRecord())] }, undefined, 4)],
    ['with one record a line', `${JSON.stringify(aListing())}\n${JSON.stringify(aRecord())}\n`],
    ['that is a list of records', [aListing(), aRecord()]],
  ])('%s is read', async (_, document) => {
    const collected = await collectFrom(cloudtrail, source, { 'log.json': document }, [SECRET])
    expect(eventsOf(collected)).toMatchObject([{ action: 'view', item: SECRET }])
    expect(collected.gaps).toEqual([])
  })

  test.each<[string, unknown]>([
    ['without the event', { Events: [{ EventId: 'x' }] }],
    ['with an event that is no JSON', { Events: [{ CloudTrailEvent: '{' }] }],
  ])('of LookupEvents %s is a gap', async (_, document) => {
    expect((await collectFrom(cloudtrail, source, { 'log.json': document }, [SECRET])).gaps).toHaveLength(1)
  })
})

describe('a trail', () => {
  const change = (eventName: string, requestParameters: Part, over: Part = {}): Part =>
    aRecord({ eventSource: 'cloudtrail.amazonaws.com', eventName, requestParameters, readOnly: false, ...over })
  const selectors = (...eventSelectors: Part[]): Part => change('PutEventSelectors', { trailName: 'organisation', eventSelectors })
  const advanced = (...fieldSelectors: Part[]): Part => change('PutEventSelectors', { trailName: 'organisation', advancedEventSelectors: [{ fieldSelectors }] })

  test.each<[string, unknown]>([
    ['log file', { Records: [] }],
    ['page', { Events: [] }],
  ])('an empty %s proves nothing', async (_, document) => {
    const collected = await collectFrom(cloudtrail, source, { 'log.json': document }, [SECRET])
    expect(collected.gaps).toMatchObject([
      { reason: 'incomplete', hides: { location: 'aws-secrets' }, detail: expect.stringContaining('no record at all') as string },
    ])
  })

  test.each<[string, (record: Part) => unknown]>([
    ['that records only writing', (record) => ({ Records: [record] })],
    ['that was asked for writing only', (record) => ({ Events: [{ EventId: 'x', CloudTrailEvent: JSON.stringify(record) }] })],
  ])('%s shows no access', async (_, fileOf) => {
    const collected = await collectFrom(cloudtrail, source, { 'log.json': fileOf(aRecord({ eventName: 'PutSecretValue', readOnly: false })) }, [SECRET])
    expect(collected.gaps).toMatchObject([{ reason: 'incomplete', hides: { location: 'aws-secrets' }, detail: expect.stringContaining('only read') as string }])
  })

  test.each<[string, Part, number]>([
    ['that was stopped', change('StopLogging', { name: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/organisation` }), 1],
    ['that was deleted', change('DeleteTrail', { name: 'organisation' }), 1],
    ['that nobody was allowed to stop', change('StopLogging', { name: 'organisation' }, { errorCode: 'AccessDenied' }), 0],
    ['that was stopped before the time of the log', change('StopLogging', { name: 'organisation' }, { eventTime: '2025-12-01T00:00:00Z' }), 0],
    ['of another name', change('StopLogging', { name: 'other' }), 0],
    ['without a name', change('StopLogging', {}), 1],
    ['that was started', change('StartLogging', { name: 'organisation' }), 0],
    ['that shall record writing only', selectors({ readWriteType: 'WriteOnly', includeManagementEvents: true }), 1],
    ['that shall record no management', selectors({ readWriteType: 'All', includeManagementEvents: false }), 1],
    ['that shall record all', selectors({ readWriteType: 'All', includeManagementEvents: true }), 0],
    ['that shall record all management', advanced({ field: 'eventCategory', equals: ['Management'] }), 0],
    ['that shall record some management', advanced({ field: 'eventCategory', equals: ['Management'] }, { field: 'readOnly', equals: ['false'] }), 1],
    ['that shall record one region', change('UpdateTrail', { name: 'organisation', isMultiRegionTrail: false }), 1],
    ['that shall record one account', change('UpdateTrail', { name: 'organisation', isOrganizationTrail: false }), 1],
    ['that shall record elsewhere', change('UpdateTrail', { name: 'organisation', s3BucketName: 'other' }), 1],
    ['that shall record all regions', change('UpdateTrail', { name: 'organisation', isMultiRegionTrail: true, s3BucketName: null }), 0],
    ['that shall be validated', change('UpdateTrail', { name: 'organisation', enableLogFileValidation: true }), 0],
    ['whose selectors cannot be read', change('PutEventSelectors', { trailName: 'organisation' }), 1],
  ])('%s', async (_, record, count) => {
    const { gaps } = await collect([record], { trail: 'organisation' })
    expect(gaps.map(({ reason }) => reason)).toEqual(Array(count).fill('incomplete'))
  })
})

test('a registered name that is that of secrets in several accounts says nothing', async () => {
  const elsewhere = aRecord({ eventID: 'x', requestParameters: { secretId: SECRET.replace(ACCOUNT, '444455556666') } })
  const { gaps } = await collect([aRecord(), elsewhere], {}, ['escrow/github/ada'])
  expect(gaps).toMatchObject([{ reason: 'contradiction', hides: { location: 'aws-secrets' } }])
  expect(eventsOf(await collect([aRecord(), elsewhere]))).toHaveLength(1)
})

describe('digests', () => {
  const START = at('2026-10-08T08:00:00Z')
  const first = logName(at('2026-10-08T08:05:00Z'))
  const third = logName(at('2026-10-08T10:05:00Z'), 'BbCdEfGhIjKlMnOp')
  const text = (...records: Part[]): string => JSON.stringify({ Records: records })
  const hours: readonly HourOfFiles[] = [{ [first]: text(aListing()) }, {}, { [third]: text(aRecord({ eventTime: '2026-10-08T10:00:00Z' })) }, {}]

  interface Kept {
    readonly logs?: Documents
    readonly chain?: readonly Written[]
    readonly heads?: Documents
    readonly keys?: unknown
    readonly from?: string
  }
  const logs: Documents = Object.assign({}, ...hours) as Documents
  const whole = aChainOfDigests(hours)
  const headOfLast = (chain: readonly Written[]): Documents => {
    const last = chain.at(-1)
    return last === undefined ? {} : { [`${last.path}.head.json`]: headOf(last) }
  }
  const prove = (kept: Kept = {}): Promise<Collected> => {
    const { chain = whole, from = '2026-10-08T08:00:00Z', keys = publicKeys() } = kept
    const files = kept.logs ?? logs
    const digests: Documents = Object.fromEntries(chain.map(({ path, text: content }) => [path, content]))
    return collectFrom(
      cloudtrail,
      {
        ...source,
        files: Object.keys(files),
        covers: { from },
        digests: { files: Object.keys(digests), 'public-keys': ['keys.json'] },
      },
      { ...files, ...digests, ...(kept.heads ?? headOfLast(chain)), 'keys.json': keys },
      [SECRET],
    )
  }
  const kinds = (collected: Collected): string[] => integrityOf(collected)?.problems.map(({ kind }) => kind) ?? []
  const changed = (chain: readonly Written[], index: number, change: (text: string) => string): Written[] =>
    chain.map((one, place) => (place === index ? { ...one, text: change(one.text) } : one))

  test('that fit prove the log up to the last of them', async () => {
    const collected = await prove()
    expect(integrityOf(collected)).toEqual({ state: 'verified', to: at('2026-10-08T12:00:00Z'), problems: [] })
    expect(collected.gaps).toEqual([])
    expect(collected.source).toMatchObject({ collectedAt: at('2026-10-08T12:00:00Z'), unreadable: 0 })
    expect(collected.source.files).toHaveLength(2 + 4 + 1 + 1)
    expect(eventsOf(collected)).toHaveLength(1)
  })

  test('of which the youngest has no signature prove the log up to the one before', async () => {
    const collected = await prove({ heads: {} })
    expect(integrityOf(collected)).toEqual({ state: 'verified', to: at('2026-10-08T11:00:00Z'), problems: [] })
    expect(collected.gaps).toEqual([])
  })

  test('that are not named leave it open, and take nothing from what the log shows', async () => {
    const collected = await collect([aRecord()])
    expect(integrityOf(collected)).toMatchObject({ state: 'unproven', problems: [{ kind: 'no-digest' }] })
    expect(collected.gaps).toEqual([])
  })

  test.each<[string, Kept, 'tampered' | 'unproven', string[]]>([
    ['a log file that was changed', { logs: { ...logs, [third]: text(aListing()) } }, 'tampered', ['changed-file']],
    ['a log file that is missing', { logs: { [first]: logs[first] } }, 'unproven', ['missing-file']],
    ['a log file that no digest names', { logs: { ...logs, [logName(at('2026-10-08T09:05:00Z'))]: text(aListing()) } }, 'unproven', ['unlisted-file']],
    ['a log file of a name of its own', { logs: { ...logs, 'more.json': text(aListing()) } }, 'unproven', ['unlisted-file']],
    [
      'a digest that was changed',
      { chain: changed(whole, 1, (json) => json.replace('"logFiles":[]', '"logFiles": []')) },
      'tampered',
      ['changed-digest', 'bad-signature'],
    ],
    ['the youngest digest changed', { chain: changed(whole, 3, (json) => json.replace('"logFiles":[]', '"logFiles": []')) }, 'tampered', ['bad-signature']],
    ['a digest that is missing', { chain: whole.filter((_, index) => index !== 1) }, 'unproven', ['missing-digest', 'no-signature']],
    ['the first digest missing', { chain: whole.slice(1), logs: { [third]: logs[third] } }, 'unproven', ['late-start']],
    [
      'a chain that begins anew',
      { chain: [...aChainOfDigests(hours.slice(0, 2)), ...aChainOfDigests(hours.slice(2), { start: START + 2 * 3_600_000 })] },
      'tampered',
      ['restarted', 'no-signature'],
    ],
    ['a chain by another key', { chain: aChainOfDigests(hours, { privateKey: strangerPair.privateKey }) }, 'tampered', Array<string>(4).fill('bad-signature')],
    ['a key that is not there', { keys: publicKeys(keyPair.publicKey, { Fingerprint: 'other' }) }, 'unproven', Array<string>(4).fill('unknown-key')],
    [
      'a key before its time',
      { keys: publicKeys(keyPair.publicKey, { ValidityStartTime: '2026-11-01T00:00:00Z' }) },
      'unproven',
      Array<string>(4).fill('key-out-of-time'),
    ],
    [
      'a key after its time',
      { keys: publicKeys(keyPair.publicKey, { ValidityEndTime: at('2026-10-01') / 1000 }) },
      'unproven',
      Array<string>(4).fill('key-out-of-time'),
    ],
    ['a key that is none', { keys: publicKeys(keyPair.publicKey, { Value: 'AAAA' }) }, 'tampered', Array<string>(4).fill('bad-signature')],
    ['digests that begin later than the log claims', { from: '2026-10-01' }, 'unproven', ['late-start']],
    ['no signature at all', { chain: whole.slice(0, 1), logs: { [first]: logs[first] }, heads: {} }, 'unproven', ['no-signature']],
  ])('%s is told', async (_, kept, state, expected) => {
    const collected = await prove(kept)
    expect(integrityOf(collected)?.state).toBe(state)
    expect(kinds(collected)).toEqual(expected)
    // Whatever the log shows, it can show no silence.
    expect(collected.gaps.filter(({ hides }) => 'location' in hides && hides.location === 'aws-secrets').length).toBeGreaterThan(0)
  })

  test.each<[string, Kept]>([
    ['a log file that came after the last digest', { logs: { ...logs, [logName(at('2026-10-08T12:05:00Z'))]: text(aListing()) } }],
    ['a log file twice', { logs: { ...logs, [`copy/${third}`]: logs[third] } }],
    ['a digest twice', { chain: [...whole, { ...whole[1]!, path: `copy/${whole[1]!.path}` }], heads: headOfLast(whole) }],
    ['a log file from before the time of the log', { logs: { [third]: logs[third] }, from: '2026-10-08T09:30:00Z' }],
    [
      'what was delivered late',
      {
        chain: [...whole, ...aChainOfDigests([{}], { suffix: '_backfill' })],
        heads: { ...headOfLast(whole), ...headOfLast(aChainOfDigests([{}], { suffix: '_backfill' })) },
      },
    ],
  ])('%s is no matter', async (_, kept) => {
    const collected = await prove(kept)
    expect([integrityOf(collected)?.state, collected.gaps]).toEqual(['verified', []])
  })

  test.each<[string, Kept]>([
    ['a digest that is none', { chain: changed(whole, 3, () => '{}') }],
    ['keys that are none', { keys: '{}' }],
    ['a signature that is none', { heads: { [`${whole[3]!.path}.head.json`]: {} } }],
  ])('%s is a gap', async (_, kept) => {
    const { gaps } = await prove(kept)
    expect(gaps.map(({ reason }) => reason)).toContain('unreadable')
  })

  test('that go on across a stop of the log show that it went on', async () => {
    const stop = aRecord({
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'StopLogging',
      requestParameters: { name: 'other' },
      eventTime: '2026-10-08T08:00:00Z',
    })
    const stopped: readonly HourOfFiles[] = [{ [first]: text(aListing(), stop) }, {}]
    const chain = aChainOfDigests(stopped)
    expect((await prove({ chain, logs: stopped[0]! })).gaps).toEqual([])
  })

  test('of any chain with any hour or file taken away are never proof of more', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(whole), fc.subarray(Object.keys(logs)), fc.boolean(), async (chain, names, hasHead) => {
        const kept = { chain, logs: Object.fromEntries(names.map((name) => [name, logs[name]])), ...(hasHead ? { heads: headOfLast(whole) } : { heads: {} }) }
        if (names.length === 0) return
        const integrity = integrityOf(await prove(kept))
        const isPrefix = chain.every((one, index) => one === whole[index])
        if (integrity?.state === 'verified') {
          expect(isPrefix).toBe(true)
          expect(integrity.to).toBeLessThanOrEqual(START + chain.length * 3_600_000)
        } else expect(integrity?.state).toBe('unproven')
      }),
      { numRuns: 60 },
    )
  })

  test('of two regions prove the log as far as both do', async () => {
    const other = aChainOfDigests([{}, {}], { region: 'eu-central-1' })
    const collected = await prove({ chain: [...whole, ...other], heads: { ...headOfLast(whole), ...headOfLast(other) } })
    expect(integrityOf(collected)).toEqual({ state: 'verified', to: at('2026-10-08T10:00:00Z'), problems: [] })
  })
})

describe('a record with a field taken away or changed', () => {
  const change = fc.tuple(fc.subarray(Object.keys(aRecord()), { minLength: 1, maxLength: 3 }), fc.constantFrom<unknown>(undefined, null, 5, '', {}, []))

  test('gives an event or a gap, and never an exception', async () => {
    await fc.assert(
      fc.asyncProperty(change, async ([keys, value]) => {
        const collected = await collect([aRecord(Object.fromEntries(keys.map((key) => [key, value])))])
        expect(eventsOf(collected).length + collected.gaps.length + (keys.includes('eventSource') || keys.includes('eventName') ? 1 : 0)).toBeGreaterThan(0)
        expect(collected.source.records).toBe(2)
      }),
    )
  })

  test('of any JSON value is counted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 4 }), async (values) => {
        const collected = await collect(values)
        expect([collected.source.records, collected.source.unreadable]).toEqual([values.length + 1, values.length])
      }),
    )
  })
})

test('nothing of a record but what is taken is carried', async () => {
  const planted = 'a1b2c-d3e4f'
  const collected = await collect([
    aRecord({
      responseElements: { SecretString: planted },
      requestParameters: { secretId: SECRET, secretString: planted },
      additionalEventData: { note: planted },
    }),
    aRecord({ eventName: 'PutSecretValue', requestParameters: { secretId: SECRET, secretString: planted, [planted]: planted } }),
    aRecord({ eventName: planted, requestParameters: { secretId: SECRET } }),
  ])
  expect(JSON.stringify(collected)).not.toContain(planted)
})
