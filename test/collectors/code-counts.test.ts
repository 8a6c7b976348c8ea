/** Codes are counted on the raw bytes: what is no whole list has no count, and no code stays in memory. */
import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { countCodes } from '../../src/collectors/google/code-counts.ts'
import { CODES_EACH, codesOf, USERS } from '../support/planted-codes.ts'
import { anActivity } from '../support/servers/google.ts'
import { tempFolder } from '../support/temp-folder.ts'

const KIND = 'admin#directory#verificationCodesList'
const count = (text: string): number | undefined => countCodes(Buffer.from(text))?.remaining
const aCode = (code: string): unknown => ({ kind: 'admin#directory#verificationCode', etag: '"x"', userId: '101', verificationCode: code })

describe('the count', () => {
  test.each<[string, string, number | undefined]>([
    ['none are left', `{"kind":"${KIND}","etag":"\\"e\\""}`, 0],
    ['none are left, and it says so', `{"items":[],"kind":"${KIND}"}`, 0],
    ['masked ones', `{"kind":"${KIND}","items":[{"kind":"x"},{"kind":"x"},{}]}`, 3],
    ['the codes themselves', JSON.stringify({ kind: KIND, items: [aCode('11112222'), aCode('33334444')] }), 2],
    ['an escaped key', `{"\\u006bind":"admin\\u0023directory#verificationCodesList","it\\u0065ms":[{}]}`, 1],
    ['items in an item', `{"kind":"${KIND}","items":[{"items":[{},{},{}]}]}`, 1],
    ['items beside the list', `{"kind":"${KIND}","other":{"items":[{}]},"items":[{},{}]}`, 2],
    ['brackets in texts', `{"kind":"${KIND}","items":[{"a":"}]{[,\\\\"},{"b":"\\""}]}`, 2],
    ['spaces', ` \r\n{ "kind" : "${KIND}" ,\t"items" : [ { } , { } ] } \n`, 2],
    ['nothing', '', undefined],
    ['no kind', '{"items":[{}]}', undefined],
    ['another kind', '{"kind":"admin#directory#verificationCode","items":[{}]}', undefined],
    ['a longer kind', `{"kind":"${KIND}s","items":[{}]}`, undefined],
    ['a kind that is no text', '{"kind":1,"items":[{}]}', undefined],
    ['two kinds', `{"kind":"${KIND}","kind":"${KIND}","items":[{}]}`, undefined],
    ['two lists', `{"kind":"${KIND}","items":[{}],"\\u0069tems":[]}`, undefined],
    ['a list of texts', `{"kind":"${KIND}","items":["11112222"]}`, undefined],
    ['a null list', `{"kind":"${KIND}","items":null}`, undefined],
    ['a null among them', `{"kind":"${KIND}","items":[{},null]}`, undefined],
    ['something behind it', `{"kind":"${KIND}","items":[{}]}{}`, undefined],
    ['a comma too many', `{"kind":"${KIND}","items":[{},]}`, undefined],
    ['a comma too few', `{"kind":"${KIND}","items":[{}{}]}`, undefined],
    ['no colon', `{"kind" "${KIND}"}`, undefined],
    ['a wrong escape', `{"kind":"${KIND}","a":"\\x"}`, undefined],
    ['a wrong number', `{"kind":"${KIND}","a":01}`, undefined],
    ['a control character', `{"kind":"${KIND}","a":"\u0001"}`, undefined],
    ['a mark of byte order', `\ufeff{"kind":"${KIND}"}`, undefined],
    ['a list in a list', `[{"kind":"${KIND}"}]`, undefined],
    ['a web page', '<!doctype html>', undefined],
    ['an error', '{"error":{"code":403}}', undefined],
    ['a thousand levels', `{"kind":"${KIND}","a":${'['.repeat(1000)}${']'.repeat(1000)}}`, undefined],
  ])('of %s', (_, text, expected) => {
    expect(count(text)).toBe(expected)
  })

  test('is none of bytes that are no UTF-8', () => {
    expect(countCodes(Buffer.concat([Buffer.from(`{"kind":"${KIND}","a":"`), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]))).toBeUndefined()
  })

  test('tells whether codes came despite the mask', () => {
    expect(countCodes(Buffer.from(JSON.stringify({ kind: KIND, items: [aCode('11112222')] })))).toEqual({ remaining: 1, despiteMask: true })
    expect(countCodes(Buffer.from(JSON.stringify({ kind: KIND, items: [{ kind: 'x' }] })))).toEqual({ remaining: 1, despiteMask: false })
  })
})

/** JSON texts of a value, in any spacing, any escaping, any order of keys. */
const spaces = fc.stringMatching(/^[ \t\r\n]{0,3}$/)
const aText = (text: string): fc.Arbitrary<string> =>
  fc.infiniteStream(fc.nat(5)).map(
    (choices) =>
      `"${Array.from({ length: text.length }, (_, at) => {
        const unit = text.charCodeAt(at)
        const hex = `\\u${unit.toString(16).padStart(4, '0')}`
        const choice = choices.next().value as number
        if (choice === 0) return hex
        if (choice === 1) return hex.toUpperCase().replace('U', 'u')
        const plain = JSON.stringify(text[at]).slice(1, -1)
        return choice === 2 && text[at] === '/' ? '\\/' : plain
      }).join('')}"`,
  )
const aTextOf = (value: unknown): fc.Arbitrary<string> => {
  if (typeof value === 'string') return aText(value)
  if (Array.isArray(value)) return between('[', ']', value.map(aTextOf))
  if (typeof value === 'object' && value !== null)
    return fc.shuffledSubarray(Object.entries(value), { minLength: Object.keys(value).length }).chain((entries) =>
      between(
        '{',
        '}',
        entries.map(([key, inner]) => fc.tuple(aText(key), spaces, spaces, aTextOf(inner)).map(([k, a, b, v]) => `${k}${a}:${b}${v}`)),
      ),
    )
  return fc.constant(JSON.stringify(value))
}
const between = (open: string, close: string, parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc
    .tuple(spaces, ...parts.map((part) => fc.tuple(spaces, part, spaces).map((three) => three.join(''))))
    .map(([space, ...texts]) => `${open}${texts.length === 0 ? space : texts.join(',')}${close}`)

const anyItem = fc.oneof(
  fc.record({ kind: fc.constant('admin#directory#verificationCode') }),
  fc.stringMatching(/^[0-9]{8}$/).map(aCode),
  fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
)
const anyList = fc.record(
  {
    kind: fc.constant(KIND),
    etag: fc.string(),
    items: fc.array(anyItem, { maxLength: 12 }),
    other: fc.jsonValue({ maxDepth: 3 }),
    extra: fc.record({ items: fc.array(anyItem, { maxLength: 3 }), kind: fc.string() }),
  },
  { requiredKeys: ['kind'] },
)
const anyListAsText = anyList.chain((list) =>
  fc.tuple(
    fc.constant(list.items?.length ?? 0),
    fc.tuple(spaces, aTextOf(list), spaces).map((parts) => parts.join('')),
  ),
)

describe('of any list', () => {
  test('in any spacing, escaping and order of keys, it is right', () => {
    fc.assert(
      fc.property(anyListAsText, ([expected, text]) => {
        expect(count(text)).toBe(expected)
      }),
      { numRuns: 300 },
    )
  })

  test('that is cut anywhere, there is none', () => {
    fc.assert(
      fc.property(anyListAsText, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), ([, text], part) => {
        const bytes = Buffer.from(text.trimEnd())
        expect(countCodes(bytes.subarray(0, Math.floor(bytes.length * part)))).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })

  test('with any byte changed, there is none or it is what JSON.parse sees', () => {
    fc.assert(
      fc.property(anyListAsText, fc.nat(), fc.nat(255), ([, text], place, byte) => {
        const bytes = Buffer.from(text)
        bytes[place % bytes.length] = byte
        const seen = countCodes(bytes)?.remaining
        if (seen === undefined) return
        const parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)) as { kind: unknown; items?: unknown[] }
        expect([parsed.kind, parsed.items?.length ?? 0]).toEqual([KIND, seen])
      }),
      { numRuns: 500 },
    )
  })

  test('is found in whatever JSON.parse takes for one', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          anyListAsText.map(([, text]) => text),
        ),
        (text) => {
          const parsed = JSON.parse(text) as { kind?: unknown; items?: unknown } | null
          const isList = typeof parsed === 'object' && parsed?.kind === KIND && (parsed.items === undefined || Array.isArray(parsed.items))
          expect(count(text) !== undefined).toBe(isList)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('memory', () => {
  test.each([
    ['holds no code, though the codes of everybody came despite the mask', '', 0, 0],
    ['is seen: a reader that parses one answer is found out', 'careless', CODES_EACH, 100],
  ])('%s', { timeout: 60_000 }, async (_, how, least, most) => {
    const server = createServer(({ url = '' }, response) => {
      const [, user] = /user-(\d+)%40acme.test\/verificationCodes/.exec(url) ?? []
      const other = url.includes('/reports/')
        ? { kind: 'admin#reports#activities', items: [anActivity(url.includes('applications/admin') ? 'admin' : 'login', 'other')] }
        : { kind: 'admin#directory#users', users: USERS.map((primaryEmail) => ({ primaryEmail, isEnrolledIn2Sv: true })) }
      response.end(user === undefined ? JSON.stringify(other) : codesOf(Number(user)))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`

    const program = join(tempFolder(), 'program.cjs')
    await build({ entryPoints: ['test/support/count-and-look.ts'], bundle: true, platform: 'node', format: 'cjs', outfile: program, logLevel: 'error' })
    const { stdout } = await promisify(execFile)(process.execPath, [program, origin, how])
    const seen = JSON.parse(stdout) as { counts: number[]; gaps: number; found: number }
    expect([seen.counts, seen.gaps]).toEqual([USERS.map(() => CODES_EACH), 0])
    expect(seen.found).toBeGreaterThanOrEqual(least)
    expect(seen.found).toBeLessThanOrEqual(most)
  })
})
