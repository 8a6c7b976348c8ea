/** Times as most programs write them, read from the bytes of a log. */
import type { Instant } from '../model/time.ts'

const [DASH, COLON, POINT, BIG_T, BIG_Z, QUOTE, ZERO] = [45, 58, 46, 84, 90, 34, 48]
/** How many signs a date has. */
const DATE = 10

/** NaN where the bytes are no digits: one that is none makes every sum with it none. */
const digitAt = (bytes: Buffer, at: number): number => {
  const digit = (bytes[at] ?? 0) - ZERO
  return digit >= 0 && digit <= 9 ? digit : NaN
}
const twoAt = (bytes: Buffer, at: number): number => digitAt(bytes, at) * 10 + digitAt(bytes, at + 1)

/** When a day begins; NaN: it is none that the calendar has. */
const dayAt = (bytes: Buffer, at: number): Instant => {
  if (bytes[at + 4] !== DASH || bytes[at + 7] !== DASH) return NaN
  const year = twoAt(bytes, at) * 100 + twoAt(bytes, at + 2)
  const month = twoAt(bytes, at + 5)
  const day = twoAt(bytes, at + 8)
  const begin = Date.UTC(year, month - 1, day)
  return year > 1970 && month >= 1 && month <= 12 && day >= 1 && new Date(begin).getUTCDate() === day ? begin : NaN
}

/**
 * The instant of `2026-10-08T09:00:00.1Z"` at a place in the bytes, as parseInstant reads it. NaN: it is written in
 * another way, or is no time. The day of the time before is known again, as a log has many times of one day.
 */
export const openPlainTimes = (): ((bytes: Buffer, at: number) => Instant) => {
  const date = new Uint8Array(DATE)
  let begin = NaN

  const beginOf = (bytes: Buffer, at: number): Instant => {
    let index = 0
    while (index < DATE && bytes[at + index] === date[index]) index += 1
    if (index === DATE) return begin
    date.set(bytes.subarray(at, at + DATE))
    begin = dayAt(bytes, at)
    return begin
  }

  return (bytes, at) => {
    if (bytes[at + 10] !== BIG_T || bytes[at + 13] !== COLON || bytes[at + 16] !== COLON) return NaN
    const hour = twoAt(bytes, at + 11)
    const minute = twoAt(bytes, at + 14)
    const second = twoAt(bytes, at + 17)
    if (!(hour <= 23 && minute <= 59 && second <= 59)) return NaN

    let next = at + 19
    let milliseconds = 0
    if (bytes[next] === POINT) {
      next += 1
      const first = next
      for (let byte = bytes[next] ?? 0; byte >= ZERO && byte <= ZERO + 9; byte = bytes[next] ?? 0) {
        const place = next - first
        if (place < 3) milliseconds += (byte - ZERO) * (place === 0 ? 100 : place === 1 ? 10 : 1)
        next += 1
      }
      if (next === first || next - first > 9) return NaN
    }
    if (bytes[next] !== BIG_Z || bytes[next + 1] !== QUOTE) return NaN
    return beginOf(bytes, at) + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds
  }
}
