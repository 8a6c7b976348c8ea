/** The bundle that is committed, run as a runner runs it: what it prints, writes and ends with. */
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { generateKeyPairSync } from 'node:crypto'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { step, type Stepped } from '../support/action.ts'
import { copyOf, edit } from '../support/command-line.ts'
import { credentialsFor, liveCopy, serveExample, startNode } from '../support/live-command-line.ts'
import { type ServedIssues, serveIssues } from '../support/servers/github-issues.ts'
import { serve } from '../support/servers/serve.ts'

const AT = { 'as-of': '2026-11-23T00:00:00Z' }

/** The annotations of a level, by their titles. */
const titles = ({ stdout }: Stepped, level: string): readonly string[] =>
  [...stdout.matchAll(new RegExp(`^::${level} [^\\n]*?title=([^:,\\n]*)`, 'gm'))].map(([, title = '']) => title)

describe('with findings', () => {
  test('it fails, shows them, writes the reports and says what it found', async () => {
    const cwd = copyOf('acme')
    const ended = await step({ cwd, inputs: { ...AT, reports: 'json=out/audit.json\nmarkdown=out/audit.md' } })
    expect(ended.code).toBe(1)
    expect(ended.outputs).toMatchObject({ verdict: 'fail', 'exit-code': '1', fail: '19', waived: '1', 'report-json': join(cwd, 'out/audit.json') })
    expect(ended.outputs['reports']?.split('\n')).toEqual([join(cwd, 'out/audit.json'), join(cwd, 'out/audit.md')])
    expect(JSON.parse(readFileSync(join(cwd, 'out/audit.json'), 'utf8'))).toMatchObject({ exitCode: 1 })
    expect(titles(ended, 'error')).toContain('BC-04 over-age')
    expect(titles(ended, 'warning')).toContain('BC-06 access-outside-role')
    expect(ended.stdout).toMatch(/^::error title=Sparekey::Exit code 1: a failure is open\. The policy is not met\./m)
    expect(ended.summary).toContain('**The policy is not met.**')
    expect(ended.stderr).toBe('')
  })

  test('a report on stdout stands where the runner takes no command', async () => {
    const ended = await step({ cwd: copyOf('acme'), inputs: AT })
    const [, token, quoted] = /^::stop-commands::(\S+)\n(.*)^::\1::$/ms.exec(ended.stdout)!
    expect(token).toMatch(/^[0-9a-f]{32}$/)
    expect(quoted).toContain('✖ The policy is not met.')
    expect(ended.stdout.slice(0, ended.stdout.indexOf('::stop-commands'))).toBe('')
  })

  test('what is given goes over the configuration, and nothing else does', async () => {
    const cwd = copyOf('acme', [{ file: 'sparekey.yaml', find: 'fail-on: medium', replace: 'fail-on: medium\nreports: [csv=out/configured.csv]' }])
    expect((await step({ cwd, inputs: AT })).outputs['reports']).toBe(join(cwd, 'out/configured.csv'))
    const ended = await step({ cwd, inputs: { ...AT, reports: 'junit=given.xml' } })
    expect(ended.outputs['reports']).toBe(join(cwd, 'given.xml'))
  })

  test('what is known from the baseline does not fail it', async () => {
    const cwd = copyOf('acme')
    await step({ cwd, inputs: { ...AT, reports: 'json=last.json' } })
    const ended = await step({ cwd, inputs: { ...AT, baseline: 'last.json', 'allow-incomplete': 'true' } })
    expect([ended.code, ended.outputs['verdict']]).toEqual([0, 'fail'])
  })
})

test('with nobody to read what it prints it ends, and with its own exit code', () => {
  const cwd = copyOf('tidy')
  const env = { PATH: process.env['PATH'], GITHUB_WORKSPACE: cwd, GITHUB_EVENT_NAME: 'pull_request_target' }
  const full = openSync('/dev/full', 'w')
  for (const entry of ['action/main.js', 'sentinel/main.js'].map((file) => resolve(file)))
    expect(spawnSync(process.execPath, [entry], { cwd, env, stdio: ['ignore', full, 'pipe'], timeout: 60_000 }).status).toBe(4)
  closeSync(full)
})

test('with everything proven it passes', async () => {
  const ended = await step({ cwd: copyOf('tidy'), inputs: AT })
  expect([ended.code, ended.outputs['verdict'], ended.outputs['exit-code']]).toEqual([0, 'pass', '0'])
  expect(titles(ended, 'error')).toEqual([])
  expect(ended.summary).toContain('**The policy is met')
})

describe('with evidence missing', () => {
  const lacking = (): string => {
    const cwd = copyOf('tidy')
    rmSync(join(cwd, 'evidence/members-graphql.json'))
    return cwd
  }

  test('it says so, and fails', async () => {
    const ended = await step({ cwd: lacking(), inputs: AT })
    expect([ended.code, ended.outputs['verdict']]).toEqual([3, 'unknown'])
    expect(titles(ended, 'warning').length).toBeGreaterThan(0)
    expect(ended.stdout).toMatch(/^::error title=Sparekey::Exit code 3: no failure is open, but evidence is incomplete\. The policy is not proven\./m)
  })

  test('tolerated, the verdict is unknown all the same', async () => {
    const ended = await step({ cwd: lacking(), inputs: { ...AT, 'allow-incomplete': 'true' } })
    expect([ended.code, ended.outputs['verdict']]).toEqual([0, 'unknown'])
    expect(ended.stdout).toContain('The run was told to tolerate what is unknown.')
  })
})

describe('nothing is judged', () => {
  const refused = async (code: number, words: string, over: Partial<Parameters<typeof step>[0]>): Promise<Stepped> => {
    const ended = await step({ cwd: copyOf('tidy'), ...over, inputs: { ...AT, ...over.inputs } })
    expect([ended.code, ended.outputs['verdict'], ended.outputs['exit-code']]).toEqual([code, 'none', String(code)])
    expect(ended.stdout).toContain(words)
    expect(ended.summary).toBe('')
    return ended
  }

  test('on pull_request_target', () => refused(2, 'hands the secrets', { env: { GITHUB_EVENT_NAME: 'pull_request_target' } }))
  test('with wrong inputs, all of which are told', async () => {
    const { stdout } = await refused(2, 'fail-on: one of', { inputs: { 'fail-on': 'all', reports: 'pdf' } })
    expect(stdout).toContain('reports: there is no report format pdf')
  })
  test('without a configuration', () => refused(2, 'sparekey.yaml', { inputs: { config: 'nowhere/sparekey.yaml' } }))
  test.each(['../elsewhere.json', '/tmp/elsewhere-of-nobody.json'])('with a report in %s', async (path) => {
    await refused(4, 'neither in the workspace nor in the temporary folder', { inputs: { reports: `json=${path}` } })
    expect(existsSync(path)).toBe(false)
  })

  test.each(['register.yaml', 'evidence/members-graphql.json'])('with a report in the place of what is read: %s', async (path) => {
    const cwd = copyOf('tidy')
    const before = readFileSync(join(cwd, path), 'utf8')
    await refused(2, `${path} was read for this, and a report would take its place`, { cwd, inputs: { reports: `csv=out.csv\njson=${path}` } })
    expect([readFileSync(join(cwd, path), 'utf8'), existsSync(join(cwd, 'out.csv'))]).toEqual([before, false])
  })

  test('with a mistake in a file, which is told where it stands, and is no command', async () => {
    const cwd = copyOf('tidy')
    edit(cwd, { file: 'policy.yaml', find: 'policy:', replace: '"##[error]::error::x": 1\npolicy:' })
    const { stdout } = await refused(2, 'Exit code 2: there is a mistake', { cwd })
    expect(stdout).toMatch(/^::error title=Sparekey,file=policy\.yaml,line=\d+,col=\d+::/m)
    expect(stdout.replace(/^::stop-commands::(\S+)\n.*^::\1::$/ms, '')).not.toMatch(/^\s*::error::x|##\[/m)
  })
})

describe('providers', () => {
  const foreign = { repository: { default_branch: 'main' }, pull_request: { head: { repo: { id: 2 } }, base: { repo: { id: 1 } } } }

  test('are not asked for a pull request of another repository', async () => {
    const providers = await serveExample()
    const ended = await step({
      cwd: liveCopy(providers),
      inputs: AT,
      env: { ...credentialsFor(providers), GITHUB_EVENT_NAME: 'pull_request' },
      payload: foreign,
    })
    expect([ended.code, ended.outputs['verdict']]).toEqual([2, 'none'])
    expect(providers.github.asked).toEqual([])
  })

  test('are no longer asked when the run is cancelled', async () => {
    const providers = await serveExample({ github: { plan: () => 'hangs' } })
    const running = startNode([resolve('action/main.js')], liveCopy(providers), { ...credentialsFor(providers), 'INPUT_AS-OF': AT['as-of'] })
    while (providers.github.asked.length === 0) await setTimeout(50)
    running.kill('SIGINT')
    expect((await running.ended).code).toBe(130)
  })

  test('are asked with a GitHub App and the web identity of the job for AWS', async () => {
    const app = { installation: 4711, permissions: ['members', 'organization_administration'] }
    const providers = await serveExample({ github: { app, tokens: [] } })
    const sts = await serve({
      now: () => Date.parse('2026-11-23T00:00:00Z'),
      answer: () => ({
        status: 200,
        headers: { 'content-type': 'text/xml' },
        body: `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials>
          <AccessKeyId>ASIAMADEUPFORTESTS00</AccessKeyId><SecretAccessKey>made-up</SecretAccessKey><SessionToken>made-up</SessionToken>
          <Expiration>2026-11-23T01:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
      }),
    })
    onTestFinished(sts.close)
    const cwd = liveCopy(providers)
    const path = join(cwd, 'sparekey.yaml')
    const configuration = parse(readFileSync(path, 'utf8')) as { sources: { type: string }[] }
    const sources = configuration.sources.map((source) => (source.type === 'github' ? { ...source, app: { id: 7 } } : source))
    writeFileSync(path, stringify({ ...configuration, sources }))
    writeFileSync(join(cwd, 'aws-token'), 'made.up.token')
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    })
    const { GOOGLE_OAUTH_ACCESS_TOKEN, AWS_ENDPOINT_URL_IAM, NODE_OPTIONS } = credentialsFor(providers) as Record<string, string>
    const ended = await step({
      cwd,
      inputs: { ...AT, reports: 'json=audit.json' },
      env: {
        GITHUB_APP_PRIVATE_KEY: privateKey,
        GOOGLE_OAUTH_ACCESS_TOKEN: GOOGLE_OAUTH_ACCESS_TOKEN!,
        AWS_ENDPOINT_URL_IAM: AWS_ENDPOINT_URL_IAM!,
        AWS_ENDPOINT_URL_STS: sts.origin,
        AWS_REGION: 'us-east-1',
        AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/sparekey',
        AWS_WEB_IDENTITY_TOKEN_FILE: join(cwd, 'aws-token'),
        NODE_OPTIONS: NODE_OPTIONS!,
      },
    })
    expect(ended.code).toBe(1)
    expect(sts.asked.map(({ body }) => body).join()).toContain('made.up.token')
    const { findings, gaps } = JSON.parse(readFileSync(join(cwd, 'audit.json'), 'utf8')) as { findings: unknown[]; gaps: { source: string; reason: string }[] }
    expect(gaps.filter(({ source, reason }) => /^(?:github|aws|google)-/.test(source) && reason === 'authentication')).toEqual([])
    expect(findings).toHaveLength(23)
    for (const secret of ['made.up.token', privateKey.split('\n')[1]!, GOOGLE_OAUTH_ACCESS_TOKEN!]) expect(ended.stdout + ended.stderr).not.toContain(secret)
  })
})

describe('the tracking issue', () => {
  const tracking = (served: ServedIssues): Pick<Parameters<typeof step>[0], 'env' | 'inputs'> => ({
    env: { GITHUB_API_URL: served.origin },
    inputs: { ...AT, 'tracking-issue': 'true', 'github-token': 'made-up-token' },
  })

  test('is opened with findings, and closed when all is proven', async () => {
    const served = await serveIssues()
    onTestFinished(served.close)
    const failing = await step({ cwd: copyOf('tidy', [{ file: 'register.yaml', find: 'generated: 2026', replace: 'generated: 2024' }]), ...tracking(served) })
    expect([failing.code, failing.outputs['issue-number']]).toEqual([1, '1'])
    expect(served.issues[0]?.body).toContain('https://github.test/acme/codes/actions/runs/4711')
    const proven = await step({ cwd: copyOf('tidy'), ...tracking(served) })
    expect([proven.code, served.issues[0]?.state]).toEqual([0, 'closed'])
    expect(failing.stdout + proven.stdout).not.toContain('made-up-token')
  })

  test('that cannot be kept is told, and changes nothing about the verdict', async () => {
    const served = await serveIssues({ plan: () => '403' })
    onTestFinished(served.close)
    const ended = await step({ cwd: copyOf('tidy'), ...tracking(served) })
    expect([ended.code, ended.outputs['verdict']]).toEqual([0, 'pass'])
    expect(ended.stdout).toContain('::warning title=Sparekey::the tracking issue was not kept: the token may not do that')
  })

  test('is let alone by a pull request', async () => {
    const served = await serveIssues()
    onTestFinished(served.close)
    const { env, inputs } = tracking(served)
    const ended = await step({ cwd: copyOf('acme'), inputs: inputs!, env: { ...env, GITHUB_EVENT_NAME: 'pull_request' }, payload: { pull_request: {} } })
    expect([ended.code, served.asked]).toEqual([1, []])
  })
})

describe('the sentinel', () => {
  const aRun = (ago: number): object => ({
    event: 'schedule',
    conclusion: 'failure',
    created_at: '2020-01-01T00:00:00Z',
    run_started_at: new Date(Date.now() - ago * 86_400_000).toISOString(),
  })
  const looking = async (workflow: { state: string; runs: readonly object[] } | undefined, inputs: Readonly<Record<string, string>> = {}): Promise<Stepped> => {
    const served = await serveIssues(workflow === undefined ? {} : { workflow })
    onTestFinished(served.close)
    return step({
      cwd: copyOf('tidy'),
      main: 'sentinel/main.js',
      env: { GITHUB_API_URL: served.origin },
      inputs: { workflow: 'sparekey.yml', 'max-age': '2d', 'github-token': 'made-up-token', ...inputs },
    })
  }

  test('is content while audits are made, green or red', async () => {
    const ended = await looking({ state: 'active', runs: [aRun(1)] })
    expect(ended.code).toBe(0)
    expect(ended.outputs['last-audit']).toMatch(/^\d{4}-/)
  })

  test.each([
    ['the last is too old', { state: 'active', runs: [aRun(3)] }, {}, 1, 'The last audit was made on'],
    ['GitHub has disabled the schedule', { state: 'disabled_inactivity', runs: [aRun(1)] }, {}, 1, 'Enable it again.'],
    ['there is no such workflow to be seen', undefined, {}, 3, 'it is not known whether audits are made'],
    ['the age is none', { state: 'active', runs: [] }, { 'max-age': 'two days' }, 2, 'max-age:'],
    ['the workflow is no file', { state: 'active', runs: [] }, { workflow: '../x' }, 2, 'workflow:'],
  ])('fails when %s', async (_, workflow, inputs, code, words) => {
    const ended = await looking(workflow, inputs)
    expect(ended.code).toBe(code)
    expect(ended.stdout).toContain(words)
  })
})
