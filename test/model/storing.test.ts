import { expect, test } from 'vitest'
import { isElsewhere, showsStoring } from '../../src/model/storing.ts'
import type { LogCoverage } from '../../src/model/rule.ts'
import { DAY } from '../../src/model/time.ts'
import { anEscrowEvent, at, type Over } from '../support/builders.ts'
import type { EscrowEvent } from '../../src/model/inventory.ts'

const STORED = at('2026-03-15')

test.each([
  ['bitwarden', true],
  ['cloudtrail', true],
  ['onepassword', true],
  ['vault', true],
  ['custody', false],
  ['keepassxc', false],
  ['log', false],
  ['mapped', false],
])('a log of type %s shows whatever is stored: %s', (sourceType, expected) => {
  expect(showsStoring({ sourceType })).toBe(expected)
})

const logOf = (from: number, to: number): LogCoverage => ({ location: 'vault-hq', spans: [], silences: [], whole: true, storings: [{ from, to }] })

test.each<[string, LogCoverage, boolean]>([
  ['covers that time', logOf(STORED - 1, STORED + 1), true],
  ['covers that moment alone', logOf(STORED, STORED), true],
  ['begins later', logOf(STORED + 1, STORED + 2), false],
  ['ended before', logOf(STORED - 2, STORED - 1), false],
])('a copy that no record names lies elsewhere, where the log %s: %s', (_, log, expected) => {
  expect(isElsewhere(log, STORED, undefined)).toBe(expected)
})

test.each<[string, Over<EscrowEvent>, boolean]>([
  ['was made within a day', { action: 'create', time: STORED + DAY }, false],
  ['was made later', { action: 'create', time: STORED + DAY + 1 }, true],
  ['was to be made later, in vain', { action: 'create', outcome: 'denied', time: STORED + 2 * DAY }, false],
  ['was read later', { action: 'view', time: STORED + 2 * DAY }, false],
])('a copy whose item %s lies elsewhere: %s', (_, first, expected) => {
  expect(isElsewhere(logOf(0, STORED + 9 * DAY), STORED, anEscrowEvent(first))).toBe(expected)
})
