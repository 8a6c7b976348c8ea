/**
 * Asks the Admin SDK of Google Workspace itself. Facts about it: Directory API users.list, Reports API activities.list.
 * Everything is asked with GET. Each scope has a token of its own, so that the one that may touch codes is used for
 * nothing else, and a missing scope costs no more than what it is for.
 */
import type { GoogleSource } from '../../model/configuration.ts'
import type { Lack, RequestRecord } from '../../model/inventory.ts'
import { lowerAscii } from '../../model/account.ts'
import type { Live } from '../../model/live.ts'
import { DAY, formatInstant, type Instant, parseInstant } from '../../model/time.ts'
import { field, textField } from '../../parsers/json.ts'
import { openAsking, type Page } from '../asking.ts'
import { lackIn, openDoor, Refused } from '../http.ts'
import { isKept, type Kept } from '../reading.ts'
import { type ActivityLog, type ActivityPage, type Application, readActivityPage } from './activity.ts'
import { COUNTS, type CountAnswer, countAll } from './code-counts.ts'
import { openCredentials } from './credentials.ts'
import { MY_CUSTOMER } from './customers.ts'
import type { GoogleDocuments } from './documents.ts'
import { lackOfCall, openPatience, type Permission, readJson, request, type Way } from './requests.ts'
import type { Counts } from './users.ts'

const BASE_URL = 'https://admin.googleapis.com'
const USERS: Permission = { scope: 'https://www.googleapis.com/auth/admin.directory.user.readonly', privilege: 'Users, Read' }
const ACTIVITIES: Permission = { scope: 'https://www.googleapis.com/auth/admin.reports.audit.readonly', privilege: 'Reports' }
const USERS_A_PAGE = 500
const ACTIVITIES_A_PAGE = 1000
/** No list has so many; a cursor that never ends does. */
const MOST_PAGES = 20_000
/** Asked for beyond the window, since events are filed late: providers.md §4.3 has hours to two days. */
const OVERLAP = 2 * DAY

/** No address, telephone number, name or network address: only what is looked at. */
const USER_FIELDS = 'kind,nextPageToken,users(primaryEmail,isEnrolledIn2Sv)'
const ACTIVITY_FIELDS = 'kind,nextPageToken,items(id,actor(email),events(name,parameters))'

const lackOf = (error: unknown): Lack => lackIn(error) ?? { reason: 'unavailable', detail: 'it could not be asked for' }

const SECOND = 1000

const NOTHING_HAPPENED: Lack = {
  reason: 'incomplete',
  detail: 'it has no record at all, and an empty answer proves nothing',
  advice: 'Ask for a longer activity-window, and see that the credentials belong to this customer.',
}

/** What is remembered of a log while it is read: its last page with a record, and whether an empty one came after it. */
interface Tail {
  readonly take: (items: readonly unknown[]) => void
  readonly oldest: () => Instant | undefined
  readonly endsEmpty: () => boolean
  /** Whether all of it is at the end of another, and it is not nothing. */
  readonly isIn: (other: Tail) => boolean
  readonly has: (id: string) => boolean
}

const openTail = (): Tail => {
  let last: ReadonlyMap<string, Instant | undefined> = new Map()
  let isEmpty = false
  return {
    take: (items) => {
      isEmpty = items.length === 0
      if (!isEmpty) last = new Map(items.map((item) => [JSON.stringify(field(item, 'id')), parseInstant(textField(field(item, 'id'), 'time') ?? '')]))
    },
    oldest: () => [...last.values()].reduce((oldest, time) => (oldest === undefined || (time !== undefined && time < oldest) ? time : oldest), undefined),
    endsEmpty: () => isEmpty,
    isIn: (other) => last.size > 0 && !isEmpty && [...last.keys()].every((id) => other.has(id)),
    has: (id) => last.has(id),
  }
}

/** Who was seen in one sweep, and whether anybody was seen twice. */
interface Sweep {
  readonly users: Map<string, unknown>
  hasTwins: boolean
}

const agree = (first: Sweep, second: Sweep): boolean =>
  first.users.size > 0 &&
  !first.hasTwins &&
  !second.hasTwins &&
  first.users.size === second.users.size &&
  [...first.users].every(([key, enrolled]) => second.users.has(key) && second.users.get(key) === enrolled)

interface ListOf {
  readonly path: string
  readonly permission: Permission
  /** What every page of the list is asked with, and what tells this list from others in the record of requests. */
  readonly parameters: Readonly<Record<string, string>>
  readonly named: string
  readonly kind: string
  readonly items: string
  readonly reduce: (page: unknown) => unknown
}

/** The users of an answer as they stand there, and nothing else of it. */
const reduceUsers = (page: unknown): unknown => ({
  kind: field(page, 'kind'),
  ...(field(page, 'nextPageToken') === undefined ? {} : { nextPageToken: 'a further page' }),
  users: (field(page, 'users') as unknown[]).map((user) => ({ primaryEmail: field(user, 'primaryEmail'), isEnrolledIn2Sv: field(user, 'isEnrolledIn2Sv') })),
})

/** All documents of a source, with the activities since an instant, in the shape of kept files; and what was asked for them. */
export const askGoogle = async (
  source: GoogleSource,
  live: Live,
  activitySince: Instant,
): Promise<{ readonly documents: GoogleDocuments; readonly requests: readonly RequestRecord[] }> => {
  const now = live.now()
  const base = (source['base-url'] ?? BASE_URL).replace(/\/+$/, '')
  const door = openDoor({ origins: [new URL(base).origin], mayPost: () => false, live })
  const patience = openPatience(source.id, live)
  const credentials = openCredentials(source, live, patience)
  const asking = openAsking(source.id, live)

  /** One list, page by page; the cursor must move on, and come to an end. */
  async function* pagesOf({ path, permission, parameters, named, kind, items, reduce }: ListOf, way: Way): AsyncGenerator<Page> {
    const tokens = new Set<string>()
    const line = door.line()
    for (let number = 1; ; number += 1) {
      if (number > MOST_PAGES) throw new Refused({ reason: 'incomplete', detail: `the list does not end after ${String(MOST_PAGES)} pages` })
      const token = [...tokens].at(-1)
      const query = new URLSearchParams({ ...parameters, ...(token === undefined ? {} : { pageToken: token }) })
      const authorization = `Bearer ${await credentials.token(permission.scope)}`
      const answer = await request({ url: `${base}${path}?${query.toString()}`, headers: { authorization } }, line, way)
      if (answer.status !== 200) throw new Refused(lackOfCall(answer, permission))
      const page = readJson(answer)
      const list = field(page, items)
      const next = field(page, 'nextPageToken')
      if (field(page, 'kind') !== kind || !(Array.isArray(list) || (list === undefined && items === 'items')))
        throw new Refused({ reason: 'unreadable', detail: 'the answer is another than was asked for' })
      if (next !== undefined && textField(page, 'nextPageToken') === undefined)
        throw new Refused({ reason: 'unreadable', detail: 'the cursor of the list is no text' })
      yield {
        value: reduce(page),
        records: Array.isArray(list) ? list.length : 0,
        request: {
          endpoint: `GET ${path}?${named}${number === 1 ? '' : ` (page ${String(number)})`}`,
          at: answer.at,
          records: Array.isArray(list) ? list.length : 0,
          ...(answer.sha256 === undefined ? {} : { sha256: answer.sha256 }),
        },
        raw: answer.bytes,
      }
      if (typeof next !== 'string') return
      if (tokens.has(next)) throw new Refused({ reason: 'incomplete', detail: 'the cursor of the list goes in a circle' })
      tokens.add(next)
    }
  }

  async function* sweep(order: 'ASCENDING' | 'DESCENDING', seen: Sweep): AsyncGenerator<Page> {
    const list: ListOf = {
      path: '/admin/directory/v1/users',
      permission: USERS,
      parameters: {
        customer: source.customer,
        maxResults: String(USERS_A_PAGE),
        orderBy: 'email',
        sortOrder: order,
        projection: 'basic',
        viewType: 'admin_view',
        fields: USER_FIELDS,
      },
      named: new URLSearchParams({ customer: source.customer, orderBy: 'email', sortOrder: order }).toString(),
      kind: 'admin#directory#users',
      items: 'users',
      reduce: reduceUsers,
    }
    for await (const page of pagesOf(list, { live, patience, what: 'the user list' })) {
      for (const user of field(page.value, 'users') as unknown[]) {
        const key = lowerAscii(textField(user, 'primaryEmail') ?? '')
        seen.hasTwins ||= seen.users.has(key)
        seen.users.set(key, field(user, 'isEnrolledIn2Sv'))
      }
      yield page
    }
  }

  /**
   * Google gives no total. So the list is asked for twice, from either end: what is cut off at the end of one sweep
   * stands at the beginning of the other. Where they do not agree, somebody may have come or gone in between: once more.
   * All sweeps are handed on: the last two are judged where kept files are, too.
   */
  async function* sweeps(): AsyncGenerator<Page> {
    for (let round = 1; ; round += 1) {
      const first: Sweep = { users: new Map(), hasTwins: false }
      const second: Sweep = { users: new Map(), hasTwins: false }
      yield* sweep('ASCENDING', first)
      yield* sweep('DESCENDING', second)
      if (agree(first, second)) return
      if (round === 1) continue
      if (first.users.size + second.users.size === 0) throw new Refused({ reason: 'incomplete', detail: 'it has no user, and a customer has at least one' })
      if (first.hasTwins || second.hasTwins) throw new Refused({ reason: 'incomplete', detail: 'users come twice in one list, so others may be missing' })
      if (![...first.users.keys()].some((key) => second.users.has(key)))
        throw new Refused({ reason: 'contradiction', detail: 'two sweeps of the list have no user in common' })
      return
    }
  }

  const since = activitySince - OVERLAP

  const activityList = (application: Application, until: Instant, take: (items: readonly unknown[]) => void): ListOf => ({
    path: `/admin/reports/v1/activity/users/all/applications/${application}`,
    permission: ACTIVITIES,
    parameters: {
      // No alias is documented for it; left out, it is the customer of whoever asks.
      ...(source.customer === MY_CUSTOMER ? {} : { customerId: source.customer }),
      startTime: formatInstant(since),
      endTime: formatInstant(until),
      maxResults: String(ACTIVITIES_A_PAGE),
      fields: ACTIVITY_FIELDS,
    },
    named: new URLSearchParams({ startTime: formatInstant(since), endTime: formatInstant(until) }).toString(),
    kind: 'admin#reports#activities',
    items: 'items',
    reduce: (page) => {
      take((field(page, 'items') ?? []) as readonly unknown[])
      return readActivityPage(application, page)
    },
  })

  /**
   * The whole log, not one event name after the other: of a name nothing may have happened, and such an empty answer
   * could not be told from a wrong one, while of the whole log none is empty. Google gives the newest first and no
   * total; where the last page is empty although it was announced, the time before the oldest record is asked for again.
   */
  async function* activities(application: Application, way: Way): AsyncGenerator<Page> {
    const tail = openTail()
    yield* pagesOf(activityList(application, now, tail.take), way)
    if (tail.oldest() === undefined) throw new Refused(NOTHING_HAPPENED)
    if (tail.endsEmpty()) {
      const again = openTail()
      yield* pagesOf(activityList(application, (tail.oldest() ?? now) + SECOND, again.take), way)
      if (!again.isIn(tail)) throw new Refused({ reason: 'incomplete', detail: 'its last page is empty, and the records before it are not all there' })
    }
  }

  const askActivity = async (application: Application): Promise<Kept<ActivityLog>> => {
    const what = `the ${application} activity`
    const key = `${application}-activity`
    const kept = await asking.pages({ what, key, name: `${key}.json`, shape: 'pages', lackOf }, activities(application, { live, patience, what }))
    return isKept(kept) ? { ...kept, value: { pages: kept.value as readonly ActivityPage[], isList: true } } : kept
  }

  /** Written by us: the answers are never kept. */
  const keepCounts = async (counts: Readonly<Record<string, number>>): Promise<void> => {
    const file = await live.keep?.open(source.id, 'code-counts', 'code-counts.json')
    if (file === undefined) return
    try {
      await file.write(Buffer.from(`${JSON.stringify(counts)}\n`))
      await file.commit()
    } catch (error) {
      await file.discard()
      throw error
    }
  }

  const askCounts = async (users: Kept<unknown>): Promise<Counts> => {
    const what = 'the code counts'
    if (!isKept(users)) {
      const { reason, detail, advice } = users
      return { kept: { reason, detail: `nobody's codes were counted: ${detail}`, ...(advice === undefined ? {} : { advice }) } }
    }
    const listed = (users.value as unknown[]).flatMap((page) => (field(page, 'users') as unknown[]).flatMap((user) => textField(user, 'primaryEmail') ?? []))
    const emails = [...new Map(listed.map((email) => [lowerAscii(email), email])).values()]
    const way: Way = { live, patience, what }
    const kept = await asking.pages(
      { what, key: 'code-counts', name: 'code-counts.json', shape: 'pages', lackOf },
      countAll(emails, { base, door, way, token: () => credentials.token(COUNTS.scope) }),
    )
    if (!isKept(kept)) return { kept }
    const answers = kept.value as readonly CountAnswer[]
    const counts = Object.fromEntries(answers.flatMap((answer) => ('remaining' in answer ? [[answer.email, answer.remaining] as const] : [])))
    const despiteMask = answers.filter((answer) => 'despiteMask' in answer && answer.despiteMask).length
    if (despiteMask > 0)
      live.tell({
        source: source.id,
        what: `${what} (Google sent the codes themselves; they were counted and dropped)`,
        pages: answers.length,
        records: despiteMask,
      })
    if (!live.probe) await keepCounts(counts)
    return {
      kept: { ...kept, value: counts },
      lacks: new Map(answers.flatMap((answer) => ('lack' in answer ? [[lowerAscii(answer.email), answer.lack] as const] : []))),
    }
  }

  const users = await asking.pages({ what: 'the user list', key: 'users', name: 'users.json', shape: 'pages', lackOf }, sweeps())
  const login = await askActivity('login')
  const admin = await askActivity('admin')
  const documents = { users, login, admin, ...(source['code-counts'] === true ? { counts: await askCounts(users) } : {}) }
  return { documents, requests: asking.requests() }
}
