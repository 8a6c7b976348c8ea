/** The tracking issue against a repository on loopback that keeps what is written into it. */
import { afterAll, describe, expect, test as it } from 'vitest'
import { openGithub, reasonOf } from '../../src/action/github.ts'
import { bodyOf, stateOf } from '../../src/action/issue.ts'
import { keepIssue, type Kept, NoLabel } from '../../src/action/tracking-issue.ts'
import type { Report } from '../../src/model/report.ts'
import { aQuietReport, aReport } from '../support/a-report.ts'
import { type Issue, type IssuesOptions, type ServedIssues, serveIssues } from '../support/servers/github-issues.ts'

const keeping = { owner: 'acme', repo: 'codes', label: 'sparekey', config: 'sparekey.yaml', run: 'https://github.test/run/1', version: '1.0.0' }

/** GitHub asks for a pause between two requests that write, and the client keeps to it. */
const test = it.concurrent

const closing: (() => Promise<void>)[] = []
afterAll(() => Promise.all(closing.map((close) => close())).then(() => undefined))

const opened = async (options: IssuesOptions = {}): Promise<ServedIssues> => {
  const served = await serveIssues(options)
  closing.push(served.close)
  return served
}

const keep = (served: ServedIssues, report: Report, over: Partial<typeof keeping> = {}, token = 'made-up-token'): Promise<Kept> =>
  keepIssue(openGithub({ apiUrl: served.origin, token, second: 10 }), report, { ...keeping, ...over })

const written = ({ asked }: ServedIssues): readonly string[] =>
  asked.filter(({ method, path }) => method !== 'GET' && path !== '/graphql').map(({ method, path }) => `${method} ${path.replace('/repos/acme/codes/', '')}`)

const fewer = (): Report => {
  const report = aReport()
  return { ...report, findings: report.findings.slice(1) }
}

const anIssue = (over: Partial<Issue> = {}): Issue => ({
  number: 7,
  title: 'Sparekey',
  body: bodyOf(aReport(), keeping),
  state: 'open',
  labels: [{ name: 'sparekey' }],
  user: { login: 'github-actions[bot]' },
  ...over,
})

test('it is opened, left alone, updated, closed and opened again, and there is never a second', async () => {
  const served = await opened()
  expect(await keep(served, aReport())).toEqual({ deed: 'open', number: 1 })
  expect(served.issues[0]).toMatchObject({ state: 'open', labels: [{ name: 'sparekey' }], title: 'Sparekey: Organizational backup code policy' })

  expect(await keep(served, { ...aReport(), asOf: '2026-11-24T00:00:00.000Z' })).toEqual({ deed: 'leave', number: 1 })
  expect(written(served)).toEqual(['POST issues'])

  expect(await keep(served, fewer())).toEqual({ deed: 'update', number: 1 })
  expect(served.issues[0]!.body).toContain(stateOf(fewer()))
  expect(served.comments).toEqual([{ issue: 1, body: expect.stringMatching(/^The findings have changed\. The policy is not met\./) as unknown }])

  expect(await keep(served, aQuietReport())).toEqual({ deed: 'close', number: 1 })
  expect(served.issues[0]).toMatchObject({ state: 'closed', state_reason: 'completed' })
  expect(served.comments.at(-1)).toEqual({
    issue: 1,
    body: expect.stringMatching(/^Nothing that counts is open any more, and no evidence is missing\. The policy is met/) as unknown,
  })
  expect(await keep(served, aQuietReport())).toEqual({ deed: 'leave', number: 1 })

  // The same findings as before it was closed.
  expect(await keep(served, fewer())).toEqual({ deed: 'reopen', number: 1 })
  expect(served.issues[0]!.state).toBe('open')
  expect(served.issues).toHaveLength(1)
})

test('evidence that is missing never closes it', async () => {
  const served = await opened({ issues: [anIssue()] })
  const unknown = aReport().findings.filter(({ outcome }) => outcome === 'unknown')
  for (const allowIncomplete of [false, true]) {
    expect((await keep(served, aReport({ findings: unknown, gate: { allowIncomplete } }))).deed).toBe('update')
    expect(served.issues[0]!.state).toBe('open')
  }
})

test('who closed it by hand is heeded until the findings change', async () => {
  const served = await opened({ issues: [anIssue({ state: 'closed' })] })
  expect(await keep(served, aReport())).toEqual({ deed: 'leave', number: 7 })
  expect(await keep(served, fewer())).toEqual({ deed: 'reopen', number: 7 })
})

describe('what is not ours is let alone', () => {
  test.each([
    ['an issue of somebody else with our marker', anIssue({ user: { login: 'mallory' } })],
    ['one without our label', anIssue({ labels: [{ name: 'bug' }] })],
    ['one of another audit', anIssue({ body: bodyOf(aReport(), { ...keeping, config: 'other/sparekey.yaml' }) })],
    ['a pull request', anIssue({ pull_request: {} })],
  ])('%s', async (_, issue) => {
    const served = await opened({ issues: [issue] })
    expect(await keep(served, aReport())).toEqual({ deed: 'open', number: 8 })
    expect(served.issues[0]).toEqual(issue)
  })
})

test('it is found on a later page, and among several the open one', async () => {
  const others = Array.from({ length: 5 }, (_, index) => anIssue({ number: index + 1, body: 'nothing of ours' }))
  const served = await opened({ issues: [...others, anIssue({ number: 8, state: 'closed' }), anIssue({ number: 9 })], largestPage: 2 })
  expect(await keep(served, fewer())).toEqual({ deed: 'update', number: 9 })
})

test('where GitHub drops the label it is closed at once, as it would never be found again', async () => {
  const served = await opened({ dropsLabels: true })
  await expect(keep(served, aReport())).rejects.toBeInstanceOf(NoLabel)
  expect(served.issues).toMatchObject([{ state: 'closed', state_reason: 'not_planned' }])
})

test('a GitHub Enterprise Server is asked where its API is', async () => {
  const served = await opened({ issues: [anIssue()] })
  const github = openGithub({ apiUrl: `${served.origin}/api/v3`, token: 'made-up-token', second: 10 })
  expect(await keepIssue(github, aReport(), keeping)).toEqual({ deed: 'leave', number: 7 })
  expect(served.asked.map(({ path }) => path)).toEqual(['/api/graphql', '/api/v3/repos/acme/codes/issues'])
})

describe('when GitHub', () => {
  const failing = async (options: IssuesOptions, token?: string): Promise<{ reason: string | undefined; served: ServedIssues }> => {
    const served = await opened(options)
    const error: unknown = await keep(served, aReport(), {}, token).catch((thrown: unknown) => thrown)
    return { reason: reasonOf(error), served }
  }

  test('fails once while it is asked, it is asked again', async () => {
    const served = await opened({ issues: [anIssue()], plan: (index) => (index === 1 ? '502' : undefined) })
    expect(await keep(served, aReport())).toEqual({ deed: 'leave', number: 7 })
  })

  test('fails while it writes, nothing is written twice', async () => {
    const { reason, served } = await failing({ plan: (_, { method, path }) => (method === 'POST' && path.endsWith('/issues') ? '502' : undefined) })
    expect(reason).toBe('GitHub does not do it (status 502)')
    expect(written(served)).toEqual(['POST issues'])
  })

  const refusals: readonly (readonly [string, IssuesOptions, string | undefined, string])[] = [
    ['takes no token', {}, 'another-token', 'GitHub does not take the token (status 401)'],
    ['does not let it', { plan: () => '403' }, undefined, 'the token may not do that, or GitHub asks for patience (status 403)'],
    [
      'has no issues here',
      { plan: (_, { method }) => (method === 'GET' ? '410' : undefined) },
      undefined,
      'issues are disabled in this repository (status 410)',
    ],
    ['gives no answer', { plan: () => 'reset' }, undefined, 'GitHub gives no answer'],
  ]
  test.each(refusals)('%s, it is told', async (_, options, token, words) => {
    expect((await failing(options, token)).reason).toBe(words)
  })
})
