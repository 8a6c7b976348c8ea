/**
 * How many backup codes are left: the one file that asks for verificationCodes, whose answers may hold live codes. They
 * are counted on the raw bytes: no text and no parsed value is ever made of them, so that no code stays in memory, and
 * nothing of them is hashed, kept or told. The door zeroes the bytes afterwards.
 */
import { isUtf8 } from 'node:buffer'
import { setTimeout as sleep } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { Lack } from '../../model/inventory.ts'
import { field, parseJson } from '../../parsers/json.ts'
import type { Page } from '../asking.ts'
import { type Door, lackIn, Refused } from '../http.ts'
import { lackOfCall, limitReason, type Permission, request, type Way } from './requests.ts'

/** The only scope that shows them; it may also make and destroy them. */
export const COUNTS: Permission = { scope: 'https://www.googleapis.com/auth/admin.directory.user.security', privilege: 'User Security Management' }

/** A mask without the codes and without the user. The kind tells a list without codes from a wrong answer. */
const FIELDS = 'kind,etag,items(kind)'
const SIDE_BY_SIDE = 8
/** Of the 2,400 requests a minute that Google grants (providers.md §4.1), a part is left to others. */
const A_SECOND = 30
/** After so many accounts in a row that could not be counted, the rest will not be either. */
const IN_A_ROW = 8
const DEPTH = 64

const LIST_KIND = 'admin#directory#verificationCodesList'
/** The texts that the count depends on. All others are walked over. */
const WORDS = ['kind', 'items', 'verificationCode', LIST_KIND]

interface Counted {
  readonly remaining: number
  /** The codes came although the mask left them out. */
  readonly despiteMask: boolean
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a]
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d]
const [MINUS, PLUS, DOT, ZERO] = [0x2d, 0x2b, 0x2e, 0x30]
const SPACES = [0x20, 0x09, 0x0a, 0x0d]
/** What stands after a backslash, and the code unit that it means. */
const ESCAPES: ReadonlyMap<number, number> = new Map(Array.from('"\\/bfnrt', (letter, index) => [letter.charCodeAt(0), '"\\/\b\f\n\r\t'.charCodeAt(index)]))
const LITERALS = ['true', 'false', 'null']

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= ZERO + 9
const hexValue = (byte: number | undefined): number | undefined => {
  if (byte === undefined) return undefined
  if (isDigit(byte)) return byte - ZERO
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : undefined
}

/**
 * How many objects the list of a verificationCodesList has; undefined for everything that is not one, whole and alone.
 * It reads JSON as RFC 8259 has it, byte by byte. A list without `items` has none left; one that has `items` or `kind`
 * twice, or anything but objects among them, is not believed.
 */
export const countCodes = (bytes: Uint8Array): Counted | undefined => {
  if (!isUtf8(bytes)) return undefined
  let at = 0

  const skipSpace = (): void => {
    while (SPACES.includes(bytes[at] ?? 0)) at += 1
  }
  const take = (byte: number): boolean => {
    if (bytes[at] !== byte) return false
    at += 1
    return true
  }

  /** The code unit at hand of a text, behind any escape; undefined: malformed. Bytes above ASCII stand for no unit of a word. */
  const readUnit = (): number | undefined => {
    const byte = bytes[at]
    if (byte === undefined || byte < 0x20) return undefined
    at += 1
    if (byte !== BACKSLASH) return byte
    const letter = bytes[at] ?? 0
    at += 1
    if (letter !== 0x75) return ESCAPES.get(letter)
    let unit = 0
    for (const end = at + 4; at < end; at += 1) {
      const digit = hexValue(bytes[at])
      if (digit === undefined) return undefined
      unit = unit * 16 + digit
    }
    // An escaped unit above ASCII is no byte above ASCII, and both are no letter of a word.
    return unit
  }

  /** Walks over a text: the word that it is, '' for any other, undefined when it is malformed. */
  const readText = (): string | undefined => {
    if (!take(QUOTE)) return undefined
    let words = WORDS
    for (let length = 0; ; length += 1) {
      if (take(QUOTE)) return words.find((word) => word.length === length) ?? ''
      const unit = readUnit()
      if (unit === undefined) return undefined
      words = words.filter((word) => word.charCodeAt(length) === unit)
    }
  }

  const readDigits = (): boolean => {
    const start = at
    while (isDigit(bytes[at])) at += 1
    return at > start
  }
  const readNumber = (): boolean => {
    take(MINUS)
    if (!take(ZERO) && !readDigits()) return false
    if (take(DOT) && !readDigits()) return false
    if (((bytes[at] ?? 0) | 0x20) !== 0x65) return true
    at += 1
    if (!take(PLUS)) take(MINUS)
    return readDigits()
  }
  const readLiteral = (): boolean => {
    const literal = LITERALS.find((word) => Array.from(word).every((letter, index) => bytes[at + index] === letter.charCodeAt(0)))
    at += literal?.length ?? 0
    return literal !== undefined
  }

  /** Walks over what stands between two brackets, separated by commas. */
  const readBetween = (open: number, close: number, readOne: () => boolean): boolean => {
    if (!take(open)) return false
    skipSpace()
    if (take(close)) return true
    for (;;) {
      skipSpace()
      if (!readOne()) return false
      skipSpace()
      if (take(close)) return true
      if (!take(COMMA)) return false
    }
  }
  const readObject = (readMember: (key: string) => boolean): boolean =>
    readBetween(OPEN_OBJECT, CLOSE_OBJECT, () => {
      const key = readText()
      skipSpace()
      if (key === undefined || !take(COLON)) return false
      skipSpace()
      return readMember(key)
    })
  const readList = (readElement: () => boolean): boolean => readBetween(OPEN_LIST, CLOSE_LIST, readElement)
  const readAny = (depth: number): boolean => {
    if (depth > DEPTH) return false
    const byte = bytes[at]
    if (byte === QUOTE) return readText() !== undefined
    if (byte === OPEN_OBJECT) return readObject(() => readAny(depth + 1))
    if (byte === OPEN_LIST) return readList(() => readAny(depth + 1))
    return byte === MINUS || isDigit(byte) ? readNumber() : readLiteral()
  }

  let [kinds, lists, remaining, despiteMask] = [0, 0, 0, false]
  const readCode = (): boolean => {
    remaining += 1
    return readObject((key) => {
      if (key === 'verificationCode') despiteMask = true
      return readAny(4)
    })
  }
  skipSpace()
  const isWhole = readObject((key) => {
    if (key === 'kind') {
      kinds += 1
      return readText() === LIST_KIND
    }
    if (key !== 'items') return readAny(2)
    lists += 1
    return readList(readCode)
  })
  skipSpace()
  return isWhole && at === bytes.length && kinds === 1 && lists <= 1 ? { remaining, despiteMask } : undefined
}

/** All that is let out of an answer: the count; of a refusal, whether it only asks for patience. */
const shrink = (bytes: Uint8Array, status: number): Uint8Array => {
  if (status === 200) return Buffer.from(JSON.stringify(countCodes(bytes) ?? {}))
  const reason = limitReason(bytes)
  return Buffer.from(reason === undefined ? '' : JSON.stringify(reason))
}

/** The count of one account, or why there is none. */
export type CountAnswer =
  { readonly email: string; readonly remaining: number; readonly despiteMask: boolean } | { readonly email: string; readonly lack: Lack }

export interface Counting {
  readonly base: string
  readonly door: Door
  readonly way: Way
  readonly token: () => Promise<string>
}

/** An address that stays in its place in a path. */
const ADDRESS = /^[^@\s/]+@[^@\s/]+$/

const countOne = async (email: string, { base, door, way, token }: Counting): Promise<{ answer: CountAnswer; request: Page['request'] }> => {
  const path = `/admin/directory/v1/users/${encodeURIComponent(email)}/verificationCodes`
  const asked = (at: number): Page['request'] => ({ endpoint: `GET ${path}`, at, records: 1 })
  try {
    if (!ADDRESS.test(email)) throw new Refused({ reason: 'unreadable', detail: 'what the user list has for an address is none' })
    const url = `${base}${path}?${new URLSearchParams({ fields: FIELDS }).toString()}`
    const answer = await request({ url, headers: { authorization: `Bearer ${await token()}` } }, door.secretLine(shrink), way)
    if (answer.status !== 200) throw new Refused(lackOfCall(answer, COUNTS))
    const parsed = parseJson(answer.bytes)
    const remaining = 'value' in parsed ? field(parsed.value, 'remaining') : undefined
    if (typeof remaining !== 'number') throw new Refused({ reason: 'unreadable', detail: 'the answer is no list of verification codes' })
    return { answer: { email, remaining, despiteMask: 'value' in parsed && field(parsed.value, 'despiteMask') === true }, request: asked(answer.at) }
  } catch (error) {
    return { answer: { email, lack: lackIn(error) ?? { reason: 'unavailable', detail: 'the codes could not be counted' } }, request: asked(way.live.now()) }
  }
}

/** Whether what keeps one account from being counted keeps all of them. */
const isForAll = ({ reason }: Lack): boolean => reason === 'authentication' || reason === 'rate-limited'

/** The counts of the accounts, one call each, in their order; it throws Refused once it is clear that the rest cannot be counted. */

export async function* countAll(emails: readonly string[], counting: Counting): AsyncGenerator<Page> {
  const { live } = counting.way
  const limit = pLimit(SIDE_BY_SIDE)
  const start = performance.now()
  const answers = emails.map((email, index) =>
    limit(async () => {
      const early = start + (index / A_SECOND) * live.second - performance.now()
      if (early > 0) await sleep(early, undefined, { signal: live.signal }).catch(() => undefined)
      return countOne(email, counting)
    }),
  )
  let failed = 0
  let counted = 0
  try {
    for (const pending of answers) {
      const { answer, request: record } = await pending
      if (live.signal.aborted) throw live.signal.reason
      if ('lack' in answer) {
        failed += 1
        if (isForAll(answer.lack) || failed >= IN_A_ROW || (counted === 0 && failed === emails.length)) throw new Refused(answer.lack)
      } else {
        failed = 0
        counted += 1
      }
      yield { value: answer, records: 'lack' in answer ? 0 : 1, request: record }
    }
  } finally {
    limit.clearQueue()
  }
}
