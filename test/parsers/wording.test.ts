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
})
