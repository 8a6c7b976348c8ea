/** GitHub's own description of its API judges our requests and our fake, and GitHub's schema our queries and the fake's answers to them. */
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import github from '../../src/collectors/github/collector.ts'
import * as queries from '../../src/collectors/github/query.ts'
import type { GithubSource } from '../../src/model/configuration.ts'
import type { Collected } from '../../src/model/inventory.ts'
import { AS_OF } from '../support/builders.ts'
import { aContext } from '../support/collecting.ts'
import { aLive } from '../support/live.ts'
import { A_TOKEN, type GithubOptions, madeUp, serveGithub, theExample } from '../support/servers/github.ts'
import { forward, serveBetween } from './between.ts'
import { type Gate, openGate } from './gate.ts'
import { needing } from './parts.ts'

const parts = needing('published', 'packages')

let gate: Gate
beforeAll(async () => {
  if (!parts.areThere) return
  gate = await openGate({
    packages: parts.at('packages'),
    description: join(parts.at('published'), 'github-openapi-slice.json'),
    passes: (path) => path === '/graphql',
  })
})
afterAll(async () => {
  if (parts.areThere) await gate.close()
})

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
})

const collectAt = (origin: string, over: Partial<GithubSource> = {}, second = 100): Promise<Collected> =>
  github.collect(
    { id: 'github-acme', type: 'github', organization: 'acme', 'base-url': origin, ...over },
    aContext({}, { live: aLive({ second, env: { GITHUB_TOKEN: A_TOKEN, GITHUB_APP_PRIVATE_KEY: privateKey } }) }),
  )

const seen = ({ facts, gaps, source }: Collected): object => ({ facts, gaps, asked: source.requests?.map(({ endpoint, records }) => [endpoint, records]) })

/** The example organisation. Its kept audit log has `"business": null`, and in GitHub's description no field of a record may be null. */
const described = ((organization) => ({
  ...organization,
  auditLog: organization.auditLog.map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null))),
}))(theExample())

/** What is collected from a fake, from the fake itself and through the gate, which must be the same. */
const collectTwice = async (options: GithubOptions, over?: Partial<GithubSource>, violations: readonly unknown[] = []): Promise<Collected> => {
  const served = await serveGithub(options)
  try {
    const direct = await collectAt(served.origin, over)
    gate.open(served.origin)
    const judged = await collectAt(gate.origin, over)
    expect(gate.violations()).toEqual(violations)
    expect(seen(judged)).toEqual(seen(direct))
    return judged
  } finally {
    await served.close()
  }
}

/** The operations that were judged, each once. */
const operations = (): readonly string[] => [...new Set(gate.judged().map((request) => request.replace(/\?\S*/, '')))].sort()

const records = (category: string, count: number): readonly Readonly<Record<string, unknown>>[] =>
  Array.from({ length: count }, (_, index) => ({
    '@timestamp': AS_OF - index * 60_000,
    _document_id: `${category}-${String(index)}`,
    action: `${category}.recovery_codes_viewed`,
    actor: 'user-0',
    created_at: AS_OF - index * 60_000,
    org: 'acme',
  }))

const paged = madeUp(250, {
  outside: Array.from({ length: 130 }, (_, index) => ({ login: `guest-${String(index)}`, mfa: index % 3 === 0 ? 'disabled' : 'secure' })),
  auditLog: records('org', 230),
  enterprise: { slug: 'acme-group', auditLog: records('business', 120) },
})

describe('GitHub’s OpenAPI description, by Prism', () => {
  test('the example organisation is collected as without it', async () => {
    const { facts } = await collectTwice({ organization: described })
    expect(facts.accounts?.length).toBeGreaterThan(0)
    expect(operations()).toEqual([
      'GET /orgs/acme 200',
      'GET /orgs/acme/audit-log 200',
      'GET /orgs/acme/members 200',
      'GET /orgs/acme/outside_collaborators 200',
    ])
  })

  test('so is one of several pages, with an enterprise', async () => {
    const { facts } = await collectTwice({ organization: paged }, { enterprise: 'acme-group' })
    expect(facts.accounts).toHaveLength(380)
    expect(facts.codeEvents).toHaveLength(350)
    expect(operations()).toContain('GET /enterprises/acme-group/audit-log 200')
    expect(gate.judged().filter((request) => request.includes('filter=all') && request.startsWith('GET /orgs/acme/members'))).toHaveLength(3)
  })

  test('so is one asked as a GitHub App that has to find its installation', async () => {
    const app = { installation: 4711, permissions: ['members', 'organization_administration'] }
    const { facts } = await collectTwice({ organization: described, app, tokens: [] }, { app: { id: 7 } })
    expect(facts.accounts?.map(({ mfa }) => mfa)).toContain('enrolled')
    expect(operations()).toEqual(expect.arrayContaining(['GET /orgs/acme/installation 200', 'POST /app/installations/4711/access_tokens 201']))
  })

  test('a refusal of the filters is one that GitHub describes, except for outside collaborators', async () => {
    const undescribed = /^GET \/orgs\/acme\/outside_collaborators\?filter=2fa_\w+&per_page=100: response: Unable to match the returned status code/
    const { facts } = await collectTwice({ organization: madeUp(3), may: ['audit-log'] }, {}, Array(2).fill(expect.stringMatching(undescribed)))
    expect(facts.accounts?.map(({ mfa }) => mfa)).not.toContain('enrolled')
    expect(operations()).toContain('GET /orgs/acme/members 422')
  })

  test.each(['node_id', 'login'])('control: a fake that leaves out %s is refused', async (property) => {
    const served = await serveGithub({ organization: described })
    const lacking = await serveBetween(async (asked, body) => {
      const answer = await forward(served.origin, asked, body)
      const value = JSON.parse(answer.body.toString('utf8')) as unknown
      if (!Array.isArray(value)) return answer
      const without = value.map((one: object) => Object.fromEntries(Object.entries(one).filter(([key]) => key !== property)))
      return { ...answer, body: Buffer.from(JSON.stringify(without)) }
    })
    try {
      gate.open(lacking.origin)
      const { facts, gaps } = await collectAt(gate.origin, {}, 20)
      expect(gate.violations().join('\n')).toContain(`must have required property '${property}'`)
      expect(gaps.length).toBeGreaterThan(0)
      expect(facts.accounts?.map(({ mfa }) => mfa) ?? []).not.toContain('enrolled')
    } finally {
      await lacking.close()
      await served.close()
    }
  })

  test.each([
    ['a filter that there is not', '/orgs/acme/members?filter=2fa_enabled', 'filter must be equal to one of the allowed values'],
    ['a page size that is no number', '/orgs/acme/members?per_page=all', 'per_page must be integer'],
    ['a parameter that there is not', '/orgs/acme/members?fliter=all', 'unknown query parameter fliter'],
    ['an address that there is not', '/orgs/acme/people', 'Route not resolved'],
  ])('control: a request with %s is refused', async (_, path, complaint) => {
    const served = await serveGithub()
    try {
      gate.open(served.origin)
      await fetch(`${gate.origin}${path}`, { headers: { authorization: `token ${A_TOKEN}` } })
      expect(gate.violations().join('\n')).toContain(complaint)
    } finally {
      await served.close()
    }
  })
})

/** As much of graphql-js as is used. It is installed with the judges, not with Sparekey. */
interface Graphql {
  readonly buildSchema: (text: string, options: object) => { readonly getTypeMap: () => Readonly<Record<string, { readonly getFields?: () => object }>> }
  readonly parse: (text: string) => object
  readonly validate: (schema: object, document: object) => readonly { readonly message: string }[]
  readonly visit: (document: object, visitor: object) => void
  readonly execute: (asked: object) => { readonly data?: unknown; readonly errors?: readonly { readonly message: string }[] }
}

describe('GitHub’s GraphQL schema', () => {
  let graphql: Graphql
  let schema: ReturnType<Graphql['buildSchema']>
  beforeAll(() => {
    if (!parts.areThere) return
    const packages = parts.at('packages')
    graphql = createRequire(join(packages, 'judges.js'))('graphql') as Graphql
    schema = graphql.buildSchema(readFileSync(join(packages, '@octokit/graphql-schema/schema.graphql'), 'utf8'), { assumeValidSDL: true })
  })

  const complaints = (query: string): readonly string[] => graphql.validate(schema, graphql.parse(query)).map(({ message }) => message)

  /** Every name of a field in a query. */
  const selected = (query: string): readonly string[] => {
    const names: string[] = []
    graphql.visit(graphql.parse(query), { Field: ({ name }: { name: { value: string } }) => void names.push(name.value) })
    return names
  }
  const isAboutCodes = (name: string): boolean => /recovery|code/i.test(name)

  const asked = async (): Promise<readonly { readonly query: string; readonly variables: object; readonly data: unknown }[]> => {
    await collectTwice({ organization: paged })
    return gate.passed().map(({ question, answer }) => ({
      ...(JSON.parse(question) as { query: string; variables: object }),
      ...(JSON.parse(answer) as { data: unknown }),
    }))
  }

  test.each(Object.entries(queries))('%s is one that GitHub takes', (_, query) => {
    expect(complaints(query)).toEqual([])
  })

  test.each(Object.entries(queries))('%s selects nothing about codes', (_, query) => {
    expect(selected(query).filter(isAboutCodes)).toEqual([])
  })

  test('what is sent are these queries, and what the fake answers is an answer to them', async () => {
    const all = await asked()
    expect(all.length).toBeGreaterThan(2)
    for (const { query, variables, data } of all) {
      expect(Object.values(queries)).toContain(query)
      // The schema serves the fake's answer as its data: what is missing, null or of another type would be told.
      const served = graphql.execute({ schema, document: graphql.parse(query), rootValue: data, variableValues: variables })
      expect(served.errors ?? []).toEqual([])
      expect(JSON.parse(JSON.stringify(served.data))).toEqual(data)
    }
  })

  test('control: a query with a field that there is not is refused', () => {
    expect(complaints(queries.MEMBERS_QUERY.replace('hasTwoFactorEnabled', 'hasTwoFactor')).join()).toContain('Cannot query field "hasTwoFactor"')
  })

  test('control: an answer with a null where there is none, or with a role that there is not, is refused', async () => {
    const [{ query, variables, data } = { query: '', variables: {}, data: {} }] = await asked()
    const serve = (text: string): unknown =>
      graphql.execute({ schema, document: graphql.parse(query), rootValue: JSON.parse(text) as unknown, variableValues: variables }).errors
    const text = JSON.stringify(data)
    expect(serve(text)).toBeUndefined()
    expect(serve(text.replace(/"totalCount":\d+/, '"totalCount":null'))).toBeDefined()
    expect(serve(text.replace('"role":"MEMBER"', '"role":"OWNER"'))).toBeDefined()
  })

  test('control: the live codes can be selected, and that would be seen', () => {
    const query = 'query ($slug: String!) { enterprise(slug: $slug) { ownerInfo { samlIdentityProvider { recoveryCodes } } } }'
    expect(complaints(query)).toEqual([])
    expect(selected(query).filter(isAboutCodes)).toEqual(['recoveryCodes'])
    const all = Object.values(schema.getTypeMap()).flatMap((type) => Object.keys(type.getFields?.() ?? {}))
    expect(all.filter((name) => /recoverycode/i.test(name))).toContain('recoveryCodes')
    expect(all.filter((name) => /recoverycode/i.test(name)).filter((name) => !isAboutCodes(name))).toEqual([])
  })
})
