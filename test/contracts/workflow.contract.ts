/** GitHub's own parser of workflows judges the one that init writes. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { beforeAll, describe, expect, test } from 'vitest'
import { starterFiles } from '../../src/starter/files.ts'
import { needing } from './parts.ts'

const parts = needing('packages')

interface WorkflowParser {
  readonly NoOperationTraceWriter: new () => unknown
  readonly parseWorkflow: (
    file: { name: string; content: string },
    trace: unknown,
  ) => { context: { errors: { getErrors: () => readonly { message: string }[] } } }
}

/** Its modules import JSON in a way that only bundlers take. */
const bundled = async (packages: string): Promise<WorkflowParser> => {
  const outfile = join(packages, '..', 'workflow-parser.mjs')
  await build({
    entryPoints: [join(packages, '@actions/workflow-parser/dist/index.js')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'error',
  })
  return (await import(pathToFileURL(outfile).href)) as WorkflowParser
}

let parser: WorkflowParser
beforeAll(async () => {
  if (parts.areThere) parser = await bundled(parts.at('packages'))
})

const complaints = (content: string): readonly string[] => {
  const { parseWorkflow, NoOperationTraceWriter } = parser
  return parseWorkflow({ name: 'sparekey.yml', content }, new NoOperationTraceWriter())
    .context.errors.getErrors()
    .map(({ message }) => message)
}

const workflowOf = (awsAccounts: readonly string[], googleCustomers: readonly string[]): string =>
  starterFiles({ policy: 'sparekey:first', githubOrganizations: ['acme'], awsAccounts, googleCustomers, workflow: '0.1.0' }).find(({ path }) =>
    path.endsWith('.yml'),
  )!.text

describe('the workflow of init', () => {
  test.each([
    ['GitHub alone', workflowOf([], [])],
    ['every provider', workflowOf(['111122223333'], ['C01'])],
  ])('for %s is taken', (_, text) => {
    expect(complaints(text)).toEqual([])
  })

  test('control: with a wrong key it is refused', () => {
    expect(complaints(workflowOf([], []).replace('runs-on', 'run-on'))).not.toEqual([])
  })
})
