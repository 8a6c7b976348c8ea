/** Fifty codes that are planted where a code could be, and the search for them in plain and in common encodings. */
import { createHash } from 'node:crypto'

/** Codes in the shapes of the services: 8 digits, two groups of hex, 25 digits, 32 letters and digits. */
const shape = (index: number): string => {
  const hex = createHash('sha256')
    .update(`canary ${String(index)}`)
    .digest('hex')
  const digits = BigInt(`0x${hex}`).toString()
  return [digits.slice(0, 8), `${hex.slice(0, 5)}-${hex.slice(5, 10)}`, digits.slice(0, 25), hex.slice(0, 32)][index % 4]!
}
export const canaries = Array.from({ length: 50 }, (_, index) => shape(index))

const encodings = (code: string): string[] => {
  const bytes = Buffer.from(code)
  const hash = (name: string): string[] => [createHash(name).update(code).digest('hex'), createHash(name).update(code).digest('base64')]
  return [
    code,
    code.replaceAll('-', ''),
    code.replaceAll('-', ' '),
    code.match(/.{1,4}/g)!.join(' '),
    code.match(/.{1,4}/g)!.join('-'),
    Array.from(code).reverse().join(''),
    bytes.toString('hex'),
    bytes.toString('base64'),
    Buffer.from(` ${code}`).toString('base64').slice(2, -4),
    bytes.toString('base64url'),
    encodeURIComponent(code.replaceAll('-', '%')),
    Array.from(code)
      .map((letter) => `&#${String(letter.charCodeAt(0))};`)
      .join(''),
    Array.from(code)
      .map((letter) => `\\u00${letter.charCodeAt(0).toString(16)}`)
      .join(''),
    ...['md5', 'sha1', 'sha256', 'sha512'].flatMap(hash),
  ]
}
const wanted = canaries.flatMap(encodings)
/** What of the codes, in whatever encoding, is in a text. */
export const leaks = (text: string): string[] => wanted.filter((encoded) => encoded.length > 6 && text.includes(encoded))

let next = 0
/** The next code to be planted. */
export const plant = (): string => canaries[next++ % canaries.length]!
