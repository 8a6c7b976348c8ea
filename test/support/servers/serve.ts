/** A provider on loopback that a test makes up, and everything that can go wrong on the way to it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import { gzipSync } from 'node:zlib'
import type { Instant } from '../../../src/model/time.ts'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

/** What goes wrong on any wire; each provider adds what goes wrong with its own lists. */
export const wireFaults = [
  '400',
  '401',
  '403',
  '404',
  '409',
  '410',
  '422',
  '429',
  '500',
  '502',
  '503',
  'hangs',
  'drips',
  'reset',
  'reset-in-body',
  'cut-body',
  'cut-chunk',
  'cut-at-close',
  'packed',
  'web-page',
  'empty-body',
  'not-json',
  'null',
  'other-type',
  'redirect',
  'skewed-clock',
] as const
export type WireFault = (typeof wireFaults)[number]

/** What goes wrong with the answer to the request of this number; undefined: nothing. */
export type Plan<F extends string = WireFault> = (index: number, asked: Asked) => F | undefined

export interface Served {
  readonly origin: string
  /** Every request so far. */
  readonly asked: readonly Asked[]
  /** How many answers were not the good ones. */
  readonly touched: () => number
  readonly close: () => Promise<void>
}

export interface Serving<F extends string> {
  readonly answer: (asked: Asked) => Answer
  readonly plan?: Plan<F | WireFault>
  /** What a fault of the provider's own makes of a good answer. */
  readonly bend?: (fault: F, answer: Answer, asked: Asked) => Answer
  readonly now?: () => Instant
}

const HOUR = 3_600_000

const send = (response: ServerResponse, { status, headers = {}, body }: Answer, now: Instant, fault?: WireFault): void => {
  const whole = { date: new Date(now).toUTCString(), 'content-type': 'application/json; charset=utf-8', ...headers }
  const bytes = Buffer.from(body)
  const half = bytes.subarray(0, Math.floor(bytes.length / 2))
  const answer = (code: number, content: string | Uint8Array, more: Readonly<Record<string, string>> = {}): void => {
    response.writeHead(code, { ...whole, 'content-length': String(Buffer.byteLength(content)), ...more }).end(content)
  }
  switch (fault) {
    case undefined:
      answer(status, bytes)
      return
    case 'hangs':
      return
    case 'drips': {
      response.writeHead(status, { ...whole, 'content-length': String(bytes.length) })
      let at = 0
      const timer = setInterval(() => {
        response.write(bytes.subarray(at, ++at))
      }, 100)
      response.on('close', () => {
        clearInterval(timer)
      })
      return
    }
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'reset-in-body':
      response.writeHead(status, { ...whole, 'content-length': String(bytes.length) })
      response.write(half, () => response.socket?.resetAndDestroy())
      return
    case 'cut-body':
      response.writeHead(status, { ...whole, 'content-length': String(bytes.length) })
      response.write(half, () => response.socket?.end())
      return
    case 'cut-chunk':
      response.writeHead(status, whole)
      response.write(half, () => response.socket?.end())
      return
    case 'cut-at-close':
      response.shouldKeepAlive = false
      response.removeHeader('transfer-encoding')
      response.useChunkedEncodingByDefault = false
      response.writeHead(status, { ...whole, connection: 'close' })
      response.end(half)
      return
    case 'packed':
      answer(status, gzipSync(bytes), { 'content-encoding': 'gzip' })
      return
    case 'web-page':
      answer(200, '<!doctype html><title>Sign in</title>', { 'content-type': 'text/html; charset=utf-8' })
      return
    case 'empty-body':
      answer(status, '')
      return
    case 'not-json':
      answer(status, '{"members": [oops')
      return
    case 'null':
      answer(status, 'null')
      return
    case 'other-type':
      answer(status, JSON.stringify({ message: 'Everything is fine' }))
      return
    case 'redirect':
      answer(302, '', { location: 'http://127.0.0.1:9/elsewhere' })
      return
    case 'skewed-clock':
      answer(status, bytes, { date: new Date(now - 3 * HOUR).toUTCString() })
      return
    default:
      answer(Number(fault), JSON.stringify({ message: 'It went wrong.' }))
  }
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  const parts: Uint8Array[] = []
  for await (const part of request) parts.push(part as Uint8Array)
  return Buffer.concat(parts).toString('utf8')
}

const isWireFault = (fault: string | undefined): fault is WireFault => (wireFaults as readonly (string | undefined)[]).includes(fault)

/** Serves on a free port of loopback until it is closed. */
export const serve = async <F extends string = never>({ answer, plan, bend, now = Date.now }: Serving<F>): Promise<Served> => {
  const asked: Asked[] = []
  let touched = 0
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
      const one: Asked = { method: request.method ?? '', path: pathname, query: searchParams, headers: request.headers, body: await readBody(request) }
      const index = asked.push(one) - 1
      const fault = plan?.(index, one)
      const good = answer(one)
      const bent = fault === undefined || isWireFault(fault) || bend === undefined ? good : bend(fault, good, one)
      if (isWireFault(fault) || !isDeepStrictEqual(bent, good)) touched += 1
      if (isWireFault(fault)) send(response, good, now(), fault)
      else send(response, bent, now())
    })()
  })
  // A port of loopback, and no other interface.
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    asked,
    touched: () => touched,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}
