/**
 * The first promise, for providers that are asked: every request of every collector × every fault. No verdict gets
 * better, nothing vanishes, nothing hangs. A careless collector is caught by the same search.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import type { AwsSource, GithubSource, GoogleSource } from '../src/model/configuration.ts'
import type { Report } from '../src/model/report.ts'
import { type Acme, AS_OF, openAcme } from './support/acme.ts'
import { type Outcome, runMatrix, type World } from './support/fault-matrix.ts'
import { A_TOKEN, type GithubFault, githubFaults, serveGithub } from './support/servers/github.ts'
import { exampleOrganisation, type GoogleFault, googleFaults, READY_TOKEN, serveGoogle } from './support/servers/google.ts'
import { exampleAccount, type IamFault, iamFaults, serveIam } from './support/servers/iam.ts'
import { type WireFault, wireFaults } from './support/servers/serve.ts'

const now = (): number => AS_OF
const PATIENCE = { timeout: 300_000 }

let acme: Acme
let truth: Report

beforeAll(async () => {
  acme = await openAcme()
  truth = await acme.auditWith(new Map())
})

const tell = ({ runs, touched, violations }: Outcome): void => {
  expect(violations).toEqual([])
  // Most faults reach their request; a fault of a list that a request does not have changes nothing.
  expect(touched).toBeGreaterThan(runs / 3)
}

describe('whatever goes wrong at any request, nothing looks better than it is', () => {
  test('GitHub', PATIENCE, async () => {
    const source: GithubSource = { id: 'github-acme', type: 'github', organization: 'acme', 'security-logs': { ada: 'evidence/github/security-log-ada.json' } }
    const world: World<GithubFault | WireFault> = {
      serve: (plan) => serveGithub({ plan, now, largestPage: 2 }),
      audit: ({ origin }, live) => acme.auditLive({ ...source, 'base-url': origin }, { ...live, env: { GITHUB_TOKEN: A_TOKEN } }),
      faults: [...wireFaults, ...githubFaults],
      endpointOf: ({ method, path, query }) => [method, path, query.get('filter') ?? query.get('phrase')?.split(' ')[0] ?? ''].join(' '),
      partial: new Set([
        'loop',
        'lost-page',
        'no-link',
        'duplicate-page',
        'foreign-next',
        'cut-list',
        'rate-limited',
        'secondary-limit',
        'graphql-rate-limited',
      ]),
      truth,
    }
    tell(await runMatrix(world))
  })

  test('AWS', PATIENCE, async () => {
    const source: AwsSource = { id: 'aws-prod', type: 'aws', account: '111122223333' }
    const env = { AWS_ACCESS_KEY_ID: 'AKIAMADEUPFORTESTS00', AWS_SECRET_ACCESS_KEY: 'made-up' }
    const world: World<IamFault | WireFault> = {
      serve: (plan) => serveIam(exampleAccount(), { plan, now, pageSize: 2 }),
      audit: ({ origin }, live) => acme.auditLive(source, { ...live, env: { ...env, AWS_ENDPOINT_URL_IAM: origin } }),
      faults: [...wireFaults, ...iamFaults],
      endpointOf: ({ body }) => new URLSearchParams(body).get('Action') ?? '',
      partial: new Set(['loop', 'lost-page', 'duplicate-page', 'throttled']),
      truth,
    }
    tell(await runMatrix(world))
  })

  test('Google', PATIENCE, async () => {
    const source: GoogleSource = { id: 'google-acme', type: 'google', customer: 'my_customer', 'code-counts': true }
    const world: World<GoogleFault | WireFault> = {
      serve: (plan) => serveGoogle({ organisation: exampleOrganisation(), plan, now, pageSize: 3 }),
      audit: ({ origin }, live) => acme.auditLive({ ...source, 'base-url': origin }, { ...live, env: { GOOGLE_OAUTH_ACCESS_TOKEN: READY_TOKEN } }),
      faults: [...wireFaults, ...googleFaults],
      endpointOf: ({ path, query }) => `${path} ${query.get('eventName') ?? ''}`,
      partial: new Set(['loop', 'lost-page', 'duplicate-page', 'quota', 'codes-despite-mask', 'second-sweep-differs']),
      truth,
    }
    tell(await runMatrix(world))
  })
})
