/** The first promise, where Google is asked: every request × every fault. No verdict gets better, nothing vanishes, nothing hangs. */
import { beforeAll, test } from 'vitest'
import type { GoogleSource } from '../../src/model/configuration.ts'
import { AS_OF, openAcme } from '../support/acme.ts'
import { expectNoViolation, expectTruth, runMatrix, type World } from '../support/fault-matrix.ts'
import { exampleOrganisation, type GoogleFault, googleFaults, READY_TOKEN, serveGoogle } from '../support/servers/google.ts'
import { type WireFault, wireFaults } from '../support/servers/serve.ts'

const source: GoogleSource = { id: 'google-acme', type: 'google', customer: 'my_customer', 'code-counts': true }
let world: World<GoogleFault | WireFault>

beforeAll(async () => {
  const acme = await openAcme()
  world = {
    serve: (plan) => serveGoogle({ organisation: exampleOrganisation(), plan, now: () => AS_OF, pageSize: 5 }),
    audit: ({ origin }, live) => acme.auditLive({ ...source, 'base-url': origin }, { ...live, env: { GOOGLE_OAUTH_ACCESS_TOKEN: READY_TOKEN } }),
    faults: [...wireFaults, ...googleFaults],
    endpointOf: ({ path, query }) => `${path} ${query.get('eventName') ?? ''}`.trim(),
    // With null-fields the accounts are still listed: what does not depend on their second factor stands.
    partial: new Set<GoogleFault | WireFault>(['loop', 'lost-page', 'duplicate-page', 'quota', 'codes-despite-mask', 'second-sweep-differs', 'null-fields']),
    truth: await acme.auditWith(new Map()),
  }
})

test('asked itself, Google tells what its kept files tell', async () => {
  await expectTruth(world)
})

test('whatever goes wrong at any request, nothing looks better than it is', { timeout: 300_000 }, async () => {
  expectNoViolation(await runMatrix(world))
})
