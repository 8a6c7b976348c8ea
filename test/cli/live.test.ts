/** Providers that are asked, seen from the outside: what a user types, what is printed, what lies in the folder afterwards. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { AS_OF } from '../support/command-line.ts'
import { credentialsFor, liveCopy, serveExample, sparekeyLive, start, takeSources } from '../support/live-command-line.ts'

const POLICY = ['--policy', 'policies/first.yaml']
const PATIENCE = { timeout: 120_000 }

interface Told {
  readonly exitCode: number
  readonly findings: readonly { readonly control: string; readonly subject: string; readonly outcome: string }[]
}

const told = (json: string): unknown => {
  const { exitCode, findings } = JSON.parse(json) as Told
  return { exitCode, findings: findings.map(({ control, subject, outcome }) => ({ control, subject, outcome })) }
}

const expected = (): unknown => {
  const { exitCode, findings } = JSON.parse(readFileSync('examples/acme/expected-first.json', 'utf8')) as Told
  const key = ({ control, subject }: Told['findings'][number]): string => `${control} ${subject}`
  const sorted = [...findings].sort((a, b) => (key(a) < key(b) ? -1 : 1))
  return { exitCode, findings: sorted.map(({ control, subject, outcome }) => ({ control, subject, outcome })) }
}
const inOrder = (value: unknown): unknown => {
  const { exitCode, findings } = value as Told
  return { exitCode, findings: [...findings].sort((a, b) => (`${a.control} ${a.subject}` < `${b.control} ${b.subject}` ? -1 : 1)) }
}

/** Every file below a folder, as one text. */
const everything = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')

describe('an audit that asks', () => {
  test('finds what it finds in kept files, and says on stderr how much was asked', PATIENCE, async () => {
    const providers = await serveExample()
    const cwd = liveCopy(providers)
    const { code, stdout, stderr } = await sparekeyLive(['audit', ...POLICY, '-o', 'json'], cwd, credentialsFor(providers))
    expect(inOrder(told(stdout))).toEqual(expected())
    expect(code).toBe(1)
    expect(stderr).toMatch(/^sparekey: github-acme: \d+ requests, \d+ records$/m)
    expect(stderr.trimEnd().split('\n')).toHaveLength(3)
  })

  test('is the same, byte for byte, from an inventory that was collected', PATIENCE, async () => {
    const providers = await serveExample()
    const cwd = liveCopy(providers)
    const env = credentialsFor(providers)
    const direct = await sparekeyLive(['audit', ...POLICY, '--all', '-o', 'json'], cwd, env)
    const collected = await sparekeyLive(['collect', '-o', 'inventory.json'], cwd, env)
    expect(collected.code).toBe(0)
    const asked = providers.github.asked.length
    const offline = await sparekeyLive(['audit', ...POLICY, '--all', '-o', 'json', '--inventory', 'inventory.json', '--as-of', AS_OF], cwd, {})
    expect(providers.github.asked).toHaveLength(asked)
    expect([offline.code, offline.stderr]).toEqual([1, ''])
    expect(offline.stdout).toBe(direct.stdout)
  })

  test('can be replayed from the raw answers that it kept', PATIENCE, async () => {
    const providers = await serveExample({ github: { largestPage: 2 }, google: { pageSize: 3 }, iam: { pageSize: 2 } })
    const cwd = liveCopy(providers)
    const live = await sparekeyLive(['audit', ...POLICY, '-o', 'json', '--keep-raw', 'evidence/live'], cwd, credentialsFor(providers))
    takeSources(cwd, 'evidence/live/sources.yaml')
    const replayed = await sparekeyLive(['audit', ...POLICY, '-o', 'json', '--as-of', AS_OF], cwd, {})
    expect(replayed.stderr).toBe('')
    expect(told(replayed.stdout)).toEqual(told(live.stdout))
    expect(inOrder(told(replayed.stdout))).toEqual(expected())
  })

  test('goes on without the provider that says no, and what depends on it is unknown', PATIENCE, async () => {
    const providers = await serveExample({ google: { plan: () => '500' } })
    const cwd = liveCopy(providers)
    const { code, stdout, stderr } = await sparekeyLive(['audit', ...POLICY, '-o', 'json'], cwd, credentialsFor(providers))
    const { findings } = JSON.parse(stdout) as Told
    expect(findings.filter(({ subject }) => subject === 'google:*').map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown'])
    expect(findings).toContainEqual(expect.objectContaining({ control: 'BC-01', subject: 'github:margaret', outcome: 'fail' }))
    expect(code).toBe(1)
    expect(stderr).toMatch(/^sparekey: google-acme: 0 requests, 0 records, [1-9]\d* gaps$/m)
  })
})

describe('doctor', () => {
  test('says what can be seen', PATIENCE, async () => {
    const providers = await serveExample({ iam: { notReadyFor: 0 } })
    const { code, stdout } = await sparekeyLive(['doctor'], liveCopy(providers), credentialsFor(providers))
    expect(stdout).toContain('github-acme (github acme, asked)\n  seen     the organisation object: 1 record on the first page\n')
    expect([code, stdout.includes('not seen')]).toEqual([0, false])
  })

  test('names the permission that is missing', PATIENCE, async () => {
    const providers = await serveExample({
      github: { may: ['owner'] },
      iam: { notReadyFor: 0, denied: { ListMFADevices: 'all' } },
      google: { scopes: ['https://www.googleapis.com/auth/admin.directory.user.readonly'] },
    })
    const { code, stdout } = await sparekeyLive(['doctor'], liveCopy(providers), credentialsFor(providers))
    expect(code).toBe(3)
    expect(stdout).toMatch(/not seen the audit log: .*Administration: read.* \(permission\)/)
    expect(stdout).toMatch(/not seen .*iam:ListMFADevices.* \(permission\)/)
    expect(stdout).toMatch(/not seen the login activity: .*admin\.reports\.audit\.readonly.* \(permission\)/)
    expect(stdout).toContain('  seen     the list of members without a second factor')
  })
})

describe('giving up', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s ends with %i within two seconds, and leaves nothing half done', PATIENCE, async (signal, code) => {
    const providers = await serveExample({ github: { plan: (index) => (index < 5 ? undefined : 'hangs'), largestPage: 1 } })
    const cwd = liveCopy(providers)
    const running = start(['audit', ...POLICY, '-o', 'json=out/audit.json', '--keep-raw', 'evidence/live'], cwd, credentialsFor(providers))
    while (providers.github.asked.length < 6) await new Promise((resolve) => setTimeout(resolve, 20))
    const at = performance.now()
    running.kill(signal)
    expect((await running.ended).code).toBe(code)
    expect(performance.now() - at).toBeLessThan(2_000)
    expect(readdirSync(cwd)).not.toContain('out')
    expect(readdirSync(join(cwd, 'evidence/live'), { recursive: true }).filter((name) => String(name).endsWith('.tmp'))).toEqual([])
  })

  test('twice ends at once', PATIENCE, async () => {
    const providers = await serveExample({ github: { plan: () => 'hangs' } })
    const running = start(['audit', ...POLICY, '-o', 'json=out/audit.json'], liveCopy(providers), credentialsFor(providers))
    while (providers.github.asked.length < 1) await new Promise((resolve) => setTimeout(resolve, 20))
    running.kill('SIGINT')
    running.kill('SIGINT')
    expect((await running.ended).code).toBe(130)
  })
})

describe('credentials', () => {
  test('are in nothing that is printed or written', PATIENCE, async () => {
    const providers = await serveExample({ github: { may: [] }, iam: { plan: (index) => (index === 3 ? '403' : undefined) } })
    const cwd = liveCopy(providers)
    const env = credentialsFor(providers)
    const ended = await sparekeyLive(['audit', '-o', 'json=out/audit.json', '-o', 'markdown=out/audit.md', '--keep-raw', 'evidence/live'], cwd, env)
    const { stderr } = await sparekeyLive(['collect', '-o', 'inventory.json'], cwd, env)
    const text = [ended.stdout, ended.stderr, stderr, everything(cwd)].join('\n')
    for (const name of ['GITHUB_TOKEN', 'GOOGLE_OAUTH_ACCESS_TOKEN', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const)
      expect(text).not.toContain(env[name])
  })

  test('are sent nowhere while they would lie open', PATIENCE, async () => {
    const providers = await serveExample()
    const env = { ...credentialsFor(providers), NODE_TLS_REJECT_UNAUTHORIZED: '0' }
    const { code, stderr } = await sparekeyLive(['audit'], liveCopy(providers), env)
    expect(code).toBe(2)
    expect(stderr).toContain('no provider is asked with NODE_TLS_REJECT_UNAUTHORIZED=0')
    expect(providers.github.asked).toEqual([])
  })
})

test('what cannot be kept is an output that cannot be written', PATIENCE, async () => {
  const providers = await serveExample()
  const cwd = liveCopy(providers)
  const { code, stderr } = await sparekeyLive(['audit', ...POLICY, '--keep-raw', 'sparekey.yaml'], cwd, credentialsFor(providers))
  expect(code).toBe(4)
  expect(stderr).toContain('cannot be used for raw answers: EEXIST')
  expect(providers.github.asked).toEqual([])
})
