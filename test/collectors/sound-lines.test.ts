/** The quick way to read a register in JSON lines: what it takes, the strict way takes, and both read the same. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadRegister } from '../../src/collectors/register/register.ts'
import { readSoundLines } from '../../src/collectors/register/sound-lines.ts'

const LINES = [
  '{"id":"hq-safe","kind":"safe","site":"hq"}',
  '{"id":"vault-hq","kind":"vault","encrypted":true,"unlocked-by":["okta:acme"]}',
  '{"id":"registrar","name":"Domain registrar","rotation":"scheduled","issues":12}',
  '{"account":"github:ada","status":"active","generated":"2026-03-15T10:00:00Z","copies":[{"location":"hq-safe","item":"bag 0031","stored":"2026-03-16"}]}',
  '{ "account": "registrar:acme", "status": "lost", "since": "2026-11-10", "name": "a  \\" b" }',
  '{"account":"github:grace","status":"spent","used":[{"at":"2026-05-02","code":5}]}',
  '',
]
/** The first is right, and not plainly so; the others are wrong, each in another way, alone or beside what stands above. */
const NOT_PLAIN = [
  '{"account":"github:\\u0061da","status":"active"}',
  '{"id":"hq-safe","kind":"safe"}',
  '{"id":"github","name":"GitHub","rotation":"scheduled"}',
  '{"account":"github:ada","status":"active","status":"revoked"}',
  '{"account":"nowhere:ada","status":"active"}',
  '{"account":"github:ada","status":"active","copies":[{"location":"branch-safe"}]}',
  '{"account":"github:ada","status":"active","since":"2026-11-10"}',
  '{"account":"github:ada","status":"active","issued":3,"remaining":4}',
  '{"account":"github:ada","status":"active","generated":"2026-02-30"}',
  '{"account":"github:ada","staus":"active"}',
  '{"account":"github:ada","status":"active"',
  '[]',
]

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
}

const quickly = async (text: string, size = 7) => {
  const register = await readSoundLines('register.jsonl', inChunks(Buffer.from(text), size))
  return register && { ...register, codeSets: [...register.codeSets] }
}
const strictly = (text: string) => loadRegister({ file: 'register.jsonl', sha256: '', bytes: Buffer.from(text) })

test('a register in which nothing is wrong is taken, and read as the strict way reads it', async () => {
  const text = `${LINES.join('\n')}\n`
  const register = await quickly(text)
  expect(register?.codeSets).toHaveLength(3)
  expect(strictly(text)).toEqual({ value: register })
})

test.each(NOT_PLAIN)('%s is left to the strict way', async (line) => {
  expect(await quickly([...LINES, line].join('\n'))).toBeUndefined()
})

test('nothing is taken that the strict way refuses, whatever the lines and the chunks', async () => {
  const lines = fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...LINES) }, { weight: 1, arbitrary: fc.constantFrom(...NOT_PLAIN) }), {
    maxLength: 8,
  })
  await fc.assert(
    fc.asyncProperty(lines, fc.constantFrom('\n', '\r\n'), fc.integer({ min: 1, max: 300 }), async (some, end, size) => {
      const text = some.join(end)
      const register = await quickly(text, size)
      if (register !== undefined) expect(strictly(text)).toEqual({ value: register })
    }),
  )
})
