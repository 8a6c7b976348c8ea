import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { field, isRecord, parseJson, parseJsonText, repeatsKey, textField } from '../../src/parsers/json.ts'

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

describe('JSON', () => {
  test.each([
    ['nothing', '', 'not valid JSON'],
    ['a web page', '\n <!DOCTYPE html><title>Sign in</title>', 'a web page, not JSON'],
    ['text that is cut', '{"a": [1, 2', 'not valid JSON'],
    ['two values', '{} {}', 'not valid JSON'],
    ['a trailing comma', '[1,]', 'not valid JSON'],
    ['65 levels', nested(65), 'nested deeper than 64 levels'],
    ['100,000 levels', nested(100_000), 'nested deeper than 64 levels'],
    ['100,000 mappings', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000), 'nested deeper than 64 levels'],
  ])('of %s is unreadable', (_, text, unreadable) => {
    expect(parseJsonText(text)).toEqual({ unreadable })
  })

  test.each(['["\\ud83d"]', '["\\uDE00"]', '["\\ud83d\\u0041"]', '["\\ude00\\ud83d"]', '["\\\\\\ud83d"]', '{"a":{"\\ud83d\\ud83d\\ude00":1}}'])(
    'with half a character, %s, is unreadable',
    (text) => {
      expect(parseJsonText(text)).toEqual({ unreadable: 'JSON with half a character in it, a lone surrogate' })
    },
  )

  test.each([
    ['["\\ud83d\\ude00"]', ['😀']],
    ['["\\\\ud83d"]', ['\\ud83d']],
  ])('with a whole character, %s, is read', (text, value) => {
    expect(parseJsonText(text)).toEqual({ value })
  })

  test('holds half a character exactly where its value does', () => {
    const units = fc.array(fc.constantFrom('\\', 'u', 'd83d', '\\ud83d', '\u{d83d}', '\u{de00}', '😀', '"', 'a')).map((parts) => parts.join(''))
    fc.assert(
      fc.property(units, (text) => {
        expect('value' in parseJsonText(JSON.stringify(text))).toBe(!/\p{Cs}/u.test(text))
      }),
    )
  })

  test('of 64 levels is read', () => {
    expect(parseJsonText(nested(64))).toHaveProperty('value')
  })

  test('of bytes is read with a byte order mark, and not when they are no UTF-8', () => {
    expect(parseJson(Buffer.from('\u{feff}[1]'))).toEqual({ value: [1] })
    expect(parseJson(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toEqual({ unreadable: 'not UTF-8 text' })
  })

  test('never quotes what cannot be read', () => {
    expect(JSON.stringify(parseJsonText('{"codes": ["73019284"},oops]}'))).not.toMatch(/73|oops/)
  })

  test('gives what it was written from, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        expect(parseJsonText(JSON.stringify(value))).toEqual({ value: JSON.parse(JSON.stringify(value)) as unknown })
      }),
    )
  })

  test('never throws on bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(Object.keys(parseJson(bytes))).toHaveLength(1)
      }),
    )
  })
})

describe('a key', () => {
  const isRepeated = (text: string): boolean => repeatsKey(text, JSON.parse(text))

  test.each<[string, boolean]>([
    ['{"a":1,"b":2}', false],
    ['{"a":1,"a":2}', true],
    ['{"a":"x","b" :"y"}', false],
    ['{"a" :1,"b":2,"b":3}', true],
    ['{"a":{"a":1},"b":[{"a":1},{"a":2}]}', false],
    ['{"a":{"b":1,"b":2}}', true],
    ['[{"b":{}},{"b":[],"b":[]}]', true],
    ['{"a":":","b":"{"}', false],
    ['{"a\\"":1,"a":2}', false],
    ['{"a":1,"\\u0061":2}', true],
    ['{"__proto__":1,"a":2}', false],
    ['{"__proto__":1,"__proto__":2}', true],
    ['"a"', false],
    ['[]', false],
  ])('of %s is given twice: %j', (text, expected) => {
    expect(isRepeated(text)).toBe(expected)
  })

  test('is looked for beside a text of any length', () => {
    const long = JSON.stringify(`${'x'.repeat(12_000_000)}\n`)
    expect([isRepeated(`{"a":${long},"b":1}`), isRepeated(`{"a":${long},"a":1}`)]).toEqual([false, true])
  })

  test('is found wherever it is given twice, whatever is around it', () => {
    const records = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1 })
    fc.assert(
      fc.property(records, fc.jsonValue({ maxDepth: 1 }), fc.constantFrom('', ' '), (record, value, blank) => {
        const text = JSON.stringify(record)
        const [key = ''] = Object.keys(record)
        const more = `${JSON.stringify(key)}${blank}:${JSON.stringify(value)}`
        for (const [wrapped, expected] of [
          [text, false],
          [`${text.slice(0, -1)},${more}}`, true],
        ] as const) {
          expect(isRepeated(wrapped)).toBe(expected)
          expect(isRepeated(`{"x":[${wrapped}]}`)).toBe(expected)
        }
      }),
    )
  })
})

describe('a field', () => {
  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'])('%s is there only when the record has it', (key) => {
    expect(field({}, key)).toBeUndefined()
    expect(field(JSON.parse(`{"${key}": "x"}`), key)).toBe('x')
    expect(textField(JSON.parse('{}'), key)).toBeUndefined()
  })

  test.each([[null], [undefined], ['text'], [5], [true], [['a']]])('of %j is none', (value) => {
    expect(field(value, '0')).toBeUndefined()
    expect(field(value, 'length')).toBeUndefined()
    expect(isRecord(value)).toBe(false)
  })

  test.each([[''], ['  '], [5], [null], [true], [['a']], [{}]])('%j is no text', (value) => {
    expect(textField({ a: value }, 'a')).toBeUndefined()
  })

  test('that is a text is as it stands', () => {
    expect(textField({ a: ' x ' }, 'a')).toBe(' x ')
  })
})
