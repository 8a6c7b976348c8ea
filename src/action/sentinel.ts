/** The step that looks whether audits are still made: a schedule that GitHub has disabled is silent, and silence looks like a pass. */
import * as core from '@actions/core'
import { parseDuration } from '../index.ts'
import { formatInstant } from '../model/time.ts'
import { type Github, openGithub, reasonOf } from './github.ts'
import { type Listening, listen } from './silence.ts'
import * as tell from './tell.ts'
import { apiOf, type ExitCode, repositoryIn, variable, type World } from './world.ts'

interface Where {
  readonly owner: string
  readonly repo: string
  readonly workflow: string
}

/** The file of a workflow: what GitHub takes in the place of its number. */
const A_WORKFLOW = /^[\w.-]{1,200}[.]ya?ml$/

const ask = async (github: Github, { owner, repo, workflow }: Where): Promise<Pick<Listening, 'state' | 'runs'>> => {
  const at = { owner, repo, workflow_id: workflow }
  const { state } = (await github.request('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}', at)).data
  const branch = (await github.request('GET /repos/{owner}/{repo}', { owner, repo })).data.default_branch
  // The newest come first.
  const { data } = await github.request('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', { ...at, branch, status: 'completed', per_page: 100 })
  const runs = data.workflow_runs.map(({ event, conclusion, run_started_at: started, created_at: created }) => ({
    event,
    conclusion,
    started: Date.parse(started ?? created),
  }))
  return { state, runs }
}

const end = (code: ExitCode, sentence: string): ExitCode => {
  if (code === 0) tell.info(sentence)
  else tell.fail(`Exit code ${String(code)}: ${sentence}`)
  return code
}

/** 0: an audit was made within the time; 1: there was none; 2: a wrong input; 3: it is not known. */
export const sentinel = async (world: World): Promise<ExitCode> => {
  const workflow = core.getInput('workflow')
  const maxAge = parseDuration(core.getInput('max-age'))
  const repository = repositoryIn(core.getInput('repository') || variable(world, 'GITHUB_REPOSITORY'))
  if (!A_WORKFLOW.test(workflow)) return end(2, 'workflow: the file name of a workflow is expected, such as sparekey.yml')
  if (maxAge === undefined) return end(2, 'max-age: a number and a unit are expected, such as 2d')
  if (repository === undefined) return end(2, 'repository: an owner and a name are expected, such as acme/codes')

  try {
    const found = await ask(openGithub({ apiUrl: apiOf(world), token: core.getInput('github-token') }), { ...repository, workflow })
    const { isSilent, message, last } = listen({ ...found, now: world.started, maxAge })
    if (last !== undefined) core.setOutput('last-audit', formatInstant(last))
    return end(isSilent ? 1 : 0, message)
  } catch (error) {
    const reason = reasonOf(error)
    if (reason === undefined) throw error
    return end(3, `it is not known whether audits are made: ${reason}`)
  }
}
