import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mayBeSame, parseCloudTrailRecord, parseSecretName } from '../../src/parsers/cloudtrail-events.ts'
import { ACCOUNT, aListing, aRecord, SECRET } from '../support/cloudtrail.ts'

describe('the name of a secret', () => {
  const other = '444455556666'

  test.each<[string, string, boolean]>([
    [SECRET, SECRET, true],
    [SECRET, 'escrow/github/ada', true],
    [SECRET, SECRET.slice(0, -7), true],
    [SECRET, SECRET.replace('eu-west-1', 'us-east-1'), true],
    [SECRET, SECRET.replace('AbCdEf', 'XyXyXy'), true],
    [SECRET, SECRET.replace(ACCOUNT, other), false],
    [SECRET, SECRET.replace('arn:aws:', 'arn:aws-cn:'), true],
    [SECRET, 'escrow/github', false],
    [SECRET, 'Escrow/GitHub/ada', false],
    ['escrow/with-ending', 'escrow/with', false],
    [`arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:escrow/with-ending`, 'escrow/with', true],
    ['constructor', 'toString', false],
  ])('%s and %s', (a, b, expected) => {
    expect(mayBeSame(parseSecretName(a), parseSecretName(b))).toBe(expected)
    expect(mayBeSame(parseSecretName(b), parseSecretName(a))).toBe(expected)
  })

  test('without an account is that of the account it was said in', () => {
    expect(parseSecretName('x', ACCOUNT)).toEqual({ account: ACCOUNT, names: ['x'] })
    expect(mayBeSame(parseSecretName('escrow/github/ada', other), parseSecretName(SECRET))).toBe(false)
  })
})

describe('a record', () => {
  test('of another service says when it was, and whether it only read', () => {
    expect(parseCloudTrailRecord(aListing())).toEqual({ time: Date.parse('2026-10-08T09:00:00Z'), isReading: true })
    expect(parseCloudTrailRecord(aListing({ eventTime: 'x', readOnly: 'true' }))).toEqual({ isReading: false })
  })

  test('names every secret that it is about, once', () => {
    const record = aRecord({
      eventName: 'PutResourcePolicy',
      requestParameters: { secretId: 'escrow/github/ada' },
      responseElements: { aRN: SECRET, name: 'escrow/github/ada' },
      resources: [{ ARN: SECRET }, { ARN: 'arn:aws:kms:eu-west-1:111122223333:key/x' }, null],
    })
    expect(parseCloudTrailRecord(record)).toMatchObject({ event: { secrets: [parseSecretName('escrow/github/ada', ACCOUNT), parseSecretName(SECRET)] } })
  })

  test('that cannot be read names its secret when that can', () => {
    expect(parseCloudTrailRecord(aRecord({ eventTime: null }))).toEqual({ unreadable: 'eventTime is missing or no time', secrets: [parseSecretName(SECRET)] })
  })

  test('is a record or unreadable, whatever the JSON value', () => {
    const keys = fc.constantFrom(...Object.keys(aRecord()))
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }), (value, over) => {
        expect(parseCloudTrailRecord(value)).toHaveProperty('unreadable')
        const parsed = parseCloudTrailRecord(aRecord(over))
        expect('unreadable' in parsed || typeof parsed.isReading === 'boolean').toBe(true)
      }),
    )
  })
})
