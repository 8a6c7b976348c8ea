import { describe, expect, test } from 'vitest'
import { knownPart } from '../../src/parsers/known.ts'
import type { SchemaError } from '../../src/parsers/wording.ts'

const anError = (keyword: string, instancePath: string, over: Partial<SchemaError> = {}): SchemaError => ({
  keyword,
  instancePath,
  schemaPath: `#/${keyword}`,
  params: {},
  parentSchema: {},
  ...over,
})

describe('what is known of a value with errors', () => {
  test.each<[string, SchemaError, unknown]>([
    ['a wrong value', anError('type', '/a/b'), { a: { b: undefined, c: [1, 2] } }],
    ['a wrong entry keeps the numbers of the others', anError('pattern', '/a/c/0'), { a: { b: 1, c: [undefined, 2] } }],
    ['a wrong list', anError('anyOf', '/a/c'), { a: { b: 1, c: undefined } }],
    ['a missing key', anError('required', '/a'), { a: { b: 1, c: [1, 2] } }],
    ['an entry too many', anError('maxItems', '/a/c'), { a: { b: 1, c: [1, 2] } }],
    ['a wrong name', anError('pattern', '/a', { schemaPath: '#/propertyNames/pattern' }), { a: { b: 1, c: [1, 2] } }],
    ['an unknown type', anError('discriminator', '/a', { params: { tag: 'b' } }), { a: { b: undefined, c: [1, 2] } }],
    ['a place that is not there', anError('type', '/x/y'), { a: { b: 1, c: [1, 2] } }],
    ['a keyword of its own', anError('multipleOf', '/a/b'), { a: { b: undefined, c: [1, 2] } }],
  ])('%s', (_, error, expected) => {
    expect(knownPart({ a: { b: 1, c: [1, 2] } }, [error])).toEqual(expected)
  })

  test('is nothing when the whole is wrong', () => {
    expect(knownPart({}, [anError('type', '')])).toBeUndefined()
    expect(knownPart([], [])).toBeUndefined()
  })

  test('has keys with slashes, and touches nothing that is inherited', () => {
    expect(knownPart({ 'a/b~c': 1 }, [anError('type', '/a~1b~0c')])).toEqual({ 'a/b~c': undefined })
    knownPart({}, [anError('type', '/constructor/name'), anError('type', '/__proto__/toString')])
    expect(Object.prototype).toHaveProperty('toString')
  })
})
