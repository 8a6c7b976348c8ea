/** The formats of a calendar, by the name that -o takes. */
import type { Calendar } from '../../model/calendar.ts'
import type { Teller } from '../../model/reporter.ts'
import { tree } from '../tree.ts'
import ics from './ics.ts'
import markdown from './markdown.ts'
import text from './text.ts'

export const calendarTellers: ReadonlyMap<string, Teller<Calendar>> = new Map<string, Teller<Calendar>>([
  ['ics', ics],
  ['json', tree],
  ['markdown', markdown],
  ['text', text],
])
