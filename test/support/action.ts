/** The bundle of the Action, started as a runner starts it: inputs and outputs through the environment and files. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Ended } from './command-line.ts'
import { startNode } from './live-command-line.ts'

export interface Stepping {
  readonly cwd: string
  readonly inputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** What GitHub tells of the event. */
  readonly payload?: object
  /** Another step than the audit. */
  readonly main?: string
}

export interface Stepped extends Ended {
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
}

/** name<<delimiter, the value, the delimiter. */
const outputsIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...text.matchAll(/^([\w-]+)<<(\S+)\n(.*?)\n\2$/gms)].map(([, name = '', , value = '']): [string, string] => [name, value]))

/** Files of the runner lie beside the workspace. */
export const step = async ({ cwd, inputs = {}, env = {}, payload = {}, main = 'action/main.js' }: Stepping): Promise<Stepped> => {
  const runner = join(dirname(cwd), 'runner')
  mkdirSync(runner, { recursive: true })
  const files = Object.fromEntries(['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_ENV', 'GITHUB_EVENT_PATH'].map((name) => [name, join(runner, name)]))
  for (const path of Object.values(files)) writeFileSync(path, '')
  writeFileSync(join(runner, 'GITHUB_EVENT_PATH'), JSON.stringify(payload))
  const running = startNode([resolve(main)], cwd, {
    GITHUB_EVENT_NAME: 'schedule',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'acme/codes',
    GITHUB_RUN_ID: '4711',
    GITHUB_SERVER_URL: 'https://github.test',
    GITHUB_WORKSPACE: cwd,
    RUNNER_TEMP: runner,
    ...files,
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    ...env,
  })
  return {
    ...(await running.ended),
    outputs: outputsIn(readFileSync(join(runner, 'GITHUB_OUTPUT'), 'utf8')),
    summary: readFileSync(join(runner, 'GITHUB_STEP_SUMMARY'), 'utf8'),
  }
}
