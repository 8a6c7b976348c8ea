/**
 * Access tokens for the Admin SDK: a ready one; one for an administrator by a service account that signs without a key
 * (domain-wide delegation through signJwt); or one by a service-account key. google-auth-library ignores `subject`
 * without a word for every other kind of credentials, and the calls would run as somebody else: these are refused.
 */
import { readFile } from 'node:fs/promises'
import { gaxios, IdentityPoolClient, type IdentityPoolClientOptions, JWT, UserRefreshClient } from 'google-auth-library'
import type { GoogleSource } from '../../model/configuration.ts'
import type { Lack } from '../../model/inventory.ts'
import type { Live } from '../../model/live.ts'
import type { Instant } from '../../model/time.ts'
import { field, isRecord, type JsonRecord, parseJson, textField } from '../../parsers/json.ts'
import { type Answer, type Door, lackIn, openDoor, Refused } from '../http.ts'
import { lackOfAnswer, type Patience, readJson, refusedBy, request, retrying, type Way } from './requests.ts'

export interface Credentials {
  /** A token for one scope. It throws Refused, and for a scope that was refused once it does so again without asking. */
  token(scope: string): Promise<string>
}

interface Token {
  readonly value: string
  readonly expires: Instant
}

/** Fixed inside google-auth-library, and the audience of every signed request for a token. */
const TOKEN_URL = 'https://oauth2.googleapis.com/token'
const IAM_URL = 'https://iamcredentials.googleapis.com'
const METADATA_HOST = '169.254.169.254'
const METADATA_TOKEN = '/computeMetadata/v1/instance/service-accounts/default/token'
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const CLOUD_PLATFORM = 'https://www.googleapis.com/auth/cloud-platform'
const HOUR_IN_SECONDS = 3600
/** A token is not used in its last five minutes. */
const EARLY = 5 * 60_000
const WHAT = 'the access token'

const refuse = (reason: Lack['reason'], detail: string, advice?: string): never => {
  throw new Refused({ reason, detail, ...(advice === undefined ? {} : { advice }) })
}

/** Visible ASCII, which is what a header may carry; anything else would be quoted in an error. */
const isToken = (text: unknown): text is string => typeof text === 'string' && /^[\x21-\x7e]+$/.test(text)

/** The credentials file that is named, in which nothing is believed yet. */
const readCredentials = async (path: string): Promise<JsonRecord> => {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch {
    return refuse('authentication', 'the file that GOOGLE_APPLICATION_CREDENTIALS names cannot be read')
  }
  const parsed = parseJson(bytes)
  return 'value' in parsed && isRecord(parsed.value)
    ? parsed.value
    : refuse('authentication', 'the file that GOOGLE_APPLICATION_CREDENTIALS names is no credentials file')
}

const readUrl = (text: string): URL => (URL.canParse(text) ? new URL(text) : refuse('authentication', 'the credentials file has an address that is none'))

/** The addresses that a file of workload identity federation has: where the subject token is had, where it is exchanged, whom it then stands for. */
const addressesIn = (file: JsonRecord): { readonly get?: URL; readonly post: readonly URL[] } => {
  if (file.type !== 'external_account') return { post: [] }
  const get = textField(file.credential_source, 'url')
  const post = [textField(file, 'token_url'), textField(file, 'service_account_impersonation_url')]
  return { ...(get === undefined ? {} : { get: readUrl(get) }), post: post.flatMap((text) => (text === undefined ? [] : [readUrl(text)])) }
}

/** Which error words of OAuth (RFC 6749 §5.2) say that the scope or the delegation is what is missing. */
const NOT_DELEGATED = ['unauthorized_client', 'access_denied', 'invalid_scope']

const lackOfToken = (answer: Answer, scope: string): Lack => {
  const status = String(answer.status)
  if (![400, 401, 403].includes(answer.status)) return lackOfAnswer(answer)
  const parsed = parseJson(answer.bytes)
  const word = 'value' in parsed ? field(parsed.value, 'error') : undefined
  if (NOT_DELEGATED.some((one) => one === word)) {
    return {
      reason: 'permission',
      detail: `the service account may not ask for the scope ${scope} in the name of the subject (status ${status})`,
      advice: `In the Admin console, under API controls, Domain-wide delegation, authorise the client id of the service account for ${scope}.`,
    }
  }
  const limited = lackOfAnswer(answer)
  if (limited.reason === 'rate-limited') return limited
  return {
    reason: 'authentication',
    detail: `the token endpoint does not take the credentials (status ${status})`,
    advice: 'See that the key is not deleted, that the subject is an administrator who exists, and that the clock is right.',
  }
}

const readToken = (answer: Answer, live: Live): Token => {
  const body = readJson(answer)
  const value = field(body, 'access_token')
  const seconds = field(body, 'expires_in')
  if (!isToken(value)) return refuse('unreadable', 'the token endpoint gives no access token')
  return { value, expires: live.now() + (typeof seconds === 'number' ? seconds : HOUR_IN_SECONDS) * 1000 }
}

type Ask = (scope: string) => Promise<Token>

/** One request for a token at a time for each scope, and none while the last one holds. */
const remembering = (ask: Ask, live: Live): Credentials => {
  const asked = new Map<string, Promise<Token>>()
  const token = async (scope: string): Promise<string> => {
    const known = asked.get(scope)
    if (known !== undefined) {
      const { value, expires } = await known
      if (expires - EARLY > live.now()) return value
      if (asked.get(scope) !== known) return token(scope)
    }
    const next = ask(scope)
    asked.set(scope, next)
    return (await next).value
  }
  return { token }
}

/** A transporter for the SDK that goes through the door and tries again as we do. */
const transporterOf = (line: ReturnType<Door['line']>, way: Way): gaxios.Gaxios => {
  const transporter = new gaxios.Gaxios({ fetchImplementation: line.fetch })
  transporter.interceptors.request.add({ resolved: (options) => Promise.resolve({ ...options, retryConfig: retrying(line, way) }) })
  return transporter
}

/** Runs what the SDK does and gives the last answer that came, from which we read ourselves. */
const lastAnswer = async (run: () => Promise<unknown>, line: ReturnType<Door['line']>, live: Live): Promise<Answer> => {
  try {
    await run()
  } catch (error) {
    const answer = line.last()
    if (answer !== undefined && !live.signal.aborted) return answer
    if (live.signal.aborted || lackIn(error) !== undefined) throw refusedBy(error, live)
    return refuse('authentication', 'the credentials file cannot be used', 'Make a new one, and name it in GOOGLE_APPLICATION_CREDENTIALS.')
  }
  return line.last() ?? refuse('authentication', 'the credentials file gives no token')
}

interface Given {
  readonly source: GoogleSource
  readonly live: Live
  readonly way: Way
  readonly file: JsonRecord | undefined
}

const openCredentialsDoor = ({ source, live, file }: Given): Door => {
  const tokenUrl = new URL(source['token-url'] ?? TOKEN_URL)
  const signUrl = new URL(signJwtUrl(source))
  const { get, post } = addressesIn(file ?? {})
  const posted = new Set([tokenUrl, signUrl, ...post].map(({ pathname }) => pathname))
  const door = openDoor({
    origins: [tokenUrl, signUrl, ...post, ...(get === undefined ? [] : [get])].map(({ origin }) => origin),
    mayPost: (path) => posted.has(path),
    live,
  })
  return {
    ...door,
    // The library knows one token endpoint only; where another is configured, that one is asked.
    line: () => {
      const line = door.line()
      return { ...line, fetch: (input, init) => line.fetch(String(input instanceof Request ? input.url : input) === TOKEN_URL ? tokenUrl : input, init) }
    },
  }
}

const signJwtUrl = (source: GoogleSource): string =>
  `${(source['iam-url'] ?? IAM_URL).replace(/\/+$/, '')}/v1/projects/-/serviceAccounts/${encodeURIComponent(source['service-account'] ?? '')}:signJwt`

const SUBJECT_MISSING = 'the source has no subject: the administrator in whose name the service account asks'

/** A key of a service account that asks in the name of the subject, or of itself. */
const keyClient = (file: JsonRecord, scope: string, transporter: gaxios.Gaxios, subject?: string): JWT => {
  const email = textField(file, 'client_email')
  const key = textField(file, 'private_key')
  if (email === undefined || key === undefined) return refuse('authentication', 'the service-account key has no client_email or no private_key')
  // The request interceptors of the library would log tokens where GOOGLE_SDK_NODE_LOGGING says so.
  return new JWT({ email, key, scopes: [scope], transporter, useAuthRequestParameters: false, ...(subject === undefined ? {} : { subject }) })
}

/** A token for the subject by a key: the library signs and asks. */
const byKey =
  (given: Given, file: JsonRecord, subject: string): Ask =>
  async (scope) => {
    const line = openCredentialsDoor(given).line()
    const client = keyClient(file, scope, transporterOf(line, given.way), subject)
    const answer = await lastAnswer(() => client.authorize(), line, given.live)
    if (answer.status !== 200) throw new Refused(lackOfToken(answer, scope))
    return readToken(answer, given.live)
  }

/** The token of the machine that this runs on; no machine of Google: none. */
const fromMetadata = async ({ live }: Given): Promise<Token> => {
  const host = live.env.GCE_METADATA_HOST ?? METADATA_HOST
  const address = readUrl(`http://${host}${METADATA_TOKEN}`)
  const line = openDoor({ origins: [address.origin], mayPost: () => false, live }).line()
  const none = (): never =>
    refuse(
      'authentication',
      'there are no credentials that may sign for the service account',
      'Name a credentials file in GOOGLE_APPLICATION_CREDENTIALS, or run where Google gives a machine its own.',
    )
  try {
    await new gaxios.Gaxios({ fetchImplementation: line.fetch }).request({
      url: address,
      headers: { 'metadata-flavor': 'Google' },
      responseType: 'arraybuffer',
    })
  } catch (error) {
    if (live.signal.aborted) throw refusedBy(error, live)
    return none()
  }
  const answer = line.last()
  if (answer === undefined || answer.headers.get('metadata-flavor') !== 'Google') return none()
  return readToken(answer, live)
}

/** A client for the kinds of credentials that may sign for a service account. */
const sourceClient = (file: JsonRecord, transporter: gaxios.Gaxios): { getAccessToken(): Promise<{ token?: string | null }> } => {
  if (file.type === 'service_account') return keyClient(file, CLOUD_PLATFORM, transporter)
  if (file.type === 'authorized_user') {
    const [clientId, clientSecret, refreshToken] = ['client_id', 'client_secret', 'refresh_token'].map((key) => textField(file, key))
    if (clientId === undefined || clientSecret === undefined || refreshToken === undefined) return refuse('authentication', 'the credentials file is not whole')
    return new UserRefreshClient({ clientId, clientSecret, refreshToken, transporter, useAuthRequestParameters: false })
  }
  if (file.type === 'external_account') {
    const source = file.credential_source
    if (textField(source, 'file') === undefined && textField(source, 'url') === undefined)
      return refuse('authentication', 'the credentials file has its subject token neither from a file nor from an address, and no other way is taken')
    const client = new IdentityPoolClient({
      ...(file as unknown as IdentityPoolClientOptions),
      scopes: [CLOUD_PLATFORM],
      transporter,
      useAuthRequestParameters: false,
    })
    // 10.9.1 gives its exchange of tokens no transporter, so that it would go past the door.
    client['stsCredential']['transporter'] = transporter
    return client
  }
  return refuse('authentication', 'the credentials file is of a kind that is not taken: service_account, authorized_user and external_account are')
}

/** A token that may sign for the service account. */
const toSign = async (given: Given): Promise<Token> => {
  const { file, live, way } = given
  if (file === undefined) return fromMetadata(given)
  const line = openCredentialsDoor(given).line()
  let token: unknown
  const answer = await lastAnswer(
    async () => {
      token = (await sourceClient(file, transporterOf(line, way)).getAccessToken()).token
    },
    line,
    live,
  )
  if (answer.status !== 200) {
    const lack = lackOfAnswer(answer)
    if (![400, 401, 403].includes(answer.status) || lack.reason === 'rate-limited') throw new Refused(lack)
    return refuse('authentication', `what GOOGLE_APPLICATION_CREDENTIALS names is not taken (status ${String(answer.status)})`)
  }
  return isToken(token) ? { value: token, expires: live.now() + HOUR_IN_SECONDS * 1000 } : refuse('unreadable', 'the token endpoint gives no access token')
}

/** Keyless domain-wide delegation: the service account signs through signJwt that it asks in the name of the subject. */
const bySigning = (given: Given, account: string, subject: string): Ask => {
  const { source, live, way } = given
  const signer = remembering(() => toSign(given), live)
  return async (scope) => {
    const token = await signer.token(CLOUD_PLATFORM)
    const door = openCredentialsDoor(given)
    const now = Math.floor(live.now() / 1000)
    const payload = JSON.stringify({ iss: account, sub: subject, aud: TOKEN_URL, scope, iat: now, exp: now + HOUR_IN_SECONDS })
    const signed = await request(
      { url: signJwtUrl(source), method: 'POST', headers: { authorization: `Bearer ${token}` }, data: { payload } },
      door.line(),
      way,
    )
    if (signed.status === 401) return refuse('authentication', 'the IAM Credentials API does not take the credentials (status 401)')
    const limited = lackOfAnswer(signed)
    if ([403, 404].includes(signed.status) && limited.reason !== 'rate-limited') {
      return refuse(
        'permission',
        `the credentials may not sign for the service account (status ${String(signed.status)}): it takes roles/iam.serviceAccountTokenCreator`,
        `Grant roles/iam.serviceAccountTokenCreator on ${account} to whoever runs this, and enable the IAM Credentials API.`,
      )
    }
    if (signed.status !== 200) throw new Refused(limited)
    const assertion = field(readJson(signed), 'signedJwt')
    if (!isToken(assertion)) return refuse('unreadable', 'signJwt gives no signed JWT')
    const data = new URLSearchParams({ grant_type: JWT_BEARER, assertion })
    const answer = await request({ url: source['token-url'] ?? TOKEN_URL, method: 'POST', data }, door.line(), way)
    if (answer.status !== 200) throw new Refused(lackOfToken(answer, scope))
    return readToken(answer, live)
  }
}

const ASK_FOR = 'Give a ready access token, a service account with a subject, or a service-account key with a subject: see docs/collectors/google.md.'

/** The way to a token that is given, the first of the three. */
const choose = async (source: GoogleSource, live: Live, way: Way): Promise<Ask> => {
  const name = source['token-env'] ?? 'GOOGLE_OAUTH_ACCESS_TOKEN'
  const ready = live.env[name]?.trim()
  if (ready !== undefined && ready !== '') {
    if (!isToken(ready)) return refuse('authentication', `what ${name} holds is no access token`)
    return () => Promise.resolve({ value: ready, expires: Infinity })
  }
  const { subject, 'service-account': account } = source
  const path = live.env.GOOGLE_APPLICATION_CREDENTIALS
  if (account === undefined && (path === undefined || path === '')) return refuse('authentication', `there are no credentials: ${name} is not set`, ASK_FOR)
  if (subject === undefined) return refuse('authentication', SUBJECT_MISSING, ASK_FOR)
  const file = path === undefined || path === '' ? undefined : await readCredentials(path)
  const given: Given = { source, live, way, file }
  if (account !== undefined) return bySigning(given, account, subject)
  if (file?.type !== 'service_account') {
    return refuse(
      'authentication',
      'the credentials file is no service-account key, and nothing else can ask in the name of the subject: it would be left out without a word',
      'Name the service account under service-account, so that it signs for the subject without a key.',
    )
  }
  const universe = textField(file, 'universe_domain') ?? 'googleapis.com'
  if (universe !== 'googleapis.com') return refuse('authentication', 'the key is of another universe, in which there is no domain-wide delegation')
  return byKey(given, file, subject)
}

/** Credentials of a source. Nothing is asked or read before the first token is. */
export const openCredentials = (source: GoogleSource, live: Live, patience: Patience): Credentials => {
  let chosen: Promise<Ask> | undefined
  return remembering(async (scope) => (await (chosen ??= choose(source, live, { live, patience, what: WHAT })))(scope), live)
}
