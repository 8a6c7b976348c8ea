/**
 * Google Workspace on loopback: Directory users and verification codes, Reports activities, the token endpoint, signJwt,
 * the exchange of a workload's token, and the metadata of a machine. It honours the parameters that the collector sends,
 * and answers with what Google's description of the Directory API has.
 */
import { createHash, createSign, createVerify, generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Answer, type Asked, type Plan, serve, type Served, type WireFault } from './serve.ts'

type Part = Readonly<Record<string, unknown>>

export const SCOPES = {
  users: 'https://www.googleapis.com/auth/admin.directory.user.readonly',
  activities: 'https://www.googleapis.com/auth/admin.reports.audit.readonly',
  codes: 'https://www.googleapis.com/auth/admin.directory.user.security',
} as const

/** What goes wrong with Google's own lists. */
export const googleFaults = [
  'loop',
  'lost-page',
  'duplicate-page',
  'empty-list',
  'null-fields',
  'second-sweep-differs',
  'quota',
  'quota-for-long',
  'codes-despite-mask',
  'wrong-kind',
] as const
export type GoogleFault = (typeof googleFaults)[number]

export interface GoogleOrganisation {
  readonly users: readonly Part[]
  readonly login: readonly Part[]
  readonly admin: readonly Part[]
  /** How many codes remain, by e-mail address. */
  readonly codes: Readonly<Record<string, number>>
}

const EXAMPLE = 'examples/acme/evidence/google'
const readExample = (name: string): Part => JSON.parse(readFileSync(`${EXAMPLE}/${name}.json`, 'utf8')) as Part

/** The example organisation, as its kept files have it. */
export const exampleOrganisation = (): GoogleOrganisation => ({
  users: readExample('users').users as Part[],
  login: readExample('login-activity').items as Part[],
  admin: readExample('admin-activity').items as Part[],
  codes: readExample('code-counts') as Record<string, number>,
})

/** A record of a log, of which nothing is read but that it is there. */
export const anActivity = (applicationName: string, name: string): Part => ({
  kind: 'admin#reports#activity',
  id: { time: '2026-11-20T08:00:00.000Z', uniqueQualifier: `first ${applicationName}`, applicationName, customerId: 'C03az79cb' },
  actor: { email: 'user-000000@acme.test' },
  events: [{ type: applicationName, name, parameters: [] }],
})

/** A made-up organisation of so many users; every seventh has no second factor. */
export const anOrganisation = (size: number, over: Partial<GoogleOrganisation> = {}): GoogleOrganisation => {
  const emails = Array.from({ length: size }, (_, index) => `user-${String(index).padStart(6, '0')}@acme.test`)
  return {
    users: emails.map((primaryEmail, index) => ({
      kind: 'admin#directory#user',
      id: String(100_000_000 + index),
      etag: `"user ${String(index)}"`,
      primaryEmail,
      isAdmin: index === 0,
      suspended: false,
      recoveryPhone: '+15550100',
      isEnrolledIn2Sv: index % 7 !== 6,
      isEnforcedIn2Sv: false,
    })),
    // Somebody has signed in, and somebody has administered.
    login: [anActivity('login', 'login_success')],
    admin: [anActivity('admin', 'CREATE_USER')],
    codes: Object.fromEntries(emails.map((email, index) => [email, index % 11])),
    ...over,
  }
}

/** The live code at one place of an account's list: eight digits that occur nowhere else. */
export const liveCode = (email: string, index: number): string =>
  BigInt(
    `0x${createHash('sha256')
      .update(`${email} ${String(index)}`)
      .digest('hex')}`,
  )
    .toString()
    .slice(0, 8)

/** Every code that this organisation has. */
export const liveCodes = ({ codes }: GoogleOrganisation): string[] =>
  Object.entries(codes).flatMap(([email, count]) => Array.from({ length: count }, (_, index) => liveCode(email, index)))

export const SERVICE_ACCOUNT = 'sparekey@acme.test'
export const SUBJECT = 'ada@acme.test'
/** What may sign for the service account. */
const SOURCE_TOKEN = 'source-token'
export const READY_TOKEN = 'ready-token'
/** What the workload has to show for itself. */
const SUBJECT_TOKEN = 'workload-token'
const TOKEN_AUDIENCE = 'https://oauth2.googleapis.com/token'
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const CLOUD_PLATFORM = 'https://www.googleapis.com/auth/cloud-platform'

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

/** A key file of the service account. */
export const keyFile = (over: Part = {}): Part => ({ type: 'service_account', client_email: SERVICE_ACCOUNT, private_key: privateKey, ...over })

/** A file of workload identity federation, whose subject token is had from an address. */
export const workloadFile = (origin: string, over: Part = {}): Part => ({
  type: 'external_account',
  audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/providers/ci',
  subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  token_url: `${origin}/v1/token`,
  service_account_impersonation_url: `${origin}/v1/projects/-/serviceAccounts/${SERVICE_ACCOUNT}:generateAccessToken`,
  credential_source: {
    url: `${origin}/workload`,
    headers: { authorization: 'bearer of the workflow' },
    format: { type: 'json', subject_token_field_name: 'value' },
  },
  ...over,
})

const json = (body: unknown, status = 200): Answer => ({ status, body: JSON.stringify(body) })
const refusal = (status: number, reason: string, message = 'It is refused.'): Answer =>
  json({ error: { code: status, message, errors: [{ message, domain: 'global', reason }], status: 'REFUSED' } }, status)

/** Partial responses: `kind,users(primaryEmail,name(givenName))`. */
const readMask = (text: string): ReadonlyMap<string, string | undefined> => {
  const mask = new Map<string, string | undefined>()
  let depth = 0
  let start = 0
  const add = (part: string): void => {
    const [, name = '', inner] = /^([^(]+)(?:\((.*)\))?$/.exec(part) ?? []
    mask.set(name, inner)
  }
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1
    if (text[at] === ')') depth -= 1
    if (text[at] === ',' && depth === 0) {
      add(text.slice(start, at))
      start = at + 1
    }
  }
  add(text.slice(start))
  return mask
}

const masked = (value: unknown, fields: string | null | undefined): unknown => {
  if (fields === null || fields === undefined || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one: unknown) => masked(one, fields))
  const mask = readMask(fields)
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (mask.has(key) ? [[key, masked(inner, mask.get(key))] as const] : [])))
}

const toCursor = (offset: number): string => Buffer.from(`from ${String(offset)}`).toString('base64url')
const fromCursor = (cursor: string | null): number | undefined => {
  if (cursor === null) return 0
  const [, offset] = /^from (\d+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  return offset === undefined ? undefined : Number(offset)
}

export interface ServingGoogle {
  readonly organisation: GoogleOrganisation
  /** How much a page holds at most, whatever is asked for. */
  readonly pageSize?: number
  /** The scopes that are granted to whoever asks; all of them, unless said. */
  readonly scopes?: readonly string[]
  /** Whether the credentials may sign for the service account. */
  readonly maySign?: boolean
  /** What is made of the codes of one account, which come without a mask then. */
  readonly bendCodes?: (email: string, answer: Answer) => Answer
  readonly plan?: Plan<GoogleFault | WireFault>
  readonly now?: () => number
}

interface Claims {
  readonly iss?: string
  readonly sub?: string
  readonly aud?: string
  readonly scope?: string
}

/** The claims of a signed JWT whose signature is ours. */
const verified = (assertion: string): Claims | undefined => {
  const [header = '', payload = '', signature = ''] = assertion.split('.')
  const isOurs = createVerify('RSA-SHA256').update(`${header}.${payload}`).verify(publicKey, signature, 'base64url')
  return isOurs ? (JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims) : undefined
}

const signed = (payload: string): string => {
  const text = `${Buffer.from('{"alg":"RS256","typ":"JWT"}').toString('base64url')}.${Buffer.from(payload).toString('base64url')}`
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`
}

/** Serves an organisation until it is closed. */
export const serveGoogle = ({
  organisation,
  pageSize = Infinity,
  scopes = Object.values(SCOPES),
  maySign = true,
  bendCodes,
  plan,
  now,
}: ServingGoogle): Promise<Served> => {
  const tokens = new Map<string, readonly string[]>([
    [READY_TOKEN, scopes],
    [SOURCE_TOKEN, [CLOUD_PLATFORM]],
  ])
  const issue = (granted: readonly string[]): Answer => {
    const token = `issued-token-${String(tokens.size)}`
    tokens.set(token, granted)
    return json({ access_token: token, expires_in: 3599, token_type: 'Bearer' })
  }

  const bearer = ({ headers }: Asked): string | undefined => /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
  /** Why a call is refused; undefined: it is not. */
  const refused = (asked: Asked, scope: string): Answer | undefined => {
    const granted = tokens.get(bearer(asked) ?? '')
    if (granted === undefined) return refusal(401, 'authError', 'Invalid Credentials')
    return granted.includes(scope) ? undefined : refusal(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.')
  }

  const pageOf = (asked: Asked, kind: string, name: string, all: readonly unknown[], shift = 0): Answer => {
    const { query } = asked
    const offset = fromCursor(query.get('pageToken'))
    const most = Number(query.get('maxResults') ?? 100)
    if (offset === undefined || !Number.isInteger(most) || most < 1) return refusal(400, 'invalid')
    const size = Math.min(most, pageSize)
    const from = Math.max(0, offset + shift * size)
    const items = all.slice(from, from + size)
    const page = {
      kind,
      etag: '"a page"',
      ...(items.length === 0 ? {} : { [name]: items }),
      ...(offset + size < all.length ? { nextPageToken: toCursor(offset + size) } : {}),
    }
    return json(masked(page, query.get('fields')))
  }

  const users = (asked: Asked, shift?: number): Answer => {
    const { query } = asked
    if (!/^(?:my_customer|C0\w+)$/.test(query.get('customer') ?? '') || Number(query.get('maxResults')) > 500) return refusal(400, 'invalid')
    const email = ({ primaryEmail }: Part): string => String(primaryEmail)
    const sorted = [...organisation.users].sort((a, b) => (email(a) < email(b) ? -1 : 1))
    return pageOf(asked, 'admin#directory#users', 'users', query.get('sortOrder') === 'DESCENDING' ? sorted.reverse() : sorted, shift)
  }

  const activities = (application: 'login' | 'admin', asked: Asked, shift?: number): Answer => {
    const { query } = asked
    const [from, to, name] = [Date.parse(query.get('startTime') ?? ''), Date.parse(query.get('endTime') ?? ''), query.get('eventName')]
    const matching = organisation[application].filter(({ id, events }) => {
      const time = Date.parse(String((id as Part).time))
      return !(time < from) && !(time > to) && (name === null || (events as Part[]).some((event) => event.name === name))
    })
    return pageOf(asked, 'admin#reports#activities', 'items', matching, shift)
  }

  const codes = (asked: Asked, email: string, despiteMask = false): Answer => {
    const user = organisation.users.find(({ primaryEmail }) => primaryEmail === email)
    if (user === undefined) return refusal(404, 'notFound', 'Resource Not Found: userKey')
    const items = Array.from({ length: organisation.codes[email] ?? 0 }, (_, index) => ({
      kind: 'admin#directory#verificationCode',
      etag: `"code ${String(index)}"`,
      userId: String(user.id),
      verificationCode: liveCode(email, index),
    }))
    const list = { kind: 'admin#directory#verificationCodesList', etag: '"codes"', ...(items.length === 0 ? {} : { items }) }
    if (bendCodes !== undefined) return bendCodes(email, json(list))
    return json(despiteMask ? list : masked(list, asked.query.get('fields')))
  }

  /** What is asked for, if it is a list or the codes of one user. */
  const read = (asked: Asked, shift?: number, despiteMask?: boolean): Answer | undefined => {
    const [, application] = /^\/admin\/reports\/v1\/activity\/users\/all\/applications\/(login|admin)$/.exec(asked.path) ?? []
    if (application === 'login' || application === 'admin') return refused(asked, SCOPES.activities) ?? activities(application, asked, shift)
    if (asked.path === '/admin/directory/v1/users') return refused(asked, SCOPES.users) ?? users(asked, shift)
    const [, email] = /^\/admin\/directory\/v1\/users\/([^/]+)\/verificationCodes$/.exec(asked.path) ?? []
    return email === undefined ? undefined : (refused(asked, SCOPES.codes) ?? codes(asked, decodeURIComponent(email), despiteMask))
  }

  const exchange = (asked: Asked): Answer => {
    const form = new URLSearchParams(asked.body)
    const claims = form.get('grant_type') === JWT_BEARER ? verified(form.get('assertion') ?? '') : undefined
    if (claims?.iss !== SERVICE_ACCOUNT || claims.aud !== TOKEN_AUDIENCE)
      return json({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }, 400)
    const wanted = (claims.scope ?? '').split(' ')
    // Without a subject the service account stands for itself, and sees nothing of the organisation.
    if (claims.sub === undefined || claims.sub === SERVICE_ACCOUNT)
      return wanted.every((scope) => scope === CLOUD_PLATFORM) ? json({ access_token: SOURCE_TOKEN, expires_in: 3599 }) : issue([])
    if (claims.sub !== SUBJECT || !wanted.every((scope) => scopes.includes(scope)))
      return json({ error: 'unauthorized_client', error_description: 'Client is unauthorized to retrieve access tokens using this method.' }, 401)
    return issue(wanted)
  }

  const post = (asked: Asked): Answer => {
    if (asked.path === '/token') return exchange(asked)
    if (asked.path === `/v1/projects/-/serviceAccounts/${encodeURIComponent(SERVICE_ACCOUNT)}:signJwt`) {
      if (bearer(asked) !== SOURCE_TOKEN) return refusal(401, 'authError')
      if (!maySign) return refusal(403, 'forbidden', 'Permission iam.serviceAccounts.signJwt denied')
      return json({ keyId: 'k1', signedJwt: signed((JSON.parse(asked.body) as { payload: string }).payload) })
    }
    if (asked.path === '/v1/token') {
      const isKnown = new URLSearchParams(asked.body).get('subject_token') === SUBJECT_TOKEN
      return isKnown
        ? json({ access_token: 'federated-token', issued_token_type: 'x', token_type: 'Bearer', expires_in: 3599 })
        : json({ error: 'invalid_grant' }, 400)
    }
    if (asked.path.endsWith(':generateAccessToken')) {
      return bearer(asked) === 'federated-token' ? json({ accessToken: SOURCE_TOKEN, expireTime: '2099-01-01T00:00:00Z' }) : refusal(401, 'authError')
    }
    return refusal(404, 'notFound')
  }

  const answer = (asked: Asked): Answer => {
    if (asked.method === 'POST') return post(asked)
    if (asked.method !== 'GET') return refusal(405, 'badMethod')
    if (asked.path === '/workload') return asked.headers.authorization === 'bearer of the workflow' ? json({ value: SUBJECT_TOKEN }) : refusal(401, 'authError')
    if (asked.path === '/computeMetadata/v1/instance/service-accounts/default/token' && asked.headers['metadata-flavor'] === 'Google')
      return { ...json({ access_token: SOURCE_TOKEN, expires_in: 3599, token_type: 'Bearer' }), headers: { 'metadata-flavor': 'Google' } }
    return read(asked) ?? refusal(404, 'notFound')
  }

  const bend = (fault: GoogleFault, good: Answer, asked: Asked): Answer => {
    if (fault === 'quota') return refusal(403, 'userRateLimitExceeded', 'Quota exceeded.')
    if (fault === 'quota-for-long') return { ...refusal(403, 'quotaExceeded', 'Quota exceeded.'), headers: { 'retry-after': '999999' } }
    if (asked.method !== 'GET' || good.status !== 200) return good
    const isCodes = asked.path.endsWith('/verificationCodes')
    const page = JSON.parse(good.body) as { kind?: string; users?: Part[]; items?: Part[]; nextPageToken?: string }
    const without = (key: 'nextPageToken'): unknown => Object.fromEntries(Object.entries(page).filter(([name]) => name !== key))
    switch (fault) {
      case 'codes-despite-mask':
        return isCodes ? (read(asked, 0, true) ?? good) : good
      case 'wrong-kind':
        return json({ ...page, kind: 'admin#directory#groups' })
      case 'null-fields':
        if (isCodes) return json({ ...page, items: null })
        return json({
          ...page,
          ...(page.users === undefined ? {} : { users: page.users.map((user) => ({ ...user, isEnrolledIn2Sv: null })) }),
          ...(page.items === undefined ? {} : { items: page.items.map((item) => ({ ...item, events: null })) }),
        })
      case 'second-sweep-differs':
        return asked.query.get('sortOrder') === 'DESCENDING' ? json({ ...page, users: page.users?.map((user) => ({ ...user, isEnrolledIn2Sv: true })) }) : good
      case 'loop':
        return isCodes ? good : json({ ...page, nextPageToken: asked.query.get('pageToken') ?? toCursor(0) })
      case 'lost-page':
        return json(without('nextPageToken'))
      case 'duplicate-page':
        return isCodes ? good : (read(asked, -1) ?? good)
      case 'empty-list':
        return isCodes ? good : json({ kind: page.kind, ...(page.users === undefined ? {} : { users: [] }) })
    }
  }

  return serve<GoogleFault>({ answer, bend, ...(plan === undefined ? {} : { plan }), ...(now === undefined ? {} : { now }) })
}
