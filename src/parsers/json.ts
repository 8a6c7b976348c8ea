/** JSON bytes → a value, or why not. The engine's own messages quote the text and are never shown. */
import { decodeUtf8 } from './text.ts'

export type JsonRecord = Readonly<Record<string, unknown>>
export type ParsedJson = { readonly value: unknown } | { readonly unreadable: string }

const DEPTH = 64

export const isRecord = (value: unknown): value is JsonRecord => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The own field of a record, when the record has it: a key such as `constructor` finds nothing. */
export const field = (value: unknown, key: string): unknown => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined)

/** The field as a text that is not blank. */
export const textField = (value: unknown, key: string): string | undefined => {
  const found = field(value, key)
  return typeof found === 'string' && found.trim() !== '' ? found : undefined
}

const deeperThan = (value: unknown, limit: number): boolean => {
  if (typeof value !== 'object' || value === null) return false
  if (limit === 0) return true
  // Without a copy of the values: a log has millions of records.
  for (const key in value) if (deeperThan((value as JsonRecord)[key], limit - 1)) return true
  return false
}

/** Whether a text has more openings of lists and objects than a value of that depth needs; most have few, and are done with. */
const mayBeDeep = (text: string, limit: number): boolean => {
  let openings = 0
  for (const sign of '{[') {
    for (let at = text.indexOf(sign); at !== -1 && openings <= limit; at = text.indexOf(sign, at + 1)) openings += 1
  }
  return openings > limit
}

/** How many keys an object and the objects in it have. */
export const keysIn = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (Array.isArray(value)) for (const item of value as unknown[]) count += keysIn(item)
  else for (const key in value) count += 1 + keysIn((value as JsonRecord)[key])
  return count
}

const QUOTE = 34
const SPACE = 32

/** How many keys a text of JSON is written with; undefined: it cannot be told without reading it as JSON. */
export const keysWritten = (text: string): number | undefined => {
  if (text.includes('\\')) return undefined
  let count = 0
  // Without an escape no text holds a quotation mark, so that one before a colon ends a key, or begins a text with a colon: never too few are counted.
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    const before = text.charCodeAt(at - 1)
    if (before <= SPACE) return undefined
    if (before === QUOTE) count += 1
  }
  return count
}

/** A long text takes the engine no memory so, as one does of which each sign is a choice. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g

/**
 * Whether an object of a JSON text has a key twice: the engine would keep the last in silence. The text must be valid JSON, and the value
 * that of it. Where the value has as many keys as were written, none was dropped, and nothing more need be asked.
 */
export const repeatsKey = (text: string, value: unknown): boolean => {
  if (keysWritten(text) === keysIn(value)) return false
  const open: (Set<string> | undefined)[] = []
  let last = ''
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (token === ':') {
      const keys = open.at(-1)
      const key = JSON.parse(last) as string
      if (keys?.has(key) === true) return true
      keys?.add(key)
    } else last = token
  }
  return false
}

/** Each escape, the two of a pair as one; the group is there where one half stands alone. */
const ESCAPES = /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u([dD][89a-fA-F])|[^])/g

/** Whether a text in JSON holds half a surrogate pair, which is no character: it could not be written again as UTF-8. */
const hasHalf = (text: string): boolean => {
  // Few texts have an escape that could be one, and to look for a text is quicker than for a pattern.
  if (!text.includes('\\ud') && !text.includes('\\uD')) return false
  for (const [, half] of text.matchAll(ESCAPES)) if (half !== undefined) return true
  return false
}

/** A text of JSON as its value. One that holds what no UTF-8 can say, written with escapes, is none (RFC 8259, 8.2): readers disagree about it. */
export const parseJsonText = (text: string): ParsedJson => {
  try {
    const value = JSON.parse(text) as unknown
    if (hasHalf(text)) return { unreadable: 'JSON with half a character in it, a lone surrogate' }
    return mayBeDeep(text, DEPTH) && deeperThan(value, DEPTH) ? { unreadable: `nested deeper than ${String(DEPTH)} levels` } : { value }
  } catch {
    return { unreadable: text.trimStart().startsWith('<') ? 'a web page, not JSON' : 'not valid JSON' }
  }
}

/** The same, for evidence: a text in which a key is given twice is none, as the engine would keep the last, whatever the first says. */
export const parseStrictJson = (text: string): ParsedJson => {
  const parsed = parseJsonText(text)
  return !('unreadable' in parsed) && repeatsKey(text, parsed.value) ? { unreadable: 'JSON in which a key is given twice' } : parsed
}

export const parseJson = (bytes: Uint8Array): ParsedJson => {
  const text = decodeUtf8(bytes)
  return text === undefined ? { unreadable: 'not UTF-8 text' } : parseStrictJson(text)
}
