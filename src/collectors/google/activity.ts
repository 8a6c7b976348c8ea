/**
 * Reports activities → what happened to codes at Google. A use is a login event whose challenge method is a backup
 * code and whose status says that it passed; parameters carry `value` or `multiValue`. Names: Reports API appendices.
 */
import type { CodeEvent, Gap } from '../../model/inventory.ts'
import { parseInstant } from '../../model/time.ts'
import { field, textField } from '../../parsers/json.ts'
import { isKept, type Kept, toGap } from '../reading.ts'

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

export const toActivity = (source: string, application: 'login' | 'admin', kept: Kept<unknown>): Activity => {
  const fact = `google ${application} activity`
  const gap = (reason: Gap['reason'], detail: string, record?: string): Gap =>
    toGap(source, { about: 'codeEvents', fact, reason, detail, hides: EVERYONE, file: kept.file, record })
  if (!isKept(kept)) return { events: [], gaps: [gap(kept.reason, kept.detail)], records: 0, unreadable: 0 }

  const pages = Array.isArray(kept.value) ? (kept.value as unknown[]) : [kept.value]
  const events: CodeEvent[] = []
  const gaps: Gap[] = []
  const seen = new Set<string>()
  let records = 0
  let unreadable = 0

  const readItem = (item: unknown, record: string): void => {
    records += 1
    const broken = (what: string): void => {
      unreadable += 1
      gaps.push(gap('unreadable', `record ${record} of ${kept.file}: ${what}`, record))
    }
    const id = field(item, 'id')
    const time = parseInstant(textField(id, 'time') ?? '')
    const happened = field(item, 'events')
    if (time === undefined) {
      broken('id.time is missing or no time')
      return
    }
    if (!Array.isArray(happened)) {
      broken('events is missing')
      return
    }
    const about = textField(id, 'applicationName')
    if (about !== undefined && about !== application) {
      broken('it belongs to another application')
      return
    }
    // The same record twice is one; another record under its id is judged as well.
    const key = JSON.stringify(item)
    if (seen.has(key)) return
    seen.add(key)
    const actor = textField(field(item, 'actor'), 'email')
    const read = (happened as unknown[]).map((event) => (application === 'login' ? readLogin(event, actor) : readAdmin(event)))
    if (read.includes('unreadable')) broken('an event of it has no name, no parameters, or a parameter without a value')
    for (const happening of read) if (typeof happening === 'object') events.push({ ...happening, time, origin: { source, file: kept.file, record } })
  }

  pages.forEach((page, pageIndex) => {
    const items = field(page, 'items') ?? []
    if (field(page, 'kind') !== 'admin#reports#activities' || !Array.isArray(items)) {
      gaps.push(gap('unreadable', `${kept.file} is no list of activities`))
      return
    }
    items.forEach((item: unknown, index) => {
      readItem(item, `${Array.isArray(kept.value) ? `/${String(pageIndex)}` : ''}/items/${String(index)}`)
    })
  })
  if (field(pages.at(-1), 'nextPageToken') !== undefined) gaps.push(gap('incomplete', `${kept.file}: a further page was not fetched (nextPageToken)`))
  return { events, gaps, records, unreadable }
}
