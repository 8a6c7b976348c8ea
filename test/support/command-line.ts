/** The built command line, run as a user runs it, on a copy of an organisation that a test may change. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'

export const PROGRAM = resolve('dist/cli/main.js')
export const AS_OF = '2026-11-23T00:00:00Z'

const organisations = { acme: 'examples/acme', tidy: 'test/fixtures/organisations/tidy' } as const
export type Organisation = keyof typeof organisations

/** A folder that is gone after the test. */
export const temporaryFolder = (): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sparekey-test-')))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

/** Text in a file that a test replaces: it must be there, so that no test goes on with what it did not mean. */
export interface Edit {
  readonly file: string
  readonly find: string
  readonly replace: string
}

export const edit = (folder: string, { file, find, replace }: Edit): void => {
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  if (!text.includes(find)) throw new Error(`${file} has no ${JSON.stringify(find)}`)
  writeFileSync(
    path,
    text.replace(find, () => replace),
  )
}

/** A copy of an organisation, with edits; the folder above it is free, too. */
export const copyOf = (organisation: Organisation, edits: readonly Edit[] = []): string => {
  const folder = join(temporaryFolder(), organisation)
  cpSync(organisations[organisation], folder, { recursive: true })
  for (const change of edits) edit(folder, change)
  return folder
}

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Surroundings {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs the program with an environment of its own. */
export const sparekey = (args: readonly string[], { cwd, env = {} }: Surroundings): Ended => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 1_048_576,
  })
  return { code: status, stdout, stderr }
}

/** Runs a line of a POSIX shell in which `sparekey` is the program. */
export const inShell = (line: string, { cwd, env = {} }: Surroundings): Ended => {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `sparekey() { "$NODE" "$PROGRAM" "$@"; }\n${line}`], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', NODE: process.execPath, PROGRAM, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { code: status, stdout, stderr }
}
