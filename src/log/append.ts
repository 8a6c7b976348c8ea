/** Writing to the log: one whole line at a time, on the disk before it is acknowledged. */
import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { writeBytes } from '../disk/bytes.ts'
import { syncFolder } from '../disk/whole.ts'
import type { Event, LogRecord } from '../model/generated/log.ts'
import { CLOCK_TOLERANCE, formatInstant, type Instant } from '../model/time.ts'
import { appendLine, readAt, toLines } from './lines.ts'
import { lockOf, whileLocked } from './lock.ts'
import { isWhole, LONGEST, NONE, parseRecord, toLine, toRecord } from './record.ts'

/** The log is not such that something can be appended. The message says why, in our own words. */
export class UnfitLog extends Error {
  override readonly name = 'UnfitLog'
}

/** A log that nobody else writes to at the moment. */
export interface HeldLog {
  /** The record is on the disk when this returns it. */
  readonly append: (event: Event) => LogRecord
  readonly last: () => LogRecord
  /** Everything up to now. */
  readonly read: () => Uint8Array
}

const recordOf = (bytes: Uint8Array): LogRecord | undefined => {
  const read = parseRecord(bytes)
  return 'record' in read && isWhole(read.record) ? read.record : undefined
}

const follows = (record: LogRecord, last: LogRecord | undefined): boolean => record.seq === (last?.seq ?? -1) + 1 && record.prev === (last?.hash ?? NONE)

/**
 * The last record. A line that a crash left unfinished was never acknowledged and is taken away; one that lacks nothing but
 * its newline gets it. Nothing else of the file is ever changed.
 */
const repairEnd = (fd: number, path: string): LogRecord => {
  const { size } = fstatSync(fd)
  const from = Math.max(0, size - 2 * (LONGEST + 1))
  const { whole, torn } = toLines(readAt(fd, from, size - from))
  const line = whole.at(-1)
  const last = line === undefined ? undefined : recordOf(line)
  if (line !== undefined && last === undefined)
    throw new UnfitLog(`the last record of ${path} was changed after it was appended; see what sparekey log verify says`)
  const unfinished = torn.byteLength === 0 ? undefined : recordOf(torn)
  if (unfinished !== undefined && follows(unfinished, last)) {
    writeBytes(fd, Buffer.from('\n'))
    fsyncSync(fd)
    return unfinished
  }
  if (last === undefined) throw new UnfitLog(`${path} has no record; a log is begun with sparekey log open`)
  if (torn.byteLength > 0) {
    ftruncateSync(fd, size - torn.byteLength)
    fsyncSync(fd)
  }
  return last
}

const writeLine = (fd: number, record: LogRecord): void => {
  const line = toLine(record)
  if (Buffer.byteLength(line) > LONGEST) throw new UnfitLog('the record is longer than 64 KiB')
  appendLine(fd, line)
}

/** Does some work on a log that nobody else writes to in the meantime. Throws UnfitLog, LockedLog, or what the system says. */
export const holdLog = <T>(path: string, now: () => Instant, work: (log: HeldLog) => T): T => {
  const fd = openSync(path, constants.O_RDWR | constants.O_APPEND)
  try {
    return whileLocked(lockOf(path), () => {
      let last = repairEnd(fd, path)
      const append = (event: Event): LogRecord => {
        const time = now()
        if (time < Date.parse(last.time) - CLOCK_TOLERANCE) {
          throw new UnfitLog(`the clock of this machine is behind: it is ${formatInstant(time)}, and the last record of the log is of ${last.time}`)
        }
        const record = toRecord({ origin: last.origin, seq: last.seq + 1, prev: last.hash }, event, time)
        writeLine(fd, record)
        last = record
        return record
      }
      return work({ append, last: () => last, read: () => readAt(fd, 0, fstatSync(fd).size) })
    })
  } finally {
    closeSync(fd)
  }
}

/** What a first line begins with, as far as it got. */
const BEGINNING = '{"event":{"'

/** Whether all that a file holds is a first record that was never acknowledged. */
const isBarelyBegun = (bytes: Uint8Array): boolean => {
  const { whole, torn } = toLines(bytes)
  const text = Buffer.from(torn).toString('latin1').slice(0, BEGINNING.length)
  return whole.length === 0 && BEGINNING.startsWith(text) && recordOf(torn) === undefined
}

/** Begins a log. Throws UnfitLog where there is one, or anything else. */
export const beginLog = (path: string, origin: string, event: Event, time: Instant): LogRecord =>
  whileLocked(lockOf(path), () => {
    const record = toRecord({ origin, seq: 0, prev: NONE }, event, time)
    const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o600)
    try {
      const { size } = fstatSync(fd)
      if (!isBarelyBegun(readAt(fd, 0, Math.min(size, 2 * LONGEST)))) throw new UnfitLog(`there is ${path} already, and a log is begun only once`)
      ftruncateSync(fd, 0)
      writeLine(fd, record)
    } finally {
      closeSync(fd)
    }
    syncFolder(dirname(path))
    return record
  })
