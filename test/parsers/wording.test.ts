import { describe, expect, test } from 'vitest'
import { didYouMean, nearest, type SchemaError, wordErrors } from '../../src/parsers/wording.ts'

const RULES = ['mfa-missing', 'codes-missing', 'rotation-due', 'over-age', 'single-location']

describe('the nearest word', () => {
  test.each([
    ['over-aeg', 'over-age'],
    ['overage', 'over-age'],
    ['OVER-AGE', 'over-age'],
    ['rotation-dew', 'rotation-due'],
    ['mfa-mising', 'mfa-missing'],
    ['single-locations', 'single-location'],
  ])('of %s is %s', (word, right) => {
    expect(nearest(word, RULES)).toBe(right)
    expect(didYouMean(word, RULES)).toBe(`did you mean ${right}?`)
  })

  test.each(['', 'x', 'expired', 'constructor', 'over', '73019284'])('of %s is none', (word) => {
    expect(nearest(word, RULES)).toBeUndefined()
    expect(didYouMean(word, RULES)).toBeUndefined()
  })

  test('of a short word must be nearer', () => {
    expect(nearest('id', ['is', 'ab'])).toBe('is')
    expect(nearest('xy', ['is', 'ab'])).toBeUndefined()
  })

  test('among none is none', () => {
    expect(nearest('over-age', [])).toBeUndefined()
  })
})

describe('errors of a schema', () => {
  const anError = (over: Partial<SchemaError>): SchemaError => ({
    keyword: 'type',
    instancePath: '',
    schemaPath: '#/type',
    params: {},
    parentSchema: {},
    ...over,
  })

  test('in the branches of a choice are told only where they fit the value', () => {
    const branches = [
      anError({ instancePath: '/policy', schemaPath: 'common.schema.json#/$defs/path/type', params: { type: 'string' } }),
      anError({ instancePath: '/policy', keyword: 'minItems', schemaPath: '#/properties/policy/anyOf/1/minItems', params: { limit: 1 } }),
      anError({ instancePath: '/policy', keyword: 'anyOf', schemaPath: '#/properties/policy/anyOf' }),
    ]
    expect(wordErrors(branches, { policy: [] })).toEqual([{ pointer: '/policy', onKey: false, message: 'at least one entry is needed' }])
  })

  test('that say the same of one place are told once', () => {
    const twice = [anError({ params: { type: 'object' } }), anError({ params: { type: 'object' } })]
    expect(wordErrors(twice, 5)).toEqual([{ pointer: '', onKey: false, message: 'a mapping (key: value) is expected, and this is a number' }])
  })

  test('of a key with a slash have the pointer of that key', () => {
    const unknown = anError({ keyword: 'additionalProperties', instancePath: '/a', params: { additionalProperty: 'b/c~d' }, parentSchema: { properties: {} } })
    expect(wordErrors([unknown], {})).toEqual([
      { pointer: '/a/b~1c~0d', onKey: true, message: 'the key "b/c~d" is not known here', hint: 'no key is allowed here' },
    ])
  })

  test('of a kind without words are told all the same', () => {
    expect(wordErrors([anError({ keyword: 'multipleOf' })], 5)).toEqual([{ pointer: '', onKey: false, message: 'this is not allowed here' }])
  })

  test.each<[string, unknown, SchemaError['parentSchema'], string | undefined]>([
    ['array', 'x.csv', {}, 'write [x.csv]'],
    ['array', '*.csv', {}, 'write ["*.csv"]'],
    ['array', 'a, b', {}, 'write ["a, b"]'],
    ['array', 'a:', {}, 'write ["a:"]'],
    ['array', '5', {}, 'write ["5"]'],
    ['array', 'true', {}, 'write ["true"]'],
    ['array', '', {}, undefined],
    ['array', 'x'.repeat(81), {}, undefined],
    ['array', 5, {}, undefined],
    ['object', '2026-01-01', { required: ['from'], properties: { from: {}, to: {} } }, 'write { from: 2026-01-01 }'],
    ['object', 'x', { required: ['id', 'kind'], properties: { id: {}, kind: {} } }, undefined],
    ['object', 'x', { required: ['type'] }, undefined],
    ['integer', '16', {}, 'write 16, without quotes'],
    ['integer', 'many', {}, undefined],
    ['string', 365, { format: 'duration' }, 'write 365d'],
    ['string', 1.5, { format: 'duration' }, undefined],
    ['string', 2026, { format: 'day' }, undefined],
    ['string', 5, {}, 'put it in quotes'],
    ['boolean', 'off', {}, 'write false, without quotes'],
    ['boolean', 'maybe', {}, undefined],
  ])('that want %s and find %j say how to write it, when that is plain', (type, value, parentSchema, hint) => {
    const [worded] = wordErrors([anError({ instancePath: '/a', params: { type }, parentSchema })], { a: value })
    expect(worded?.hint).toBe(hint)
  })

  test('of a key that is missing are told at its misspelling, when it has one', () => {
    const errors = (parentSchema: SchemaError['parentSchema'], missing: readonly string[]) => [
      ...missing.map((key) => anError({ keyword: 'required', params: { missingProperty: key }, parentSchema })),
      anError({ keyword: 'additionalProperties', params: { additionalProperty: 'rolex' }, parentSchema }),
    ]
    const toldOf = (root: object, ...required: readonly string[]) =>
      wordErrors(errors({ properties: { role: {}, roles: {}, id: { description: 'What it is called.' } }, required }, required), root).map(
        ({ message, hint }) => [message, hint],
      )
    expect(toldOf({ rolex: 1 }, 'roles', 'id')).toEqual([
      ['the key id is missing', 'What it is called.'],
      ['the key rolex is not known here', 'did you mean roles?'],
    ])
    expect(toldOf({ rolex: 1, roles: 1 }, 'role')).toEqual([['the key rolex is not known here', 'did you mean role?']])
  })

  test('name the keys that there are', () => {
    const unknown = (...keys: readonly string[]) =>
      wordErrors(
        [
          anError({
            keyword: 'additionalProperties',
            params: { additionalProperty: 'xyz' },
            parentSchema: { properties: Object.fromEntries(keys.map((key) => [key, {}])) },
          }),
        ],
        { xyz: 1 },
      )[0]?.hint
    expect(unknown('from', 'to', 'until')).toBe('the keys here are from, to and until')
    expect(unknown('interval')).toBe('the only key here is interval')
  })
})
