/** A server between a client and a server, which sees what both say. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Between {
  readonly origin: string
  readonly close: () => Promise<void>
}

const readAll = async (stream: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** Asks a server what was asked here. The Host stays that of the first question, since signatures may cover it. */
export const forward = (origin: string, { method, url = '/', headers }: IncomingMessage, body: Buffer): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { 'content-length': _length, 'transfer-encoding': _encoding, ...others } = headers
    const length = body.byteLength === 0 ? {} : { 'content-length': String(body.byteLength) }
    const asking = request(`${origin}${url}`, { method, headers: { ...others, ...length }, agent: false }, (response) => {
      readAll(response).then((whole) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: whole })
      }, reject)
    })
    asking.once('error', reject)
    asking.end(body)
  })

/** Serves on a free port of loopback; where there is no answer the connection breaks. */
export const serveBetween = async (answer: (asked: IncomingMessage, body: Buffer) => Promise<Answer>): Promise<Between> => {
  const server = createServer((asked, response) => {
    readAll(asked)
      .then((body) => answer(asked, body))
      .then(
        ({ status, headers: { 'content-length': _length, 'transfer-encoding': _encoding, ...headers }, body }) => {
          response.writeHead(status, { ...headers, 'content-length': body.byteLength, connection: 'close' }).end(body)
        },
        () => {
          response.destroy()
        },
      )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}
