import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describeFault } from '../../src/shell/fault.ts'

const CANARY = '7654-3210'

const caught = (act: () => unknown): unknown => {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

test('a fault is told by its kind and its place', () => {
  expect(describeFault(new TypeError(CANARY))).toMatch(/^TypeError at test\/shell\/fault\.test\.ts:\d+:\d+$/)
})

test('a fault of the system is told by its word, without the path', () => {
  const told = describeFault(caught(() => readFileSync(`/nowhere/${CANARY}`)))
  expect(told).toMatch(/^Error \(ENOENT, no such file or directory\)/)
  expect(told).not.toContain(CANARY)
})

test.each([
  ['a message that looks like a place', new Error(`x\n    at ${CANARY} (file:///${CANARY}:1:1)\n    at node:${CANARY}:1:1`)],
  ['a name that is no name', Object.assign(new Error('x'), { name: `Error ${CANARY}` })],
  ['a cause', new Error('x', { cause: new Error(CANARY) })],
  ['a stack of its own', Object.assign(new Error('x'), { stack: CANARY })],
  ['something that is no error', CANARY],
  ['a parser that quotes', caught(() => JSON.parse(`{"code": ${CANARY}oops}`))],
])('nothing is told of %s', (_, fault) => {
  expect(describeFault(fault)).not.toContain(CANARY)
})
