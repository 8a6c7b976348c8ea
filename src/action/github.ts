/** GitHub's own client for what the Action does there: the tracking issue, and the runs of a workflow. */
import { randomUUID } from 'node:crypto'
import { retry } from '@octokit/plugin-retry'
import { throttling } from '@octokit/plugin-throttling'
import { Octokit } from '@octokit/rest'

export interface GithubOptions {
  /** https://api.github.com, or that of a GitHub Enterprise Server. */
  readonly apiUrl: string
  readonly token: string
  /** How many milliseconds a second of waiting lasts: 1000; less in tests. */
  readonly second?: number
}

/** In seconds: for one answer, and for a limit of GitHub before it is given up. */
const ONE_REQUEST = 30
const LONGEST_WAIT = 60
const RETRIES = 2

const silence = (): void => undefined
const log = { debug: silence, info: silence, warn: silence, error: silence }

/**
 * A request that only asks is tried again. One that writes says `once`: it may have arrived although no answer came, and the
 * next run finds what there is.
 */
export const openGithub = ({ apiUrl, token, second = 1000 }: GithubOptions): Octokit => {
  const patient = (seconds: number, _options: unknown, _octokit: unknown, retryCount: number): boolean => retryCount < RETRIES && seconds <= LONGEST_WAIT
  const Writing = Octokit.plugin(throttling, retry)
  return new Writing({
    auth: token,
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: 'sparekey',
    log,
    request: { fetch: (input: string, init?: RequestInit) => fetch(input, { ...init, signal: AbortSignal.timeout(ONE_REQUEST * second) }) },
    // An id of its own: what two clients do is not put in one row.
    throttle: { id: randomUUID(), onRateLimit: patient, onSecondaryRateLimit: patient, retryAfterBaseValue: second },
    retry: { retries: RETRIES, retryAfterBaseValue: second, doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451] },
  })
}

export type Github = Octokit

/** For a request that writes. */
export const once = { request: { retries: 0 } }

const words: Readonly<Record<number, string>> = {
  401: 'GitHub does not take the token',
  403: 'the token may not do that, or GitHub asks for patience',
  404: 'it is not there, or the token may not see it',
  410: 'issues are disabled in this repository',
}

/** Why GitHub did not do what was asked, in our own words; undefined: it is a fault of another kind. */
export const reasonOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  const { status, response } = error as Error & { status?: unknown; response?: unknown }
  if (error.name === 'GraphqlResponseError') return 'GitHub does not answer the query'
  if (typeof status !== 'number') return undefined
  return response === undefined ? 'GitHub gives no answer' : `${words[status] ?? 'GitHub does not do it'} (status ${String(status)})`
}
