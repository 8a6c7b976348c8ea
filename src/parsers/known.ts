/** What is right in a value that its schema does not allow, so that one mistake hides no other. */
import { isRecord } from './json.ts'
import type { SchemaError } from './wording.ts'

/** A value of which any part may be missing, because it was left out or is not what it must be. */
export type Known<T> = T extends readonly (infer Entry)[]
  ? readonly (Known<Entry> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Known<T[Key]> | undefined }
    : T

/** Errors of which the value itself is innocent: of its parts one is wrong, missing or too many. */
const ABOUT_PARTS: ReadonlySet<string> = new Set([
  'required',
  'additionalProperties',
  'propertyNames',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'if',
  'allOf',
  'oneOf',
])

/** Where a value stands that must not be taken for what it should be. */
const wrongAt = ({ keyword, instancePath, schemaPath, params }: SchemaError): readonly string[] => {
  if (ABOUT_PARTS.has(keyword) || schemaPath.includes('/propertyNames/')) return []
  return [keyword === 'discriminator' ? `${instancePath}/${String(params['tag'])}` : instancePath]
}

const step = (node: unknown, key: string): unknown =>
  Array.isArray(node) ? (node as unknown[])[Number(key)] : isRecord(node) && Object.hasOwn(node, key) ? node[key] : undefined

/** The pointer's value becomes undefined; entries of a list keep their numbers. */
const withhold = (root: unknown, pointer: string): void => {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = keys.pop()
  const parent = keys.reduce(step, root)
  if (last !== undefined && step(parent, last) !== undefined) (parent as Record<string, unknown>)[last] = undefined
}

/** The value with what the errors speak of set to undefined; undefined when it is wrong as a whole. The value given is used up. */
export const knownPart = <T>(value: unknown, errors: readonly SchemaError[]): Known<T> | undefined => {
  const wrong = new Set(errors.flatMap(wrongAt))
  if (wrong.has('') || !isRecord(value)) return undefined
  for (const pointer of wrong) withhold(value, pointer)
  return value as Known<T>
}
