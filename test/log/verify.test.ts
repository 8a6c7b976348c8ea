/** Each way to tamper with a log is really done to one, and must be told apart from the others. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Note } from '../../src/log/note.ts'
import { type Terms, type Verification, verifyLog } from '../../src/log/verify.ts'
import { CLOCK_TOLERANCE, DAY, HOUR } from '../../src/model/time.ts'
import {
  aChain,
  aCheckpoint,
  anAccess,
  heartbeat,
  linesOf,
  notesText,
  opening,
  operator,
  ORIGIN,
  second,
  START,
  stranger,
  textOf,
  trusted,
} from '../support/own-log.ts'

const EVENTS = [opening, anAccess(), anAccess({ action: 'copy' }), heartbeat, anAccess({ ticket: 'INC-105' }), heartbeat]
const chain = aChain(EVENTS)
const lines = linesOf(chain)
const ALL = lines.length
/** An hour after the last record. */
const AS_OF = START + ALL * HOUR

interface Case {
  readonly text?: string
  /** By name of file; the log's own ones come first. */
  readonly checkpoints?: readonly Note[]
  readonly remembered?: readonly Note[]
  readonly raw?: string
  readonly terms?: Partial<Terms>
}

const verified = ({ text = textOf(lines), checkpoints = [aCheckpoint(lines)], remembered = [], raw = '', terms = {} }: Case): Verification =>
  verifyLog(
    {
      log: { file: 'log.jsonl', bytes: Buffer.from(text) },
      checkpoints: [
        { file: 'log.jsonl.checkpoint', bytes: Buffer.from(notesText(...checkpoints) + raw) },
        { file: 'remembered', bytes: Buffer.from(notesText(...remembered)) },
      ],
    },
    { keys: [trusted(operator)], signers: 1, asOf: AS_OF, maxAge: DAY, ...terms },
  )

const kinds = ({ state, problems }: Verification): unknown[] => [state, ...new Set(problems.map(({ kind }) => kind))]
const without = (...indices: readonly number[]): string[] => lines.filter((_, index) => !indices.includes(index))
const changedAt = (index: number, change: (line: string) => string): string[] => lines.map((line, at) => (at === index ? change(line) : line))

/** The same log, but for one record that never was, hashed anew to its end: what somebody with a text editor and patience makes. */
const forged = linesOf(aChain(EVENTS.map((event, index) => (index === 2 ? anAccess({ actor: 'grace@acme.test' }) : event))))
/** A log of the same name that begins later. */
const restarted = linesOf(aChain([opening, ...EVENTS.slice(1)], { start: START + HOUR }))
const first = aCheckpoint(lines.slice(0, 1))

/** Each record is an hour earlier than the one before it. */
const backwards = linesOf(aChain(EVENTS, { at: (seq) => START - seq * HOUR }))
/** Somebody's clock was ten years fast when the last record was appended. */
const foretold = linesOf(aChain(EVENTS, { at: (seq) => START + (seq === ALL - 1 ? 3650 * DAY : seq * HOUR) }))
const ofTheFuture: Case = { text: textOf(foretold), checkpoints: [aCheckpoint(foretold)] }

const cases: readonly [string, Case, unknown[]][] = [
  ['a log that is as it was', {}, ['verified']],
  ['the same, with all the checkpoints that it ever had', { checkpoints: [first, aCheckpoint(lines.slice(0, 4)), aCheckpoint(lines)] }, ['verified']],
  ['the same, with a second signature', { checkpoints: [aCheckpoint(lines, [operator, second])] }, ['verified']],

  ['a letter changed', { text: textOf(changedAt(2, (line) => line.replace('ada@', 'eda@'))) }, ['tampered', 'break']],
  ['a letter changed in the last record', { text: textOf(changedAt(5, (line) => line.replace('heartbeat', 'heartbeet'))) }, ['tampered', 'break']],
  ['a record changed and hashed anew, and the next left', { text: textOf(changedAt(2, () => forged[2]!)) }, ['tampered', 'break']],
  ['a blank put into a line', { text: textOf(changedAt(1, (line) => line.replace(',', ', '))) }, ['tampered', 'break']],
  ['a byte order mark', { text: `\ufeff${textOf(lines)}` }, ['tampered', 'break']],
  ['other line ends', { text: textOf(lines.map((line) => `${line}\r`)) }, ['tampered', 'break']],
  ['an empty line', { text: textOf([...lines.slice(0, 3), '', ...lines.slice(3)]) }, ['tampered', 'break', 'gap']],
  [
    'a record of another log',
    { text: textOf([...lines, linesOf(aChain([...EVENTS, heartbeat], { origin: 'other.acme.test' }))[6]!]) },
    ['tampered', 'break', 'unsealed'],
  ],
  ['a first record that opens nothing', { text: textOf(linesOf(aChain([heartbeat]))), checkpoints: [] }, ['tampered', 'break', 'no-checkpoint']],

  ['a record taken out', { text: textOf(without(2)) }, ['tampered', 'gap', 'truncation']],
  ['two records taken out', { text: textOf(without(2, 3)) }, ['tampered', 'gap', 'truncation']],
  ['the first record taken out', { text: textOf(without(0)) }, ['tampered', 'gap', 'truncation']],
  ['a record twice', { text: textOf([...lines.slice(0, 3), ...lines.slice(2)]) }, ['tampered', 'gap']],
  ['two records changed round', { text: textOf([lines[0]!, lines[2]!, lines[1]!, ...lines.slice(3)]) }, ['tampered', 'gap', 'time-back']],

  ['a clock that went back', { text: textOf(backwards), checkpoints: [aCheckpoint(backwards)] }, ['tampered', 'time-back']],

  ['the end cut off', { text: textOf(lines.slice(0, 4)) }, ['tampered', 'truncation']],
  ['all but the first record cut off', { text: textOf(lines.slice(0, 1)), checkpoints: [first, aCheckpoint(lines)] }, ['tampered', 'truncation']],
  [
    'the end and the checkpoints after it cut off, and somebody remembers',
    { text: textOf(lines.slice(0, 4)), checkpoints: [aCheckpoint(lines.slice(0, 4))], remembered: [aCheckpoint(lines)] },
    ['tampered', 'truncation'],
  ],
  ['everything taken out', { text: '' }, ['tampered', 'empty', 'truncation']],
  ['a cut in the middle of a line', { text: textOf(lines).slice(0, -20) }, ['tampered', 'truncation', 'torn']],

  ['the middle written anew', { text: textOf(forged) }, ['tampered', 'fork']],
  [
    'the middle written anew and signed anew, and somebody remembers',
    { text: textOf(forged), checkpoints: [aCheckpoint(forged)], remembered: [aCheckpoint(lines)] },
    ['tampered', 'fork'],
  ],
  [
    'two ends that were both signed',
    { checkpoints: [aCheckpoint([...lines, 'a'])], remembered: [aCheckpoint([...lines, 'b'])] },
    ['tampered', 'truncation', 'fork'],
  ],

  ['a log begun anew', { text: textOf(restarted), checkpoints: [first, aCheckpoint(lines)] }, ['tampered', 'restart']],
  [
    'a log begun anew and signed anew, and somebody remembers the first',
    { text: textOf(restarted), checkpoints: [aCheckpoint(restarted)], remembered: [first] },
    ['tampered', 'restart'],
  ],
  ['a log begun anew and shorter', { text: textOf(restarted.slice(0, 2)), checkpoints: [first, aCheckpoint(lines)] }, ['tampered', 'restart']],
  ['a log opened again in its middle', { text: textOf([...lines, ...restarted]) }, ['tampered', 'restart', 'unsealed']],

  ['a signature that does not fit', { checkpoints: [{ ...aCheckpoint(lines), text: aCheckpoint(forged).text }] }, ['tampered', 'bad-signature']],
  [
    'one signature of two that does not fit',
    {
      checkpoints: [{ text: aCheckpoint(lines).text, signatures: [...aCheckpoint(lines).signatures, ...aCheckpoint(forged, [second]).signatures] }],
      terms: { keys: [trusted(operator), trusted(second)] },
    },
    ['tampered', 'bad-signature'],
  ],

  ['no checkpoint', { checkpoints: [] }, ['unproven', 'no-checkpoint']],
  ['no key that is trusted', { terms: { keys: [] } }, ['unproven', 'unknown-key']],
  ['a checkpoint by a stranger', { checkpoints: [aCheckpoint(lines, [stranger])] }, ['unproven', 'unknown-key']],
  [
    'a later checkpoint by a stranger',
    { checkpoints: [aCheckpoint(lines.slice(0, 4)), aCheckpoint(lines, [stranger])] },
    ['unproven', 'unknown-key', 'unsealed'],
  ],
  [
    'an earlier checkpoint by a stranger, who was the key of then',
    { checkpoints: [aCheckpoint(lines.slice(0, 4), [stranger]), aCheckpoint(lines)] },
    ['verified'],
  ],
  ['a signature where two are asked for', { terms: { keys: [trusted(operator), trusted(second)], signers: 2 } }, ['unproven', 'unknown-key']],
  [
    'two signatures where two are asked for',
    { checkpoints: [aCheckpoint(lines, [operator, second])], terms: { keys: [trusted(operator), trusted(second)], signers: 2 } },
    ['verified'],
  ],
  [
    'two keys of one name where two are asked for',
    {
      checkpoints: [aCheckpoint(lines, [operator, { ...second, name: ORIGIN }])],
      terms: { keys: [trusted(operator), trusted({ ...second, name: ORIGIN })], signers: 2 },
    },
    ['unproven', 'unknown-key'],
  ],

  ['a key after its time', { terms: { keys: [trusted(operator, 'to=2026-11-02T14:00:00Z')] } }, ['unproven', 'key-out-of-time']],
  [
    'two names of one key where two signatures are asked for',
    {
      checkpoints: [aCheckpoint(lines, [operator, { ...operator, name: 'second.acme.test' }])],
      terms: { keys: [trusted(operator), trusted({ ...operator, name: 'second.acme.test' })], signers: 2 },
    },
    ['unproven', 'unknown-key'],
  ],
  ['a key in its last millisecond', { terms: { keys: [trusted(operator, 'to=2026-11-02T14:00:00.001Z')] } }, ['verified']],
  ['a key from its first millisecond on', { terms: { keys: [trusted(operator, 'from=2026-11-02T14:00:00Z')] } }, ['verified']],
  ['a key before its time', { terms: { keys: [trusted(operator, 'from=2026-11-02T14:00:00.001Z')] } }, ['unproven', 'key-out-of-time']],

  ['a checkpoint at its greatest age', { terms: { asOf: AS_OF - HOUR + DAY } }, ['verified']],
  ['a stale checkpoint', { terms: { asOf: AS_OF - HOUR + DAY + 1 } }, ['unproven', 'stale']],
  ['a record later than the audit', { terms: { asOf: AS_OF - HOUR - CLOCK_TOLERANCE - 1 } }, ['unproven', 'future']],
  ['a record as late as clocks may differ', { terms: { asOf: AS_OF - HOUR - CLOCK_TOLERANCE } }, ['verified']],
  ['nothing but records later than the audit', { terms: { asOf: START - DAY } }, ['unproven', 'future', 'empty']],
  ['a last record of years to come, and none since', { ...ofTheFuture, terms: { asOf: AS_OF + 2 * DAY } }, ['unproven', 'future', 'stale']],
  ['a last record of years to come, soon after the one before', { ...ofTheFuture, terms: { asOf: AS_OF } }, ['unproven', 'future']],
  ['records after the checkpoint', { checkpoints: [aCheckpoint(lines.slice(0, 5))] }, ['unproven', 'unsealed']],
  ['a line that a crash left unfinished', { text: `${textOf(lines)}{"event":{"kind":"hea` }, ['unproven', 'torn']],
  ['an empty log', { text: '', checkpoints: [] }, ['unproven', 'empty', 'no-checkpoint']],
  ['a checkpoint of another log beside its own', { remembered: [aCheckpoint(lines, [operator], 'other.acme.test')] }, ['unproven', 'bad-checkpoint']],
  ['a checkpoint that is none beside a good one', { raw: '\nno checkpoint\n' }, ['unproven', 'bad-checkpoint']],
]

describe('a log with', () => {
  test.each(cases)('%s', (_, given, expected) => {
    expect(kinds(verified(given))).toEqual(expected)
  })
})

describe('time', () => {
  test.each([
    [CLOCK_TOLERANCE, 'verified'],
    [CLOCK_TOLERANCE + 1, 'tampered'],
  ])('may go back %i ms between records: %s', (back, state) => {
    const records = linesOf(aChain(EVENTS, { at: (seq) => START - seq * back }))
    expect(verified({ text: textOf(records), checkpoints: [aCheckpoint(records)] }).state).toBe(state)
  })
})

test('a bare chain does not see that its end was cut off: only a checkpoint does', () => {
  expect(verified({ text: textOf(lines.slice(0, 4)), checkpoints: [aCheckpoint(lines.slice(0, 4))] }).state).toBe('verified')
})

test('what is proven is said: how many records, until when, and by whom', () => {
  const { seal, size, origin } = verified({
    checkpoints: [aCheckpoint(lines.slice(0, 4), [operator, second])],
    terms: { keys: [trusted(second), trusted(operator)] },
  })
  expect({ seal, size, origin }).toEqual({
    seal: { size: 4, time: START + 3 * HOUR, until: START + 3 * HOUR, signers: [ORIGIN, 'second.acme.test'] },
    size: 6,
    origin: ORIGIN,
  })
})

test('a log is proven until the last sealed record that is not later than the audit', () => {
  const until = (asOf: number, size = ALL) => verified({ checkpoints: [aCheckpoint(lines.slice(0, size))], terms: { asOf } }).seal?.until
  expect(until(AS_OF)).toBe(START + (ALL - 1) * HOUR)
  expect(until(START + 2 * HOUR)).toBe(START + 2 * HOUR)
  expect(until(START + 4 * HOUR, 3)).toBe(START + 2 * HOUR)
  expect(until(START - DAY)).toBeUndefined()
})

test('a record later than the audit is named by its line', () => {
  const { problems } = verified({ terms: { asOf: START + 2 * HOUR } })
  expect(problems).toEqual([
    {
      kind: 'future',
      file: 'log.jsonl',
      line: 4,
      detail: 'record 3 is of 2026-11-02T12:00:00.000Z, later than 2026-11-02T11:00:00.000Z: the log is judged as it was before',
    },
  ])
})

test('what can be read of a broken log is read', () => {
  const { records } = verified({ text: textOf(changedAt(2, () => 'rubbish')) })
  expect(records.map(({ record, line }) => [record.seq, line])).toEqual([0, 1, 3, 4, 5].map((seq) => [seq, seq + 1]))
})

test('whatever byte of a sealed log is changed, taken out or doubled, it does not verify', () => {
  const bytes = Buffer.from(textOf(lines))
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.constantFrom('change', 'take', 'double'), (place, by, how) => {
      const before = bytes.subarray(0, place)
      const after = bytes.subarray(place + 1)
      const here = bytes[place]!
      const tampered = Buffer.concat([before, Buffer.from(how === 'change' ? [(here + by) % 256] : how === 'take' ? [] : [here, here]), after])
      const { state } = verifyLog(
        { log: { file: 'log.jsonl', bytes: tampered }, checkpoints: [{ file: 'c', bytes: Buffer.from(notesText(aCheckpoint(lines))) }] },
        { keys: [trusted(operator)], signers: 1, asOf: AS_OF },
      )
      expect(state).toBe('tampered')
    }),
    { numRuns: 300 },
  )
})
