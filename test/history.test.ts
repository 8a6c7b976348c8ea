/** A history is read strictly and only appended to: what stands in it stays, whatever comes. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toRun } from '../src/audit/trend.ts'
import { loadHistory, notesOn, readHistory, rememberRun, toLine } from '../src/history.ts'
import type { Run } from '../src/model/history.ts'
import { DAY } from '../src/model/time.ts'
import { atOnce } from './support/at-once.ts'
import { aCodeSet, AS_OF } from './support/builders.ts'
import { compiled } from './support/compiled.ts'
import { anInventory } from './support/facts.ts'
import { mistakesIn, valueIn } from './support/mistakes.ts'
import { reportOf } from './support/reports.ts'
import { tempFolder } from './support/temp-folder.ts'

const inventory = anInventory({ codeSets: [aCodeSet({ generated: AS_OF - 400 * DAY })] })
const aRun = (day = 0, over: Partial<Run> = {}): Run => ({ ...toRun(reportOf({ inventory, asOf: AS_OF + day * DAY }), []), ...over })
const lines = (...runs: readonly Run[]): string => runs.map((run) => `${toLine(run)}\n`).join('')
const read = (text: string | Uint8Array) => readHistory({ file: 'h.jsonl', sha256: 'a'.repeat(64), bytes: Buffer.from(text) })
const runsOf = (path: string): readonly Run[] => valueIn(read(readFileSync(path))).runs
const named = (path: string) => ({ path, named: (message: string) => ({ file: 'sparekey.yaml', message }) })

describe('reading', () => {
  test('gives every run, in the order of the file', () => {
    expect(valueIn(read(lines(aRun(1), aRun(0))))).toEqual({ file: 'h.jsonl', sha256: 'a'.repeat(64), runs: [aRun(1), aRun(0)], isCut: false })
    expect(valueIn(read(''))).toMatchObject({ runs: [], isCut: false })
  })

  test('leaves out a last line that was cut, wherever it was cut, and says so', () => {
    const [first, last] = [lines(aRun(0)), toLine(aRun(1, { policy: { id: 'ä', sha256: '0'.repeat(64) } }))]
    const bytes = Buffer.from(first + last)
    for (let length = first.length + 1; length < bytes.byteLength; length += 1) {
      expect(valueIn(read(bytes.subarray(0, length)))).toMatchObject({ runs: [aRun(0)], isCut: true })
    }
    const cut = { ...valueIn(read(bytes.subarray(0, first.length + 5))), path: '/h.jsonl' }
    expect(notesOn(cut)).toEqual(['the last line of h.jsonl was cut while it was appended: it is left out, and the next run takes its place'])
  })

  test('takes a last line that lacks nothing but its newline', () => {
    expect(valueIn(read(lines(aRun(0)) + toLine(aRun(1))))).toMatchObject({ runs: [aRun(0), aRun(1)], isCut: false })
  })

  const good = lines(aRun(0))
  const changed = (from: string, to: string): string => {
    expect(good).toContain(from)
    return good.replace(from, to)
  }
  test.each<[string, string, readonly string[]]>([
    ['something else', 'version: 1\n', ['h.jsonl it is no history']],
    ['something else without a newline', 'version: 1', ['h.jsonl it is no history']],
    ['a report', '{ "schema": "sparekey-report/1" }\n', ['h.jsonl it is no history']],
    ['a line that is no JSON', `${good}<<<<<<< HEAD\n${good}`, ['h.jsonl:2:1 this line is no run of a history: a web page, not JSON']],
    ['a blank line', `${good}\n${good}`, ['h.jsonl:2:1 this line is no run of a history: not valid JSON']],
    ['a line of another version', good + changed('history/1', 'history/2'), ['h.jsonl:2:1 this line is no run of a history']],
    ['a line of another shape', good + changed('"overdue":1', '"overdue":-1'), ['h.jsonl:2:1 this line is no run of a history of this version']],
    [
      'a field that it has no place for',
      good + changed('"overdue":1', '"overdue":1,"code":1'),
      ['h.jsonl:2:1 this line is no run of a history of this version'],
    ],
    ['an instant that no calendar has', good + changed('2026-11-23T', '2026-02-30T'), ['h.jsonl:2:1 this line is no run of a history of this version']],
    ['a key given twice', good + changed('"overdue":1', '"overdue":2,"overdue":1'), ['h.jsonl:2:1 this line was changed after it was appended']],
    ['blanks', good + changed('"overdue":1', '"overdue": 1'), ['h.jsonl:2:1 this line was changed after it was appended']],
    ['the line ends of another system', good + good.replace('\n', '\r\n'), ['h.jsonl:2:1 this line was changed after it was appended']],
    ['an end that is none of ours', `${good}something`, ['h.jsonl:2:1 this line is no run of a history']],
    [
      'two wrong lines',
      `x\n${good}y\n`,
      ['h.jsonl:1:1 this line is no run of a history: not valid JSON', 'h.jsonl:3:1 this line is no run of a history: not valid JSON'],
    ],
  ])('refuses %s, with its line', (_, text, expected) => {
    expect(mistakesIn(read(text)).map((mistake) => mistake.replace(/ \([^()]*\)$/, ''))).toEqual(expected)
  })

  test('refuses bytes that are no text', () => {
    expect(mistakesIn(read(Buffer.concat([Buffer.from(good), Buffer.from([0xff, 10])])))[0]).toMatch(/^h\.jsonl:2:1 this line is not UTF-8 text/)
  })

  test('never gives half of what it cannot read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(good.length), (noise, at) => {
        const bytes = Buffer.concat([Buffer.from(good.slice(0, at)), noise, Buffer.from(good.slice(at))])
        const checked = read(bytes)
        if (!('mistakes' in checked)) for (const run of checked.value.runs) expect(bytes.toString('utf8')).toContain(toLine(run))
      }),
    )
  })
})

describe('a history that is named', () => {
  test('and not there yet is empty', async () => {
    const folder = tempFolder()
    expect(valueIn(await loadHistory(folder, named('out/h.jsonl'), false))).toEqual({
      file: 'out/h.jsonl',
      runs: [],
      isCut: false,
      path: join(folder, 'out/h.jsonl'),
    })
  })

  test('is read, with its digest', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'h.jsonl'), lines(aRun()))
    const sha256 = createHash('sha256').update(lines(aRun())).digest('hex')
    expect(valueIn(await loadHistory(folder, named('h.jsonl'), false))).toMatchObject({ file: 'h.jsonl', sha256, runs: [aRun()] })
  })

  test.each([
    ['outside the folder', '../h.jsonl', 'sparekey.yaml ../h.jsonl lies outside the folder of the configuration'],
    ['behind a link that leads out', 'link/h.jsonl', 'sparekey.yaml link/h.jsonl lies outside the folder of the configuration'],
    ['as a folder', 'folder', 'sparekey.yaml folder is a folder, not a file'],
    ['packed', 'h.jsonl.gz', 'sparekey.yaml h.jsonl.gz is packed, and nothing can be appended to it'],
  ])('%s is refused', async (_, path, expected) => {
    const folder = join(tempFolder(), 'here')
    mkdirSync(join(folder, 'folder'), { recursive: true })
    symlinkSync(join(folder, '..'), join(folder, 'link'))
    expect(mistakesIn(await loadHistory(folder, named(path), false))).toEqual([expected])
  })

  test('outside the folder is let through when it may', async () => {
    expect(valueIn(await loadHistory(join(tempFolder(), 'here'), named('../h.jsonl'), true))).toMatchObject({ runs: [] })
  })
})

describe('remembering', () => {
  const aFile = (text?: string) => {
    const path = join(tempFolder(), 'out', 'h.jsonl')
    if (text !== undefined) {
      mkdirSync(join(path, '..'))
      writeFileSync(path, text)
    }
    return { path, file: 'out/h.jsonl' }
  }

  test('begins the file and its folder, for their owner only, and leaves no lock behind', () => {
    const at = aFile()
    expect(rememberRun(at, aRun())).toBeUndefined()
    expect(readFileSync(at.path, 'utf8')).toBe(lines(aRun()))
    expect(readdirSync(join(at.path, '..'))).toEqual(['h.jsonl'])
    expect(statSync(at.path).mode & 0o777).toBe(0o600)
  })

  test('appends, and changes nothing before', () => {
    const at = aFile(lines(aRun(0), aRun(1)))
    rememberRun(at, aRun(2))
    expect(readFileSync(at.path, 'utf8')).toBe(lines(aRun(0), aRun(1), aRun(2)))
  })

  test('does not double the same run', () => {
    const at = aFile()
    for (const run of [aRun(0), aRun(0), aRun(1), aRun(0)]) rememberRun(at, run)
    expect(runsOf(at.path)).toEqual([aRun(0), aRun(1)])
  })

  test('keeps another result at the same instant, and another policy', () => {
    const [other, ours] = [aRun(0, { overdue: 7 }), aRun(0, { policy: { id: 'ours', sha256: '0'.repeat(64) } })]
    const at = aFile()
    for (const run of [aRun(0), other, ours, other, aRun(0)]) rememberRun(at, run)
    expect(runsOf(at.path)).toEqual([aRun(0), other, ours, aRun(0)])
  })

  test('takes away a line that was cut, and nothing else', () => {
    const at = aFile(lines(aRun(0)) + toLine(aRun(1)).slice(0, 100))
    rememberRun(at, aRun(2))
    expect(readFileSync(at.path, 'utf8')).toBe(lines(aRun(0), aRun(2)))
  })

  test('completes a line that lacks its newline', () => {
    const at = aFile(lines(aRun(0)) + toLine(aRun(1)))
    rememberRun(at, aRun(1))
    expect(readFileSync(at.path, 'utf8')).toBe(lines(aRun(0), aRun(1)))
  })

  test('writes nothing to a file that is no history any more', () => {
    const at = aFile(lines(aRun(0)))
    appendFileSync(at.path, 'something else\n')
    const before = readFileSync(at.path)
    expect(rememberRun(at, aRun(1))).toBe('it was changed while the audit ran, and is no history any more')
    expect(readFileSync(at.path)).toEqual(before)
  })

  test('follows a symbolic link', () => {
    const at = aFile(lines(aRun(0)))
    const link = `${at.path}.link`
    symlinkSync(at.path, link)
    rememberRun({ ...at, path: link }, aRun(1))
    expect(runsOf(at.path)).toEqual([aRun(0), aRun(1)])
  })

  test('a killed writer leaves a history that is read, with every run that it acknowledged', async () => {
    const path = join(tempFolder(), 'h.jsonl')
    const module = compiled('src/history.ts')
    const code = `import { rememberRun } from ${JSON.stringify(module)}
      const run = ${JSON.stringify(aRun())}
      for (let day = 0; ; day += 1) {
        const asOf = new Date(Date.UTC(2020, 0, 1 + day)).toISOString()
        if (rememberRun({ path: ${JSON.stringify(path)}, file: 'h.jsonl' }, { ...run, asOf }) === undefined) process.stdout.write(asOf + '\\n')
      }`
    for (let round = 0; round < 3; round += 1) {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', code], { stdio: ['ignore', 'pipe', 'inherit'] })
      let acknowledged = ''
      child.stdout.on('data', (chunk: Buffer) => (acknowledged += chunk.toString()))
      while (child.exitCode === null && acknowledged.split('\n').length < 5) await new Promise((done) => setTimeout(done, 5))
      child.kill('SIGKILL')
      await once(child, 'close')
      const kept = new Set(runsOf(path).map(({ asOf }) => asOf))
      for (const asOf of acknowledged.split('\n').slice(0, -1)) expect(kept).toContain(asOf)
    }
    expect(existsSync(path)).toBe(true)
  })

  test('a history of a thousand runs is read and appended to', () => {
    const at = aFile(lines(...Array.from({ length: 1000 }, (_, day) => aRun(0, { asOf: new Date(AS_OF - (1000 - day) * DAY).toISOString() }))))
    atOnce(() => {
      rememberRun(at, aRun(1))
    })
    expect(runsOf(at.path)).toHaveLength(1001)
  })
})
