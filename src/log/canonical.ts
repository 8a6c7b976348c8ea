/**
 * Canonical JSON (RFC 8785) of the values that our records are made of: texts, whole numbers, truth values, lists and plain
 * objects. Other numbers are refused, so that no two programs can write one value in two ways.
 */
export type Canonical = string | number | boolean | null | readonly Canonical[] | { readonly [key: string]: Canonical | undefined }

const LONE_SURROGATE = /\p{Cs}/u

const textOf = (text: string): string => {
  if (LONE_SURROGATE.test(text)) throw new TypeError('half a surrogate pair has no canonical form')
  return JSON.stringify(text)
}

const numberOf = (number: number): string => {
  if (!Number.isSafeInteger(number)) throw new TypeError('only whole numbers below 2^53 have a place in a record')
  return String(number)
}

const isList = (value: Canonical): value is readonly Canonical[] => Array.isArray(value)

/** The one text of a value. Keys are in order of UTF-16 code unit; a key without a value is left out. */
export const canonicalise = (value: Canonical): string => {
  if (typeof value === 'string') return textOf(value)
  if (typeof value === 'number') return numberOf(value)
  if (typeof value === 'boolean' || value === null) return String(value)
  if (isList(value)) return `[${value.map(canonicalise).join(',')}]`
  const pairs = Object.keys(value)
    .sort()
    .flatMap((key) => {
      const inner = value[key]
      return inner === undefined ? [] : [`${textOf(key)}:${canonicalise(inner)}`]
    })
  return `{${pairs.join(',')}}`
}
