import { describe, expect, test } from 'vitest'
import { hold } from '../../src/audit/hold.ts'
import type { Facts, Log } from '../../src/model/inventory.ts'
import { DAY } from '../../src/model/time.ts'
import { aCodeEvent, aCodeSet, aForm, aLog, anEscrowEvent, aPlaintext, AS_OF } from '../support/builders.ts'
import { anInventory, aSource } from '../support/facts.ts'

const later = AS_OF + 100 * DAY
const heldOf = (facts: Partial<Facts>) => hold(anInventory(facts), { asOf: AS_OF, maxAge: DAY }, later).facts

describe('logs', () => {
  const [from, early, late] = [AS_OF - 90 * DAY, AS_OF - 30 * DAY, AS_OF - DAY]
  const covering = (to: number, over: Partial<Log> = {}): Log => aLog({ covers: { from, to }, ...over })

  test('go on as they do: what they cover, their last record and when they were read move on alike', () => {
    const log = aLog({ covers: { from, to: late }, lastRecord: late - 1, collectedAt: AS_OF - 5 })
    expect(heldOf({ logs: [log] }).logs).toEqual([{ ...log, covers: { from, to: late + 100 * DAY }, lastRecord: late - 1 + 100 * DAY, collectedAt: later - 5 }])
  })

  test('do not get what they do not say', () => {
    const log = aLog({ covers: undefined, lastRecord: undefined })
    expect(heldOf({ logs: [log] }).logs).toStrictEqual([{ ...log, collectedAt: later }])
  })

  test('that ended before another of their location stay ended, in whatever order they come', () => {
    const logs = [covering(early, { source: 'old' }), covering(late, { source: 'new' }), covering(early, { source: 'older' })]
    const ends = (some: readonly Log[]) =>
      Object.fromEntries(heldOf({ logs: some }).logs.map(({ source, covers, lastRecord }) => [source, [covers?.to, lastRecord]]))
    const expected = { old: [early, AS_OF - DAY], older: [early, AS_OF - DAY], new: [late + 100 * DAY, later - DAY] }
    expect(ends(logs)).toEqual(expected)
    expect(ends([...logs].reverse())).toEqual(expected)
  })

  test('of other locations, and such as do not say what they cover, end none', () => {
    const logs = [covering(early), aForm({ covers: { from, to: late } }), aLog({ source: 'silent', covers: undefined })]
    expect(heldOf({ logs }).logs.map(({ covers }) => covers?.to)).toEqual([early + 100 * DAY, late + 100 * DAY, undefined])
  })
})

test('nothing happens by then that has not happened yet', () => {
  const times = [AS_OF - DAY, AS_OF, AS_OF + 1, later + 1, later + DAY]
  const held = heldOf({
    codeEvents: times.map((time) => aCodeEvent({ time })),
    escrowEvents: times.map((time) => anEscrowEvent({ time })),
    plaintexts: times.map((time) => aPlaintext({ time })),
  })
  for (const events of [held.codeEvents, held.escrowEvents, held.plaintexts]) {
    expect(Array.from<{ readonly time: number }, number>(events, ({ time }) => time)).toEqual([AS_OF - DAY, AS_OF, later + 1, later + 1, later + DAY])
  }
})

test('all else stays as it is, and what is stale today stays unknown', () => {
  const sources = [aSource('github-acme', { scope: 'github:*', collectedAt: AS_OF - 2 * DAY })]
  const { gaps, facts } = hold(anInventory({ codeSets: [aCodeSet()] }, [], sources), { asOf: AS_OF, maxAge: DAY }, later)
  expect(facts.codeSets).toEqual([aCodeSet()])
  expect(gaps.map(({ source, reason }) => `${source} ${reason}`)).toContain('github-acme stale')
})
