/**
 * Strict YAML → a value that its schema allows, or every mistake in it with its place.
 * Strict means: one document of YAML 1.2, no duplicate key, merge key, anchor, alias or tag, no unknown key.
 */
import {
  Composer,
  type CST,
  type Document,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml'
import { maskCodes } from '../model/mask.ts'
import { type Checked, inOrder, type Mistake } from '../model/mistake.ts'
import { type Known, knownPart } from './known.ts'
import { decodeUtf8 } from './text.ts'
import { type SchemaError, type Validator, wordErrors } from './wording.ts'

/** Where a value stands: a JSON pointer → a line. */
export type LineOf = (pointer: string) => number

export interface Places {
  readonly lineOf: LineOf
  /** A mistake at the place of a pointer, for what no schema can say. */
  readonly mistakeAt: (pointer: string, message: string, hint?: string) => Mistake
}

export interface ParsedDocument<T> extends Places {
  readonly value: T
}

/** Every mistake of a document, and what can be relied on whatever its mistakes: nothing when its syntax is broken. */
export interface ReadDocument<T> {
  readonly mistakes: readonly Mistake[]
  /** All of it when there is no mistake. */
  readonly known?: ParsedDocument<Known<T>>
}

/** What no schema can say of a document, told of those parts that are what they must be. */
export type Sense<T> = (document: ParsedDocument<Known<T>>) => readonly Mistake[]

export interface DocumentLimits {
  readonly bytes: number
  /** Which line of its file the document begins on, when it is a line among others. */
  readonly firstLine?: number
}

const DEPTH = 32
const MOST_REFUSED = 100
const SHOWN = 160

/** More than any code is long: so much beside what is shown is looked at, so that no code is cut and its rest shown. */
const MARGIN = 256

/** A text that is read, and how its mistakes call it. */
interface Source {
  readonly file: string
  readonly text: string
  readonly counter: LineCounter
  readonly firstLine: number
}

const toSource = (file: string, text: string, firstLine = 1): Source => {
  const counter = new LineCounter()
  counter.addNewLine(0)
  return { file, text, counter, firstLine }
}

const lineAt = ({ counter, firstLine }: Source, offset: number): number => counter.linePos(offset).line + firstLine - 1

/** A place in the file, with the line around it. */
const place = ({ file, text, counter, firstLine }: Source, offset: number): Omit<Mistake, 'message'> => {
  const { line, col } = counter.linePos(Math.min(offset, text.length))
  const start = counter.lineStarts[line - 1] ?? 0
  const from = start + (col > SHOWN ? col - SHOWN / 2 : 0)
  const before = Math.min(MARGIN, from - start)
  const window = text.slice(from - before, from + SHOWN + MARGIN)
  const end = window.indexOf('\n')
  const around = (end === -1 ? window : window.slice(0, end)).replace(/\r$/, '')
  return { file, line: line + firstLine - 1, column: col, excerpt: { text: maskCodes(around).slice(before, before + SHOWN), caret: start + col - from } }
}

/** The parser's own messages quote the file; these are ours, by the parser's code. */
const syntax: Readonly<Record<string, string>> = {
  ALIAS_PROPS: 'an alias is not allowed here',
  BAD_ALIAS: 'an alias is not allowed here',
  BAD_DIRECTIVE: 'a directive is not allowed here',
  BAD_DQ_ESCAPE: 'this escape does not exist in a double-quoted text',
  BAD_INDENT: 'the indentation does not fit',
  BAD_SCALAR_START: 'a text that starts so needs quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a key cannot be a block; is a colon or a line break missing?',
  IMPOSSIBLE: 'this cannot be read',
  KEY_OVER_1024_CHARS: 'a key is too long',
  MISSING_CHAR: 'a closing quote, bracket or separator is missing',
  MULTIPLE_ANCHORS: 'an anchor is not allowed here',
  MULTIPLE_TAGS: 'a tag is not allowed here',
  MULTILINE_IMPLICIT_KEY: 'a key cannot span lines; is a quote or a colon missing?',
  NON_STRING_KEY: 'a key must be a text',
  TAB_AS_INDENT: 'a tab cannot indent; use spaces',
  TAG_RESOLVE_FAILED: 'a tag is not allowed here',
  UNEXPECTED_TOKEN: 'this is not expected here',
}

const offsetOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0]

/** The pairs of a mapping by key. */
const index = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>()
const pairsOf = (map: YAMLMap): ReadonlyMap<string, Pair> => {
  const known = index.get(map)
  if (known !== undefined) return known
  const pairs = new Map(map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair] as const] : [])))
  index.set(map, pairs)
  return pairs
}

const COLLECTIONS: ReadonlySet<string> = new Set(['block-map', 'block-seq', 'flow-collection'])

const SCALAR = '\u001f'
const REFUSED: ReadonlySet<string | undefined> = new Set(['&', '*', '!'])

/** What the text is made of, or why it is read no further: what it holds may be a bomb. Only this reading needs no call stack. */
const readTokens = ({ text, counter }: Source): { readonly tokens: readonly CST.Token[] } | { readonly bombAt: number; readonly message: string } => {
  const parser = new Parser(counter.addNewLine)
  const tokens: CST.Token[] = []
  let refused = 0
  let before = ''
  for (const lexeme of new Lexer().lex(text)) {
    const bombAt = parser.offset
    tokens.push(...parser.next(lexeme))
    if (parser.stack.length > DEPTH && parser.stack.filter(({ type }) => COLLECTIONS.has(type)).length > DEPTH) {
      return { bombAt, message: `the file is nested deeper than ${String(DEPTH)} levels` }
    }
    if (before !== SCALAR && REFUSED.has(lexeme[0])) refused += 1
    if (refused > MOST_REFUSED) return { bombAt, message: `more than ${String(MOST_REFUSED)} anchors, aliases and tags stand here, and none is allowed` }
    before = lexeme
  }
  tokens.push(...parser.end())
  return { tokens }
}

/** The first document, and where a second one begins. */
const compose = (text: string, tokens: readonly CST.Token[]): { readonly doc: Document; readonly second?: number } => {
  const composer = new Composer({ version: '1.2', schema: 'core', strict: true, uniqueKeys: false, stringKeys: true, merge: false, logLevel: 'silent' })
  const [doc, second] = composer.compose(tokens, true, text.length)
  if (doc === undefined) throw new Error('a text has at least one document')
  return second === undefined ? { doc } : { doc, second: second.range[0] }
}

/** Each key that its mapping has already, with the first of them. */
const repeatedKeys = (doc: Document): { offset: number; firstOffset: number }[] => {
  const repeated: { offset: number; firstOffset: number }[] = []
  visit(doc, {
    Map: (_, map) => {
      const first = new Map<string, number>()
      for (const { key } of map.items) {
        const offset = offsetOf(key) ?? 0
        const name = isScalar(key) ? String(key.value) : ''
        const firstOffset = first.get(name)
        if (firstOffset === undefined) first.set(name, offset)
        else repeated.push({ offset, firstOffset })
      }
    },
  })
  return repeated
}

/** What also seems wrong where a line cannot be placed. */
const FOLLOW_A_TAB: ReadonlySet<string> = new Set(['BAD_INDENT', 'BLOCK_AS_IMPLICIT_KEY', 'MISSING_CHAR', 'MULTILINE_IMPLICIT_KEY', 'NON_STRING_KEY'])

/** The parser's errors without those that only follow from a tab on the same line or one beside it. */
const parserErrors = (doc: Document, source: Source): readonly YAMLError[] => {
  const errors: readonly YAMLError[] = [...doc.errors, ...doc.warnings]
  const lineOf = ({ pos }: YAMLError): number => lineAt(source, pos[0])
  const tabbed = new Set(errors.filter(({ code }) => code === 'TAB_AS_INDENT').flatMap((error) => [lineOf(error) - 1, lineOf(error), lineOf(error) + 1]))
  return errors.filter((error) => !FOLLOW_A_TAB.has(error.code) || !tabbed.has(lineOf(error)))
}

const syntaxMistakes = (doc: Document, source: Source): Mistake[] => [
  ...parserErrors(doc, source).map((error) => ({
    ...place(source, error.pos[0]),
    message: syntax[error.code] ?? 'this cannot be read',
  })),
  ...repeatedKeys(doc).map(({ offset, firstOffset }) => ({
    ...place(source, offset),
    message: 'the key is given twice',
    hint: `the first is on line ${String(lineAt(source, firstOffset))}`,
  })),
]

/** Half a surrogate pair, which only an escape can write. */
const HALF = /\p{Cs}/u

/** What YAML allows and we do not, with its offset. */
const forbidden = (doc: Document): { offset: number; message: string; hint?: string }[] => {
  const found: { offset: number; message: string; hint?: string }[] = []
  const add = (node: unknown, message: string, hint?: string): void => {
    found.push({ offset: offsetOf(node) ?? 0, message, ...(hint === undefined ? {} : { hint }) })
  }
  visit(doc, {
    Alias: (_, node) => {
      add(node, 'an alias is not allowed here', 'write the value out')
    },
    Node: (_, node) => {
      if ('anchor' in node) add(node, 'an anchor is not allowed here', 'write the value out where it is needed')
      if (node.tag !== undefined) add(node, 'a tag is not allowed here')
      if (isScalar(node) && HALF.test(String(node.value))) add(node, 'half a character stands in this text, a lone surrogate', 'write the whole one')
    },
    Pair: (_, pair) => {
      if (isScalar(pair.key) && pair.key.value === '<<') add(pair.key, 'merge keys are not supported', 'write the keys out')
    },
  })
  return found
}

/** The offsets of values and keys, found by walking down the pointer. */
const locate = (doc: Document, pointer: string, wantKey: boolean): number => {
  let node: unknown = doc.contents
  let offset = offsetOf(node) ?? 0
  for (const raw of pointer.split('/').slice(1)) {
    const key = raw.replaceAll('~1', '/').replaceAll('~0', '~')
    if (isMap(node)) {
      const pair = pairsOf(node).get(key)
      if (pair === undefined) break
      node = pair.value
      offset = (wantKey ? offsetOf(pair.key) : (offsetOf(node) ?? offsetOf(pair.key))) ?? offset
    } else if (isSeq(node)) {
      node = node.items[Number(key)]
      offset = offsetOf(node) ?? offset
    } else break
  }
  return offset
}

/** A mistake at an offset. Nothing that looks like a code is told. */
const mistakeIn = (source: Source, offset: number, message: string, hint?: string): Mistake => ({
  ...place(source, offset),
  message: maskCodes(message),
  ...(hint === undefined ? {} : { hint: maskCodes(hint) }),
})

const placesOf = (doc: Document, source: Source): Places => ({
  lineOf: (pointer) => lineAt(source, locate(doc, pointer, true)),
  mistakeAt: (pointer, message, hint) => mistakeIn(source, locate(doc, pointer, false), message, hint),
})

/** A mistake at the beginning of a line whose text is no document. */
export const mistakeOnLine = (file: string, line: number, text: string, message: string, hint?: string): Mistake =>
  mistakeIn(toSource(file, text, line), 0, message, hint)

/**
 * Reads one document against its schema. `file` is how mistakes call it.
 * All mistakes of syntax come together; those of shape are looked for only in a file whose syntax is right.
 */
export const readDocument = <T>(file: string, bytes: Uint8Array, validate: Validator, limits: DocumentLimits): ReadDocument<T> => {
  if (bytes.byteLength > limits.bytes) {
    return { mistakes: [{ file, message: `the file is larger than ${String(limits.bytes / 1_048_576)} MiB` }] }
  }
  const text = decodeUtf8(bytes)
  if (text === undefined) return { mistakes: [{ file, message: 'the file is not UTF-8 text' }] }

  const source = toSource(file, text, limits.firstLine)
  const at = (offset: number, message: string, hint?: string): Mistake => mistakeIn(source, offset, message, hint)
  const read = readTokens(source)
  if ('bombAt' in read) return { mistakes: [at(read.bombAt, read.message)] }
  const { doc, second } = compose(text, read.tokens)
  const versionDirective = /^%YAML\s/m.exec(text)
  if (versionDirective) return { mistakes: [at(versionDirective.index, 'a %YAML directive is not allowed', 'remove the line: files are YAML 1.2')] }
  const broken = [...syntaxMistakes(doc, source), ...(second === undefined ? [] : [at(second, 'a second document is not allowed')])]
  if (broken.length > 0) return { mistakes: inOrder(broken) }
  const refused = forbidden(doc)
  if (refused.length > 0) return { mistakes: inOrder(refused.map(({ offset, message, hint }) => at(offset, message, hint))) }

  const value = doc.toJS({ maxAliasCount: 0 }) as unknown
  const places = placesOf(doc, source)
  if (validate(value)) return { mistakes: [], known: { value: value as Known<T>, ...places } }
  const errors = validate.errors as readonly SchemaError[]
  const mistakes = inOrder(wordErrors(errors, value).map(({ pointer, onKey, message, hint }) => at(locate(doc, pointer, onKey), message, hint)))
  const known = knownPart<T>(value, errors)
  return known === undefined ? { mistakes } : { mistakes, known: { value: known, ...places } }
}

/** A document without a mistake of syntax, shape or sense; or every mistake in it. A mistake of shape hides none of sense elsewhere. */
export const parseDocumentStrictly = <T>(
  file: string,
  bytes: Uint8Array,
  validate: Validator,
  limits: DocumentLimits,
  sense: Sense<T> = () => [],
): Checked<ParsedDocument<T>> => {
  const { mistakes, known } = readDocument<T>(file, bytes, validate, limits)
  const all = [...mistakes, ...(known === undefined ? [] : sense(known))]
  // Of a document without mistakes all is known.
  return all.length > 0 || known === undefined ? { mistakes: inOrder(all) } : { value: known as ParsedDocument<T> }
}

/** What can be made of a file whatever its mistakes, with places; undefined when nothing can. */
export const parseLoosely = (file: string, bytes: Uint8Array): ParsedDocument<unknown> | undefined => {
  const text = decodeUtf8(bytes)
  if (text === undefined) return undefined
  const source = toSource(file, text)
  const read = readTokens(source)
  if ('bombAt' in read) return undefined
  try {
    const { doc } = compose(text, read.tokens)
    return { value: doc.toJS({ maxAliasCount: 0 }) as unknown, ...placesOf(doc, source) }
  } catch {
    return undefined
  }
}
