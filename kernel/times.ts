/** Times as most programs write them. */
import { QUOTE } from './bytes'

const DASH: u8 = 45
const POINT: u8 = 46
const ZERO: u8 = 48
const COLON: u8 = 58
const BIG_T: u8 = 84
const BIG_Z: u8 = 90
/** More than any part of a time can be. */
const NONE: i32 = 10_000
const DAY: f64 = 86_400_000

/** The date of the time before: a log has many times of one day. */
let knownMonth: u64 = 0
let knownDay: u16 = 0
let knownBegin: f64 = NaN

function twoAt(at: usize): i32 {
  const tens: u8 = load<u8>(at) - ZERO
  const ones: u8 = load<u8>(at, 1) - ZERO
  return tens <= 9 && ones <= 9 ? (tens as i32) * 10 + ones : NONE
}

function isLeap(year: i32): bool {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

function daysIn(month: i32, year: i32): i32 {
  if (month == 2) return isLeap(year) ? 29 : 28
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
}

/** How many leap days there are before a year. */
function leapsBefore(year: i32): i32 {
  const last = year - 1
  return last / 4 - last / 100 + last / 400
}

/** When a day begins, in milliseconds since 1970; NaN: it is none that the calendar has, or is before 1971. */
function dayAt(at: usize): f64 {
  if (load<u8>(at, 4) != DASH || load<u8>(at, 7) != DASH) return NaN
  const year = twoAt(at) * 100 + twoAt(at + 2)
  const month = twoAt(at + 5)
  const day = twoAt(at + 8)
  if (year <= 1970 || year >= NONE || month < 1 || month > 12 || day < 1 || day > daysIn(month, year)) return NaN
  let days = (year - 1970) * 365 + leapsBefore(year) - leapsBefore(1970) + day - 1
  for (let before = 1; before < month; before += 1) days += daysIn(before, year)
  return (days as f64) * DAY
}

function beginAt(at: usize): f64 {
  const month = load<u64>(at)
  const day = load<u16>(at, 8)
  if (month != knownMonth || day != knownDay) {
    knownBegin = dayAt(at)
    knownMonth = month
    knownDay = day
  }
  return knownBegin
}

/** The milliseconds since 1970 of `2026-10-08T09:00:00.1Z"` at a place; NaN: it is written in another way, or is no time. */
export function timeAt(at: usize): f64 {
  if (load<u8>(at, 10) != BIG_T || load<u8>(at, 13) != COLON || load<u8>(at, 16) != COLON) return NaN
  const hour = twoAt(at + 11)
  const minute = twoAt(at + 14)
  const second = twoAt(at + 17)
  if (hour > 23 || minute > 59 || second > 59) return NaN

  let next = at + 19
  let milliseconds = 0
  if (load<u8>(next) == POINT) {
    next += 1
    const first = next
    let worth = 100
    for (let digit: u8 = load<u8>(next) - ZERO; digit <= 9; digit = load<u8>(next) - ZERO) {
      milliseconds += (digit as i32) * worth
      worth /= 10
      next += 1
    }
    if (next == first || next - first > 9) return NaN
  }
  if (load<u8>(next) != BIG_Z || load<u8>(next, 1) != QUOTE) return NaN
  const sinceMidnight = ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds
  return beginAt(at) + (sinceMidnight as f64)
}
