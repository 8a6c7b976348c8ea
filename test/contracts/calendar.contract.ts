/** A calendar program's own reader, ical.js, judges our iCalendar files. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { isMistaken } from '../../src/model/mistake.ts'
import type { Calendar } from '../../src/model/calendar.ts'
import { DAY } from '../../src/model/time.ts'
import { prepareCalendar } from '../../src/outlook.ts'
import { calendarTellers } from '../../src/reporters/calendar/index.ts'
import { aCalendar } from '../support/a-calendar.ts'
import { ACME, AS_OF } from '../support/acme.ts'
import { needing } from './parts.ts'

const parts = needing('packages')

interface Component {
  readonly getAllSubcomponents: (name: string) => readonly Component[]
  readonly getFirstPropertyValue: (name: string) => unknown
}

interface Reader {
  readonly parse: (text: string) => unknown
  readonly Component: new (parsed: unknown) => Component
  readonly Event: new (component: Component) => {
    readonly uid: string
    readonly summary: string
    readonly startDate: { readonly isDate: boolean; toString: () => string }
  }
}

const reader = async (): Promise<Reader> => {
  const path = createRequire(join(parts.at('packages'), 'package.json')).resolve('ical.js')
  const { default: ical } = (await import(pathToFileURL(path).href)) as { default: Reader }
  return ical
}

const ics = (calendar: Calendar): string => [...calendarTellers.get('ics')!(calendar, { colour: false })].join('')

const ofTheExample = async (): Promise<Calendar> => {
  const prepared = await prepareCalendar(
    { config: `${ACME}/sparekey.yaml`, policy: `${ACME}/policies/organization.yaml`, asOf: AS_OF },
    { until: AS_OF + 400 * DAY },
  )
  if (isMistaken(prepared)) throw new Error(JSON.stringify(prepared.mistakes))
  const looked = await prepared.value.look()
  if ('nobody' in looked) throw new Error('everybody’s calendar is somebody’s')
  return looked
}

describe.each<[string, () => Promise<Calendar>]>([
  ['the example', ofTheExample],
  ['names that mean harm', () => Promise.resolve(aCalendar())],
])('ical.js reads %s', (_, make) => {
  test('and finds each entry on its day', async () => {
    const { parse, Component, Event } = await reader()
    const calendar = await make()
    const events = new Component(parse(ics(calendar))).getAllSubcomponents('vevent').map((event) => new Event(event))
    expect(events.length).toBeGreaterThan(5)
    expect(events.map(({ startDate }) => `${startDate.toString()} ${String(startDate.isDate)}`)).toEqual(
      calendar.entries.map(({ due, overdue }) => `${(overdue ? calendar.asOf : due).slice(0, 10)} true`),
    )
    expect(events.map(({ uid }) => uid)).toEqual(calendar.entries.map(({ fingerprint }) => `${fingerprint.slice(0, 32)}@sparekey`))
  })
})

test('ical.js gives back names as they were written', async () => {
  const { parse, Component, Event } = await reader()
  const [first, ...rest] = aCalendar().entries
  const subject = 'custom:Ünïcödé, 名前; \\ und noch viel mehr 🔑🔑🔑 als in eine Zeile von 75 Bytes passt, "quoted" and: more'
  const calendar = { ...aCalendar(), entries: [{ ...first!, overdue: false, subject }, ...rest] }
  const [event] = new Component(parse(ics(calendar))).getAllSubcomponents('vevent')
  expect(new Event(event!).summary).toBe(`${subject}: regenerate the codes`)
})

test('control: ical.js refuses the golden file without its end, and with a line that is no property', async () => {
  const { parse } = await reader()
  const golden = readFileSync('test/golden/calendar.ics', 'utf8').replace(/\r?\n/g, '\r\n')
  expect(() => parse(golden)).not.toThrow()
  expect(() => parse(golden.slice(0, golden.indexOf('END:VEVENT')))).toThrow()
  expect(() => parse(golden.replace('TRANSP:TRANSPARENT', 'no property'))).toThrow()
})
