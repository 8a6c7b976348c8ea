/** GitHub's own parser of workflows judges the one that init writes. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
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

const complaints = async (content: string): Promise<readonly string[]> => {
  const { parseWorkflow, NoOperationTraceWriter } = (await import(
    pathToFileURL(join(parts.at('packages'), '@actions/workflow-parser/dist/index.js')).href
  )) as WorkflowParser
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
  ])('for %s is taken', async (_, text) => {
    expect(await complaints(text)).toEqual([])
  })

  test('control: with a wrong key it is refused', async () => {
    expect(await complaints(workflowOf([], []).replace('runs-on', 'run-on'))).not.toEqual([])
  })
})
