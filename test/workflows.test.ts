/** Every workflow of the repository, those of the examples included, is made as the docs ask of others. */
import { readFileSync } from 'node:fs'
import { globSync } from 'tinyglobby'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions?: object
  readonly jobs: Readonly<
    Record<string, { readonly permissions?: Readonly<Record<string, string>>; readonly 'timeout-minutes'?: number; readonly steps: readonly Step[] }>
  >
}

const files = globSync('.github/workflows/**/*.yml', { dot: true }).sort()
/** What stands for us in examples, which cannot know who publishes us or which commit is the latest. */
const OURS = /^OWNER\/sparekey(\/\w+)?@COMMIT$/

test('there are two of the project and four examples', () => {
  expect(files).toHaveLength(6)
})

describe.each(files)('%s', (file) => {
  const text = readFileSync(file, 'utf8')
  const workflow = parse(text) as Workflow
  const jobs = Object.values(workflow.jobs)
  const steps = jobs.flatMap((job) => job.steps)

  test('pins every action to a full commit, and says which version that is', () => {
    for (const [, uses = ''] of text.matchAll(/uses: (.*)$/gm)) {
      if (!OURS.test(uses)) expect(uses).toMatch(/^[\w.-]+(?:\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
    }
  })

  test('gives each job the permissions that it needs, and a limit of time', () => {
    expect(workflow.permissions).toEqual({})
    for (const job of jobs) {
      expect(job.permissions).toBeDefined()
      expect(job['timeout-minutes']).toBeLessThanOrEqual(60)
    }
  })

  test('leaves no credentials behind after a checkout', () => {
    for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) expect(step.with).toMatchObject({ 'persist-credentials': false })
  })

  test('puts nothing from outside into a script, and does not run for strangers with secrets', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{')
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target')
    if ('pull_request' in workflow.on) expect(text).not.toContain('secrets.')
  })

  test('gives our actions inputs that they have', () => {
    for (const step of steps) {
      const [, inner] = OURS.exec(step.uses ?? '') ?? [undefined, undefined]
      if (!OURS.test(step.uses ?? '')) continue
      const { inputs } = parse(readFileSync(`${inner === undefined ? '.' : `.${inner}`}/action.yml`, 'utf8')) as { inputs: object }
      expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})))
    }
  })
})

test('the gate looks at the artefact that the audit keeps', () => {
  const named = (file: string): string => readFileSync(`.github/workflows/examples/${file}`, 'utf8')
  const [, name = ''] = /upload-artifact@.*\n\s+with:\n\s+name: (\S+)/.exec(named('audit.yml')) ?? []
  expect(name).not.toBe('')
  expect(named('gate.yml')).toContain(`--name ${name} --dir last`)
  expect(named('gate.yml')).toContain('baseline: last/audit.json')
  expect(named('audit.yml')).toContain('json=out/audit.json')
})
