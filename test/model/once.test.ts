import { describe, expect, test } from 'vitest'
import { memoize, once } from '../../src/model/once.ts'

describe('once', () => {
  test('makes a value when it is first asked for, and no second', () => {
    let made = 0
    const value = once(() => (made += 1))
    expect(made).toBe(0)
    expect([value(), value(), made]).toEqual([1, 1, 1])
  })
})

describe('an answer', () => {
  test('is kept, undefined too, until there are too many', () => {
    const asked: string[] = []
    const answer = memoize((text) => {
      asked.push(text)
      return text === 'none' ? undefined : text.length
    }, 2)
    expect(['a', 'a', 'none', 'none', 'bb', 'a', 'bb'].map(answer)).toEqual([1, 1, undefined, undefined, 2, 1, 2])
    expect(asked).toEqual(['a', 'none', 'bb', 'a'])
  })
})
