/** The values of options: what the user meant, or why it is wrong and what would be right. */
import { type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { InvalidArgumentError } from '@commander-js/extra-typings'
import { DAY, parseDay } from '../model/time.ts'
import { didYouMean, type Instant, type Output, parseInstant, parseOutput, severities, type Severity } from '../index.ts'
import { frameworks } from '../model/frameworks.ts'

const refuse = (message: string, hint?: string): never => {
  throw new InvalidArgumentError(hint === undefined ? message : `${message}; ${hint}`)
}

/** `--config --policy F` has lost a value; commander would take the next option for it. */
const present = (value: string): string => {
  if (value === '') refuse('the value is empty')
  if (value.startsWith('--')) refuse('the value seems to be missing', 'a path that begins with a hyphen is written ./--name')
  return value
}

export const pathArgument = (value: string): string => present(value)

const statsOf = (path: string): Stats | undefined => {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

export const configArgument = (value: string): string => {
  if (statsOf(present(value))?.isDirectory() === true) {
    const inside = join(value, 'sparekey.yaml')
    refuse('this is a folder', statsOf(inside)?.isFile() === true ? `did you mean ${inside}?` : undefined)
  }
  return value
}

/** What a time that is none was meant to be: a date alone, no seconds, no offset, a space for the T. */
const meantInstant = (value: string): string | undefined => {
  const spaced = value.replace(/^(\d{4}-\d{2}-\d{2})[ t]/, '$1T').replace(/z$/, 'Z')
  return [spaced, `${spaced}Z`, `${spaced}:00Z`, `${spaced}T00:00:00Z`].find((candidate) => parseInstant(candidate) !== undefined)
}

export const instantArgument = (value: string): Instant => {
  const instant = parseInstant(present(value))
  if (instant !== undefined) return instant
  const meant = meantInstant(value)
  return refuse(
    'a time with an offset is expected, on a day that the calendar has, such as 2026-11-23T00:00:00Z or 2026-11-23T01:00:00+01:00',
    meant === undefined ? undefined : `did you mean ${meant}?`,
  )
}

export const severityArgument = (value: string): Severity => {
  const severity = severities.find((candidate) => candidate === present(value))
  return severity ?? refuse(`one of ${severities.slice(0, -1).join(', ')} or ${severities.at(-1) ?? ''} is expected`, didYouMean(value, severities))
}

/** The frameworks by whose requirements controls can be told. */
export const frameworkIds: readonly string[] = [...frameworks.keys()]

export const frameworkArgument = (value: string): string =>
  frameworks.has(present(value))
    ? value
    : refuse(`there is no framework ${value}`, didYouMean(value, frameworkIds) ?? `the frameworks are ${frameworkIds.join(', ')}`)

/** Outputs in some formats; those of a report unless others are given. */
export const outputIn =
  (formats?: readonly string[]) =>
  (value: string, earlier: readonly Output[] = []): readonly Output[] => {
    const parsed = parseOutput(present(value), earlier, formats)
    return 'output' in parsed ? [...earlier, parsed.output] : refuse(parsed.flaw.message, parsed.flaw.hint)
  }

export const outputArgument = outputIn()

/** The last instant that a horizon takes in: a day counts to its end, as the last day of a waiver does. */
export const horizonArgument = (value: string): Instant => {
  const day = parseDay(present(value))
  if (day !== undefined) return day + DAY - 1
  return parseInstant(value) ?? refuse('a day that the calendar has is expected, such as 2027-03-31, or a time with an offset')
}

/** So many days, in milliseconds. */
export const daysArgument = (value: string): number =>
  /^[1-9]\d{0,3}$/.test(present(value)) ? Number(value) * DAY : refuse('a whole number of days is expected, from 1 to 9999, such as 90')
