/**
 * Every request to IAM, with everything that can go wrong with it, once and from then on: nobody is enrolled who is not,
 * and nobody fails who was not asked about.
 */
import { describe, expect, test } from 'vitest'
import aws from '../../src/collectors/aws/collector.ts'
import type { AwsSource } from '../../src/model/configuration.ts'
import type { Account, Collected } from '../../src/model/inventory.ts'
import { AS_OF } from '../support/builders.ts'
import { collectFrom } from '../support/collecting.ts'
import { aLive } from '../support/live.ts'
import { exampleAccount, type IamAccount, type IamFault, iamFaults, type IamServing, serveIam } from '../support/servers/iam.ts'
import { type Served, wireFaults, type WireFault } from '../support/servers/serve.ts'

const ACCOUNT = '111122223333'
const source: AwsSource = { id: 'aws-prod', type: 'aws', account: ACCOUNT }
/** The requests of a run without a fault: two for the report until it is there, its reading, the summary, two pages of virtual devices, three users. */
const REQUESTS = 9

/** The example, where grace has no second factor and linus got one after the report. */
const anAccount = (): IamAccount => {
  const { report, summary, devices, virtual, generated } = exampleAccount()
  const [, ...rows] = report.split('\n').map((row) => (row.startsWith('grace') ? row.replace('N/A,true,', 'N/A,false,') : row))
  const grace = rows.at(-1)!
  const late = {
    SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/linus-phone`,
    EnableDate: '2026-11-22T23:30:00Z',
    User: { UserName: 'linus', Arn: `arn:aws:iam::${ACCOUNT}:user/linus` },
  }
  return {
    report: [report.split('\n')[0], ...rows, grace.replaceAll('grace', 'linus')].join('\n'),
    generated,
    summary: { ...summary, Users: 4 },
    devices: new Map([...devices, ['grace', []], ['linus', [late]]]),
    virtual: [...virtual.filter(({ User }) => User.UserName !== 'grace'), late],
  }
}
const truth: Readonly<Record<string, Account['mfa']>> = { root: 'enrolled', ada: 'enrolled', grace: 'not-enrolled', linus: 'enrolled', deploy: 'not-enrolled' }

const mfaOf = ({ facts }: Collected, user: string): Account['mfa'] | undefined => facts.accounts?.find(({ id }) => id === `aws:${ACCOUNT}/${user}`)?.mfa
const wasAskedAbout = ({ asked }: Served, user: string): boolean => asked.some(({ body }) => new URLSearchParams(body).get('UserName') === user)

const run = async (plan: NonNullable<IamServing['plan']>, second: number): Promise<{ live: Collected; served: Served }> => {
  const served = await serveIam(anAccount(), { now: () => AS_OF, pageSize: 2, plan })
  const env = { AWS_ACCESS_KEY_ID: 'AKIAMADEUPFORTESTS00', AWS_SECRET_ACCESS_KEY: 'made-up', AWS_ENDPOINT_URL_IAM: served.origin }
  try {
    return { live: await collectFrom(aws, source, {}, [], { live: aLive({ env, second }) }), served }
  } finally {
    await served.close()
  }
}

/** What a run says that is not so; an empty list that IAM itself gives as the whole truth cannot be told from one. */
const lies = ({ live, served }: { readonly live: Collected; readonly served: Served }, fault: string): string[] =>
  Object.entries(truth).flatMap(([user, mfa]) => {
    const said = mfaOf(live, user)
    if (said === undefined) return live.gaps.some(({ hides }) => 'scope' in hides) ? [] : [`${user} is gone`]
    if (said === 'enrolled' && mfa !== 'enrolled') return [`${user} is enrolled`]
    if (said === 'not-enrolled' && mfa === 'enrolled' && fault !== 'empty-list') return [`${user} fails`]
    // A machine has no console to protect, and is not asked about.
    return said === 'not-enrolled' && user !== 'deploy' && !wasAskedAbout(served, user) ? [`${user} fails without being asked about`] : []
  })

test('without a fault everything is known', async () => {
  const { live, served } = await run(() => undefined, 50)
  expect(Object.fromEntries(Object.keys(truth).map((user) => [user, mfaOf(live, user)]))).toEqual(truth)
  expect(live.gaps).toEqual([])
  expect(served.asked).toHaveLength(REQUESTS)
})

describe('at each request, once and from then on', () => {
  const faults: readonly (WireFault | IamFault)[] = [...wireFaults, ...iamFaults]
  test.each(faults)('%s', { timeout: 60_000 }, async (fault) => {
    const plans = Array.from({ length: REQUESTS }, (_, at) => at).flatMap((at) => [
      { when: `once at ${String(at)}`, plan: (index: number) => (index === at ? fault : undefined) },
      { when: `from ${String(at)} on`, plan: (index: number) => (index >= at ? fault : undefined) },
    ])
    // What comes byte by byte takes as long as it may.
    const second = fault === 'drips' ? 2 : 5
    const found = await Promise.all(plans.map(async ({ when, plan }) => lies(await run(plan, second), fault).map((lie) => `${when}: ${lie}`)))
    expect(found.flat()).toEqual([])
  })
})
