/** The built command line against providers on loopback: a copy of the example organisation whose providers are asked, and a clock that stands still. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { parse, stringify } from 'yaml'
import { AS_OF } from './builders.ts'
import { copyOf, type Ended, PROGRAM } from './command-line.ts'
import { A_TOKEN, type GithubOptions, serveGithub } from './servers/github.ts'
import { exampleOrganisation, READY_TOKEN, serveGoogle, type ServingGoogle } from './servers/google.ts'
import { exampleAccount, type IamServing, serveIam } from './servers/iam.ts'
import type { Served } from './servers/serve.ts'

export interface Providers {
  readonly github: Served
  readonly google: Served
  readonly iam: Served
}

export interface Serving {
  readonly github?: Partial<GithubOptions>
  readonly google?: Partial<ServingGoogle>
  readonly iam?: IamServing
}

const now = (): number => AS_OF

/** All three providers of the example organisation, gone after the test. */
export const serveExample = async ({ github, google, iam }: Serving = {}): Promise<Providers> => {
  const providers = {
    github: await serveGithub({ now, ...github }),
    google: await serveGoogle({ organisation: exampleOrganisation(), now, ...google }),
    iam: await serveIam(exampleAccount(), { now, ...iam }),
  }
  onTestFinished(() => Promise.all(Object.values(providers).map(({ close }) => close())).then(() => undefined))
  return providers
}

type Sources = { id: string; type: string; files?: Record<string, unknown> }[]

/** A copy of the example organisation in which the providers are asked. */
export const liveCopy = ({ github, google }: Providers): string => {
  const folder = copyOf('acme')
  const path = join(folder, 'sparekey.yaml')
  const configuration = parse(readFileSync(path, 'utf8')) as { sources: Sources }
  const sources = configuration.sources.map(({ files, ...source }) => {
    if (source.type === 'github') return { ...source, 'base-url': github.origin, 'security-logs': files?.['security-logs'] }
    if (source.type === 'google') return { ...source, 'base-url': google.origin, 'code-counts': true }
    return source.type === 'aws' ? source : { ...source, files }
  })
  writeFileSync(path, stringify({ ...configuration, sources }))
  return folder
}

/** Takes the sources of another file into the configuration. */
export const takeSources = (folder: string, file: string): void => {
  const path = join(folder, 'sparekey.yaml')
  const { sources } = parse(readFileSync(join(folder, file), 'utf8')) as { sources: Sources }
  writeFileSync(path, stringify({ ...(parse(readFileSync(path, 'utf8')) as object), sources }))
}

/** The clock of the process stands at the instant of the example; nothing else of it is touched. */
const STANDING = `--import=data:text/javascript,${encodeURIComponent(`Date.now = () => ${String(AS_OF)}`)}`

export const credentialsFor = ({ iam }: Providers): Readonly<Record<string, string>> => ({
  GITHUB_TOKEN: A_TOKEN,
  GOOGLE_OAUTH_ACCESS_TOKEN: READY_TOKEN,
  AWS_ACCESS_KEY_ID: 'AKIAMADEUPFORTESTS00',
  AWS_SECRET_ACCESS_KEY: 'made-up-secret-key',
  AWS_ENDPOINT_URL_IAM: iam.origin,
  NODE_OPTIONS: STANDING,
})

export interface Running {
  readonly kill: (signal: NodeJS.Signals) => void
  readonly ended: Promise<Ended>
}

/** Starts a program; the servers of this process go on answering meanwhile. */
export const spawnWith = (program: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Running => {
  const child = spawn(program, args, { cwd, env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  return {
    kill: (signal) => child.kill(signal),
    ended: once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr })),
  }
}

/** Starts a program of Node. */
export const startNode = (args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Running => spawnWith(process.execPath, args, cwd, env)

/** Starts the command line. */
export const start = (args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Running => startNode([PROGRAM, ...args], cwd, env)

export const sparekeyLive = (args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<Ended> => start(args, cwd, env).ended
