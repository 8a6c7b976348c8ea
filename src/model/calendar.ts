/** What falls due when: published as schemas/calendar.schema.json; its types are generated from there. */
export type { Calendar, Entry, Undated, What } from './generated/calendar.ts'
