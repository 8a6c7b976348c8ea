/** What a step knows of the process that it runs in, and what it says when it ends. */
import { readFileSync } from 'node:fs'
import type { Instant } from '../index.ts'
import type { Event } from './event.ts'

/** When several hold, the first of 4, 2, 1, 3, 0. */
export type ExitCode = 0 | 1 | 2 | 3 | 4

export interface World {
  /** When the run began, by the clock of this machine. */
  readonly started: Instant
  readonly env: Readonly<Record<string, string | undefined>>
  /** Options of node itself. */
  readonly execArgv: readonly string[]
  /** Says that the run was cancelled. */
  readonly signal: AbortSignal
}

/** A variable of the runner that is always there. */
export const variable = ({ env }: World, name: string, otherwise = ''): string => {
  const value = env[name] ?? ''
  return value === '' ? otherwise : value
}

const payloadIn = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown
  } catch {
    return undefined
  }
}

export const eventOf = (world: World): Event => ({
  name: variable(world, 'GITHUB_EVENT_NAME'),
  ref: variable(world, 'GITHUB_REF'),
  payload: payloadIn(variable(world, 'GITHUB_EVENT_PATH')),
})

export const apiOf = (world: World): string => variable(world, 'GITHUB_API_URL', 'https://api.github.com')

/** "acme/codes" in its two parts; undefined: it is no name of a repository. */
export const repositoryIn = (name: string): { readonly owner: string; readonly repo: string } | undefined => {
  const [, owner, repo] = /^([\w.-]{1,100})\/([\w.-]{1,100})$/.exec(name) ?? []
  return owner === undefined || repo === undefined ? undefined : { owner, repo }
}
