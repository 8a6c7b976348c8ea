/** The options of `sparekey calendar` and `sparekey forecast`, and the help about them. */
import { type Command, Option } from '@commander-js/extra-typings'
import type { Instant, Output } from '../index.ts'
import { calendarFormats, forecastFormats } from '../model/output-formats.ts'
import { daysArgument, horizonArgument, outputIn } from './arguments.ts'
import type { Shared } from './comparison-program.ts'

export interface OutlookFlags {
  readonly config?: string
  readonly policy?: string
  readonly asOf?: Instant
  readonly inventory?: string
  readonly allowOutside?: boolean
  readonly output?: readonly Output[]
}

export interface CalendarFlags extends OutlookFlags {
  readonly until?: Instant
  readonly days?: number
  readonly owner?: string
}

export interface ForecastFlags extends OutlookFlags {
  readonly to?: Instant
}

export interface OutlookCommands {
  readonly calendar: (flags: CalendarFlags) => Promise<void>
  readonly forecast: (flags: ForecastFlags) => Promise<void>
}

const INVALID = `
  2  invalid usage, configuration, policy, waiver, register or roster: every
     mistake is listed, and nothing was judged`

const CALENDAR_EXIT_CODES = `
  0  every due date is known, whatever is overdue${INVALID}
  3  a due date is not known: what is unknown has none
  4  the calendar could not be written whole, or sparekey itself is at fault`

const FORECAST_EXIT_CODES = `
  0  nothing is unknown, today or then, whatever fails: a forecast is no gate${INVALID}
  3  something is unknown, today or then
  4  the forecast could not be written whole, or sparekey itself is at fault`

const CALENDAR_EXAMPLES = `
  sparekey calendar
      what falls due in the next 90 days, for each owner
  sparekey calendar --days 365 -o ics=backup-codes.ics
      a year, for a calendar program; made anew, it moves what was done
  sparekey calendar --owner ada@acme.test -o markdown
      what ada has to do`

const FORECAST_EXAMPLES = `
  sparekey forecast --to 2027-03-31
      what will fail by the end of March if nobody does anything
  sparekey forecast --to 2027-03-31 --policy policies/stricter.yaml -o markdown=forecast.md
      the same by another policy, as a page`

const HORIZON = 'Horizon:'

const outputOf = (formats: readonly string[]): Option =>
  new Option('-o, --output <format[=path]>', `the result on stdout or in a file; may be given again. Formats: ${formats.join(', ')} (default: text on stdout)`)
    .argParser(outputIn(formats))
    .helpGroup('Reports:')

const until = new Option('--until <day>', 'the last day, to its end in UTC, or a time with an offset').argParser(horizonArgument).helpGroup(HORIZON)
const days = new Option('--days <number>', 'so many days from as-of (default: 90)').argParser(daysArgument).helpGroup(HORIZON)
const owner = new Option('--owner <person>', 'only what this person owns').helpGroup(HORIZON)
const to = new Option('--to <day>', 'the last day, to its end in UTC, or a time with an offset')
  .argParser(horizonArgument)
  .makeOptionMandatory()
  .helpGroup(HORIZON)

/** May be given again. */
const REPEATED: ReadonlySet<string> = new Set(['output'])

/** Adds `calendar` and `forecast` to the program. */
export const addOutlookCommands = (
  program: Command,
  commands: () => Promise<OutlookCommands>,
  { section, helpOption, colourOption, judging, refuseRepeats }: Shared,
): void => {
  const calendar = program
    .command('calendar')
    .summary('what falls due, when, and for whom')
    .description(
      'Says what falls due until the horizon, for each owner: rotations, reviews, checks, expiries and the ends of waivers, and what is overdue already.',
    )
    .addHelpOption(helpOption)
  for (const option of [...judging, until, days, owner, outputOf(calendarFormats), colourOption]) calendar.addOption(option)
  calendar
    .showHelpAfterError('All options: sparekey calendar --help')
    .addHelpText('after', `${section('Exit codes:', CALENDAR_EXIT_CODES)}\n${section('Examples:', CALENDAR_EXAMPLES)}`)
    .action(async (flags) => (await commands()).calendar(flags))

  const forecast = program
    .command('forecast')
    .summary('what will fail by a day if nobody does anything')
    .description(
      'Judges the evidence of now as if nobody did anything until a later day. It is an assumption and no audit: it proves nothing, and gates nothing.',
    )
    .addHelpOption(helpOption)
  for (const option of [...judging, to, outputOf(forecastFormats), colourOption]) forecast.addOption(option)
  forecast
    .showHelpAfterError('All options: sparekey forecast --help')
    .addHelpText('after', `${section('Exit codes:', FORECAST_EXIT_CODES)}\n${section('Examples:', FORECAST_EXAMPLES)}`)
    .action(async (flags) => (await commands()).forecast(flags))

  refuseRepeats(calendar, REPEATED)
  refuseRepeats(forecast, REPEATED)
}
