/** An HTML parser by the standard, parse5, judges the documents of a format: the same of every format that is HTML. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { needing } from './parts.ts'
import { type Name, names } from './told-formats.ts'

interface Node {
  readonly nodeName: string
  readonly attrs?: readonly { readonly name: string }[]
  readonly childNodes?: readonly Node[]
}

type Parse = (text: string, options: object) => Node

const walk = (node: Node): readonly Node[] => [node, ...(node.childNodes ?? []).flatMap(walk)]

/** Each kind of element with the attributes that it has. */
const elementsOf = (parse: Parse, text: string): readonly string[] => [
  ...new Set(walk(parse(text, {})).map(({ nodeName, attrs = [] }) => [nodeName, ...attrs.map(({ name }) => name)].join(' '))),
]

const errorsOf = (parse: Parse, text: string): readonly string[] => {
  const found: string[] = []
  parse(text, {
    sourceCodeLocationInfo: true,
    onParseError: ({ code, startLine }: { code: string; startLine: number }) => found.push(`line ${String(startLine)}: ${code}`),
  })
  return found
}

/** What changes a document of the example in a way that the judge must refuse: what stands there, and what takes its place. */
type Change = readonly [find: string, replace: string]

export interface Markup {
  readonly parts: ReturnType<typeof needing>
  readonly documents: () => Readonly<Record<Name, string>>
  /** Elements that the example has none of, though other reports may. */
  readonly others?: readonly string[]
  /** A name that became an element. */
  readonly unescaped: Change
  /** An element with an attribute twice. */
  readonly doubled: Change
}

/** Declares the tests. */
export const judgeMarkup = ({ parts, documents, others = [], unescaped, doubled }: Markup): void => {
  describe('parse5', () => {
    let parse: Parse
    beforeAll(() => {
      if (parts.areThere) ({ parse } = createRequire(join(parts.at('packages'), 'judges.js'))('parse5') as { parse: Parse })
    })
    const changed = ([find, replace]: Change): string => {
      const text = documents()['examples/acme']
      expect(text).toContain(find)
      return text.replace(find, replace)
    }

    test.each(names)('finds no mistake in %s', (name) => {
      expect(errorsOf(parse, documents()[name])).toEqual([])
    })

    test('finds the same elements and attributes whatever names mean', () => {
      const ours = new Set([...elementsOf(parse, documents()['examples/acme']), ...others])
      expect(elementsOf(parse, documents()['the same with --all']).filter((element) => !ours.has(element))).toEqual([])
    })

    test('control: a name that is not escaped is seen', () => {
      expect(elementsOf(parse, changed(unescaped))).toContain('img src onerror')
      expect(errorsOf(parse, changed(doubled))).not.toEqual([])
    })
  })
}
