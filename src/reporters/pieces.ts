/** JSON in pieces, indented by two blanks: of the long lists an item at a time, so that no string holds them all. */
import { jsonText } from '../model/json-text.ts'

/** An item as it is written so many lists deep: it is indented at once when it stands in as many. */
const writerAt = (depth: number): ((item: object) => string) => {
  const levels = Array.from({ length: depth }, (_, level) => level)
  const before = levels.reduce((length, level) => length + '[\n'.length + 2 * (level + 1), 0)
  const after = levels.reduce((length, level) => length + '\n]'.length + 2 * level, 0)
  return (item) =>
    jsonText(
      levels.reduce<object>((inner) => [inner], item),
      2,
    ).slice(before, -after)
}

function* listPieces(items: Iterable<object>, indent: string): Generator<string> {
  const write = writerAt(indent.length / 2 + 1)
  let between = `[\n${indent}  `
  let isEmpty = true
  for (const item of items) {
    yield `${between}${write(item)}`
    between = `,\n${indent}  `
    isEmpty = false
  }
  yield isEmpty ? '[]' : `\n${indent}]`
}

/**
 * The frame, with the lists in the place of its empty ones of the same name. A list is read when its turn comes, in the order of the frame.
 * A line break stands in JSON between things only, never in a string: no text of the report can look like the place of a list.
 */
export function* jsonPieces(frame: object, lists: Readonly<Record<string, Iterable<object>>>): Generator<string> {
  const place = new RegExp(`(?<=\\n)( *)"(${Object.keys(lists).join('|')})": \\[\\]`)
  const [first = '', ...rest] = jsonText(frame, 2).split(place)
  yield first
  for (let at = 0; at < rest.length; at += 3) {
    const [indent = '', name = '', after = ''] = rest.slice(at, at + 3)
    yield `${indent}"${name}": `
    yield* listPieces(lists[name] ?? [], indent)
    yield after
  }
  yield '\n'
}
