/** Whatever happens while a report is written: a reader finds the old one or the new one, whole, and nothing else is left. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { foreseeRefusal, writeOutput } from '../../src/shell/write-output.ts'
import { AS_OF, copyOf, inShell, PROGRAM, sparekey, temporaryFolder } from '../support/command-line.ts'
import { compiled } from '../support/compiled.ts'

/** Runs lines of a program in which `write(pieces)` writes the file `report`. */
const inProcess = (cwd: string, lines: string): ReturnType<typeof spawnSync> =>
  spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { writeOutput } from ${JSON.stringify(compiled('src/shell/write-output.ts'))}\nconst write = (pieces) => writeOutput('report', pieces)\n${lines}`,
    ],
    { cwd, encoding: 'utf8' },
  )

const HALF = 'new '.repeat(100_000)

describe('a report that is written', () => {
  test('is whole, for its owner only, in folders that are made for it', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'out/deep/report')
    expect(writeOutput(path, ['new', ' ', 'report'])).toBeUndefined()
    expect(readFileSync(path, 'utf8')).toBe('new report')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'out')).mode & 0o777).toBe(0o700)
    expect(readdirSync(join(folder, 'out/deep'))).toEqual(['report'])
  })

  test('takes the place of the old one, also where that could be read by all', () => {
    const path = join(temporaryFolder(), 'report')
    writeFileSync(path, 'old', { mode: 0o644 })
    expect(writeOutput(path, ['new'])).toBeUndefined()
    expect(readFileSync(path, 'utf8')).toBe('new')
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('may be empty, and larger than a batch', () => {
    const path = join(temporaryFolder(), 'report')
    expect(writeOutput(path, [])).toBeUndefined()
    expect(readFileSync(path, 'utf8')).toBe('')
    expect(writeOutput(path, ['ä', HALF, HALF, 'ß'])).toBeUndefined()
    expect(readFileSync(path, 'utf8')).toBe(`ä${HALF}${HALF}ß`)
  })

  test('takes the place of a symbolic link, and what the link led to stays as it was', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'report')
    writeFileSync(join(folder, 'victim'), 'old')
    symlinkSync('victim', path)
    expect(writeOutput(path, ['new'])).toBeUndefined()
    expect(lstatSync(path).isSymbolicLink()).toBe(false)
    expect(readFileSync(path, 'utf8')).toBe('new')
    expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('old')
  })

  test('takes the place of a symbolic link to a folder or to nothing', () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'deep'))
    symlinkSync('deep', join(folder, 'to-folder'))
    symlinkSync('nowhere', join(folder, 'to-nothing'))
    expect(writeOutput(join(folder, 'to-folder'), ['new'])).toBeUndefined()
    expect(writeOutput(join(folder, 'to-nothing'), ['new'])).toBeUndefined()
    expect(readdirSync(folder).sort()).toEqual(['deep', 'to-folder', 'to-nothing'])
    expect(readdirSync(join(folder, 'deep'))).toEqual([])
  })

  test('may have a name at the greatest length', () => {
    const path = join(temporaryFolder(), 'r'.repeat(255))
    expect(writeOutput(path, ['new'])).toBeUndefined()
    expect(readFileSync(path, 'utf8')).toBe('new')
  })
})

describe('a report that cannot be written', () => {
  const pipe = (folder: string): string => {
    inShell('mkfifo pipe', { cwd: folder })
    return join(folder, 'pipe')
  }

  test.each([
    ['a folder', (folder: string) => folder, 'EISDIR'],
    ['a pipe', pipe, 'pipe'],
    ['a device', () => '/dev/full', 'no place for files'],
    ['what stands for stdout', () => '/dev/stdout', 'no place for files'],
    ['a file in a file', (folder: string) => join(folder, 'file/report'), 'ENOTDIR'],
    ['a file in a folder in a file', (folder: string) => join(folder, 'file/deep/report'), 'ENOTDIR'],
    ['a file in a circle of links', (folder: string) => join(folder, 'circle/report'), 'ELOOP'],
    ['a name that is too long', (folder: string) => join(folder, 'r'.repeat(256)), 'ENAMETOOLONG'],
  ])('is seen before there is one: %s', (_, target, told) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), 'old')
    symlinkSync('circle', join(folder, 'circle'))
    const path = target(folder)
    const before = readdirSync(folder)
    expect(foreseeRefusal(path)).toContain(told)
    expect(writeOutput(path, ['new'])).toContain(told)
    expect(readdirSync(folder)).toEqual(before)
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('old')
  })

  test('to look does not write', () => {
    const folder = temporaryFolder()
    expect(foreseeRefusal(join(folder, 'out/deep/report'))).toBeUndefined()
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('a run that ends while it writes', () => {
  test('by an error of ours leaves the old report, and throws on', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'report')
    writeFileSync(path, 'old')
    const pieces = function* (): Generator<string> {
      yield HALF
      throw new TypeError('a fault')
    }
    expect(() => writeOutput(path, pieces())).toThrow('a fault')
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['report'])
  })

  test('by a full disk leaves the old report, and says so', () => {
    const cwd = copyOf('acme')
    writeFileSync(join(cwd, 'audit.json'), 'old')
    // The greatest size of a file stands in for a full disk: the system takes some bytes, and then no more.
    const ended = inShell(`trap '' XFSZ; ulimit -f 8; sparekey audit --as-of ${AS_OF} -o json=audit.json -o text=small/audit.txt --fail-on critical`, { cwd })
    expect(ended.code).toBe(4)
    expect(ended.stderr).toContain('audit.json was not written: EFBIG, file too large')
    expect(readFileSync(join(cwd, 'audit.json'), 'utf8')).toBe('old')
    expect(readdirSync(cwd).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  test('by being killed leaves the old report, and a temporary file that a run an hour later sweeps', () => {
    const cwd = temporaryFolder()
    const path = join(cwd, 'report')
    writeFileSync(path, 'old')
    const killed = inProcess(
      cwd,
      `write((function* () { yield 'new '.repeat(100_000); yield 'new '.repeat(100_000); process.kill(process.pid, 'SIGKILL') })())`,
    )
    expect(killed.signal).toBe('SIGKILL')
    expect(readFileSync(path, 'utf8')).toBe('old')
    const temporaries = (): string[] => readdirSync(cwd).filter((name) => name !== 'report' && name !== 'other')
    expect(temporaries()).toHaveLength(1)

    expect(writeOutput(path, ['new'])).toBeUndefined()
    expect(temporaries()).toHaveLength(1)

    const old = Date.now() / 1000 - 3700
    utimesSync(join(cwd, temporaries()[0]!), old, old)
    expect(writeOutput(join(cwd, 'other'), ['new'])).toBeUndefined()
    expect(temporaries()).toHaveLength(1)
    expect(writeOutput(path, ['newer'])).toBeUndefined()
    expect(temporaries()).toEqual([])
    expect(readFileSync(path, 'utf8')).toBe('newer')
  })

  test('by SIGTERM ends after the report, which is whole', () => {
    const cwd = temporaryFolder()
    const ended = inProcess(
      cwd,
      `process.on('SIGTERM', () => process.exit(143))
       write((function* () { yield 'new'; process.kill(process.pid, 'SIGTERM'); yield ' report' })())
       setTimeout(() => undefined, 5000)`,
    )
    expect(ended.status).toBe(143)
    expect(readdirSync(cwd)).toEqual(['report'])
    expect(readFileSync(join(cwd, 'report'), 'utf8')).toBe('new report')
  })
})

describe('several reports', () => {
  test('two runs that write the same file leave one of the two reports, whole', async () => {
    const cwd = copyOf('acme')
    const times = [AS_OF, '2026-11-22T23:00:00Z']
    const whole = times.map((time) => sparekey(['audit', '--as-of', time, '-o', 'json'], { cwd }).stdout)
    for (let round = 0; round < 2; round += 1) {
      const runs = times.map((time) =>
        once(spawn(process.execPath, [PROGRAM, 'audit', '--as-of', time, '-o', 'json=out/audit.json'], { cwd, stdio: 'ignore' }), 'exit'),
      )
      expect(await Promise.all(runs)).toEqual([
        [1, null],
        [1, null],
      ])
      expect(whole).toContain(readFileSync(join(cwd, 'out/audit.json'), 'utf8'))
      expect(readdirSync(join(cwd, 'out'))).toEqual(['audit.json'])
    }
  })

  test('one that cannot be written does not keep the others from it', () => {
    const cwd = copyOf('acme')
    const ended = inShell(`trap '' XFSZ; ulimit -f 8; sparekey audit --as-of ${AS_OF} -o json=large.json --policy one.yaml -o text=small.txt`, {
      cwd: withOneControl(cwd),
    })
    expect(ended.code).toBe(4)
    expect(readdirSync(cwd)).toContain('small.txt')
    expect(readdirSync(cwd)).not.toContain('large.json')
  })

  test('none is written and nothing is collected when one cannot be', () => {
    const cwd = copyOf('tidy')
    const ended = sparekey(['audit', '-o', 'json=out/audit.json', '-o', 'text=policy.yaml/audit.txt'], { cwd })
    expect(ended.code).toBe(4)
    expect(readdirSync(cwd)).not.toContain('out')
  })
})

/** A policy whose text report is short, while its JSON report still names all evidence. */
const withOneControl = (cwd: string): string => {
  writeFileSync(join(cwd, 'one.yaml'), 'policy: one\ntitle: One\ncontrols:\n  - { id: O-01, title: One, rule: mfa-missing, severity: low }\n')
  return cwd
}
