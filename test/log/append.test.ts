/** What was acknowledged is in the log, whatever kills its writer; and two writers lose nothing. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { beginLog, holdLog, UnfitLog } from '../../src/log/append.ts'
import { LockedLog, whileLocked } from '../../src/log/lock.ts'
import { type Verification, verifyLog } from '../../src/log/verify.ts'
import { CLOCK_TOLERANCE, HOUR } from '../../src/model/time.ts'
import { compiled } from '../support/compiled.ts'
import { anAccess, heartbeat, opening, ORIGIN, START } from '../support/own-log.ts'
import { tempFolder } from '../support/temp-folder.ts'

const aLogFile = (): string => {
  const path = join(tempFolder(), 'log.jsonl')
  beginLog(path, ORIGIN, opening, START)
  return path
}

const now = (): number => START + HOUR

const verify = (path: string): Verification =>
  verifyLog({ log: { file: path, bytes: readFileSync(path) }, checkpoints: [] }, { keys: [], signers: 1, asOf: now() })

/** Tickets are how a writer numbers what it wrote. */
const ticketsOf = (path: string): (string | undefined)[] =>
  verify(path).records.flatMap(({ record: { event } }) => (event.kind === 'access' ? [event.ticket] : []))

describe('appending', () => {
  test('chains record to record', () => {
    const path = aLogFile()
    const [second, third] = holdLog(path, now, ({ append }) => [append(anAccess()), append(heartbeat)] as const)
    expect([second.seq, third.seq, third.prev]).toEqual([1, 2, second.hash])
    expect(verify(path)).toMatchObject({ size: 3, origin: ORIGIN, problems: [{ kind: 'no-checkpoint' }] })
  })

  test('leaves no lock behind, not even after a fault', () => {
    const path = aLogFile()
    expect(() =>
      holdLog(path, now, () => {
        throw new Error('a fault')
      }),
    ).toThrow('a fault')
    expect(readdirSync(join(path, '..'))).toEqual(['log.jsonl'])
  })

  test('is refused when the clock is behind the last record by more than the tolerance', () => {
    const path = aLogFile()
    const at = (time: number) => () =>
      holdLog(
        path,
        () => time,
        ({ append }) => append(heartbeat),
      )
    expect(at(START - CLOCK_TOLERANCE - 1)).toThrow(UnfitLog)
    expect(at(START - CLOCK_TOLERANCE)).not.toThrow()
  })

  test('is refused when the last record was changed, and changes nothing then', () => {
    const path = aLogFile()
    const text = readFileSync(path, 'utf8').replace(ORIGIN, 'escrow.acme.test/HQ')
    writeFileSync(path, text)
    expect(() => holdLog(path, now, ({ append }) => append(heartbeat))).toThrow(UnfitLog)
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  test('a record that is too long is refused, and nothing of it stays', () => {
    const path = aLogFile()
    const before = readFileSync(path)
    expect(() => holdLog(path, now, ({ append }) => append(anAccess({ ticket: 'x'.repeat(70_000) })))).toThrow(UnfitLog)
    expect(readFileSync(path)).toEqual(before)
  })
})

describe('beginning', () => {
  test('where there is a log is refused', () => {
    const path = aLogFile()
    expect(() => beginLog(path, ORIGIN, opening, START)).toThrow(UnfitLog)
  })

  test.each(['notes of somebody', '{"event":[', '\n'])('where there is %j is refused, and it stays', (text) => {
    const path = join(tempFolder({ 'log.jsonl': text }), 'log.jsonl')
    expect(() => beginLog(path, ORIGIN, opening, START)).toThrow(UnfitLog)
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  test('goes on where a crash left less than the first record', () => {
    const path = aLogFile()
    const whole = readFileSync(path)
    for (const length of [0, 5, 40, whole.length - 2]) {
      truncateSync(path, length)
      beginLog(path, ORIGIN, opening, START)
      expect(readFileSync(path)).toEqual(whole)
    }
  })
})

test('a line cut at any byte is mended by the next record, and no other record is lost', () => {
  const path = aLogFile()
  holdLog(path, now, ({ append }) => append(anAccess({ ticket: 'T-1' })))
  const before = readFileSync(path).length
  holdLog(path, now, ({ append }) => append(anAccess({ ticket: 'T-2' })))
  const whole = readFileSync(path)
  const lengths = Array.from({ length: whole.length - before + 1 }, (_, cut) => before + cut).filter((length) => length % 11 === 0 || length > whole.length - 4)
  for (const length of lengths) {
    writeFileSync(path, whole.subarray(0, length))
    holdLog(path, now, ({ append }) => append(anAccess({ ticket: 'T-3' })))
    // Only the whole line, with or without its newline, is a record.
    expect(ticketsOf(path)).toEqual(length >= whole.length - 1 ? ['T-1', 'T-2', 'T-3'] : ['T-1', 'T-3'])
    expect(verify(path).state).toBe('unproven')
  }
})

describe('the lock', () => {
  const lockFile = (content: object): { path: string; take: () => string } => {
    const path = join(tempFolder({ 'a.lock': content }), 'a.lock')
    return { path, take: () => whileLocked(path, () => 'had', 60) }
  }
  const boot = existsSync('/proc/sys/kernel/random/boot_id') ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() : undefined
  const nobody = { token: 'a'.repeat(24), pid: 2 ** 22 + 1, host: hostname() }

  test('keeps everybody else out', () => {
    const path = join(tempFolder(), 'a.lock')
    expect(whileLocked(path, () => (() => whileLocked(path, () => 'had', 60)) satisfies () => string)).toBeTypeOf('function')
    expect(() => whileLocked(path, () => whileLocked(path, () => 'had', 60))).toThrow(LockedLog)
    expect(readdirSync(join(path, '..'))).toEqual([])
  })

  test.runIf(boot !== undefined)('of a process that is gone is taken away', () => {
    const { path, take } = lockFile({ ...nobody, boot, space: undefined })
    // In the world of this process the number means something only where it was written in the same world.
    const own = whileLocked(join(path, '..', 'b.lock'), () => JSON.parse(readFileSync(join(path, '..', 'b.lock'), 'utf8')) as object)
    writeFileSync(path, JSON.stringify({ ...own, ...nobody }))
    expect(take()).toBe('had')
    expect(readdirSync(join(path, '..'))).toEqual([])
  })

  test.runIf(boot !== undefined)('of another start of the machine is taken away, even if a process has its number', () => {
    expect(lockFile({ ...nobody, pid: process.pid, boot: 'another' }).take()).toBe('had')
  })

  test.runIf(boot !== undefined)('of a process whose number somebody else has now is taken away', () => {
    const { path, take } = lockFile({})
    const own = whileLocked(join(path, '..', 'b.lock'), () => JSON.parse(readFileSync(join(path, '..', 'b.lock'), 'utf8')) as object)
    writeFileSync(path, JSON.stringify({ ...own, token: 'a'.repeat(24), began: '1' }))
    expect(take()).toBe('had')
  })

  test.each([
    ['of another machine', { ...nobody, host: 'elsewhere.acme.test' }],
    ['of another container', { ...nobody, ...(boot === undefined ? {} : { boot }), space: 'pid:[1]' }],
    ['that says nothing', {}],
    ['whose token would lead elsewhere', { ...nobody, boot: 'another', token: '../../elsewhere' }],
  ])('%s is left alone', (_, content) => {
    const { path, take } = lockFile(content)
    expect(take).toThrow(LockedLog)
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(content)
  })
})

/** A process of its own that appends until it is killed, and says each ticket once it is acknowledged. */
const aWriter = (
  module: string,
  path: string,
  name: string,
  count = Infinity,
): { readonly child: ChildProcess; readonly acknowledged: () => readonly string[] } => {
  const program = `
    import { writeSync } from 'node:fs'
    import { holdLog } from ${JSON.stringify(module)}
    const event = (ticket) => ({ ...${JSON.stringify(anAccess())}, ticket })
    for (let index = 0; index < ${String(count)}; index += 1) {
      const ticket = ${JSON.stringify(name)} + '-' + String(index)
      holdLog(${JSON.stringify(path)}, () => ${String(now())}, ({ append }) => append(event(ticket)))
      writeSync(1, ticket + '\\n')
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  return { child, acknowledged: () => said.split('\n').slice(0, -1) }
}

/** A number from 0 to 1 that is the same in every run. */
const chance = (seed: string): number => createHash('sha256').update(seed).digest().readUInt32BE() / 2 ** 32

const KILLS = Number(process.env['SPAREKEY_KILLS'] ?? 60)

test(`${String(KILLS)} kills while appending lose no acknowledged record`, { timeout: 60_000 + KILLS * 1000 }, async () => {
  const path = aLogFile()
  const module = compiled('src/log/append.ts')
  const acknowledged: string[] = []
  for (let kill = 0; kill < KILLS; kill += 2) {
    const writers = [aWriter(module, path, `a${String(kill)}`), aWriter(module, path, `b${String(kill)}`)]
    await Promise.race(writers.map(({ child }) => once(child.stdout!, 'data')))
    await new Promise((wait) => setTimeout(wait, 60 * chance(String(kill))))
    const ends = writers.map(({ child }) => once(child, 'close'))
    for (const { child } of writers) child.kill('SIGKILL')
    await Promise.all(ends)
    acknowledged.push(...writers.flatMap((writer) => writer.acknowledged()))
    const { problems } = verify(path)
    expect(problems.filter(({ kind }) => kind !== 'no-checkpoint' && kind !== 'torn')).toEqual([])
  }
  holdLog(path, now, ({ append }) => append(heartbeat))
  const logged = ticketsOf(path)
  expect(acknowledged.filter((ticket) => !logged.includes(ticket))).toEqual([])
  expect(new Set(logged).size).toBe(logged.length)
  expect(acknowledged.length).toBeGreaterThan(KILLS)
  // A kill leaves at most one record that was written and not acknowledged.
  expect(logged.length - acknowledged.length).toBeLessThanOrEqual(KILLS)
  expect(verify(path).problems.map(({ kind }) => kind)).toEqual(['no-checkpoint'])
  expect(readdirSync(join(path, '..'))).toEqual(['log.jsonl'])
})

test('two writers at once lose nothing, and neither waits for ever', async () => {
  const path = aLogFile()
  const module = compiled('src/log/append.ts')
  const writers = [aWriter(module, path, 'a', 150), aWriter(module, path, 'b', 150)]
  const codes = await Promise.all(writers.map(async ({ child }) => ((await once(child, 'close')) as unknown[])[0]))
  expect(codes).toEqual([0, 0])
  const logged = ticketsOf(path)
  for (const name of ['a', 'b']) {
    expect(logged.filter((ticket) => ticket?.startsWith(name))).toEqual(Array.from({ length: 150 }, (_, index) => `${name}-${String(index)}`))
  }
  expect(verify(path).problems.map(({ kind }) => kind)).toEqual(['no-checkpoint'])
})

test('a tail that is whole but was never followed is kept, and one that does not follow is not', () => {
  const path = aLogFile()
  const other = aLogFile()
  holdLog(other, now, ({ append }) => [append(heartbeat), append(anAccess({ ticket: 'T-9' }))])
  appendFileSync(path, readFileSync(other, 'utf8').trimEnd().split('\n').at(-1) ?? '')
  holdLog(path, now, ({ append }) => append(anAccess({ ticket: 'T-1' })))
  expect(ticketsOf(path)).toEqual(['T-1'])
})
