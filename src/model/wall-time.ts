/** Times that a clock on a wall shows, in a zone. What knows the zones is large, so that only those who read such times load it, and of it these functions. */
import { getISO } from 'temporal-polyfill/fns/Calendar'
import { fromString, toZonedDateTime } from 'temporal-polyfill/fns/PlainDateTime'
import { type Instant, orUndefined } from './time.ts'

const LOCAL = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/

/**
 * The instant of a wall-clock time in an IANA zone, else undefined. A time that the zone had twice or never
 * (the hours of a clock change) is ambiguous and gives undefined.
 */
export const parseWallTime = (text: string, zone: string): Instant | undefined => {
  if (!LOCAL.test(text)) return undefined
  return orUndefined(() => toZonedDateTime(fromString(text, getISO), zone, { disambiguation: 'reject' }).epochMilliseconds)
}
