/** A runner of GitHub Actions on this machine runs the bundle with the Node that GitHub runs it with, against the example. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { copyOf } from '../support/command-line.ts'
import { spawnWith } from '../support/live-command-line.ts'
import { needing } from './parts.ts'

const parts = needing('runner')

interface Ran {
  readonly code: number | null
  readonly log: string
  readonly outputs: string
  readonly summary: string
}

/** The runner as its own command starts it, but for npm, which would look for it in a registry. */
const run = async (cwd: string): Promise<Ran> => {
  const at = (path: string): string => join(parts.at('runner'), path)
  const beside = (name: string): string => join(dirname(cwd), name)
  for (const name of ['outputs', 'summary', 'event']) writeFileSync(beside(name), name === 'event' ? '{}' : '')
  const variables = {
    'INPUT_AS-OF': '2026-11-23T00:00:00Z',
    GITHUB_EVENT_NAME: 'schedule',
    GITHUB_EVENT_PATH: beside('event'),
    GITHUB_OUTPUT: beside('outputs'),
    GITHUB_STEP_SUMMARY: beside('summary'),
    GITHUB_WORKSPACE: cwd,
    RUNNER_TEMP: dirname(cwd),
  }
  writeFileSync(
    beside('.env'),
    Object.entries(variables)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
  const args = [at('tsx/dist/cli.mjs'), at('@github/local-action/src/index.ts'), resolve('.'), 'action/index.js', beside('.env')]
  const { code, stdout, stderr } = await spawnWith(at('.bin/node'), args, cwd, { TARGET_ACTION_PATH: resolve('.') }).ended
  return { code, log: stdout + stderr, outputs: readFileSync(beside('outputs'), 'utf8'), summary: readFileSync(beside('summary'), 'utf8') }
}

const verdictIn = (outputs: string): string | undefined => /^verdict<<(\S+)\n(.*)\n\1$/m.exec(outputs)?.[2]

describe('the runner', () => {
  test('is the one that the Action asks for', async () => {
    const { stdout } = await spawnWith(join(parts.at('runner'), '.bin/node'), ['--version'], '.', {}).ended
    expect(stdout).toMatch(/^v24\./)
    expect(readFileSync('action.yml', 'utf8')).toContain('using: node24')
  })

  test('shows the findings of the example, and fails', async () => {
    const { code, log, outputs, summary } = await run(copyOf('acme'))
    expect([code, verdictIn(outputs)]).toEqual([1, 'fail'])
    expect(log).toMatch(/::error file=escrow\/register\.yaml,line=\d+,title=BC-04 over-age::github:grace/)
    expect(summary).toContain('**The policy is not met.**')
  })

  test('passes when everything is proven', async () => {
    const { code, log, outputs, summary } = await run(copyOf('tidy'))
    expect([code, verdictIn(outputs)]).toEqual([0, 'pass'])
    expect(log).not.toContain('::error')
    expect(summary).toContain('**The policy is met, and proven.**')
  })

  test('says so when evidence is missing, and fails', async () => {
    const cwd = copyOf('tidy')
    rmSync(join(cwd, 'evidence/members-graphql.json'))
    const { code, log, outputs, summary } = await run(cwd)
    expect([code, verdictIn(outputs)]).toEqual([3, 'unknown'])
    expect(log).toContain('::warning ')
    expect(summary).toContain('### What could not be seen')
  })
})
