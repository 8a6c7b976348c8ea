/** What is kept of the lines that are passed over, from one question to the next. */
import { CLOSE, NEWLINE, RETURN } from './bytes'

/** Whether bytes beyond ASCII may be passed over, and up to which time. */
let isUtf8: bool = false
let limit: f64 = 0

let lines: i32 = 0
let latest: f64 = 0
let latestStart: usize = 0
let latestEnd: usize = 0
let wasBeyondAscii: bool = false

/** Begins with other bytes: none of their lines is passed over that has a time later than the limit. */
export function begin(latestTime: f64): void {
  limit = latestTime
  isUtf8 = false
  lines = 0
  latest = 0
  wasBeyondAscii = false
}

/** The bytes have been found to be UTF-8, whatever they are. */
export function trustUtf8(): void {
  isUtf8 = true
}

/** How many lines were passed over. */
export function passed(): i32 {
  return lines
}

/** The line of the latest time among them; 0: none was passed over. */
export function startOfLatest(): usize {
  return lines == 0 ? 0 : latestStart
}

export function endOfLatest(): usize {
  return latestEnd
}

export function timeOfLatest(): f64 {
  return latest
}

/** Whether a line of these bytes was not passed over as its bytes beyond ASCII were not known to be UTF-8. */
export function isBeyondAscii(): bool {
  return wasBeyondAscii
}

/** Whether a time is one that a line can be passed over with. */
export function counts(time: f64): bool {
  return time > 0 && time <= limit
}

/** A byte that is no plain sign of ASCII: a line that has it cannot be passed over. */
export function isDamage(byte: u8, at: usize): bool {
  if (byte >= 128) {
    wasBeyondAscii = !isUtf8
    return !isUtf8
  }
  return byte != RETURN || load<u8>(at, 1) != NEWLINE
}

/** Whether a line that ends at a place ends as a record does. */
export function isClosed(end: usize): bool {
  return load<u8>(end - 1) == CLOSE || (load<u8>(end - 1) == RETURN && load<u8>(end - 2) == CLOSE)
}

/** A line is passed over. */
export function pass(start: usize, end: usize, time: f64): void {
  lines += 1
  if (time <= latest) return
  latest = time
  latestStart = start
  latestEnd = end
}

/** From the beginning of a line on, where the first one begins that is not passed over, or where the bytes end. It is asked where a line ends that is passed over; 0: it is not. */
export function nextLine(endOfPassed: (start: usize, to: usize) => usize, from: usize, to: usize): usize {
  let start = from
  while (start < to) {
    const end = endOfPassed(start, to)
    if (end == 0) break
    start = end + 1
  }
  return start
}
