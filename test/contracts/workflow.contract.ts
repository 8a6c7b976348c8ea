/** GitHub's own parser of workflows and actions, and actionlint, judge those of the repository and the one that init writes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { globSync } from 'tinyglobby'
import { beforeAll, describe, expect, test } from 'vitest'
import { starterFiles } from '../../src/starter/files.ts'
import { needing } from './parts.ts'

const parts = needing('packages')

type Parse = (file: { name: string; content: string }, trace: unknown) => { context: { errors: { getErrors: () => readonly { message: string }[] } } }

interface WorkflowParser {
  readonly NoOperationTraceWriter: new () => unknown
  readonly parseWorkflow: Parse
  readonly parseAction: Parse
}

interface Actionlint {
  readonly createLinter: () => Promise<(text: string, path: string) => readonly { readonly message: string; readonly line: number }[]>
}

/** Its modules import JSON in a way that only bundlers take. */
const bundled = async (packages: string): Promise<WorkflowParser> => {
  const outfile = join(packages, '..', 'workflow-parser.mjs')
  await build({
    stdin: {
      contents: "export * from './index.js'; export { parseAction } from './actions/index.js'",
      resolveDir: join(packages, '@actions/workflow-parser/dist'),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'error',
  })
  return (await import(pathToFileURL(outfile).href)) as WorkflowParser
}

let parser: WorkflowParser
let lint: Awaited<ReturnType<Actionlint['createLinter']>>
beforeAll(async () => {
  if (!parts.areThere) return
  parser = await bundled(parts.at('packages'))
  const { createLinter } = (await import(pathToFileURL(join(parts.at('packages'), 'actionlint/node.mjs')).href)) as Actionlint
  lint = await createLinter()
})

const complaintsBy = (kind: 'parseAction' | 'parseWorkflow', content: string): readonly string[] =>
  parser[kind]({ name: 'sparekey.yml', content }, new parser.NoOperationTraceWriter())
    .context.errors.getErrors()
    .map(({ message }) => message)

/** What the newest build of actionlint for Node does not know yet; GitHub's own parser does. */
const LATER = /^(?:undefined variable "vars"|unknown permission scope "attestations")/

const complaints = (content: string): readonly string[] => [
  ...complaintsBy('parseWorkflow', content),
  ...lint(content, '.github/workflows/sparekey.yml')
    .filter(({ message }) => !LATER.test(message))
    .map(({ message, line }) => `${String(line)}: ${message}`),
]

const workflowOf = (awsAccounts: readonly string[], googleCustomers: readonly string[], over: { readonly action?: string } = {}): string =>
  starterFiles({ policy: 'sparekey:first', githubOrganizations: ['acme'], awsAccounts, googleCustomers, workflow: '0.1.0', ...over }).find(({ path }) =>
    path.endsWith('.yml'),
  )!.text

describe('the workflow of init', () => {
  test.each([
    ['GitHub alone', workflowOf([], [])],
    ['every provider', workflowOf(['111122223333'], ['C01'])],
    ['every provider, with the action', workflowOf(['111122223333'], ['C01'], { action: `acme/sparekey@${'a'.repeat(40)}` })],
  ])('for %s is taken', (_, text) => {
    expect(complaints(text)).toEqual([])
  })

  test('control: with a wrong key it is refused', () => {
    expect(complaints(workflowOf([], []).replace('runs-on', 'run-on'))).not.toEqual([])
  })
})

describe('the workflows of the repository and of the examples', () => {
  test.each(globSync('.github/workflows/**/*.yml', { dot: true }).sort())('%s is taken', (file) => {
    expect(complaints(readFileSync(file, 'utf8'))).toEqual([])
  })

  test('control: what a stranger named, put into a script, is refused', () => {
    const text = workflowOf([], []).replace('run: npx', 'run: echo "${{ github.event.pull_request.title }}"; npx')
    expect(complaints(text).join()).toContain('untrusted')
  })
})

describe('the actions of the repository', () => {
  test.each(['action.yml', 'sentinel/action.yml'])('%s is taken', (file) => {
    expect(complaintsBy('parseAction', readFileSync(file, 'utf8'))).toEqual([])
  })

  test.each([
    ['node24', 'node99'],
    ['outputs:', 'outptus:'],
  ])('control: with %s written as %s it is refused', (right, wrong) => {
    expect(complaintsBy('parseAction', readFileSync('action.yml', 'utf8').replace(right, wrong))).not.toEqual([])
  })
})
