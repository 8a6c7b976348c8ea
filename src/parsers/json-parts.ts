/**
 * Bytes in chunks → JSON documents, one after another, and the elements of the list that each holds, whatever the
 * chunks. A file that is one document of any size is read in the memory that its largest element takes.
 */
import { LONGEST_LINE } from './lines.ts'
import { decodeUtf8 } from './text.ts'

/** An element of a list, or a document without the elements of its list. */
export interface JsonPart {
  readonly kind: 'element' | 'document'
  /** The line on which it begins. */
  readonly line: number
  /** Of an element: its JSON pointer in the document. */
  readonly pointer?: string
  /** Absent: it cannot be read, and `unreadable` says why. */
  readonly text?: string
  readonly unreadable?: string
}

export interface JsonSplitter {
  /** The parts that this chunk ends. */
  push(chunk: Uint8Array): JsonPart[]
  /** What the end of the file cuts off. */
  end(): JsonPart[]
}

const [TAB, NEWLINE, RETURN, BLANK, QUOTE, COMMA, COLON, BACKSLASH] = [9, 10, 13, 32, 34, 44, 58, 92]
const [OPEN_LIST, CLOSE_LIST, OPEN_RECORD, CLOSE_RECORD] = [91, 93, 123, 125]
const BYTE_ORDER_MARK: ReadonlySet<number | undefined> = new Set([0xef, 0xbb, 0xbf])
const DEEPEST = 1000
const LONGEST_KEY = 256
const MEBIBYTE = 1_048_576

/** A part that is being read; of one that is too long the bytes are let go. */
interface Growing {
  readonly line: number
  readonly pieces: Uint8Array[]
  length: number
}

const grow = (line: number): Growing => ({ line, pieces: [], length: 0 })

const toPart = (part: Growing, longest: number, place: Pick<JsonPart, 'kind' | 'pointer'>): JsonPart => {
  const where = { ...place, line: part.line }
  if (part.length > longest) return { ...where, unreadable: `longer than ${String(longest / MEBIBYTE)} MiB` }
  const text = decodeUtf8(Buffer.concat(part.pieces))
  return text === undefined ? { ...where, unreadable: 'not UTF-8 text' } : { ...where, text }
}

const decodeKey = (text: string): string | undefined => {
  try {
    return JSON.parse(text) as string
  } catch {
    return undefined
  }
}

/**
 * A splitter for one file. The elements of a list under one of these keys of a document are parts of their own, and so
 * are those of a document that is a list. Where a document is broken off, that is told, and reading goes on where the
 * next can begin: at a record that no JSON can have there, else on the next line.
 */
export const splitJson = (lists: ReadonlySet<string>, longest = LONGEST_LINE): JsonSplitter => {
  let line = 1
  /** The lists and records that are open, outermost first. */
  let open: (number | undefined)[] = []
  /** The last byte that is neither blank nor within a text. */
  let last: number | undefined
  let inText = false
  let isEscaped = false
  /** What cannot be read, up to the end of its line. */
  let isStray = false
  /** The latest text among the keys and values of the document itself. */
  let key = ''
  let document = grow(line)
  let element: Growing | undefined
  let list: { readonly pointer: string; readonly depth: number; index: number } | undefined
  /** Whose the bytes are that come. */
  let sink: Growing | undefined

  const forget = (): void => {
    open = []
    last = undefined
    inText = isEscaped = isStray = false
    element = list = sink = undefined
  }
  const broken = (): JsonPart => {
    const part: JsonPart = { kind: 'document', line: (element ?? document).line, unreadable: 'not valid JSON, or cut' }
    forget()
    return part
  }
  const isInTop = (): boolean => open.length === 1 && open[0] === OPEN_RECORD
  /** Elsewhere a record or a list can only be the next document. */
  const mayOpen = (): boolean => last === COLON || (open.at(-1) === OPEN_LIST && (last === OPEN_LIST || last === COMMA))
  const opensList = (byte: number | undefined): string | undefined => {
    if (byte !== OPEN_LIST) return undefined
    if (open.length === 0) return ''
    const name = isInTop() && last === COLON && list === undefined ? decodeKey(key) : undefined
    return name !== undefined && lists.has(name) ? `/${name}` : undefined
  }

  const push = (chunk: Uint8Array): JsonPart[] => {
    const parts: JsonPart[] = []
    let start = 0
    const turnTo = (next: Growing | undefined, at: number): void => {
      if (sink !== undefined && at > start) {
        sink.length += at - start
        if (sink.length > longest) sink.pieces.length = 0
        else sink.pieces.push(chunk.slice(start, at))
      }
      start = at
      sink = next
    }
    const begin = (at: number): void => {
      document = grow(line)
      turnTo(document, at)
    }
    const endElement = (at: number): void => {
      turnTo(undefined, at)
      if (element === undefined || list === undefined) return
      parts.push(toPart(element, longest, { kind: 'element', pointer: `${list.pointer}/${String(list.index)}` }))
      list.index += 1
      element = undefined
    }
    const close = (byte: number | undefined, at: number): void => {
      if (open.pop() !== (byte === CLOSE_LIST ? OPEN_LIST : OPEN_RECORD)) {
        isStray = true
        turnTo(undefined, at)
        return
      }
      if (list !== undefined && open.length < list.depth) {
        list = undefined
        turnTo(document, at)
      }
      if (open.length > 0) return
      turnTo(undefined, at + 1)
      parts.push(toPart(document, longest, { kind: 'document' }))
      forget()
    }

    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at]
      if (byte === NEWLINE) {
        if (inText || isStray) {
          turnTo(undefined, at)
          parts.push(broken())
        }
        line += 1
        continue
      }
      if (isStray) continue
      if (inText) {
        if (isInTop() && key.length < LONGEST_KEY) key += String.fromCharCode(byte ?? 0)
        if (isEscaped) isEscaped = false
        else if (byte === BACKSLASH) isEscaped = true
        else if (byte === QUOTE) inText = false
        continue
      }
      if (byte === BLANK || byte === RETURN || byte === TAB) continue

      const opens = byte === OPEN_RECORD || byte === OPEN_LIST
      if (open.length > 0 && opens && !mayOpen()) {
        turnTo(undefined, at)
        parts.push(broken())
      }
      if (open.length === 0) {
        if (BYTE_ORDER_MARK.has(byte)) continue
        begin(at)
        if (!opens) {
          isStray = true
          continue
        }
      }
      if (list !== undefined && list.depth === open.length) {
        if (byte === COMMA || byte === CLOSE_LIST) endElement(at)
        else if (element === undefined) {
          element = grow(line)
          turnTo(element, at)
        }
      }
      if (byte === QUOTE) {
        inText = true
        if (isInTop()) key = '"'
      } else if (opens) {
        const pointer = opensList(byte)
        open.push(byte)
        if (open.length > DEEPEST) {
          isStray = true
          turnTo(undefined, at)
        } else if (pointer !== undefined) {
          list = { pointer, depth: open.length, index: 0 }
          turnTo(undefined, at + 1)
        }
      } else if (byte === CLOSE_LIST || byte === CLOSE_RECORD) close(byte, at)
      if (open.length > 0) last = byte
    }
    turnTo(sink, chunk.length)
    return parts
  }

  return { push, end: () => (open.length > 0 || isStray ? [broken()] : []) }
}
