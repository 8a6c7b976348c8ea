/** A file to which lines are appended: each whole, and on the disk before it is acknowledged. */
import { fstatSync, fsyncSync, ftruncateSync, readSync } from 'node:fs'
import { writeBytes } from '../disk/bytes.ts'

const NEWLINE = 10

export interface Lines {
  readonly whole: readonly Uint8Array[]
  /** What follows the last newline. */
  readonly torn: Uint8Array
}

export const toLines = (bytes: Uint8Array): Lines => {
  const whole: Uint8Array[] = []
  let start = 0
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
    whole.push(bytes.subarray(start, end))
    start = end + 1
  }
  return { whole, torn: bytes.subarray(start) }
}

/** Some bytes of a file; fewer at its end. */
export const readAt = (fd: number, from: number, length: number): Uint8Array => {
  const bytes = Buffer.alloc(length)
  let at = 0
  for (let got = -1; got !== 0 && at < length; at += got) got = readSync(fd, bytes, at, length - at, from + at)
  return bytes.subarray(0, at)
}

/** Appends a line to a file that was opened to append; it is on the disk when this returns. */
export const appendLine = (fd: number, line: string): void => {
  const { size } = fstatSync(fd)
  try {
    writeBytes(fd, Buffer.from(`${line}\n`))
    fsyncSync(fd)
  } catch (error) {
    // What is not acknowledged is not left behind, as far as the disk lets us.
    ftruncateSync(fd, size)
    throw error
  }
}
