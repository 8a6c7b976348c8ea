/** What was acknowledged is in the log, whatever kills its writers; and two writers at once lose nothing. `npm run kills` asks it more often. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { holdLog } from '../../src/log/append.ts'
import { groupBy } from '../../src/model/group.ts'
import { compiled } from '../support/compiled.ts'
import { aLogFile, now, ticketsIn, verifyFile } from '../support/log-file.ts'
import { anAccess, heartbeat } from '../support/own-log.ts'

const KILLS = Number(process.env['SPAREKEY_KILLS'] ?? 60)
/** So many of the kills are of writers of one log. Then it is long, and looking at it keeps writers alive. */
const KILLS_OF_A_LOG = 20
/** Logs that are written to at the same time: while a writer starts, others are killed. */
const LOGS = 2
/** A writer is killed at most so many milliseconds after its first record: a record takes a few. */
const LONGEST = 60

interface Writer {
  readonly name: string
  readonly child: ChildProcess
  /** What it has acknowledged so far. */
  readonly acknowledged: () => readonly string[]
}

/** A process of its own that appends until it is killed, and says each ticket once it is acknowledged. */
const aWriter = (module: string, path: string, name: string, count = Infinity): Writer => {
  const program = `
    import { writeSync } from 'node:fs'
    import { holdLog } from ${JSON.stringify(module)}
    const event = (ticket) => ({ ...${JSON.stringify(anAccess())}, ticket })
    for (let index = 0; index < ${String(count)}; index += 1) {
      const ticket = ${JSON.stringify(name)} + '-' + String(index)
      holdLog(${JSON.stringify(path)}, () => ${String(now())}, ({ append }) => append(event(ticket)))
      writeSync(1, ticket + '\\n')
    }`
  // Nothing of this process is needed there, and some of it makes Node start slowly.
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'], env: {} })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  return { name, child, acknowledged: () => said.split('\n').slice(0, -1) }
}

/** A number from 0 to 1 that is the same in every run. */
const chance = (seed: string): number => createHash('sha256').update(seed).digest().readUInt32BE() / 2 ** 32

/** Kills a writer at some moment after its first record, whatever the others do. */
const kill = async ({ name, child }: Writer): Promise<void> => {
  const closed = once(child, 'close')
  await once(child.stdout!, 'data')
  await wait(LONGEST * chance(name))
  child.kill('SIGKILL')
  await closed
  expect(child.signalCode).toBe('SIGKILL')
}

const numbered = (name: string, length: number): readonly string[] => Array.from({ length }, (_, index) => `${name}-${String(index)}`)

/** Two writers at a time append to one log until each is killed, and then the next two. Gives how many records were there and not acknowledged. */
const killWriters = async (module: string, log: string): Promise<number> => {
  const path = aLogFile()
  const all: Writer[] = []
  while (all.length < KILLS_OF_A_LOG) {
    const writers = ['a', 'b'].map((which) => aWriter(module, path, `${log}${which}${String(all.length)}`))
    all.push(...writers)
    await Promise.all(writers.map(kill))
    const { problems, records } = verifyFile(path)
    expect(problems.filter(({ kind }) => kind !== 'no-checkpoint' && kind !== 'torn')).toEqual([])
    const logged = new Set(ticketsIn(records))
    expect(writers.flatMap(({ acknowledged }) => acknowledged()).filter((ticket) => !logged.has(ticket))).toEqual([])
  }
  holdLog(path, now, ({ append }) => append(heartbeat))
  expect(verifyFile(path).problems.map(({ kind }) => kind)).toEqual(['no-checkpoint'])
  expect(readdirSync(dirname(path))).toEqual(['log.jsonl'])
  const logged = groupBy(ticketsIn(verifyFile(path).records), (ticket) => ticket.split('-')[0])
  let unacknowledged = 0
  for (const { name, acknowledged } of all) {
    // Each of its records once and in order; a kill leaves at most one that was written and not acknowledged.
    const tickets = logged.get(name) ?? []
    expect(tickets).toEqual(numbered(name, tickets.length))
    const more = tickets.length - acknowledged().length
    expect([0, 1]).toContain(more)
    unacknowledged += more
  }
  return unacknowledged
}

test(`${String(KILLS)} kills while appending lose no acknowledged record`, { timeout: 60_000 + KILLS * 2000 }, async ({ annotate }) => {
  const module = compiled('src/log/append.ts')
  const logs = Array.from({ length: Math.ceil(KILLS / KILLS_OF_A_LOG) }, (_, index) => `log${String(index)}`).values()
  const one = async (): Promise<number> => {
    let sum = 0
    for (const log of logs) sum += await killWriters(module, log)
    return sum
  }
  const unacknowledged = await Promise.all(Array.from({ length: LOGS }, one))
  await annotate(`${String(unacknowledged.reduce((sum, count) => sum + count))} of them came after a record and before it was acknowledged`)
})

test('two writers at once lose nothing, and neither waits for ever', async () => {
  const path = aLogFile()
  const module = compiled('src/log/append.ts')
  const writers = ['a', 'b'].map((name) => aWriter(module, path, name, 150))
  const codes = await Promise.all(writers.map(async ({ child }) => ((await once(child, 'close')) as unknown[])[0]))
  expect(codes).toEqual([0, 0])
  const logged = ticketsIn(verifyFile(path).records)
  for (const { name } of writers) expect(logged.filter((ticket) => ticket.startsWith(name))).toEqual(numbered(name, 150))
  expect(verifyFile(path).problems.map(({ kind }) => kind)).toEqual(['no-checkpoint'])
})
