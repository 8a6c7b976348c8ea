/** Schema errors in our own words: what was expected, and the nearest right word. */
import leven from 'leven'

export interface SchemaError {
  readonly keyword: string
  readonly instancePath: string
  readonly schemaPath: string
  readonly params: Readonly<Record<string, unknown>>
  /** The part of the schema that the keyword stands in. */
  readonly parentSchema: SchemaPart
}

interface SchemaPart {
  readonly description?: string
  readonly format?: string
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, unknown>>
  readonly oneOf?: readonly { readonly $ref: string }[]
}

export interface Validator {
  (value: unknown): boolean
  errors?: readonly SchemaError[] | null
}

export interface WordedError {
  readonly pointer: string
  /** true: the key is the matter, not its value. */
  readonly onKey: boolean
  readonly message: string
  readonly hint?: string
}

/** The nearest of the right words, when it is near enough to be what was meant. */
export const nearest = (word: string, words: Iterable<string>): string | undefined => {
  const ranked = [...words].map((right) => ({ right, distance: leven(word.toLowerCase(), right.toLowerCase()) })).sort((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best !== undefined && best.distance <= (word.length < 4 ? 1 : Math.max(2, Math.floor(word.length / 3))) ? best.right : undefined
}

export const didYouMean = (word: string, words: Iterable<string>): string | undefined => {
  const right = nearest(word, words)
  return right === undefined ? undefined : `did you mean ${right}?`
}

const valueAt = (root: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((node, key) => (typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[key] : undefined), root)

const kindOf = (value: unknown): string => {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  return { string: 'a text', number: 'a number', boolean: 'true or false', object: 'a mapping' }[typeof value as string] ?? 'something else'
}

const kinds: Readonly<Record<string, string>> = {
  object: 'a mapping (key: value)',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
}

const formats: Readonly<Record<string, string>> = {
  instant: 'a time with an offset, such as 2026-05-02T07:30:00Z',
  moment: 'a date such as 2026-05-02, or a time with an offset such as 2026-05-02T07:30:00Z',
  day: 'a date such as 2026-12-31',
  duration: 'a whole number and a unit, such as 12h, 30d or 2w',
  lifetime: 'a whole number and a unit, such as 12h, 30d or 2w, or never,',
  account: 'an account, service:name, such as github:ada or aws:111122223333/root',
  'name-pattern': 'a regular expression without look-around, back-references and lazy repetitions',
}

const IMPOSSIBLE_DAY = /^\d{4}-\d{2}-\d{2}/

const list = (words: readonly unknown[], conjunction: 'and' | 'or'): string => {
  const texts = words.map(String)
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} ${conjunction} ${texts.at(-1) ?? ''}`
}

const PLAIN_KEY = /^[\w.-]+$/

/** A key as messages call it: in quotes only when it would not be seen as one word. */
const named = (key: unknown): string => (PLAIN_KEY.test(String(key)) ? String(key) : JSON.stringify(String(key)))

/** The right key that an unknown one was meant to be: rather one that is not there yet, and of those rather one that is needed. */
const meantKey = (key: string, { properties = {}, required = [] }: SchemaPart, mapping: object): string | undefined => {
  const known = Object.keys(properties)
  const absent = [...required, ...known.filter((right) => !required.includes(right))].filter((right) => !Object.hasOwn(mapping, right))
  return nearest(key, absent) ?? nearest(key, known)
}

/** Which key was meant; else which there are. */
const knownKeys = (key: string, schema: SchemaPart, mapping: object): string => {
  const meant = meantKey(key, schema, mapping)
  if (meant !== undefined) return `did you mean ${meant}?`
  const known = Object.keys(schema.properties ?? {})
  if (known.length === 0) return 'no key is allowed here'
  return known.length === 1 ? `the only key here is ${known.join('')}` : `the keys here are ${list(known, 'and')}`
}

const COUNT = /^(?:0|[1-9]\d{0,4})$/
const PLAIN_TEXT = /^[A-Za-z0-9./](?:[\w./*@:-]*[\w./*@-])?$/
/** What YAML would not take for a text. */
const isNoText = (text: string): boolean => /^(?:true|false|null)$/i.test(text) || !Number.isNaN(Number(text))
const MOST_SHOWN = 80

/** A text as it may stand in brackets; undefined when it is too much to show. */
const inBrackets = (text: string): string | undefined => {
  if (text === '' || text.length > MOST_SHOWN) return undefined
  return PLAIN_TEXT.test(text) && !isNoText(text) ? text : JSON.stringify(text)
}

const isSpan = (format: unknown): boolean => format === 'duration' || format === 'lifetime'

/** How to write what stands here as what is expected, when the way is plain. */
const rewritten = (expected: string, value: unknown, { format, required = [], properties = {} }: SchemaPart): string | undefined => {
  if (expected === 'boolean' && typeof value === 'string' && YES_NO.test(value))
    return `write ${/^(?:y|yes|on|true)$/i.test(value) ? 'true' : 'false'}, without quotes`
  if (expected === 'integer' && typeof value === 'string' && COUNT.test(value)) return `write ${value}, without quotes`
  if (expected === 'string' && typeof value === 'number') {
    if (format === undefined) return 'put it in quotes'
    return isSpan(format) && COUNT.test(String(value)) ? `write ${String(value)}d` : undefined
  }
  const text = typeof value === 'string' ? inBrackets(value) : undefined
  if (text === undefined) return undefined
  if (expected === 'array') return `write [${text}]`
  const [key] = required
  return expected === 'object' && required.length === 1 && key !== undefined && key in properties ? `write { ${key}: ${text} }` : undefined
}

const YES_NO = /^(?:y|yes|on|true|n|no|off|false)$/i

/** What a schema says of one of its keys. */
const describedAs = (key: string, { properties = {} }: SchemaPart): string | undefined => (properties[key] as SchemaPart | undefined)?.description

/** undefined: another error tells it. */
type Wording = (error: SchemaError, value: unknown) => { message: string; hint?: string | undefined; pointer?: string; onKey?: boolean } | undefined

const childPointer = ({ instancePath }: Pick<SchemaError, 'instancePath'>, key: unknown): string =>
  `${instancePath}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`

const wordings: Readonly<Record<string, Wording>> = {
  required: ({ params, parentSchema }, value) => {
    const missing = String(params['missingProperty'])
    const mapping = Object(value) as object
    const unknown = Object.keys(mapping).filter((key) => !Object.hasOwn(parentSchema.properties ?? {}, key))
    // Its misspelling stands beside it and is told there.
    if (unknown.some((key) => meantKey(key, parentSchema, mapping) === missing)) return undefined
    return { message: `the key ${named(missing)} is missing`, hint: describedAs(missing, parentSchema) }
  },
  additionalProperties: ({ params, parentSchema, ...error }, value) => ({
    pointer: childPointer(error, params['additionalProperty']),
    onKey: true,
    message: `the key ${named(params['additionalProperty'])} is not known here`,
    hint: knownKeys(String(params['additionalProperty']), parentSchema, Object(value) as object),
  }),
  propertyNames: (error) => ({
    pointer: childPointer(error, error.params['propertyName']),
    onKey: true,
    message: 'this name is not allowed: lower-case letters, digits and hyphens',
  }),
  type: ({ params, parentSchema }, value) => {
    const expected = String(params['type'])
    const format = typeof value === 'number' ? formats[parentSchema.format ?? ''] : undefined
    return {
      message: `${format ?? kinds[expected] ?? expected} is expected, and this is ${kindOf(value)}`,
      hint: rewritten(expected, value, parentSchema),
    }
  },
  enum: ({ params }, value) => {
    const allowed = params['allowedValues'] as readonly unknown[]
    return {
      message: `one of ${list(allowed, 'or')} is expected`,
      hint: typeof value === 'string' ? didYouMean(value, allowed.map(String)) : undefined,
    }
  },
  const: ({ params }, value) => {
    const allowed = params['allowedValue']
    return {
      message: `${JSON.stringify(allowed)} is expected`,
      hint: typeof allowed !== 'string' && value === String(allowed) ? `write ${value}, without quotes` : undefined,
    }
  },
  discriminator: ({ params, parentSchema }, value) => {
    const { tag, tagValue } = params as { tag: string; tagValue?: unknown }
    const types = (parentSchema.oneOf ?? []).map(({ $ref }) => $ref.slice($ref.lastIndexOf('/') + 1))
    if (tagValue === undefined) return typeof value === 'object' ? undefined : { message: 'a mapping (key: value) is expected' }
    return {
      pointer: `/${tag}`,
      message: `one of ${list(types, 'or')} is expected`,
      hint: typeof tagValue === 'string' ? didYouMean(tagValue, types) : undefined,
    }
  },
  format: ({ params }, value) => ({
    message: `${formats[String(params['format'])] ?? String(params['format'])} is expected`,
    hint:
      typeof value !== 'string'
        ? undefined
        : isSpan(params['format']) && COUNT.test(value)
          ? `write ${value}d`
          : IMPOSSIBLE_DAY.test(value)
            ? 'is the day in the calendar, and does a time have its offset?'
            : undefined,
  }),
  pattern: ({ parentSchema }) => ({
    message: 'this is not written as it must be',
    hint: parentSchema.description,
  }),
  minLength: () => ({ message: 'a text is expected, and this is empty' }),
  maxLength: ({ params }) => ({ message: `at most ${String(params['limit'])} characters are allowed` }),
  minItems: ({ params }) => ({ message: params['limit'] === 1 ? 'at least one entry is needed' : `at least ${String(params['limit'])} entries are needed` }),
  maxItems: ({ params }) => ({ message: `at most ${String(params['limit'])} entries are allowed` }),
  minProperties: ({ params }) => ({ message: params['limit'] === 1 ? 'at least one key is needed' : `at least ${String(params['limit'])} keys are needed` }),
  minimum: ({ params }) => ({ message: `at least ${String(params['limit'])} is expected` }),
  maximum: ({ params }) => ({ message: `at most ${String(params['limit'])} is expected` }),
  uniqueItems: () => ({ message: 'an entry is given twice' }),
}

/** Errors that only say that a branch did not fit; what is wrong inside the branch is told by others. */
const structural = new Set(['if', 'anyOf', 'oneOf', 'allOf'])

/** What is wrong with a name is told by `propertyNames` itself. */
const IN_NAME = '/propertyNames/'

/** In `anyOf` (one text or a list of them) only the branch of the value's own kind is worth telling. */
const isOtherBranch = ({ keyword, instancePath }: SchemaError, value: unknown, choices: ReadonlySet<string>): boolean =>
  keyword === 'type' && choices.has(instancePath) && (typeof value === 'string' || Array.isArray(value))

/** Every error in words, without the noise of branches. */
export const wordErrors = (errors: readonly SchemaError[], root: unknown): WordedError[] => {
  const told = new Map<string, WordedError>()
  const choices = new Set(errors.filter(({ keyword }) => keyword === 'anyOf').map(({ instancePath }) => instancePath))
  for (const error of errors) {
    if (structural.has(error.keyword) || error.schemaPath.includes(IN_NAME)) continue
    const value = valueAt(root, error.instancePath)
    if (isOtherBranch(error, value, choices)) continue
    const wording = wordings[error.keyword]
    const worded = wording === undefined ? { message: 'this is not allowed here' } : wording(error, value)
    if (worded === undefined) continue
    const pointer =
      worded.pointer?.startsWith('/') === true && !worded.pointer.startsWith(error.instancePath)
        ? error.instancePath + worded.pointer
        : (worded.pointer ?? error.instancePath)
    const entry: WordedError = { pointer, onKey: worded.onKey ?? false, message: worded.message, ...(worded.hint === undefined ? {} : { hint: worded.hint }) }
    told.set(`${entry.pointer}\n${entry.message}`, entry)
  }
  return [...told.values()]
}
