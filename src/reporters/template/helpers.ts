/** What a template can call. Each refuses what it cannot take, with its place: a template that is wrong makes no report. */
import { groupBy } from '../../model/group.ts'
import { jsonText } from '../../model/json-text.ts'
import { day, moment, plural } from '../wording.ts'
import { escapes } from './escapes.ts'

/** A value that a helper cannot take; in words that follow the name of the helper. */
export class WrongValue extends Error {
  override readonly name = 'WrongValue'
}

const refuse = (message: string): never => {
  throw new WrongValue(message)
}

/** A value as text; what has parts is none. */
export const textOf = (value: unknown): string => {
  if (value === null) return ''
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  return refuse(Array.isArray(value) ? 'is given a list, which is no text' : 'is given something with parts, which is no text')
}

const listOf = (value: unknown): readonly unknown[] => (value === null ? [] : Array.isArray(value) ? (value as unknown[]) : refuse('is given what is no list'))

/** The own field of an entry of a list. */
const fieldOf = (entry: unknown, field: unknown): unknown => {
  if (typeof field !== 'string') return refuse('is given what is no name of a field')
  if (typeof entry !== 'object' || entry === null || !Object.hasOwn(entry, field)) return refuse(`finds no ${field}`)
  return (entry as Readonly<Record<string, unknown>>)[field]
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/
const instantOf = (value: unknown): string => (typeof value === 'string' && INSTANT.test(value) ? value : refuse('is given what is no time of a report'))

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** So that the text can also stand in a script of a page. */
const JSON_MARKS = /[<>&]/g
const inScript = (mark: string): string => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`

type Helper = (...values: readonly unknown[]) => unknown

/** By name: how many values each takes, and what it gives. */
const calculating: Readonly<Record<string, readonly [number, Helper]>> = {
  count: [1, (list) => listOf(list).length],
  eq: [2, (one, other) => one === other],
  groupBy: [
    2,
    (list, field) =>
      [...groupBy(listOf(list), (entry) => textOf(fieldOf(entry, field)))].sort(([a], [b]) => inOrder(a, b)).map(([key, items]) => ({ key, items })),
  ],
  join: [2, (list, between) => listOf(list).map(textOf).join(textOf(between))],
  json: [1, (value) => jsonText(value).replace(JSON_MARKS, inScript)],
  plural: [2, (number, noun) => (typeof number === 'number' ? plural(number, textOf(noun)) : refuse('is given what is no number'))],
  where: [3, (list, field, wanted) => listOf(list).filter((entry) => fieldOf(entry, field) === wanted)],
}

/** What gives text that is harmless wherever it lands, or was made so, and is not escaped again. */
const harmless: Readonly<Record<string, readonly [number, Helper]>> = {
  date: [1, (instant) => (instant === null ? '' : day(instantOf(instant)))],
  moment: [1, (instant) => (instant === null ? '' : moment(instantOf(instant)))],
  ...Object.fromEntries(Object.entries(escapes).map(([name, escape]) => [name, [1, (value: unknown) => escape(textOf(value))] as const])),
}

/** What takes the place of a helper that leaves something out when a template is tried, so that nothing is left out. */
const trying: Readonly<Record<string, readonly [number, Helper]>> = {
  where: [3, (list, field) => listOf(list).filter((entry) => fieldOf(entry, field) !== undefined)],
}

export const helpers = { calculating, harmless, trying } as const
