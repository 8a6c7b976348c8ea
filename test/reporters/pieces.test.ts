import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonText } from '../../src/model/json-text.ts'
import { reporters } from '../../src/reporters/index.ts'
import { jsonPieces } from '../../src/reporters/pieces.ts'
import { manyOf } from '../support/many.ts'

const items = fc.array(fc.dictionary(fc.string(), fc.jsonValue()))

test('the pieces are what is written of the whole', () => {
  fc.assert(
    fc.property(items, items, fc.string(), (first, second, text) => {
      const deep = (one: readonly object[], two: readonly object[]) => ({ text, one, empty: [], nested: { list: [{ two, text }] } })
      const pieces = [...jsonPieces(deep([], []), { one: first, two: second })]
      expect(pieces.join('')).toBe(`${jsonText(deep(first, second), 2)}\n`)
    }),
  )
})

test('no text can stand in the place of a list', () => {
  const text = '\n  "one": []'
  expect([...jsonPieces({ text, one: [] }, { one: [{ text }] })].join('')).toBe(`${JSON.stringify({ text, one: [{ text }] }, null, 2)}\n`)
})

/** Reports that grow with the findings; the others are for people, or cut at what GitHub takes. */
describe.each(['csv', 'json', 'junit', 'ocsf', 'oscal', 'sarif'])('%s', (format) => {
  const longest = (count: number): number =>
    [...reporters.get(format)!(manyOf(count), { all: false, colour: false })].reduce((most, piece) => Math.max(most, piece.length), 0)

  test('comes in pieces that do not grow with the findings', () => {
    const [few, many] = [longest(500), longest(2_000)]
    // A finding of OSCAL is a control and names what it rests on.
    expect(many).toBeLessThan(format === 'oscal' ? 2_000 * 200 : few * 1.1)
  })
})
