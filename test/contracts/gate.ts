/**
 * A gate between our client and our fake of a provider, with Prism in it: requests of the one and answers of the other go through
 * only as the owner of the API published them. What Prism does not look at, the names of query parameters, is looked at here.
 */
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { type Answer, forward, serveBetween } from './between.ts'
import { start } from './running.ts'

export interface Gate {
  readonly origin: string
  /** Who answers from now on; what was judged before is forgotten. */
  readonly open: (behind: string) => void
  /** The method and path of each request that was judged, with its answer. */
  readonly judged: () => readonly string[]
  /** What was not as published, in the order of its coming. */
  readonly violations: () => readonly string[]
  /** What went past Prism. */
  readonly passed: () => readonly Passed[]
  readonly close: () => Promise<void>
}

export interface Passed {
  readonly path: string
  readonly question: string
  readonly answer: string
}

export interface GateOptions {
  /** The folder of the Node packages. */
  readonly packages: string
  /** An OpenAPI description. */
  readonly description: string
  /** Requests of which the description says nothing: they go past Prism. */
  readonly passes: (path: string) => boolean
}

interface Parameter {
  readonly name: string
  readonly in: string
}
interface Referred {
  readonly $ref: string
}
interface Description {
  readonly paths: Readonly<Record<string, { readonly parameters?: readonly (Parameter | Referred)[] } & Readonly<Record<string, unknown>>>>
  readonly components?: { readonly parameters?: Readonly<Record<string, Parameter>> }
}

/** The query parameters that the description does not know: a provider ignores them, and with them what they were to ask for. */
const openQueryCheck = ({ paths, components }: Description): ((asked: IncomingMessage) => readonly string[]) => {
  const resolve = (parameter: Parameter | Referred): Parameter | undefined =>
    '$ref' in parameter ? components?.parameters?.[parameter.$ref.split('/').at(-1) ?? ''] : parameter
  const routes = Object.entries(paths).map(([template, path]) => ({
    pattern: new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
    known: (method: string): ReadonlySet<string> => {
      const operation = path[method.toLowerCase()] as { parameters?: readonly (Parameter | Referred)[] } | undefined
      const parameters = [...(path.parameters ?? []), ...(operation?.parameters ?? [])].map(resolve)
      return new Set(parameters.flatMap((parameter) => (parameter?.in === 'query' ? [parameter.name] : [])))
    },
  }))
  return ({ method = '', url = '/' }) => {
    const { pathname, searchParams } = new URL(url, 'http://127.0.0.1')
    const known = routes.find(({ pattern }) => pattern.test(pathname))?.known(method)
    return known === undefined ? [] : [...new Set(searchParams.keys())].filter((name) => !known.has(name)).map((name) => `unknown query parameter ${name}`)
  }
}

interface Violation {
  readonly location?: readonly string[]
  readonly message: string
}

/** What Prism found: in a header where the answer went through, in the place of the answer where it did not. */
const found = ({ headers, body }: Answer): readonly string[] => {
  const inWords = ({ location = [], message }: Violation): string => `${location.join('.')}: ${message}`
  if (headers['content-type']?.startsWith('application/problem+json') === true) {
    const problem = JSON.parse(body.toString('utf8')) as { title: string; detail: string; validation?: readonly Violation[] }
    return problem.validation?.map(inWords) ?? [`${problem.title}: ${problem.detail}`]
  }
  const told = headers['sl-violations']
  return typeof told === 'string' ? (JSON.parse(told) as readonly Violation[]).map(inWords) : []
}

export const openGate = async ({ packages, description, passes }: GateOptions): Promise<Gate> => {
  const unknownIn = openQueryCheck(JSON.parse(readFileSync(description, 'utf8')) as Description)
  let behind = ''
  let judged: string[] = []
  let violations: string[] = []
  let passed: Passed[] = []

  const back = await serveBetween((asked, body) => forward(behind, asked, body))
  const prism = await start(
    process.execPath,
    [join(packages, '@stoplight/prism-cli/dist/index.js'), ...['proxy', '-h', '127.0.0.1', '-p', '0', '--errors', description, back.origin]],
    /listening on (http:\/\/127\.0\.0\.1:\d+)/,
  )
  const front = await serveBetween(async (asked, body) => {
    const path = new URL(asked.url ?? '/', 'http://127.0.0.1').pathname
    const isJudged = !passes(path)
    const answer = await forward(isJudged ? prism.origin : behind, asked, body)
    const request = `${asked.method ?? ''} ${asked.url ?? ''}`
    if (isJudged) {
      judged.push(`${request} ${String(answer.status)}`)
      violations.push(...[...unknownIn(asked), ...found(answer)].map((what) => `${request}: ${what}`))
    } else passed.push({ path, question: body.toString('utf8'), answer: answer.body.toString('utf8') })
    // The links to further pages lead through the gate again.
    const { link } = answer.headers
    const led = typeof link === 'string' ? { link: link.replaceAll(behind, front.origin).replaceAll(back.origin, front.origin) } : {}
    return { ...answer, headers: { ...answer.headers, ...led } }
  })

  return {
    origin: front.origin,
    open: (origin) => {
      behind = origin
      judged = []
      violations = []
      passed = []
    },
    judged: () => judged,
    violations: () => violations,
    passed: () => passed,
    close: async () => {
      await Promise.all([front.close(), back.close(), prism.end()])
    },
  }
}
