import { HIDDEN } from '../model/terminal.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })

/** The text of UTF-8 bytes without a byte order mark, or undefined: a byte that is no UTF-8 is never replaced in silence. */
export const decodeUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** A first character that is seen, as nearly every text has. */
const SEEN = /^[!-~]/
/** What looks like a blank and is a character of its own. */
const BLANKS = /[\s\u2800]/g

/** A text without the blanks around it; undefined: nothing of it is seen, as of `\u200b`. */
export const seenText = (text: string): string | undefined => {
  const trimmed = text.trim()
  return SEEN.test(trimmed) || trimmed.replace(HIDDEN, '').replace(BLANKS, '') !== '' ? trimmed : undefined
}
