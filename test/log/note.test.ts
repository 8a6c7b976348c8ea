import { createPrivateKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  formatCheckpoint,
  formatNote,
  formatNotes,
  isSignedBy,
  type Note,
  parseCheckpoint,
  parseNotes,
  parseVerifier,
  publish,
  signNote,
  type Signer,
} from '../../src/log/note.ts'

/** The example that the documentation of signed notes gives. */
const KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
const SIGNATURE = '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'
/** The secret key of that example: PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz */
const SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1)

const signer = (name: string, seed: Uint8Array): Signer => ({
  name,
  privateKey: createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' }),
})
const peter = signer('PeterNeumann', SEED)
const other = signer('second.acme.test', Buffer.alloc(32, 7))

const only = (text: string): Note => {
  const [note, ...rest] = parseNotes(Buffer.from(text))
  expect(rest).toEqual([])
  return note!
}

describe('the published example', () => {
  test('verifies', () => {
    expect(isSignedBy(only(`${TEXT}\n${SIGNATURE}`), parseVerifier(KEY)!)).toBe('yes')
  })

  test('is what its key makes', () => {
    expect(publish(peter)).toBe(KEY)
    expect(formatNote(signNote({ text: TEXT, signatures: [] }, peter))).toBe(`${TEXT}\n${SIGNATURE}`)
  })

  test('does not verify when a letter is another', () => {
    expect(isSignedBy(only(`${TEXT.replace('answer', 'Answer')}\n${SIGNATURE}`), parseVerifier(KEY)!)).toBe('wrongly')
  })

  test('says nothing to another key, and nothing to a key of its name with another id', () => {
    const note = only(`${TEXT}\n${SIGNATURE}`)
    expect(isSignedBy(note, parseVerifier(publish(other))!)).toBe('no')
    expect(isSignedBy(note, parseVerifier(publish(signer('PeterNeumann', Buffer.alloc(32, 9))))!)).toBe('no')
  })
})

describe('a second signature', () => {
  const both = signNote(only(`${TEXT}\n${SIGNATURE}`), other)

  test('stands beside the first, over the same text', () => {
    const read = only(formatNote(both))
    expect([isSignedBy(read, parseVerifier(KEY)!), isSignedBy(read, parseVerifier(publish(other))!)]).toEqual(['yes', 'yes'])
    expect(formatNote(both).startsWith(`${TEXT}\n${SIGNATURE}— second.acme.test `)).toBe(true)
  })

  test('by the same key takes the place of the earlier', () => {
    expect(signNote(both, other).signatures).toHaveLength(2)
  })
})

test('several notes of one file are read one by one', () => {
  const notes = [signNote({ text: 'a\n1\n', signatures: [] }, peter), signNote(signNote({ text: 'b\n\nc\n', signatures: [] }, peter), other)]
  expect(parseNotes(Buffer.from(formatNotes(notes)))).toEqual(notes)
})

test.each<[string, string]>([
  ['a text alone', 'text\n'],
  ['a signature alone', SIGNATURE],
  ['no empty line', `text\n${SIGNATURE}`],
  ['a signature that is too short', 'text\n\n— name AAAA\n'],
  ['a signature that is not base64', 'text\n\n— name ????\n'],
  ['another dash', `text\n\n${SIGNATURE.replace('—', '-')}`],
])('%s is no note', (_, text) => {
  expect(parseNotes(Buffer.from(text))).toEqual([undefined])
})

test('an empty file has no note, and bytes that are no text are none', () => {
  expect(parseNotes(Buffer.from(''))).toEqual([])
  expect(parseNotes(Uint8Array.of(0xff))).toEqual([undefined])
})

test.each<[string, string]>([
  ['another id', KEY.replace('c74f20a3', 'c74f20a4')],
  ['another algorithm', KEY.replace('+AR', '+BR')],
  ['a part missing', 'PeterNeumann+c74f20a3'],
  ['a blank in the name', KEY.replace('PeterN', 'Peter N')],
])('a key with %s is none', (_, text) => {
  expect(parseVerifier(text)).toBeUndefined()
})

describe('a checkpoint', () => {
  const root = Buffer.alloc(32, 3).toString('base64')
  const parsed = (text: string): unknown => parseCheckpoint({ text, signatures: [] })

  test('is three lines', () => {
    const checkpoint = { origin: 'escrow.acme.test', size: 20, root }
    expect(formatCheckpoint(checkpoint)).toBe(`escrow.acme.test\n20\n${root}\n`)
    expect(parsed(formatCheckpoint(checkpoint))).toEqual(checkpoint)
  })

  test('may have lines for extensions', () => {
    expect(parsed(`escrow.acme.test\n20\n${root}\nmore\n`)).toMatchObject({ size: 20 })
  })

  test.each([
    ['a size with a nought before it', `a\n020\n${root}\n`],
    ['a size beyond 2^53', `a\n9007199254740992\n${root}\n`],
    ['no size', `a\n\n${root}\n`],
    ['no origin', `\n20\n${root}\n`],
    ['a short root', 'a\n20\nAAAA\n'],
    ['a root in another spelling', `a\n20\n${root.slice(0, -2)}N=\n`],
  ])('with %s is none', (_, text) => {
    expect(parsed(text)).toBeUndefined()
  })
})
