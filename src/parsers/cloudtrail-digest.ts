/**
 * The digest files by which AWS CloudTrail vouches for its log files, and the public keys that check them.
 * Fields and signed text: "CloudTrail digest file structure" and "Custom implementations of log file integrity validation" of its user guide.
 */
import { hash } from 'node:crypto'
import { given } from '../model/given.ts'
import { type Instant, parseInstant } from '../model/time.ts'
import { field, parseJson, textField } from './json.ts'

export interface Digest {
  /** The bucket and key under which CloudTrail wrote it. */
  readonly place: string
  readonly start: Instant
  readonly end: Instant
  readonly fingerprint: string
  /** Absent: the first of a chain. */
  readonly previous?: { readonly place: string; readonly sha256: string; readonly signature: string }
  /** The log files that were delivered between start and end. */
  readonly files: readonly { readonly name: string; readonly sha256: string; readonly newest?: Instant }[]
  /** Of the unpacked file, in hex. */
  readonly sha256: string
  /** What its signature signs. */
  readonly signed: string
}

export interface DigestKey {
  readonly fingerprint: string
  /** PKCS #1 in DER, base64. */
  readonly value: string
  readonly from?: Instant
  readonly to?: Instant
}

type Unreadable = { readonly unreadable: string }

const SHA_256 = /^[0-9a-f]{64}$/
const HEX = /^(?:[0-9a-f]{2})+$/

/** The name of a file without the folders before it, and without the ending of a packed one. */
export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\.gz$/, '')

const hexField = (value: unknown, key: string, shape: RegExp): string | undefined => {
  const text = textField(value, key)?.toLowerCase()
  return text !== undefined && shape.test(text) ? text : undefined
}

const PREVIOUS = ['previousDigestS3Bucket', 'previousDigestS3Object', 'previousDigestHashValue', 'previousDigestSignature']

const previousOf = (value: unknown): Digest['previous'] | 'none' | undefined => {
  if (PREVIOUS.every((key) => field(value, key) === null)) return 'none'
  const [bucket, object] = [textField(value, 'previousDigestS3Bucket'), textField(value, 'previousDigestS3Object')]
  const sha256 = hexField(value, 'previousDigestHashValue', SHA_256)
  const signature = hexField(value, 'previousDigestSignature', HEX)
  if (bucket === undefined || object === undefined || sha256 === undefined || signature === undefined) return undefined
  return textField(value, 'previousDigestHashAlgorithm') === 'SHA-256' ? { place: `${bucket}/${object}`, sha256, signature } : undefined
}

const fileOf = (entry: unknown): Digest['files'][number] | undefined => {
  const object = textField(entry, 's3Object')
  const sha256 = hexField(entry, 'hashValue', SHA_256)
  if (object === undefined || sha256 === undefined || textField(entry, 'hashAlgorithm') !== 'SHA-256') return undefined
  return { name: fileName(object), sha256, ...given('newest', parseInstant(textField(entry, 'newestEventTime') ?? '')) }
}

/** One digest file, unpacked. */
export const parseDigest = (bytes: Uint8Array): Digest | Unreadable => {
  const parsed = parseJson(bytes)
  if ('unreadable' in parsed) return parsed
  const { value } = parsed
  const endText = textField(value, 'digestEndTime') ?? ''
  const [start, end] = [parseInstant(textField(value, 'digestStartTime') ?? ''), parseInstant(endText)]
  if (start === undefined || end === undefined || end <= start) return { unreadable: 'digestStartTime or digestEndTime is missing, or they are no span' }
  const [bucket, object] = [textField(value, 'digestS3Bucket'), textField(value, 'digestS3Object')]
  if (bucket === undefined || object === undefined) return { unreadable: 'digestS3Bucket or digestS3Object is missing' }
  const fingerprint = textField(value, 'digestPublicKeyFingerprint')
  if (fingerprint === undefined) return { unreadable: 'digestPublicKeyFingerprint is missing' }
  if (textField(value, 'digestSignatureAlgorithm') !== 'SHA256withRSA') return { unreadable: 'digestSignatureAlgorithm is not SHA256withRSA' }
  const previous = previousOf(value)
  if (previous === undefined) return { unreadable: 'what it says of the digest before it is not whole' }
  const list = field(value, 'logFiles')
  const files = Array.isArray(list) ? (list as unknown[]).map(fileOf) : [undefined]
  if (files.includes(undefined)) return { unreadable: 'logFiles is missing, or an entry of it is not whole' }

  const place = `${bucket}/${object}`
  const sha256 = hash('sha256', bytes)
  return {
    place,
    start,
    end,
    fingerprint,
    ...(previous === 'none' ? {} : { previous }),
    files: files.filter((file) => file !== undefined),
    sha256,
    signed: [endText, place, sha256, previous === 'none' ? 'null' : textField(value, 'previousDigestSignature')].join('\n'),
  }
}

/** A time as the AWS CLI writes it: in words, or in seconds. */
const timeField = (value: unknown, key: string): Instant | undefined => {
  const time = field(value, key)
  return typeof time === 'number' ? time * 1000 : parseInstant(textField(value, key) ?? '')
}

/** The answer of ListPublicKeys. */
export const parseDigestKeys = (bytes: Uint8Array): readonly DigestKey[] | Unreadable => {
  const parsed = parseJson(bytes)
  if ('unreadable' in parsed) return parsed
  const list = field(parsed.value, 'PublicKeyList')
  if (!Array.isArray(list)) return { unreadable: 'no answer of ListPublicKeys' }
  const keys = (list as unknown[]).map((entry) => {
    const [fingerprint, value] = [textField(entry, 'Fingerprint'), textField(entry, 'Value')]
    if (fingerprint === undefined || value === undefined) return undefined
    return { fingerprint, value, ...given('from', timeField(entry, 'ValidityStartTime')), ...given('to', timeField(entry, 'ValidityEndTime')) }
  })
  return keys.includes(undefined) ? { unreadable: 'a key without Fingerprint or Value' } : keys.filter((key) => key !== undefined)
}

/** The signature in the answer of HeadObject. */
export const parseDigestSignature = (bytes: Uint8Array): string | Unreadable => {
  const parsed = parseJson(bytes)
  if ('unreadable' in parsed) return parsed
  const metadata = field(parsed.value, 'Metadata')
  const signature = hexField(metadata, 'signature', HEX)
  if (signature === undefined || textField(metadata, 'signature-algorithm') !== 'SHA256withRSA')
    return { unreadable: 'no answer of HeadObject with a signature' }
  return signature
}
