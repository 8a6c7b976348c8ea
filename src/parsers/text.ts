import { isUtf8 } from 'node:buffer'

const MARK = '\u{feff}'

/** The text of UTF-8 bytes without a byte order mark, or undefined: a byte that is no UTF-8 is never replaced in silence. */
export const decodeUtf8 = (bytes: Uint8Array): string | undefined => {
  if (!isUtf8(bytes)) return undefined
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  return text.startsWith(MARK) ? text.slice(1) : text
}
