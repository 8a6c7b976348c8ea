/**
 * A process of its own, whose heap is small: it collects from the address that it is given, and looks in a picture of its
 * heap for the codes that were planted there. With `careless` it also parses one answer, as nobody should.
 */
import { getHeapSnapshot } from 'node:v8'
import google from '../../src/collectors/google/collector.ts'
import { aContext } from './collecting.ts'
import { aLive } from './live.ts'
import { codeOf, CODES_EACH, USERS } from './planted-codes.ts'

const look = async (): Promise<number> => {
  const parts: Buffer[] = []
  for await (const part of getHeapSnapshot()) parts.push(Buffer.from(part as Uint8Array))
  const heap = Buffer.concat(parts)
  return USERS.flatMap((_, user) => Array.from({ length: CODES_EACH }, (__, code) => codeOf(user, code))).filter((code) => heap.includes(code)).length
}

const run = async (origin: string, isCareless: boolean): Promise<void> => {
  const live = aLive({ now: Date.now, env: { GOOGLE_OAUTH_ACCESS_TOKEN: 'token' }, second: 1000 })
  const source = { id: 'google-acme', type: 'google', customer: 'my_customer', 'code-counts': true, 'base-url': origin } as const
  const { facts, gaps } = await google.collect(source, aContext({}, { live }))
  const answer = isCareless ? await fetch(`${origin}/admin/directory/v1/users/user-3%40acme.test/verificationCodes`) : undefined
  const parsed = answer === undefined ? undefined : ((await answer.json()) as { items: unknown[] })
  const found = await look()
  process.stdout.write(
    JSON.stringify({ counts: (facts.codeCounts ?? []).map(({ remaining }) => remaining), gaps: gaps.length, found, parsed: parsed?.items.length }),
  )
}

void run(process.argv[2] ?? '', process.argv[3] === 'careless')
