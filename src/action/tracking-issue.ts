/** Keeps the one issue that says how things stand: looks for it, and does with it what the findings ask for. */
import type { Report } from '../index.ts'
import { type Github, once } from './github.ts'
import { bodyOf, decide, type Deed, type Found, markerOf, sentenceOf, standingOf, stateIn, stateOf, titleOf } from './issue.ts'

export interface Keeping {
  readonly owner: string
  readonly repo: string
  readonly label: string
  /** The path of the configuration, which tells several audits of a repository apart. */
  readonly config: string
  /** The address of this run. */
  readonly run: string
  readonly version: string
}

export interface Kept {
  readonly deed: Deed
  readonly number?: number
}

/** GitHub kept the issue but not its label, without which it would not be found again. */
export class NoLabel extends Error {
  override readonly name = 'NoLabel'
}

/** Who the token speaks for: with the same label and marker, somebody else's issue is none of ours. */
const loginOf = async (github: Github): Promise<string> => (await github.graphql<{ viewer: { login: string } }>('{ viewer { login } }')).viewer.login

/** Ours, the open one before a closed one, and then the oldest. */
const find = async (github: Github, { owner, repo, label }: Keeping, marker: string): Promise<Found | undefined> => {
  const login = await loginOf(github)
  const labelled = await github.paginate('GET /repos/{owner}/{repo}/issues', { owner, repo, labels: label, state: 'all', per_page: 100 })
  return labelled
    .filter(({ pull_request: proposal, user, body }) => proposal === undefined && user?.login === login && body?.includes(marker) === true)
    .map(({ number, state, body }) => {
      const told = stateIn(body ?? '')
      return { number, isOpen: state === 'open', ...(told === undefined ? {} : { state: told }) }
    })
    .sort((a, b) => Number(b.isOpen) - Number(a.isOpen) || a.number - b.number)[0]
}

const comments: Readonly<Record<Exclude<Deed, 'open' | 'leave'>, string>> = {
  update: 'The findings have changed.',
  reopen: 'There are findings again, or other ones than when this was closed.',
  close: 'Nothing that counts is open any more, and no evidence is missing.',
}

const open = async (github: Github, { owner, repo, label }: Keeping, title: string, body: string): Promise<Kept> => {
  const { data } = await github.request('POST /repos/{owner}/{repo}/issues', { owner, repo, title, body, labels: [label], ...once })
  if (data.labels.some((one) => (typeof one === 'string' ? one : one.name)?.toLowerCase() === label.toLowerCase())) return { deed: 'open', number: data.number }
  const closed = { owner, repo, issue_number: data.number, state: 'closed', state_reason: 'not_planned', ...once } as const
  await github.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', closed)
  throw new NoLabel()
}

/**
 * Opens, updates, reopens or closes the issue, or leaves it alone. Of two runs at once each may open one, so the workflow lets
 * one run at a time. Throws what GitHub's client throws.
 */
export const keepIssue = async (github: Github, report: Report, keeping: Keeping): Promise<Kept> => {
  const { owner, repo } = keeping
  const found = await find(github, keeping, markerOf(report, keeping.config))
  const deed = decide(standingOf(report), stateOf(report), found)
  if (deed === 'open') return open(github, keeping, titleOf(report), bodyOf(report, keeping))
  if (found === undefined || deed === 'leave') return { deed, ...(found === undefined ? {} : { number: found.number }) }

  const issue = { owner, repo, issue_number: found.number, ...once }
  // The body first: a comment is not written again by the next run, as the state is told by then.
  await github.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
    ...issue,
    title: titleOf(report),
    body: bodyOf(report, keeping),
    state: deed === 'close' ? 'closed' : 'open',
    ...(deed === 'close' ? { state_reason: 'completed' as const } : {}),
  })
  await github.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...issue, body: `${comments[deed]} ${sentenceOf(report)}` })
  return { deed, number: found.number }
}
