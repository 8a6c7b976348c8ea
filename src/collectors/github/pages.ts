/** The pages of each thing that is asked for, until there are no more, each reduced to what is looked at. */
import { lowerAscii } from '../../model/account.ts'
import type { RequestRecord } from '../../model/inventory.ts'
import { field, textField } from '../../parsers/json.ts'
import type { Page } from '../asking.ts'
import { type Answer, Refused } from '../http.ts'
import { jsonOf, lackOfErrors, type Leave, MEMBERS, ORGANIZATION, refuse } from './answers.ts'
import type { Client } from './octokit.ts'
import { MEMBERS_QUERY } from './query.ts'
import { connectionOf, mayGoOn } from './rolls.ts'

export type Pages = AsyncGenerator<Page, void, undefined>

const PER_PAGE = 100
const MOST_PAGES = 10_000

const toRequest = (endpoint: string, { at, sha256 }: Answer, records: number): RequestRecord => ({
  endpoint,
  at,
  records,
  ...(sha256 === undefined ? {} : { sha256 }),
})

const toPage = (endpoint: string, answer: Answer, value: unknown, records: number): Page => ({
  value,
  records,
  request: toRequest(endpoint, answer, records),
  raw: answer.bytes,
})

/** The fields of a record that are looked at. */
const only = (record: unknown, keys: readonly string[]): unknown =>
  typeof record === 'object' && record !== null && !Array.isArray(record)
    ? Object.fromEntries(keys.filter((key) => Object.hasOwn(record, key)).map((key) => [key, (record as Readonly<Record<string, unknown>>)[key]]))
    : null

export const askOrganization = async function* ({ octokit, ask }: Client, organization: string): Pages {
  const answer = await ask(() => octokit.request('GET /orgs/{org}', { org: organization }), ORGANIZATION)
  const found = jsonOf(answer)
  if (textField(found, 'login') === undefined) refuse('unreadable', 'the answer is no organisation')
  const value = { ...(only(found, ['login', 'two_factor_requirement_enabled']) as object), plan: only(field(found, 'plan'), ['name']) }
  yield toPage(`GET /orgs/${organization}`, answer, value, 1)
}

const nextOf = ({ headers }: Answer): string | undefined => /<([^<>]+)>;\s*rel="next"/.exec(headers.get('link') ?? '')?.[1]

/** The number of the page that an address leads to, where it says one. */
const pageAt = (address: string): number | undefined => {
  const page = URL.canParse(address) ? new URL(address).searchParams.get('page') : null
  return page !== null && /^\d{1,6}$/.test(page) ? Number(page) : undefined
}

interface Listing {
  readonly route: `GET /${string}`
  readonly parameters: Readonly<Record<string, string>>
  readonly endpoint: string
  readonly leave: Leave
  readonly reduce: (entries: readonly unknown[], page: number) => unknown
  /** Whether a page may be empty although the one before it leads there. */
  readonly mayEndEmpty: boolean
}

/** Follows the links from one page on, each of which must lead to a page that was not there before. */
const follow = async function* (
  { octokit, ask }: Client,
  { route, parameters, endpoint, leave, reduce, mayEndEmpty }: Listing,
  sizes: number[],
  seen: Set<string>,
) {
  const start = sizes.length === 0 ? {} : { page: sizes.length + 1 }
  let isAnnounced = false
  const iterator = octokit.paginate.iterator(route, { ...parameters, per_page: PER_PAGE, ...start })[Symbol.asyncIterator]()
  for (;;) {
    const answer = await ask(() => iterator.next(), leave)
    const entries = jsonOf(answer)
    if (!Array.isArray(entries)) return refuse('unreadable', 'the answer is no list')
    if (entries.length > 0 && answer.sha256 !== undefined && seen.has(answer.sha256)) refuse('incomplete', 'a page came twice, and another one not at all')
    seen.add(answer.sha256 ?? '')
    if (entries.length === 0 && isAnnounced && !mayEndEmpty) refuse('incomplete', 'a page that was announced is empty')
    isAnnounced = true
    const page = sizes.push(entries.length)
    yield { page: toPage(`${endpoint}&page=${String(page)}`, answer, reduce(entries, page - 1), entries.length), last: entries.at(-1) as unknown }
    const next = nextOf(answer)
    if (next === undefined) return
    const number = pageAt(next)
    if (seen.has(next)) refuse('incomplete', 'the pages lead back to one that was there before')
    if (number !== undefined && number !== page + 1) refuse('incomplete', `page ${String(page)} leads to page ${String(number)}`)
    if (page >= MOST_PAGES) refuse('incomplete', `it has more than ${String(MOST_PAGES)} pages`)
    seen.add(next)
  }
}

export interface ListOf {
  readonly organization: string
  readonly where: 'members' | 'outside_collaborators'
  readonly filter: string
  /** Another answer says how many there are: then nothing is asked to be sure of the end. */
  readonly isCounted: boolean
}

/** One reading of a list, from its first page on. */
export const askList = async function* (client: Client, { organization, where, filter, isCounted }: ListOf): Pages {
  const listing: Listing = {
    route: `GET /orgs/${organization}/${where}`,
    parameters: { filter },
    endpoint: `GET /orgs/${organization}/${where}?filter=${filter}`,
    leave: MEMBERS,
    reduce: (users) => users.map((user) => only(user, ['login', 'type'])),
    mayEndEmpty: false,
  }
  const sizes: number[] = []
  const seen = new Set<string>()
  do {
    for await (const { page } of follow(client, listing, sizes, seen)) yield page
  } while (!isCounted && mayGoOn(sizes) && sizes.length < MOST_PAGES)
}

const MOST_READINGS = 3

/**
 * A list that nothing else is held against. Its pages are no snapshot: who leaves it meanwhile moves somebody from one
 * page to another that was read before. So a list of several pages is read again, until two readings name the same. The
 * pages of all readings are handed on: whoever was named was on the list.
 */
export const askSteadyList = async function* (client: Client, list: ListOf): Pages {
  let before: string | undefined
  for (let reading = 1; reading <= MOST_READINGS; reading += 1) {
    const named: string[] = []
    let pages = 0
    for await (const page of askList(client, list)) {
      pages += 1
      named.push(...(page.value as readonly unknown[]).map((user) => lowerAscii(textField(user, 'login') ?? '')))
      yield page
    }
    const now = JSON.stringify([...new Set(named)].sort())
    if (now === before || (reading === 1 && pages === 1)) return
    before = now
  }
  refuse('contradiction', 'no two readings of its pages name the same members')
}

export interface LogAsked {
  readonly path: string
  readonly phrase: string
  readonly leave: Leave
  readonly reduce: (records: readonly unknown[], page: number) => unknown
}

/**
 * The records of a log, from the oldest. Its pages have no numbers, so where the last one is full the newest record is
 * asked for: it must be the one that the pages ended with.
 */
export const askLog = async function* (client: Client, { path, phrase, leave, reduce }: LogAsked): Pages {
  const { octokit, ask } = client
  const endpoint = `GET ${path}?phrase=${phrase.replaceAll(' ', '+')}`
  const parameters = { phrase, include: 'web' }
  const sizes: number[] = []
  let newest: unknown
  for await (const { page, last } of follow(
    client,
    { route: `GET ${path}` as 'GET /', parameters: { ...parameters, order: 'asc' }, endpoint, leave, reduce, mayEndEmpty: true },
    sizes,
    new Set(),
  )) {
    newest = last ?? newest
    yield page
  }
  const isEmpty = sizes.every((size) => size === 0)
  if (!isEmpty && !mayGoOn(sizes) && sizes.at(-1) !== 0) return
  // Of an empty answer the log as a whole is asked: an organisation in which nothing happened at all is one that nobody showed us.
  const words = isEmpty ? phrase.split(' ').filter((word) => !word.startsWith('action:')) : [phrase]
  const answer = await ask(() => octokit.request(`GET ${path}` as 'GET /', { ...parameters, phrase: words.join(' '), order: 'desc', per_page: 1 }), leave)
  const found = jsonOf(answer)
  const id = Array.isArray(found) ? textField(found[0], '_document_id') : undefined
  if (isEmpty && id === undefined) refuse('incomplete', 'it has no record at all, and an empty answer proves nothing')
  if (!isEmpty && (id === undefined || id !== textField(newest, '_document_id'))) refuse('incomplete', 'newer records are not on its pages')
  yield { value: reduce([], sizes.length), records: 0, request: toRequest(`${endpoint}&order=desc`, answer, 0) }
}

/** An answer of GraphQL, with as much of it as is looked at. */
const reduceMembers = (body: unknown): unknown => {
  const connection = connectionOf(body)
  const edges = field(connection, 'edges') as readonly unknown[]
  const reduced = {
    totalCount: field(connection, 'totalCount'),
    pageInfo: only(field(connection, 'pageInfo'), ['hasNextPage']),
    edges: edges.map((edge) => ({ ...(only(edge, ['hasTwoFactorEnabled']) as object), node: only(field(edge, 'node'), ['login']) })),
  }
  return { data: { organization: { membersWithRole: reduced } }, ...(field(body, 'errors') === undefined ? {} : { errors: [] }) }
}

export const askGraphql = async function* ({ octokit, ask }: Client, organization: string): Pages {
  const seen = new Set<string>()
  let endCursor: string | null = null
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const cursor: string | null = endCursor
    const answer = await ask(() => octokit.graphql(MEMBERS_QUERY, { org: organization, endCursor: cursor }), MEMBERS)
    const body = jsonOf(answer)
    const connection = connectionOf(body)
    const edges = field(connection, 'edges')
    if (Array.isArray(edges)) yield toPage(`POST /graphql membersWithRole page=${String(page)}`, answer, reduceMembers(body), edges.length)
    const errors = field(body, 'errors')
    if (errors !== undefined) throw new Refused(lackOfErrors(errors, MEMBERS))
    if (!Array.isArray(edges)) refuse('unreadable', 'the answer is no list of members')
    const pageInfo = field(connection, 'pageInfo')
    if (field(pageInfo, 'hasNextPage') !== true) return
    const next = textField(pageInfo, 'endCursor')
    if (next === undefined || seen.has(next)) refuse('incomplete', 'the pages lead back to one that was there before')
    else seen.add(next)
    endCursor = next ?? null
  }
  refuse('incomplete', `it has more than ${String(MOST_PAGES)} pages`)
}
