/** `sparekey calendar` and `sparekey forecast`: what falls due, and what will fail. */
import { calendarTellers, forecastTellers, type Instant, type LookOptions, prepareCalendar, prepareForecast } from '../index.ts'
import { given } from '../model/given.ts'
import { DAY, formatInstant } from '../model/time.ts'
import { lookAt, sayLate, writeTold } from './looking.ts'
import type { CalendarFlags, ForecastFlags, OutlookCommands, OutlookFlags } from './outlook-program.ts'
import { type ExitCode, say, type Shell } from './print.ts'
import { DEFAULT_CONFIG } from './program.ts'

/** How far a calendar looks where nobody says it. */
const HORIZON = 90 * DAY

const optionsOf = ({ config = DEFAULT_CONFIG, policy, inventory, asOf, allowOutside = false }: OutlookFlags, { started }: Shell): LookOptions => ({
  config,
  asOf: asOf ?? started,
  allowOutside,
  ...given('policy', policy),
  ...given('inventory', inventory),
})

/** A horizon that lies behind is a slip: nothing could fall due. */
const liesBehind = (option: string, horizon: Instant, asOf: Instant): boolean => {
  if (horizon > asOf) return false
  say(`${option} ${formatInstant(horizon)} is not later than the instant that is judged at, ${formatInstant(asOf)}`)
  return true
}

const calendar = async (flags: CalendarFlags, shell: Shell): Promise<ExitCode> => {
  const { output, until: last, days, owner } = flags
  const options = optionsOf(flags, shell)
  if (last !== undefined && days !== undefined) {
    say('--until and --days both say how far to look: give one of the two')
    return 2
  }
  const until = last ?? options.asOf + (days ?? HORIZON)
  sayLate(options.asOf, shell)
  if (liesBehind('--until', until, options.asOf)) return 2
  const looked = await lookAt({ config: options.config, output, prepare: () => prepareCalendar(options, { until, ...given('owner', owner) }) }, shell)
  if ('code' in looked) return looked.code
  const { value } = looked
  if ('nobody' in value) {
    say(`--owner ${value.nobody}: neither the roster, the register nor a waiver names this person${value.hint === undefined ? '' : `; ${value.hint}`}`)
    return 2
  }
  return writeTold(value, calendarTellers, output, value.complete ? 0 : 3, shell)
}

const forecast = async (flags: ForecastFlags, shell: Shell): Promise<ExitCode> => {
  const { output, to = 0 } = flags
  const options = optionsOf(flags, shell)
  sayLate(options.asOf, shell)
  if (liesBehind('--to', to, options.asOf)) return 2
  const looked = await lookAt({ config: options.config, output, prepare: () => prepareForecast(options, to) }, shell)
  return 'code' in looked ? looked.code : writeTold(looked.value, forecastTellers, output, looked.value.complete ? 0 : 3, shell)
}

export const outlookCommands = (shell: Shell, end: (code: ExitCode) => void): OutlookCommands => ({
  calendar: async (flags) => {
    end(await calendar(flags, shell))
  },
  forecast: async (flags) => {
    end(await forecast(flags, shell))
  },
})
