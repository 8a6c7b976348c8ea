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
  account: 'an account, service:name, such as github:ada or aws:111122223333/root',
}

const IMPOSSIBLE_DAY = /^\d{4}-\d{2}-\d{2}/

const list = (words: readonly unknown[]): string => {
  const texts = words.map(String)
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1) ?? ''}`
}

/** Which key was meant; else which there are. */
const knownKeys = (key: string, known: readonly string[]): string =>
  didYouMean(key, known) ?? (known.length === 0 ? 'no key is allowed here' : `the keys here are ${list(known)}`)

const YES_NO = /^(?:y|yes|on|true|n|no|off|false)$/i

/** undefined: another error tells it. */
type Wording = (error: SchemaError, value: unknown) => { message: string; hint?: string | undefined; pointer?: string; onKey?: boolean } | undefined

const childPointer = (error: SchemaError, key: unknown): string => `${error.instancePath}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`

const wordings: Readonly<Record<string, Wording>> = {
  required: ({ params }) => ({ message: `the key ${String(params['missingProperty'])} is missing` }),
  additionalProperties: (error) => ({
    pointer: childPointer(error, error.params['additionalProperty']),
    onKey: true,
    message: `the key ${JSON.stringify(error.params['additionalProperty'])} is not known here`,
    hint: knownKeys(String(error.params['additionalProperty']), Object.keys(error.parentSchema.properties ?? {})),
  }),
  propertyNames: (error) => ({
    pointer: childPointer(error, error.params['propertyName']),
    onKey: true,
    message: 'this name is not allowed: lower-case letters, digits and hyphens',
  }),
  type: ({ params }, value) => ({
    message: `${kinds[String(params['type'])] ?? String(params['type'])} is expected, and this is ${kindOf(value)}`,
    hint:
      params['type'] === 'boolean' && typeof value === 'string' && YES_NO.test(value)
        ? `write ${/^(?:y|yes|on|true)$/i.test(value) ? 'true' : 'false'}, without quotes`
        : params['type'] === 'string' && typeof value === 'number'
          ? 'put it in quotes'
          : undefined,
  }),
  enum: ({ params }, value) => {
    const allowed = params['allowedValues'] as readonly unknown[]
    return {
      message: `one of ${list(allowed)} is expected`,
      hint: typeof value === 'string' ? didYouMean(value, allowed.map(String)) : undefined,
    }
  },
  const: ({ params }) => ({ message: `${JSON.stringify(params['allowedValue'])} is expected` }),
  discriminator: ({ params, parentSchema }, value) => {
    const { tag, tagValue } = params as { tag: string; tagValue?: unknown }
    const types = (parentSchema.oneOf ?? []).map(({ $ref }) => $ref.slice($ref.lastIndexOf('/') + 1))
    if (tagValue === undefined) return typeof value === 'object' ? undefined : { message: 'a mapping (key: value) is expected' }
    return {
      pointer: `/${tag}`,
      message: `one of ${list(types)} is expected`,
      hint: typeof tagValue === 'string' ? didYouMean(tagValue, types) : undefined,
    }
  },
  format: ({ params }, value) => ({
    message: `${formats[String(params['format'])] ?? String(params['format'])} is expected`,
    hint: typeof value === 'string' && IMPOSSIBLE_DAY.test(value) ? 'is the day in the calendar, and does a time have its offset?' : undefined,
  }),
  pattern: ({ parentSchema }) => ({
    message: 'this is not written as it must be',
    hint: parentSchema.description,
  }),
  minLength: () => ({ message: 'a text is expected, and this is empty' }),
  maxLength: ({ params }) => ({ message: `at most ${String(params['limit'])} characters are allowed` }),
  minItems: ({ params }) => ({ message: params['limit'] === 1 ? 'at least one entry is needed' : `at least ${String(params['limit'])} entries are needed` }),
  maxItems: ({ params }) => ({ message: `at most ${String(params['limit'])} entries are allowed` }),
  minProperties: () => ({ message: 'at least one key is needed' }),
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
