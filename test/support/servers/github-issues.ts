/** The issues of one repository, and the runs of its workflows, as GitHub keeps them: as much as the Action asks for. */
import { type Answer, type Asked, type Plan, serve, type Served } from './serve.ts'

export interface Issue {
  number: number
  title: string
  body: string
  state: 'open' | 'closed'
  state_reason?: string | null
  labels: { name: string }[]
  user: { login: string }
  pull_request?: object
}

export interface IssuesOptions {
  readonly issues?: readonly Issue[]
  /** Whom the token speaks for. */
  readonly login?: string
  readonly plan?: Plan
  /** GitHub drops labels in silence for whoever may not set them. */
  readonly dropsLabels?: boolean
  readonly largestPage?: number
  readonly workflow?: { readonly state: string; readonly runs: readonly object[] }
}

export interface ServedIssues extends Served {
  readonly issues: Issue[]
  readonly comments: { readonly issue: number; readonly body: string }[]
}

const json = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({ status, headers, body: JSON.stringify(value) })

const refused = json(404, { message: 'Not Found' })

export const serveIssues = async (options: IssuesOptions = {}): Promise<ServedIssues> => {
  const { login = 'github-actions[bot]', plan, dropsLabels = false, largestPage = 100, workflow } = options
  const issues = structuredClone([...(options.issues ?? [])])
  const comments: { issue: number; body: string }[] = []
  let origin = ''

  const list = ({ query }: Asked): Answer => {
    const label = query.get('labels')?.toLowerCase()
    const state = query.get('state') ?? 'open'
    const found = issues
      .filter((issue) => state === 'all' || issue.state === state)
      .filter(({ labels }) => label === undefined || labels.some(({ name }) => name.toLowerCase() === label))
    const page = Number(query.get('page') ?? '1')
    const size = Math.min(Number(query.get('per_page') ?? '30'), largestPage)
    const next = new URLSearchParams(query)
    next.set('page', String(page + 1))
    const link: Readonly<Record<string, string>> =
      found.length > page * size ? { link: `<${origin}/repos/acme/codes/issues?${next.toString()}>; rel="next"` } : {}
    return json(200, found.slice((page - 1) * size, page * size), link)
  }

  const open = ({ body }: Asked): Answer => {
    const { labels, ...asked } = JSON.parse(body) as { title: string; body: string; labels: string[] }
    const number = Math.max(0, ...issues.map((issue) => issue.number)) + 1
    const issue: Issue = { ...asked, number, state: 'open', labels: dropsLabels ? [] : labels.map((name) => ({ name })), user: { login } }
    issues.push(issue)
    return json(201, issue)
  }

  const answer = (asked: Asked): Answer => {
    const { method, body, headers } = asked
    // A GitHub Enterprise Server has its API below /api.
    const path = asked.path.replace(/^\/api\/(?:v3|(?=graphql))/, '/').replace('//', '/')
    if (headers.authorization !== 'token made-up-token' && headers.authorization !== 'bearer made-up-token') return json(401, { message: 'Bad credentials' })
    if (path === '/graphql') return json(200, { data: { viewer: { login } } })
    const [, inner] = /^\/repos\/acme\/codes(?:\/(.*))?$/.exec(path) ?? []
    if (path === '/repos/acme/codes') return json(200, { default_branch: 'main' })
    if (inner === 'issues') return method === 'POST' ? open(asked) : list(asked)
    if (workflow !== undefined && inner === 'actions/workflows/sparekey.yml') return json(200, { state: workflow.state })
    if (workflow !== undefined && inner === 'actions/workflows/sparekey.yml/runs') return json(200, { workflow_runs: workflow.runs })
    const [, number, further] = /^issues\/(\d+)(\/comments)?$/.exec(inner ?? '') ?? []
    const issue = issues.find((one) => String(one.number) === number)
    if (issue === undefined) return refused
    if (further !== undefined) {
      comments.push({ issue: issue.number, ...(JSON.parse(body) as { body: string }) })
      return json(201, { id: comments.length })
    }
    if (method !== 'PATCH') return refused
    Object.assign(issue, JSON.parse(body))
    return json(200, issue)
  }

  const served = await serve({ answer, ...(plan === undefined ? {} : { plan }) })
  origin = served.origin
  return { ...served, issues, comments }
}
