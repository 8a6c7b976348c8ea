/** The first promise, where IAM is asked: every request × every fault. No verdict gets better, nothing vanishes, nothing hangs. */
import { beforeAll, test } from 'vitest'
import type { AwsSource } from '../../src/model/configuration.ts'
import { AS_OF, openAcme } from '../support/acme.ts'
import { expectNoViolation, expectTruth, runMatrix, type World } from '../support/fault-matrix.ts'
import { exampleAccount, type IamFault, iamFaults, serveIam } from '../support/servers/iam.ts'
import { type WireFault, wireFaults } from '../support/servers/serve.ts'

const source: AwsSource = { id: 'aws-prod', type: 'aws', account: '111122223333' }
const keys = { AWS_ACCESS_KEY_ID: 'AKIAMADEUPFORTESTS00', AWS_SECRET_ACCESS_KEY: 'made-up' }
let world: World<IamFault | WireFault>

beforeAll(async () => {
  const acme = await openAcme()
  world = {
    serve: (plan) => serveIam(exampleAccount(), { plan, now: () => AS_OF, pageSize: 2 }),
    audit: ({ origin }, live) => acme.auditLive(source, { ...live, env: { ...keys, AWS_ENDPOINT_URL_IAM: origin } }),
    faults: [...wireFaults, ...iamFaults],
    endpointOf: ({ body }) => new URLSearchParams(body).get('Action') ?? '',
    partial: new Set<IamFault | WireFault>(['loop', 'lost-page', 'duplicate-page', 'throttled']),
    truth: await acme.auditWith(new Map()),
  }
})

test('asked itself, IAM tells what its kept files tell', async () => {
  await expectTruth(world)
})

test('whatever goes wrong at any request, nothing looks better than it is', { timeout: 300_000 }, async () => {
  expectNoViolation(await runMatrix(world))
})
