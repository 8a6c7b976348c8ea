/**
 * The one door to providers. It sends no more than it was allowed to, goes to no other address than the one it was
 * opened for, waits for no answer for ever, and takes no half answer for a whole one. Its `fetch` is handed to the SDKs.
 */
import { createHash } from 'node:crypto'
import type { Lack } from '../model/inventory.ts'
import type { Live } from '../model/live.ts'
import { CLOCK_TOLERANCE, HOUR, type Instant } from '../model/time.ts'

/** An answer that is no answer; says what the gap says. SDKs may wrap it: `lackIn` finds it again. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly lack: Lack

  constructor(lack: Lack) {
    super(lack.detail)
    this.lack = lack
  }
}

/** What is known of the last answer that came through a fetch: SDKs hide or bend parts of it. */
export interface Answer {
  readonly at: Instant
  readonly status: number
  readonly headers: Headers
  /** Undefined where the body may hold codes. */
  readonly sha256?: string
  readonly bytes: Uint8Array
}

export interface DoorOptions {
  /** The addresses that may be asked: scheme, host and port. */
  readonly origins: readonly string[]
  /** Whether this method and path may be sent; GET needs no leave. */
  readonly mayPost: (path: string, body: string) => boolean
  readonly live: Live
}

export interface Door {
  /** Sends one request; `last` is then what came back. Not for requests side by side: open one such pair for each. */
  readonly line: () => { readonly fetch: typeof fetch; readonly last: () => Answer | undefined }
  /** The same for an answer that may hold codes: `shrink` makes of its bytes what anybody else gets to see; they are zeroed, and not hashed. */
  readonly secretLine: (shrink: (bytes: Uint8Array, status: number) => Uint8Array) => ReturnType<Door['line']>
}

/** In seconds. */
const TO_HEADERS = 10
const BETWEEN_CHUNKS = 15
const IN_ALL = 60
const LARGEST_BODY = 64 * 1_048_576

/** The name of a system or TLS error, which is no more than a word: ECONNRESET, CERT_HAS_EXPIRED. */
const codeOf = (error: unknown): string | undefined => {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const { code } = at as NodeJS.ErrnoException
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) return code
  }
  return undefined
}

const refuse = (reason: Lack['reason'], detail: string): never => {
  throw new Refused({ reason, detail })
}

const wasted = (bytes: Uint8Array): void => {
  bytes.fill(0)
}

/** All bytes of a body, or a refusal: what is cut off in the middle is an error of its own. */
const readBody = async (response: Response, alarm: Alarm, isSecret: boolean): Promise<Uint8Array> => {
  if (response.body === null) return new Uint8Array()
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      alarm.set(BETWEEN_CHUNKS)
      length += chunk.byteLength
      parts.push(chunk)
      if (length > LARGEST_BODY) refuse('unreadable', `the answer is larger than ${String(LARGEST_BODY / 1_048_576)} MiB`)
    }
    const announced = response.headers.get('content-length')
    if (announced !== null && Number(announced) !== length) refuse('unreadable', 'the answer is shorter or longer than it says')
    return Buffer.concat(parts)
  } finally {
    // Also of a body that was cut off: what came of it may be a code.
    if (isSecret) parts.forEach(wasted)
  }
}

interface Alarm {
  readonly signal: AbortSignal
  /** Sets it anew. */
  readonly set: (seconds: number) => void
  readonly rang: () => boolean
  readonly end: () => void
}

const openAlarm = (second: number): Alarm => {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const ring = (): void => {
    controller.abort()
  }
  const whole = setTimeout(ring, IN_ALL * second)
  return {
    signal: controller.signal,
    set: (seconds) => {
      clearTimeout(timer)
      timer = setTimeout(ring, seconds * second)
    },
    rang: () => controller.signal.aborted,
    end: () => {
      clearTimeout(timer)
      clearTimeout(whole)
    },
  }
}

const isPacked = (headers: Headers): boolean => !['', 'identity'].includes(headers.get('content-encoding') ?? '')

/** A clock that is an hour off makes every age wrong, whichever of the two it is. */
const checkClock = (headers: Headers, at: Instant): void => {
  const said = Date.parse(headers.get('date') ?? '')
  if (!Number.isNaN(said) && Math.abs(said - at) > HOUR + CLOCK_TOLERANCE) {
    refuse('contradiction', 'the clock of the provider and that of this machine differ by more than an hour')
  }
}

const textOf = (body: unknown): string =>
  typeof body === 'string' ? body : body instanceof URLSearchParams ? body.toString() : body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : ''

export const openDoor = ({ origins, mayPost, live }: DoorOptions): Door => {
  const send = async (input: Parameters<typeof fetch>[0], init: RequestInit = {}, isSecret = false): Promise<{ answer: Answer; body: Uint8Array }> => {
    const url = new URL(input instanceof Request ? input.url : input)
    const method = (init.method ?? 'GET').toUpperCase()
    if (!origins.includes(url.origin) || url.username !== '') refuse('unreadable', 'the provider points to another address')
    if (method !== 'GET' && !(method === 'POST' && mayPost(url.pathname, textOf(init.body))))
      throw new Error(`a request that only reads was expected, not ${method}`)

    const headers = new Headers(init.headers)
    // A packed body that was cut would be unpacked without a word.
    headers.set('accept-encoding', 'identity')
    const alarm = openAlarm(live.second)
    alarm.set(TO_HEADERS)
    try {
      const response = await fetch(url, { ...init, method, headers, redirect: 'manual', signal: AbortSignal.any([live.signal, alarm.signal]) })
      const at = live.now()
      if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400))
        refuse('unavailable', 'the provider sends on to another address')
      if (isPacked(response.headers)) refuse('unreadable', 'the answer is packed, which was not asked for')
      alarm.set(BETWEEN_CHUNKS)
      checkClock(response.headers, at)
      const body = await readBody(response, alarm, isSecret)
      return { answer: { at, status: response.status, headers: response.headers, bytes: body }, body }
    } catch (error) {
      if (error instanceof Refused) throw error
      if (live.signal.aborted) throw live.signal.reason
      if (alarm.rang()) throw Object.assign(new Refused({ reason: 'unavailable', detail: 'no answer in time' }), { code: 'ETIMEDOUT' })
      const code = codeOf(error)
      throw Object.assign(new Refused({ reason: 'unavailable', detail: `no whole answer${code === undefined ? '' : ` (${code})`}` }), {
        code: code ?? 'ECONNRESET',
      })
    } finally {
      alarm.end()
    }
  }

  const toLine = (exchange: (input: Parameters<typeof fetch>[0], init?: RequestInit) => Promise<Answer>): ReturnType<Door['line']> => {
    let last: Answer | undefined
    return {
      fetch: async (input, init) => {
        last = undefined
        last = await exchange(input, init)
        const { status, headers, bytes } = last
        return new Response(status === 204 || status === 205 || status === 304 ? null : Buffer.from(bytes), { status, headers })
      },
      last: () => last,
    }
  }

  return {
    line: () =>
      toLine(async (input, init) => {
        const { answer } = await send(input, init)
        return { ...answer, sha256: createHash('sha256').update(answer.bytes).digest('hex') }
      }),
    secretLine: (shrink) =>
      toLine(async (input, init) => {
        const { answer, body } = await send(input, init, true)
        try {
          return { ...answer, bytes: shrink(body, answer.status) }
        } finally {
          body.fill(0)
        }
      }),
  }
}

/** What a thrown error says about why something could not be had; whatever it quotes of the answer is left out. */
export const lackIn = (error: unknown): Lack | undefined => {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) if (at instanceof Refused) return at.lack
  return undefined
}
