/** The stories that look ahead: load → collect → judge today and later. What they tell is an assumption, and no audit. */
import { calendar, type Horizon } from './audit/calendar.ts'
import { forecast, type LookInput } from './audit/forecast.ts'
import { isSameName } from './model/account.ts'
import type { Calendar } from './model/calendar.ts'
import type { Forecast } from './model/forecast.ts'
import type { Live } from './model/live.ts'
import { type Checked, isMistaken } from './model/mistake.ts'
import type { Instant } from './model/time.ts'
import { didYouMean } from './parsers/wording.ts'
import { type AuditOptions, type Prepared, ready } from './run.ts'

/** What looks ahead judges as an audit does, with neither a baseline nor a gate. */
export type LookOptions = Omit<AuditOptions, 'baseline' | 'failOn' | 'allowIncomplete' | 'exitZero'>

/** A look ahead whose files are read and found right. Nothing is collected yet. */
export interface Looking<T> extends Pick<Prepared, 'sources' | 'notes' | 'reads'> {
  readonly look: (live?: Partial<Live>) => Promise<T>
}

const prepare = async <T>(options: LookOptions, look: (input: LookInput) => T): Promise<Checked<Looking<T>>> => {
  const readied = await ready(options)
  if (isMistaken(readied)) return readied
  const { sources, notes, reads, gather, by } = readied.value
  return { value: { sources, notes, reads, look: async (live) => look({ ...by, inventory: await gather(live) }) } }
}

/** What fails by an instant if nobody does anything; or every mistake in what people wrote. */
export const prepareForecast = (options: LookOptions, to: Instant): Promise<Checked<Looking<Forecast>>> => prepare(options, (input) => forecast(input, to))

/** Nobody is called so: an empty calendar of theirs would look as if nothing fell due. */
export interface Nobody {
  readonly nobody: string
  readonly hint?: string
}

const ownersIn = ({ waivers, inventory: { facts } }: LookInput): readonly string[] => [
  ...new Set([...facts.people.map(({ id }) => id), ...[...facts.codeSets].flatMap(({ owner }) => owner ?? []), ...waivers.map(({ owner }) => owner)]),
]

const calendarOf = (input: LookInput, horizon: Horizon): Calendar | Nobody => {
  const { owner } = horizon
  const owners = ownersIn(input)
  if (owner === undefined || owners.some((one) => isSameName(one, owner))) return calendar(input, horizon)
  const hint = didYouMean(owner, owners)
  return { nobody: owner, ...(hint === undefined ? {} : { hint }) }
}

/** What falls due when; or every mistake in what people wrote. */
export const prepareCalendar = (options: LookOptions, horizon: Horizon): Promise<Checked<Looking<Calendar | Nobody>>> =>
  prepare(options, (input) => calendarOf(input, horizon))
