/** Times as most programs write them, read from the bytes of a log. */
import type { Instant } from '../model/time.ts'

const [DASH, COLON, POINT, BIG_T, BIG_Z, QUOTE, ZERO] = [45, 58, 46, 84, 90, 34, 48]

/** NaN where the bytes are no digits: one that is none makes every sum with it none. */
const digitAt = (bytes: Buffer, at: number): number => {
  const digit = (bytes[at] ?? 0) - ZERO
  return digit >= 0 && digit <= 9 ? digit : NaN
}
const twoAt = (bytes: Buffer, at: number): number => digitAt(bytes, at) * 10 + digitAt(bytes, at + 1)

/** Days from 1970-01-01 to a date of the Gregorian calendar: years begin in March, so that the leap day is their last. */
const daysTo = (year: number, month: number, day: number): number => {
  const sinceMarch = (month + 9) % 12
  const y = month < 3 ? year - 1 : year
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + Math.floor((sinceMarch * 153 + 2) / 5) + day - 1 - 719_468
}

/**
 * The instant of `2026-10-08T09:00:00.1Z"` at a place in the bytes, as parseInstant reads it. NaN: it is written in
 * another way, or is no time; a day after the 28th that a month may not have is left to whoever parses the line.
 */
export const plainTimeAt = (bytes: Buffer, at: number): Instant => {
  const isMarked = bytes[at + 4] === DASH && bytes[at + 7] === DASH && bytes[at + 10] === BIG_T && bytes[at + 13] === COLON && bytes[at + 16] === COLON
  if (!isMarked) return NaN
  const year = twoAt(bytes, at) * 100 + twoAt(bytes, at + 2)
  const month = twoAt(bytes, at + 5)
  const day = twoAt(bytes, at + 8)
  const hour = twoAt(bytes, at + 11)
  const minute = twoAt(bytes, at + 14)
  const second = twoAt(bytes, at + 17)
  const isDate = year > 1970 && month >= 1 && month <= 12 && day >= 1 && (day <= 28 || (day <= 30 && month !== 2))
  if (!isDate || !(hour <= 23 && minute <= 59 && second <= 59)) return NaN

  let next = at + 19
  let milliseconds = 0
  if (bytes[next] === POINT) {
    next += 1
    const first = next
    for (let digit = digitAt(bytes, next); digit >= 0; digit = digitAt(bytes, next)) {
      if (next - first < 3) milliseconds += digit * (next === first ? 100 : next === first + 1 ? 10 : 1)
      next += 1
    }
    if (next === first || next - first > 9) return NaN
  }
  if (bytes[next] !== BIG_Z || bytes[next + 1] !== QUOTE) return NaN
  return (((daysTo(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1000 + milliseconds
}
