/**
 * IAM through its SDK, which finds the credentials and signs; what is sent, where to and what counts as an answer is
 * decided here. Each answer is also seen as it came, since the SDK takes much for an empty list.
 */
import { IAMClient, type IAMClientConfig } from '@aws-sdk/client-iam'
import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers'
import type { AwsSource } from '../../model/configuration.ts'
import { given } from '../../model/given.ts'
import type { Lack } from '../../model/inventory.ts'
import type { Live } from '../../model/live.ts'
import { type Answer, type Door, lackIn, openDoor, Refused } from '../http.ts'
import { lackOfFailure } from './lacks.ts'

// On Node 20 the SDK prints many lines about later versions of Node when the first client is made. Only this variable,
// read at that time, silences it; what somebody has set stays.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'

/** All that is ever asked of IAM; the first makes the report, and the others only read. */
export type Action = 'GenerateCredentialReport' | 'GetCredentialReport' | 'GetAccountSummary' | 'ListVirtualMFADevices' | 'ListMFADevices'
const ACTIONS: ReadonlySet<string> = new Set<Action>([
  'GenerateCredentialReport',
  'GetCredentialReport',
  'GetAccountSummary',
  'ListVirtualMFADevices',
  'ListMFADevices',
])
const STS_ACTIONS: ReadonlySet<string> = new Set(['AssumeRole'])

/** Tries of one request, and how long the waiting of all of them may last, in seconds. */
const TRIES = 4
const PATIENCE = 600
/** Of one request with all its tries, the finding of credentials among them, in seconds. */
const ONE_REQUEST = 300

/** What the handler of the SDK leaves for whoever sent: the last answer as it came. */
interface Note {
  answer?: Answer | undefined
}

export interface Told<Output> {
  readonly output: Output
  readonly answer: Answer
}

export interface Iam {
  /** Sends one request, with the options that it is given. What it throws is Refused with the reason, or the interruption. */
  ask<Output>(action: Action, send: (client: IAMClient, options: object) => Promise<Output>): Promise<Told<Output>>
  /** Waits, and is over when the run is interrupted. */
  wait(seconds: number): Promise<void>
  close(): void
}

/** What ends all waiting when the run is interrupted. One listener for everything: a signal that has many warns on stderr. */
const openWaiting = ({
  signal,
  second,
}: Live): { readonly race: <T>(work: Promise<T>) => Promise<T>; readonly sleep: (ms: number) => Promise<void>; readonly close: () => void } => {
  const waiting = new Set<(reason: unknown) => void>()
  const end = (): void => {
    for (const reject of waiting) reject(signal.reason)
  }
  signal.addEventListener('abort', end, { once: true })
  const race = async <T>(work: Promise<T>, limit: number): Promise<T> => {
    signal.throwIfAborted()
    let timer: NodeJS.Timeout | undefined
    let stop: ((reason: unknown) => void) | undefined
    try {
      return await Promise.race([
        work,
        new Promise<never>((_, reject) => {
          stop = reject
          waiting.add(reject)
          timer = setTimeout(reject, limit, new Refused({ reason: 'unavailable', detail: 'no answer in time' }))
        }),
      ])
    } finally {
      clearTimeout(timer)
      if (stop !== undefined) waiting.delete(stop)
    }
  }
  return {
    race: (work) => race(work, ONE_REQUEST * second),
    sleep: async (ms) => {
      let timer: NodeJS.Timeout | undefined
      try {
        await race(new Promise<void>((resolve) => (timer = setTimeout(resolve, ms))), ms + ONE_REQUEST * second)
      } finally {
        clearTimeout(timer)
      }
    },
    close: () => {
      signal.removeEventListener('abort', end)
    },
  }
}
type Waiting = ReturnType<typeof openWaiting>

type RetryStrategy = Extract<NonNullable<IAMClientConfig['retryStrategy']>, { acquireInitialRetryToken: unknown }>

/**
 * When the SDK tries again: what it calls a throttling or a passing fault, a few times, longer each time. Whoever is
 * throttled makes all others wait too, and all that waiting has an end.
 */
const patience = (source: string, live: Live, { sleep }: Waiting): RetryStrategy => {
  let pausedUntil = 0
  let waited = 0
  const token = (count: number): Awaited<ReturnType<RetryStrategy['acquireInitialRetryToken']>> => ({ getRetryCount: () => count, getRetryDelay: () => 0 })
  const pause = async (): Promise<void> => {
    for (let left = pausedUntil - Date.now(); left > 0; left = pausedUntil - Date.now()) await sleep(left)
  }
  return {
    acquireInitialRetryToken: async () => {
      await pause()
      return token(0)
    },
    refreshRetryTokenForRetry: async (last, { error, errorType, retryAfterHint }) => {
      const count = last.getRetryCount() + 1
      const isThrottled = errorType === 'THROTTLING'
      const isPassing = isThrottled || errorType === 'TRANSIENT' || errorType === 'SERVER_ERROR' || lackIn(error)?.reason === 'unavailable'
      const hinted = retryAfterHint === undefined ? 0 : ((retryAfterHint.getTime() - Date.now()) / 1000) * live.second
      const delay = Math.max(hinted, (isThrottled ? 1 : 0.1) * 2 ** count * (0.5 + Math.random() / 2) * live.second)
      if (!isPassing || count >= TRIES || waited + delay > PATIENCE * live.second) throw new Error('not again')
      if (isThrottled) {
        const until = Math.max(pausedUntil, Date.now() + delay)
        waited += until - Math.max(pausedUntil, Date.now())
        pausedUntil = until
        live.tell({ source, what: 'waiting for IAM', pages: 0, records: 0, waitingUntil: live.now() + delay })
        await pause()
      } else await sleep(delay)
      return token(count)
    },
    recordSuccess: () => undefined,
  }
}

interface SdkRequest {
  readonly method: string
  readonly protocol: string
  readonly hostname: string
  readonly port?: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

const originOf = ({ protocol, hostname, port }: SdkRequest): string => {
  if (protocol !== 'https:' && !(protocol === 'http:' && LOOPBACK.test(hostname))) {
    throw new Refused({ reason: 'unavailable', detail: 'the endpoint that is configured is not an https address', advice: 'Look at AWS_ENDPOINT_URL_IAM.' })
  }
  return new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${String(port)}`}`).origin
}

/** Says whether a body asks for one of the actions, and for nothing else. */
const asksFor = (body: string, actions: ReadonlySet<string>): boolean => {
  const asked = new URLSearchParams(body).getAll('Action')
  return asked.length === 1 && actions.has(asked[0] ?? '')
}

/**
 * A request handler for the SDK that sends through the door. The address is the one that the SDK made of the configuration
 * for the first request, before anything was answered; it stays the only one.
 */
const throughDoor = (actions: ReadonlySet<string>, live: Live): object => {
  let door: Door | undefined
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request: SdkRequest, { note = {} }: { note?: Note } = {}): Promise<unknown> => {
      delete note.answer
      const origin = originOf(request)
      door ??= openDoor({ origins: [origin], mayPost: (path, body) => path === '/' && asksFor(body, actions), live })
      // Both are set anew from the address and the body, to the same values.
      const { host: _host, 'content-length': _length, ...headers } = request.headers
      const { fetch, last } = door.line()
      const { status } = await fetch(`${origin}${request.path}`, { method: request.method, headers, ...given('body', request.body) })
      note.answer = last()
      return { response: { statusCode: status, headers: Object.fromEntries(note.answer?.headers ?? []), body: new Uint8Array(note.answer?.bytes ?? []) } }
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  }
}

type Credentials = Extract<NonNullable<IAMClientConfig['credentials']>, (...args: never) => unknown>

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** A variable of the run that this process does not have itself, so that the SDK cannot find it. */
const handedIn = (live: Live, name: string): string | undefined => (live.env[name] === process.env[name] ? undefined : live.env[name])

/** Keys that were handed in, else what the SDK finds: environment, profile, web identity, container, instance. */
const baseCredentials = (live: Live, region: string): Credentials => {
  const accessKeyId = live.env['AWS_ACCESS_KEY_ID']
  const secretAccessKey = live.env['AWS_SECRET_ACCESS_KEY']
  const isHandedIn = (['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const).some((name) => handedIn(live, name) !== undefined)
  if (isHandedIn && accessKeyId !== undefined && secretAccessKey !== undefined) {
    return () => Promise.resolve({ accessKeyId, secretAccessKey, ...given('sessionToken', live.env['AWS_SESSION_TOKEN']) })
  }
  // What the chain itself asks of STS, SSO or the metadata of the machine goes through its own handlers, which know those protocols.
  const chain = fromNodeProviderChain({ clientConfig: { region }, logger: silent })
  return () => chain()
}

const lackOfCredentials = (error: unknown, role: string | undefined): Lack => {
  const lack = lackIn(error)
  if (lack !== undefined) return { ...lack, detail: `the credentials: ${lack.detail}` }
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } }
  if ($metadata?.httpStatusCode === undefined) {
    return {
      reason: 'authentication',
      detail: 'no credentials for AWS were found, or they could not be had',
      advice: 'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or let the workflow assume a role (docs/collectors/aws.md).',
    }
  }
  const said = lackOfFailure({ permission: 'sts:AssumeRole', status: $metadata.httpStatusCode, body: `<Code>${name ?? ''}</Code>` })
  const whose = role === undefined ? 'the credentials' : `the role ${role}`
  return said.reason === 'permission'
    ? {
        ...said,
        detail: `${whose}: ${said.detail}`,
        advice: 'Allow sts:AssumeRole on the role to whoever runs Sparekey, and let the trust policy of the role name them.',
      }
    : { ...said, detail: `${whose}: ${said.detail}` }
}

export const openIam = ({ id, role, region = 'us-east-1', 'external-id': externalId }: AwsSource, live: Live): Iam => {
  const waiting = openWaiting(live)
  const retryStrategy = patience(id, live, waiting)
  const base = baseCredentials(live, region)
  const assume =
    role === undefined
      ? base
      : fromTemporaryCredentials({
          masterCredentials: base,
          params: { RoleArn: role, RoleSessionName: 'sparekey', ...given('ExternalId', externalId) },
          clientConfig: {
            region,
            requestHandler: throughDoor(STS_ACTIONS, live) as Record<string, unknown>,
            retryStrategy,
            ...given('endpoint', handedIn(live, 'AWS_ENDPOINT_URL_STS')),
          },
          logger: silent,
        })
  const client = new IAMClient({
    region,
    requestHandler: throughDoor(ACTIONS, live) as Record<string, unknown>,
    retryStrategy,
    maxAttempts: TRIES,
    credentials: async () => {
      try {
        return await assume()
      } catch (error) {
        if (live.signal.aborted) throw live.signal.reason
        throw new Refused(lackOfCredentials(error, role))
      }
    },
    ...given('endpoint', handedIn(live, 'AWS_ENDPOINT_URL_IAM')),
  })

  return {
    async ask(action, send) {
      const permission = `iam:${action}`
      const note: Note = {}
      const failed = (): Refused => {
        const { status = 0, bytes = new Uint8Array() } = note.answer ?? {}
        return new Refused(
          note.answer === undefined
            ? { reason: 'unavailable', detail: 'the request could not be made' }
            : lackOfFailure({ permission, status, body: Buffer.from(bytes).toString('utf8') }),
        )
      }
      let output
      try {
        output = await waiting.race(send(client, { note }))
      } catch (error) {
        if (live.signal.aborted) throw live.signal.reason
        throw lackIn(error) === undefined ? failed() : error
      }
      const { answer } = note
      if (answer === undefined || answer.status !== 200 || !isWhole(Buffer.from(answer.bytes).toString('utf8'), action)) throw failed()
      return { output, answer }
    },
    wait: (seconds) => waiting.sleep(seconds * live.second),
    close: () => {
      waiting.close()
      client.destroy()
    },
  }
}

/** Whether a text is the answer to this action from its first element to its last; the SDK does not look at its name. */
const isWhole = (text: string, action: Action): boolean =>
  new RegExp(`^\\s*(?:<\\?xml[^>]*>\\s*)?<${action}Response[\\s>][^]*</${action}Response>\\s*$`).test(text)
