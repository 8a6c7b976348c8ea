import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Digest, openContinuedDigest, openDigestBeside, savedBytes } from '../src/digest.ts'

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const inPieces = async (digest: Digest, bytes: Uint8Array, size: number): Promise<void> => {
  for (let at = 0; at < bytes.byteLength; at += size) await digest.update(bytes.subarray(at, at + size))
}

describe('a digest', () => {
  test('in a thread is that of the bytes, and lets them go', async () => {
    const memory = new Uint8Array(new SharedArrayBuffer(300))
    const digest = await openDigestBeside(memory)
    const whole = Buffer.from(Array.from({ length: 3000 }, (_, index) => index % 251))
    for (let at = 0; at < whole.length; at += 100) {
      const place = memory.subarray(at % 300, (at % 300) + 100)
      place.set(whole.subarray(at, at + 100))
      await digest.update(place)
    }
    expect(await digest.end()).toBe(sha256(whole))
    digest.close()
  })

  test('that is gone on with is that of all bytes, wherever it was saved', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 700 }), fc.nat(700), fc.integer({ min: 1, max: 200 }), async (bytes, cut, size) => {
        const before = bytes.subarray(0, cut)
        const first = await openContinuedDigest()
        await inPieces(first, before, size)
        const saved = first.save()
        await inPieces(first, bytes.subarray(cut), size)
        expect(await first.end()).toBe(sha256(bytes))
        const second = await openContinuedDigest(saved)
        await inPieces(second, bytes.subarray(savedBytes(before.byteLength)), size)
        expect(await second.end()).toBe(sha256(bytes))
      }),
    )
  })

  test('that is saved holds nothing of the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 200 }), async (length, size) => {
        const digest = await openContinuedDigest()
        await inPieces(digest, Buffer.alloc(length, 'code-'), size)
        expect(Buffer.from(digest.save(), 'base64').toString('latin1')).not.toMatch(/code|ode-|de-c|e-co|-cod/)
      }),
    )
  })
})
