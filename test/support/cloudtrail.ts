/** CloudTrail as AWS writes it: records, log files, and digests signed with a key made for the test. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { HOUR, type Instant } from '../../src/model/time.ts'
import { at } from './builders.ts'

export const ACCOUNT = '111122223333'
export const REGION = 'eu-west-1'
export const BUCKET = 'acme-trail'
export const SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:escrow/github/ada-AbCdEf`

type Part = Readonly<Record<string, unknown>>

export const aSession = (session = 'grace', sourceIdentity?: string): Part => ({
  type: 'AssumedRole',
  principalId: `AROAEXAMPLE:${session}`,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/EscrowCustodian/${session}`,
  accountId: ACCOUNT,
  accessKeyId: 'ASIAEXAMPLE',
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      principalId: 'AROAEXAMPLE',
      arn: `arn:aws:iam::${ACCOUNT}:role/EscrowCustodian`,
      accountId: ACCOUNT,
      userName: 'EscrowCustodian',
    },
    attributes: { creationDate: '2026-10-08T08:55:00Z', mfaAuthenticated: 'true' },
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  },
})

/** A secret that was read. */
export const aRecord = (over: Part = {}): Part => ({
  eventVersion: '1.11',
  userIdentity: aSession(),
  eventTime: '2026-10-08T09:00:00Z',
  eventSource: 'secretsmanager.amazonaws.com',
  eventName: 'GetSecretValue',
  awsRegion: REGION,
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-cli/2.17.1',
  requestParameters: { secretId: SECRET, versionStage: 'AWSCURRENT' },
  responseElements: null,
  requestID: 'c1a2b3c4-0000-4000-8000-000000000001',
  eventID: 'dfd6d93a-0000-4000-8000-000000000001',
  readOnly: true,
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: ACCOUNT,
  eventCategory: 'Management',
  ...over,
})

/** What every account does all day. */
export const aListing = (over: Part = {}): Part =>
  aRecord({
    eventSource: 'ec2.amazonaws.com',
    eventName: 'DescribeInstances',
    requestParameters: null,
    eventID: 'dfd6d93a-0000-4000-8000-000000000099',
    ...over,
  })

const compact = (time: Instant): string => new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, '')
const seconds = (time: Instant): string => new Date(time).toISOString().replace('.000Z', 'Z')
const dayOf = (time: Instant): string => seconds(time).slice(0, 10).replaceAll('-', '/')
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export const logName = (time: Instant, unique = 'AbCdEfGhIjKlMnOp'): string =>
  `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/${dayOf(time)}/${ACCOUNT}_CloudTrail_${REGION}_${compact(time).replace(/\d\dZ$/, 'Z')}_${unique}.json`

export const keyPair = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const strangerPair = generateKeyPairSync('rsa', { modulusLength: 2048 })

export const publicKeys = (key: KeyObject = keyPair.publicKey, over: Part = {}): Part => {
  const der = key.export({ format: 'der', type: 'pkcs1' })
  return {
    PublicKeyList: [
      {
        Value: der.toString('base64'),
        ValidityStartTime: '2026-01-01T00:00:00+00:00',
        ValidityEndTime: '2027-01-01T00:00:00+00:00',
        Fingerprint: 'b8cb2a1e00000000000000000000000a',
        ...over,
      },
    ],
  }
}

export interface Written {
  readonly path: string
  readonly text: string
  readonly signature: string
}

/** The files delivered in one hour, by name. */
export type HourOfFiles = Readonly<Record<string, string>>

export interface Chaining {
  readonly start?: Instant
  readonly privateKey?: KeyObject
  /** The digest that goes before the first. */
  readonly after?: Written
  readonly suffix?: string
  readonly region?: string
}

/** One digest an hour, each naming the one before it. */
export const aChainOfDigests = (
  hours: readonly HourOfFiles[],
  { start = at('2026-10-08T08:00:00Z'), privateKey = keyPair.privateKey, after, suffix = '', region = REGION }: Chaining = {},
): Written[] => {
  const written: Written[] = []
  for (const [index, files] of hours.entries()) {
    const [from, to] = [start + index * HOUR, start + (index + 1) * HOUR]
    const previous = written.at(-1) ?? after
    const object = `AWSLogs/${ACCOUNT}/CloudTrail-Digest/${region}/${dayOf(to)}/${ACCOUNT}_CloudTrail-Digest_${region}_organisation_${REGION}_${compact(to)}${suffix}.json.gz`
    const text = JSON.stringify({
      awsAccountId: ACCOUNT,
      digestStartTime: seconds(from),
      digestEndTime: seconds(to),
      digestS3Bucket: BUCKET,
      digestS3Object: object,
      digestPublicKeyFingerprint: 'b8cb2a1e00000000000000000000000a',
      digestSignatureAlgorithm: 'SHA256withRSA',
      newestEventTime: null,
      oldestEventTime: null,
      previousDigestS3Bucket: previous === undefined ? null : BUCKET,
      previousDigestS3Object: previous === undefined ? null : `${previous.path}.gz`,
      previousDigestHashValue: previous === undefined ? null : sha256(previous.text),
      previousDigestHashAlgorithm: previous === undefined ? null : 'SHA-256',
      previousDigestSignature: previous?.signature ?? null,
      logFiles: Object.entries(files).map(([path, content]) => ({
        s3Bucket: BUCKET,
        s3Object: `${path}.gz`,
        hashValue: sha256(content),
        hashAlgorithm: 'SHA-256',
        newestEventTime: seconds(to),
        oldestEventTime: seconds(from),
      })),
    })
    const signed = [seconds(to), `${BUCKET}/${object}`, sha256(text), previous?.signature ?? 'null'].join('\n')
    written.push({ path: object.replace(/\.gz$/, ''), text, signature: sign('sha256', Buffer.from(signed), privateKey).toString('hex') })
  }
  return written
}

/** The answer of HeadObject. */
export const headOf = ({ signature }: Written): Part => ({ ContentType: 'application/json', Metadata: { signature, 'signature-algorithm': 'SHA256withRSA' } })
