/**
 * One record of AWS CloudTrail, as log files and LookupEvents have it. AWS Secrets Manager never logs the value of a
 * secret. Fields: the record contents of the CloudTrail user guide; the events of Secrets Manager's own guide.
 */
import { given } from '../model/given.ts'
import { type Instant, parseInstant } from '../model/time.ts'
import { field, isRecord, textField } from './json.ts'

/** What a text that names a secret may mean: a name or an ARN, with or without the six characters at its end. */
export interface SecretName {
  /** The account in which it lies. */
  readonly account?: string
  readonly names: readonly string[]
}

export interface CloudTrailEvent {
  readonly id: string
  readonly time: Instant
  readonly secrets: readonly SecretName[]
  /** undefined: nothing that shows or changes a secret, such as describing it. */
  readonly action: 'view' | 'create' | 'update' | 'delete' | 'share' | 'acl' | undefined
  /** unknown: there is a message of an error, and no error. */
  readonly outcome: 'success' | 'denied' | 'error' | 'unknown'
  readonly actor?: string
  readonly actorKind: 'human' | 'service' | 'unknown'
  /** The name that the caller gave to the session of a role. */
  readonly session?: string
  /** true: one request for several secrets, of which each has a record of its own besides. */
  readonly isBatch: boolean
  /** true: the owner's record of a request from another account, which does not say who it was there. */
  readonly isForeign: boolean
}

/** A change of the trail itself, after which it may not tell of all reading. */
export interface TrailChange {
  readonly time: Instant
  /** The name of the trail; absent: the record does not say. */
  readonly trail?: string
  /** stopped: no record follows; narrowed: it does not say that reading is still recorded; turned: it records elsewhere, or of fewer regions or accounts. */
  readonly change: 'stopped' | 'narrowed' | 'turned'
}

export interface CloudTrailRecord {
  /** Absent: it does not say when it happened, and is about something else. */
  readonly time?: Instant
  /** Whether the request only read; a trail may leave such records out. */
  readonly isReading: boolean
  readonly event?: CloudTrailEvent
  readonly trailChange?: TrailChange
}

/** A record that cannot be read, with its secrets when at least that can. */
export interface UnreadableCloudTrailRecord {
  readonly unreadable: string
  readonly secrets?: readonly SecretName[]
}

const SECRETS_MANAGER = 'secretsmanager.amazonaws.com'
const CLOUDTRAIL = 'cloudtrail.amazonaws.com'

const ACTIONS: ReadonlyMap<string, CloudTrailEvent['action']> = new Map([
  ['GetSecretValue', 'view'],
  ['BatchGetSecretValue', 'view'],
  ['CreateSecret', 'create'],
  ['PutSecretValue', 'update'],
  ['UpdateSecret', 'update'],
  ['UpdateSecretVersionStage', 'update'],
  ['RotateSecret', 'update'],
  ['RotationStarted', undefined],
  ['RotationSucceeded', 'update'],
  ['RotationFailed', undefined],
  ['RotationAbandoned', undefined],
  ['CancelRotateSecret', undefined],
  ['DeleteSecret', 'delete'],
  ['StartSecretVersionDelete', undefined],
  ['CancelSecretVersionDelete', undefined],
  ['EndSecretVersionDelete', 'delete'],
  ['StartSecretDelete', undefined],
  ['EndSecretDelete', 'delete'],
  ['RestoreSecret', 'create'],
  ['PutResourcePolicy', 'acl'],
  ['DeleteResourcePolicy', 'acl'],
  ['ReplicateSecretToRegions', 'share'],
  ['RemoveRegionsFromReplication', 'acl'],
  ['StopReplicationToReplica', 'acl'],
  ['DescribeSecret', undefined],
  ['ListSecrets', undefined],
  ['ListSecretVersionIds', undefined],
  ['GetResourcePolicy', undefined],
  ['ValidateResourcePolicy', undefined],
  ['GetRandomPassword', undefined],
  ['TagResource', undefined],
  ['UntagResource', undefined],
])

const DENIED = /^(?:AccessDenied|UnauthorizedOperation|Client\.UnauthorizedOperation)/
const SECRET_ARN = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]*:(\d{12}):secret:(.+)$/
const ENDING = /-[A-Za-z0-9]{6}$/
const ROLE_SESSION = /^arn:aws[a-z-]*:sts::(\d{12}):assumed-role\/([^/]+)\/([^/]+)$/
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS'

/** What a text that names a secret may mean. The region does not count: a replica has the ARN of its primary but for that. */
export const parseSecretName = (text: string, account?: string): SecretName => {
  const [, owner, name] = SECRET_ARN.exec(text) ?? []
  if (owner === undefined || name === undefined) return { ...given('account', account), names: [text] }
  return { account: owner, names: ENDING.test(name) ? [name, name.replace(ENDING, '')] : [name] }
}

/** Whether two texts may name one secret. */
export const mayBeSame = (a: SecretName, b: SecretName): boolean =>
  (a.account === undefined || b.account === undefined || a.account === b.account) && a.names.some((name) => b.names.includes(name))

/** The account whose secrets a name without an account means. */
const ownAccount = (record: unknown): string | undefined => textField(record, 'recipientAccountId') ?? textField(field(record, 'userIdentity'), 'accountId')

const secretsOf = (record: unknown): readonly SecretName[] => {
  const request = field(record, 'requestParameters')
  const answer = field(record, 'responseElements')
  const list = field(request, 'secretIdList')
  const resources = field(record, 'resources')
  const texts = [
    ...['secretId', 'name'].map((key) => textField(request, key)),
    ...(Array.isArray(list) ? (list as unknown[]).map((id) => (typeof id === 'string' ? id : undefined)) : []),
    // Some operations wrote aRN before 2024.
    ...['arn', 'aRN', 'ARN'].map((key) => textField(answer, key)),
    ...(Array.isArray(resources) ? (resources as unknown[]).map((resource) => textField(resource, 'ARN')).filter((arn) => SECRET_ARN.test(arn ?? '')) : []),
    ...['SecretId', 'secretId'].map((key) => textField(field(record, 'additionalEventData'), key)),
  ]
  const account = ownAccount(record)
  return [...new Set(texts.filter((text) => text !== undefined))].map((text) => parseSecretName(text, account))
}

type Actor = Pick<CloudTrailEvent, 'actor' | 'actorKind' | 'session' | 'isForeign'>

/**
 * Who it was, in a form that nobody can take on by choosing a name: ACCOUNT/root, ACCOUNT/USER, ACCOUNT/ROLE/SESSION, and
 * ACCOUNT/source-identity:NAME where a role session carries one, which no later role can change.
 */
const actorOf = (identity: unknown): Actor => {
  const account = textField(identity, 'accountId')
  const type = textField(identity, 'type')
  const name = textField(identity, 'userName')
  const arn = textField(identity, 'arn')
  const who = (actor: string | undefined, actorKind: Actor['actorKind'], isForeign = false): Actor => ({ ...given('actor', actor), actorKind, isForeign })
  const inAccount = (rest: string | undefined): string | undefined =>
    account === undefined || rest === undefined || rest === HIDDEN ? arn : `${account}/${rest}`
  switch (type) {
    case 'Root':
      return who(inAccount('root'), 'human')
    case 'IAMUser':
      return who(inAccount(name), 'unknown')
    case 'AssumedRole': {
      const [, owner, role, session] = ROLE_SESSION.exec(arn ?? '') ?? []
      const source = textField(field(identity, 'sessionContext'), 'sourceIdentity')
      const named = given('session', session)
      if (source !== undefined && owner !== undefined) return { ...who(`${owner}/source-identity:${source}`, 'human'), ...named }
      return { ...who(owner === undefined || role === undefined || session === undefined ? arn : `${owner}/${role}/${session}`, 'unknown'), ...named }
    }
    case 'AWSService':
      return who(textField(identity, 'invokedBy'), 'service')
    case 'AWSAccount':
      return who(inAccount(textField(identity, 'principalId')), 'unknown', true)
    default:
      return who(arn, 'unknown')
  }
}

const outcomeOf = (record: unknown): CloudTrailEvent['outcome'] => {
  const code = field(record, 'errorCode')
  if (typeof code === 'string' && code !== '') return DENIED.test(code) ? 'denied' : 'error'
  return [code, field(record, 'errorMessage')].every((told) => told === undefined || told === null || told === '') ? 'success' : 'unknown'
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : [])

/** Whether selectors say in so many words that management events which only read are still recorded. */
const keepsReading = (request: unknown): boolean =>
  listOf(field(request, 'eventSelectors')).some(
    (one) => field(one, 'includeManagementEvents') !== false && ['All', 'ReadOnly'].includes(textField(one, 'readWriteType') ?? 'All'),
  ) ||
  listOf(field(request, 'advancedEventSelectors')).some((one) => {
    const fields = listOf(field(one, 'fieldSelectors'))
    return fields.length === 1 && textField(fields[0], 'field') === 'eventCategory' && listOf(field(fields[0], 'equals')).includes('Management')
  })

/** Whether an update of a trail says where it records or of what, in any other way than of everything. */
const isTurned = (request: unknown): boolean =>
  ['isMultiRegionTrail', 'isOrganizationTrail', 'includeGlobalServiceEvents'].some(
    (key) => ![undefined, null, true].includes(field(request, key) as boolean | undefined),
  ) || ['s3BucketName', 's3KeyPrefix'].some((key) => ![undefined, null].includes(field(request, key) as undefined))

/** The name in the ARN of a trail, or the name itself. */
export const trailName = (text: string): string => text.slice(text.lastIndexOf('/') + 1)

const changeOf = (name: string, request: unknown): TrailChange['change'] | undefined => {
  switch (name) {
    case 'StopLogging':
    case 'DeleteTrail':
      return 'stopped'
    case 'PutEventSelectors':
      return keepsReading(request) ? undefined : 'narrowed'
    case 'UpdateTrail':
      return isTurned(request) ? 'turned' : undefined
    default:
      return undefined
  }
}

const trailChangeOf = (record: unknown, time: Instant | undefined): TrailChange | undefined => {
  const request = field(record, 'requestParameters')
  const name = textField(record, 'eventName') ?? ''
  if (time === undefined || ['denied', 'error'].includes(outcomeOf(record))) return undefined
  const change = changeOf(name, request)
  const trail = textField(request, 'name') ?? textField(request, 'trailName')
  return change === undefined ? undefined : { time, ...given('trail', trail === undefined ? undefined : trailName(trail)), change }
}

const parseSecretEvent = (record: unknown): CloudTrailEvent | UnreadableCloudTrailRecord => {
  const secrets = secretsOf(record)
  const unreadable = (what: string): UnreadableCloudTrailRecord => ({ unreadable: what, ...(secrets.length === 0 ? {} : { secrets }) })
  const name = textField(record, 'eventName')
  if (name === undefined) return unreadable('eventName is missing')
  if (!ACTIONS.has(name)) return unreadable('eventName is none that is known')
  const action = ACTIONS.get(name)
  const time = parseInstant(textField(record, 'eventTime') ?? '')
  if (time === undefined) return unreadable('eventTime is missing or no time')
  const id = textField(record, 'sharedEventID') ?? textField(record, 'eventID')
  if (id === undefined) return unreadable('eventID is missing')
  const outcome = outcomeOf(record)
  const isBatch = name === 'BatchGetSecretValue'
  if (secrets.length === 0 && action === 'view' && !isBatch && (outcome === 'success' || outcome === 'unknown'))
    return unreadable('requestParameters.secretId is missing')
  return { id, time, secrets, action, outcome, ...actorOf(field(record, 'userIdentity')), isBatch }
}

/** What a record says of secrets and of its trail; of everything else only when it was. */
export const parseCloudTrailRecord = (record: unknown): CloudTrailRecord | UnreadableCloudTrailRecord => {
  if (!isRecord(record)) return { unreadable: 'no record' }
  const source = textField(record, 'eventSource')
  if (source === undefined) return { unreadable: 'eventSource is missing' }
  const time = parseInstant(textField(record, 'eventTime') ?? '')
  const common = { ...given('time', time), isReading: field(record, 'readOnly') === true }
  if (source === CLOUDTRAIL) return { ...common, ...given('trailChange', trailChangeOf(record, time)) }
  if (source !== SECRETS_MANAGER) return common
  const event = parseSecretEvent(record)
  return 'unreadable' in event ? event : { ...common, event }
}
