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
  const open: [unknown, number][] = [[value, 1]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, depth] = next
    if (typeof node !== 'object' || node === null) continue
    if (depth > limit) return true
    for (const child of Object.values(node)) open.push([child, depth + 1])
  }
  return false
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g

/** Whether an object of a JSON text has a key twice: the engine would keep the last in silence. The text must be valid JSON. */
export const repeatsKey = (text: string): boolean => {
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

export const parseJsonText = (text: string): ParsedJson => {
  try {
    const value = JSON.parse(text) as unknown
    return deeperThan(value, DEPTH) ? { unreadable: `nested deeper than ${String(DEPTH)} levels` } : { value }
  } catch {
    return { unreadable: text.trimStart().startsWith('<') ? 'a web page, not JSON' : 'not valid JSON' }
  }
}

export const parseJson = (bytes: Uint8Array): ParsedJson => {
  const text = decodeUtf8(bytes)
  if (text === undefined) return { unreadable: 'not UTF-8 text' }
  const parsed = parseJsonText(text)
  return !('unreadable' in parsed) && repeatsKey(text) ? { unreadable: 'JSON in which a key is given twice' } : parsed
}
