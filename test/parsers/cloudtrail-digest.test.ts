import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDigest, parseDigestKeys, parseDigestSignature } from '../../src/parsers/cloudtrail-digest.ts'
import { at } from '../support/builders.ts'
import { aChainOfDigests, BUCKET, headOf, publicKeys } from '../support/cloudtrail.ts'
import { toBytes } from '../support/collecting.ts'

const [first, second] = aChainOfDigests([{ 'a/b_CloudTrail_x.json': 'x' }, {}])
const aDigest = (over: Readonly<Record<string, unknown>> = {}): Uint8Array => toBytes({ ...(JSON.parse(second!.text) as object), ...over })

describe('a digest', () => {
  test('says of what time it speaks, what was delivered, and which went before', () => {
    expect(parseDigest(toBytes(first!.text))).toEqual({
      place: `${BUCKET}/${first!.path}.gz`,
      start: at('2026-10-08T08:00:00Z'),
      end: at('2026-10-08T09:00:00Z'),
      fingerprint: expect.any(String) as string,
      files: [{ name: 'b_CloudTrail_x.json', sha256: '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881', newest: at('2026-10-08T09:00:00Z') }],
      sha256: expect.any(String) as string,
      signed: expect.stringMatching(/^2026-10-08T09:00:00Z\nacme-trail\/.*\n[0-9a-f]{64}\nnull$/) as string,
    })
    expect(parseDigest(toBytes(second!.text))).toMatchObject({ previous: { place: `${BUCKET}/${first!.path}.gz`, signature: first!.signature }, files: [] })
  })

  test.each(
    [
      'digestStartTime',
      'digestEndTime',
      'digestS3Bucket',
      'digestS3Object',
      'digestPublicKeyFingerprint',
      'digestSignatureAlgorithm',
      'previousDigestS3Bucket',
      'previousDigestS3Object',
      'previousDigestHashValue',
      'previousDigestHashAlgorithm',
      'previousDigestSignature',
      'logFiles',
    ].flatMap((key) => [undefined, null, 5, ''].map((value) => [key, value] as const)),
  )('without %s (%s) is unreadable', (key, value) => {
    expect(parseDigest(aDigest({ [key]: value }))).toHaveProperty('unreadable')
  })

  test.each([
    [[null]],
    [[{ s3Object: 'x' }]],
    [[{ s3Object: 'x', hashValue: 'xyz', hashAlgorithm: 'SHA-256' }]],
    [[{ s3Object: 'x', hashValue: 'a'.repeat(64), hashAlgorithm: 'MD5' }]],
  ])('that names a file as %j is unreadable', (logFiles) => {
    expect(parseDigest(aDigest({ logFiles }))).toHaveProperty('unreadable')
  })

  test('is unreadable whatever else the JSON is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseDigest(toBytes(JSON.stringify(value)))).toHaveProperty('unreadable')
        expect(parseDigestKeys(toBytes(JSON.stringify(value)))).toHaveProperty('unreadable')
        expect(parseDigestSignature(toBytes(JSON.stringify(value)))).toHaveProperty('unreadable')
      }),
    )
  })
})

test('keys have their time in words or in seconds', () => {
  const keys = parseDigestKeys(toBytes(publicKeys(undefined, { ValidityEndTime: 1_800_000_000 })))
  expect(keys).toMatchObject([{ from: at('2026-01-01'), to: 1_800_000_000_000 }])
  expect(parseDigestKeys(toBytes({ PublicKeyList: [{ Value: 'x' }] }))).toHaveProperty('unreadable')
})

test('a signature is that of the answer of HeadObject', () => {
  expect(parseDigestSignature(toBytes(headOf(first!)))).toBe(first!.signature)
  expect(parseDigestSignature(toBytes({ Metadata: { signature: 'zz', 'signature-algorithm': 'SHA256withRSA' } }))).toHaveProperty('unreadable')
})
