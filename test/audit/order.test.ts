import { expect, test } from 'vitest'
import { byPlace, byTime } from '../../src/audit/order.ts'

const read = (line: number, time = 0) => ({ origin: { source: 'vault-hq', file: 'audit.jsonl', line }, time })

test('by place: before, at, after', () => {
  expect([byPlace(read(1), read(2)), byPlace(read(1), read(1)), byPlace(read(2), read(1))]).toEqual([-1, 0, 1])
})

test('by time, and by place at one time', () => {
  expect([read(1, 2), read(2, 1), read(1, 1)].sort(byTime)).toEqual([read(1, 1), read(2, 1), read(1, 2)])
})
