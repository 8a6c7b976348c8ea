/** One record of the log: a line of canonical JSON, chained to the one before by its hash. */
import { createHash } from 'node:crypto'
import type { Event, LogRecord } from '../model/generated/log.ts'
import { formatInstant, type Instant } from '../model/time.ts'
import { log as validate } from '../parsers/generated/validators/log.ts'
import { parseJsonText } from '../parsers/json.ts'
import { decodeUtf8 } from '../parsers/text.ts'
import { type Canonical, canonicalise } from './canonical.ts'

/** What stands in the first record for the hash of the one before. */
export const NONE = '0'.repeat(64)

/** No line is longer, without its newline. */
export const LONGEST = 65_536

const hashOf = ({ hash: _, ...record }: LogRecord): string =>
  createHash('sha256')
    .update(canonicalise(record as unknown as Canonical))
    .digest('hex')

/** Where a chain goes on. */
export interface Place {
  readonly origin: string
  readonly seq: number
  readonly prev: string
}

/** The next record of a chain. */
export const toRecord = ({ origin, seq, prev }: Place, event: Event, time: Instant): LogRecord => {
  const record: LogRecord = { v: 1, origin, seq, time: formatInstant(time), event, prev, hash: '' }
  return { ...record, hash: hashOf(record) }
}

/** The line of a record, without its newline. */
export const toLine = (record: LogRecord): string => canonicalise(record as unknown as Canonical)

/** Whether a record is what was hashed when it was appended. */
export const isWhole = (record: LogRecord): boolean => record.hash === hashOf(record)

export type ReadLine = { readonly record: LogRecord } | { readonly unreadable: string }

/** A line as a record: its shape and its canonical form are checked, its hash is not. */
export const parseRecord = (bytes: Uint8Array): ReadLine => {
  if (bytes.byteLength > LONGEST) return { unreadable: 'longer than 64 KiB' }
  const text = decodeUtf8(bytes)
  if (text === undefined) return { unreadable: 'not UTF-8 text' }
  const parsed = parseJsonText(text)
  if ('unreadable' in parsed) return parsed
  if (!validate(parsed.value)) return { unreadable: 'no record of a log' }
  const record = parsed.value as LogRecord
  // A key given twice, blanks, another order, another escape or a byte order mark: none of them is what was hashed.
  return Buffer.from(toLine(record)).equals(bytes) ? { record } : { unreadable: 'not in its canonical form' }
}
