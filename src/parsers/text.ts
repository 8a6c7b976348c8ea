const decoder = new TextDecoder('utf-8', { fatal: true })

/** The text of UTF-8 bytes without a byte order mark, or undefined: a byte that is no UTF-8 is never replaced in silence. */
export const decodeUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}
