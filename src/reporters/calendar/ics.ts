import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventTransparency } from 'ical-generator'
import type { Calendar, Entry } from '../../model/calendar.ts'
import type { Teller } from '../../model/reporter.ts'
import { DAY } from '../../model/time.ts'
import { name } from '../lines.ts'
import { day } from '../wording.ts'
import { controlsOf, deed, headline, lack } from './wording.ts'

/** How long before its day a calendar program reminds of an entry, in seconds. */
const REMINDER = (7 * DAY) / 1000

/** So many hexadecimal digits are enough to tell events apart, and fit on a line. */
const UID = 32

const midnight = (instant: string): Date => new Date(`${day(instant)}T00:00:00Z`)

const summaryOf = (entry: Entry): string => `${entry.overdue ? 'Overdue: ' : ''}${name(entry.subject)}: ${name(deed(entry))}`

const descriptionOf = (entry: Entry): string =>
  [
    name(entry.message),
    `Due on ${day(entry.due)}${entry.overdue ? ', which has passed' : ''}.`,
    `Controls: ${name(controlsOf(entry))}`,
    ...(entry.owner === undefined ? [] : [`Owner: ${name(entry.owner)}`]),
    ...(entry.concerns === undefined ? [] : [`Concerns: ${name(entry.concerns.join(', '))}`]),
  ].join('\n')

/**
 * iCalendar (RFC 5545): one event of a whole day for an entry. It has the same UID whenever the calendar is made, so that a program
 * that subscribes to it moves what is rotated and does not add it anew. What is overdue stands on the day of the calendar.
 */
const ics: Teller<Calendar> = function* (calendar) {
  const { asOf, policy, entries, owner } = calendar
  const missing = lack(calendar)
  const file = ical({
    prodId: { company: 'Sparekey', product: 'calendar', language: 'EN' },
    name: `${name(policy.title)}${owner === undefined ? '' : `, ${name(owner)}`}`,
    description: [headline(calendar), ...(missing === undefined ? [] : [missing])].join(' '),
    method: ICalCalendarMethod.PUBLISH,
  })
  for (const entry of entries) {
    const event = file.createEvent({
      id: `${entry.fingerprint.slice(0, UID)}@sparekey`,
      stamp: new Date(asOf),
      start: midnight(entry.overdue ? asOf : entry.due),
      allDay: true,
      timezone: 'UTC',
      summary: summaryOf(entry),
      description: descriptionOf(entry),
      transparency: ICalEventTransparency.TRANSPARENT,
      categories: [{ name: 'Backup codes' }],
    })
    if (!entry.overdue) event.createAlarm({ type: ICalAlarmType.display, trigger: REMINDER, description: summaryOf(entry) })
  }
  yield `${file.toString()}\r\n`
}

export default ics
