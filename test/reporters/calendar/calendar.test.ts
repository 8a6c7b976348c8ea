import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Calendar } from '../../../src/model/calendar.ts'
import { calendarTellers } from '../../../src/reporters/calendar/index.ts'
import { aCalendar } from '../../support/a-calendar.ts'
import { compiled } from '../../support/compiled.ts'

const validate = new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(readFileSync('schemas/calendar.schema.json', 'utf8')) as object)
const told = (format: string, calendar = aCalendar(), colour = false): string => [...calendarTellers.get(format)!(calendar, { colour })].join('')

test.each([
  ['ics', 'calendar.ics'],
  ['json', 'calendar.json'],
  ['markdown', 'calendar.md'],
  ['text', 'calendar.txt'],
])('%s is told as it stood', async (format, file) => {
  await expect(told(format)).toMatchFileSnapshot(`../../golden/${file}`)
})

test('JSON obeys the published schema', () => {
  validate(JSON.parse(told('json')))
  expect(validate.errors).toBeNull()
})

test.each(['text', 'markdown'])('%s of one owner has what concerns that one, under that name alone', (format) => {
  const { entries } = aCalendar()
  const waiver = told(format, { ...aCalendar(), owner: 'ADA@acme.test', entries: entries.filter(({ what }) => what === 'waiver'), undated: [] })
  expect(waiver.match(/octo/g)).toHaveLength(1)
  expect(waiver).toMatch(/ada(<wbr>&#64;|@)acme/)
  expect(waiver).not.toContain('grace')
})

test('nothing in the text acts on a terminal', () => {
  expect(told('text')).not.toMatch(/[\u{0}-\u{9}\u{b}-\u{1f}\u{7f}-\u{9f}\u{202e}]/u)
})

/** The lines of a file as RFC 5545 unfolds them, with what it asks of their form. */
const unfolded = (ics: string): readonly string[] => {
  expect(ics.endsWith('\r\n')).toBe(true)
  const lines = ics.slice(0, -2).split('\r\n')
  for (const line of lines) {
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
    expect(line).not.toMatch(/[\u{0}-\u{8}\u{a}-\u{1f}\u{7f}\u{fffd}]/u)
    // Half a character would have come back as U+FFFD.
    expect(Buffer.from(line).toString()).toBe(line)
  }
  return lines.join('\r\n').replaceAll('\r\n ', '').split('\r\n')
}

/** Every part is closed in the order in which it was opened. */
const nests = (lines: readonly string[]): boolean => {
  const open: string[] = []
  for (const line of lines) {
    const [name, value = ''] = line.split(':')
    if (name === 'BEGIN') open.push(value)
    if (name === 'END' && open.pop() !== value) return false
  }
  return open.length === 0
}

const values = (lines: readonly string[], name: string): readonly string[] =>
  lines.filter((line) => line.startsWith(name)).map((line) => line.slice(name.length))

describe('iCalendar', () => {
  test('has one event of a whole day for an entry, each with its own id and the instant of the calendar', () => {
    const lines = unfolded(told('ics'))
    const { entries } = aCalendar()
    expect(nests(lines)).toBe(true)
    expect(values(lines, 'BEGIN:VEVENT')).toHaveLength(entries.length)
    expect(new Set(values(lines, 'UID:')).size).toBe(entries.length)
    expect(new Set(values(lines, 'DTSTAMP:'))).toEqual(new Set(['20261123T000000Z']))
    expect(values(lines, 'DTSTART;VALUE=DATE:')).toEqual(entries.map(({ due, overdue }) => (overdue ? '20261123' : due.slice(0, 10).replaceAll('-', ''))))
  })

  test('reminds of what is to come, and not of what has passed', () => {
    expect(values(unfolded(told('ics')), 'BEGIN:VALARM')).toHaveLength(aCalendar().entries.filter(({ overdue }) => !overdue).length)
  })

  test('says what it lacks', () => {
    expect(values(unfolded(told('ics')), 'X-WR-CALDESC:')[0]).toContain('2 subjects have a due date that is not known')
  })

  test('is whole and well formed whatever people are called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: 'grapheme', maxLength: 200 }), (subject, owner) => {
        const calendar: Calendar = {
          ...aCalendar(),
          entries: aCalendar()
            .entries.slice(0, 2)
            .map((entry) => ({ ...entry, subject, owner, message: subject })),
        }
        const lines = unfolded(told('ics', calendar))
        expect(nests(lines)).toBe(true)
        expect(values(lines, 'BEGIN:')).toEqual(['VCALENDAR', 'VEVENT', 'VEVENT', 'VALARM'])
        expect(values(lines, 'DTSTART')).toHaveLength(2)
      }),
    )
  })

  test('is the same in every time zone', () => {
    const script = `import(${JSON.stringify(compiled('src/reporters/calendar/ics.ts'))}).then(({ default: ics }) => process.stdout.write([...ics(JSON.parse(process.argv[1]), { colour: false })].join('')))`
    const zoned = (zone: string): string =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script, JSON.stringify(aCalendar())], { env: { TZ: zone }, encoding: 'utf8' })
    for (const zone of ['America/Los_Angeles', 'Pacific/Kiritimati']) expect(zoned(zone)).toBe(told('ics'))
  })
})
