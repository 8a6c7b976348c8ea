/** The one file that a runner starts: the same wherever it is made, and nothing of this machine in it. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/command-line.ts'

test('made in another folder it has the same bytes, which are those that are committed', () => {
  const folder = temporaryFolder()
  for (const part of ['src', 'scripts', 'LICENSE', 'package.json', 'tsconfig.json']) cpSync(part, join(folder, part), { recursive: true })
  mkdirSync(join(folder, 'action'))
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  const { status, stderr } = spawnSync(process.execPath, ['scripts/bundle-action.js'], { cwd: folder, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  for (const file of ['action/index.js', 'action/THIRD-PARTY.txt']) {
    expect(readFileSync(join(folder, file), 'utf8') === readFileSync(file, 'utf8'), `${file} is current: npm run action`).toBe(true)
  }
})

test('it names no folder of a machine, and brings the licences of what is in it', () => {
  expect(readFileSync('action/index.js', 'utf8')).not.toContain(resolve('.'))
  const notices = readFileSync('action/THIRD-PARTY.txt', 'utf8')
  for (const name of ['@octokit/rest', '@actions/core', '@aws-sdk/client-iam', 'google-auth-library', 'yaml', 'handlebars'])
    expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'))
  expect(notices).not.toMatch(/\((?:A?GPL|undefined|UNLICENSED)/)
})
