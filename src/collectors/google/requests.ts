/**
 * Requests to Google through the door: tried again where that may help, and what went wrong in our own words. An error
 * of gaxios carries the answer and the request, so none goes further than this file.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { gaxios } from 'google-auth-library'
import type { Lack } from '../../model/inventory.ts'
import type { Live } from '../../model/live.ts'
import { parseJson } from '../../parsers/json.ts'
import { type Answer, type Door, lackIn, Refused } from '../http.ts'

const TRIES = 4
/** In seconds: after an answer that is a fault, and after one that asks for patience, whose quota is one a minute. */
const AFTER_FAULTS = [1, 2, 4]
const AFTER_LIMITS = [5, 15, 45]
/** All waiting for rate limits of one source, in seconds. */
const LONGEST_WAIT = 600

/** What Google says in a 403 that only asks for patience: https://developers.google.com/workspace/admin/directory/v1/limits. */
const LIMIT_REASONS = ['userRateLimitExceeded', 'rateLimitExceeded', 'quotaExceeded']

/** The word of a rate limit that an answer has, which is all that anybody gets to know of the body of a refusal. */
export const limitReason = (bytes: Uint8Array): string | undefined =>
  LIMIT_REASONS.find((reason) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(`"${reason}"`))

const isLimited = ({ status, bytes }: Answer): boolean => status === 429 || (status === 403 && limitReason(bytes) !== undefined)

/** Waiting that all requests of a source share: nothing is sent before it is over, and there is an end to it. */
export interface Patience {
  /** Whether so many milliseconds may be waited from now on; then they are. */
  readonly grant: (milliseconds: number) => boolean
  /** Resolves when nothing is left to wait for. */
  readonly wait: (what: string) => Promise<void>
}

export const openPatience = (source: string, live: Live): Patience => {
  let left = LONGEST_WAIT * live.second
  // By the monotonic clock: the other one may be set.
  let until = 0
  return {
    grant: (milliseconds) => {
      const now = performance.now()
      const longer = Math.max(0, now + milliseconds - Math.max(until, now))
      if (longer > left) return false
      left -= longer
      until = Math.max(until, now + milliseconds)
      return true
    },
    wait: async (what) => {
      const milliseconds = until - performance.now()
      if (milliseconds <= 0) return
      live.tell({ source, what, pages: 0, records: 0, waitingUntil: live.now() + milliseconds })
      await sleep(milliseconds, undefined, { signal: live.signal })
    },
  }
}

/** How many seconds the answer asks for, in either form of the header. */
const retryAfter = ({ headers, at }: Answer): number | undefined => {
  const said = headers.get('retry-after') ?? ''
  if (/^\d{1,9}$/.test(said)) return Number(said)
  const moment = /[a-z]/i.test(said) ? Date.parse(said) : Number.NaN
  return Number.isNaN(moment) || moment < at ? undefined : (moment - at) / 1000
}

/** What a request is made with; `what` is told while it waits. */
export interface Way {
  readonly live: Live
  readonly patience: Patience
  readonly what: string
}

type Line = ReturnType<Door['line']>

/** How one request is tried again. Faults of the network and of the provider may pass; a refusal does not. */
export const retrying = (line: Line, { live, patience, what }: Way): NonNullable<gaxios.GaxiosOptions['retryConfig']> => {
  let tries = 1
  /** In seconds, where the provider says so; then everybody waits. */
  const asked = (answer: Answer | undefined): number | undefined =>
    answer === undefined || !(isLimited(answer) || answer.status === 503)
      ? undefined
      : (retryAfter(answer) ?? (isLimited(answer) ? AFTER_LIMITS[tries - 1] : undefined))
  return {
    retry: TRIES - 1,
    shouldRetry: (error) => {
      const answer = line.last()
      if (live.signal.aborted || tries >= TRIES) return false
      if (answer === undefined) return lackIn(error)?.reason === 'unavailable'
      const seconds = asked(answer)
      return seconds === undefined ? answer.status === 408 || answer.status >= 500 : patience.grant(seconds * live.second)
    },
    retryBackoff: async () => {
      if (asked(line.last()) === undefined) await sleep((AFTER_FAULTS[tries - 1] ?? 0) * live.second, undefined, { signal: live.signal })
      await patience.wait(what)
      tries += 1
    },
  }
}

/** What went wrong when something was thrown: an interruption goes on as it is, anything else in our own words. */
export const refusedBy = (error: unknown, live: Live): Refused => {
  if (live.signal.aborted) throw live.signal.reason
  return new Refused(lackIn(error) ?? { reason: 'unavailable', detail: 'no answer could be had' })
}

/** Sends one request, again if need be, and gives the last answer, whatever its status. It throws Refused where there is none. */
export const request = async (options: gaxios.GaxiosOptions, line: Line, way: Way): Promise<Answer> => {
  try {
    await way.patience.wait(way.what)
    await new gaxios.Gaxios({ fetchImplementation: line.fetch }).request({ ...options, responseType: 'arraybuffer', retryConfig: retrying(line, way) })
  } catch (error) {
    const answer = line.last()
    if (answer === undefined || way.live.signal.aborted) throw refusedBy(error, way.live)
    return answer
  }
  const answer = line.last()
  if (answer === undefined) throw new Refused({ reason: 'unavailable', detail: 'no answer came' })
  return answer
}

/** Why an answer is none, whoever was asked for whatever. */
export const lackOfAnswer = (answer: Answer): Lack => {
  const status = String(answer.status)
  return isLimited(answer)
    ? { reason: 'rate-limited', detail: `Google asks for more patience than this run has (status ${status})` }
    : { reason: 'unavailable', detail: `Google answers with status ${status}` }
}

/** The JSON of an answer, or a refusal. */
export const readJson = ({ bytes }: Answer): unknown => {
  const parsed = parseJson(bytes)
  if ('unreadable' in parsed) throw new Refused({ reason: 'unreadable', detail: `the answer is ${parsed.unreadable}` })
  return parsed.value
}

/** A scope, and what an administrator needs besides it. */
export interface Permission {
  readonly scope: string
  readonly privilege: string
}

/** Why a call of the Admin SDK was refused: the scope and the privilege by name. */
export const lackOfCall = (answer: Answer, { scope, privilege }: Permission): Lack => {
  const status = String(answer.status)
  if (answer.status === 401) {
    return {
      reason: 'authentication',
      detail: `Google does not take the access token (status ${status})`,
      advice: 'Give a token that has not expired, or let Sparekey ask for one: see docs/collectors/google.md.',
    }
  }
  if ([403, 404, 422].includes(answer.status) && !isLimited(answer)) {
    return {
      reason: 'permission',
      detail: `Google refuses (status ${status}): it takes the scope ${scope}, and an administrator with the privilege ${privilege}`,
      advice: `Authorise the scope ${scope}, and let the administrator in whose name is asked hold the privilege ${privilege}.`,
    }
  }
  return lackOfAnswer(answer)
}
