/** GitHub's own client, made to read only, to wait no longer than is sensible, and to be judged by what really came back. */
import { createPrivateKey, randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { createAppAuth } from '@octokit/auth-app'
import { retry } from '@octokit/plugin-retry'
import { throttling, type ThrottlingOptions } from '@octokit/plugin-throttling'
import { Octokit } from '@octokit/rest'
import type Bottleneck from 'bottleneck'
// @ts-expect-error -- the build without a store on a network has no types of its own: they are those of the whole
import Light from 'bottleneck/light.js'
import type { GithubSource } from '../../model/configuration.ts'
import type { Lack } from '../../model/inventory.ts'
import type { Live, Progress } from '../../model/live.ts'
import { field, parseJsonText } from '../../parsers/json.ts'
import { type Answer, type Door, lackIn, openDoor, Refused } from '../http.ts'
import { orInterrupted } from '../interruption.ts'
import { INSTALLATION, isLimit, jsonOf, type Leave, refusal } from './answers.ts'
import { MEMBERS_QUERY } from './query.ts'

export interface Client {
  readonly octokit: Octokit
  /** Sends one request and gives the answer as it came; anything but a whole answer with status 200 is thrown as Refused. */
  readonly ask: (send: () => Promise<unknown>, leave: Leave) => Promise<Answer>
  /** Whether the last request had no answer at all. */
  readonly isSilent: () => boolean
}

export interface ClientOptions {
  readonly source: GithubSource
  readonly live: Live
  /** What is being asked for, to tell of a wait. */
  readonly progress: () => Progress
}

export const DEFAULT_BASE = 'https://api.github.com'
const DEFAULT_TOKEN = 'GITHUB_TOKEN'
const DEFAULT_KEY = 'GITHUB_APP_PRIVATE_KEY'

/** In seconds: how long one source waits for rate limits in all, and where GitHub does not say how long (GitHub Docs: at least a minute). */
const LONGEST_WAIT = 600
const USUAL_WAIT = 60
const RETRIES = 3

const { Group } = Light as typeof Bottleneck
/** The queries are few and only read; the plugin's own group would let one pass in a second, as for changes. */
const unhurried = new Group({ maxConcurrent: 1, minTime: 0 })

/** Waits as long as a limit says, and says whether it did: no more than so long in all, whatever the header holds. */
const openPatience = ({ live, progress }: ClientOptions): ((seconds: number) => Promise<boolean>) => {
  let left = LONGEST_WAIT
  return async (said) => {
    const seconds = Number.isFinite(said) && said > 0 ? Math.ceil(said) : USUAL_WAIT
    if (seconds > left) return false
    left -= seconds
    live.tell({ ...progress(), waitingUntil: live.now() + seconds * 1000 })
    await setTimeout(seconds * live.second, undefined, { signal: live.signal })
    return true
  }
}

/** As much of Octokit's error as is looked at. */
interface Failed {
  status?: number
  message: string
  readonly response?: { readonly headers: Readonly<Record<string, unknown>> } | undefined
}

/**
 * plugin-throttling knows a secondary limit by its wording alone, and waits only for what it knows: what the status and
 * the headers call a limit is given that wording. After an interruption nothing is tried again.
 */
const sayingLimits =
  (live: Live) =>
  ({ hook }: Pick<Octokit, 'hook'>): object => {
    hook.error('request', (error) => {
      if (live.signal.aborted) throw live.signal.reason
      const failed: Failed = error
      const headers = failed.response?.headers ?? {}
      if (failed.status !== undefined && headers['x-ratelimit-remaining'] !== '0' && isLimit(failed.status, headers, failed.message)) {
        failed.message = 'secondary rate limit'
      }
      throw error
    })
    return {}
  }

const silence = (): void => undefined
const log = { debug: silence, info: silence, warn: silence, error: silence }

interface Making {
  readonly fetch: typeof fetch
  readonly baseUrl: string
  readonly live: Live
  readonly patience: (seconds: number) => Promise<boolean>
  /** Statuses that are tried again although they are usually final. */
  readonly again?: readonly number[]
}

const make = ({ fetch, baseUrl, live, patience, again = [] }: Making, more: object = {}): Octokit => {
  const onLimit = (seconds: number, _options: unknown, _octokit: unknown, retryCount: number): Promise<boolean> =>
    retryCount < RETRIES ? patience(seconds) : Promise.resolve(false)
  const throttle = {
    id: randomUUID(),
    write: unhurried,
    fallbackSecondaryRateRetryAfter: USUAL_WAIT,
    // It is we who wait, before we answer, so that an interruption ends the wait.
    retryAfterBaseValue: 0,
    onRateLimit: onLimit,
    onSecondaryRateLimit: onLimit,
  }
  const Reading = Octokit.plugin(sayingLimits(live), throttling, retry)
  return new Reading({
    baseUrl,
    userAgent: 'sparekey',
    log,
    request: { fetch },
    throttle: throttle as ThrottlingOptions,
    retry: {
      retries: RETRIES,
      retryAfterBaseValue: live.second,
      doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451].filter((status) => !again.includes(status)),
    },
    ...more,
  })
}

type Line = ReturnType<Door['line']>

const askingOn =
  ({ last }: Line, live: Live): Client['ask'] =>
  async (send, leave) => {
    const before = last()
    let thrown: unknown
    try {
      await orInterrupted(send(), live.signal)
    } catch (error) {
      if (live.signal.aborted) throw live.signal.reason
      thrown = error
    }
    const answer = last()
    if (answer === before) throw refusal(thrown, undefined, leave)
    // What Octokit throws of a good answer is not asked for: its parser and its pager stumble over what is judged here.
    if (answer?.status === 200 && lackIn(thrown) === undefined) return answer
    throw refusal(thrown, answer, leave)
  }

/** Where the API has its queries: a GitHub Enterprise Server keeps them beside the REST API. */
const graphqlPath = (base: string): string => (base.endsWith('/api/v3') ? base.replace(/\/v3$/, '/graphql') : `${base}/graphql`)

/** The one query, and tokens of the App. */
const mayPost =
  (base: string, hasApp: boolean) =>
  (path: string, body: string): boolean => {
    if (hasApp && path.startsWith(base) && /^\/app\/installations\/\d+\/access_tokens$/.test(path.slice(base.length))) return true
    const parsed = parseJsonText(body)
    return path === graphqlPath(base) && 'value' in parsed && field(parsed.value, 'query') === MEMBERS_QUERY
  }

type Token = () => Promise<string>

const notAuthenticated = (detail: string, advice: string): Lack => ({ reason: 'authentication', detail, advice })

const isRsaKey = (key: string): boolean => {
  try {
    return createPrivateKey(key).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}

type Permissions = Readonly<Record<string, 'read'>>
const LEAST: Permissions = { members: 'read', organization_administration: 'read' }
/** For an App that was not given the second: the members at least. */
const FEWER: Permissions = { members: 'read' }

interface Opening {
  readonly line: Line
  readonly making: Omit<Making, 'fetch' | 'again'>
  readonly source: GithubSource
}

/** A token of the App for this organisation, with no more rights than are needed; renewed when it is about to expire. */
const tokenOfApp = async ({ line, making, source }: Opening): Promise<Token | Lack> => {
  const { app, organization } = source
  const { live } = making
  const name = app?.['private-key-env'] ?? DEFAULT_KEY
  const privateKey = live.env[name]?.replaceAll('\\n', '\n').trim() ?? ''
  if (app === undefined || privateKey === '')
    return notAuthenticated(`no private key: ${name} is not set`, `Put the private key of the GitHub App into ${name}.`)
  if (!isRsaKey(privateKey))
    return notAuthenticated(`${name} holds no private key in PEM`, `Put the private key of the GitHub App, as GitHub gives it, into ${name}.`)
  const octokit = make({ ...making, fetch: line.fetch }, { authStrategy: createAppAuth, auth: { appId: app.id, privateKey } })

  const findInstallation = async (): Promise<number> => {
    const answer = await askingOn(line, live)(() => octokit.request('GET /orgs/{org}/installation', { org: organization }), INSTALLATION)
    const id = field(jsonOf(answer), 'id')
    if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) return id
    throw new Refused({ reason: 'unreadable', detail: 'GitHub does not name the installation of the GitHub App' })
  }
  const tokenWith = async (installationId: number, permissions: Permissions): Promise<string> => {
    try {
      const authentication: unknown = await orInterrupted(octokit.auth({ type: 'installation', installationId, permissions }), live.signal)
      const token = field(authentication, 'token')
      if (isToken(token)) return token
    } catch (error) {
      if (live.signal.aborted) throw live.signal.reason
      const answer = line.last()
      if (answer === undefined || answer.status >= 400 || lackIn(error) !== undefined) throw refusal(error, answer, INSTALLATION)
    }
    throw new Refused({ reason: 'unreadable', detail: 'GitHub gives the GitHub App no token' })
  }

  try {
    const installation = app.installation ?? (await findInstallation())
    const permissions = await tokenWith(installation, LEAST).then(
      () => LEAST,
      async (error: unknown) => {
        // Status 422: the App does not have all that was asked for.
        if (line.last()?.status !== 422) throw error
        await tokenWith(installation, FEWER)
        return FEWER
      },
    )
    return () => tokenWith(installation, permissions)
  } catch (error) {
    if (live.signal.aborted) throw live.signal.reason
    const lack = lackIn(error) ?? { reason: 'unavailable', detail: 'no answer' }
    return { ...lack, detail: `a token for the GitHub App: ${lack.detail}` }
  }
}

/** What can stand in a header: anything else would be quoted in an error. */
const isToken = (token: unknown): token is string => typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)

const tokenOfEnvironment = ({ making, source }: Opening): Token | Lack => {
  const name = source['token-env'] ?? DEFAULT_TOKEN
  const token = making.live.env[name]?.trim() ?? ''
  if (token === '') return notAuthenticated(`no token: ${name} is not set`, `Put the token of an owner into ${name}, or name a GitHub App.`)
  return isToken(token) ? () => Promise.resolve(token) : notAuthenticated(`${name} holds no token`, `Put the token of an owner into ${name}.`)
}

/** A client with credentials, or why there are none. */
export const openClient = async (options: ClientOptions): Promise<Client | Lack> => {
  const { source, live } = options
  const baseUrl = (source['base-url'] ?? DEFAULT_BASE).replace(/\/+$/, '')
  const { origin, pathname } = new URL(baseUrl)
  const door = openDoor({ origins: [origin], mayPost: mayPost(pathname.replace(/\/$/, ''), source.app !== undefined), live })
  const making = { baseUrl, live, patience: openPatience(options) }

  const opening = { line: door.line(), making, source }
  const token = source.app === undefined ? tokenOfEnvironment(opening) : await tokenOfApp(opening)
  if (typeof token !== 'function') return token

  const line = door.line()
  // A new token of an App is not known to all of GitHub at once, and is refused for a moment.
  const octokit = make({ ...making, fetch: line.fetch, again: source.app === undefined ? [] : [401] })
  octokit.hook.before('request', async ({ headers }) => {
    headers.authorization = `token ${await token()}`
  })
  return { octokit, ask: askingOn(line, live), isSilent: () => line.last() === undefined }
}

export const isClient = (client: Client | Lack): client is Client => 'octokit' in client
