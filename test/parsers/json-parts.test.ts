import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type JsonPart, splitJson } from '../../src/parsers/json-parts.ts'

const split = (chunks: readonly Uint8Array[], longest?: number): JsonPart[] => {
  const splitter = splitJson(new Set(['Records']), longest)
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()]
}
const ofText = (text: string, longest?: number): JsonPart[] => split([Buffer.from(text)], longest)
const told = (parts: readonly JsonPart[]): string[] =>
  parts.map(({ kind, line, pointer, text, unreadable }) => [kind, line, pointer, text ?? unreadable].filter((word) => word !== undefined).join(' '))
const BROKEN = 'not valid JSON, or cut'

const inChunks = (bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] => {
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  return [...ends, bytes.length].map((end, index) => bytes.slice(index === 0 ? 0 : ends[index - 1], end))
}

describe('the parts of a file', () => {
  test.each<[string, string, string[]]>([
    [
      'a list in a document',
      '{"Records":[{"a":1},{"b":[2]}]}',
      ['element 1 /Records/0 {"a":1}', 'element 1 /Records/1 {"b":[2]}', 'document 1 {"Records":[]}'],
    ],
    [
      'a list between other keys',
      '{"x":{"Records":[1]},"Records":[5],"y":"]"}',
      ['element 1 /Records/0 5', 'document 1 {"x":{"Records":[1]},"Records":[],"y":"]"}'],
    ],
    ['a key written with escapes', '{"Re\\u0063ords" : [ {} ]}', ['element 1 /Records/0 {} ', 'document 1 {"Re\\u0063ords" : []}']],
    ['a value that is called like the list', '{"x":"Records","y":[1]}', ['document 1 {"x":"Records","y":[1]}']],
    ['a list under another key', '{"records":[{"a":1}]}', ['document 1 {"records":[{"a":1}]}']],
    ['a document that is a list', '[{"a":1}, "x"]', ['element 1 /0 {"a":1}', 'element 1 /1 "x"', 'document 1 []']],
    ['one record a line', '{"a":1}\n\n{"a":[2]}\r\n', ['document 1 {"a":1}', 'document 3 {"a":[2]}']],
    ['documents without a line between', '{"a":1}{"a":2}', ['document 1 {"a":1}', 'document 1 {"a":2}']],
    [
      'documents over several lines',
      '{\n"Records": [\n{"a":\n1}\n]\n}\n{"b":1}',
      ['element 3 /Records/0 {"a":\n1}\n', 'document 1 {\n"Records": []\n}', 'document 7 {"b":1}'],
    ],
    ['signs within texts', '{"a":"}]{[\\"\\\\"}', ['document 1 {"a":"}]{[\\"\\\\"}']],
    ['an empty list', '{"Records":[]}', ['document 1 {"Records":[]}']],
    ['nothing', ' \n ', []],
    ['a byte order mark', '\u{feff}{"a":1}', ['document 1 {"a":1}']],
    ['the list twice', '{"Records":[1],"Records":[2]}', ['element 1 /Records/0 1', 'element 1 /Records/0 2', 'document 1 {"Records":[],"Records":[]}']],
  ])('%s', (_, text, expected) => {
    expect(told(ofText(text))).toEqual(expected)
  })

  test.each<[string, string, string[]]>([
    ['a line cut within a text', '{"a":"x\n{"b":1}\n', [`document 1 ${BROKEN}`, 'document 2 {"b":1}']],
    ['a line cut after a value', '{"a":1\n{"b":1}\n', [`document 1 ${BROKEN}`, 'document 2 {"b":1}']],
    ['a line cut after a comma', '{"a":1,\n{"b":1}\n', [`document 1 ${BROKEN}`, 'document 2 {"b":1}']],
    ['a file cut within its list', '{"Records":[{"a":1},{"b"', ['element 1 /Records/0 {"a":1}', `document 1 ${BROKEN}`]],
    ['a file cut after its list', '{"Records":[{"a":1}]', ['element 1 /Records/0 {"a":1}', `document 1 ${BROKEN}`]],
    ['what is no JSON', 'hello\n{"b":1}', [`document 1 ${BROKEN}`, 'document 2 {"b":1}']],
    ['what is no JSON at the end', '{"b":1}\nhello', ['document 1 {"b":1}', `document 2 ${BROKEN}`]],
    ['a bracket that closes nothing', '{"a":1]}\n{"b":1}', [`document 1 ${BROKEN}`, 'document 2 {"b":1}']],
    ['a list nested without end', `${'['.repeat(3000)}\n{"b":1}`, [`document 1 ${BROKEN}`, 'document 2 {"b":1}']],
    ['a web page', '<html>\n', [`document 1 ${BROKEN}`]],
  ])('%s is told, and the rest is read', (_, text, expected) => {
    expect(told(ofText(text))).toEqual(expected)
  })

  test('that are too long or no UTF-8 are told, and the others read', () => {
    const longest = 1_048_576
    expect(told(ofText(`{"Records":["${'x'.repeat(longest)}",1]}`, longest))).toEqual([
      'element 1 /Records/0 longer than 1 MiB',
      'element 1 /Records/1 1',
      'document 1 {"Records":[]}',
    ])
    expect(told(split([Buffer.from('{"Records":["'), Buffer.from([0xff]), Buffer.from('",1]}')]))).toEqual([
      'element 1 /Records/0 not UTF-8 text',
      'element 1 /Records/1 1',
      'document 1 {"Records":[]}',
    ])
  })

  const value = fc.jsonValue({ maxDepth: 3 }).filter((json) => typeof json === 'object' && json !== null && !Array.isArray(json))

  test('are the elements, whatever they are, however they are written and wherever the chunks end', () => {
    fc.assert(
      fc.property(fc.array(value), fc.array(fc.nat()), fc.constantFrom(0, 2), (values, cuts, indent) => {
        const bytes = Buffer.from(JSON.stringify({ before: values, Records: values }, undefined, indent))
        const parts = split(inChunks(bytes, cuts))
        expect(parts).toEqual(split([bytes]))
        expect(parts.filter(({ kind }) => kind === 'element').map(({ text }) => JSON.parse(text!) as unknown)).toEqual(
          values.map((one) => JSON.parse(JSON.stringify(one)) as unknown),
        )
      }),
    )
  })

  test('are told wherever a file of lines is cut, and every line before is read', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), fc.nat(), (values, cut) => {
        const text = values.map((one) => JSON.stringify(one)).join('\n')
        const at = 1 + (cut % text.length)
        const parts = ofText(text.slice(0, at))
        const whole = text.slice(0, at).split('\n').length
        const isCut = at < text.length && text[at] !== '\n' && text[at - 1] !== '\n'
        expect(parts.filter((part) => part.text !== undefined)).toHaveLength(isCut ? whole - 1 : text[at - 1] === '\n' ? whole - 1 : whole)
        expect(parts.filter(({ unreadable }) => unreadable !== undefined)).toHaveLength(isCut ? 1 : 0)
      }),
    )
  })

  test('are told whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.array(fc.nat()), (bytes, cuts) => {
        expect(split(inChunks(bytes, cuts))).toEqual(split([bytes]))
      }),
    )
  })
})
