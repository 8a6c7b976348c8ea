/**
 * Where a record of a Vault audit device shows a value in clear. Vault writes the strings of payloads as HMACs; by
 * design it leaves in clear the names of keys, numbers, true and false, nulls, empty strings and RFC 3339 times (Vault
 * and OpenBao, "Audit devices"). So a string in clear, or a number that could be a code, was not meant to be there. Only
 * the way to it leaves this file, never the value, and a name on the way that looks like a code is covered, too.
 */
import { maskCodes } from '../model/mask.ts'
import { field, isRecord, textField } from './json.ts'
import { HMAC } from './vault-audit.ts'

export interface PlaintextPath {
  /** Such as `response.data.data.codes.*`; `*` is a place in a list. */
  readonly path: string
  readonly what: 'string' | 'number' | 'key'
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/

/** Numbers of the KV engine's own: they tell which version was read or written. */
const OF_THE_ENGINE: ReadonlySet<string> = new Set([
  ...['version', 'metadata.version', 'options.cas', 'versions.*'],
  ...['current_version', 'oldest_version', 'max_versions'],
])

/** What counts something is smaller than this; a number from here on may be a code. */
const LEAST_CODE = 1000

/** The name of a key as it may be shown: a word. */
const WORD = /^[A-Za-z][A-Za-z_-]{0,23}$/
const shown = (key: string): string => (WORD.test(key) ? key : '•••')

const looksLikeCode = (key: string): boolean => maskCodes(key) !== key

const isInClear = (text: string): boolean => text !== '' && !text.startsWith(HMAC) && !TIME.test(text)

type Walk = (value: unknown, keys: readonly string[]) => readonly PlaintextPath[]

const walkFrom = (top: string): Walk => {
  const found = (keys: readonly string[], what: PlaintextPath['what']): readonly PlaintextPath[] => [
    { path: [top, ...keys.map((key) => (key === '*' ? key : shown(key)))].join('.'), what },
  ]
  const walk: Walk = (value, keys) => {
    if (typeof value === 'string') return isInClear(value) ? found(keys, 'string') : []
    if (typeof value === 'number') return value < LEAST_CODE || OF_THE_ENGINE.has(keys.join('.')) ? [] : found(keys, 'number')
    if (Array.isArray(value)) return value.flatMap((item: unknown) => walk(item, [...keys, '*']))
    if (!isRecord(value)) return []
    return Object.entries(value).flatMap(([key, inner]) => [...(looksLikeCode(key) ? found([...keys, key], 'key') : []), ...walk(inner, [...keys, key])])
  }
  return walk
}

/** A device with `log_raw` writes tokens in clear, too. */
const rawToken = (record: unknown): string | undefined =>
  ['auth', 'request'].find((part) => {
    const token = textField(field(record, part), 'client_token')
    return token !== undefined && !token.startsWith(HMAC)
  })

/** Each way to a value in clear, once. Of a device that writes everything raw the payload is not looked at any more. */
export const plaintextsIn = (record: unknown): readonly PlaintextPath[] => {
  const raw = rawToken(record)
  if (raw !== undefined) return [{ path: `${raw}.client_token`, what: 'string' }]
  const found = ['request', 'response'].flatMap((part) => walkFrom(`${part}.data`)(field(field(record, part), 'data'), []))
  return found.length === 0 ? found : [...new Map(found.map((one) => [`${one.path}\n${one.what}`, one])).values()]
}
