import { describe, expect, test } from 'vitest'
import { parseVaultJson } from '../../src/parsers/vault-audit.ts'
import { plaintextsIn, type PlaintextPath } from '../../src/parsers/vault-plaintext.ts'

const HMAC = `hmac-sha256:${'5d'.repeat(32)}`
const CANARY = '73019284'
const metadata = { version: 1234, created_time: '2026-03-01T10:00:00.12Z', deletion_time: '', destroyed: false, custom_metadata: null }

const line = (response: unknown, request: unknown = {}, over: object = {}): string =>
  JSON.stringify({
    time: '2026-08-20T09:14:03Z',
    type: 'response',
    auth: { client_token: HMAC },
    request: { id: 'b1c2', operation: 'read', path: 'escrow/data/github/ada', client_token: HMAC, data: request },
    response: { data: response },
    ...over,
  })

const inLine = (text: string): readonly PlaintextPath[] => {
  const parsed = parseVaultJson(text)
  return 'value' in parsed ? plaintextsIn(parsed.value) : []
}
const paths = (text: string): string[] => inLine(text).map(({ path, what }) => `${what} ${path}`)

describe('what Vault writes by design is not in clear', () => {
  const table: readonly (readonly [string, string])[] = [
    ['a read of KV version 2', line({ data: { codes: HMAC }, metadata })],
    ['a write of it', line(metadata, { data: { codes: HMAC }, options: { cas: 4711 } })],
    [
      'a read of metadata',
      line({
        current_version: 2000,
        oldest_version: 1001,
        max_versions: 5000,
        cas_required: true,
        updated_time: '2026-03-01T10:00:00+01:00',
        versions: { 1: { created_time: '2026-03-01T10:00:00Z', deletion_time: '', destroyed: false } },
      }),
    ],
    ['a destruction of versions', line(undefined, { versions: [1001, 1002] })],
    ['an elided list', line({ keys: 12 })],
    ['a list', line({ keys: [HMAC, HMAC] })],
    ['small numbers, which count something', line({ data: { issued: 16, remaining: 999 } })],
    ['no payload at all', line(undefined, undefined)],
  ]
  test.each(table)('%s', (_, text) => {
    expect(inLine(text)).toEqual([])
  })
})

describe('in clear is', () => {
  const table: readonly (readonly [string, string, readonly string[]])[] = [
    ['a text in what was read', line({ data: { codes: CANARY } }), ['string response.data.data.codes']],
    ['a text in what was written', line({}, { data: { codes: CANARY } }), ['string request.data.data.codes']],
    ['a text of KV version 1', line({ codes: CANARY }), ['string response.data.codes']],
    ['each text of a list, told once', line({ data: { codes: [CANARY, HMAC, 'abcde-12345'] } }), ['string response.data.data.codes.*']],
    [
      'a text in custom metadata',
      line({ data: {}, metadata: { ...metadata, custom_metadata: { owner: 'ada' } } }),
      ['string response.data.metadata.custom_metadata.owner'],
    ],
    ['a number that may be a code', line({ data: { code: Number(CANARY) } }), ['number response.data.data.code']],
    ['a number of four digits', line({ data: { code: 1000 } }), ['number response.data.data.code']],
    ['numbers in a list', line({}, { data: { codes: [12345678, 87654321] } }), ['number request.data.data.codes.*']],
    ['a number where only the engine may have one, but deeper', line({ data: { version: 4711 } }), ['number response.data.data.version']],
    ['the name of a key that looks like a code', line({ data: { [CANARY]: HMAC } }), ['key response.data.data.•••']],
    ['a time that is none', line({ data: { codes: '2026-03-01' } }), ['string response.data.data.codes']],
    ['a text behind the prefix of an HMAC', line({ data: { codes: `hmac-sha256:${CANARY}` } }), ['string response.data.data.codes']],
    ['a text as long as an HMAC', line({ data: { codes: `hmac-sha256:${CANARY.padEnd(64, '-')}` } }), ['string response.data.data.codes']],
    ['a text behind an HMAC', line({ data: { codes: `${HMAC}${CANARY}` } }), ['string response.data.data.codes']],
    ['a token behind the prefix of an HMAC', line({}, {}, { auth: { client_token: 'hmac-sha256:hvs.CAES' } }), ['string auth.client_token']],
    ['a text behind the prefix of a syslog', `@cee: ${line({ data: { codes: CANARY } })}`, ['string response.data.data.codes']],
  ]
  test.each(table)('%s', (_, text, expected) => {
    expect(paths(text)).toEqual(expected)
  })
})

test('a device that writes all raw is told by its token, and its payload is not looked at', () => {
  expect(paths(line({ data: { codes: CANARY } }, {}, { auth: { client_token: 's.raw' } }))).toEqual(['string auth.client_token'])
})

test('no value and no name that may be one leaves', () => {
  const told = JSON.stringify(inLine(line({ data: { [CANARY]: CANARY, 'key-12': Number(CANARY), codes: { 'ab12c-d34ef': CANARY } } })))
  expect(told).not.toContain(CANARY)
  expect(told).not.toContain('ab12c')
  expect(told).toContain('•••')
})
