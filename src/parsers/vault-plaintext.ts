/**
 * Where a record of a Vault audit device shows a value in clear. Vault writes the strings of payloads as HMACs; by
 * design it leaves in clear the names of keys, numbers, true and false, nulls, empty strings and RFC 3339 times (Vault
 * and OpenBao, "Audit devices"). So a string in clear, or a number that could be a code, was not meant to be there. Only
 * the way to it leaves this file, never the value, and a name on the way that looks like a code is covered, too.
 */
import { maskCodes } from '../model/mask.ts'
import { field, isRecord, textField } from './json.ts'

export interface PlaintextPath {
  /** Such as `response.data.data.codes.*`; `*` is a place in a list. */
  readonly path: string
  readonly what: 'string' | 'number' | 'key'
}

/** A whole HMAC: its prefix before something else hides nothing. */
const HMAC = /^hmac-sha256:[0-9a-f]{64}$/
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

const isInClear = (text: string): boolean => text !== '' && !HMAC.test(text) && !TIME.test(text)

const toPath = ([top = '', ...inner]: readonly string[], what: PlaintextPath['what']): PlaintextPath => ({
  path: [top, ...inner.map((key) => (key === '*' ? key : shown(key)))].join('.'),
  what,
})

/** Adds each place of a value to what was found. `keys` is the way to it, one list for all: a log has millions of payloads. */
const walk = (value: unknown, keys: string[], found: PlaintextPath[]): void => {
  if (typeof value === 'string') {
    if (isInClear(value)) found.push(toPath(keys, 'string'))
  } else if (typeof value === 'number') {
    if (value >= LEAST_CODE && !OF_THE_ENGINE.has(keys.slice(1).join('.'))) found.push(toPath(keys, 'number'))
  } else if (Array.isArray(value)) {
    for (const item of value as unknown[]) enter('*', item, keys, found)
  } else if (isRecord(value)) {
    for (const key in value) enter(key, value[key], keys, found)
  }
}

const enter = (key: string, value: unknown, keys: string[], found: PlaintextPath[]): void => {
  keys.push(key)
  if (looksLikeCode(key)) found.push(toPath(keys, 'key'))
  walk(value, keys, found)
  keys.pop()
}

/** Parts of a record that hold a token, and those that hold a payload. */
const WITH_TOKEN = ['auth', 'request'] as const
const WITH_PAYLOAD = ['request', 'response'] as const

/** A device with `log_raw` writes tokens in clear, too. */
const rawToken = (record: unknown): string | undefined =>
  WITH_TOKEN.find((part) => {
    const token = textField(field(record, part), 'client_token')
    return token !== undefined && isInClear(token)
  })

/** Each way to a value in clear, once. Of a device that writes everything raw the payload is not looked at any more. */
export const plaintextsIn = (record: unknown): readonly PlaintextPath[] => {
  const raw = rawToken(record)
  if (raw !== undefined) return [{ path: `${raw}.client_token`, what: 'string' }]
  const found: PlaintextPath[] = []
  for (const part of WITH_PAYLOAD) walk(field(field(record, part), 'data'), [`${part}.data`], found)
  return found.length === 0 ? found : [...new Map(found.map((one) => [`${one.path}\n${one.what}`, one])).values()]
}
