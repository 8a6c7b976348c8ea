/** The program as a process: its streams, its signals, its faults. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { AS_OF, copyOf, inShell, PROGRAM, sparekey } from '../support/command-line.ts'

/** Runs a line of code in the program before it begins: a fault that no input can provoke. */
const preload = (code: string): { NODE_OPTIONS: string } => ({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` })

/** Runs code in the place of the first call by which the program looks at a file. */
const onReading = (code: string): { NODE_OPTIONS: string } =>
  preload(
    `import fs from 'node:fs'
     import { syncBuiltinESMExports } from 'node:module'
     const { realpath } = fs.promises
     fs.promises.realpath = (...args) => ${code}
     syncBuiltinESMExports()`,
  )

describe('stdout', () => {
  test('may be closed by whoever reads it, and the exit code stays', () => {
    const ended = inShell(`sparekey audit --as-of ${AS_OF} --all -o json | head -1; echo "\${PIPESTATUS[0]}"`, { cwd: copyOf('acme') })
    expect(ended).toEqual({ code: 0, stdout: '{\n1\n', stderr: '' })
  })

  test.each([`audit --as-of ${AS_OF}`, 'validate', '--help', '--version', 'help audit'])('that is full ends %s with 4', (line) => {
    const ended = inShell(`sparekey ${line} > /dev/full`, { cwd: copyOf('tidy') })
    expect(ended.code).toBe(4)
    expect(ended.stderr).toBe('sparekey: stdout was not written: ENOSPC, no space left on device\n')
  })

  test('that takes only a part is no whole report', () => {
    const ended = inShell(`trap '' XFSZ; ulimit -f 8; sparekey audit --as-of ${AS_OF} -o json > report.json`, { cwd: copyOf('acme') })
    expect(ended.code).toBe(4)
    expect(ended.stderr).toBe('sparekey: stdout was not written: EFBIG, file too large\n')
  })

  test('is whole for a slow reader', () => {
    const cwd = copyOf('acme')
    const whole = sparekey(['audit', '--as-of', AS_OF, '--all', '-o', 'json'], { cwd }).stdout
    expect(whole.length).toBeGreaterThan(65_536)
    const slow = inShell(`sparekey audit --as-of ${AS_OF} --all -o json | (sleep 2; cat)`, { cwd })
    expect(slow.stdout).toBe(whole)
  })

  test('has nothing but the report, and stderr nothing of it', () => {
    const cwd = copyOf('acme')
    const { stdout, stderr } = sparekey(['audit', '--as-of', AS_OF, '-o', 'json', '-o', 'text=out/audit.txt'], { cwd })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'sparekey-report/1', exitCode: 1 })
  })
})

describe('colours', () => {
  const ESCAPE = '\u{1b}['

  test('are on neither stream of a pipe', () => {
    const { stdout } = sparekey(['audit', '--as-of', AS_OF], { cwd: copyOf('acme') })
    expect(stdout).not.toContain(ESCAPE)
  })

  test('are forced by FORCE_COLOR, on stdout and stderr, and never in a file', () => {
    const cwd = copyOf('acme')
    const env = { FORCE_COLOR: '1' }
    const args = ['audit', '--as-of', AS_OF]
    expect(sparekey([...args], { cwd, env }).stdout).toContain(ESCAPE)
    expect(sparekey([...args, '--policy', 'none.yaml'], { cwd, env }).stderr).toContain(ESCAPE)
    expect(sparekey([...args, '--no-color'], { cwd, env }).stdout).not.toContain(ESCAPE)
    expect(sparekey([...args, '-o', 'text=audit.txt'], { cwd, env }).code).toBe(1)
    expect(inShell('cat audit.txt', { cwd }).stdout).not.toContain(ESCAPE)
  })
})

describe('time', () => {
  test('an instant later than the clock of the machine is warned of, and judged all the same', () => {
    const ended = sparekey(['audit', '--as-of', '2999-01-01T00:00:00Z', '-o', 'json'], { cwd: copyOf('tidy') })
    expect(ended.stderr).toMatch(/^sparekey: warning: --as-of 2999-01-01T00:00:00\.000Z is later than the clock of this machine, .*Z\n$/)
    expect(JSON.parse(ended.stdout)).toMatchObject({ asOf: '2999-01-01T00:00:00.000Z' })
  })

  test('without --as-of the audit speaks about now', () => {
    const before = Date.now()
    const { stdout } = sparekey(['audit', '-o', 'json'], { cwd: copyOf('tidy') })
    const asOf = Date.parse((JSON.parse(stdout) as { asOf: string }).asOf)
    expect(asOf).toBeGreaterThanOrEqual(before)
    expect(asOf).toBeLessThanOrEqual(Date.now())
  })
})

describe('a signal', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends with %i, and nothing is written', async (signal, code) => {
    const cwd = copyOf('tidy')
    // A reading that never ends stands in for a slow disk.
    const env = onReading("new Promise(() => { process.stderr.write('reads'); setTimeout(() => undefined, 30_000) })")
    const run = spawn(process.execPath, [PROGRAM, 'audit', '-o', 'json=out/audit.json'], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] })
    await once(run.stderr, 'data')
    run.kill(signal)
    expect(await once(run, 'exit')).toEqual([code, null])
    expect(readdirSync(cwd)).not.toContain('out')
  })
})

describe('a fault of ours', () => {
  const CANARY = '7654-3210'
  const broken = `throw new TypeError('${CANARY}')`

  test('ends with 4 and is told by its kind and place, with nothing of its message', () => {
    const cwd = copyOf('tidy')
    const ended = sparekey(['audit', '--as-of', AS_OF, '-o', 'json=out/audit.json'], { cwd, env: preload(`Date.prototype.toISOString = () => { ${broken} }`) })
    expect(ended.code).toBe(4)
    expect(ended.stderr).toMatch(
      /^sparekey: this is a fault of sparekey, not of your files: TypeError at src\/[\w/-]+\.ts:\d+:\d+\. Please report it \(sparekey [\d.]+, node [\d.]+\)\.\n$/,
    )
    expect(readdirSync(cwd)).not.toContain('out')
  })

  test('in one report does not keep the others from being written', () => {
    const cwd = copyOf('tidy')
    const ended = sparekey(['audit', '--as-of', AS_OF, '-o', 'json=out/audit.json', '-o', 'text=out/audit.txt'], {
      cwd,
      env: preload(`JSON.stringify = () => { ${broken} }`),
    })
    expect(ended.code).toBe(4)
    expect(ended.stderr).toMatch(/^sparekey: out\/audit\.json was not written; this is a fault of sparekey: TypeError at src\/model\/json-text\.ts:\d+:\d+\n/)
    expect(ended.stderr).not.toContain(CANARY)
    expect(readdirSync(join(cwd, 'out'))).toEqual(['audit.txt'])
  })

  test.each([
    ['a rejection that nobody awaits', `Promise.reject(new TypeError('${CANARY}'))`],
    ['an error in a callback', `setTimeout(() => { ${broken} })`],
  ])('is caught in %s; no diagnostic report is left', (_, code) => {
    const cwd = copyOf('tidy')
    const { NODE_OPTIONS } = onReading(`{ ${code}; return realpath(...args) }`)
    const ended = sparekey(['audit', '--as-of', AS_OF], { cwd, env: { NODE_OPTIONS: `${NODE_OPTIONS} --report-uncaught-exception` } })
    expect(ended.code).toBe(4)
    expect(ended.stderr).toContain('this is a fault of sparekey, not of your files: TypeError')
    expect(ended.stderr).not.toContain(CANARY)
    expect(readdirSync(cwd).filter((name) => name.startsWith('report.'))).toEqual([])
  })
})
