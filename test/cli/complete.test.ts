/** Shells that complete command lines of ours, as far as they are here. */
import { spawnSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { copyOf, PROGRAM, sparekey, temporaryFolder } from '../support/command-line.ts'

/** A folder with a program of our name, for a PATH. */
const onPath = (): string => {
  const folder = temporaryFolder()
  const path = join(folder, 'sparekey')
  writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`)
  chmodSync(path, 0o755)
  return `${folder}:${process.env['PATH'] ?? ''}`
}

/** The one function of bash-completion that the script calls, for a bash without it: the words are those that bash itself has. */
const WORDS = `_get_comp_words_by_ref() { words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; cur=\${words[cword]}; prev=\${words[cword-1]}; }`

/** What bash would offer for the last of the words. */
const offered = (...words: readonly string[]): readonly string[] => {
  const line = words.map((word) => `'${word}'`).join(' ')
  const { stdout, stderr } = spawnSync(
    'bash',
    [
      '--norc',
      '-c',
      `${WORDS}
       compopt() { :; }
       source <(sparekey complete bash)
       COMP_WORDS=(sparekey ${line}); COMP_CWORD=${String(words.length)}
       $(complete -p sparekey | sed 's/.*-F \\([^ ]*\\).*/\\1/')
       printf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
    { cwd: copyOf('acme'), env: { PATH: onPath() }, encoding: 'utf8' },
  )
  expect(stderr).toBe('')
  return stdout.split('\n').filter((word) => word !== '')
}

describe('bash completes', () => {
  test.each([
    ['a command', ['val'], ['validate']],
    ['a command of a group', ['log', 'ch'], ['checkpoint']],
    ['an option', ['audit', '--fail'], ['--fail-on']],
    ['a severity', ['audit', '--fail-on', ''], ['critical', 'high', 'medium', 'low', 'info']],
    ['a format', ['audit', '--all', '-o', 'j'], ['json', 'junit']],
    ['a format of another command', ['calendar', '-o', ''], ['ics', 'json', 'markdown', 'text']],
    ['a framework', ['audit', '--group-by', 'nist-800-5'], ['nist-800-53']],
    ['a kind of playbook', ['playbook', 'cat'], ['catastrophe']],
    ['a control', ['explain', 'BC-01'], ['BC-01']],
    ['a rule', ['explain', 'over-'], ['over-age']],
    ['a shell', ['complete', 'z'], ['zsh']],
    ['no path, which it does itself', ['audit', '--config', ''], []],
  ])('%s', (_, words, expected) => {
    expect(offered(...words)).toEqual(expected)
  })
})

/** The shells that are here can read what is printed for them. */
describe.each([
  ['bash', '-n'],
  ['zsh', '-n'],
  ['fish', '--no-execute'],
])('the script for %s', (shell, readOnly) => {
  const isHere = spawnSync(shell, ['--version']).error === undefined

  test.runIf(isHere)(`is read by ${shell}`, () => {
    const { code, stdout } = sparekey(['complete', shell], { cwd: temporaryFolder() })
    expect(code).toBe(0)
    const file = join(temporaryFolder(), 'script')
    writeFileSync(file, stdout)
    const { status, stderr } = spawnSync(shell, [readOnly, file], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  test('calls the program by its name, and knows no path of the machine', () => {
    const { stdout } = sparekey(['complete', shell], { cwd: temporaryFolder() })
    expect(stdout).toContain('sparekey complete --')
    expect(stdout).not.toContain(process.cwd())
  })
})

test('a script that cannot be written whole ends with 4', () => {
  const { status } = spawnSync('bash', ['-c', `"${process.execPath}" "${PROGRAM}" complete bash > /dev/full`], { encoding: 'utf8' })
  expect(status).toBe(4)
})
