/**
 * Reports activities → what happened to codes at Google. A use is a login event whose challenge method is a backup
 * code and whose status says that it passed; parameters carry `value` or `multiValue`. Names: Reports API appendices.
 */
import { createHash } from 'node:crypto'
import { given } from '../../model/given.ts'
import type { CodeEvent, Gap } from '../../model/inventory.ts'
import { type Instant, parseInstant } from '../../model/time.ts'
import { field, textField } from '../../parsers/json.ts'
import { earlier } from '../log-reach.ts'
import { isKept, type Kept, lackOf, toGap } from '../reading.ts'
import { contradictionOf, isOf, MY_CUSTOMER } from './customers.ts'

const EVERYONE = { scope: 'google:*' } as const
const USE_EVENTS = new Set(['login_challenge', 'login_verification', 'login_success'])
const BACKUP_CODE = /(?:^|_)backup_code$/
const ADMIN_EVENTS: ReadonlyMap<string, CodeEvent['kind']> = new Map([
  ['GENERATE_2SV_SCRATCH_CODES', 'generated'],
  ['DELETE_2SV_SCRATCH_CODES', 'deleted'],
])

export interface Activity {
  readonly events: readonly CodeEvent[]
  readonly gaps: readonly Gap[]
  readonly records: number
  readonly unreadable: number
}

interface Parameter {
  readonly name: string
  readonly values: readonly string[]
}

const VALUE_KEYS = ['value', 'multiValue', 'boolValue', 'intValue', 'multiIntValue'] as const
/** Nested messages carry nothing that we read; they only count as a value. */
const MESSAGE_KEYS = ['messageValue', 'multiMessageValue'] as const

const isPlain = (value: unknown): value is string | number | boolean => ['string', 'number', 'boolean'].includes(typeof value)

/** The values of one parameter, or undefined when it has none that can be read. */
const readValues = (parameter: unknown): readonly string[] | undefined => {
  if (MESSAGE_KEYS.some((key) => field(parameter, key) !== undefined)) return []
  const value = VALUE_KEYS.map((key) => field(parameter, key)).find((found) => found !== undefined)
  const values: readonly unknown[] = Array.isArray(value) ? (value as unknown[]) : [value]
  return values.length > 0 && values.every(isPlain) ? values.map(String) : undefined
}

/** The parameters of an event, or undefined when one of them has no name or no value. */
const readParameters = (event: unknown): readonly Parameter[] | undefined => {
  const parameters = field(event, 'parameters')
  if (!Array.isArray(parameters)) return undefined
  const read: Parameter[] = []
  for (const parameter of parameters as unknown[]) {
    const name = textField(parameter, 'name')
    const values = readValues(parameter)
    if (name === undefined || values === undefined) return undefined
    read.push({ name, values })
  }
  return read
}

const valuesOf = (parameters: readonly Parameter[], name: string): readonly string[] =>
  parameters.filter((parameter) => parameter.name === name).flatMap(({ values }) => values)

type Happening = Pick<CodeEvent, 'account' | 'kind' | 'outcome'>

/** What a login event says: a use, nothing, or "unreadable". */
const readLogin = (event: unknown, actor: string | undefined): Happening | 'unreadable' | undefined => {
  const name = textField(event, 'name')
  if (name === undefined) return 'unreadable'
  if (!USE_EVENTS.has(name)) return undefined
  const parameters = readParameters(event)
  if (parameters === undefined) return 'unreadable'
  if (!valuesOf(parameters, 'login_challenge_method').some((method) => BACKUP_CODE.test(method))) return undefined
  if (actor === undefined) return 'unreadable'
  const statuses = valuesOf(parameters, 'login_challenge_status')
  const passed = statuses.filter((status) => /passed/i.test(status))
  if (statuses.length > 0 && passed.length === 0) return statuses.every((status) => /fail|incomplete|abandon/i.test(status)) ? undefined : 'unreadable'
  return { account: `google:${actor}`, kind: 'used', outcome: passed.length > 0 && passed.length === statuses.length ? 'success' : 'unknown' }
}

/** What an admin event says about a user's codes. */
const readAdmin = (event: unknown): Happening | 'unreadable' | undefined => {
  const name = textField(event, 'name')
  if (name === undefined) return 'unreadable'
  const kind = ADMIN_EVENTS.get(name)
  if (kind === undefined) return undefined
  const [email] = valuesOf(readParameters(event) ?? [], 'USER_EMAIL')
  return email === undefined ? 'unreadable' : { account: `google:${email}`, kind, outcome: 'success' }
}

/** One record that says something, or that cannot be read. */
interface Found {
  readonly index: number
  readonly customer?: string
  /** The same for the same record, wherever it comes again; nothing of its content can be had from it. */
  readonly key?: string
  readonly time?: Instant
  readonly happenings: readonly Happening[]
  readonly broken?: string
}

/** What is kept of one page: memory does not grow with records that say nothing about codes. */
export interface ActivityPage {
  /** Undefined: the page is no list of activities. */
  readonly found?: readonly Found[]
  readonly records: number
  /** The customers whose records they say to be. */
  readonly customers: readonly string[]
  readonly earliest?: Instant
  /** Whether another page follows. */
  readonly isFollowed: boolean
}

export type Application = 'login' | 'admin'

const customerOf = (item: unknown): string | undefined => textField(field(item, 'id'), 'customerId')

const timeOf = (item: unknown): Instant | undefined => parseInstant(textField(field(item, 'id'), 'time') ?? '')

const readItem = (application: Application, item: unknown, index: number): Found | undefined => {
  const place = { index, ...given('customer', customerOf(item)) }
  const broken = (what: string): Found => ({ ...place, happenings: [], broken: what })
  const time = timeOf(item)
  const happened = field(item, 'events')
  if (time === undefined) return broken('id.time is missing or no time')
  if (!Array.isArray(happened)) return broken('events is missing')
  const about = textField(field(item, 'id'), 'applicationName')
  if (about !== undefined && about !== application) return broken('it belongs to another application')
  const actor = textField(field(item, 'actor'), 'email')
  const read = (happened as unknown[]).map((event) => (application === 'login' ? readLogin(event, actor) : readAdmin(event)))
  const happenings = read.filter((one) => typeof one === 'object')
  const isBroken = read.includes('unreadable')
  if (happenings.length === 0 && !isBroken) return undefined
  const key = createHash('sha256').update(JSON.stringify(item)).digest('base64url')
  return { ...place, key, time, happenings, ...(isBroken ? { broken: 'an event of it has no name, no parameters, or a parameter without a value' } : {}) }
}

/** Reads one page of activities, of which nothing else needs to be kept. */
export const readActivityPage = (application: Application, page: unknown): ActivityPage => {
  const items = field(page, 'items') ?? []
  const isFollowed = field(page, 'nextPageToken') !== undefined
  if (field(page, 'kind') !== 'admin#reports#activities' || !Array.isArray(items)) return { records: 0, customers: [], isFollowed }
  const list = items as readonly unknown[]
  return {
    found: list.flatMap((item, index) => readItem(application, item, index) ?? []),
    records: list.length,
    customers: [...new Set(list.flatMap((item) => customerOf(item) ?? []))],
    ...given('earliest', list.map(timeOf).reduce(earlier, undefined)),
    isFollowed,
  }
}

/** The pages of a kept log: one answer or a list of them; records of one answer are found without the number of the page. */
export const readKeptActivity = (application: Application, kept: Kept<unknown>): Kept<ActivityLog> => {
  if (!isKept(kept)) return kept
  const isList = Array.isArray(kept.value)
  const pages: readonly unknown[] = isList ? (kept.value as unknown[]) : [kept.value]
  return { ...kept, value: { pages: pages.map((page) => readActivityPage(application, page)), isList } }
}

export interface ActivityLog {
  readonly pages: readonly ActivityPage[]
  readonly isList: boolean
}

/** The customers that the records of a log name. */
export const customersIn = (kept: Kept<ActivityLog>): readonly string[] => (isKept(kept) ? kept.value.pages.flatMap(({ customers }) => customers) : [])

/** The time of the first record of a log; undefined: it has none. */
export const earliestOf = (kept: Kept<ActivityLog>): Instant | undefined =>
  isKept(kept) ? kept.value.pages.map(({ earliest }) => earliest).reduce(earlier, undefined) : undefined

/** Whose activities a log must have, and the customers that the records of all logs of the source name. */
export interface Whose {
  readonly customer: string
  readonly named: ReadonlySet<string>
}

export const toActivity = (source: string, application: Application, kept: Kept<ActivityLog>, { customer, named }: Whose): Activity => {
  const fact = `google ${application} activity`
  const gap = (reason: Gap['reason'], detail: string, record?: string, advice?: string): Gap =>
    toGap(source, { about: 'codeEvents', fact, reason, detail, hides: EVERYONE, advice, file: kept.file, record })
  const lack = lackOf(kept)
  const gaps: Gap[] = lack === undefined ? [] : [gap(lack.reason, lack.detail, undefined, lack.advice)]
  if (!isKept(kept)) return { events: [], gaps, records: 0, unreadable: 0 }

  const { pages, isList } = kept.value
  const events: CodeEvent[] = []
  const seen = new Set<string>()
  let unreadable = 0
  pages.forEach(({ found }, pageIndex) => {
    if (found === undefined) gaps.push(gap('unreadable', `${kept.file} is no list of activities`))
    for (const { index, customer: said, key, time, happenings, broken } of found ?? []) {
      if (!isOf(customer, said)) continue
      // The same record twice is one; another record under its id is judged as well.
      if (key !== undefined && seen.has(key)) continue
      if (key !== undefined) seen.add(key)
      const record = `${isList ? `/${String(pageIndex)}` : ''}/items/${String(index)}`
      if (broken !== undefined) {
        unreadable += 1
        gaps.push(gap('unreadable', `record ${record} of ${kept.file}: ${broken}`, record))
      }
      if (time !== undefined) for (const happening of happenings) events.push({ ...happening, time, origin: { source, file: kept.file, record } })
    }
  })
  const contradiction = contradictionOf(customer, new Set(customersIn(kept)), named)
  if (contradiction !== undefined) {
    const advice = customer === MY_CUSTOMER ? 'Keep the logs of one customer, and name it (customer).' : `Give credentials of ${customer}, and collect anew.`
    gaps.push(gap('contradiction', `${kept.file}: ${contradiction}`, undefined, advice))
  }
  if (kept.short === undefined && pages.at(-1)?.isFollowed === true)
    gaps.push(gap('incomplete', `${kept.file}: a further page was not fetched (nextPageToken)`))
  return { events, gaps, records: pages.reduce((sum, page) => sum + page.records, 0), unreadable }
}
