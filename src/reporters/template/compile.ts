/**
 * The text of a user's template → a reporter, or why it is none. A template is trusted: it is compiled to a program and run. What
 * it is given is not, so {{value}} is escaped for what the template makes, and prototypes are out of reach.
 */
import Handlebars from 'handlebars'
import type { Reporter } from '../../model/reporter.ts'
import { FailedTemplate, type TemplateFlaw, type TemplatePlace } from '../../model/template.ts'
import { sampleData, templateData } from './data.ts'
import { endingOf, escapeFor } from './escapes.ts'
import { helpers, textOf, WrongValue } from './helpers.ts'

/** Handlebars counts columns from 0. */
interface Location {
  readonly start: { readonly line: number; readonly column: number }
}
const placeOf = ({ start }: Location): TemplatePlace => ({ line: start.line, column: start.column + 1 })

/** What is wrong at a place of a template; caught where the file is known. */
class Misplaced extends Error {
  readonly place: TemplatePlace

  constructor(message: string, loc: Location) {
    super(message)
    this.place = placeOf(loc)
  }
}

/** The helpers behind {{value}} and {{{value}}}: no template can call them by these names. */
const PRINT = 'sparekey:print'
const PRINT_AS_IT_IS = 'sparekey:print-as-it-is'

type Node = hbs.AST.Node
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string'

/** Does something to every node below a node, the inner ones first. */
const walk = (value: unknown, work: (node: Node) => void): void => {
  if (Array.isArray(value)) for (const item of value) walk(item, work)
  else if (isNode(value)) {
    for (const inner of Object.values(value)) walk(inner, work)
    work(value)
  } else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) walk(inner, work)
}

const REFUSED: Readonly<Record<string, string>> = {
  PartialStatement: 'a template is one file: there are no partials',
  PartialBlockStatement: 'a template is one file: there are no partials',
  Decorator: 'there are no decorators',
  DecoratorBlock: 'there are no decorators and no inline partials',
}

const isCall = ({ path, params, hash }: hbs.AST.MustacheStatement, known: ReadonlySet<string>): boolean =>
  params.length > 0 ||
  (hash as hbs.AST.Hash | undefined) !== undefined ||
  (path.type === 'PathExpression' && known.has((path as hbs.AST.PathExpression).original))

/** Everything that is printed goes through one helper, which is told what it prints. */
const printing = (mustache: hbs.AST.MustacheStatement, known: ReadonlySet<string>): void => {
  const { path, params, hash, escaped, loc } = mustache
  const printed = isCall(mustache, known) ? { type: 'SubExpression', path, params, hash, loc } : path
  const name = String((path as { readonly original: unknown }).original)
  const helper = escaped ? PRINT : PRINT_AS_IT_IS
  Object.assign(mustache, {
    path: { type: 'PathExpression', original: helper, parts: [helper], depth: 0, data: false, loc },
    params: [printed, { type: 'StringLiteral', value: name, original: name, loc }],
    hash: undefined,
  })
}

/** The names that stand for a value: every one must be there, as an argument, too. Handlebars asks it only of what is printed. */
const strictly = (node: Node): void => {
  if (node.type === 'PathExpression') Object.assign(node, { strict: true })
}

/** A helper that fails with its place. */
const placed =
  (name: string, takes: number, work: (...values: readonly unknown[]) => unknown) =>
  (...given: readonly unknown[]): unknown => {
    const { loc, fn } = given.at(-1) as { readonly loc: Location; readonly fn?: unknown }
    // What another helper made harmless is text here.
    const values = given.slice(0, -1).map((value) => (value instanceof Handlebars.SafeString ? value.toString() : value))
    if (fn !== undefined) throw new Misplaced(`${name} gives a value and is no block: write it in brackets, such as {{#if (${name} …)}}`, loc)
    if (values.length !== takes)
      throw new Misplaced(`${name} takes ${String(takes)} ${takes === 1 ? 'value' : 'values'}, and is given ${String(values.length)}`, loc)
    if (values.includes(undefined)) throw new Misplaced(`a value of ${name} is not there`, loc)
    try {
      return work(...values)
    } catch (error) {
      if (error instanceof WrongValue) throw new Misplaced(`${name} ${error.message}`, loc)
      throw error
    }
  }

type Block = (this: unknown, ...given: unknown[]) => unknown

interface Ways {
  readonly fn?: (context: unknown) => string
  readonly inverse: (context: unknown) => string
  readonly loc: Location
}
const waysOf = (given: readonly unknown[]): Ways => given.at(-1) as Ways

/** A helper of Handlebars that is a block, and says so. */
const asBlock = (name: string, real: Block): Block =>
  function (...given) {
    const { fn, loc } = waysOf(given)
    if (fn === undefined) throw new Misplaced(`${name} is a block: {{#${name} …}} … {{/${name}}}`, loc)
    return real.apply(this, given)
  }

/** A condition of which both branches are gone through, whatever it is. */
const bothWays = (real: Block): Block =>
  function (...given) {
    const { fn, inverse } = waysOf(given)
    return fn === undefined || given.length !== 2 ? real.apply(this, given) : fn(this) + inverse(this)
  }

/** A block that is gone through for what there is, and as if there was nothing. */
const andForNone = (real: Block): Block =>
  function (...given) {
    return `${String(real.apply(this, given))}${waysOf(given).inverse(this)}`
  }

/** Its blocks, by how they are gone through when a template is tried. */
const BLOCKS: Readonly<Record<string, (real: Block) => Block>> = { if: bothWays, unless: bothWays, each: andForNone, with: andForNone }

/** The helpers with which a template goes every way that it has: a name that is misspelt is found wherever it stands. */
const everyWay = (engine: typeof Handlebars): Readonly<Record<string, Block>> => ({
  ...Object.fromEntries(Object.entries(BLOCKS).map(([name, through]) => [name, through(engine.helpers[name] as Block)])),
  ...Object.fromEntries(Object.entries(helpers.trying).map(([name, [takes, work]]) => [name, placed(name, takes, work)])),
})

/** An engine of its own for each template, with what its name says of escaping. */
const engineFor = (file: string): typeof Handlebars => {
  const engine = Handlebars.create()
  const escape = escapeFor(file)
  const harmless = (text: unknown): Handlebars.SafeString => new engine.SafeString(text as string)
  const isJson = endingOf(file) === 'json'
  // It would print beside the report.
  engine.unregisterHelper('log')
  for (const name of Object.keys(BLOCKS)) engine.registerHelper(name, asBlock(name, engine.helpers[name] as Block))
  for (const [name, [takes, work]] of Object.entries(helpers.calculating)) {
    const call = placed(name, takes, work)
    engine.registerHelper(name, name === 'json' && isJson ? (...given: unknown[]) => harmless(call(...given)) : call)
  }
  for (const [name, [takes, work]] of Object.entries(helpers.harmless)) {
    const call = placed(name, takes, work)
    engine.registerHelper(name, (...given: unknown[]) => harmless(call(...given)))
  }
  const print =
    (escapeText: (text: string) => string) =>
    (...given: readonly unknown[]): string => {
      const [value, name] = given as [unknown, string]
      const { loc } = given.at(-1) as { readonly loc: Location }
      if (value === undefined) throw new Misplaced(`there is no ${name} here`, loc)
      if (value instanceof engine.SafeString) return value.toString()
      try {
        return escapeText(textOf(value))
      } catch (error) {
        if (error instanceof WrongValue) throw new Misplaced(`${name} ${error.message.replace(/^is given/, 'is')}`, loc)
        throw error
      }
    }
  engine.registerHelper(PRINT, print(escape))
  engine.registerHelper(PRINT_AS_IT_IS, print(String))
  return engine
}

/** Where the parser stopped; its types leave this out. */
const whereParsingStopped = (): TemplatePlace => {
  const { yylloc } = (Handlebars as unknown as { readonly Parser: { readonly lexer: { readonly yylloc: { first_line: number; first_column: number } } } })
    .Parser.lexer
  return { line: yylloc.first_line, column: yylloc.first_column + 1 }
}

interface HandlebarsError extends Error {
  readonly lineNumber?: number
  readonly column?: number
}

const placeIn = ({ lineNumber, column }: HandlebarsError): TemplatePlace | undefined =>
  lineNumber === undefined || column === undefined ? undefined : { line: lineNumber, column: column + 1 }

/** What Handlebars says of a text, in our own words: its messages quote the file. */
const flawOf = (error: unknown, known: readonly string[]): TemplateFlaw => {
  if (error instanceof Misplaced) return { ...error.place, message: error.message }
  if (!(error instanceof Error)) throw error
  const place = placeIn(error)
  const [, unknownHelper] = /used the unknown helper (.*) - \d+:\d+$/.exec(error.message) ?? []
  if (unknownHelper !== undefined && place !== undefined) {
    return { ...place, message: `there is no helper ${unknownHelper}`, hint: `the helpers are ${[...known].sort().join(', ')}` }
  }
  const [, open, close] = /^(\S+) doesn't match (\S+) - \d+:\d+$/.exec(error.message) ?? []
  if (open !== undefined && close !== undefined && place !== undefined) return { ...place, message: `{{#${open}}} is closed by {{/${close}}}` }
  if (error.message.startsWith('Parse error')) return { ...whereParsingStopped(), message: 'this is not expected here, or something before it is not closed' }
  return { ...(place ?? { line: 1, column: 1 }), message: 'this cannot be compiled' }
}

/** What data did to a template, with its place where that is known; undefined: a fault of our own. */
const complaintOf = (error: unknown): (Partial<TemplatePlace> & { readonly message: string }) | undefined => {
  if (error instanceof Misplaced) return { ...error.place, message: error.message }
  if (!(error instanceof Handlebars.Exception)) return undefined
  const [, name] = /^"(.*)" not defined in /s.exec(error.message) ?? []
  return { ...placeIn(error), message: name === undefined ? 'a block is not given what it needs' : `there is no ${name} here` }
}

type Render = (data: object, options: Handlebars.RuntimeOptions) => string

const NO_PROTOTYPES = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false } as const

/** What is wrong with a template whatever the report says: seen by trying it on one of everything. */
const triedFlaw = (render: Render, engine: typeof Handlebars): TemplateFlaw | undefined => {
  try {
    render(sampleData, { ...NO_PROTOTYPES, helpers: { ...everyWay(engine) } })
    return undefined
  } catch (error) {
    const complaint = complaintOf(error)
    if (complaint === undefined) throw error
    return { line: 1, column: 1, ...complaint }
  }
}

/** A template as a reporter, or what is wrong with its text. `file` is how its failures call it; its name says what it makes. */
export const compileTemplate = (file: string, text: string): { readonly reporter: Reporter } | { readonly flaw: TemplateFlaw } => {
  const engine = engineFor(file)
  const known = new Set(Object.keys(engine.helpers))
  try {
    const program = engine.parse(text)
    walk(program, (node) => {
      const refusal = REFUSED[node.type]
      if (refusal !== undefined) throw new Misplaced(refusal, node.loc)
      strictly(node)
      if (node.type === 'MustacheStatement') printing(node as hbs.AST.MustacheStatement, known)
    })
    const knownHelpers = { ...Object.fromEntries([...known].map((name) => [name, true])), log: false }
    const options = { strict: true, knownHelpersOnly: true, knownHelpers, preventIndent: true, noEscape: true }
    // Compiling proper waits until something is rendered; this finds what is wrong with the text.
    engine.precompile(program, options)
    const render: Render = engine.compile<object>(program, options)
    const flaw = triedFlaw(render, engine)
    if (flaw !== undefined) return { flaw }
    const reporter: Reporter = function* (report, { all }) {
      try {
        yield render(templateData(report, all), NO_PROTOTYPES)
      } catch (error) {
        const complaint = complaintOf(error)
        if (complaint === undefined) throw error
        const { message: why, ...place } = complaint
        throw new FailedTemplate({ file, ...place, why })
      }
    }
    return { reporter }
  } catch (error) {
    return {
      flaw: flawOf(
        error,
        [...known].filter((name) => !/[:]|Missing$/.test(name)),
      ),
    }
  }
}
