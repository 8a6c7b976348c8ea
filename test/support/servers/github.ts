/** GitHub on loopback: one organisation, its lists in pages, its audit log, GraphQL and a GitHub App; and what goes wrong with lists. */
import { readFileSync } from 'node:fs'
import type { Instant } from '../../../src/model/time.ts'
import { AS_OF } from '../builders.ts'
import { type Answer, type Asked, type Plan, serve, type Served, type WireFault } from './serve.ts'

/** What goes wrong with an answer that is good on the wire. */
export const githubFaults = [
  /** The next page is the same page. */
  'loop',
  /** The next page is left out. */
  'lost-page',
  /** No next page is named. */
  'no-link',
  /** The first page comes again. */
  'duplicate-page',
  /** The next page lies elsewhere. */
  'foreign-next',
  'empty-list',
  /** The page lacks its last entry. */
  'cut-list',
  /** What says something is null, as for readers who may not see it. */
  'null-fields',
  'rate-limited',
  'rate-limited-for-long',
  'secondary-limit',
  /** What GraphQL says in an answer with status 200. */
  'graphql-error',
  'graphql-forbidden',
  'graphql-rate-limited',
] as const
export type GithubFault = (typeof githubFaults)[number]

export interface FakeUser {
  readonly login: string
  readonly type?: 'User' | 'Bot'
  readonly mfa: 'secure' | 'insecure' | 'disabled'
  readonly role?: 'ADMIN' | 'MEMBER'
  /** GraphQL shows nobody whether there is a second factor. */
  readonly isHidden?: boolean
}

export type FakeRecord = Readonly<Record<string, unknown>>

export interface FakeOrganization {
  readonly login: string
  /** Absent: the reader does not get to see it. */
  readonly plan?: string
  readonly members: readonly FakeUser[]
  readonly outside: readonly FakeUser[]
  readonly auditLog: readonly FakeRecord[]
  readonly enterprise?: { readonly slug: string; readonly auditLog: readonly FakeRecord[] }
}

export interface GithubOptions {
  readonly organization?: FakeOrganization
  /** The permissions of the reader; all by default. */
  readonly may?: readonly ('owner' | 'audit-log' | 'enterprise')[]
  /** Before each path: /api/v3 for a GitHub Enterprise Server. */
  readonly prefix?: string
  /** The tokens that are taken; the App's are added. */
  readonly tokens?: readonly string[]
  readonly app?: { readonly installation: number; readonly permissions: readonly string[] }
  /** No page is larger than this, whatever is asked for. */
  readonly largestPage?: number
  readonly filters?: readonly string[]
  readonly plan?: Plan<GithubFault | WireFault>
  /** What else an answer holds. */
  readonly respond?: (answer: Answer) => Answer
  readonly now?: () => Instant
}

const WEB = 'https://github.com'
export const A_TOKEN = 'ghp_0123456789abcdefghijABCDEFGHIJ012345'
export const APP_TOKEN = 'ghs_0123456789abcdefghijABCDEFGHIJ012345'

const idOf = (login: string): number => Buffer.from(login).reduce((sum, byte) => (sum * 31 + byte) % 900_000_000, 7) + 1

/** All that GitHub's description requires of a user in a list. */
export const aSimpleUser = ({ login, type = 'User' }: FakeUser): FakeRecord => {
  const url = `https://api.github.com/users/${login}`
  return {
    login,
    id: idOf(login),
    node_id: Buffer.from(`04:User${String(idOf(login))}`).toString('base64'),
    avatar_url: `https://avatars.githubusercontent.com/u/${String(idOf(login))}?v=4`,
    gravatar_id: '',
    url,
    html_url: `${WEB}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: 'public',
    site_admin: false,
  }
}

const aFullOrganization = ({ login, plan }: FakeOrganization, isOwner: boolean): FakeRecord => {
  const url = `https://api.github.com/orgs/${login}`
  return {
    login,
    id: idOf(login),
    node_id: Buffer.from(`012:Organization${String(idOf(login))}`).toString('base64'),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `https://avatars.githubusercontent.com/u/${String(idOf(login))}?v=4`,
    description: null,
    name: login,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: 3,
    public_gists: 0,
    followers: 0,
    following: 0,
    html_url: `${WEB}/${login}`,
    created_at: '2019-02-11T10:00:00Z',
    updated_at: '2026-10-30T08:12:44Z',
    archived_at: null,
    type: 'Organization',
    two_factor_requirement_enabled: isOwner ? false : null,
    ...(isOwner && plan !== undefined ? { plan: { name: plan, space: 976_562_499, private_repos: 999_999, filled_seats: 12, seats: 25 } } : {}),
  }
}

/** Made-up members: every seventh without a second factor, every fifth of the others with an insecure one. */
export const madeUp = (count: number, over: Partial<FakeOrganization> = {}): FakeOrganization => ({
  login: 'acme',
  plan: 'enterprise',
  members: Array.from({ length: count }, (_, index) => ({
    login: `user-${String(index)}`,
    mfa: index % 7 === 3 ? 'disabled' : index % 5 === 1 ? 'insecure' : 'secure',
    role: index === 0 ? 'ADMIN' : 'MEMBER',
  })),
  outside: [],
  // Something has happened in every organisation.
  auditLog: [{ '@timestamp': AS_OF - 1, _document_id: 'first', action: 'org.update_member', actor: 'user-0', created_at: AS_OF - 1, org: 'acme' }],
  ...over,
})

/** The example organisation, from its kept files. */
export const theExample = (): FakeOrganization => {
  const read = (name: string): unknown => JSON.parse(readFileSync(`examples/acme/evidence/github/${name}.json`, 'utf8'))
  const logins = (name: string): Set<string> => new Set((read(name) as { login: string }[]).map(({ login }) => login))
  const disabled = logins('members-2fa-disabled')
  const insecure = logins('members-2fa-insecure')
  interface Edge {
    readonly hasTwoFactorEnabled: boolean | null
    readonly role: 'ADMIN' | 'MEMBER'
    readonly node: { readonly login: string }
  }
  const graphql = read('members-graphql') as { data: { organization: { membersWithRole: { edges: Edge[] } } } }
  const edges = new Map(graphql.data.organization.membersWithRole.edges.map((edge) => [edge.node.login, edge]))
  return {
    login: 'acme',
    plan: (read('organization') as { plan: { name: string } }).plan.name,
    members: (read('members') as { login: string; type: 'User' | 'Bot' }[]).map(({ login, type }) => ({
      login,
      type,
      role: edges.get(login)?.role ?? 'MEMBER',
      isHidden: edges.get(login)?.hasTwoFactorEnabled === null,
      mfa: disabled.has(login) ? 'disabled' : insecure.has(login) ? 'insecure' : 'secure',
    })),
    outside: [],
    auditLog: read('audit-log') as FakeRecord[],
  }
}

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({ status, body: JSON.stringify(body), headers })
const problem = (status: number, message: string): Answer =>
  json(status, { message, documentation_url: 'https://docs.github.com/rest', status: String(status) })

/** One page of a list, with the link to the next. */
const inPages = (asked: Asked, list: readonly unknown[], largest: number, by: 'page' | 'after'): Answer => {
  const size = Math.min(Number(asked.query.get('per_page') ?? 30), largest)
  const after = Buffer.from(asked.query.get('after') ?? '', 'base64').toString()
  const start = by === 'page' ? (Number(asked.query.get('page') ?? 1) - 1) * size : Number(after === '' ? 0 : after)
  const end = start + size
  if (end >= list.length) return json(200, list.slice(start, end))
  const query = new URLSearchParams(asked.query)
  if (by === 'page') query.set('page', String(end / size + 1))
  else query.set('after', Buffer.from(String(end)).toString('base64'))
  return json(200, list.slice(start, end), { link: `<http://${asked.headers.host ?? ''}${asked.path}?${query.toString()}>; rel="next"` })
}

/** As much of GitHub's search as is used: `action:CATEGORY created:>=DATE`. */
const searched = (asked: Asked, log: readonly FakeRecord[]): readonly FakeRecord[] => {
  const phrase = asked.query.get('phrase') ?? ''
  const [, action = ''] = /action:(\S+)/.exec(phrase) ?? []
  const from = Date.parse(/created:>=(\S+)/.exec(phrase)?.[1] ?? '')
  const found = log.filter((record) => {
    const name = typeof record['action'] === 'string' ? record['action'] : ''
    return (action === '' || name === action || name.startsWith(`${action}.`)) && (Number.isNaN(from) || Number(record['created_at']) >= from)
  })
  const sign = asked.query.get('order') === 'asc' ? 1 : -1
  return found.sort((a, b) => sign * (Number(a['created_at']) - Number(b['created_at'])))
}

const edgeOf = ({ login, mfa, role = 'MEMBER', isHidden = false }: FakeUser, isOwner: boolean): unknown => ({
  hasTwoFactorEnabled: isOwner && !isHidden ? mfa !== 'disabled' : null,
  role,
  node: { login },
})

const ofGraphql = (asked: Asked, { login, members }: FakeOrganization, isOwner: boolean, largest: number): Answer => {
  const { query, variables } = JSON.parse(asked.body) as { query: string; variables: { org: string; endCursor: string | null } }
  if (!query.includes('membersWithRole')) return json(200, { errors: [{ type: 'undefinedField', message: 'no such field' }] })
  if (variables.org.toLowerCase() !== login)
    return json(200, { data: { organization: null }, errors: [{ type: 'NOT_FOUND', path: ['organization'], message: 'x' }] })
  const size = Math.min(100, largest)
  const start = variables.endCursor === null ? 0 : Number(Buffer.from(variables.endCursor, 'base64').toString())
  const end = Math.min(start + size, members.length)
  const pageInfo = { hasNextPage: end < members.length, endCursor: Buffer.from(String(end)).toString('base64') }
  const edges = members.slice(start, end).map((member) => edgeOf(member, isOwner))
  return json(200, { data: { organization: { membersWithRole: { totalCount: members.length, pageInfo, edges } } } })
}

const anInstallation = (login: string, { installation, permissions }: NonNullable<GithubOptions['app']>): FakeRecord => ({
  id: installation,
  app_id: 7,
  app_slug: 'sparekey',
  target_id: idOf(login),
  target_type: 'Organization',
  single_file_name: null,
  repository_selection: 'all',
  access_tokens_url: `https://api.github.com/app/installations/${String(installation)}/access_tokens`,
  html_url: `${WEB}/organizations/${login}/settings/installations/${String(installation)}`,
  repositories_url: 'https://api.github.com/installation/repositories',
  events: [],
  account: aSimpleUser({ login, mfa: 'secure' }),
  permissions: Object.fromEntries(permissions.map((name) => [name, 'read'])),
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  suspended_by: null,
  suspended_at: null,
})

export const serveGithub = (options: GithubOptions = {}): Promise<Served> => {
  const {
    organization = theExample(),
    may = ['owner', 'audit-log', 'enterprise'],
    prefix = '',
    tokens = [A_TOKEN],
    app,
    largestPage = 100,
    filters = ['all', '2fa_disabled', '2fa_insecure'],
    plan,
    respond = (good: Answer): Answer => good,
    now = () => AS_OF,
  } = options
  const { login, enterprise } = organization
  const isOwner = may.includes('owner')

  const withFilter = (asked: Asked, users: readonly FakeUser[]): Answer => {
    const filter = asked.query.get('filter') ?? 'all'
    if (!filters.includes(filter)) return problem(422, 'Validation Failed')
    if (filter !== 'all' && !isOwner) return problem(422, 'Only owners can use this filter.')
    const chosen = users.filter(({ mfa }) => filter === 'all' || filter === `2fa_${mfa}`)
    return inPages(asked, chosen.map(aSimpleUser), largestPage, 'page')
  }

  const ofApp = (asked: Asked, path: string): Answer | undefined => {
    if (app === undefined) return undefined
    const isJwt = /^bearer eyJ/i.test(asked.headers.authorization ?? '')
    if (path === `/orgs/${login}/installation`) return isJwt ? json(200, anInstallation(login, app)) : problem(401, 'A JSON web token could not be decoded')
    if (asked.method !== 'POST' || path !== `/app/installations/${String(app.installation)}/access_tokens`) return undefined
    if (!isJwt) return problem(401, 'A JSON web token could not be decoded')
    const { permissions = {} } = JSON.parse(asked.body) as { permissions?: Readonly<Record<string, string>> }
    if (Object.keys(permissions).some((name) => !app.permissions.includes(name)))
      return problem(422, 'The permissions requested are not granted to this installation.')
    return json(201, { token: APP_TOKEN, expires_at: new Date(Date.now() + 3_600_000).toISOString(), permissions, repository_selection: 'all' })
  }

  const answer = (asked: Asked): Answer => {
    const isGraphql = asked.path === (prefix === '' ? '/graphql' : prefix.replace(/\/v3$/, '/graphql'))
    if (!isGraphql && !asked.path.startsWith(`${prefix}/`)) return problem(404, 'Not Found')
    const path = isGraphql ? '/graphql' : asked.path.slice(prefix.length)
    const ofTheApp = ofApp(asked, path)
    if (ofTheApp !== undefined) return ofTheApp
    const token = (asked.headers.authorization ?? '').replace(/^(?:token|bearer) /i, '')
    if (![...tokens, ...(app === undefined ? [] : [APP_TOKEN])].includes(token)) return problem(401, 'Bad credentials')
    if (isGraphql && asked.method === 'POST') return ofGraphql(asked, organization, isOwner, largestPage)
    if (asked.method !== 'GET') return problem(404, 'Not Found')
    switch (path) {
      case `/orgs/${login}`:
        return json(200, aFullOrganization(organization, isOwner))
      case `/orgs/${login}/members`:
        return withFilter(asked, organization.members)
      case `/orgs/${login}/outside_collaborators`:
        return withFilter(asked, organization.outside)
      case `/orgs/${login}/audit-log`:
        if (organization.plan !== 'enterprise') return problem(404, 'Not Found')
        return may.includes('audit-log')
          ? inPages(asked, searched(asked, organization.auditLog), largestPage, 'after')
          : problem(403, 'Must have admin rights.')
      case `/enterprises/${enterprise?.slug ?? ''}/audit-log`:
        if (enterprise === undefined || !may.includes('enterprise')) return problem(403, 'Must have admin rights.')
        return inPages(asked, searched(asked, enterprise.auditLog), largestPage, 'after')
      default:
        return problem(404, 'Not Found')
    }
  }

  return serve<GithubFault>({ answer: (asked) => respond(answer(asked)), bend: bending(answer), now, ...(plan === undefined ? {} : { plan }) })
}

type Changeable = Record<string, unknown>
interface Members extends Changeable {
  totalCount: unknown
  pageInfo: { hasNextPage: boolean; endCursor: string }
  edges: { hasTwoFactorEnabled: unknown; node: unknown }[]
}

const limited = (status: number, message: string, headers: Readonly<Record<string, string>>): Answer => ({ ...problem(status, message), headers })
const inSeconds = (seconds: number): string => String(Math.floor(Date.now() / 1000) + seconds)

/** What each fault makes of an answer of GraphQL. */
const bendMembers = (fault: GithubFault, body: Changeable, asked: Asked, first: () => Answer): unknown => {
  const connection = (body['data'] as { organization: { membersWithRole: Members } }).organization.membersWithRole
  const { pageInfo, edges } = connection
  switch (fault) {
    case 'loop':
      connection.pageInfo = { hasNextPage: true, endCursor: (JSON.parse(asked.body) as { variables: { endCursor: string | null } }).variables.endCursor ?? '' }
      return body
    case 'lost-page':
      connection.pageInfo = {
        ...pageInfo,
        endCursor: Buffer.from(String(Number(Buffer.from(pageInfo.endCursor, 'base64').toString()) + edges.length)).toString('base64'),
      }
      return body
    case 'no-link':
      connection.pageInfo = { ...pageInfo, hasNextPage: false }
      return body
    case 'duplicate-page':
      return {
        data: {
          organization: {
            membersWithRole: {
              ...(JSON.parse(first().body) as { data: { organization: { membersWithRole: Members } } }).data.organization.membersWithRole,
              pageInfo,
            },
          },
        },
      }
    case 'empty-list':
      connection.edges = []
      return body
    case 'cut-list':
      connection.edges = edges.slice(0, -1)
      return body
    case 'null-fields':
      connection.edges = edges.map((edge) => ({ ...edge, hasTwoFactorEnabled: null }))
      return body
    case 'graphql-error':
      return { ...body, errors: [{ type: 'SOMETHING', message: 'It went wrong.' }] }
    case 'graphql-forbidden':
      return { data: { organization: null }, errors: [{ type: 'FORBIDDEN', path: ['organization'], message: 'It went wrong.' }] }
    case 'graphql-rate-limited':
      return { errors: [{ type: 'RATE_LIMITED', message: 'It went wrong.' }] }
    default:
      return body
  }
}

const nulled = (record: unknown): unknown => ({
  ...(record as object),
  ...Object.fromEntries(
    ['type', 'two_factor_requirement_enabled', 'action', 'plan'].filter((key) => Object.hasOwn(record as object, key)).map((key) => [key, null]),
  ),
})

/** What each fault makes of a list. */
const bendList = (fault: GithubFault, good: Answer, list: unknown[], asked: Asked, first: () => Answer): Answer => {
  const { link } = good.headers ?? {}
  const self = `http://${asked.headers.host ?? ''}${asked.path}?${asked.query.toString()}`
  switch (fault) {
    case 'loop':
      return { ...good, headers: { link: `<${self}>; rel="next"` } }
    case 'lost-page':
      return link === undefined
        ? good
        : {
            ...good,
            headers: {
              link: link
                .replace(/([?&]page=)(\d+)/, (_, start: string, page: string) => `${start}${String(Number(page) + 1)}`)
                .replace(/([?&]after=)([^&>]+)/, (_, start: string, after: string) => {
                  const at = Number(Buffer.from(decodeURIComponent(after), 'base64').toString())
                  return `${start}${encodeURIComponent(Buffer.from(String(at + list.length)).toString('base64'))}`
                }),
            },
          }
    case 'no-link':
      return { ...good, headers: {} }
    case 'duplicate-page':
      return { ...good, body: first().body }
    case 'foreign-next':
      return { ...good, headers: { link: '<http://127.0.0.1:9/elsewhere?page=2>; rel="next"' } }
    case 'empty-list':
      return { ...good, body: '[]' }
    case 'cut-list':
      return { ...good, body: JSON.stringify(list.slice(0, -1)) }
    case 'null-fields':
      return { ...good, body: JSON.stringify(list.map(nulled)) }
    default:
      return good
  }
}

const bending =
  (answer: (asked: Asked) => Answer) =>
  (fault: GithubFault, good: Answer, asked: Asked): Answer => {
    if (fault === 'rate-limited') return limited(403, 'API rate limit exceeded.', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(2) })
    if (fault === 'rate-limited-for-long')
      return limited(403, 'API rate limit exceeded.', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(3600) })
    if (fault === 'secondary-limit') return limited(403, 'You have exceeded a secondary rate limit.', { 'retry-after': '3' })
    if (good.status !== 200) return good
    const body = JSON.parse(good.body) as unknown
    const firstPage = (): Answer => {
      const query = new URLSearchParams([...asked.query].filter(([key]) => key !== 'page' && key !== 'after'))
      return answer({
        ...asked,
        query,
        body: asked.body === '' ? '' : JSON.stringify({ ...(JSON.parse(asked.body) as object), variables: { org: 'acme', endCursor: null } }),
      })
    }
    if (Array.isArray(body)) return bendList(fault, good, body, asked, firstPage)
    if (asked.path.endsWith('/graphql')) return { ...good, body: JSON.stringify(bendMembers(fault, body as Changeable, asked, firstPage)) }
    return fault === 'null-fields' ? { ...good, body: JSON.stringify(nulled(body)) } : good
  }
