import { describe, expect, test } from 'vitest'
import { hiddenBy } from '../../src/audit/hidden.ts'
import type { GapReason } from '../../src/model/inventory.ts'
import { aGap } from '../support/builders.ts'

const aCut = (line: number) => aGap({ file: 'audit.jsonl', line, detail: `line ${String(line)} is cut` })

test('a subject that a gap hides is unknown, and the gap is told with its place', () => {
  const gap = aGap({ file: 'audit.jsonl', line: 7, record: 'r-1', reason: 'unreadable', detail: 'the log is cut' })
  const verdict = hiddenBy([gap])
  expect(verdict.outcome).toBe('unknown')
  expect(verdict.gaps).toEqual([gap])
  expect(verdict.tell()).toEqual({
    message: 'Not known: the log is cut.',
    evidence: [{ source: 'github-acme', file: 'audit.jsonl', line: 7, record: 'r-1', fact: 'gap: github members', value: 'unreadable' }],
    remediation: 'Get the file anew from its source and audit again.',
  })
})

test('a gap without a place has none in the evidence', () => {
  expect(Object.keys(hiddenBy([aGap()]).tell().evidence[0]!)).toEqual(['source', 'fact', 'value'])
})

test('of many gaps the first by its place is told; five are shown and all are kept', () => {
  const [first, ...others] = [7, 3, 1, 2, 6, 5, 4].map(aCut)
  const verdict = hiddenBy([first!, ...others])
  const { message, evidence } = verdict.tell()
  expect(message).toBe('Not known: line 1 is cut (and 6 more gaps).')
  expect(evidence.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5])
  expect(verdict.gaps).toHaveLength(7)
  expect(hiddenBy([aCut(7), aCut(3)]).tell().message).toBe('Not known: line 3 is cut (and 1 more gap).')
})

test.each([
  ['fact', { fact: 'github a' }, { fact: 'github b' }],
  ['reason', { reason: 'absent' }, { reason: 'stale' }],
  ['detail', { detail: 'a' }, { detail: 'b' }],
] as const)('gaps of one place are in order of %s', (_what, earlier, later) => {
  const [a, b] = [aGap({ detail: 'the same', ...earlier }), aGap({ detail: 'the same', ...later })]
  expect(hiddenBy([b, a]).tell()).toEqual(hiddenBy([a, b]).tell())
})

describe('how to close a gap', () => {
  const table: Readonly<Record<GapReason, string>> = {
    absent: 'Provide what is missing and audit again.',
    'not-configured': 'Name it under the files of its source in sparekey.yaml and audit again.',
    authentication: 'Provide credentials that the provider takes and audit again.',
    permission: 'Collect with an account that may see it and audit again.',
    plan: 'Take the control out of scope there, or provide the evidence in another way.',
    'rate-limited': 'Audit again when the limit of the provider has been lifted.',
    unavailable: 'Audit again when the provider answers.',
    unreadable: 'Get the file anew from its source and audit again.',
    incomplete: 'Collect the whole of it and audit again.',
    contradiction: 'Collect both anew, at one time, and audit again.',
    stale: 'Collect anew and audit again.',
    future: 'Correct the clock or the date and audit again.',
    uncovered: 'Provide the log of that time, or complete the register, and audit again.',
  }
  test.each(Object.entries(table))('%s', (reason, remediation) => {
    expect(hiddenBy([aGap({ reason: reason as GapReason })]).tell().remediation).toBe(remediation)
  })

  test('is its own advice where it has one', () => {
    expect(hiddenBy([aGap({ advice: 'Ask the owner.' })]).tell().remediation).toBe('Ask the owner.')
  })
})
