/** Every request of the GitHub collector × everything that can go wrong with it: nobody passes whom untouched evidence does not prove, and nothing hangs. */
import { describe, expect, test } from 'vitest'
import github from '../../src/collectors/github/collector.ts'
import type { Account, Collected } from '../../src/model/inventory.ts'
import { DAY } from '../../src/model/time.ts'
import { AS_OF } from '../support/builders.ts'
import { aContext } from '../support/collecting.ts'
import { aLive } from '../support/live.ts'
import { A_TOKEN, type FakeOrganization, type FakeUser, type GithubFault, githubFaults, serveGithub } from '../support/servers/github.ts'
import { type Served, type WireFault, wireFaults } from '../support/servers/serve.ts'

const outside: readonly FakeUser[] = [
  { login: 'rita', mfa: 'disabled' },
  { login: 'sam', mfa: 'insecure' },
  { login: 'tom', mfa: 'secure' },
]

/** A second is short enough for every wait, and long enough for a busy machine to answer: who is late is a gap, and no pass. */
const ask = (server: Served, second = 5): Promise<Collected> =>
  github.collect(
    { id: 'github-acme', type: 'github', organization: 'acme', 'base-url': server.origin },
    aContext({}, { live: aLive({ env: { GITHUB_TOKEN: A_TOKEN }, second }) }),
  )

describe('whatever goes wrong', () => {
  const organization: FakeOrganization = {
    login: 'acme',
    plan: 'enterprise',
    members: [
      { login: 'ada', mfa: 'secure', role: 'ADMIN' },
      { login: 'bob', mfa: 'disabled' },
      { login: 'cleo', mfa: 'insecure' },
      { login: 'dora', mfa: 'secure' },
      { login: 'egon', mfa: 'disabled' },
    ],
    outside,
    auditLog: [0, 1, 2, 3].map((index) => ({ _document_id: String(index), action: 'org.recovery_code_used', created_at: AS_OF - DAY + index, org: 'acme' })),
  }
  const REQUESTS = 12
  /** What untouched evidence proves; nobody else may ever pass. */
  const truth = new Map([...organization.members, ...organization.outside].map(({ login, mfa }) => [`github:${login}`, mfa]))
  const isOutside = new Set(organization.outside.map(({ login }) => `github:${login}`))
  const proven = ({ id, mfa, method }: Account, fault: string): boolean =>
    (mfa !== 'enrolled' || (truth.get(id) !== 'disabled' && !isOutside.has(id))) &&
    (mfa !== 'not-enrolled' || truth.get(id) === 'disabled') &&
    // Who uses an insecure method is known by a list and nothing else: a list that lies about itself is beyond sight.
    (method !== 'secure' || truth.get(id) === 'secure' || ['empty-list', 'cut-list', 'lost-page', 'no-link'].includes(fault))

  const faults: readonly (WireFault | GithubFault)[] = [...wireFaults, ...githubFaults]

  test('nothing goes wrong in the first place', async () => {
    const server = await serveGithub({ organization, largestPage: 3 })
    const collected = await ask(server, 1000)
    expect(server.asked).toHaveLength(REQUESTS)
    expect(collected.gaps).toEqual([])
    expect(collected.facts.accounts?.map(({ id, mfa, method }) => `${id} ${mfa} ${method}`)).toEqual([
      'github:ada enrolled secure',
      'github:bob not-enrolled unknown',
      'github:cleo enrolled insecure',
      'github:dora enrolled secure',
      'github:egon not-enrolled unknown',
      'github:rita not-enrolled unknown',
      'github:sam unknown insecure',
      'github:tom unknown unknown',
    ])
    await server.close()
    expect(collected.facts.codeEvents).toHaveLength(4)
  })

  test.concurrent.each(faults)('%s, at each request, once and from then on', { timeout: 30_000 }, async (fault) => {
    const once = Array.from({ length: REQUESTS }, (_, at) => ({
      where: `at request ${String(at)}`,
      plan: (index: number) => (index === at ? fault : undefined),
    }))
    // The first list, and the members.
    const onwards = [1, 4].map((at) => ({ where: `from request ${String(at)}`, plan: (index: number) => (index >= at ? fault : undefined) }))
    const wrong: string[] = []
    await Promise.all(
      [...once, ...onwards].map(async ({ where: when, plan }) => {
        const server = await serveGithub({ organization, largestPage: 3, plan })
        const collected = await ask(server)
        const where = `${fault} ${when}`
        for (const account of collected.facts.accounts ?? [])
          if (!proven(account, fault)) wrong.push(`${where}: ${account.id} ${account.mfa} ${account.method}`)
        const codes = collected.facts.codeEvents?.length ?? 0
        const isTold = collected.gaps.length > 0
        const missing = codes < 4 || (collected.facts.accounts?.length ?? 0) < truth.size
        // An audit log has no count, and nothing contradicts a list of outside collaborators that lacks somebody.
        if (missing && !isTold && !['empty-list', 'cut-list', 'lost-page', 'no-link'].includes(fault))
          wrong.push(`${where}: something is missing, and nobody says so`)
        if (server.asked.some(({ method, path }) => method !== 'GET' && path !== '/graphql') || server.asked.length > 80)
          wrong.push(`${where}: ${String(server.asked.length)} requests`)
        if (/<!doctype|went wrong|Everything is fine/i.test(JSON.stringify(collected))) wrong.push(`${where}: the words of somebody else`)
        await server.close()
      }),
    )
    expect(wrong).toEqual([])
  })
})
