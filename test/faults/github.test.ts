/**
 * The first promise, where GitHub is asked: every request × every fault. No verdict gets better, nothing vanishes,
 * nothing hangs. A careless collector is caught by the same search.
 */
import { beforeAll, expect, test } from 'vitest'
import type { GithubSource } from '../../src/model/configuration.ts'
import type { Report } from '../../src/model/report.ts'
import { type Acme, AS_OF, openAcme } from '../support/acme.ts'
import { carelessly } from '../support/careless.ts'
import { expectNoViolation, expectTruth, runMatrix, type World } from '../support/fault-matrix.ts'
import { A_TOKEN, type GithubFault, githubFaults, serveGithub } from '../support/servers/github.ts'
import { type WireFault, wireFaults } from '../support/servers/serve.ts'

type Fault = GithubFault | WireFault

const source: GithubSource = { id: 'github-acme', type: 'github', organization: 'acme', 'security-logs': { ada: 'evidence/github/security-log-ada.json' } }
let acme: Acme
let truth: Report
let world: World<Fault>

beforeAll(async () => {
  acme = await openAcme()
  truth = await acme.auditWith(new Map())
  world = {
    serve: (plan) => serveGithub({ plan, now: () => AS_OF, largestPage: 3 }),
    audit: ({ origin }, live) => acme.auditLive({ ...source, 'base-url': origin }, { ...live, env: { GITHUB_TOKEN: A_TOKEN } }),
    faults: [...wireFaults, ...githubFaults],
    endpointOf: ({ method, path, query }) => [method, path, query.get('filter') ?? query.get('phrase')?.split(' ')[0] ?? ''].join(' '),
    partial: new Set<Fault>([
      ...(['loop', 'lost-page', 'no-link', 'duplicate-page', 'foreign-next', 'cut-list', 'null-fields'] as const),
      ...(['rate-limited', 'secondary-limit', 'graphql-rate-limited'] as const),
    ]),
    truth,
    // Only this list says who has an insecure method, and nothing else could contradict it (docs/collectors/github.md, Limits).
    blind: {
      endpoint: 'GET /orgs/acme/members 2fa_insecure',
      faults: new Set<Fault>(['empty-list', 'cut-list']),
      passes: new Set(['BC-01 github:katherine']),
    },
  }
})

test('asked itself, GitHub tells what its kept files tell', async () => {
  await expectTruth(world)
})

test('whatever goes wrong at any request, nothing looks better than it is', { timeout: 300_000 }, async () => {
  expectNoViolation(await runMatrix(world))
})

test('a careless collector is caught', { timeout: 120_000 }, async () => {
  const careless: World<Fault> = {
    ...world,
    audit: async ({ origin }) => acme.auditPart('github-acme', await carelessly(origin, 'acme')),
    serve: (plan) => serveGithub({ plan, now: () => AS_OF }),
  }
  const { touched, falsePasses, violations } = await runMatrix(careless)
  expect(falsePasses).toBeGreaterThan(touched / 4)
  expect(violations.some((violation) => violation.includes('nothing is said of'))).toBe(true)
})
