/** How records are appended, what mends a log that was left torn, and who may write. (Writers that are killed: kills.test.ts.) */
import { appendFileSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { beginLog, holdLog, UnfitLog } from '../../src/log/append.ts'
import { LockedLog, whileLocked } from '../../src/log/lock.ts'
import { CLOCK_TOLERANCE } from '../../src/model/time.ts'
import { aLogFile, now, ticketsIn, verifyFile } from '../support/log-file.ts'
import { anAccess, heartbeat, opening, ORIGIN, START } from '../support/own-log.ts'
import { tempFolder } from '../support/temp-folder.ts'

describe('appending', () => {
  test('chains record to record', () => {
    const path = aLogFile()
    const [second, third] = holdLog(path, now, ({ append }) => [append(anAccess()), append(heartbeat)] as const)
    expect([second.seq, third.seq, third.prev]).toEqual([1, 2, second.hash])
    expect(verifyFile(path)).toMatchObject({ size: 3, origin: ORIGIN, problems: [{ kind: 'no-checkpoint' }] })
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
    expect(ticketsIn(verifyFile(path).records)).toEqual(length >= whole.length - 1 ? ['T-1', 'T-2', 'T-3'] : ['T-1', 'T-3'])
    expect(verifyFile(path).state).toBe('unproven')
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

  const token = 'b'.repeat(24)
  const [draft, over] = [`a.lock-${String(nobody.pid)}-${token}.tmp`, `a.lock.${token}`]
  /** Of this machine and this container. */
  const own = (): object => {
    const path = join(tempFolder(), 'b.lock')
    return whileLocked(path, () => JSON.parse(readFileSync(path, 'utf8')) as object)
  }

  test.each<[string, string, object]>([
    ['a draft', draft, nobody],
    ['a draft that says nothing yet', draft, {}],
    ['a draft of a lock over it', `${over}-${String(nobody.pid)}-${token}.tmp`, nobody],
    ['a lock over it', over, nobody],
    ['a lock over one over it', `${over}.${token}`, nobody],
  ])('takes away %s that a killed process left', (_, name, holder) => {
    const folder = tempFolder({ [name]: holder === nobody ? { ...own(), ...nobody } : holder })
    whileLocked(join(folder, 'a.lock'), () => 'had')
    expect(readdirSync(folder)).toEqual([])
  })

  test.each<[string, string, object]>([
    ['a draft of a process that goes on', `a.lock-${String(process.pid)}-${token}.tmp`, {}],
    ['a draft of another machine', draft, { ...nobody, host: 'elsewhere.acme.test' }],
    ['a lock over it of a process that goes on', over, { pid: process.pid }],
    ['a file of another name', `a.lock.${token}.bak`, nobody],
    ['the lock of another file', 'a.lock2', nobody],
  ])('leaves %s where it is', (_, name, holder) => {
    const folder = tempFolder({ [name]: { ...own(), ...holder } })
    whileLocked(join(folder, 'a.lock'), () => 'had')
    expect(readdirSync(folder)).toEqual([name])
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

test('a tail that is whole but was never followed is kept, and one that does not follow is not', () => {
  const path = aLogFile()
  const other = aLogFile()
  holdLog(other, now, ({ append }) => [append(heartbeat), append(anAccess({ ticket: 'T-9' }))])
  appendFileSync(path, readFileSync(other, 'utf8').trimEnd().split('\n').at(-1) ?? '')
  holdLog(path, now, ({ append }) => append(anAccess({ ticket: 'T-1' })))
  expect(ticketsIn(verifyFile(path).records)).toEqual(['T-1'])
})
