/** What holds of every format: a report may be looked at on a terminal, whatever things are called. */
import { expect, test } from 'vitest'
import type { Report } from '../src/model/report.ts'
import { reporters } from '../src/reporters/index.ts'
import { aReport } from './support/a-report.ts'
import { told } from './support/told.ts'

const BIDI = '\u{202e}'
/** A bell, a C1 escape, directions, zero widths, blanks that are none, tags, a line separator, no characters, halves of one. */
const EVERY_HARM = '\u{7}\u{7f}\u{9b}2J\u{202e}\u{2066}\u{200b}\u{feff}\u{34f}\u{115f}\u{3164}\u{e0041}\u{2028}\u{fdd0}\u{fffe}\u{1ffff}\u{d800}'
const HARM = /[^\P{Cc}\r\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u

const renamed = <T>(value: T): T => {
  if (typeof value === 'string') return value.replaceAll(BIDI, EVERY_HARM) as T
  if (Array.isArray(value)) return value.map(renamed) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, renamed(inner)])) as T
}

const harmful: Report = renamed(aReport())

test.each([...reporters.keys()])('nothing in the %s report acts on a terminal or hides there', (format) => {
  const text = told(reporters.get(format)!, harmful, { all: true })
  expect(text).not.toMatch(HARM)
  // It is told all the same.
  expect(text).toMatch(/gnp(?:\.|&#46;)exe/)
})
