import { memoize } from './once.ts'

/** An instant: milliseconds since 1970-01-01T00:00Z. Finer digits of a source are cut off. */
export type Instant = number

export const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** How much later than its reference a time may be before it counts as "in the future". */
export const CLOCK_TOLERANCE = 5 * 60_000

const RFC_3339 = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/
const DATE = /^\d{4}-\d{2}-\d{2}$/
const DAY_LENGTH = '2026-11-23'.length
const DURATION = /^(0|[1-9]\d{0,4})(h|d|w)$/
const UNITS = { h: HOUR, d: DAY, w: 7 * DAY }

/** What is read; undefined where reading throws. */
export const orUndefined = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** 00:00Z of a day that the calendar has, else undefined. `Date` alone would take the 30th of February for the 2nd of March. */
const readDay = (date: string): Instant | undefined => {
  const midnight = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date) ? midnight.getTime() : undefined
}

/** A log has millions of times on a few hundred days. */
const dayOf = memoize(readDay, 10_000)

const twoDigits = (text: string, at: number): number => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48

/** Milliseconds since midnight of a text that RFC_3339 matches. */
const timeOfDay = (text: string): number => {
  const seconds = twoDigits(text, 11) * 3600 + twoDigits(text, 14) * 60 + twoDigits(text, 17)
  if (text[19] !== '.') return seconds * 1000
  let milliseconds = 0
  for (let at = 20, worth = 100; worth >= 1; at += 1, worth /= 10) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) break
    milliseconds += digit * worth
  }
  return seconds * 1000 + milliseconds
}

/** How far ahead of UTC the zone of such a text is, in milliseconds. */
const offsetOf = (text: string): number => {
  if (text.endsWith('Z')) return 0
  const at = text.length - 6
  return (text[at] === '-' ? -60_000 : 60_000) * (twoDigits(text, at + 1) * 60 + twoDigits(text, at + 4))
}

/**
 * The instant of an RFC 3339 time with an offset, else undefined: a time without an offset, a leap second,
 * and a day that the calendar does not have are no instants. The zero times of Go (year 1) and Unix stand
 * for "never" in logs and are none either.
 */
export const parseInstant = (text: string): Instant | undefined => {
  if (!RFC_3339.test(text)) return undefined
  const day = dayOf(text.slice(0, 10))
  if (day === undefined) return undefined
  const instant = day + timeOfDay(text) - offsetOf(text)
  return instant > 0 ? instant : undefined
}

/** 00:00Z of a calendar date, else undefined. */
export const parseDay = (text: string): Instant | undefined => (DATE.test(text) ? dayOf(text) : undefined)

/** An instant, or a date as 00:00Z of that day. */
export const parseMoment = (text: string): Instant | undefined => (text.length === DAY_LENGTH ? parseDay(text) : parseInstant(text))

/** Milliseconds of a whole number and a unit: 12h, 30d, 2w. */
export const parseDuration = (text: string): number | undefined => {
  const [, count, unit] = DURATION.exec(text) ?? []
  return count === undefined ? undefined : Number(count) * UNITS[unit as keyof typeof UNITS]
}

/** Whether a time zone is called so: Europe/Berlin, UTC. */
export const isZone = (name: string): boolean =>
  /^(?:UTC|GMT|[A-Za-z]+\/.+)$/.test(name) && orUndefined(() => new Intl.DateTimeFormat('en', { timeZone: name })) !== undefined

/** RFC 3339 in UTC with milliseconds: 2026-11-23T00:00:00.000Z. */
export const formatInstant = (instant: Instant): string => new Date(instant).toISOString()

/** The date of an instant in UTC: 2026-11-23. */
export const formatDay = (instant: Instant): string => formatInstant(instant).slice(0, 10)

/** A span in whole days, else in hours, for people: "365 days", "1 day", "12 hours". */
export const formatSpan = (milliseconds: number): string => {
  const [count, unit] = milliseconds >= DAY || milliseconds === 0 ? [Math.floor(milliseconds / DAY), 'day'] : [Math.floor(milliseconds / HOUR), 'hour']
  return `${String(count)} ${unit}${count === 1 ? '' : 's'}`
}
