import { describe, expect, test } from 'vitest'
import { accountKey, accountMatcher, isAccount, isSameName, lowerAscii, nameOf, serviceOf } from '../../src/model/account.ts'

describe('an account', () => {
  const right = [
    'github:ada',
    'github:constructor',
    'github:__proto__',
    'github-org:acme',
    'github-enterprise:acme-corp',
    'aws:111122223333/root',
    'aws:111122223333/Ada.Lovelace+test=1,2@acme_-',
    `aws:111122223333/${'a'.repeat(64)}`,
    'google:ada@acme.test',
    'registrar:acme main account',
    'registrar:a:b',
    'registrar:a',
    'r2:acme',
  ]
  for (const text of right)
    test(`is ${text}`, () => {
      expect(isAccount(text)).toBe(true)
    })

  const wrong: readonly (readonly [string, string])[] = [
    ['ada', 'no service'],
    ['github:', 'no name'],
    [':ada', 'an empty service'],
    ['GitHub:ada', 'a service in capitals'],
    ['2fa:ada', 'a service that begins with a digit'],
    ['github: ada', 'a blank before the name'],
    ['github:ada ', 'a blank after the name'],
    ['github:\u00a0', 'a name of white space'],
    ['github:ada\ngrace', 'two lines'],
    ['aws:111122223333', 'AWS without a user'],
    ['aws:11112222333/root', 'an AWS account of eleven digits'],
    ['aws:1111222233334/root', 'an AWS account of thirteen digits'],
    ['aws:111122223333/', 'AWS with an empty user'],
    ['aws:111122223333/a b', 'AWS with a blank in the user'],
    [`aws:111122223333/${'a'.repeat(65)}`, 'AWS with a user of 65 characters'],
    ['', 'nothing'],
  ]
  for (const [text, why] of wrong)
    test(`is not ${JSON.stringify(text)}: ${why}`, () => {
      expect(isAccount(text)).toBe(false)
    })
})

test('its service is before the first colon, its name after it', () => {
  expect([serviceOf('registrar:a:b'), nameOf('registrar:a:b')]).toEqual(['registrar', 'a:b'])
  expect([serviceOf('aws:111122223333/root'), nameOf('aws:111122223333/root')]).toEqual(['aws', '111122223333/root'])
})

describe('its key', () => {
  test('is the same for all spellings at a service of the catalogue', () => {
    expect(accountKey('github:ADA')).toBe(accountKey('github:ada'))
    expect(accountKey('google:Ada@ACME.test')).toBe(accountKey('google:ada@acme.test'))
    expect(accountKey('aws:111122223333/Ada')).toBe(accountKey('aws:111122223333/ada'))
  })

  test('is the name itself at other services', () => {
    expect(accountKey('registrar:Acme')).toBe('registrar:Acme')
    expect(accountKey('constructor:Acme')).toBe('constructor:Acme')
  })

  test('tells services with the same name apart', () => {
    expect(accountKey('github:acme')).not.toBe(accountKey('github-org:acme'))
  })

  test('folds ASCII and nothing else: a Kelvin sign is no k, a dotted I no i', () => {
    expect(accountKey('github:\u212a')).toBe('github:\u212a')
    expect(accountKey('github:\u0130')).toBe('github:\u0130')
    expect(accountKey('github:ÄDA')).toBe('github:Äda')
  })
})

test('lowerAscii leaves a text without capitals as it is', () => {
  expect(lowerAscii('ada@acme.test')).toBe('ada@acme.test')
  expect(lowerAscii('')).toBe('')
})

test('lowerAscii lowers a text of capitals alone', () => {
  expect(lowerAscii('ADA')).toBe('ada')
})

test('lowerAscii leaves everything but A to Z', () => {
  expect(lowerAscii('AZaz09_-@É')).toBe('azaz09_-@É')
})

test.each([
  ['GitHub:ADA', 'github:ada', true],
  ['GITHUB:A*', 'github:ada', true],
  ['github:b*', 'github:ada', false],
  ['registrar:prod', 'registrar:prod', true],
  ['registrar:pro*', 'registrar:prod', true],
  ['registrar:prod', 'registrar:PROD', false],
  ['registrar:pro*', 'registrar:PROD', false],
  ['*', 'registrar:PROD', true],
])('the pattern %s names %s: %s', (pattern, id, expected) => {
  expect(accountMatcher([pattern])(id)).toBe(expected)
  expect(accountMatcher(['okta:nobody', pattern])(id)).toBe(expected)
})

test('names compare without regard to capitals', () => {
  expect(isSameName('IT-Director', 'it-director')).toBe(true)
  expect(isSameName('it-director', 'it-directors')).toBe(false)
})
